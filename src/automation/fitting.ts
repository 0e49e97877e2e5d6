import type { Json } from './definition.ts';

/** Whether an answer fits its question. Imported by the interpreter: pure. */

export const ANSWER_KINDS = ['text', 'number', 'choice', 'date', 'file'] as const;
export type AnswerKind = (typeof ANSWER_KINDS)[number];

export interface Wanted {
  kind: AnswerKind;
  /** Of a choice. */
  options: string[];
  /** Of a number its bounds, of a date the first and last day, of a text its length. */
  min: number | string | null;
  max: number | string | null;
}

export const MOST_ANSWER = 4000;

/** What a question wants, from its parameters; options alone make it a choice. */
export function wantedOf(params: Record<string, Json>): Wanted {
  const options = Array.isArray(params.options) ? params.options.map((option) => String(option)) : [];
  const kind = ANSWER_KINDS.find((one) => one === params.kind) ?? (options.length > 0 ? 'choice' : 'text');
  const bound = (value: Json | undefined) => (typeof value === 'number' || typeof value === 'string' ? value : null);
  return { kind, options, min: bound(params.min), max: bound(params.max) };
}

/** The answer as later steps read it, or a sentence about what would fit. */
export function fitted(wanted: Wanted, given: Json): { ok: Json } | { misfit: string } {
  switch (wanted.kind) {
    case 'number':
      return number(wanted, given);
    case 'date':
      return date(wanted, given);
    case 'choice':
      return chosen(wanted, given);
    case 'file':
      return file(given);
    case 'text':
      return words(wanted, given);
  }
}

function words({ min, max }: Wanted, given: Json): { ok: Json } | { misfit: string } {
  const text = typeof given === 'number' ? String(given) : typeof given === 'string' ? given.trim() : '';
  const [least, most] = [Math.max(1, Number(min ?? 1)), Math.min(MOST_ANSWER, Number(max ?? MOST_ANSWER))];
  if (text === '') return { misfit: 'I need some words as the answer.' };
  if (text.length < least) return { misfit: `I need at least ${least} characters; that is ${text.length}.` };
  if (text.length > most) return { misfit: `I can take up to ${most} characters; that is ${text.length}.` };
  return { ok: text };
}

/** `1,500`, `-3.25`, `KES 4,000`. */
function number({ min, max }: Wanted, given: Json): { ok: Json } | { misfit: string } {
  const value = typeof given === 'string' ? numberIn(given) : given;
  if (typeof value !== 'number' || !Number.isFinite(value))
    return { misfit: 'I need a number there, as 12 or 1,500.50.' };
  if (min !== null && value < Number(min)) return { misfit: `I need a number of at least ${grouped(min)}.` };
  if (max !== null && value > Number(max)) return { misfit: `I need a number of at most ${grouped(max)}.` };
  return { ok: value };
}

function numberIn(text: string): number | null {
  const plain = text.trim().replace(/^[A-Z]{3}\s+|\s+[A-Z]{3}$/g, '');
  const match = /^([+-]?)(\d{1,3}(?:,\d{3})+|\d{1,15})(\.\d{1,10})?$/.exec(plain);
  return match ? Number(`${match[1]}${(match[2] ?? '').replaceAll(',', '')}${match[3] ?? ''}`) : null;
}

const grouped = (value: number | string): string => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** An ISO day that there is. */
export function isDay(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return false;
  const [, year = '', month = '', day = ''] = match;
  const time = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return time.getUTCMonth() === Number(month) - 1 && time.getUTCDate() === Number(day);
}

function date({ min, max }: Wanted, given: Json): { ok: Json } | { misfit: string } {
  if (typeof given !== 'string' || !isDay(given))
    return { misfit: 'I need a date there, as 2026-12-01 or “next Friday”.' };
  if (min !== null && given < String(min)) return { misfit: `I need a date from ${min} on.` };
  if (max !== null && given > String(max)) return { misfit: `I need a date no later than ${max}.` };
  return { ok: given };
}

/** By its text, or its place in the list. */
function chosen({ options }: Wanted, given: Json): { ok: Json } | { misfit: string } {
  const plain = (text: string) => text.trim().toLowerCase().replace(/\s+/g, ' ').replace(/[.!]$/, '');
  const said = typeof given === 'string' || typeof given === 'number' ? plain(String(given)) : '';
  const found = options.find((option) => plain(option) === said);
  if (found !== undefined) return { ok: found };
  const place = /^#?(\d{1,2})[.)]?$/.exec(said);
  const counted = place && !options.some((option) => /\d/.test(option)) ? options[Number(place[1]) - 1] : undefined;
  if (counted !== undefined) return { ok: counted };
  const shown = options.length > 12 ? `${options.slice(0, 12).join(', ')} …` : options.join(', ');
  return { misfit: `It must be one of these: ${shown}.` };
}

function file(given: Json): { ok: Json } | { misfit: string } {
  const misfit = { misfit: 'I need a file there: send it here as an attachment.' };
  if (given === null || typeof given !== 'object' || Array.isArray(given)) return misfit;
  const { name, mediaType, size } = given;
  if (typeof name !== 'string' || !name || typeof mediaType !== 'string' || typeof size !== 'number') return misfit;
  return { ok: { name: name.slice(0, 300), mediaType: mediaType.slice(0, 100), size } };
}
