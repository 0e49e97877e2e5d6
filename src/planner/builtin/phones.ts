import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { countryOf, realNumber, wrongLength } from '../../automation/phone-numbers.ts';
import { AFTER_AMOUNT } from './numbers.ts';

/** Phone numbers in a sentence, told apart from the amounts, counts and dates beside them. */

const RUN = /(?<![\w#.,/:$€£₦₹¥-])\+?\(?\d[\d ().\t\u00a0-]{5,}\d(?![\w%])/g;

export interface FoundPhone {
  start: number;
  end: number;
  value: string;
}

/** Each number of a text. "0722000111 2,500 bob" is a number and an amount: digits stay together as long as they make one. */
export function phonesIn(masked: string, timeZone: string): FoundPhone[] {
  return [...masked.matchAll(RUN)].flatMap((found) => inRun(found[0], found.index, masked, timeZone));
}

function inRun(run: string, at: number, masked: string, timeZone: string): FoundPhone[] {
  const groups = [...run.matchAll(/\S+/g)].map((group) => ({
    start: group.index,
    end: group.index + group[0].replace(/[.(-]+$/, '').length,
  }));
  const found: FoundPhone[] = [];
  for (let from = 0; from < groups.length; from += 1) {
    const longest = endsBefore(run, at, groups, masked);
    const to = longestFrom(run, groups, from, longest, timeZone);
    const [first, last] = [groups[from], groups[to]];
    if (to < from || !first || !last) continue;
    const written = run.slice(first.start, last.end);
    found.push({
      start: at + first.start,
      end: at + last.end,
      value: phoneFrom(written, timeZone) ?? digitsOf(written),
    });
    from = to;
  }
  return found;
}

/** No number has more digits. */
const MOST_GROUPS = 15;

type Group = { start: number; end: number };

/** The last group that can be of the number: what a comma, a unit or a currency goes on with is an amount or a count. */
function endsBefore(run: string, at: number, groups: Group[], masked: string): number {
  const last = groups.at(-1);
  if (!last || groups.length < 2) return groups.length - 1;
  const after = masked.slice(at + last.end);
  const digits = run.slice(last.start, last.end);
  const counted = /^\d{1,2}$/.test(digits) && /^ ?(?:sec|min|h(?:ou)?rs?\b|days?\b|weeks?\b|am\b|pm\b|:\d)/.test(after);
  const paid = /^\d+(?:\.\d+)?$/.test(digits) && (/^[.,]\d/.test(after) || AFTER_AMOUNT.test(after));
  return counted || paid ? groups.length - 2 : groups.length - 1;
}

/** How many groups from one on are a number; before the first where none is. */
function longestFrom(run: string, groups: Group[], from: number, longest: number, timeZone: string): number {
  const written = (to: number) => run.slice(groups[from]?.start, groups[to]?.end);
  const fits = (read: typeof realNumber, most: number): number => {
    for (let to = Math.min(most, from + MOST_GROUPS); to >= from; to -= 1)
      if (looksLikePhone(written(to), timeZone) && read(written(to), timeZone) !== null) return to;
    return -1;
  };
  const all = groups.length - 1;
  // "+254 733 000 111 KES 500": what stands before the money may still be of the number.
  for (const [read, most] of [
    [realNumber, longest],
    [realNumber, all],
    [fitting, longest],
  ] as const) {
    const to = fits(read, most);
    if (to >= 0) return to;
  }
  // Written as a number and none of its country: kept as written, and asked about when it is checked.
  if (written(from).replace(/\D/g, '').length > 8 && looksLikePhone(written(from), timeZone)) return from;
  for (let to = Math.min(longest, from + MOST_GROUPS); to > from; to -= 1)
    if (looksLikePhone(written(to), timeZone)) return to;
  return from - 1;
}

const fitting = (written: string, timeZone: string): string | null =>
  wrongLength(written, timeZone) === null ? phoneFrom(written, timeZone) : null;

const digitsOf = (written: string): string => written.replace(/[^\d+]/g, '');

/** `+254722000111` for a number as people write it; null for what is none. */
export function phoneFrom(written: string, timeZone: string): string | null {
  const digits = written.replace(/\D/g, '');
  if (digits.length < 7 || digits.length > 15) return null;
  const plain = written.trim().replace(/^00/, '+');
  const parsed = parsePhoneNumberFromString(plain, countryOf(timeZone));
  if (parsed?.isPossible()) return parsed.number;
  const abroad = plain.startsWith('+') ? null : parsePhoneNumberFromString(`+${digits}`);
  if (abroad?.isValid()) return abroad.number;
  return plain.startsWith('+') ? `+${digits}` : null;
}

/** Whether digits in a sentence are a phone number rather than an amount or a date. */
function looksLikePhone(written: string, timeZone: string): boolean {
  const digits = written.replace(/\D/g, '');
  if (/^\d{4}-\d{2}-\d{2}/.test(written)) return false;
  if (/^(?:\+|\(\+|00)/.test(written)) return digits.length >= 7 && digits.length <= 15;
  if (digits.length < 8 || digits.length > 15) return false;
  if (/^[0(]/.test(written)) return digits.length >= 9 || wrongLength(written, timeZone) === 'too short';
  return digits.length >= 10 && parsePhoneNumberFromString(`+${digits}`)?.isValid() === true;
}
