import { z } from 'zod';

/**
 * The definition: what a person approves. Shapes only; meaning (references, types, cron, limits) is for checks.ts.
 * JSON as ../../docs/definition.md describes it (S0.48–S0.64).
 */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const json: z.ZodType<Json> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(json), z.record(z.string(), json)]),
);

const phone = z
  .string()
  .trim()
  .regex(/^\+[1-9]\d{6,14}$/, 'a phone number with its country code, as +254712345678');

export const policySchema = z.strictObject({
  max_withdraw_amount: z.number().positive().optional(),
  daily_spend_limit: z.number().positive().optional(),
  allowed_phone_numbers: z.array(phone).max(100).optional(),
  /** Addresses, numbers, channels; `*` stands for anything: `*@example.com`. */
  allowed_recipients: z.array(z.string().min(1).max(200)).max(100).optional(),
  requires_user_confirmation: z.boolean().optional(),
  /** Most that may leave in one run, children included; major units. */
  max_spend_per_run: z.number().positive().optional(),
  /** Runs begun on one of the owner's calendar days. */
  max_runs_per_day: z.int().min(1).max(100_000).optional(),
  /** By `service.action`: the most of one call (major units), and how often it may be called in a run and in a day. */
  action_limits: z
    .record(
      z.string().regex(/^[a-z_]+\.[a-z_]+$/, 'service.action'),
      z.strictObject({
        max_amount: z.number().positive().optional(),
        per_run: z.int().min(1).max(100_000).optional(),
        per_day: z.int().min(1).max(1_000_000).optional(),
      }),
    )
    .optional(),
  /** ISO 4217. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
});

const webhookTrigger = z.strictObject({
  type: z.literal('webhook'),
  service: z.string().min(1).max(60),
  event: z.string().min(1).max(120),
  config: z.record(z.string(), json).default({}),
});

const scheduleTrigger = z.strictObject({
  type: z.literal('schedule'),
  schedule_cron: z.string().min(1).max(200).optional(),
  /** Local date and time in schedule_timezone: `2026-12-01T09:00`. */
  schedule_at: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/)
    .optional(),
  schedule_timezone: z.string().min(1).max(60).default('UTC'),
});

const manualTrigger = z.strictObject({ type: z.literal('manual') });

export const triggerSchema = z.discriminatedUnion('type', [webhookTrigger, scheduleTrigger, manualTrigger]);

const durationText = z.string().regex(/^\d+(ms|s|m|h|d)$/, 'a length of time, as 30s, 2m or 1h');

/** Named time limits and attempts; what each means stands in profiles.ts. */
export const PROFILES = ['short', 'standard', 'http', 'model', 'extended', 'batch', 'long'] as const;

/** What takes a step back. Its parameters may read what the step gave out, by the step's own id. */
export const undoSchema = z.strictObject({
  service: z.string().min(1).max(60),
  action: z.string().min(1).max(60),
  params: z.record(z.string(), json).default({}),
});

export const stepSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'lower-case letters, digits and _, starting with a letter'),
  service: z.string().min(1).max(60),
  action: z.string().min(1).max(60),
  params: z.record(z.string(), json).default({}),
  /** A `{{ … }}` that is true or false; absent means always. */
  condition: z.string().min(1).max(2000).optional(),
  needs: z.array(z.string()).max(50).optional(),
  on_error: z.enum(['fail', 'continue']).optional(),
  /** How often it is tried, and how the waits between grow: `initial`, times `backoff` each time, at most `max`. */
  retry: z
    .strictObject({
      attempts: z.int().min(1).max(20),
      initial: durationText.optional(),
      backoff: z.number().min(1).max(10).optional(),
      max: durationText.optional(),
    })
    .optional(),
  /** Of one attempt: `30s`, `2m`, `1h`. */
  timeout: durationText.optional(),
  profile: z.enum(PROFILES).optional(),
  /** Started and not waited for: nothing reads what it gives, and it fails no run. */
  background: z.boolean().optional(),
  undo: undoSchema.optional(),
  /** A `{{ … }}` that is a list; the step runs once for each, with `item` and `index` to refer to. */
  for_each: z.string().min(1).max(2000).optional(),
  /** Items under way at once. */
  max_parallel: z.int().min(1).max(50).optional(),
  /** Id of the `flow.loop` step in whose body this one stands; it runs there once for each item. */
  inside: z.string().max(40).optional(),
});

export const MAX_STEPS = 200;

export const definitionSchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  description: z.string().max(1000).default(''),
  policy: policySchema.default({}),
  triggers: z.array(triggerSchema).max(10).default([]),
  steps: z.array(stepSchema).min(1).max(MAX_STEPS),
  /** After a failure nothing handled: end (a person may go on later), ask and wait, or take back what was done. */
  on_failure: z.enum(['end', 'ask', 'undo']).optional(),
  on_cancel: z.enum(['leave', 'undo']).optional(),
  /** `bounded`: Temporal holds a run to the time limits of `temporal/bounds.ts` (S2.22–24), whatever it waits for. */
  profile: z.enum(['bounded']).optional(),
});

export type Policy = z.infer<typeof policySchema>;
export type Trigger = z.infer<typeof triggerSchema>;
export type ScheduleTrigger = z.infer<typeof scheduleTrigger>;
export type WebhookTrigger = z.infer<typeof webhookTrigger>;
export type Step = z.infer<typeof stepSchema>;
export type Undo = z.infer<typeof undoSchema>;
export type Definition = z.infer<typeof definitionSchema>;
