import { type Definition, definitionSchema } from '../../src/automation/definition.ts';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import type { Said, Transcript } from './conversation.ts';
import { parseCase } from './format.ts';
import { judge, type Verdict } from './judge.ts';
import { createRuntime } from './runtime.ts';

/** Building blocks of the judge's own tests: a draft in a few words, judged against an expectation. */

const catalogue = createCatalogue();
export const runtime = createRuntime((service, action) => catalogue.action(service, action) ?? undefined, {
  now: '2026-11-20T07:00:00Z',
  timeZone: 'Africa/Nairobi',
});

export type RawStep = Record<string, unknown> & { id?: string };

/** A definition of steps named `step_1`, `step_2`, … unless they say otherwise. */
export function draft(parts: { triggers?: unknown[]; steps: RawStep[]; policy?: unknown; name?: string }): Definition {
  return definitionSchema.parse({
    name: parts.name ?? 'A draft',
    policy: parts.policy ?? {},
    triggers: parts.triggers ?? [],
    steps: parts.steps.map((step, index) => ({ id: `step_${index + 1}`, ...step })),
  });
}

export const step = (
  name: string,
  params: Record<string, unknown> = {},
  more: Record<string, unknown> = {},
): RawStep => {
  const [service = '', action = ''] = name.split('.');
  return { service, action, params, ...more };
};

export function said(more: Partial<Said> = {}): Said {
  return { kind: 'say', text: '', card: '', missing: [], act: null, drafts: [], ...more };
}

export const proposed = (definition: Definition, more: Partial<Said> = {}): Said =>
  said({ kind: 'propose', drafts: [{ definition, findings: [] }], ...more });

export function transcriptOf(replies: Said[], more: Partial<Transcript> = {}): Transcript {
  const lines = replies.flatMap((reply) => [
    { from: 'person' as const, text: 'something' },
    { from: 'nod' as const, text: reply.text, said: reply },
  ]);
  return { lines, questions: 0, needless: 0, replies: replies.length, broke: null, effects: [], ...more };
}

/** Judges replies against an expectation. */
export function verdict(expect: unknown, replies: Said[], more: Record<string, unknown> = {}): Verdict {
  const the = parseCase({ id: 'x', timezone: 'Africa/Nairobi', turns: ['something'], expect, ...more });
  return judge(the, transcriptOf(replies), runtime);
}

/** Whether a draft is right for an expectation. */
export function isRight(expect: unknown, definition: Definition, more: Record<string, unknown> = {}): boolean {
  return verdict(expect, [proposed(definition)], more).outcome === 'right';
}

/** Steps and triggers the tests use over and over. */
export const email = (params: Record<string, unknown> = {}, more: Record<string, unknown> = {}) =>
  step('email.send_email', { to: 'a@b.co', subject: 'Hi', body: 'Hello', ...params }, more);
export const one = (params: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  steps: [{ service: 'email', action: 'send_email', params, ...more }],
});
export const weekly = { type: 'schedule', schedule_cron: '0 9 * * 1', schedule_timezone: 'Africa/Nairobi' };
export const paid = { type: 'webhook', service: 'intasend', event: 'payment.confirmed' };
