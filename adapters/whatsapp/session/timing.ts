import type { Timing } from './types.ts';

const second = 1000;
const minute = 60 * second;

/** What a real account on a slow line needs; tests pass shorter ones. */
export const TIMING: Timing = {
  start: 2 * minute,
  sync: 10 * minute,
  probe: minute,
  probeLimit: 10 * second,
  staleQr: minute,
  unscanned: 10 * minute,
  call: 30 * second,
  mediaCall: 2 * minute,
  backoff: 5 * second,
  backoffMost: 5 * minute,
  lease: 30 * second,
  end: 5 * second,
  firstSave: minute,
  save: 15 * minute,
  conflict: minute,
};

/** Looks at the connection that may fail in a row before the browser is started anew. */
export const MOST_MISSES = 3;

/** The pause before try number `attempt` (from 0): doubling, never beyond the most, spread so that copies do not try together. */
export function backoffOf(
  attempt: number,
  timing: Pick<Timing, 'backoff' | 'backoffMost'>,
  random = Math.random,
): number {
  const full = Math.min(timing.backoffMost, timing.backoff * 2 ** Math.min(attempt, 20));
  return Math.round(full * (0.5 + random() / 2));
}
