import { z } from 'zod';
import type { Json } from '../../automation/definition.ts';
import { ANSWER_KINDS } from '../../automation/fitting.ts';
import { defineAction } from '../define.ts';
import { briefly, choice, duration, said, text } from '../params.ts';
import { MOST_REMINDERS } from './approve.ts';
import { people, spans, whoInWords } from './people-words.ts';

/** Options a question may have. */
const MOST_OPTIONS = 50;

const bound = (label: string) => z.union([z.number(), z.string().min(1).max(60)]).meta({ kind: 'text', label });

export const ask = defineAction({
  service: 'flow',
  action: 'ask',
  title: 'Ask a question',
  description:
    'Asks a person, or whoever is in a thread, and waits for the answer, which later steps read as `answer`: a text, a number, a date, one of the options or a file. Nobody answering within a day fails the step, unless there is a default.',
  params: z.object({
    question: text('the question', { main: true, ask: 'What should I ask?', spoken: ['asking'] }),
    kind: choice('what kind of answer', ANSWER_KINDS).optional(),
    options: z
      .array(z.union([z.string().trim().min(1).max(200), z.number()]))
      .max(MOST_OPTIONS)
      .meta({ kind: 'list', label: 'the options' })
      .optional(),
    min: bound('the least').optional(),
    max: bound('the most').optional(),
    to: people('who is asked').optional(),
    timeout: duration('how long to wait for an answer', { spoken: ['within'] }).optional(),
    reminders: spans('when to remind', MOST_REMINDERS).optional(),
    default: z
      .union([z.string().max(2000), z.number()])
      .meta({ kind: 'text', label: 'the answer when nobody gives one' })
      .optional(),
  }),
  result: z.object({
    answer: z.any().meta({ kind: 'text', label: 'the answer', main: true, spoken: ['answer', 'reply'] }),
    by: text('who answered'),
    at: text('when it was answered'),
    answered: z.boolean().meta({ kind: 'boolean', label: 'whether somebody answered' }),
  }),
  effect: 'read',
  idempotency: 'natural',
  contract: 2,
  connection: 'none',
  words: { phrases: [] },
  describe,
  report: (_p, r) =>
    r.answered === false ? `No answer, so ${briefly(shown(r.answer))}` : `Answer: ${briefly(shown(r.answer))}`,
  simulate: (p, context) => ({ answer: sample(p, context.now), by: 'you', at: context.now, answered: true }),
});

/** "Ask Amina which date: “When?”, one of small, medium or large". */
function describe(p: Record<string, Json>): string {
  const to = p.to === 'thread' ? 'whoever is in this conversation' : whoInWords(p.to, 'or');
  const options = Array.isArray(p.options) ? p.options.map((option) => said(option)) : [];
  const kinds: Record<string, string> = { number: ' for a number', date: ' for a date', file: ' for a file' };
  const kind = options.length > 0 ? '' : (kinds[String(p.kind ?? '')] ?? '');
  const of =
    options.length > 0
      ? ` (${options.slice(0, 6).join(', ')}${options.length > 6 ? ` and ${options.length - 6} more` : ''})`
      : '';
  const silence = p.default === undefined ? '' : `; without an answer: ${briefly(p.default)}`;
  return `Ask ${to}${kind}: “${briefly(p.question)}”${of}${silence}`;
}

/** An answer in words: a file by its name. */
function shown(answer: Json | undefined): Json | undefined {
  const file = answer !== null && typeof answer === 'object' && !Array.isArray(answer) ? answer.name : undefined;
  return file === undefined ? answer : file;
}

function sample(
  p: { kind?: string | undefined; options?: unknown[] | undefined; min?: unknown; default?: unknown },
  now: string,
): Json {
  const [first] = p.options ?? [];
  if (first !== undefined) return String(first);
  if (p.kind === 'number') return typeof p.min === 'number' ? p.min : 1;
  if (p.kind === 'date') return now.slice(0, 10);
  if (p.kind === 'file') return { name: 'sample.pdf', mediaType: 'application/pdf', size: 12_345 };
  return 'a sample answer';
}
