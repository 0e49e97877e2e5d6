import type { Clock } from '../src/clock.ts';
import type { Log } from '../src/log.ts';
import type { Store } from '../src/store/store.ts';

const EVERY_MS = 3000;

/** A worker's sign of life, for `/health/worker`. */
export function createLife(deps: {
  store: Store;
  clock: Clock;
  log: Log;
  queue: string;
  serves: string[];
  id: string;
  /** What it is called where anyone may read it. */
  name: string;
  build: string;
}) {
  const { store, clock, log } = deps;
  const startedAt = clock.now();
  let timer: NodeJS.Timeout | undefined;

  async function say(state: 'running' | 'draining'): Promise<void> {
    try {
      await store.workers.updateOne(
        { _id: deps.id, workspace: '-' },
        {
          $set: {
            queue: deps.queue,
            serves: deps.serves,
            name: deps.name,
            build: deps.build,
            state,
            startedAt,
            seenAt: clock.now(),
          },
        },
        { upsert: true },
      );
    } catch (error) {
      log.debug({ err: error }, 'sign of life not written');
    }
  }

  return {
    async start(): Promise<void> {
      await say('running');
      timer = setInterval(() => void say('running'), EVERY_MS);
      timer.unref();
    },
    async drain(): Promise<void> {
      clearInterval(timer);
      await say('draining');
    },
    async end(): Promise<void> {
      await store.workers.deleteOne({ _id: deps.id, workspace: '-' }).catch(() => {});
    },
  };
}
