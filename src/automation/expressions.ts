import type { ParseResult } from '@marcbachmann/cel-js';
import type { Json } from './definition.ts';
import { BOUNDS, type Bounds, withBudget } from './expression-budget.ts';
import { ExpressionError, inPlainWords } from './expression-error.ts';
import { createEnvironment, FunctionError } from './expression-functions.ts';
import { guard, type Read, readsOf } from './expression-tree.ts';
import { fromCel, toCel } from './expression-values.ts';

/**
 * Expressions of templates and conditions: CEL, bounded and pure, so that a run that is replayed computes the same.
 * Imported by the interpreter: no I/O, no clock, no chance here.
 */
export { ExpressionError };

export const MAX_EXPRESSION = 2000;

/** A parsed expression. `type`: `bool`, `string`, `int`, `double`, `list`, `map`, `null` or `dyn` where only the run can tell. */
export interface Expression {
  text: string;
  type: string;
  reads: Read[];
  run(context: Record<string, unknown>, bounds?: Bounds): Json;
}

const environment = createEnvironment();
const CACHE_SIZE = 1000;
const cache = new Map<string, Expression>();

/** Reads, guards and type-checks an expression (without its braces). Throws ExpressionError. */
export function parseExpression(text: string): Expression {
  const known = cache.get(text);
  if (known) return known;
  const parsed = compile(text);
  if (cache.size >= CACHE_SIZE) cache.delete(cache.keys().next().value as string);
  cache.set(text, parsed);
  return parsed;
}

function compile(text: string): Expression {
  if (text.trim() === '') throw new ExpressionError('syntax', text, 'There is nothing between the braces.');
  if (text.length > MAX_EXPRESSION)
    throw new ExpressionError('too_big', text, `An expression may have ${MAX_EXPRESSION} characters.`);
  let program: ParseResult;
  let type: string;
  try {
    program = environment.parse(text);
    guard(program.ast, text);
    const checked = program.check();
    if (!checked.valid) throw checked.error;
    type = (checked.type ?? 'dyn').replace(/<.*$/, '');
  } catch (error) {
    throw inPlainWords(error, text);
  }
  const reads = readsOf(program.ast);
  const roots = [...new Set(reads.map((read) => read.path[0] ?? ''))];
  const evaluateBounded = withBudget(program);
  return {
    text,
    type: type === 'optional' ? 'dyn' : type,
    reads,
    run: (context, bounds = BOUNDS) => run(text, roots, evaluateBounded, context, bounds),
  };
}

function run(
  text: string,
  roots: string[],
  program: (context: Map<string, unknown>, bounds: Bounds) => unknown,
  context: Record<string, unknown>,
  bounds: Bounds,
): Json {
  try {
    const values = new Map<string, unknown>();
    for (const root of roots)
      if (Object.hasOwn(context, root) && context[root] !== undefined) values.set(root, toCel(context[root]));
    return fromCel(program(values, bounds), text, bounds);
  } catch (error) {
    if (error instanceof FunctionError) throw new ExpressionError('failed', text, error.message, error.hint);
    throw inPlainWords(error, text);
  }
}

/** The error an expression has before any run, or null. */
export function checkExpression(text: string): ExpressionError | null {
  try {
    parseExpression(text);
    return null;
  } catch (error) {
    return error as ExpressionError;
  }
}

/** Computes an expression on plain JSON. The context is never changed. Throws ExpressionError and nothing else. */
export function evaluate(text: string, context: Record<string, unknown>, bounds: Bounds = BOUNDS): Json {
  return parseExpression(text).run(context, bounds);
}

/** Paths an expression reads, as `['trigger', 'amount']`; empty where it cannot be parsed. */
export function references(text: string): string[][] {
  return reads(text).map((read) => read.path);
}

/** As `references`, with whether each may be missing. */
export function reads(text: string): Read[] {
  try {
    return parseExpression(text).reads;
  } catch {
    return [];
  }
}

export type { Read };
