import type { z } from 'zod';
import type { ActionSpec } from '../connectors/define.ts';
import { paramMeta } from '../connectors/params.ts';
import type { Changeable } from '../store/asked.ts';
import { fits } from './checks/policy.ts';
import type { Json, Policy } from './definition.ts';
import { money } from './money.ts';

/** What whoever approves a step may change of it, and whether a change is within what was approved for the workflow. */

const KINDS: Record<string, Changeable['kind']> = { money: 'number', number: 'number', date: 'date' };

export function changeableOf(spec: ActionSpec, params: Record<string, Json>, names: string[]): Changeable[] {
  const shape = spec.params.shape as Record<string, z.ZodType>;
  return names.flatMap((name) => {
    const schema = shape[name];
    if (!schema) return [];
    const meta = paramMeta(schema);
    const label = (meta?.label ?? name.replace(/_/g, ' ')).replace(/^the /, '');
    return [{ name, label, kind: KINDS[meta?.kind ?? ''] ?? 'text', value: params[name] ?? null }];
  });
}

/** The changes as the step takes them, or a sentence about the first that cannot be. */
export function fittedChanges(
  spec: ActionSpec,
  changes: Record<string, unknown>,
  limits: { policy: Policy; withdrawMax: number; currency: string },
): { ok: Record<string, Json> } | { misfit: string } {
  const shape = spec.params.shape as Record<string, z.ZodType>;
  const ok: Record<string, Json> = {};
  for (const [name, value] of Object.entries(changes)) {
    const schema = shape[name];
    const label = (schema && paramMeta(schema)?.label) || name;
    const given = typeof value === 'string' && numeric(schema) ? value.trim().replace(/(?<=\d),(?=\d{3})/g, '') : value;
    const parsed = given === '' ? null : schema?.safeParse(given);
    if (!parsed?.success) return { misfit: `${label.charAt(0).toUpperCase()}${label.slice(1)} cannot be that.` };
    const misfit = beyond(schema, parsed.data, label, limits);
    if (misfit) return { misfit };
    ok[name] = parsed.data as Json;
  }
  return { ok };
}

const kindOf = (schema: z.ZodType | undefined) => (schema ? paramMeta(schema)?.kind : undefined);
const numeric = (schema: z.ZodType | undefined): boolean => ['money', 'number'].includes(kindOf(schema) ?? '');

/** A changed amount stays within the limits, a changed payee or address on its list. */
function beyond(
  schema: z.ZodType | undefined,
  value: unknown,
  label: string,
  { policy, withdrawMax, currency }: { policy: Policy; withdrawMax: number; currency: string },
): string | null {
  const kind = kindOf(schema);
  const most = Math.min(
    policy.max_withdraw_amount ?? withdrawMax,
    policy.daily_spend_limit ?? withdrawMax,
    withdrawMax,
  );
  if (kind === 'money' && typeof value === 'number' && value > most)
    return `${money(value, currency)} is over ${money(most, currency)}, the most that may be paid at once.`;
  const listed =
    kind === 'phone' ? policy.allowed_phone_numbers : kind === 'email' ? policy.allowed_recipients : undefined;
  if (listed && !listed.some((pattern) => fits(pattern, String(value))))
    return `${String(value)} is not on the list for ${label}.`;
  if (kind === 'phone' && !listed) return 'A number to pay to can be changed only where a list says which are allowed.';
  return null;
}
