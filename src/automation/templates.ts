import type { Json } from './definition.ts';
import type { Bounds } from './expression-budget.ts';
import { ExpressionError } from './expression-error.ts';
import { evaluate } from './expressions.ts';

/**
 * `{{ … }}` in parameters. A string that is one template keeps the type of its value; others become text. What comes out is
 * data and is never read as a template again. Imported by the interpreter: pure.
 */
export type Part = { kind: 'text'; text: string } | { kind: 'expression'; text: string; start: number };

export const MAX_TEMPLATE = 50_000;
const MAX_PARTS = 200;
/** Characters one resolved string may have where expressions have their usual bounds. */
export const MAX_RESOLVED = 1_000_000;
const MAX_DEPTH = 20;

/** Splits a string into text and expressions. Braces inside quotes of an expression are part of the quote. Throws ExpressionError. */
export function parseTemplate(text: string): Part[] {
  if (text.length > MAX_TEMPLATE)
    throw new ExpressionError('too_big', '', `A text with templates may have ${MAX_TEMPLATE} characters.`);
  const parts: Part[] = [];
  let from = 0;
  while (from < text.length) {
    const open = text.indexOf('{{', from);
    if (open < 0) break;
    const close = closingBrace(text, open + 2);
    if (close < 0)
      throw new ExpressionError(
        'syntax',
        text.slice(open, open + 100),
        'A {{ is never closed with }}.',
        'Add the missing }}.',
      );
    if (open > from) parts.push({ kind: 'text', text: text.slice(from, open) });
    parts.push({ kind: 'expression', text: text.slice(open + 2, close).trim(), start: open });
    if (parts.length > MAX_PARTS) throw new ExpressionError('too_big', '', 'There are too many templates in one text.');
    from = close + 2;
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
}

/** Where the `}}` of an expression begins, or -1: quotes and braces of map literals are skipped. */
export function closingBrace(text: string, from: number): number {
  let quote = '';
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (quote) {
      if (char === '\\') at += 1;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '{') depth += 1;
    else if (char === '}') {
      if (depth > 0) depth -= 1;
      else if (text[at + 1] === '}') return at;
    }
  }
  return -1;
}

export const hasTemplate = (value: unknown): boolean => typeof value === 'string' && value.includes('{{');

/** The one expression a string consists of, or null: `"{{ trigger.amount }}"`, spaces around allowed. */
export function wholeExpression(text: string): string | null {
  if (!hasTemplate(text)) return null;
  const parts = parseTemplate(text.trim());
  const [only] = parts;
  return parts.length === 1 && only?.kind === 'expression' ? only.text : null;
}

/** One string with its templates computed. */
export function resolveText(text: string, context: Record<string, unknown>, bounds?: Bounds): Json {
  if (!text.includes('{{')) return text;
  const whole = wholeExpression(text);
  if (whole !== null) return computed(whole, context, bounds);
  const most = bounds?.characters ?? MAX_RESOLVED;
  let result = '';
  for (const part of parseTemplate(text)) {
    result += part.kind === 'text' ? part.text : asText(computed(part.text, context, bounds));
    if (result.length > most) throw new ExpressionError('too_big', '', 'The text becomes too long.');
  }
  return result;
}

/** A plain path to a large value is followed without the language, which would weigh all of it. */
function computed(text: string, context: Record<string, unknown>, bounds: Bounds | undefined): Json {
  return (bounds && alongPath(text, context)) ?? evaluate(text, context, bounds);
}

/** The value at `step.body.rows`; undefined where it is no plain path or leads nowhere. */
function alongPath(text: string, context: Record<string, unknown>): Json | undefined {
  if (!/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(text)) return undefined;
  let value: unknown = context;
  for (const name of text.split('.')) {
    if (value === null || typeof value !== 'object' || Array.isArray(value) || !Object.hasOwn(value, name))
      return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value as Json;
}

/** How a value stands inside a text: null as nothing, lists and objects as JSON. */
export function asText(value: Json): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Parameters with every template computed, at any depth. Keys are taken as they are. Throws ExpressionError. */
export function resolveParams(
  params: Record<string, Json>,
  context: Record<string, unknown>,
  bounds?: Bounds,
): Record<string, Json> {
  return resolveValue(params, context, 0, bounds) as Record<string, Json>;
}

function resolveValue(value: Json, context: Record<string, unknown>, depth: number, bounds?: Bounds): Json {
  if (typeof value === 'string') return resolveText(value, context, bounds);
  if (value === null || typeof value !== 'object') return value;
  if (depth > MAX_DEPTH) throw new ExpressionError('too_big', '', 'The parameters are nested too deeply.');
  if (Array.isArray(value)) return value.map((item) => resolveValue(item, context, depth + 1, bounds));
  const result: Record<string, Json> = {};
  for (const [key, item] of Object.entries(value)) {
    if (key === '__proto__') continue;
    result[key] = resolveValue(item, context, depth + 1, bounds);
  }
  return result;
}

/** Whether a condition holds. Anything but true or false is an ExpressionError: it never skips by accident (D9). */
export function evaluateCondition(condition: string, context: Record<string, unknown>, bounds?: Bounds): boolean {
  const value = evaluate(wholeExpression(condition) ?? condition, context, bounds);
  if (typeof value === 'boolean') return value;
  throw new ExpressionError(
    'wrong_type',
    condition,
    'The condition is neither true nor false.',
    'Compare it with something: {{ trigger.status == "paid" }}.',
  );
}

/** The items of a `for_each`. Throws ExpressionError where it is no list. */
export function evaluateList(forEach: string, context: Record<string, unknown>, bounds?: Bounds): Json[] {
  const value = computed(wholeExpression(forEach) ?? forEach, context, bounds);
  if (Array.isArray(value)) return value;
  throw new ExpressionError('wrong_type', forEach, 'for_each needs a list.', 'Name a list: {{ step_1.rows }}.');
}

export interface Located {
  /** Where in the value: `body.items[0]`; empty for a string itself. */
  path: string;
  expression: string;
}

/** Every expression in a value, with where it stands. Malformed templates throw ExpressionError. */
export function templateExpressions(value: unknown, path = ''): Located[] {
  if (typeof value === 'string') {
    if (!value.includes('{{')) return [];
    return parseTemplate(value).flatMap((part) =>
      part.kind === 'expression' ? [{ path, expression: part.text }] : [],
    );
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => templateExpressions(item, `${path}[${index}]`));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) => templateExpressions(item, path ? `${path}.${key}` : key));
}
