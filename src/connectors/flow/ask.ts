import { z } from 'zod';
import { defineAction } from '../define.ts';
import { briefly, duration, email, list, text } from '../params.ts';

export const ask = defineAction({
  service: 'flow',
  action: 'ask',
  title: 'Ask a question',
  description: 'Asks a person and waits for the answer. Not available yet.',
  params: z.object({
    question: text('the question', { main: true }),
    options: list('the options').optional(),
    to: email('who is asked').optional(),
    timeout: duration('how long to wait for an answer').optional(),
  }),
  result: z.object({
    answer: text('the answer', { main: true, spoken: ['answer', 'reply'] }),
    by: text('who answered'),
  }),
  effect: 'message',
  idempotency: 'natural',
  contract: 1,
  connection: 'none',
  words: { phrases: [] },
  describe: (p) => `Ask: “${briefly(p.question)}”`,
  report: (_p, r) => `Answer: ${briefly(r.answer)}`,
  simulate: () => ({ answer: 'a sample answer', by: 'you' }),
});
