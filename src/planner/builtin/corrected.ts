import { maskOf } from './mask.ts';

/**
 * What is corrected in the same breath: "every Tuesday at 7, …, actually make that Wednesday". The day or the time said last takes
 * the place of the one before; quoted text is left as it is.
 */

const DAY =
  '(?:mon|tues|wednes|thurs|fri|satur|sun)days?(?:(?:,| and|, and) (?:mon|tues|wednes|thurs|fri|satur|sun)days?)*|weekdays?|weekends?';
const CLOCK = String.raw`\d{1,2}(?:[:.]\d\d)? ?(?:am|pm)|\d{1,2}:\d\d|noon|midnight`;
const SORRY =
  '(?:no(?=[,.–—-])|no(?= (?:wait|sorry|actually|i mean))|oh|wait|sorry|actually|oops|whoops|hmm|scratch that|hold on|correction|i mean|i meant|rather|my bad|my mistake)';
const PUT = "(?:(?:make|change|move|set|let’s make|let's make) (?:that|it|this)(?: to| on| at| for)? |)";

/** Right before a day that is left out: "not on Monday, rather …" corrects nothing. */
const EXCEPT = /(?:n't|\b(?:not|except|excluding|skip|but|without|never))(?: (?:on|for|the|every|any|at))*\s*$/;

const tail = (value: string): RegExp =>
  new RegExp(
    String.raw`(?<![\s,.;:–—(-])[\s,.;:–—(-]+(?:${SORRY}[\s,.:–—-]+)+${PUT}(?:on |at |every )?(${value})(?: (?:instead|please|then))*[\s.!)]*$`,
  );

/** The text with its correction in place; as it was where nothing before it is of the same kind. */
export function corrected(text: string, timeZone: string): string {
  const { masked } = maskOf(text, timeZone);
  for (const value of [DAY, CLOCK]) {
    const found = tail(value).exec(masked);
    const said = found?.[1];
    if (!found || said === undefined) continue;
    const before = [...masked.slice(0, found.index).matchAll(new RegExp(String.raw`\b(?:${value})\b`, 'g'))].at(-1);
    if (!before || EXCEPT.test(masked.slice(0, before.index))) continue;
    const at = masked.lastIndexOf(said);
    const put = text.slice(at, at + said.length);
    return text.slice(0, before.index) + put + text.slice(before.index + before[0].length, found.index);
  }
  return text;
}
