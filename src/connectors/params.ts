import { z } from 'zod';
import type { Json } from '../automation/definition.ts';
import type { ParamMeta } from './define.ts';

/** The kinds of parameters and results actions are declared with, so that each is read, asked for and shown alike. */

type More = Partial<Omit<ParamMeta, 'kind' | 'label'>>;

/** Results of earlier steps may be numbers, lists or objects: words are made of them rather than refusing. */
function asText(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map((item) => (typeof item === 'string' ? item : lineOf(item))).join('\n');
  if (value !== null && typeof value === 'object') return lineOf(value);
  return value;
}

function lineOf(value: unknown): string {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return JSON.stringify(value) ?? '';
  return Object.entries(value)
    .filter(([, field]) => field !== null && field !== '')
    .map(([name, field]) => `${name}: ${typeof field === 'string' ? field : JSON.stringify(field)}`)
    .join(', ');
}

const ADDRESS = String.raw`[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]+`;
const ADDRESSES = new RegExp(`^${ADDRESS}(\\s*[,;]\\s*${ADDRESS})*$`);

function meta(kind: ParamMeta['kind'], label: string, more: More): Record<string, unknown> {
  return { kind, label, ...more };
}

/** Words, up to 100,000 characters. */
export const text = (label: string, more: More = {}) =>
  z.preprocess(asText, z.string().max(100_000)).meta(meta('text', label, more));
/** A short line. */
export const title = (label: string, more: More = {}) =>
  z.preprocess(asText, z.string().min(1).max(500)).meta(meta('title', label, more));
/** A name of a thing or a person. */
export const name = (label: string, more: More = {}) =>
  z.preprocess(asText, z.string().min(1).max(300)).meta(meta('name', label, more));
/** A person: a name, or a name with an address. */
export const person = (label: string, more: More = {}) =>
  z.preprocess(asText, z.string().min(1).max(300)).meta(meta('person', label, more));
/** A place on earth, by name. */
export const place = (label: string, more: More = {}) =>
  z
    .string()
    .min(1)
    .max(200)
    .meta(meta('place', label, more));
/** One or several addresses, separated by commas. */
export const email = (label: string, more: More = {}) =>
  z
    .preprocess(
      (value) => (Array.isArray(value) ? value.join(', ') : typeof value === 'string' ? value.trim() : value),
      z.string().max(2000).regex(ADDRESSES, 'an e-mail address, as amina@example.com'),
    )
    .meta(meta('email', label, more));
/** A phone number, spaces and dashes allowed; with its country code where it is written down. */
export const phone = (label: string, more: More = {}) =>
  z
    .preprocess(
      (value) =>
        typeof value === 'string' || typeof value === 'number' ? String(value).replace(/[\s().-]/g, '') : value,
      z.string().regex(/^\+?\d{7,15}$/, 'a phone number with its country code, as +254712345678'),
    )
    .meta(meta('phone', label, more));
/** `#name`. */
export const channel = (label: string, more: More = {}) =>
  z
    .string()
    .min(1)
    .max(200)
    .meta(meta('channel', label, more));
/** An amount in the major unit, 12.50. */
export const money = (label: string, more: More = {}) =>
  z.coerce
    .number()
    .positive()
    .max(1e12)
    .meta(meta('money', label, more));
export const number = (label: string, more: More = {}) => z.coerce.number().meta(meta('number', label, more));
/** ISO 4217. */
export const currency = (label = 'the currency', more: More = {}) =>
  z
    .string()
    .regex(/^[A-Z]{3}$/, 'three capital letters, as KES')
    .meta(meta('currency', label, more));
export const url = (label: string, more: More = {}) =>
  z
    .string()
    .max(4000)
    .regex(/^https?:\/\/\S+$/, 'a web address, as https://example.com')
    .meta(meta('url', label, more));
/** `2026-12-01`, or words such as "in 7 days", counted from the moment of the run. */
export const date = (label: string, more: More = {}) =>
  z
    .string()
    .min(1)
    .max(100)
    .meta(meta('date', label, more));
/** Local date and time `2026-12-01T09:00`, or an ISO instant. */
export const datetime = (label: string, more: More = {}) =>
  z
    .string()
    .min(1)
    .max(100)
    .meta(meta('datetime', label, more));
/** `3d`, `90m`. */
export const duration = (label: string, more: More = {}) =>
  z
    .string()
    .regex(/^\d+\s*(ms|s|m|h|d|w|seconds?|minutes?|hours?|days?|weeks?)$/, 'a duration, as 30m or 3d')
    .meta(meta('duration', label, more));
/** An identifier of the service's own, as a name or a link. */
export const id = (label: string, more: More = {}) =>
  z.preprocess(asText, z.string().min(1).max(2000)).meta(meta('id', label, more));
export const choice = <const T extends readonly [string, ...string[]]>(label: string, of: T, more: More = {}) =>
  z.enum(of).meta(meta('choice', label, more));
export const list = (label: string, more: More = {}) =>
  z
    .array(z.any())
    .max(10_000)
    .meta(meta('list', label, more));
export const object = (label: string, more: More = {}) =>
  z.record(z.string(), z.any()).meta(meta('object', label, more));

/** The meta of a parameter or result, through `.optional()` and defaults; null where none was declared. */
export function paramMeta(schema: z.ZodType): ParamMeta | null {
  let at: z.ZodType = schema;
  for (let depth = 0; depth < 5; depth += 1) {
    const found = at.meta();
    if (found && 'kind' in found) return found as unknown as ParamMeta;
    const inner = (at.def as { innerType?: z.ZodType }).innerType;
    if (!inner) return null;
    at = inner;
  }
  return null;
}

/** A parameter as it is written in a sentence; templates stay as written. */
export function said(value: Json | undefined, fallback = '…'): string {
  if (value === undefined || value === null || value === '') return fallback;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return value.toLocaleString('en-US');
  return String(asText(value));
}

/** An amount with its currency and thousands: `KES 20,000`. Templates stay as written. */
export function saidMoney(amount: Json | undefined, code: Json | undefined): string {
  const number = typeof amount === 'string' && /^\d+(\.\d+)?$/.test(amount) ? Number(amount) : amount;
  return [said(code, ''), said(number)].filter(Boolean).join(' ');
}

/** Parameters as they are spoken of: an amount that names no currency is one of `currency`, as it will be paid. */
export function withCurrency(
  spec: { params: { shape: object } },
  params: Record<string, Json>,
  currency: string,
): Record<string, Json> {
  const bare = params.amount !== undefined && params.currency === undefined;
  return bare && Object.hasOwn(spec.params.shape, 'currency') ? { ...params, currency } : params;
}

/** The first words of a text, for one line of a card. */
export function briefly(value: Json | undefined, most = 80): string {
  const line = said(value, '').replace(/\s+/g, ' ').trim();
  return line.length > most ? `${line.slice(0, most - 1).trimEnd()}…` : line;
}

/** Addresses of a comma-separated parameter. */
export function recipientsOf(value: Json | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap(recipientsOf);
  if (typeof value !== 'string') return [];
  if (value.includes('{{')) return [value];
  return value
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter(Boolean);
}

/** A number that stays the same for the same words, for believable made-up results. */
export function steady(words: string, below = 10_000): number {
  let hash = 0;
  for (const letter of words) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003;
  return hash % below;
}
