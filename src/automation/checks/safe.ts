import type { Json } from '../definition.ts';
import type { Findings } from './context.ts';

/** JSON characters a definition may have. */
export const MAX_SIZE = 256 * 1024;
const MAX_DEPTH = 24;
const MAX_VALUES = 20_000;
/** Half of a character: no JSON of it is the same everywhere, so no seal either. */
const LONE_SURROGATE = /\p{Surrogate}/u;
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** A plain, bounded copy of whatever came in, on which nothing of it can act; null with findings where it is not safe. */
export function safeCopy(input: unknown, findings: Findings): Json | null {
  const state = { values: 0, characters: 0, findings };
  const copy = take(input, '', 0, state);
  if (state.values > MAX_VALUES || state.characters > MAX_SIZE)
    findings.add('', 'too_large', 'The definition is too large.', `It may have ${MAX_SIZE / 1024} KB.`);
  return findings.any ? null : (copy as Json);
}

interface State {
  values: number;
  characters: number;
  findings: Findings;
}

function take(value: unknown, path: string, depth: number, state: State): Json | undefined {
  state.values += 1;
  if (state.values > MAX_VALUES || state.characters > MAX_SIZE) return null;
  switch (typeof value) {
    case 'string':
      state.characters += value.length;
      if (LONE_SURROGATE.test(value)) state.findings.add(path, 'wrong_type', 'The text holds broken characters.');
      return value;
    case 'boolean':
      return value;
    case 'number':
      if (Number.isFinite(value)) return value;
      state.findings.add(path, 'wrong_type', 'This is no number.');
      return null;
    case 'undefined':
      return undefined;
    case 'object':
      break;
    default:
      state.findings.add(path, 'wrong_type', 'This is no JSON value.');
      return null;
  }
  if (value === null) return null;
  if (depth > MAX_DEPTH) {
    state.findings.add(path, 'too_deep', 'The definition is nested too deeply.', `At most ${MAX_DEPTH} levels.`);
    return null;
  }
  if (Array.isArray(value))
    return value.map((item, index) => take(item, `${path}[${index}]`, depth + 1, state) ?? null);
  return takeObject(value, path, depth, state);
}

function takeObject(value: object, path: string, depth: number, state: State): Json {
  const copy: Record<string, Json> = {};
  for (const key of Object.keys(value)) {
    const inner = path ? `${path}.${key.slice(0, 60)}` : key.slice(0, 60);
    if (FORBIDDEN.has(key)) {
      state.findings.add(inner, 'forbidden_name', `“${key}” cannot be used as a name.`, 'Choose another name.');
      continue;
    }
    state.characters += key.length;
    const item = take((value as Record<string, unknown>)[key], inner, depth + 1, state);
    if (item !== undefined) copy[key] = item;
  }
  return copy;
}

export type PlainObject = Record<string, Json>;

export const isObject = (value: unknown): value is PlainObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
