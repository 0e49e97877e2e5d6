import type { AdapterMemory } from '../../src/chat/adapter-memory.ts';
import { PlatformError } from '../../src/chat/types.ts';
import type { Clock } from '../../src/clock.ts';
import { words } from './words.ts';

/** How fast one number may write. WhatsApp publishes no limits for this way in: these stay below what a busy person does. */
export interface Pace {
  /** Messages to one chat in a minute. */
  perChatMinute: number;
  /** Messages in a minute, all chats together. */
  perMinute: number;
  /** Messages in a day (UTC), all chats together. */
  perDay: number;
  /** Messages that may wait for their turn. */
  queue: number;
  /** Milliseconds of typing: a start, so much a character, and never more than `mostMs`. */
  leastMs: number;
  perCharacterMs: number;
  mostMs: number;
  /** How much a delay may differ from the rule: 0.3 is 30 % either way. */
  jitter: number;
}

export const HUMAN_PACE: Pace = {
  perChatMinute: 40,
  perMinute: 60,
  perDay: 2000,
  queue: 200,
  leastMs: 400,
  perCharacterMs: 6,
  mostMs: 2500,
  jitter: 0.3,
};

/** No delays and no practical caps, for tests. */
export const NO_PACE: Pace = {
  ...HUMAN_PACE,
  perChatMinute: 100_000,
  perMinute: 100_000,
  perDay: 1_000_000,
  queue: 10_000,
  leastMs: 0,
  perCharacterMs: 0,
  mostMs: 0,
};

const MINUTE = 60_000;
const DAY = 86_400_000;

export interface Pacer {
  /**
   * Runs `job` when its turn comes, after the time it takes a person to type so much; `typing` is called as that begins.
   * Throws `rate_limited` with the wait where a cap is reached, before anything is done.
   */
  turn<T>(chat: string, characters: number, typing: () => void, job: () => Promise<T>): Promise<T>;
  open(): void;
  /** Those who wait are refused, the one at work is waited for. */
  close(): Promise<void>;
}

/** One message at a time for the whole session, none faster than a person would type it. */
export function createPacer(deps: {
  pace: Pace;
  clock: Clock;
  memory: Pick<AdapterMemory, 'get' | 'set'>;
  /** Between 0 and 1. */
  random?: () => number;
  wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}): Pacer {
  const { pace, clock, memory, random = Math.random, wait = pause } = deps;
  let closing = new AbortController();
  const recent: { chat: string; at: number }[] = [];
  let tail: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let today: { day: string; count: number } | null = null;

  /** Milliseconds until one more may go to the chat by the caps of a minute; 0 for now. */
  function minuteWait(chat: string, now: number): number {
    while (recent[0] && recent[0].at <= now - MINUTE) recent.shift();
    const until = (sent: { at: number }[], most: number) =>
      sent.length < most ? 0 : (sent[sent.length - most]?.at ?? now) + MINUTE - now;
    const inChat = recent.filter((one) => one.chat === chat);
    return Math.max(until(recent, pace.perMinute), until(inChat, pace.perChatMinute));
  }

  async function dayWait(now: Date): Promise<number> {
    const day = now.toISOString().slice(0, 10);
    if (today?.day !== day) today = { day, count: (await memory.get<number>(`sent:${day}`)) ?? 0 };
    return today.count < pace.perDay ? 0 : Date.parse(day) + DAY - now.getTime();
  }

  /** Counts one that is about to go, across restarts; not counting is no reason not to send. */
  async function count(chat: string, now: Date): Promise<void> {
    recent.push({ chat, at: now.getTime() });
    if (!today) return;
    today.count += 1;
    await memory.set(`sent:${today.day}`, today.count, (2 * DAY) / 1000).catch(() => {});
  }

  async function take<T>(chat: string, characters: number, typing: () => void, job: () => Promise<T>): Promise<T> {
    refuseWhenClosed();
    const now = clock.now();
    const ms = Math.max(minuteWait(chat, now.getTime()), await dayWait(now));
    if (ms > 0) throw new PlatformError('rate_limited', words.tooFast, { retryAfterMs: ms });
    await count(chat, now);
    const delay = delayOf(characters);
    if (delay > 0) {
      typing();
      await wait(delay, closing.signal);
      refuseWhenClosed();
    }
    return job();
  }

  function delayOf(characters: number): number {
    const typed = Math.min(pace.leastMs + characters * pace.perCharacterMs, pace.mostMs);
    return Math.round(typed * (1 + (random() * 2 - 1) * pace.jitter));
  }

  function refuseWhenClosed(): void {
    if (closing.signal.aborted) throw new PlatformError('unreachable', words.stopped);
  }

  return {
    async turn(chat, characters, typing, job) {
      refuseWhenClosed();
      if (waiting >= pace.queue) {
        throw new PlatformError('rate_limited', words.tooFast, { retryAfterMs: pace.mostMs * 10 || 1000 });
      }
      waiting += 1;
      const mine = tail
        .then(() => take(chat, characters, typing, job))
        .finally(() => {
          waiting -= 1;
        });
      tail = mine.catch(() => {});
      return mine;
    },

    open() {
      if (closing.signal.aborted) closing = new AbortController();
    },

    async close() {
      closing.abort();
      await tail;
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
