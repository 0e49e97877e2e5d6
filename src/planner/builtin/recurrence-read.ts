import type { Unclear } from './recurrence.ts';
import { dayNumber, dowText, MONTH, monthNumber, NTH, NTHS } from './recurrence-days.ts';

/** Day fields of a cron line, of words for days. */

export const days = (dow: string, dom = '*', month = '*') => ({ kind: 'days' as const, dom, month, dow });
export const unclear = (why: Unclear['why'], words: string) => ({ kind: 'unclear' as const, why, words: words.trim() });
export const quarters = (nth: string) => (nth === 'L' ? '3,6,9,12' : '1,4,7,10');

export function nthDays(words: string, day: string, quarter: boolean) {
  const number = dayNumber(day);
  const nths = [...words.matchAll(new RegExp(`\\b(?:${NTHS})\\b`, 'g'))].map((found) => NTH[found[0]] ?? '1');
  if (number === null) return null;
  const dow = nths.map((nth) => (nth === 'L' ? `${number}L` : `${number}#${nth}`)).join(',');
  return days(dow, '*', quarter ? quarters(nths[0] ?? '1') : '*');
}

export function monthDays(words: string, month: string) {
  const numbers = [...words.matchAll(/\d{1,2}/g)].map((found) => Number(found[0]));
  return numbers.length > 0 && numbers.every((day) => day >= 1 && day <= 31)
    ? days('*', numbers.join(','), month)
    : null;
}
/** "1 January, 1 April and 1 July": one day of several months; null for several days. */
export function sameDays(words: string) {
  const dates = [...words.matchAll(new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?(?: of)? (${MONTH})\\b`, 'g'))];
  const all = new Set(dates.map((found) => Number(found[1])));
  const [day] = all;
  if (!day || all.size !== 1 || dates.length < 3) return null;
  return days('*', String(day), [...new Set(dates.map((found) => monthNumber(found[2] ?? '')))].join(','));
}
export function yearly(day: string | undefined, month: string | undefined) {
  return day && month && Number(day) <= 31 ? days('*', String(Number(day)), String(monthNumber(month))) : null;
}
export function range(from: string, to: string) {
  const [first, last] = [dayNumber(from), dayNumber(to)];
  if (first === null || last === null) return null;
  const count = ((last - first + 7) % 7) + 1;
  return days(dowText(Array.from({ length: count }, (_, at) => (first + at) % 7)));
}
