import { ordersIn } from './choose.ts';
import { clocksIn } from './clock.ts';
import { duesIn } from './dues.ts';
import { eventIn } from './events.ts';
import { guardedTimes } from './guarded-times.ts';
import type { Lexicon } from './lexicon.ts';
import { maskOf } from './mask.ts';
import type { Reading } from './read.ts';
import { recurrencesIn } from './recurrence.ts';
import { scheduleIn } from './schedule.ts';

/** "post “Hi” at 9 and text Ann at 5pm, every day": orders that each have a time of their own are two automations. */

const SEAMS = /,? and (?:then |also )*|[,;.] (?:and |then |also )*/g;
/** Places looked at: each takes reading both sides of it. */
export const MOST_SEAMS = 20;
/** A clock behind one of these is a limit or a span, and starts nothing. */
const NO_START = /\b(?:by|until|till|before|after|from|between|to|than|since|past)[\s\uE000]*$/;
const BOUND = /^\W*(?:by|until|till|before|after)\b/;
/** What hangs on the part before it. */
const HANGS =
  /^\s*(?:(?:and|but|or|then) )*(?:ask|check with|confirm with|never|don't|do not|nothing|skip|if|unless|when(?:ever)?|otherwise|else|once|after|before|until|by|wait|in case|only|except|provided)\b/;

interface Times {
  clocks: string[];
  days: string[];
}

export function timedApart(lexicon: Lexicon, text: string, the: Reading): { first: string; next: string } | null {
  const plain = duesIn(maskOf(text, the.timeZone).masked).masked;
  const masked = guardedTimes(text, plain, plain).rest;
  const { clocks } = clocksIn(masked);
  const days = recurrencesIn(masked).found;
  if (clocks.length < 2 && days.length < 2) return null;
  const bounds = (one: { start: number; end: number }) =>
    NO_START.test(masked.slice(0, one.start)) || BOUND.test(masked.slice(one.start, one.end));
  if (clocks.some(bounds) || eventIn(lexicon, masked)) return null;
  for (const seam of [...masked.matchAll(SEAMS)].slice(0, MOST_SEAMS)) {
    const at = seam.index + seam[0].length;
    const [first, second] = [text.slice(0, seam.index), text.slice(at)];
    if (HANGS.test(masked.slice(at))) continue;
    const [one, other] = [timesOf(lexicon, first, the), timesOf(lexicon, second, the)];
    if (!one || !other) continue;
    const apart = (one.clocks.length > 0 && other.clocks.length > 0) || (one.days.length > 0 && other.days.length > 0);
    if (apart) return { first: withTimes(first, one, other), next: withTimes(second, other, one) };
  }
  return null;
}

/** The times a part names; null where it orders nothing. */
function timesOf(lexicon: Lexicon, text: string, the: Reading): Times | null {
  const whole = maskOf(text, the.timeZone);
  const source = { ...whole, masked: duesIn(whole.masked).masked };
  const orders = ordersIn(lexicon, scheduleIn(source, the).rest);
  const written = (one: { start: number; end: number }) => text.slice(one.start, one.end).trim();
  return orders
    ? {
        clocks: clocksIn(source.masked).clocks.map(written),
        days: recurrencesIn(source.masked).found.map(written),
      }
    : null;
}

/** A day of its own that comes round no more. */
const DATED =
  /\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|today|tonight|weekend|\d{1,2}(?:st|nd|rd|th)|(?:january|february|march|april|may|june|july|august|september|october|november|december) \d)\b/i;

/** A part with what was said once for both: its days, or its time. */
function withTimes(part: string, own: Times, other: Times): string {
  const days =
    own.days.length === 0 && other.days.length > 0 && !DATED.test(part) ? `${other.days.join(' and ')}, ` : '';
  const clock = own.clocks.length === 0 && other.clocks.length > 0 ? ` ${other.clocks.join(' and ')}` : '';
  return `${days}${part.trim()}${clock}`.replace(/,? both$/i, '').replace(/[\s,;]+$/, '');
}
