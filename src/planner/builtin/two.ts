import { ordersIn } from './choose.ts';
import { eventIn } from './events.ts';
import type { Lexicon } from './lexicon.ts';
import { maskOf } from './mask.ts';
import type { Reading } from './read.ts';
import { recurrencesIn } from './recurrence.ts';
import { scheduleIn } from './schedule.ts';
import { MOST_SEAMS, timedApart } from './two-times.ts';

const SEAMS =
  /(?:^|[\s:])\(?[12ab][).](?=\s)|(?:^|[\s:.])(?:one|two|first|second|the first|the second|the other|the other one)(?: one)?: |[.;\n]\s+(?=\S)|,? (?:and )?(?:also,? )?(?:separately|in a separate (?:automation|workflow)|as a separate (?:thing|automation|one)|another (?:thing|one|automation)(?: is)?)[,:]? |,? (?:and )?also,? (?=when|every|each|on |at |whenever)|,? and (?=when(?:ever)? |every (?:mon|tues|wednes|thurs|fri|satur|sun|day|week|month|morning|evening))|,? and (?:then )?(?=at (?:\d|noon|midnight|half|quarter))|,? and (?:secondly|second)[,:]? /g;

/** What speaks of the part before it is none of its own. */
const GOES_ON =
  /^\s*(?:and |but |or )*(?:otherwise|else\b|if not|if so|or else|in that case|failing that|if (?:i|we)\b|unless (?:i|we)\b|ask me\b|never\b|don't\b|do not\b|skip\b|then|after (?:that|this|which)|after (?:another |a further )?[a-z0-9]+ (?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?)\b|[a-z0-9]+ (?:minutes?|mins?|hours?|days?|weeks?) (?:later|after)\b|afterwards|finally|wait\b|whether\b|either way|once (?:it|that|this)\b|if (?:it|that|this|they|the|he|she)\b|(?:any|every)thing else|all others?\b|the (?:rest|others)\b)/;

/** Two automations in one message: each part has its own start and its own order. The second is kept for later. */
export function splitRequest(lexicon: Lexicon, text: string, the: Reading): { first: string; next: string | null } {
  const { masked } = maskOf(text, the.timeZone);
  for (const seam of [...masked.matchAll(SEAMS)].slice(0, MOST_SEAMS)) {
    const at = seam.index + seam[0].length;
    const [first, second] = [text.slice(0, seam.index), text.slice(at)];
    if (!GOES_ON.test(masked.slice(at)) && whole(lexicon, first, the) && whole(lexicon, second, the))
      return guardedBoth({
        first: `${eventIn(lexicon, masked.slice(0, seam.index)) ? '' : sharedDays(second, first, the)}${clean(first)}`,
        next: `${sharedDays(first, second, the)}${clean(second)}`,
      });
  }
  const apart = timedApart(lexicon, text, the);
  return apart ? guardedBoth(apart) : { first: text, next: null };
}

/** A yes or a limit said behind both holds for both. */
const FOR_BOTH =
  /[.,;] *((?:and |but )?(?:please )?(?:(?:always |but )?(?:ask|check with|confirm with) (?:me|us)\b|(?:only )?(?:after|with|once) (?:i|my)\b|i (?:want|need|have|'d like|would like) to (?:approve|ok|confirm|say)|(?:never|not|no) (?:pay |spend |send )?more than|at most|max(?:imum)?\b|up to)[^.;]*)[.;!\s]*$/i;

function guardedBoth({ first, next }: { first: string; next: string }): { first: string; next: string } {
  const guard = FOR_BOTH.exec(next)?.[1];
  return guard && !/\d ?(?:am|pm|:\d)/i.test(guard) ? { first: `${first}. ${guard.trim()}`, next } : { first, next };
}

/** "every day at 6 …, and at 18:00 …": the days hold for both. */
function sharedDays(first: string, second: string, the: Reading): string {
  const days = (text: string) => {
    const { masked } = maskOf(text, the.timeZone);
    return recurrencesIn(masked).found.map((one) => text.slice(one.start, one.end).trim());
  };
  return days(second).length === 0 &&
    days(first).length > 0 &&
    !/\b(?:tomorrow|tonight|today|next|\d{4}|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b/i.test(second) &&
    // What an event starts has no days.
    !/^[\s,]*(?:when|whenever|if|each time|every time|as soon as|once)\b/i.test(second)
    ? `${days(first).join(' ')} `
    : '';
}

const clean = (text: string): string =>
  text
    .replace(/^[\s,;:.]*(?:\w+ things?:?\s*)?(?:\(?[12ab][).]\s*)?(?:separately,?\s*)?/i, '')
    .replace(/[\s,;]+$/, '')
    .trim();

function whole(lexicon: Lexicon, text: string, the: Reading): boolean {
  const source = maskOf(text, the.timeZone);
  const when = scheduleIn(source, the);
  const repeats =
    when.triggers.some((trigger) => trigger.type === 'schedule' && (trigger.schedule_cron || trigger.schedule_at)) &&
    when.relative === null;
  const event = eventIn(lexicon, source.masked)?.trigger ?? null;
  if (!repeats && !event) return false;
  return ordersIn(lexicon, when.rest);
}
