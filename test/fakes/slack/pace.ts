import type { ApiCall } from './model.ts';
import { Refused } from './refused.ts';
import type { State } from './state.ts';

/** Slack's limit on posting: about a message a second in a channel, short bursts allowed. Off unless switched on. */
export interface Pace {
  on: boolean;
  /** Messages a second. */
  perSecond: number;
  burst: number;
  spent: Map<string, { left: number; at: number }>;
}

const POSTS = new Set(['chat.postMessage', 'chat.postEphemeral', 'chat.startStream']);

/** Throws ratelimited with Retry-After once a channel's burst is used up. */
export function paced(pace: Pace, state: State, call: ApiCall): void {
  if (!pace.on || !POSTS.has(call.method)) return;
  const key = `${call.team}/${String(call.args.channel)}`;
  const now = state.now();
  const known = pace.spent.get(key) ?? { left: pace.burst, at: now };
  const left = Math.min(pace.burst, known.left + ((now - known.at) / 1000) * pace.perSecond);
  if (left < 1) {
    pace.spent.set(key, { left, at: now });
    const wait = Math.max(1, Math.ceil((1 - left) / pace.perSecond));
    throw new Refused('ratelimited', {}, 429, { 'retry-after': String(wait) });
  }
  pace.spent.set(key, { left: left - 1, at: now });
}
