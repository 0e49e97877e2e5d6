import type { CalendarSpec, ScheduleSpec } from '@temporalio/client';
import { MONTHS, nextRuns, toCalendars } from '../automation/cron-next.ts';
import { type LocalTime, localTime, zonedInstant } from '../automation/zone.ts';
import { hash } from '../ids.ts';
import type { TriggerRow } from '../store/workflows.ts';

/** What Temporal is told of a trigger. Pure. */

export const scheduleId = (triggerId: string): string => `schedule-${triggerId}`;

export const zoneOf = (trigger: Pick<TriggerRow, 'scheduleTimezone'>): string => trigger.scheduleTimezone ?? 'UTC';

/** The instant of a one-time trigger; null for a repeating one. */
export function onceAt(trigger: Pick<TriggerRow, 'scheduleAt' | 'scheduleTimezone'>): Date | null {
  return trigger.scheduleAt ? new Date(zonedInstant(trigger.scheduleAt, zoneOf(trigger))) : null;
}

/** One minute of one day. */
function exactly(time: LocalTime): CalendarSpec {
  return {
    year: time.year,
    month: MONTHS[time.month - 1] ?? 'JANUARY',
    dayOfMonth: time.day,
    hour: time.hour,
    minute: time.minute,
    second: time.second,
  };
}

/** Times of a trigger, those to be skipped left out. */
export function specOf(trigger: TriggerRow): ScheduleSpec {
  const timezone = zoneOf(trigger);
  const once = onceAt(trigger);
  if (once) return { calendars: [exactly(localTime(once, 'UTC'))], timezone: 'UTC' };
  return {
    calendars: toCalendars(trigger.scheduleCron ?? ''),
    skip: trigger.skip.map((time) => exactly(localTime(new Date(time), timezone))),
    timezone,
  };
}

/** Times the trigger means in (from, to], at most `most`, the newest kept; skipped ones and those the clocks jump over left out. */
export function timesBetween(trigger: TriggerRow, from: Date, to: Date, most: number): Date[] {
  if (!trigger.scheduleCron) return [];
  const skipped = new Set(trigger.skip.map((time) => Date.parse(time)));
  const found: Date[] = [];
  let after: Date = from;
  while (after < to) {
    const batch = nextRuns(trigger.scheduleCron, zoneOf(trigger), after, 50);
    const last = batch[batch.length - 1]?.at;
    for (const { at } of batch) {
      if (at === null) continue;
      const time = new Date(at);
      if (time <= to && time > from && !skipped.has(time.getTime())) found.push(time);
    }
    if (batch.length < 50 || !last) break;
    after = new Date(last);
    if (found.length > 4 * most) found.splice(0, found.length - most);
  }
  return found.slice(-most);
}

/** Changes when anything Temporal must know of the trigger changes. */
export function digestOf(parts: unknown): string {
  return hash(JSON.stringify(parts)).slice(0, 16);
}
