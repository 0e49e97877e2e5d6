import { type Cron, parseCron } from './cron.ts';
import { clockTime, listInWords, MONTHS, ordinal, WEEKDAYS } from './words.ts';
import { parseLocal } from './zone.ts';

/**
 * A schedule in words: "every Monday at 09:00", "the last Friday of each month at 17:00". With `home`, a zone that differs
 * from it is named: "… (New York time)".
 */
export function cronInWords(cron: Cron | string, zone?: string, home?: string): string {
  const parsed = typeof cron === 'string' ? parseCron(cron) : cron;
  const often = frequency(parsed);
  const days = dayWords(parsed);
  const years = parsed.years ? ` in ${listInWords(parsed.years.map(String))}` : '';
  const place = zone && home && zone !== home ? ` (${zoneName(zone)} time)` : '';
  const words = often ? (days === 'every day' ? often : `${often}, ${days}`) : `${days} at ${times(parsed)}`;
  return `${words}${years}${place}`;
}

/** "once, on Tuesday 1 December 2026 at 09:00". */
export function onceInWords(scheduleAt: string, zone?: string, home?: string): string {
  const local = parseLocal(scheduleAt);
  if (!local) return `once, at ${scheduleAt}`;
  const place = zone && home && zone !== home ? ` (${zoneName(zone)} time)` : '';
  const day = `${WEEKDAYS[local.weekday]} ${local.day} ${MONTHS[local.month - 1]} ${local.year}`;
  return `once, on ${day} at ${clockTime(local)}${place}`;
}

/** "Nairobi", "New York", "UTC". */
export const zoneName = (zone: string): string => (zone.split('/').pop() ?? zone).replace(/_/g, ' ');

const two = (value: number): string => String(value).padStart(2, '0');

/** Words for what comes again within the day; null where plain times of day say it. */
function frequency(cron: Cron): string | null {
  const { minutes, hours } = cron;
  const whole = hours.length === 24;
  const often = oftenInHour(minutes);
  if (whole && often) return often;
  if (whole && minutes.length === 1) return minutes[0] === 0 ? 'every hour' : `every hour at :${two(minutes[0] ?? 0)}`;
  if (whole) return `every hour at ${listInWords(minutes.map((minute) => `:${two(minute)}`))}`;
  const [first = 0] = hours;
  const last = hours[hours.length - 1] ?? 0;
  const gap = evenGap(hours);
  if (often && gap === 1)
    return `${often} from ${two(first)}:00 to ${two(last)}:${two(minutes[minutes.length - 1] ?? 0)}`;
  if (minutes.length === 1 && gap !== null && hours.length > 3) {
    const every = gap === 1 ? 'every hour' : `every ${gap} hours`;
    const allDay = first < gap && 24 % gap === 0 && hours.length === 24 / gap;
    if (allDay && first === 0 && minutes[0] === 0) return every;
    return `${every} from ${clockTime({ hour: first, minute: minutes[0] ?? 0 })} to ${clockTime({ hour: last, minute: minutes[0] ?? 0 })}`;
  }
  if (minutes.length * hours.length > 8)
    return `at ${listInWords(minutes.map((minute) => `:${two(minute)}`))} past ${listInWords(hours.map((hour) => `${two(hour)}:00`))}`;
  return null;
}

/** "every minute", "every 15 minutes"; null where the minutes are not even over the hour. */
function oftenInHour(minutes: number[]): string | null {
  if (minutes.length === 60) return 'every minute';
  const gap = evenGap(minutes);
  const even = gap !== null && minutes.length > 1 && minutes[0] === 0 && 60 % gap === 0 && minutes.length === 60 / gap;
  return even ? `every ${gap} minutes` : null;
}

/** The distance between neighbours where it is the same for all; 1 for a single value. */
function evenGap(values: number[]): number | null {
  const [first, second] = values;
  if (first === undefined) return null;
  if (second === undefined) return 1;
  const gap = second - first;
  return values.every((value, index) => value === first + index * gap) ? gap : null;
}

function times(cron: Cron): string {
  const all = cron.hours.flatMap((hour) => cron.minutes.map((minute) => clockTime({ hour, minute })));
  return listInWords(all);
}

function dayWords(cron: Cron): string {
  const months = cron.months.length === 12 ? null : listInWords(cron.months.map((month) => MONTHS[month - 1] ?? ''));
  if (cron.anyDay && cron.anyWeekday) return months ? `every day in ${months}` : 'every day';
  if (cron.anyDay) return weekdayWords(cron, months);
  const dates = dateWords(cron);
  if (cron.anyWeekday) {
    if (!months) return `${dates} of each month`;
    const [day] = cron.days;
    if (cron.days.length === 1 && cron.fromLast.length === 0 && cron.months.length === 1)
      return `every year on ${day} ${months}`;
    return `${dates} of ${months}`;
  }
  const nth = nthOfRange(cron);
  if (nth) return `the ${nth} ${months ? `of ${months}` : 'of each month'}`;
  const weekdays = listInWords(named(weekdaysOf(cron)), 'or');
  return `${dates} of ${months ?? 'each month'}, when it is a ${weekdays}`;
}

const named = (weekdays: number[]): string[] => weekdays.map((day) => WEEKDAYS[day] ?? '');
const monday = (day: number): number => (day + 6) % 7;

function weekdaysOf(cron: Cron): number[] {
  const all = [...cron.weekdays, ...cron.lastWeekdays, ...cron.nthWeekdays.map((one) => one.weekday)];
  return [...new Set(all)].sort((a, b) => monday(a) - monday(b));
}

function weekdayWords(cron: Cron, months: string | null): string {
  const special = [
    ...cron.nthWeekdays.map((one) => `${ordinalWord(one.nth)} ${WEEKDAYS[one.weekday]}`),
    ...cron.lastWeekdays.map((day) => `last ${WEEKDAYS[day]}`),
  ];
  const plain = plainWeekdays(cron.weekdays);
  const tail = months ? ` in ${months}` : '';
  if (special.length === 0) return `${plain}${tail}`;
  const parts = `the ${listInWords(special)} of ${months ?? 'each month'}`;
  return cron.weekdays.length > 0 ? `${plain}${tail} and ${parts}` : parts;
}

function plainWeekdays(weekdays: number[]): string {
  const sorted = [...weekdays].sort((a, b) => monday(a) - monday(b));
  if (sorted.join() === '1,2,3,4,5') return 'every weekday';
  const first = sorted[0] ?? 0;
  const last = sorted[sorted.length - 1] ?? 0;
  const run = sorted.every((day, index) => monday(day) === monday(first) + index);
  if (run && sorted.length > 3) return `every day from ${WEEKDAYS[first]} to ${WEEKDAYS[last]}`;
  return `every ${listInWords(named(sorted))}`;
}

/** A single weekday within one week of the month is its n-th: days 1 to 7 hold the first Monday. */
function nthOfRange(cron: Cron): string | null {
  const { days, weekdays } = cron;
  const [first = 0] = days;
  const week = days.length === 7 && days.every((day, index) => day === first + index) && first % 7 === 1;
  if (!week || weekdays.length !== 1 || cron.nthWeekdays.length + cron.lastWeekdays.length + cron.fromLast.length > 0)
    return null;
  return `${ordinalWord(Math.ceil(first / 7))} ${WEEKDAYS[weekdays[0] ?? 0]}`;
}

const ordinalWord = (value: number): string =>
  ['', 'first', 'second', 'third', 'fourth', 'fifth'][value] ?? ordinal(value);

function dateWords(cron: Cron): string {
  const dates: string[] = [];
  for (let at = 0; at < cron.days.length; ) {
    let end = at;
    while (cron.days[end + 1] === (cron.days[end] as number) + 1) end += 1;
    const from = ordinal(cron.days[at] as number);
    if (end - at >= 2) dates.push(`${from} to ${ordinal(cron.days[end] as number)}`);
    else for (let each = at; each <= end; each += 1) dates.push(ordinal(cron.days[each] as number));
    at = end + 1;
  }
  for (const back of cron.fromLast) dates.push(back === 0 ? 'last day' : `${ordinal(back + 1)} day from the end`);
  return `on the ${listInWords(dates)}`;
}
