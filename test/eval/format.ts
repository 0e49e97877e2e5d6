import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** The shape of a case, as README.md beside this file describes it. Unknown keys are refused, so that a typo in a case is seen. */

/** A bare value, or an object of matchers; judged by matchers.ts. */
export type Matcher = unknown;

const matcher: z.ZodType<Matcher> = z.unknown();
const params = z.record(z.string(), matcher);

const conditionSchema = z.strictObject({
  any: z.boolean().optional(),
  required: z.boolean().optional(),
  means: z
    .array(
      z.strictObject({
        given: z
          .strictObject({
            trigger: z.record(z.string(), z.unknown()).optional(),
            steps: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
          })
          .default({}),
        is: z.boolean(),
      }),
    )
    .optional(),
});

const oneStep = z.strictObject({
  service: matcher.optional(),
  action: matcher.optional(),
  params: params.optional(),
  condition: conditionSchema.optional(),
  for_each: matcher.optional(),
  retry: z.strictObject({ attempts: z.number() }).optional(),
  on_error: matcher.optional(),
  timeout: matcher.optional(),
  optional: z.boolean().optional(),
});
const stepExpectation = oneStep.extend({ any_of: z.array(oneStep).optional() });

const triggerExpectation = z.looseObject({ type: z.string().optional() });

const definitionExpectation = z.strictObject({
  kind: z.literal('definition').optional(),
  triggers: z.array(triggerExpectation).optional(),
  triggers_any_of: z.array(z.array(triggerExpectation)).optional(),
  steps: z.array(stepExpectation).optional(),
  step_order: z.literal('free').optional(),
  parallel: z.array(z.array(z.number())).optional(),
  after: z.array(z.tuple([z.number(), z.array(z.number())])).optional(),
  policy: z.record(z.string(), matcher).optional(),
  name_any: z.array(z.string()).optional(),
  runs_at: z.array(z.strictObject({ at: z.string(), is: z.boolean() })).optional(),
  reply_contains_any: z.array(z.string()).optional(),
});

const replyExpectation = z.strictObject({
  kind: z.enum(['ask', 'say', 'refuse', 'command']),
  missing: z.array(z.string()).optional(),
  may_ask: z.array(z.string()).optional(),
  command: z.string().optional(),
  workflow: z.string().optional(),
  new_name: z.string().optional(),
  reply_contains_any: z.array(z.string()).optional(),
});

const proposalsExpectation = z.strictObject({
  proposals: z.array(definitionExpectation).min(1),
  reply_contains_any: z.array(z.string()).optional(),
});

export type StepExpectation = z.infer<typeof stepExpectation>;
export type TriggerExpectation = z.infer<typeof triggerExpectation>;
export type DefinitionExpectation = z.infer<typeof definitionExpectation>;
export type ReplyExpectation = z.infer<typeof replyExpectation>;
export type ProposalsExpectation = z.infer<typeof proposalsExpectation>;
export type Expectation =
  | DefinitionExpectation
  | ReplyExpectation
  | ProposalsExpectation
  | { any_of: Expectation[]; reply_contains_any?: string[] | undefined };

const expectation: z.ZodType<Expectation> = z.lazy(() =>
  z.union([
    z.strictObject({ any_of: z.array(expectation).min(1), reply_contains_any: z.array(z.string()).optional() }),
    proposalsExpectation,
    replyExpectation,
    definitionExpectation,
  ]),
);

const caseSchema = z.strictObject({
  id: z.string(),
  tags: z.array(z.string()).default([]),
  timezone: z.string(),
  now: z.string().default('2026-11-20T10:00:00'),
  turns: z.array(z.string()).min(1),
  answers: z.record(z.string(), z.string()).default({}),
  accept: z.array(z.enum(['ask', 'propose'])).default(['ask', 'propose']),
  given_workflows: z
    .array(
      z.strictObject({
        name: z.string(),
        status: z.enum(['active', 'paused', 'failed']),
        last_run: z.strictObject({ status: z.enum(['completed', 'failed']), error: z.string().optional() }).optional(),
      }),
    )
    .default([]),
  expect: expectation,
});

export type Case = z.infer<typeof caseSchema>;

/** Reads one case. Throws naming what is not of the format. */
export function parseCase(value: unknown): Case {
  return caseSchema.parse(value);
}

/** Reads a file of cases, one JSON object a line. */
export function readCases(file: string): Case[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line, index) => {
      try {
        return parseCase(JSON.parse(line));
      } catch (error) {
        throw new Error(`Line ${index + 1} of ${file} is not a case: ${String(error)}`, { cause: error });
      }
    });
}

/** The alternatives of an expectation, one of which must hold. */
export function alternatives(expect: Expectation): Expectation[] {
  return 'any_of' in expect ? expect.any_of.flatMap(alternatives) : [expect];
}

export function isReplyExpectation(expect: Expectation): expect is ReplyExpectation {
  return 'kind' in expect && expect.kind !== undefined && expect.kind !== 'definition';
}
