import { Optional } from '@marcbachmann/cel-js';
import { Duration, UnsignedInt } from '@marcbachmann/cel-js/evaluator';
import type { Json } from './definition.ts';
import type { Bounds } from './expression-budget.ts';
import { ExpressionError } from './expression-error.ts';

const MAX_DEPTH = 100;

/**
 * JSON as the expression library can take it: the same value where it is plain, a Map where an object has a field that the
 * library would mistake for its class (`constructor`). Functions and other non-data become null.
 */
export function toCel(value: unknown, depth = 0): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === 'function' || typeof value === 'symbol') return null;
  if (typeof value !== 'object') return value;
  if (depth > MAX_DEPTH) throw new ExpressionError('too_big', '', 'The data is nested too deeply.');
  if (Array.isArray(value)) return copyChanged(value, depth);
  const keys = Object.keys(value);
  const record = value as Record<string, unknown>;
  const prototype = Object.getPrototypeOf(value);
  const plain = (prototype === Object.prototype || prototype === null) && !Object.hasOwn(record, 'constructor');
  let changed = !plain;
  const inner: [string, unknown][] = [];
  for (const key of keys) {
    const item = toCel(record[key], depth + 1);
    if (item !== record[key]) changed = true;
    inner.push([key, item]);
  }
  return changed ? new Map(inner) : value;
}

function copyChanged(list: unknown[], depth: number): unknown[] {
  let copy: unknown[] | null = null;
  for (let index = 0; index < list.length; index += 1) {
    const item = toCel(list[index], depth + 1);
    if (item !== list[index]) {
      copy ??= list.slice();
      copy[index] = item;
    }
  }
  return copy ?? list;
}

/** A result as plain JSON: big integers become numbers, maps objects, instants texts. Throws ExpressionError for what JSON cannot hold. */
export function fromCel(value: unknown, text: string, bounds: Bounds): Json {
  return new Result(text, bounds).take(value, 0);
}

/** Copies one result, counting: a list of many references to one list is small in memory and huge as JSON. */
class Result {
  readonly #text: string;
  readonly #bounds: Bounds;
  #values = 0;
  #characters = 0;

  constructor(text: string, bounds: Bounds) {
    this.#text = text;
    this.#bounds = bounds;
  }

  take(value: unknown, depth: number): Json {
    this.#values += 1;
    const { values, characters } = this.#bounds;
    if (this.#values > values || this.#characters > characters || depth > MAX_DEPTH)
      throw new ExpressionError('too_big', this.#text, 'The result is too large.');
    if (value === null || value === undefined) return null;
    switch (typeof value) {
      case 'string':
        this.#characters += value.length;
        return value;
      case 'boolean':
        return value;
      case 'bigint':
        return this.#finite(Number(value));
      case 'number':
        return this.#finite(value);
      case 'object':
        return this.#object(value, depth);
      default:
        throw this.#notData();
    }
  }

  #object(value: object, depth: number): Json {
    if (Array.isArray(value)) return value.map((item) => this.take(item, depth + 1));
    if (value instanceof Map) return this.#entries([...value.entries()], depth);
    if (value instanceof Date) return value.toISOString();
    if (value instanceof Optional) return value.hasValue() ? this.take(value.value(), depth + 1) : null;
    if (value instanceof UnsignedInt) return this.#finite(Number(value.valueOf()));
    if (value instanceof Duration) return `${Number(value.valueOf()) / 1000}s`;
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) throw this.#notData();
    return this.#entries(Object.entries(value), depth);
  }

  #entries(entries: [unknown, unknown][], depth: number): Json {
    const result: Record<string, Json> = {};
    for (const [key, item] of entries) {
      // Own data, never the object's prototype.
      Object.defineProperty(result, String(key), {
        value: this.take(item, depth + 1),
        enumerable: true,
        writable: true,
        configurable: true,
      });
    }
    return result;
  }

  #finite(value: number): number {
    if (Number.isFinite(value)) return Object.is(value, -0) ? 0 : value;
    throw new ExpressionError('failed', this.#text, 'The result is no number (a division by zero, or too large).');
  }

  #notData(): ExpressionError {
    return new ExpressionError('failed', this.#text, 'The result is no plain value.');
  }
}
