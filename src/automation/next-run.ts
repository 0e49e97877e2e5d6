import type { TriggerRow } from '../store/workflows.ts';
import { nextOnce, nextRuns } from './cron-next.ts';

/** The next times a trigger fires after an instant, at most so many; none of what is not a schedule or has fired. */
export function timesOf(trigger: TriggerRow, from: Date, count: number): Date[] {
  const zone = trigger.scheduleTimezone ?? 'UTC';
  if (trigger.finishedAt || !trigger.isActive) return [];
  const coming = trigger.scheduleCron
    ? nextRuns(trigger.scheduleCron, zone, from, count + trigger.skip.length)
    : trigger.scheduleAt
      ? nextOnce(trigger.scheduleAt, zone, from)
      : [];
  return coming.flatMap(({ at }) => (at !== null && !trigger.skip.includes(at) ? [new Date(at)] : [])).slice(0, count);
}

/** ISO instant of the next time a trigger fires; null where there is none. */
export const nextRunOf = (trigger: TriggerRow, from: Date): string | null =>
  timesOf(trigger, from, 1)[0]?.toISOString() ?? null;

/** The first of several. */
export const nextOf = (triggers: TriggerRow[], from: Date): string | null =>
  triggers
    .map((trigger) => nextRunOf(trigger, from))
    .filter((at) => at !== null)
    .sort()[0] ?? null;
