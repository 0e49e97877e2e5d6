import { CronError, type CronField, compactField, FIELDS, fullField, parseField } from './cron-fields.ts';
import { daysInMonth, type LocalTime, weekdayOf } from './zone.ts';

/**
 * Cron text (D3): five fields are Unix, six or seven Quartz. Day of month and weekday must both hold where both are given.
 * Imported by the interpreter for its guard: pure.
 */
export { CronError };

export interface Cron {
  minutes: number[];
  hours: number[];
  /** 1 to 31; all of them where any day will do. */
  days: number[];
  anyDay: boolean;
  /** Days counted back from the month's last: 0 is the last day itself. */
  fromLast: number[];
  months: number[];
  /** 0 is Sunday; all of them where any weekday will do. */
  weekdays: number[];
  anyWeekday: boolean;
  /** Weekdays that count only as the month's last of their kind. */
  lastWeekdays: number[];
  /** Weekdays that count only as the month's n-th of their kind. */
  nthWeekdays: { weekday: number; nth: number }[];
  /** Null for every year. */
  years: number[] | null;
  /** As stored: five fields, or seven where a year is named. */
  text: string;
}

const NAMED: Record<string, string> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

const MAX_LENGTH = 200;

/** Reads cron text. Throws CronError with words for a person and a hint. */
export function parseCron(text: string): Cron {
  if (text.length > MAX_LENGTH)
    throw new CronError('The schedule is too long.', `Write it in ${MAX_LENGTH} characters.`);
  const named = NAMED[text.trim().toLowerCase()];
  const parts = (named ?? text).trim().split(/\s+/);
  if (parts[0]?.startsWith('@'))
    throw new CronError(`“${parts[0]}” is no schedule I know.`, 'Write five fields, as 0 9 * * 1.');
  if (parts.length < 5 || parts.length > 7)
    throw new CronError(
      `A schedule has five fields, or six or seven with seconds and a year; this has ${parts.length}.`,
      'Minute, hour, day of month, month, weekday: 0 9 * * 1 is Mondays at 09:00.',
    );
  const quartz = parts.length > 5;
  if (quartz) requireWholeMinutes(parts.shift() as string);
  const [minute = '', hour = '', day = '', month = '', weekday = '', year = '*'] = parts;
  const fields = {
    minutes: parseField(minute, FIELDS.minute, quartz),
    hours: parseField(hour, FIELDS.hour, quartz),
    days: parseField(day, FIELDS.day, quartz),
    months: parseField(month, FIELDS.month, quartz),
    weekdays: parseField(weekday, quartz ? FIELDS.quartzWeekday : FIELDS.weekday, quartz),
    years: parseField(year, FIELDS.year, quartz),
  };
  return finish(fields);
}

function requireWholeMinutes(seconds: string): void {
  if (/^0+$/.test(seconds)) return;
  throw new CronError(
    'Schedules run on whole minutes, at most once a minute.',
    'Write 0 in the first field, the seconds; six fields begin with seconds.',
  );
}

interface Fields {
  minutes: CronField;
  hours: CronField;
  days: CronField;
  months: CronField;
  weekdays: CronField;
  years: CronField;
}

function finish(fields: Fields): Cron {
  const cron: Cron = {
    minutes: fields.minutes.values,
    hours: fields.hours.values,
    days: fields.days.values,
    anyDay: fields.days.any,
    fromLast: fields.days.fromLast,
    months: fields.months.values,
    weekdays: fields.weekdays.values,
    anyWeekday: fields.weekdays.any,
    lastWeekdays: fields.weekdays.last,
    nthWeekdays: fields.weekdays.nth,
    years: fields.years.any ? null : fields.years.values,
    text: '',
  };
  cron.text = textOf(cron);
  return cron;
}

/** The stored form: five fields where they suffice. */
function textOf(cron: Cron): string {
  const fields = [
    compactField(cron.minutes, FIELDS.minute),
    compactField(cron.hours, FIELDS.hour),
    dayText(cron),
    compactField(cron.months, FIELDS.month),
    weekdayText(cron),
  ].join(' ');
  if (!cron.years) return fields;
  return `0 ${quartzFields(cron)} ${compactField(cron.years, FIELDS.year)}`;
}

function dayText(cron: Cron): string {
  if (cron.anyDay) return '*';
  const last = cron.fromLast.map((back) => (back === 0 ? 'L' : `L-${back}`));
  return [...(cron.days.length > 0 ? [compactField(cron.days, FIELDS.day)] : []), ...last].join(',');
}

function weekdayText(cron: Cron, shift = 0): string {
  if (cron.anyWeekday) return '*';
  const plain = cron.weekdays.map((day) => day + shift);
  return [
    ...(plain.length > 0 ? [compactField(plain, shift === 0 ? FIELDS.weekday : FIELDS.quartzWeekday)] : []),
    ...cron.nthWeekdays.map(({ weekday, nth }) => `${weekday + shift}#${nth}`),
    ...cron.lastWeekdays.map((weekday) => `${weekday + shift}L`),
  ].join(',');
}

const quartzFields = (cron: Cron): string =>
  [
    compactField(cron.minutes, FIELDS.minute),
    compactField(cron.hours, FIELDS.hour),
    dayText(cron),
    compactField(cron.months, FIELDS.month),
    weekdayText(cron, 1),
  ].join(' ');

/** The stored form of cron text. Throws CronError. */
export const normaliseCron = (text: string): string => parseCron(text).text;

/** Whether the schedule means this day of the calendar. */
export function firesOn(cron: Cron, year: number, month: number, day: number): boolean {
  if (cron.years && !cron.years.includes(year)) return false;
  if (!cron.months.includes(month)) return false;
  const length = daysInMonth(year, month);
  if (!cron.anyDay && !cron.days.includes(day) && !cron.fromLast.includes(length - day)) return false;
  if (cron.anyWeekday) return true;
  const weekday = weekdayOf(year, month, day);
  if (cron.weekdays.includes(weekday)) return true;
  if (cron.lastWeekdays.includes(weekday) && day + 7 > length) return true;
  return cron.nthWeekdays.some((one) => one.weekday === weekday && one.nth === Math.ceil(day / 7));
}

/** The guard of a run that Temporal's calendars started: whether the schedule means this local minute. */
export function fires(
  cron: Cron | string,
  local: Pick<LocalTime, 'year' | 'month' | 'day' | 'hour' | 'minute'>,
): boolean {
  const parsed = typeof cron === 'string' ? parseCron(cron) : cron;
  return (
    parsed.minutes.includes(local.minute) &&
    parsed.hours.includes(local.hour) &&
    firesOn(parsed, local.year, local.month, local.day)
  );
}

/** Whether every hour of the day counts: then a jump of the clock skips and doubles nothing a person would notice. */
export const everyHour = (cron: Cron): boolean => cron.hours.length === fullField(FIELDS.hour).length;
