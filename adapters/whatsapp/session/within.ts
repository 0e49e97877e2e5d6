import { setTimeout as delay } from 'node:timers/promises';

/** Something took longer than it may. */
export class TooSlow extends Error {
  override readonly name = 'TooSlow';
}

/** What `work` gives, or TooSlow after `ms`. The work goes on unheard: nothing in the page can be called back. */
export async function within<T>(work: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const slow = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooSlow(`${what} took longer than ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, slow]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits, until the signal ends it early; never throws. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {});
}
