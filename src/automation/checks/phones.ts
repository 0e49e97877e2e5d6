import type { z } from 'zod';
import type { ActionSpec } from '../../connectors/define.ts';
import { paramMeta } from '../../connectors/params.ts';
import type { Step } from '../definition.ts';
import { wrongLength } from '../phone-numbers.ts';
import { hasTemplate } from '../templates.ts';
import type { CheckContext, Findings } from './context.ts';

/** A written phone number must have the length numbers of its country have: one digit more is somebody else or nobody. */
export function checkPhones(step: Step, spec: ActionSpec, at: string, context: CheckContext, findings: Findings): void {
  for (const [key, schema] of Object.entries(spec.params.shape as Record<string, z.ZodType>)) {
    const value = step.params[key];
    if (paramMeta(schema)?.kind !== 'phone' || typeof value !== 'string' || hasTemplate(value)) continue;
    const wrong = wrongLength(value, context.timeZone);
    if (wrong)
      findings.add(
        `${at}.params.${key}`,
        'wrong_phone',
        `${value} is ${wrong} for a phone number of its country.`,
        'Write it with its country code and all of its digits.',
      );
  }
}
