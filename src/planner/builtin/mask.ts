import { phoneFrom, phonesIn } from './phones.ts';
import { quotesIn } from './quotes.ts';

/**
 * A message with everything that is a thing rather than a word covered up: quoted text, addresses, numbers, links. The mask has the
 * length of the text, so grammar runs on the mask and values come from the text: what is quoted can never be read as an order.
 */

export type EntityKind = 'quote' | 'said' | 'email' | 'phone' | 'url' | 'channel' | 'template' | 'spot';

export interface Entity {
  kind: EntityKind;
  start: number;
  end: number;
  value: string;
}

export interface Source {
  text: string;
  /** Lower case; each covered character is the sign of its kind. */
  masked: string;
  entities: Entity[];
}

/** Signs of the private use area, one a kind. */
export const SIGN: Record<EntityKind, string> = {
  quote: '\uE001',
  said: '\uE002',
  email: '\uE003',
  phone: '\uE004',
  url: '\uE005',
  channel: '\uE006',
  template: '\uE007',
  spot: '\uE008',
};
/** Covered and of no more interest: a schedule already read. */
export const GONE = '\uE000';

const KIND_OF = new Map(Object.entries(SIGN).map(([kind, sign]) => [sign, kind as EntityKind]));
export const kindOf = (sign: string): EntityKind | null => KIND_OF.get(sign) ?? null;

const EMAIL = /(?:\*|[\w.+-]+)@[a-z0-9-]+(?:\.[a-z0-9-]+)+/gi;
const URL_LIKE = /\b(?:https?:\/\/|www\.)[^\s<>"'”»)\uE000-\uE010]+/gi;
const CHANNEL = /(?<![\w/&#])#[\p{L}\d][\p{L}\p{M}\d_-]*/giu;

/** Lower case letter by letter, so that places stay the same. */
function lower(text: string): string {
  let out = '';
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    const small = letter.toLowerCase();
    out += small.length === 1 ? small : letter;
  }
  return plainNames(out, text)
    .replace(/[’‘]/g, "'")
    .replace(/[\t\u00a0]/g, ' ');
}

const BASE: Record<string, string> = { ø: 'o', ł: 'l', đ: 'd', ı: 'i', æ: 'a', œ: 'o', ß: 's', ð: 'd', þ: 't' };

/** Names are read without their marks, letter by letter: "Bodø", "São Paulo", "Łódź". What is kept of them is as it was written. */
function plainNames(small: string, text: string): string {
  let out = small;
  for (const { 0: name, index } of text.matchAll(/(?<=[^\s\p{L}]? )\p{Lu}[\p{L}-]*/gu)) {
    const plain = [...small.slice(index, index + name.length)]
      .map((letter) => BASE[letter] ?? letter.normalize('NFD').charAt(0))
      .join('');
    if (plain.length === name.length) out = out.slice(0, index) + plain + out.slice(index + name.length);
  }
  return out;
}

/** Finds the things in a message and covers them. */
export function maskOf(text: string, timeZone: string): Source {
  const source: Source = { text, masked: lower(text), entities: [] };
  for (const { start, end, inner } of quotesIn(text)) {
    const whole = wholeThing(inner.trim(), timeZone);
    place(source, { ...(whole ?? { kind: 'quote', value: inner }), start, end });
  }
  cover(source, /\{\{[^{}\n]{1,500}\}\}/g, (found) => ({ kind: 'template', value: found[0] }));
  cover(source, /<([a-z][\w ]{0,40})>/gi, (found) => ({ kind: 'spot', value: found[1] ?? '' }));
  cover(source, URL_LIKE, (found) => {
    const clean = found[0].replace(/[.,;:!?]+$/, '');
    return { kind: 'url', value: clean.startsWith('www.') ? `https://${clean}` : clean, length: clean.length };
  });
  feedsShown(source);
  cover(source, EMAIL, (found) => ({ kind: 'email', value: found[0].replace(/\.+$/, '') }));
  cover(source, CHANNEL, (found) => (/^#\d+$/.test(found[0]) ? null : { kind: 'channel', value: found[0] }));
  for (const found of phonesIn(source.masked, timeZone)) {
    if (!/[\uE000-\uE010]/.test(source.masked.slice(found.start, found.end)))
      place(source, { ...found, kind: 'phone' });
  }
  source.entities.sort((one, other) => one.start - other.start);
  return source;
}

/** What an address is of stays readable: "https://…/rss" is a feed. */
function feedsShown(source: Source): void {
  for (const one of source.entities) {
    if (one.kind !== 'url') continue;
    const found = /(?<=[/.])(?:rss|feed)(?![a-z])/i.exec(source.text.slice(one.start + 8, one.end));
    if (!found) continue;
    const at = one.start + 8 + found.index;
    source.masked = source.masked.slice(0, at) + found[0].toLowerCase() + source.masked.slice(at + found[0].length);
  }
}

function wholeThing(inner: string, timeZone: string): { kind: EntityKind; value: string } | null {
  if (/^[\w.+-]+@[\w-]+(\.[\w-]+)+$/.test(inner)) return { kind: 'email', value: inner };
  if (/^https?:\/\/\S+$/.test(inner)) return { kind: 'url', value: inner };
  if (/^\{\{[^{}\n]{1,500}\}\}$/.test(inner)) return { kind: 'template', value: inner };
  if (/^#[a-z][\w-]*$/i.test(inner)) return { kind: 'channel', value: inner };
  const phone = /^\+\d[\d\s-]{6,}$/.test(inner) ? phoneFrom(inner, timeZone) : null;
  return phone ? { kind: 'phone', value: phone } : null;
}

type Cover = { kind: EntityKind; value: string; length?: number } | null;

/** Covers each match that is still uncovered. */
export function cover(source: Source, pattern: RegExp, read: (found: RegExpMatchArray) => Cover): void {
  for (const found of source.text.matchAll(pattern)) {
    const start = found.index;
    const seen = source.masked.slice(start, start + found[0].length);
    if (/[\uE000-\uE010]/.test(seen)) continue;
    const entity = read(found);
    if (entity) place(source, { ...entity, start, end: start + (entity.length ?? found[0].length) });
  }
}

/** Puts an entity over its stretch of the mask. */
export function place(source: Source, entity: Entity): void {
  const { kind, value, start, end } = entity;
  source.entities.push({ kind, value, start, end });
  source.masked = blot(source.masked, start, end, SIGN[kind]);
}

export function blot(masked: string, start: number, end: number, sign: string): string {
  return masked.slice(0, start) + sign.repeat(Math.max(0, end - start)) + masked.slice(end);
}

/** Things wholly inside a stretch. */
export function within(source: Source, start: number, end: number, kind?: EntityKind): Entity[] {
  return source.entities.filter((one) => one.start >= start && one.end <= end && (!kind || one.kind === kind));
}

/** What two readings both left uncovered. */
export const overlaid = (one: string, other: string): string =>
  [...one].map((letter, at) => (other.charAt(at) === GONE ? GONE : letter)).join('');
