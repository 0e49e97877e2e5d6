import type { Json } from './definition.ts';

/**
 * A value that is kept in the database and handed on by reference: a field of a step's output, of `trigger`, of a step's
 * parameters, or an item. Imported by the interpreter: pure.
 */
export interface Ref {
  $ref: string;
  /** Of its JSON. */
  bytes: number;
  type: 'text' | 'list' | 'object';
  /** How it begins, or what it holds. */
  preview: string;
  /** Set for one item of a kept list. */
  at?: number;
}

/** JSON bytes that go from step to step as they are; what is larger goes by reference. */
export const MAX_INLINE = 32 * 1024;
/** JSON bytes one value may have at all. */
export const MAX_KEPT = 32 * 1024 * 1024;

const FIELDS = new Set(['$ref', 'bytes', 'type', 'preview', 'at']);

/** Nobody else's data looks like this; and if it did, only what the same run has kept could be read with it. */
export function isRef(value: unknown): value is Ref {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  const ref = value as Partial<Ref>;
  return (
    typeof ref.$ref === 'string' &&
    /^kept_[0-9a-f]{32}$/.test(ref.$ref) &&
    typeof ref.bytes === 'number' &&
    Object.keys(value).every((key) => FIELDS.has(key))
  );
}

/** Whether a value is a reference or an object with one in a field. */
export const hasRef = (value: unknown): boolean =>
  isRef(value) || (value !== null && typeof value === 'object' && Object.values(value).some(isRef));

/** An object with its references as words can be made of them: how a text begins, nothing in place of the rest. */
export function inBrief(value: Record<string, Json>): Record<string, Json> {
  if (!Object.values(value).some(isRef)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key,
      isRef(field) ? (field.type === 'text' ? `${field.preview}…` : null) : field,
    ]),
  );
}

/** Among these expressions' paths, whether one leads to a reference in what is at hand. */
export function readsRef(paths: string[][], scope: Record<string, unknown>): boolean {
  return paths.some(([root = '', field]) => {
    const value = Object.hasOwn(scope, root) ? scope[root] : undefined;
    if (isRef(value)) return true;
    if (value === null || typeof value !== 'object') return false;
    if (field === undefined) return Object.values(value).some(isRef);
    return Object.hasOwn(value, field) && isRef((value as Record<string, unknown>)[field]);
  });
}
