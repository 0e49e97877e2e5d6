import { blot, GONE } from './mask.ts';
import { AND, DAY, daysOf } from './recurrence-days.ts';

/** Days on which it does not run: "except Sundays", "we're closed on Mondays", "weekends off". */

/** Who rests on a day: "we're closed on Sundays", "the shop is shut on Mondays". */
const WHO =
  "(?:(?:but|and|as|since|because|note that) )*(?:we|i|they|it|everyone|nobody|no one|(?:the|our|my) [a-z]+)(?:'s|'re| is| are| am|'m)?";
const RESTS = `(?:${WHO} )?(?:closed|shut|off|(?<=\\b(?:we|i|they|it|everyone|me|us|them) )rests?|not (?:open|working|around|there)|(?:don't|do not|doesn't|does not|never) (?:open|work|trade|come in|want (?:it|this|that|them|any(?:thing)?)))(?: all day)?`;
/** "give me Sundays off", "keep Sundays free", "let them rest on Sundays". */
const GIVEN =
  "(?:(?:please |can i |could i |i want |i need |i'd like )?(?:give|leave|keep|have|take|let)(?: (?:me|us|them|it|him|her|everyone))?(?: (?:have|take|rest|be off|stay quiet|pause))?)";
const FREE = '(?:off|free|out|alone|be|clear|quiet)';
const END = '(?= *(?:[.,;!)]|$|\\b(?:please|though|pls|at|and|but)\\b))';
const STAYS = `(?:it |this |that )?(?:don't|do not|doesn't|does not|shouldn't|should not|must not|mustn't|never) (?:run|send|post|do|fire|bother|go out|go|start)(?: (?:it|this|that|them|me|us|anything))*(?: out)?`;
const OFF_DAYS = `(?:on )?(?:the |any )?(weekends?|weekdays?|${DAY}(?:${AND}(?:on )?${DAY}\\b(?! ?(?:to|-|–|—|through|thru|till|until|only)(?![a-z])))*)`;
const EXCEPT = [
  String.raw`,? ?\(?(?:(?:but|and|just) )*\b(?:except|unless (?:it is|it's|its|today is)(?: an?)?|but not|excluding|apart from|other than|skip(?:ping)?|but skip|not|no|never) (?:for )?${OFF_DAYS}\b\)?`,
  String.raw`,? ?\(?(?:(?:but|and|please) )*(?:${RESTS}|${STAYS}) (?=on )${OFF_DAYS}\b\)?`,
  String.raw`,? ?\(?(?:(?:but|and) )*(?:(?:i|we|they) )(?:don't|do not) (?:work|open|trade) ${OFF_DAYS}\b\)?`,
  // "every day but Sunday": what is taken from it follows.
  String.raw`(?<=\b(?:day|days|daily|everything|anything|week)),? (?:all )?but ${OFF_DAYS}${END}`,
  String.raw`,? ?\(?(?:(?:but|and) )*${GIVEN} ${OFF_DAYS} ${FREE}${END}`,
  String.raw`,? ?\(?(?:(?:but|and) )*${GIVEN} (?:rest|off|sleep in) (?=on )${OFF_DAYS}${END}`,
  String.raw`,? ?\(?(?:(?:but|and) )*${OFF_DAYS} (?:is|are|stays?|remains?)(?: (?:my|our|their|a|an|the|all|days?|for|rest|of)){0,4} (?:off|free|excluded|resting|rest|closed|excepted|holidays?)${END}`,
  String.raw`,? ?\(?(?:(?:but|and) )*${OFF_DAYS},? (?:we|i|they|it) (?:rests?|sleeps?(?: in)?|(?:is|are|am) (?:off|closed|shut|not (?:working|open))|(?:don't|doesn't) (?:work|open|run))${END}`,
  String.raw`,? ?\(?${OFF_DAYS} (?:off|excluded|excepted|aside)\b\)?`,
].map((pattern) => new RegExp(pattern, 'g'));

/** Those days, and the mask without what said so. */
export function daysOff(masked: string): { off: number[]; rest: string } {
  let rest = masked;
  const off: number[] = [];
  for (const pattern of EXCEPT)
    for (const match of rest.matchAll(pattern)) {
      const words = match[1] ?? '';
      off.push(...(/weekend/.test(words) ? [0, 6] : /weekday/.test(words) ? [1, 2, 3, 4, 5] : daysOf(words)));
      rest = blot(rest, match.index, match.index + match[0].length, GONE);
    }
  return { off, rest };
}
