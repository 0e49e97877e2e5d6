import { z } from 'zod';
import type { StepRow } from '../store/runs.ts';

/** What of a run waits, or waited, for people. */

const anything = z.unknown();

export const gateShape = z.object({
  text: z.string().describe('What is asked.'),
  what: z.string().nullable().describe('What the guarded step would do.'),
  seal: z.string().describe('Decide with exactly this.'),
  deadline: z.string(),
  who: z.string().nullable().describe('Who may decide, in words.'),
  needed: z.number().describe('How many must say yes.'),
  may_change: z.array(z.object({ name: z.string(), value: anything })).describe('What may be changed with the yes.'),
  decisions: z.array(z.object({ decision: z.enum(['approved', 'rejected']), by: z.string(), at: z.string() })),
  decision: z.enum(['approved', 'rejected', 'timeout']).nullable(),
  decided_by: z.string().nullable(),
});

export function gateView(gate: StepRow['gate']): z.infer<typeof gateShape> | null {
  if (!gate) return null;
  const { text, seal, deadline, decision, decidedBy } = gate;
  return {
    text,
    what: gate.what ?? null,
    seal,
    deadline,
    who: gate.names ?? null,
    needed: gate.needed ?? 1,
    may_change: (gate.changeable ?? []).map(({ name, value }) => ({ name, value })),
    decisions: (gate.said ?? []).map(({ decision: said, by, at }) => ({ decision: said, by, at })),
    decision,
    decided_by: decidedBy,
  };
}

export const questionShape = z.object({
  text: z.string(),
  kind: z.enum(['text', 'number', 'choice', 'date', 'file']),
  options: z.array(z.string()),
  deadline: z.string(),
  who: z.string().describe('Who may answer, in words.'),
  answer: anything.describe('Null until it is answered.'),
  answered_by: z.string().nullable(),
});

export function questionView(question: StepRow['question']): z.infer<typeof questionShape> | null {
  if (!question) return null;
  const { text, kind, options, deadline, names, answer, answeredBy } = question;
  return { text, kind, options, deadline, who: names, answer: answer ?? null, answered_by: answeredBy ?? null };
}
