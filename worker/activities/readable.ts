import type { Json } from '../../src/automation/definition.ts';
import { isRef } from '../../src/automation/reference.ts';
import type { ActionSpec } from '../../src/connectors/define.ts';
import { paramMeta } from '../../src/connectors/params.ts';
import { StepFailure } from './failures.ts';
import { guardedText } from './words.ts';

/** Characters a gate shows of what it guards. */
const MOST = 8000;
/** Longer texts an action's own words only begin. */
const BRIEF = 80;

/** What a guarded step would do, its texts in full: people approve only what they can read. Throws StepFailure where that is too long. */
export function readableText(step: string, spec: ActionSpec, params: Record<string, Json>, currency: string): string {
  const tooLong = () =>
    new StepFailure(
      `What “${step}” would do is too long to be read before it is approved: I show up to ${MOST.toLocaleString('en')} characters.`,
    );
  if (Object.values(params).some(isRef)) throw tooLong();
  const brief = guardedText(spec, params, currency);
  const whole = Object.entries(params).flatMap(([name, value]) =>
    typeof value === 'string' && value.length > BRIEF && !brief.includes(value)
      ? [`${labelOf(spec, name)}:\n${value}`]
      : [],
  );
  const text = [brief, ...whole].join('\n\n');
  if (text.length > MOST) throw tooLong();
  return text;
}

function labelOf(spec: ActionSpec, name: string): string {
  const schema = (spec.params.shape as Record<string, Parameters<typeof paramMeta>[0]>)[name];
  const label = ((schema && paramMeta(schema)?.label) ?? name.replace(/_/g, ' ')).replace(/^the /, '');
  return `${label.charAt(0).toUpperCase()}${label.slice(1)}`;
}
