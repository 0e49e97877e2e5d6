import { Environment } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';

/**
 * CEL with what JSON needs: numbers of JSON are doubles while literals are integers, so every mix of the two is declared;
 * functions are pure (no clock, no zone data, no chance), so that a replay computes the same.
 */
export function createEnvironment(): Environment {
  const env = new Environment({
    unlistedVariablesAreDyn: true,
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
    limits: { maxAstNodes: 500, maxDepth: 30, maxListElements: 100, maxMapEntries: 100, maxCallArguments: 10 },
  });
  addOperators(env);
  addConversions(env);
  addTexts(env);
  addDates(env);
  return env;
}

type Numeric = number | bigint;

/** A refusal of one of our own functions, in words; `createEnvironment` callers turn it into an ExpressionError. */
export class FunctionError extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

function addOperators(env: Environment): void {
  const arithmetic: [string, (a: number, b: number) => number][] = [
    ['+', (a, b) => a + b],
    ['-', (a, b) => a - b],
    ['*', (a, b) => a * b],
    ['/', (a, b) => a / b],
    ['%', (a, b) => a % b],
  ];
  for (const [sign, compute] of arithmetic) {
    const mixed = (a: Numeric, b: Numeric) => compute(Number(a), Number(b));
    env.registerOperator(`double ${sign} int: double`, mixed);
    env.registerOperator(`int ${sign} double: double`, mixed);
  }
  env.registerOperator('double % double: double', (a: number, b: number) => a % b);
  for (const type of ['int', 'double']) {
    env.registerOperator(`string + ${type}: string`, (a: string, b: Numeric) => `${a}${b}`);
    env.registerOperator(`${type} + string: string`, (a: Numeric, b: string) => `${a}${b}`);
  }
}

function addConversions(env: Environment): void {
  const pass = (value: number) => value;
  env.registerFunction('number(double): double', pass);
  env.registerFunction('number(int): double', (value: bigint) => Number(value));
  env.registerFunction('number(bool): double', (value: boolean) => (value ? 1 : 0));
  env.registerFunction('number(string): double', numberFrom);
  env.registerFunction('string(null): string', () => '');
  env.registerFunction('string(list): string', (value: unknown) => jsonText(value));
  env.registerFunction('string(map): string', (value: unknown) => jsonText(value));
  env.registerFunction('size(null): int', () => 0n);
  const rounding: [string, (value: number) => number][] = [
    ['round', (value) => Math.sign(value) * Math.round(Math.abs(value))],
    ['floor', Math.floor],
    ['ceil', Math.ceil],
    ['abs', Math.abs],
  ];
  for (const [name, compute] of rounding) {
    env.registerFunction(`${name}(double): double`, compute);
    env.registerFunction(`${name}(int): double`, (value: bigint) => compute(Number(value)));
  }
  env.registerFunction('round(double, int): double', (value: number, places: bigint) => roundTo(value, Number(places)));
  env.registerFunction('round(int, int): double', (value: bigint) => Number(value));
  for (const a of ['double', 'int'])
    for (const b of ['double', 'int']) {
      env.registerFunction(`min(${a}, ${b}): double`, (x: Numeric, y: Numeric) => Math.min(Number(x), Number(y)));
      env.registerFunction(`max(${a}, ${b}): double`, (x: Numeric, y: Numeric) => Math.max(Number(x), Number(y)));
    }
  env.registerFunction('sum(list): double', sumOf);
}

/** "1,250.50" and " 12 " are numbers; anything with other letters is not. */
function numberFrom(text: string): number {
  const bare = text.trim().replace(/(?<=\d),(?=\d{3}(\D|$))/g, '');
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(bare) ? Number(bare) : Number.NaN;
  if (Number.isFinite(value)) return value;
  throw new FunctionError('number() was given a text that is no number.');
}

function sumOf(values: unknown[]): number {
  let total = 0;
  for (const value of values) {
    if (typeof value !== 'number' && typeof value !== 'bigint')
      throw new FunctionError('sum() needs a list of numbers.', 'Take the numbers first: sum(items.map(i, i.amount)).');
    total += Number(value);
  }
  return total;
}

function roundTo(value: number, places: number): number {
  if (places < 0 || places > 10) throw new FunctionError('round() takes 0 to 10 places.');
  // Through the decimal text, so that 1.005 rounds as written and not as stored.
  const [mantissa = '0', exponent = '0'] = Math.abs(value).toString().split('e');
  const shifted = Math.round(Number(`${mantissa}e${Number(exponent) + places}`));
  return Math.sign(value) * Number(`${shifted}e-${places}`);
}

const jsonText = (value: unknown): string =>
  JSON.stringify(value, (_key, inner) => (typeof inner === 'bigint' ? Number(inner) : inner));

const MAX_PATTERN = 500;
const MAX_SUBJECT = 100_000;

function addTexts(env: Environment): void {
  env.registerFunction('reMatch(string, string): bool', (text: string, pattern: string) => {
    if (pattern.length > MAX_PATTERN || text.length > MAX_SUBJECT)
      throw new FunctionError('reMatch() was given too long a text.');
    try {
      return RE2JS.compile(pattern).matcher(text).find();
    } catch {
      throw new FunctionError('reMatch() was given a pattern it cannot read.');
    }
  });
  env.registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) => {
    if (from === '') return text;
    const parts = text.split(from);
    if (text.length + (parts.length - 1) * to.length > MAX_SUBJECT)
      throw new FunctionError('replace() would make too long a text.');
    return parts.join(to);
  });
}

const DAY_MS = 86_400_000;
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = 'January February March April May June July August September October November December'.split(' ');

interface Moment {
  ms: number;
  /** What follows the date in the text it came from: empty for a plain date. */
  rest: string;
}

function momentFrom(text: string): Moment {
  const match = /^(\d{4})-(\d{2})-(\d{2})($|T.*$)/.exec(text.trim());
  const [, year, month, day, rest = ''] = match ?? [];
  const ms = match ? Date.UTC(Number(year), Number(month) - 1, Number(day)) : Number.NaN;
  if (!match || new Date(ms).getUTCMonth() !== Number(month) - 1)
    throw new FunctionError('That is no date.', 'Dates are written 2026-12-01.');
  return { ms, rest };
}

const dateText = (ms: number): string => {
  if (!(Math.abs(ms) < 8e15) || ms < -6.2e13 || ms > 2.5e14) throw new FunctionError('That date is out of range.');
  return new Date(ms).toISOString().slice(0, 10);
};

/** Dates are texts, `2026-12-01` or an instant beginning so; the time of day is kept as it stands. */
function addDates(env: Environment): void {
  const shift = (unit: (ms: number, by: number) => number) => (text: string, by: Numeric) => {
    const { ms, rest } = momentFrom(text);
    return dateText(unit(ms, Math.trunc(Number(by)))) + rest;
  };
  for (const type of ['int', 'double']) {
    env.registerFunction(
      `addDays(string, ${type}): string`,
      shift((ms, by) => ms + by * DAY_MS),
    );
    env.registerFunction(`addMonths(string, ${type}): string`, shift(plusMonths));
  }
  env.registerFunction('daysBetween(string, string): double', (from: string, to: string) =>
    Math.round((momentFrom(to).ms - momentFrom(from).ms) / DAY_MS),
  );
  env.registerFunction('dateOf(string): string', (text: string) => dateText(momentFrom(text).ms));
  env.registerFunction(
    'weekday(string): string',
    (text: string) => WEEKDAYS[new Date(momentFrom(text).ms).getUTCDay()],
  );
  env.registerFunction('dayOfMonth(string): double', (text: string) => new Date(momentFrom(text).ms).getUTCDate());
  env.registerFunction('month(string): double', (text: string) => new Date(momentFrom(text).ms).getUTCMonth() + 1);
  env.registerFunction('year(string): double', (text: string) => new Date(momentFrom(text).ms).getUTCFullYear());
  env.registerFunction('formatDate(string): string', (text: string) => {
    const date = new Date(momentFrom(text).ms);
    return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  });
}

/** The same day a number of months on, or the month's last day where it has no such day. */
function plusMonths(ms: number, by: number): number {
  const date = new Date(ms);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth() + by;
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), lastDay));
}

/** For hints and for planners: what may be called in an expression. */
export const FUNCTIONS = [
  'size(x)',
  'number(x)',
  'string(x)',
  'round(x)',
  'round(x, places)',
  'floor(x)',
  'ceil(x)',
  'abs(x)',
  'min(a, b)',
  'max(a, b)',
  'sum(list)',
  'has(x.y)',
  'x.?y.orValue(z)',
  'x.contains("…")',
  'x.startsWith("…")',
  'x.endsWith("…")',
  'x.lowerAscii()',
  'x.upperAscii()',
  'x.trim()',
  'x.split(",")',
  'x.join(", ")',
  'x.replace("a", "b")',
  'reMatch(x, "pattern")',
  'addDays(date, n)',
  'addMonths(date, n)',
  'daysBetween(a, b)',
  'dateOf(x)',
  'weekday(date)',
  'dayOfMonth(date)',
  'month(date)',
  'year(date)',
  'formatDate(date)',
  'list.map(i, …)',
  'list.filter(i, …)',
  'list.exists(i, …)',
  'list.all(i, …)',
] as const;
