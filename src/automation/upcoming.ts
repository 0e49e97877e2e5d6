import { type NextRun, nextOnce, nextRuns } from './cron-next.ts';
import type { Definition } from './definition.ts';
import { zonedInstant } from './zone.ts';

export interface Upcoming extends NextRun {
  zone: string;
}

/** The next `count` times all schedules of a definition run, in order; those the clocks jump over among them. */
export function upcomingRuns(definition: Definition, now: Date | string, count = 5): Upcoming[] {
  const found: Upcoming[] = [];
  for (const trigger of definition.triggers) {
    if (trigger.type !== 'schedule') continue;
    const zone = trigger.schedule_timezone;
    const runs =
      trigger.schedule_at !== undefined
        ? nextOnce(trigger.schedule_at, zone, now)
        : trigger.schedule_cron !== undefined
          ? nextRuns(trigger.schedule_cron, zone, now, count)
          : [];
    found.push(...runs.map((run) => ({ ...run, zone })));
  }
  const order = (run: Upcoming) => (run.at ? Date.parse(run.at) : zonedInstant(run.local, run.zone));
  return found.sort((a, b) => order(a) - order(b)).slice(0, count);
}
