import { isRef, type Ref } from './reference.ts';

/** A large value as it is shown: how it begins, how much it is, and where the whole of it is. */
export interface LargeValue {
  large: true;
  type: Ref['type'];
  bytes: number;
  preview: string;
  /** Path of the whole value. */
  url: string;
}

/** Deeper than references stand: a field, an item's field, a step's field within an item. */
const DEPTH = 5;

/** A value with every reference in it as a preview. `base`: path of the run's values. */
export function shownValue(value: unknown, base: string, depth = DEPTH): unknown {
  if (isRef(value)) return preview(value, base);
  if (depth === 0 || value === null || typeof value !== 'object' || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map((one) => shownValue(one, base, depth - 1));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shownValue(one, base, depth - 1)]));
}

function preview({ $ref, type, bytes, preview: text, at }: Ref, base: string): LargeValue {
  const url = `${base}/${$ref}${at === undefined ? '' : `?item=${at}`}`;
  return { large: true, type, bytes, preview: text, url };
}

/** The references in a value, with the way to each (`output.data`) and where the whole is. */
export function largeIn(
  value: unknown,
  base: string,
  path: string,
  depth = DEPTH,
): { path: string; value: LargeValue }[] {
  if (isRef(value)) return [{ path, value: preview(value, base) }];
  if (depth === 0 || value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, one]) => largeIn(one, base, `${path}.${key}`, depth - 1));
}
