import type { Json } from '../../automation/definition.ts';
import { ActionError } from '../define.ts';
import { isObject } from '../inbound.ts';
import { clustersOf } from './cluster.ts';
import { aggregate, compare, csvOf, parseRows, readPath, renderRow, textOfValue } from './rows.ts';

const MAX_ROWS = 10_000;
const MAX_OUTPUT = 1_000_000;

interface TransformParams {
  input?: unknown;
  operation: string;
  field?: string | undefined;
  value?: unknown;
  count?: number | undefined;
  template?: string | undefined;
}

type Row = Json;
type Work = (rows: Row[], params: TransformParams) => Json;

const WORKS: Record<string, Work> = {
  pick: (rows, { field }) => rows.map((row) => pick(row, fieldsOf(field))),
  filter: (rows, { field, value }) => rows.filter((row) => matches(field ? readPath(row, field) : row, value)),
  sort: (rows, { field, value }) => {
    const sorted = rows.toSorted((one, other) => compare(read(one, field), read(other, field)));
    return /^desc/i.test(String(value ?? '')) ? sorted.reverse() : sorted;
  },
  count: (rows) => rows.length,
  sum: (rows, { field }) => aggregate(rows.map((row) => read(row, field))).sum,
  first: (rows, { count }) => (count === undefined ? (rows[0] ?? null) : rows.slice(0, most(count))),
  last: (rows, { count }) => (count === undefined ? (rows.at(-1) ?? null) : rows.slice(-most(count))),
  unique: (rows, { field }) => uniqueBy(rows, field),
  join: (rows, { field, value }) =>
    rows.map((row) => textOfValue(read(row, field))).join(typeof value === 'string' ? value : ', '),
  csv: (rows) => csvOf(rows),
  json: (rows) => JSON.stringify(rows, null, 2),
  reverse: (rows) => rows.toReversed(),
  group: (rows, { field }) => groupBy(rows, field),
  cluster: (rows, { field, count }) => clustersOf(rows, field ? fieldsOf(field) : [], count),
  template: (rows, { template }) => rows.map((row, at) => renderRow(template ?? '', row, at)).join('\n'),
};

/** Picks, filters, sorts, counts… rows. Pure and bounded: 10,000 rows in, 1 MB out. */
export async function transform(params: TransformParams) {
  const work = Object.hasOwn(WORKS, params.operation) ? WORKS[params.operation] : undefined;
  if (!work) throw wrong(`there is no operation called ${params.operation}`);
  const output = work(rowsOf(params.input), params);
  if (JSON.stringify(output).length > MAX_OUTPUT) throw wrong('the result is larger than 1 MB');
  return { output, count: Array.isArray(output) ? output.length : isObject(output) ? Object.keys(output).length : 1 };
}

/** Counts, sums, averages and extremes of each column; of texts how many different ones there are. */
export async function analyse(params: { input?: unknown }) {
  const rows = rowsOf(params.input);
  const names = [
    ...new Set(rows.slice(0, 1000).flatMap((row) => (isObject(row) ? Object.keys(row) : ['value']))),
  ].slice(0, 50);
  const columns = names.map((name) =>
    column(
      name,
      rows.map((row) => (isObject(row) ? (row[name] ?? null) : row)),
    ),
  );
  const lines = columns.map((one) =>
    one.kind === 'number'
      ? `${one.name}: sum ${said(one.sum)}, average ${said(one.average)}, from ${said(one.min)} to ${said(one.max)}`
      : `${one.name}: ${one.count} filled, ${one.different} different`,
  );
  return { summary: [`${rows.length} rows`, ...lines].join('\n'), columns, count: rows.length };
}

function column(name: string, values: Json[]) {
  const filled = values.filter((value) => value !== null && value !== '');
  const { numbers, sum, min, max } = aggregate(filled);
  const different = new Set(filled.map((value) => JSON.stringify(value))).size;
  const numeric = filled.length > 0 && numbers === filled.length;
  const kind = numeric ? ('number' as const) : ('text' as const);
  if (!numeric) return { name, kind, count: filled.length, different, sum: null, average: null, min: null, max: null };
  return { name, kind, count: filled.length, different, sum, average: sum / numbers, min, max };
}

function said(value: number | null): string {
  return value === null ? '–' : value.toLocaleString('en-US', { maximumFractionDigits: 2 });
}

/** Rows of whatever was handed over: a list, a text of JSON or CSV, or one thing alone. */
function rowsOf(input: unknown): Row[] {
  const rows = parseRows(input);
  if (rows.length > MAX_ROWS) throw wrong(`there are more than ${MAX_ROWS.toLocaleString('en-US')} rows`);
  return rows;
}

function read(row: Row, field: string | undefined): Json {
  return field ? readPath(row, field) : row;
}

function fieldsOf(field: string | undefined): string[] {
  const names = (field ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  if (names.length === 0) throw wrong('it needs to know which field');
  return names;
}

function pick(row: Row, names: string[]): Json {
  const [only] = names;
  if (names.length === 1 && only !== undefined) return readPath(row, only);
  return Object.fromEntries(names.map((name) => [name, readPath(row, name)]));
}

/** `value` may start with > < >= <= != or hold plain text, which must be equal (ignoring case). Without one: what is filled. */
function matches(actual: Json, value: unknown): boolean {
  if (value === undefined || value === null || value === '')
    return actual !== null && actual !== '' && actual !== false;
  const found = typeof value === 'string' ? /^\s*(>=|<=|!=|>|<|=)?\s*(.*)$/s.exec(value) : null;
  const sign = found?.[1] ?? '=';
  const wanted = (found ? (found[2] ?? '') : value) as Json;
  const order = compare(actual, wanted);
  if (sign === '=' || sign === '!=') {
    const equal = order === 0 || textOfValue(actual).toLowerCase() === textOfValue(wanted).toLowerCase();
    return (sign === '=') === equal;
  }
  if (actual === null) return false;
  return sign === '>' ? order > 0 : sign === '<' ? order < 0 : sign === '>=' ? order >= 0 : order <= 0;
}

function uniqueBy(rows: Row[], field: string | undefined): Json[] {
  const seen = new Map<string, Json>();
  for (const row of rows) {
    const key = JSON.stringify(read(row, field));
    if (!seen.has(key)) seen.set(key, row);
  }
  return [...seen.values()];
}

function groupBy(rows: Row[], field: string | undefined): Json {
  const groups = new Map<string, Json[]>();
  for (const row of rows) {
    const key = textOfValue(read(row, field));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups].map(([value, items]) => ({ value, count: items.length, items }));
}

function most(count: number): number {
  return Math.min(Math.max(Math.trunc(count), 1), MAX_ROWS);
}

function wrong(why: string): ActionError {
  return new ActionError(`The data cannot be reshaped: ${why}.`, { outcome: 'not_done', retryable: false });
}
