/** Cron lines as sets, for comparing and for asking whether one fires at a local time (README `schedule_cron`, D3). */

export interface CronSets {
  minute: Set<string>;
  hour: Set<string>;
  day: Set<string>;
  month: Set<string>;
  weekday: Set<string>;
  year: Set<string> | null;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

interface Field {
  min: number;
  max: number;
  names?: string[];
  /** A number as written, to the number it is kept as. */
  read?: (value: number) => number;
}

function value(text: string, field: Field): number {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  if (named >= 0) return named + (field.names === MONTHS ? 1 : 0);
  if (!/^\d+$/.test(text)) throw new Error(`"${text}" is no value of a cron field`);
  const number = field.read ? field.read(Number(text)) : Number(text);
  if (number < field.min || number > field.max) throw new Error(`${text} is outside ${field.min}-${field.max}`);
  return number;
}

const isWeekday = (field: Field) => field.names === DAYS;

/** `L`, `LW`, `L-2`, `15W`, `5L`, `5#3`: kept as words. */
function special(part: string, field: Field): string | null {
  const upper = part.toUpperCase();
  if (isWeekday(field)) {
    if (upper === 'L') return '6';
    const last = /^([A-Z]{3}|\d)L$/.exec(upper);
    if (last) return `${value(last[1] ?? '', field)}L`;
    const nth = /^([A-Z]{3}|\d)#([1-5])$/.exec(upper);
    return nth ? `${value(nth[1] ?? '', field)}#${nth[2]}` : null;
  }
  return /^(L|LW|L-\d+|\d+W)$/.test(upper) && field.min === 1 && field.max === 31 ? upper : null;
}

function expandPart(part: string, field: Field): string[] {
  const word = special(part, field);
  if (word) return [word];
  const [range = '', stepText] = part.split('/');
  const step = stepText === undefined ? 1 : Number(stepText);
  if (!Number.isInteger(step) || step < 1) throw new Error(`"${part}" has no usable step`);
  const [from, to] = bounds(range, field, stepText !== undefined);
  const all: number[] = [];
  const size = field.max - field.min + 1;
  const length = ((to - from + size) % size) + 1;
  for (let offset = 0; offset < length; offset += step) all.push(field.min + ((from - field.min + offset) % size));
  return all.map(String);
}

function bounds(range: string, field: Field, stepped: boolean): [number, number] {
  if (range === '*' || range === '?') return [field.min, field.max];
  const [low = '', high] = range.split('-');
  if (high === undefined) return [value(low, field), stepped ? field.max : value(low, field)];
  return [value(low, field), value(high, field)];
}

function expand(text: string, field: Field): Set<string> {
  return new Set(text.split(',').flatMap((part) => expandPart(part, field)));
}

/** Reads five (Unix), six or seven (Quartz, 1 = SUN, seconds 0) fields. Throws where it is no cron line. */
export function readCron(text: string): CronSets {
  const fields = text.trim().split(/\s+/);
  if (fields.length < 5 || fields.length > 7) throw new Error(`"${text}" has ${fields.length} fields`);
  const quartz = fields.length > 5;
  if (quartz && fields[0] !== '0' && fields[0] !== '00') throw new Error(`"${text}" needs 0 seconds`);
  const [minute = '', hour = '', day = '', month = '', weekday = '', year] = quartz ? fields.slice(1) : fields;
  const weekdays: Field = { min: 0, max: 6, names: DAYS, read: (n) => (quartz ? n - 1 : n === 7 ? 0 : n) };
  // 5-7 is Friday to Sunday: the end is read as 0 and the range wraps.
  return {
    minute: expand(minute, { min: 0, max: 59 }),
    hour: expand(hour, { min: 0, max: 23 }),
    day: expand(day, { min: 1, max: 31 }),
    month: expand(month, { min: 1, max: 12, names: MONTHS }),
    weekday: expandWeekday(weekday, weekdays, quartz),
    year: year === undefined || year === '*' ? null : expand(year, { min: 1970, max: 2199 }),
  };
}

/** 0-7 is every day, not Sunday alone. */
function expandWeekday(text: string, field: Field, quartz: boolean): Set<string> {
  return expand(quartz ? text : text.replaceAll(/(^|,)0-7(?=$|,|\/)/g, '$1*'), field);
}

/** One text for all lines that mean the same. */
export function canonicalCron(text: string): string {
  const sets = readCron(text);
  const line = (set: Set<string> | null) => (set ? [...set].sort().join(',') : '*');
  return [sets.minute, sets.hour, sets.day, sets.month, sets.weekday, sets.year].map(line).join(' ');
}

/** A local calendar minute. */
export interface LocalMinute {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

/** Whether it fires at that local minute: day of month and weekday must both hold. */
export function firesAt(text: string, at: LocalMinute): boolean {
  const sets = readCron(text);
  const has = (set: Set<string> | null, wanted: number) => set === null || set.has(String(wanted));
  return (
    has(sets.minute, at.minute) &&
    has(sets.hour, at.hour) &&
    has(sets.month, at.month) &&
    has(sets.year, at.year) &&
    dayHolds(sets.day, at) &&
    weekdayHolds(sets.weekday, at)
  );
}

const weekdayOf = (at: LocalMinute, day = at.day) => new Date(Date.UTC(at.year, at.month - 1, day)).getUTCDay();
const lastDay = (at: LocalMinute) => new Date(Date.UTC(at.year, at.month, 0)).getUTCDate();

function dayHolds(days: Set<string>, at: LocalMinute): boolean {
  return [...days].some((word) => {
    if (/^\d+$/.test(word)) return Number(word) === at.day;
    if (word === 'LW') return at.day === nearestWeekday(lastDay(at), at);
    if (word.endsWith('W')) return at.day === nearestWeekday(Number.parseInt(word, 10), at);
    return at.day === lastDay(at) - Number(word.split('-')[1] ?? 0);
  });
}

/** The weekday nearest to a day, within its month. */
function nearestWeekday(day: number, at: LocalMinute): number {
  const weekday = weekdayOf(at, day);
  if (weekday === 6) return day === 1 ? 3 : day - 1;
  if (weekday === 0) return day === lastDay(at) ? day - 2 : day + 1;
  return day;
}

function weekdayHolds(weekdays: Set<string>, at: LocalMinute): boolean {
  const weekday = weekdayOf(at);
  return [...weekdays].some((word) => {
    if (Number.parseInt(word, 10) !== weekday) return false;
    if (word.endsWith('L')) return at.day + 7 > lastDay(at);
    const nth = word.split('#')[1];
    return nth === undefined || Math.ceil(at.day / 7) === Number(nth);
  });
}
