import type { Log } from '../src/log.ts';
import { repeat } from '../src/repeat.ts';
import type { TemporalConnection } from '../src/temporal/connection.ts';

const EVERY_MS = 5000;

/**
 * Queues beside the first are served from when a run is on them: each costs a thread that holds the workflows' code once more,
 * and most people never use one. Looks every five seconds until all are served. A queue once served stays so.
 */
export function serveWhenUsed(given: {
  queues: string[];
  temporal: Pick<TemporalConnection, 'call'>;
  serve(queue: string): Promise<void>;
  log: Log;
}): { stop(): Promise<void> } {
  const waiting = new Set(given.queues);
  if (waiting.size === 0) return { async stop() {} };
  const looking = repeat(
    'looking for runs on other queues',
    EVERY_MS,
    async () => {
      for (const queue of waiting) {
        const query = `TaskQueue = '${queue.replaceAll("'", "''")}' AND ExecutionStatus = 'Running'`;
        const { count } = await given.temporal.call((client) => client.workflow.count(query));
        if (count === 0) continue;
        given.log.info({ queue }, 'a run is on this queue: it is served from now');
        await given.serve(queue);
        waiting.delete(queue);
      }
      if (waiting.size === 0) void looking.stop();
    },
    given.log,
  );
  return looking;
}
