import { setMaxListeners } from 'node:events';
import { setTimeout as after } from 'node:timers/promises';
import { PlatformError } from '../../src/chat/types.ts';
import { refusalOf } from './refusals.ts';

export interface SendQueue {
  /** Does one thing in a channel when its turn and Slack's patience allow; others' channels do not wait for it. */
  send<T>(channel: string, task: () => Promise<T>): Promise<T>;
  /** Where a change of a message stands among its changes: taken when it is asked for, before anything is waited for. */
  place(message: string): number;
  /**
   * Changes a message, at most once a second. Null: one with a later place came meanwhile, and this one is not made any
   * more. The last is always made.
   */
  change<T>(channel: string, message: string, place: number, task: () => Promise<T>): Promise<T | null>;
  start(): void;
  /** Whoever waits is sent away. */
  stop(): void;
}

interface Lane {
  tail: Promise<unknown>;
  waiting: number;
  tokens: number;
  filledAt: number;
  blockedUntil: number;
}

interface Pace {
  newest: number;
  doneAt: number;
  usedAt: number;
}

/** Slack takes about a message a second and channel, and a few at once. */
const BURST = 4;
const REFILL_MS = 1000;
const CHANGE_MS = 1000;
/** Longer than this nobody is kept waiting here: whoever asked comes back by itself. */
const PATIENCE_MS = 5000;
/** Things that may wait in one channel. */
const MOST_WAITING = 500;
const MOST_KNOWN = 2000;
/** Longer than any change waits. */
const KEPT_MS = 300_000;
const TRIES = 4;

/** Sends channel by channel, in order, within Slack's pace; a channel told to wait holds no other up. */
export function createSendQueue(now: () => number = () => performance.now()): SendQueue {
  const lanes = new Map<string, Lane>();
  const paces = new Map<string, Pace>();
  let stopping = untilStopped();

  function laneOf(name: string): Lane {
    const known = lanes.get(name);
    if (known) return known;
    if (lanes.size >= MOST_KNOWN) {
      for (const [key, lane] of lanes) if (lane.waiting === 0 && lane.blockedUntil < now()) lanes.delete(key);
    }
    const lane = { tail: Promise.resolve(), waiting: 0, tokens: BURST, filledAt: now(), blockedUntil: 0 };
    lanes.set(name, lane);
    return lane;
  }

  /** Milliseconds until this lane may send; 0 takes one of what it may send now. */
  function delay(lane: Lane): number {
    const time = now();
    if (lane.blockedUntil > time) return lane.blockedUntil - time;
    const gained = Math.floor((time - lane.filledAt) / REFILL_MS);
    if (gained > 0) {
      lane.tokens = Math.min(BURST, lane.tokens + gained);
      lane.filledAt += gained * REFILL_MS;
    }
    if (lane.tokens < 1) return lane.filledAt + REFILL_MS - time;
    lane.tokens -= 1;
    return 0;
  }

  async function turn(lane: Lane): Promise<void> {
    for (;;) {
      const ms = delay(lane);
      if (ms <= 0) return;
      if (ms > PATIENCE_MS) {
        throw new PlatformError('rate_limited', 'Slack asks to wait', { retryAfterMs: Math.ceil(ms) });
      }
      await pause(ms);
    }
  }

  async function pause(ms: number): Promise<void> {
    try {
      await after(Math.ceil(ms), undefined, { signal: stopping.signal });
    } catch (cause) {
      throw new PlatformError('unreachable', 'stopping', { cause });
    }
  }

  async function attempt<T>(lane: Lane, task: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      await turn(lane);
      try {
        return await task();
      } catch (failure) {
        const { error } = refusalOf(failure);
        if (error.reason !== 'rate_limited') throw failure;
        lane.blockedUntil = now() + (error.retryAfterMs ?? REFILL_MS);
        if (tries >= TRIES) throw error;
      }
    }
  }

  async function enqueue<T>(name: string, task: () => Promise<T>): Promise<T> {
    const lane = laneOf(name);
    if (lane.waiting >= MOST_WAITING) {
      throw new PlatformError('rate_limited', 'too much waits in this channel', { retryAfterMs: PATIENCE_MS });
    }
    lane.waiting += 1;
    const mine = lane.tail.then(() => attempt(lane, task));
    lane.tail = mine.catch(() => {});
    try {
      return await mine;
    } finally {
      lane.waiting -= 1;
    }
  }

  function paceOf(message: string): Pace {
    if (paces.size >= MOST_KNOWN) {
      for (const [key, pace] of paces) if (pace.usedAt + KEPT_MS < now()) paces.delete(key);
    }
    const pace = paces.get(message) ?? { newest: 0, doneAt: Number.NEGATIVE_INFINITY, usedAt: 0 };
    pace.usedAt = now();
    paces.set(message, pace);
    return pace;
  }

  return {
    send: (channel, task) => enqueue(channel, task),

    place(message) {
      const pace = paceOf(message);
      pace.newest += 1;
      return pace.newest;
    },

    async change(channel, message, mine, task) {
      const pace = paceOf(message);
      const wait = pace.doneAt + CHANGE_MS - now();
      if (wait > 0) await pause(wait);
      if (pace.newest !== mine) return null;
      // Changes have a pace of their own with Slack: a channel that may not post may still be changed.
      return enqueue(`${channel} changes`, async () => {
        if (pace.newest !== mine) return null;
        const early = pace.doneAt + CHANGE_MS - now();
        if (early > 0) await pause(early);
        pace.doneAt = now();
        return task();
      });
    },

    start() {
      if (stopping.signal.aborted) stopping = untilStopped();
    },
    stop: () => stopping.abort(),
  };
}

/** Any number may wait on it. */
function untilStopped(): AbortController {
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  return stopping;
}
