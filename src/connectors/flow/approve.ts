import { z } from 'zod';
import { defineAction } from '../define.ts';
import { briefly, duration, text } from '../params.ts';

export const approve = defineAction({
  service: 'flow',
  action: 'approve',
  title: 'Ask for approval',
  description: 'Asks the owner for a yes before the steps after it run. Silence for seven days means no.',
  params: z.object({
    message: text('the question', { spoken: ['saying', 'asking'], suggest: 'May I go on?', main: true }).optional(),
    timeout: duration('how long to wait for an answer', { spoken: ['within'] }).optional(),
  }),
  result: z.object({
    approved: z
      .boolean()
      .meta({ kind: 'boolean', label: 'whether it was approved', main: true, spoken: ['approval', 'approved'] }),
    by: text('who decided'),
  }),
  effect: 'read',
  idempotency: 'natural',
  contract: 1,
  connection: 'none',
  words: {
    phrases: [
      'ask me before|first',
      'ask for my approval|permission|ok',
      'get my approval|ok|permission',
      'check with me',
      'wait for my approval|ok|go-ahead|yes',
      'let me approve|confirm|review',
      'confirm with me',
      'ask me',
      'ask my approval|permission',
      'run it by|past me',
      'show me … first|before',
      'wait until i approve|confirm',
    ],
    nouns: [],
  },
  describe: (p) => `Ask you first${p.message ? `: “${briefly(p.message)}”` : ''}`,
  report: (_p, r) => (r.approved === false ? 'You said no' : 'You said yes'),
  simulate: () => ({ approved: true, by: 'you' }),
});
