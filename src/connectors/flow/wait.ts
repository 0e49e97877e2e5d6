import { z } from 'zod';
import { defineAction } from '../define.ts';
import { datetime, duration, name, object, said } from '../params.ts';

export const wait = defineAction({
  service: 'flow',
  action: 'wait',
  title: 'Wait',
  description:
    'Waits for a time, until a moment, or for an event sent to the address of this workflow; what came is in data, and timed_out says whether nothing did.',
  params: z.object({
    duration: duration('how long', { ask: 'How long should it wait?', spoken: ['for'] }).optional(),
    until: datetime('until when', { spoken: ['until', 'till'] }).optional(),
    event: name('the event it waits for').optional(),
    service: name('the service that sends it').optional(),
    /** Fields and their values, or an expression over `event`. */
    match: z
      .union([z.record(z.string(), z.any()), z.string().min(1).max(2000)])
      .meta({ kind: 'object', label: 'what the event must say' })
      .optional(),
    timeout: duration('how long it waits for the event').optional(),
  }),
  result: z.object({
    waited_until: datetime('the moment it ended'),
    event: name('the event that came').optional(),
    data: object('what came with the event', { main: true }).optional(),
    timed_out: z.boolean().meta({ kind: 'boolean', label: 'whether nothing came in time' }),
  }),
  effect: 'read',
  idempotency: 'natural',
  contract: 1,
  connection: 'none',
  words: { phrases: ['wait', 'pause for', 'hold for', 'delay', 'sleep', 'subiri'], nouns: [] },
  describe: (p) => {
    if (p.event) return `Wait for “${said(p.event)}”${p.timeout ? `, at most ${said(p.timeout)}` : ''}`;
    return p.until ? `Wait until ${said(p.until)}` : `Wait ${inWords(said(p.duration))}`;
  },
  report: (p, r) => {
    if (p.event === undefined) return 'Waited';
    return r.timed_out ? `“${said(p.event)}” did not come in time` : `“${said(p.event)}” came`;
  },
  simulate: (p, context) => ({
    waited_until: context.now,
    timed_out: false,
    ...(p.event !== undefined && { event: p.event, data: {} }),
  }),
});

const UNITS: Record<string, string> = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' };

/** "2d" is "2 days"; anything else stays as it is written. */
function inWords(duration: string): string {
  const found = /^(\d+)\s*([smhdw])$/.exec(duration);
  const unit = UNITS[found?.[2] ?? ''];
  return found && unit ? `${found[1]} ${unit}${found[1] === '1' ? '' : 's'}` : duration;
}
