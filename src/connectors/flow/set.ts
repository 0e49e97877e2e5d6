import { z } from 'zod';
import { defineAction } from '../define.ts';
import { object } from '../params.ts';

export const set = defineAction({
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
