import { z } from 'zod';
import type { Json } from '../../automation/definition.ts';
import type { Finding } from '../../errors.ts';

/**
 * A definition as the model writes it: flat, closed and without records or optional fields, which strict tools refuse.
 * Absent is the empty string, zero or null; parameters are pairs.
 */

const pair = z.object({
  key: z.string(),
  value: z.string().describe('A plain text with {{ … }} where needed, or JSON text when kind is json.'),
  kind: z.enum(['text', 'json']).describe('json for numbers, booleans, lists and objects written as literals.'),
});

const trigger = z.object({
  type: z.enum(['schedule', 'webhook', 'manual']),
  service: z.string().describe('webhook only, else empty'),
  event: z.string().describe('webhook only, else empty'),
  schedule_cron: z.string().describe('five fields, for what repeats; else empty'),
  schedule_at: z.string().describe('2026-12-01T09:00 local time, for what happens once; else empty'),
  schedule_timezone: z.string().describe('IANA zone of a schedule; else empty'),
});

const step = z.object({
  id: z.string().describe('step_1, step_2, …'),
  service: z.string(),
  action: z.string(),
  params: z.array(pair),
  condition: z.string().describe('{{ expression }} that is true or false; empty: always'),
  for_each: z.string().describe('{{ expression }} that is a list; empty: once'),
  needs: z
    .union([z.array(z.string()), z.null()])
    .describe('null: needs the step before it. A list of step ids: exactly those; [] to start at once, in parallel.'),
  on_error: z.enum(['fail', 'continue']),
  retry_attempts: z.number().describe('0: the default'),
  timeout: z.string().describe('30s, 2m, 1h; empty: the default'),
});

const policy = z.object({
  max_withdraw_amount: z.number().describe('0: no limit of its own'),
  daily_spend_limit: z.number().describe('0: no limit of its own'),
  max_spend_per_run: z.number().describe('most that may leave in one run; 0: no limit of its own'),
  max_runs_per_day: z.number().describe('0: no limit of its own'),
  action_limits: z
    .array(
      z.object({
        action: z.string().describe('service.action'),
        max_amount: z.number().describe('most of one call; 0: no limit'),
        per_run: z.number().describe('calls in a run; 0: no limit'),
        per_day: z.number().describe('calls in a day; 0: no limit'),
      }),
    )
    .describe('limits of single actions, only where asked for'),
  allowed_phone_numbers: z.array(z.string()),
  allowed_recipients: z.array(z.string()),
  requires_user_confirmation: z.boolean(),
  currency: z.string().describe('ISO 4217, or empty'),
});

export const wireDefinition = z.object({
  name: z.string().describe('a short name in plain words'),
  description: z.string(),
  triggers: z.array(trigger),
  steps: z.array(step),
  policy,
});

export const wirePairs = z.array(pair);

export type WireDefinition = z.infer<typeof wireDefinition>;
type Pair = z.infer<typeof pair>;

/** What a wire definition says, as a definition still to be checked; and what in it could not even be read. */
export function toDefinition(wire: WireDefinition): { definition: Record<string, unknown>; findings: Finding[] } {
  const findings: Finding[] = [];
  const definition = {
    name: wire.name,
    description: wire.description,
    policy: present({
      max_withdraw_amount: wire.policy.max_withdraw_amount || undefined,
      daily_spend_limit: wire.policy.daily_spend_limit || undefined,
      max_spend_per_run: wire.policy.max_spend_per_run || undefined,
      max_runs_per_day: wire.policy.max_runs_per_day || undefined,
      action_limits: toActionLimits(wire.policy.action_limits),
      allowed_phone_numbers: listOrNone(wire.policy.allowed_phone_numbers),
      allowed_recipients: listOrNone(wire.policy.allowed_recipients),
      requires_user_confirmation: wire.policy.requires_user_confirmation || undefined,
      currency: wire.policy.currency || undefined,
    }),
    triggers: wire.triggers.map(toTrigger),
    steps: wire.steps.map((written, index) =>
      present({
        id: written.id,
        service: written.service,
        action: written.action,
        params: toRecord(written.params, `steps[${index}].params`, findings),
        condition: written.condition || undefined,
        for_each: written.for_each || undefined,
        needs: written.needs ?? undefined,
        on_error: written.on_error === 'continue' ? 'continue' : undefined,
        retry: written.retry_attempts > 0 ? { attempts: written.retry_attempts } : undefined,
        timeout: written.timeout || undefined,
      }),
    ),
  };
  return { definition, findings };
}

function toTrigger(written: z.infer<typeof trigger>): Record<string, unknown> {
  if (written.type === 'webhook') return { type: 'webhook', service: written.service, event: written.event };
  if (written.type === 'manual') return { type: 'manual' };
  return present({
    type: 'schedule',
    schedule_cron: written.schedule_cron || undefined,
    schedule_at: written.schedule_at || undefined,
    schedule_timezone: written.schedule_timezone || undefined,
  });
}

/** Pairs as a record. A key said twice, or JSON that is none, is a finding. */
export function toRecord(pairs: Pair[], path: string, findings: Finding[]): Record<string, Json> {
  const record: Record<string, Json> = {};
  for (const { key, value, kind } of pairs) {
    const where = `${path}.${key}`;
    if (key === '__proto__' || Object.hasOwn(record, key)) {
      findings.push({
        path: where,
        code: 'repeated_key',
        message: `"${key}" cannot stand here, or stands here twice.`,
      });
      continue;
    }
    record[key] = kind === 'text' ? value : readJson(value, where, findings);
  }
  return record;
}

function readJson(text: string, path: string, findings: Finding[]): Json {
  // A template inside JSON text is only JSON when quoted; alone it is meant as the value itself.
  if (text.trim().startsWith('{{')) return text.trim();
  try {
    return JSON.parse(text) as Json;
  } catch {
    const hint = 'Write valid JSON with templates inside quotes, or use kind "text".';
    findings.push({ path, code: 'bad_json', message: 'This value says kind "json" and is not JSON.', hint });
    return null;
  }
}

/** Limits by action; undefined where there are none. */
function toActionLimits(list: z.infer<typeof policy>['action_limits']): Record<string, unknown> | undefined {
  if (list.length === 0) return undefined;
  return Object.fromEntries(
    list.map(({ action, max_amount, per_run, per_day }) => [
      action,
      present({
        max_amount: max_amount || undefined,
        per_run: per_run || undefined,
        per_day: per_day || undefined,
      }),
    ]),
  );
}

const listOrNone = (list: string[]) => (list.length > 0 ? list : undefined);

/** Without what is undefined. */
function present(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
