/** Local times and instants of IANA zones, on the platform's own zone data. */

export interface LocalTime {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  /** 0 is Sunday. */
  weekday: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const MAX_FORMATS = 500;

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  if (formats.size >= MAX_FORMATS) formats.clear();
  formats.set(zone, format);
  return format;
}

/** Whether it is an IANA zone (`Africa/Nairobi`, `UTC`); offsets as `+03:00` and abbreviations as `EST` are none. */
export function isZone(zone: string): boolean {
  if (!/^(UTC|[A-Z][A-Za-z_]+(\/[A-Za-z0-9_+-]+){1,2})$/.test(zone)) return false;
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** The local time of an instant. Throws RangeError for an unknown zone. */
export function localTime(instant: Date | number, zone: string): LocalTime {
  const parts: Record<string, number> = {};
  for (const part of formatOf(zone).formatToParts(instant)) parts[part.type] = Number(part.value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
  return { year, month, day, hour, minute, second, weekday: weekdayOf(year, month, day) };
}

export const weekdayOf = (year: number, month: number, day: number): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay();

export const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** The wall clock as if it were UTC, in milliseconds: for arithmetic on local times. */
const wall = (time: Omit<LocalTime, 'weekday'>): number =>
  Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second);

/** `2026-12-01T09:00` read as a wall clock; null where it is no real date or time. */
export function parseLocal(text: string): LocalTime | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (!match) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
    return null;
  return { year, month, day, hour, minute, second, weekday: weekdayOf(year, month, day) };
}

/** Instants (ms) at which a zone's clocks show this local time: none in a gap, two where clocks go back. */
export function instantsOf(local: Omit<LocalTime, 'weekday'>, zone: string): number[] {
  const target = wall(local);
  const found = new Set<number>();
  for (const around of [target - 86_400_000, target + 86_400_000]) {
    const offset = wall(localTime(around, zone)) - Math.floor(around / 1000) * 1000;
    const candidate = target - offset;
    if (wall(localTime(candidate, zone)) === target) found.add(candidate);
  }
  return [...found].sort((a, b) => a - b);
}

/** The instant (ms) of a local time `2026-12-01T09:00`: the first where it comes twice, just after the gap where it never comes. Throws RangeError for nonsense. */
export function zonedInstant(text: string, zone: string): number {
  const local = parseLocal(text);
  if (!local) throw new RangeError(`${text.slice(0, 40)} is no local time`);
  const [first] = instantsOf(local, zone);
  if (first !== undefined) return first;
  const before = wall(local) - 86_400_000;
  const offset = wall(localTime(before, zone)) - before;
  return wall(local) - offset;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `2026-12-01T09:00` of an instant in a zone. */
export function localText(instant: Date | number, zone: string): string {
  const time = localTime(instant, zone);
  return `${dateText(time)}T${two(time.hour)}:${two(time.minute)}`;
}

/** `2026-12-01` of an instant in a zone: a person's calendar day. */
export function localDay(instant: Date | number, zone: string): string {
  return dateText(localTime(instant, zone));
}

const dateText = (time: { year: number; month: number; day: number }): string =>
  `${String(time.year).padStart(4, '0')}-${two(time.month)}-${two(time.day)}`;
