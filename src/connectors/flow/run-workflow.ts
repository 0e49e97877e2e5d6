import { z } from 'zod';
import { defineAction } from '../define.ts';
import { id, name, object, said } from '../params.ts';

export const runWorkflow = defineAction({
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
