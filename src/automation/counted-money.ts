import type { z } from 'zod';
import type { ActionSpec } from '../connectors/define.ts';
import { paramMeta } from '../connectors/params.ts';
import type { Policy } from './definition.ts';

/** The parameter that says how much an action spends: `amount`, `price`. Null where none does. */
export function amountName(spec: ActionSpec): string | null {
  const shape = Object.entries(spec.params.shape as Record<string, z.ZodType>);
  return shape.find(([, schema]) => paramMeta(schema)?.kind === 'money')?.[0] ?? null;
}

/** Whether a policy limits what an action may spend, so that it must be known. */
export const limitsMoney = (policy: Policy, spec: ActionSpec): boolean =>
  [
    policy.max_withdraw_amount,
    policy.daily_spend_limit,
    policy.max_spend_per_run,
    policy.action_limits?.[`${spec.service}.${spec.action}`]?.max_amount,
  ].some((limit) => limit !== undefined);
