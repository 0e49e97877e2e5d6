import { z } from 'zod';
import { defineAction } from '../define.ts';
import { choice, duration, id, name, object, said } from '../params.ts';

export const runWorkflow = defineAction({
  service: 'flow',
  action: 'run_workflow',
  title: 'Run another workflow',
  description:
    'Runs another of your workflows, in the version that is on when this is approved, and waits for it. What its last step gave is in result.',
  params: z.object({
    workflow: name('the workflow', { ask: 'Which workflow should it run?', main: true }),
    data: object('what it is given').optional(),
    queue: choice('its queue', ['normal', 'long', 'priority']).optional(),
    timeout: duration('how long it may take').optional(),
  }),
  result: z.object({ execution_id: id('the execution id'), result: object('its result', { main: true }) }),
  effect: 'write',
  idempotency: 'key',
  contract: 1,
  connection: 'none',
  words: { phrases: [] },
  describe: (p) => `Run “${said(p.workflow)}”`,
  report: (p) => `“${said(p.workflow)}” ran`,
  simulate: () => ({ execution_id: 'run_sample', result: {} }),
});
