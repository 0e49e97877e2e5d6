import { blot, GONE } from './mask.ts';
import type { Recurrence } from './recurrence.ts';
import { AND, MONTH, monthNumber } from './recurrence-days.ts';

/** The months in which something repeats: "from April to September", "only in June and July". */
export interface Months {
  /** The month field of a cron line. */
  field: string;
  /** Months that were taken out of all others. */
  off: number[];
  start: number;
  end: number;
}

export const LONG = MONTH.replaceAll('may', 'may(?! (?:i|we|you|be)\\b)');
const TO = '(?: ?(?:-|–)| to| until| till| through| thru| and) ?';
const NO_DAY = String.raw`(?! ?\d)(?! \d{4})\b`;
const SPAN = new RegExp(
  String.raw`,? ?\b(?:but |and )?(?:only |just )?(?:(?:from|between) (${LONG})${TO}(${LONG})|(?:in |during )?(${LONG}) (?:to|until|till|through|thru) (${LONG}))${NO_DAY}(?: (?:every|each) year)?(?: only)?`,
);
const SOME = new RegExp(
  String.raw`,? ?\b(?:but |and )?(?:only |just )(?:in |during )(${LONG}(?:${AND}(?:in )?${LONG})*)${NO_DAY}|\bin (${LONG}(?:${AND}(?:in )?${LONG})*) only\b`,
);

const NOT = new RegExp(
  String.raw`,? ?\b(?:but )?(?:not|except|never|excluding|apart from|other than|skip|skipping)(?: for)?(?: in| during)? (${LONG}(?:${AND}(?:in )?${LONG})*)${NO_DAY}`,
);
/** The months that are named. */
export const numbersOf = (words: string): number[] =>
  [...words.matchAll(new RegExp(`\\b${MONTH}\\b`, 'g'))].map((found) => monthNumber(found[0]));

export function monthsIn(masked: string): Months | null {
  const span = SPAN.exec(masked);
  if (span) {
    const [from, to] = [monthNumber(span[1] ?? span[3] ?? ''), monthNumber(span[2] ?? span[4] ?? '')];
    if (from < 1 || to < 1 || from === to) return null;
    const field = from < to ? `${from}-${to}` : `1-${to},${from}-12`.replace('1-1,', '1,').replace(/12-12$/, '12');
    return { field, off: [], start: span.index, end: span.index + span[0].length };
  }
  const some = SOME.exec(masked);
  const off = some ? null : NOT.exec(masked);
  const found = some ?? off;
  const named = new Set(numbersOf(found?.[1] ?? found?.[2] ?? ''));
  if (!found || named.size === 0) return null;
  const kept = Array.from({ length: 12 }, (_, at) => at + 1).filter((month) => named.has(month) === (off === null));
  return { field: kept.join(','), off: off ? [...named] : [], start: found.index, end: found.index + found[0].length };
}

export const withoutMonths = (masked: string, { start, end }: Months): string => blot(masked, start, end, GONE);

/** What repeats, in those months alone; null without days of its own, as a month does not say when it repeats. */
export function during(found: Recurrence[], { field, start, end }: Months): Recurrence[] | null {
  const open = found.every((one) => one.kind === 'every' || (one.kind === 'days' && one.month === '*'));
  if (!open || found.length === 0) return null;
  const days = found.map((one) => (one.kind === 'days' ? { ...one, month: field } : one));
  if (days.some((one) => one.kind === 'days')) return days;
  return [...days, { kind: 'days', dom: '*', month: field, dow: '*', start, end }];
}

const ANY = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*';
/** A first or a last day of something that repeats. */
export const RANGE = new RegExp(
  String.raw`\b(?:from|between) (?:the )?\d{1,2}(?:st|nd|rd|th)?(?: ${ANY})?(?: \d{4})? (?:to|and|until|till|-) (?:the )?\d{1,2}(?:st|nd|rd|th)? ${ANY}\b|\b(?:until|till|through|ending|up to) (?:the )?(?:end of |\d{1,2}(?:st|nd|rd|th)? (?=${ANY})|\d{1,2}(?:st|nd|rd|th)\b|next |${ANY} \d)|\bfor (?:the )?(?:next |first |coming )?(?:\d+|two|three|four|five|six|a|one) (?:days|weeks?|months?|years?)\b(?! (?:ago|old))|\b(?:starting|beginning|from) (?:on |from )?(?:tomorrow|today|next (?:week|month|year|mon|tues|wednes|thurs|fri|satur|sun)|(?:the )?\d{1,2}(?:st|nd|rd|th)? ${ANY}|${ANY} \d)`,
);
