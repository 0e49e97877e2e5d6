/** Why cron text cannot be used, in words; `hint` says what to write. */
export class CronError extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.name = 'CronError';
    this.hint = hint;
  }
}

export interface FieldKind {
  name: string;
  min: number;
  max: number;
  names?: readonly string[];
  /** Added to a value to get what is kept: Quartz counts weekdays from 1. */
  shift?: number;
  /** Kept values wrap here: weekday 7 is 0. */
  wrap?: number;
  kind: 'plain' | 'day' | 'weekday';
}

const WEEKDAY_NAMES = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;
const MONTH_NAMES = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');

export const FIELDS = {
  minute: { name: 'minute', min: 0, max: 59, kind: 'plain' },
  hour: { name: 'hour', min: 0, max: 23, kind: 'plain' },
  day: { name: 'day of month', min: 1, max: 31, kind: 'day' },
  month: { name: 'month', min: 1, max: 12, names: MONTH_NAMES, kind: 'plain' },
  weekday: { name: 'weekday', min: 0, max: 7, names: WEEKDAY_NAMES, wrap: 7, kind: 'weekday' },
  quartzWeekday: { name: 'weekday', min: 1, max: 7, names: WEEKDAY_NAMES, shift: -1, kind: 'weekday' },
  year: { name: 'year', min: 1970, max: 2199, kind: 'plain' },
} as const satisfies Record<string, FieldKind>;

export interface CronField {
  /** Sorted, as kept. Empty where only `last`, `nth` or `fromLast` are given. */
  values: number[];
  any: boolean;
  fromLast: number[];
  last: number[];
  nth: { weekday: number; nth: number }[];
}

/** Every value of a field as kept. */
export function fullField(kind: FieldKind): number[] {
  const found = new Set<number>();
  for (let value = kind.min; value <= kind.max; value += 1) found.add(kept(value, kind));
  return [...found].sort((a, b) => a - b);
}

const kept = (value: number, kind: FieldKind): number => {
  const shifted = value + (kind.shift ?? 0);
  return kind.wrap !== undefined ? shifted % kind.wrap : shifted;
};

export function parseField(text: string, kind: FieldKind, quartz: boolean): CronField {
  const field: CronField = { values: [], any: false, fromLast: [], last: [], nth: [] };
  if (text === '*' || text === '?') {
    if (text === '?' && kind.kind === 'plain') throw wrong(text, kind, 'Write * for any.');
    return { ...field, values: fullField(kind), any: true };
  }
  const values = new Set<number>();
  for (const part of text.toUpperCase().split(',')) {
    if (special(part, kind, field, quartz)) continue;
    for (const value of rangeOf(part, kind, quartz)) values.add(kept(value, kind));
  }
  field.values = [...values].sort((a, b) => a - b);
  // A list of everything asks for nothing.
  if (field.values.length === fullField(kind).length) return { ...field, any: true, fromLast: [], last: [], nth: [] };
  return field;
}

/** L, # and W; true where the part was one of them. */
function special(part: string, kind: FieldKind, field: CronField, quartz: boolean): boolean {
  if (kind.kind === 'day') {
    const last = /^L(?:-(\d{1,2}))?$/.exec(part);
    if (last) {
      const back = Number(last[1] ?? 0);
      if (back > 30) throw wrong(part, kind, 'L-3 is three days before the last day of the month.');
      field.fromLast.push(back);
      return true;
    }
    if (/W/.test(part))
      throw new CronError(
        '“The nearest weekday” (W) is not something I can schedule.',
        'Name the day itself, or a weekday.',
      );
  }
  if (kind.kind === 'weekday') {
    const last = /^(\w+)L$/.exec(part);
    if (last) {
      field.last.push(kept(fieldValue(last[1] ?? '', kind), kind));
      return true;
    }
    if (part === 'L') {
      const friday = quartz ? '6L' : '5L';
      throw wrong(part, kind, `Say which weekday: ${friday} is the last Friday of the month.`);
    }
    const nth = /^(\w+)#(\d+)$/.exec(part);
    if (nth) {
      const which = Number(nth[2]);
      if (which < 1 || which > 5) throw wrong(part, kind, '5#2 is the second Friday; the number goes from 1 to 5.');
      field.nth.push({ weekday: kept(fieldValue(nth[1] ?? '', kind), kind), nth: which });
      return true;
    }
  }
  return false;
}

function rangeOf(part: string, kind: FieldKind, quartz: boolean): number[] {
  const match = /^(\*|[A-Z0-9]+)(?:-([A-Z0-9]+))?(?:\/(\d{1,4}))?$/.exec(part);
  if (!match) throw wrong(part, kind);
  const [, from = '', to, step] = match;
  if (from === '*' && to !== undefined) throw wrong(part, kind);
  const top = kind.wrap !== undefined && (from === '*' || to === undefined) ? kind.max - 1 : kind.max;
  const start = from === '*' ? kind.min : fieldValue(from, kind);
  const end = to !== undefined ? fieldValue(to, kind) : from === '*' || step !== undefined ? top : start;
  const by = step === undefined ? 1 : Number(step);
  const span = kind.max - kind.min + 1;
  if (step !== undefined && (by < 1 || by >= span))
    throw new CronError(
      `“/${step}” does not fit into the ${kind.name}: it would not run every ${step}.`,
      kind.name === 'minute'
        ? 'For more than an hour, use the hours: 0 */2 * * * is every two hours.'
        : `Use 1 to ${span - 1}.`,
    );
  return listed(start, end, by, kind, quartz, part);
}

function listed(start: number, end: number, by: number, kind: FieldKind, quartz: boolean, part: string): number[] {
  const values: number[] = [];
  if (end >= start) {
    for (let value = start; value <= end; value += by) values.push(value);
    return values;
  }
  if (!quartz && kind.kind !== 'weekday')
    throw wrong(part, kind, `Write the smaller first, or two ranges: ${start}-${kind.max},${kind.min}-${end}.`);
  // Friday to Monday goes over the end; weekday 7 and 0 are one day.
  const length = kind.wrap ?? kind.max - kind.min + 1;
  for (let value = start; value <= end + length; value += by) values.push(((value - kind.min) % length) + kind.min);
  return values;
}

function fieldValue(text: string, kind: FieldKind): number {
  const named = kind.names?.indexOf(text.slice(0, 3)) ?? -1;
  if (named >= 0 && isName(text, kind))
    return kind.name === 'weekday' ? named + (kind.shift ? 1 : 0) : named + kind.min;
  const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= kind.min && value <= kind.max)) throw wrong(text, kind);
  return value;
}

const LONG_NAMES =
  /^(SUN(DAY)?|MON(DAY)?|TUE(S|SDAY)?|WED(NESDAY)?|THU(R|RS|RSDAY)?|FRI(DAY)?|SAT(URDAY)?|JAN(UARY)?|FEB(RUARY)?|MAR(CH)?|APR(IL)?|MAY|JUNE?|JULY?|AUG(UST)?|SEPT?(EMBER)?|OCT(OBER)?|NOV(EMBER)?|DEC(EMBER)?)$/;
const isName = (text: string, _kind: FieldKind): boolean => LONG_NAMES.test(text);

function wrong(part: string, kind: FieldKind, hint?: string): CronError {
  const range = `${kind.min} to ${kind.max}`;
  return new CronError(
    `“${part.slice(0, 40)}” is no ${kind.name} a schedule can have.`,
    hint ?? `The ${kind.name} goes from ${range}${kind.names ? ` or ${kind.names[0]} to ${kind.names.at(-1)}` : ''}.`,
  );
}

/** Values back to text: `*`, `0/15`, `9-17/2`, `1-5`, `6,18`. */
export function compactField(values: number[], kind: FieldKind): string {
  const full = kind.wrap !== undefined ? kind.wrap : kind.max - kind.min + 1;
  if (values.length === full) return '*';
  const stepped = steppedText(values, kind);
  if (stepped) return stepped;
  const parts: string[] = [];
  for (let at = 0; at < values.length; ) {
    let end = at;
    while (values[end + 1] === (values[end] as number) + 1) end += 1;
    if (end - at >= 2) parts.push(`${values[at]}-${values[end]}`);
    else for (let each = at; each <= end; each += 1) parts.push(String(values[each]));
    at = end + 1;
  }
  return parts.join(',');
}

function steppedText(values: number[], kind: FieldKind): string | null {
  const [first, second] = values;
  if (values.length < 3 || first === undefined || second === undefined) return null;
  const by = second - first;
  if (by < 2 || kind.kind === 'weekday' || values.some((value, index) => value !== first + by * index)) return null;
  const last = values[values.length - 1] as number;
  if (first === kind.min && last + by > kind.max) return `*/${by}`;
  return `${first}-${last}/${by}`;
}
