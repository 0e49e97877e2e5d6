/** What came from outside, before anything is known of it. */
export type Json = Record<string, unknown>;

/** An object, or an empty one. */
export const record = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

/** The objects of a list; none where it is no list. */
export const list = (value: unknown): Json[] => (Array.isArray(value) ? value.map(record) : []);

/** A text, or an empty one; numbers as they are written. */
export const text = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
