import type { Json } from '../../automation/definition.ts';
import { isObject, numberOf } from '../inbound.ts';

/** What rows of data are made of, for transform and analyse. */

/** A list as it is, a text of JSON or CSV parsed, an object with one list in it opened; anything else is one row. */
export function parseRows(input: unknown): Json[] {
  if (input === undefined || input === null || input === '') return [];
  if (Array.isArray(input)) return input as Json[];
  if (typeof input === 'string') return parseText(input);
  if (isObject(input)) {
    const lists = Object.values(input).filter(Array.isArray);
    return lists.length === 1 && lists[0] ? lists[0] : [input];
  }
  return [input as Json];
}

function parseText(text: string): Json[] {
  const trimmed = text.trim();
  if (/^[[{]/.test(trimmed)) {
    try {
      return parseRows(JSON.parse(trimmed));
    } catch {
      // Not JSON after all: lines of text.
    }
  }
  const lines = trimmed.split(/\r?\n/);
  const [head = '', ...rest] = lines;
  if (rest.length === 0 || !head.includes(',')) return lines.filter((line) => line.trim() !== '');
  const names = splitCsv(head);
  return rest
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const cells = splitCsv(line);
      return Object.fromEntries(names.map((name, at) => [name, cells[at] ?? '']));
    });
}

/** Cells of one line of CSV; quotes may hold commas and doubled quotes. */
function splitCsv(line: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const letter = line[at] ?? '';
    if (quoted && letter === '"' && line[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (letter === '"') quoted = !quoted;
    else if (letter === ',' && !quoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += letter;
  }
  return [...cells, cell.trim()];
}

/** Rows as CSV with a header. Cells that a spreadsheet would run as a formula are written as text. */
export function csvOf(rows: Json[]): string {
  const names = [...new Set(rows.flatMap((row) => (isObject(row) ? Object.keys(row) : ['value'])))];
  const cell = (value: Json): string => {
    const text = textOfValue(value);
    const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const lines = rows.map((row) => names.map((name) => cell(isObject(row) ? (row[name] ?? null) : row)).join(','));
  return [names.map((name) => cell(name)).join(','), ...lines].join('\n');
}

/** `customer.name`, `items.0.price`: own properties only; null where there is nothing. */
export function readPath(row: Json, path: string): Json {
  let at: Json = row;
  for (const part of path.split('.').slice(0, 20)) {
    if (Array.isArray(at) && /^\d+$/.test(part)) at = at[Number(part)] ?? null;
    else if (isObject(at) && Object.hasOwn(at, part)) at = at[part] ?? null;
    else return null;
  }
  return at;
}

/** `{name}` of each row, `{#}` its number; what is put in is never read again. */
export function renderRow(template: string, row: Json, index: number): string {
  return template.replace(/\{(#|[\w.]{1,100})\}/g, (_all, name: string) =>
    name === '#' ? String(index + 1) : textOfValue(readPath(row, name)),
  );
}

export function textOfValue(value: Json): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Numbers before texts, nothing last; texts by their letters. Numbers sent as text count as numbers. */
export function compare(one: Json, other: Json): number {
  const [left, right] = [numberOf(one), numberOf(other)];
  if (left !== null && right !== null) return left - right;
  if (one === null || other === null) return (one === null ? 1 : 0) - (other === null ? 1 : 0);
  if (left !== null || right !== null) return left !== null ? -1 : 1;
  return textOfValue(one).localeCompare(textOfValue(other), 'en');
}

/** Sum and extremes of what can be read as numbers. Sums of money come out without the dust of binary fractions. */
export function aggregate(values: Json[]): { numbers: number; sum: number; min: number | null; max: number | null } {
  const numbers = values.map((value) => numberOf(value)).filter((value) => value !== null);
  const sum = numbers.reduce((total, value) => total + value, 0);
  const bounds = numbers.reduce<[number, number] | null>(
    (found, value) => (found === null ? [value, value] : [Math.min(found[0], value), Math.max(found[1], value)]),
    null,
  );
  return { numbers: numbers.length, sum: Number(sum.toFixed(6)), min: bounds?.[0] ?? null, max: bounds?.[1] ?? null };
}
