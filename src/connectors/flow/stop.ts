import { z } from 'zod';
import { defineAction } from '../define.ts';
import { briefly, text } from '../params.ts';
import { yesNo } from './people-words.ts';

export const stop = defineAction({
  service: 'flow',
  action: 'stop',
  title: 'Stop here',
  description: 'Ends the run here, with a reason: as completed, or as failed.',
  params: z.object({
    reason: text('the reason', { spoken: ['because', 'saying'] }).optional(),
    failed: yesNo('whether it ends as failed').optional(),
  }),
  result: z.object({ reason: text('the reason') }),
  effect: 'read',
  idempotency: 'natural',
  contract: 1,
  connection: 'none',
  words: { phrases: ['stop there|here', 'end the run'] },
  describe: (p) => `Stop here${p.failed ? ' as failed' : ''}${p.reason ? ` (${briefly(p.reason)})` : ''}`,
  report: () => 'Stopped here',
  simulate: (p) => ({ reason: p.reason ?? '' }),
});
