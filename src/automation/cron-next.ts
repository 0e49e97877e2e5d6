import { type Cron, everyHour, firesOn, parseCron } from './cron.ts';
import { instantsOf, localTime, parseLocal } from './zone.ts';

/** When a schedule runs next, and how Temporal is told. */

/** As Temporal names them. */
export const MONTHS = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
] as const;
const DAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'] as const;

/** A calendar of Temporal's schedule spec (its `CalendarSpec`), as far as it is used here. */
export interface CalendarSpec {
  minute: { start: number; end: number }[];
  hour: { start: number; end: number }[];
  dayOfMonth?: { start: number; end: number }[] | '*';
  month: (typeof MONTHS)[number][] | '*';
  dayOfWeek?: (typeof DAYS)[number][] | '*';
  year?: { start: number; end: number }[];
  comment: string;
}

/**
 * Calendars that start a run at every time the schedule means, and where `needsGuard` says so at some more: those runs the
 * guard `fires` lets go. The zone is the schedule spec's, not the calendars'.
 */
export function toCalendars(cron: Cron | string): CalendarSpec[] {
  const parsed = typeof cron === 'string' ? parseCron(cron) : cron;
  const base: CalendarSpec = {
    minute: ranges(parsed.minutes),
    hour: ranges(parsed.hours),
    month: parsed.months.length === 12 ? '*' : parsed.months.map((month) => MONTHS[month - 1] ?? 'JANUARY'),
    ...(parsed.years && { year: ranges(parsed.years) }),
    comment: parsed.text,
  };
  const dayOfMonth = parsed.anyDay ? '*' : ranges(coveredDays(parsed));
  if (parsed.anyWeekday) return [{ ...base, dayOfMonth, dayOfWeek: '*' }];
  const weekdays = new Set([
    ...parsed.weekdays,
    ...parsed.lastWeekdays,
    ...parsed.nthWeekdays.map((one) => one.weekday),
  ]);
  return [{ ...base, dayOfMonth, dayOfWeek: [...weekdays].sort().map((day) => DAYS[day] ?? 'SUNDAY') }];
}

/** Days of the month of which some are meant, whatever the month's length. */
function coveredDays(cron: Cron): number[] {
  const days = new Set(cron.days);
  for (const back of cron.fromLast) for (let last = 28; last <= 31; last += 1) if (last > back) days.add(last - back);
  return [...days].sort((a, b) => a - b);
}

/** Whether the calendars of `toCalendars` start more runs than are meant. */
export function needsGuard(cron: Cron | string): boolean {
  const parsed = typeof cron === 'string' ? parseCron(cron) : cron;
  return parsed.fromLast.length > 0 || parsed.lastWeekdays.length > 0 || parsed.nthWeekdays.length > 0;
}

function ranges(values: number[]): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (const value of values) {
    const last = found[found.length - 1];
    if (last && last.end === value - 1) last.end = value;
    else found.push({ start: value, end: value });
  }
  return found;
}

/** Whether it is cron that Temporal can follow by itself. */
export function isCron(text: string): boolean {
  try {
    return !needsGuard(text);
  } catch {
    return false;
  }
}

export interface NextRun {
  /** ISO instant; null where the clocks jump over this local time, so that nothing runs. */
  at: string | null;
  /** `2026-03-29T02:30` in the schedule's zone. */
  local: string;
  /** `skipped`: the clocks jump over it; `doubled`: they show it twice and it runs twice. */
  jump: 'skipped' | 'doubled' | null;
}

/** Days ahead that are searched: 29 February on a given weekday comes every 28 years, around 2100 every 40. */
const HORIZON_DAYS = 41 * 366;

/** The next `count` times after an instant, those the clocks jump over among them and marked. Fewer where there are no more. */
export function nextRuns(cron: Cron | string, zone: string, from: Date | number | string, count: number): NextRun[] {
  const parsed = typeof cron === 'string' ? parseCron(cron) : cron;
  const after = typeof from === 'string' ? Date.parse(from) : Number(from);
  const start = localTime(after, zone);
  const today = Date.UTC(start.year, start.month - 1, start.day);
  const earliest = (start.hour - 3) * 60 + start.minute;
  const found: NextRun[] = [];
  for (let ahead = 0; ahead < HORIZON_DAYS && found.length < count; ahead += 1) {
    const date = new Date(today + ahead * 86_400_000);
    if (parsed.years && date.getUTCFullYear() > Math.max(...parsed.years)) break;
    if (!firesOn(parsed, date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())) continue;
    found.push(...runsOfDay(parsed, zone, date, after, ahead === 0 ? earliest : 0, count));
  }
  return found.slice(0, count);
}

/** More than any clock change reorders: with these in hand the first `count` are surely the first. */
const SPARE = 130;

function runsOfDay(cron: Cron, zone: string, date: Date, after: number, earliest: number, count: number): NextRun[] {
  const runs: (NextRun & { order: number })[] = [];
  const day = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
  const quiet = everyHour(cron);
  for (const hour of cron.hours) {
    for (const minute of cron.minutes) {
      if (hour * 60 + minute < earliest || runs.length > count + SPARE) continue;
      const local = `${date.toISOString().slice(0, 10)}T${two(hour)}:${two(minute)}`;
      const instants = instantsOf({ ...day, hour, minute, second: 0 }, zone);
      const gap = instants.length === 0 && !quiet ? gapAt(day, hour, minute, zone) : null;
      if (gap !== null && gap > after) runs.push({ at: null, local, jump: 'skipped', order: gap });
      const jump = instants.length > 1 && !quiet ? 'doubled' : null;
      for (const instant of instants)
        if (instant > after) runs.push({ at: new Date(instant).toISOString(), local, jump, order: instant });
    }
  }
  runs.sort((a, b) => a.order - b.order);
  return runs.map(({ order: _order, ...run }) => run);
}

const two = (value: number): string => String(value).padStart(2, '0');

/** The instant at which a local time would have come, had the clocks not jumped. */
function gapAt(day: { year: number; month: number; day: number }, hour: number, minute: number, zone: string): number {
  const wall = Date.UTC(day.year, day.month - 1, day.day, hour, minute);
  const before = localTime(wall - 86_400_000, zone);
  const shown = Date.UTC(before.year, before.month - 1, before.day, before.hour, before.minute, before.second);
  return wall - (shown - (wall - 86_400_000));
}

/** The one time of a `schedule_at`, if it is still to come. */
export function nextOnce(scheduleAt: string, zone: string, from: Date | number | string): NextRun[] {
  const local = parseLocal(scheduleAt);
  if (!local) return [];
  const after = typeof from === 'string' ? Date.parse(from) : Number(from);
  const instants = instantsOf(local, zone);
  const [first] = instants;
  if (first === undefined || first <= after) return [];
  const jump = instants.length > 1 ? 'doubled' : null;
  return [{ at: new Date(first).toISOString(), local: scheduleAt.slice(0, 16), jump }];
}
