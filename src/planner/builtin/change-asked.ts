import { maskOf } from './mask.ts';
import type { Hole } from './sketch.ts';

/** A plain change while the words of a message are asked for: none of those words. */

const WORDS = new Set(['text', 'title', 'subject']);
const FIRST = '^(?:(?:please|and|ok(?:ay)?|no|wait|actually|sorry|oh)[,.!]* )*';
/** "no, send it to …": a correction with an address behind it. */
const GOES =
  /^(?:(?:no|wait|actually|sorry|oh)[,.!]* )+(?:please )?(?:(?:send|email|text|post) (?:it|this|that) (?:to|in)|use) [\uE003-\uE006]+(?: instead| please)*[\s.!]*$/;
/** "change the message to “…”". */
const SETS = new RegExp(
  `${FIRST}(?:change|set|update|make) (?:the|its) (?:[a-z]+ ){0,2}?(?:subject|title|message|text|body|wording|recipient|address|number|channel) (?:to|say|read|be)(?: say| be| read)? [\\uE001-\\uE006]+[\\s.!]*$`,
);
/** "ask me first". */
const CONSENTS = new RegExp(
  `${FIRST}(?:ask me|check with me|get my (?:ok|okay|approval|yes))(?: (?:first|before|each time|every time|before (?:sending|it (?:is sent|goes(?: out)?)|you send(?: it)?)))*[\\s.!]*$`,
);

export function isPlainChange(text: string, asked: Hole[], timeZone: string): boolean {
  if (!asked.some((hole) => WORDS.has(hole.kind))) return false;
  const { masked } = maskOf(text.trim(), timeZone);
  return [GOES, SETS, CONSENTS].some((one) => one.test(masked));
}
