import type { Config } from './config.ts';
import type { Log } from './log.ts';
import { repeat } from './repeat.ts';
import type { TemporalConnection } from './temporal/connection.ts';
import { queueOf } from './temporal/queues.ts';
import { createUpkeepSchedule } from './temporal/upkeep.ts';

const LOOK_MS = 60_000;

/** Keeps the schedule of the nightly upkeep as the settings say. */
export function keepUp({ config, temporal, log }: { config: Config; temporal: TemporalConnection; log: Log }) {
  const base = config.TEMPORAL_TASK_QUEUE;
  const upkeep = createUpkeepSchedule({
    temporal,
    base,
    queue: queueOf(base, config.MAINTENANCE_QUEUE),
    cron: config.MAINTENANCE_CRON,
    timeZone: config.MAINTENANCE_TIMEZONE,
  });
  return repeat('nightly upkeep', LOOK_MS, upkeep.sync, log);
}
