import { maskOf } from './mask.ts';
import { DAY } from './recurrence-days.ts';

/** The parts of a change that says several: "make it 3,500 and ask me first". What is quoted is never taken apart. */

const JOINED = '(?:,? (?:and|but|plus)(?: also| then)? |, (?:then |also )?|; |[.!] )';
/** What only a change of its own begins with. */
const BEGINS =
  '(?:make|ask|change|use|only|skip|rename|call it|remove|drop|wait|let me|get my|set|run it|move (?:it|that|the)|(?:the|its) [a-z ]{2,30}? (?:should|must|to) (?:say|read)|(?:have|let) the)\\b';
const STARTS = new RegExp(`${JOINED}(?=${BEGINS})`, 'g');
/** Behind a closing quote whatever is joined on is the next part. */
const BEHIND = new RegExp(`(?<=[\uE001])${JOINED}(?=[^\\s\uE001])`, 'g');
const ANYWHERE = new RegExp(`${JOINED}(?=\\S)`, 'g');
/** "make it 3k on Fridays": the days of a change of something else. */
const ON_DAYS = new RegExp(` (?=(?:only )?(?:on|every|each) (?:${DAY}|weekday|weekend|day))`, 'g');

/** Parts that can be nothing else. */
export function partsOf(text: string, timeZone: string): string[] {
  const { masked } = maskOf(text, timeZone);
  const parts = cut(text, masked, [STARTS, BEHIND]);
  return parts.length < 5 ? parts.map((part, at) => (at > 0 ? whole(part, parts[0] ?? '') : part)) : [text];
}

/** Wherever something is joined on. */
export const piecesOf = (text: string, timeZone: string): string[] =>
  cut(text, maskOf(text, timeZone).masked, [ANYWHERE, ON_DAYS]);

function cut(text: string, masked: string, joins: RegExp[]): string[] {
  const all = joins
    .flatMap((join) => [...masked.matchAll(join)])
    .map(({ 0: { length }, index }) => ({ start: index, end: index + length }))
    .sort((one, other) => one.start - other.start || one.end - other.end);
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of all) {
    if (start < from) continue;
    parts.push(text.slice(from, start));
    from = end;
  }
  return [...parts, text.slice(from)].filter((part) => part.trim() !== '');
}

const VERB = /^(?:please |and |also )*(make|have|let|change|set|update)\b/i;

/** "…, the sms to 'Z'": of the verb that was said before. */
function whole(part: string, first: string): string {
  const verb = VERB.exec(first)?.[1];
  return verb && /^(?:the|its) [a-z ]+? (?:say|read|to)\b/i.test(part) ? `${verb} ${part}` : part;
}
