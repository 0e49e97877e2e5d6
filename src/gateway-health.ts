import type { AutomationRoom } from './automation/create.ts';
import type { Adapter } from './chat/types.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Check, WorkersCheck } from './http/health.ts';
import type { Queues } from './queue/bull.ts';
import type { WorkerRow } from './store/services.ts';
import type { Store } from './store/store.ts';
import type { TemporalConnection } from './temporal/connection.ts';
import { servedQueues } from './temporal/queues.ts';

/** A worker that gave no sign for this long counts as gone. */
const WORKER_SILENCE_MS = 15_000;

export interface HealthChecks {
  services: Record<string, () => Promise<Check>>;
  worker: () => Promise<WorkersCheck>;
  platforms: () => Record<string, Check>;
}

/** Asks each service itself. */
export function healthChecks(deps: {
  store: Store;
  queues: Queues;
  temporal: TemporalConnection;
  adapters: readonly Adapter[];
  clock: Clock;
  config: Pick<Config, 'TEMPORAL_TASK_QUEUE'>;
  life: Pick<AutomationRoom, 'engineTrouble'>;
}): HealthChecks {
  const { store, clock } = deps;
  const queue = deps.config.TEMPORAL_TASK_QUEUE;
  const said = (ok: boolean): Check => ({ ok, detail: ok ? 'answers' : 'does not answer' });
  return {
    services: {
      async mongodb() {
        await store.connection.db?.admin().command({ ping: 1 });
        return said(true);
      },
      redis: async () => said(await deps.queues.healthy()),
      async temporal() {
        const trouble = deps.life.engineTrouble();
        return trouble === null ? said(await deps.temporal.healthy()) : { ok: false, detail: trouble };
      },
    },
    async worker() {
      const since = new Date(clock.now().getTime() - WORKER_SILENCE_MS);
      const rows = await store.workers
        .find({ workspace: '-', queue, seenAt: { $gte: since } })
        .sort({ startedAt: 1 })
        .limit(100)
        .lean<WorkerRow[]>();
      const workers = rows.map(({ name, queue: own, serves, state, build, startedAt, seenAt }) => ({
        id: name,
        queue: own,
        serves: serves ?? [own],
        state,
        build,
        started_at: startedAt.toISOString(),
        seen_at: seenAt.toISOString(),
      }));
      const running = workers.filter((worker) => worker.state === 'running');
      const count = running.length;
      const queues = Object.fromEntries(
        servedQueues(queue, undefined).map((name) => [
          name,
          running.filter((worker) => worker.serves.includes(name)).length,
        ]),
      );
      const unserved = Object.keys(queues).filter((name) => queues[name] === 0);
      const without = count > 0 && unserved.length > 0 ? `; nobody serves ${unserved.join(', ')}` : '';
      const detail = `${count === 1 ? '1 worker' : `${count} workers`}${without}`;
      return { ok: unserved.length === 0, detail, queues, workers };
    },
    // What is still to be done to log in is for the settings page alone.
    platforms: () =>
      Object.fromEntries(
        deps.adapters.map((adapter) => {
          const { ok, detail } = adapter.health();
          return [adapter.platform, { ok, detail }];
        }),
      ),
  };
}
