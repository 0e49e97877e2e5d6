import { z } from 'zod';
import { defineAction } from '../define.ts';
import { list, number } from '../params.ts';

export const loop = defineAction({
  service: 'flow',
  action: 'loop',
  title: 'Repeat steps',
  description:
    'Runs the steps whose "inside" names it once for each item of its for_each. In results each item has the outputs of its steps by their ids.',
  params: z.object({}),
  result: z.object({
    results: list('the results', { main: true, spoken: ['results'] }),
    count: number('the number of items'),
    failed: number('the number of failed items'),
    failures: list('the failures'),
  }),
  effect: 'read',
  idempotency: 'natural',
  contract: 1,
  connection: 'none',
  words: { phrases: [] },
  describe: () => 'Repeat the steps below',
  report: (_p, r) => `${String(r.count ?? 0)} done${Number(r.failed) > 0 ? `, ${String(r.failed)} failed` : ''}`,
  simulate: () => ({ results: [], count: 0, failed: 0, failures: [] }),
});
