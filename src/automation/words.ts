import { type LocalTime, localTime } from './zone.ts';

/** Everyday words for times, lists and names, shared by cards and reports. */
export { money } from './money.ts';

export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

const two = (value: number): string => String(value).padStart(2, '0');

export const clockTime = (time: Pick<LocalTime, 'hour' | 'minute'>): string => `${two(time.hour)}:${two(time.minute)}`;

/** "Monday 23 November", with the year where it is not the one of `now`. */
export function dayInWords(instant: Date | number, zone: string, now?: Date | number): string {
  const time = localTime(instant, zone);
  const year = now !== undefined && localTime(now, zone).year === time.year ? '' : ` ${time.year}`;
  return `${WEEKDAYS[time.weekday]} ${time.day} ${MONTHS[time.month - 1]}${now === undefined ? '' : year}`;
}

/** "Friday 20 November, 10:42" in a person's zone; the year where it is not the one of `now`. */
export function dayAndTime(instant: Date | number, zone: string, now?: Date | number): string {
  return `${dayInWords(instant, zone, now)}, ${clockTime(localTime(instant, zone))}`;
}

/** "a, b and c". */
export function listInWords(items: readonly string[], last: 'and' | 'or' = 'and'): string {
  if (items.length <= 1) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} ${last} ${items[items.length - 1]}`;
}

const ORDINAL_ENDS = ['th', 'st', 'nd', 'rd'];

/** "1st", "22nd", "13th". */
export function ordinal(value: number): string {
  const tens = value % 100;
  return `${value}${tens > 10 && tens < 14 ? 'th' : (ORDINAL_ENDS[value % 10] ?? 'th')}`;
}

/** "3 days", "1 hour 30 minutes", from milliseconds; the two largest units. */
export function durationInWords(ms: number): string {
  const units: [string, number][] = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
    ['second', 1000],
  ];
  const parts: string[] = [];
  let left = ms;
  for (const [name, size] of units) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(plural(count, name));
    if (parts.length === 2) break;
  }
  return parts.join(' ') || 'less than a second';
}

/** "1 day", "3 days". */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** The first letter capital, the rest as it is. */
export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Cut at a word where it must be shown on one line. Never for what is being approved. */
export function shortened(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= length) return line;
  return `${line.slice(0, length - 1).replace(/\s\S*$/, '')}…`;
}

/** Other people's text inside a card's light markup, so that `**` and backticks stay what they are. */
export const plainInCard = (text: string): string => text.replace(/[*`~]/g, (mark) => `${mark}\u2060`);

/** Data on one line, without control characters. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\s]+/gu, ' ').trim();

/** One writes to the payer, not to "the payer's email", and to no "email" either. */
export const whose = (label: string): string =>
  label
    .replace(/^(the [^{}@]+)['’]s (?:email|phone)(?: address| number)?$/, '$1')
    .replace(
      /^the (?:(e-?mail)|phone)(?: address| number)?$/,
      (_, mail) => `the ${mail ? 'address' : 'number'} that comes with it`,
    );
