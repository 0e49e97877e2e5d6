import type { Clock } from '../src/clock.ts';
import type { Log } from '../src/log.ts';
import type { Store } from '../src/store/store.ts';
import { tallyId } from '../src/store/watch.ts';

const FLUSH_MS = 5_000;

/**
 * Attempts of steps, and those that were cut off, added up by the minute in the database, where the gateway looks at the share.
 * What a worker that is killed had not written yet (five seconds of it) is not counted.
 */
export function createTally(deps: { store: Store; clock: Clock; log: Log }) {
  const { store, clock, log } = deps;
  let calls = 0;
  let cutOff = 0;
  let timer: NodeJS.Timeout | undefined;

  async function flush(): Promise<void> {
    if (calls + cutOff === 0) return;
    const counted = { calls, cutOff };
    calls = 0;
    cutOff = 0;
    const now = clock.now();
    try {
      await store.tallies.updateOne(
        { _id: tallyId('steps', now), workspace: '-' },
        { $inc: counted, $setOnInsert: { kind: 'steps', at: now } },
        { upsert: true },
      );
    } catch (error) {
      calls += counted.calls;
      cutOff += counted.cutOff;
      log.debug({ err: error }, 'counts are written later');
    }
  }

  return {
    calls(): void {
      calls += 1;
    },
    cutOff(): void {
      cutOff += 1;
    },
    start(): void {
      timer = setInterval(() => void flush(), FLUSH_MS);
      timer.unref();
    },
    async stop(): Promise<void> {
      clearInterval(timer);
      await flush();
    },
  };
}
