import { z } from 'zod';
import { defineAction, type ServiceSpec } from '../define.ts';
import { briefly, datetime, duration, email, id, list, name, object, said, text } from '../params.ts';

/** Control flow as steps. The interpreter carries these out itself; they need no connection and have no `run`. */

const wait = defineAction({
  service: 'flow',
  action: 'wait',
  title: 'Wait',
  description: 'Waits for a time, or until a moment.',
  params: z.object({
    duration: duration('how long', { ask: 'How long should it wait?', spoken: ['for'] }).optional(),
    until: datetime('until when', { spoken: ['until', 'till'] }).optional(),
  }),
  result: z.object({ waited_until: datetime('the moment it ended') }),
  effect: 'read',
  idempotency: 'natural',
  contract: 1,
  connection: 'none',
  words: { phrases: ['wait', 'pause for', 'hold for', 'delay', 'sleep', 'subiri'], nouns: [] },
  describe: (p) => (p.until ? `Wait until ${said(p.until)}` : `Wait ${said(p.duration)}`),
  report: () => 'Waited',
  simulate: (_p, context) => ({ waited_until: context.now }),
});

const approve = defineAction({
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

const set = defineAction({
  service: 'flow',
  action: 'set',
  title: 'Keep values',
  description: 'Names values for later steps.',
  params: z.object({ values: object('the values') }),
  result: z.object({ values: object('the values', { main: true }) }),
  effect: 'read',
  idempotency: 'natural',
  contract: 1,
  connection: 'none',
  words: { phrases: [] },
  describe: (p) => `Keep ${Object.keys((p.values as object | undefined) ?? {}).join(', ') || 'values'}`,
  report: () => 'Values kept',
  simulate: (p) => ({ values: p.values }),
});

const stop = defineAction({
  service: 'flow',
  action: 'stop',
  title: 'Stop here',
  description: 'Ends the run here, as completed, with a reason.',
  params: z.object({ reason: text('the reason', { spoken: ['because', 'saying'] }).optional() }),
  result: z.object({ reason: text('the reason') }),
  effect: 'read',
  idempotency: 'natural',
  contract: 1,
  connection: 'none',
  words: { phrases: ['stop there|here', 'end the run'] },
  describe: (p) => `Stop here${p.reason ? ` (${briefly(p.reason)})` : ''}`,
  report: () => 'Stopped here',
  simulate: (p) => ({ reason: p.reason ?? '' }),
});

const ask = defineAction({
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

const runWorkflow = defineAction({
  service: 'flow',
  action: 'run_workflow',
  title: 'Run another workflow',
  description: 'Runs another workflow and waits for its result. Not available yet.',
  params: z.object({ workflow: name('the workflow'), data: object('what it is given').optional() }),
  result: z.object({ execution_id: id('the execution id'), result: object('the result', { main: true }) }),
  effect: 'write',
  idempotency: 'key',
  contract: 1,
  connection: 'none',
  words: { phrases: [] },
  describe: (p) => `Run the workflow ${said(p.workflow)}`,
  report: (p) => `${said(p.workflow)} ran`,
  simulate: () => ({ execution_id: 'run_sample', result: {} }),
});

export const flow: ServiceSpec = {
  service: 'flow',
  title: 'Control flow',
  nouns: [],
  fields: [],
  actions: [wait, approve, set, stop, ask, runWorkflow],
  events: [],
};
