import { z } from 'zod';
import { defineAction } from '../define.ts';
import { datetime, duration, said } from '../params.ts';

export const wait = defineAction({
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
