import type { TriggerRow } from '../store/workflows.ts';
import { nextOnce, nextRuns } from './cron-next.ts';

/** ISO instant of the next time a trigger fires; null for what is not a schedule or has fired. */
export function nextRunOf(trigger: TriggerRow, from: Date): string | null {
  const zone = trigger.scheduleTimezone ?? 'UTC';
  if (trigger.finishedAt || !trigger.isActive) return null;
  if (trigger.scheduleCron) {
    const coming = nextRuns(trigger.scheduleCron, zone, from, 1 + trigger.skip.length);
    return coming.map((run) => run.at).find((at) => at !== null && !trigger.skip.includes(at)) ?? null;
  }
  return trigger.scheduleAt ? (nextOnce(trigger.scheduleAt, zone, from)[0]?.at ?? null) : null;
}

/** The first of several. */
export const nextOf = (triggers: TriggerRow[], from: Date): string | null =>
  triggers
    .map((trigger) => nextRunOf(trigger, from))
    .filter((at) => at !== null)
    .sort()[0] ?? null;
