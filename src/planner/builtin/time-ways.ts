import type { Source } from './mask.ts';
import { COUNT, countFrom, NUMBER_WORDS } from './numbers.ts';
import type { Way } from './plain-trust.ts';
import { reworded } from './plain-ways.ts';
import { AND, DAY, MONTH, monthNumber } from './recurrence-days.ts';

/** Times said twice or from the outside in: "once a year, on 1 June", "every quarter (January, April, July and October)". */

const MONTHS = `${MONTH}(?:${AND}${MONTH})+`;
const QUARTERS = ['1,4,7,10', '3,6,9,12'];

/** The months of a quarter say nothing more; others are left to be asked about. */
const withoutQuarters = (before = '', named = ''): string => {
  const all = [...named.toLowerCase().matchAll(new RegExp(`\\b${MONTH}\\b`, 'g'))].map((found) =>
    monthNumber(found[0]),
  );
  const last = /\b(?:last|end)\b/i.test(before);
  return all.join(',') === QUARTERS[last ? 1 : 0] ? before : `${before} (${named})`;
};

const FULL: Record<string, number> = { ...NUMBER_WORDS, fifteen: 15, twenty: 20, 'twenty-five': 25, 'twenty five': 25 };
const STRETCH = '((?:an? |three )?quarters? of an|half an|half|an?|one|two|three|\\d{1,2}) (?:hours?|hr)';
const MINUTES = `(an? quarter|three quarters|\\d{1,2}|${Object.keys(FULL).join('|')})`;
const SIDE = '(to|till|before|past|after|of)';
const HOUR = `(noon|midday|mid-day|midnight|(?:[01]?\\d|2[0-3])[:.][0-5]\\d|1[0-2]|0?[1-9]|${Object.keys(NUMBER_WORDS).join('|')})(?![\\d:]|[.,]\\d|(?!(?:am|pm)\\b)[a-z])(?! ?(?:%|k|kes|ksh|bob|usd|minutes?|mins?|hours?|days?|weeks?|months?|times?|people|items|rows)\\b)`;
const HALF =
  "( ?(?:am|pm|a\\.m|p\\.m)\\b|,? (?:(?:in the|at|every|each|this) )?(?:morning|afternoon|evening|night|tonight)\\b| o'clock\\b)?";
const AT =
  '((?:^|(?<!\\b(?:hours?|hourly|minutes?|mins?|open|between|from))[,;:(] ?|\\b(?:at|it|that|to|around|about|by|exactly|and|day|days|tomorrow|today|tonight|sunday|monday|tuesday|wednesday|thursday|friday|saturday)s?,? ))';

/** "ten to six", "half an hour after noon": the time on the clock, its half of the day left as it is said. */
function shifted(at: string, minutes: number, side: string, clock: string, half: string): string {
  const named = /^midn/i.test(clock) ? [24, 0] : /^(?:noon|mid)/i.test(clock) ? [12, 0] : null;
  const [hour = 0, minute = 0] =
    named ?? clock.split(/[:.]/).map((one) => NUMBER_WORDS[one.toLowerCase()] ?? Number(one));
  const back = /^(?:to|till|before|of)$/i.test(side);
  const total = (hour * 60 + minute + (back ? -minutes : minutes) + 1440) % 1440;
  const text = (hours: number) => `${hours}:${String(total % 60).padStart(2, '0')}`;
  const [now, then] = [Math.floor(total / 60), hour % 24];
  if (named || now > 12 || then > 12 || clock.startsWith('0')) return `${at}${text(now).padStart(5, '0')}${half}`;
  const turned = /^ ?[ap]\.?m/i.test(half) && now < 12 !== then < 12;
  const part = turned ? half.replace(/[ap]/i, (one) => (/a/i.test(one) ? 'p' : 'a')) : half || " o'clock";
  return `${at}${text(now % 12 || 12)}${part}`;
}
const count = (words: string): number =>
  /quarter/i.test(words) ? (/three/i.test(words) ? 45 : 15) : (FULL[words.toLowerCase()] ?? Number(words));
const hours = (words: string): number =>
  /quarter/i.test(words) ? count(words) : 60 * (/^half/i.test(words) ? 0.5 : /^an?$/i.test(words) ? 1 : count(words));

/** A stretch in whole minutes, or hours where it is of days. */
function stretch(many: string, unit: string, part: string, more: string): string {
  const each = /^d/i.test(unit) ? 24 * 60 : 60;
  const beside = part === '' ? (countFrom(more.toLowerCase()) ?? 0) : each * (/half/i.test(part) ? 0.5 : 0.25);
  const minutes = (countFrom(many.toLowerCase()) ?? 0) * each + beside;
  return minutes % 60 === 0 ? `${minutes / 60} hours` : `${minutes} minutes`;
}

/** "that's late for them, 5:45": what is wrong with the time there is. */
const WRONG = `(?:(?:(?:that|it|this|${HOUR}(?: ?[ap]m)?)(?:'s| is| was| would be)? )?(?:a bit|a little(?: bit)?|bit|too|way|rather|quite|far|much|very|just|still|kind of|pretty) ?)*(?:(?:that|it|this)(?:'s| is| was) )?(?:late|early|soon)(?: in the (?:day|morning|evening))?(?: for (?:me|us|them|him|her|people|everyone|(?:the|my|our) [a-z]+))?`;
/** "9 a.m." is 9am; its last dot ends the sentence where another begins. */
const DOTTED = new RegExp(
  `((?:\\d|\\b(?:${Object.keys(NUMBER_WORDS).join('|')})) ?)([ap])\\.m\\b(\\.(?= +(?:also|then|and|if|unless|when|after|next|finally|otherwise|please|only|ask|wait|don't)\\b))?\\.?`,
  'g',
);
const WAYS: Way[] = [
  // "at the top of every hour", "every hour on the dot".
  [/\b(?:at|on) (?:the )?(?:top|start|beginning|turn) of (?:every|each|the) hour\b/g, 'every hour'],
  // "every 2 hours, first at 8am last at 6pm".
  [
    /[,;]? ?\(?(?:the )?(?:first|starting|start)(?: one)?(?: (?:is|goes(?: out)?|at|from))+ (\d{1,2}(?::\d\d)? ?(?:am|pm)?),?(?: and)?(?: the)? (?:last|ending|end)(?: one)?(?: (?:is|goes(?: out)?|at|by))+ (\d{1,2}(?::\d\d)? ?(?:am|pm)?)\)?,?/g,
    ' between $1 and $2',
  ],
  // "an hour and a half", "two and a half hours", "an hour and 15 minutes": one stretch.
  [
    new RegExp(`\\b(${COUNT}) (hours?|hrs?|days?) and (?:a (half|quarter)|(${COUNT}) (?:minutes?|mins?))\\b`, 'g'),
    (many = '', unit = '', part = '', more = '') => stretch(many, unit, part, more),
  ],
  [
    /\b(every|each) (hour|day) and a half\b/g,
    (every = '', unit = '') => `${every} ${stretch('one', unit, 'half', '')}`,
  ],
  [
    new RegExp(`\\b(${COUNT}) and a (half|quarter) (hours?|hrs?|days?)\\b`, 'g'),
    (many = '', part = '', unit = '') => stretch(many, unit, part, ''),
  ],
  [DOTTED, (before = '', half = '', dot = '') => `${before}${half}m${dot}`],
  [
    /\b(in|for|after|wait|within) (an?|three) quarters? of an hour\b/g,
    (lead = '', many = '') => `${lead} ${/three/i.test(many) ? 45 : 15} minutes`,
  ],
  [
    new RegExp(
      `^((?:hmm+|oh|no|ah|sorry|actually|ok|okay|well|wait|nope)[,.! ]+)*${WRONG}[,.;:–-]+ ?(?:so |and )?(?:please |let's |maybe |rather |say |how about |try |could you )*(?=(?:(?:make|do|move|change|set|put) (?:it|that) (?:to )?)?(?:at )?(?:half |(?:a )?quarter (?:past|to) )?${HOUR})`,
      'g',
    ),
    '',
  ],
  [
    new RegExp(
      `^(${HOUR}${HALF})(?: is|'s| would be|'d be|'s| works)? (?:much |a bit |a lot |way |far )?better(?: for (?:me|us|them))?(?=[.! ]*$)`,
      'g',
    ),
    'make it $1',
  ],
  // "…, but only on the first Monday of a month".
  [
    new RegExp(
      `,? but only (?=(?:on )?(?:the )?(?:(?:first|last|second|third|fourth|1st|2nd|3rd|4th) )?(?:${DAY}|weekdays|weekends)\\b)`,
      'g',
    ),
    ' only ',
  ],
  // "remind me an hour before my 3pm meeting".
  [
    new RegExp(
      `\\b(remind me )(?:${STRETCH}|${MINUTES} (?:minutes?|mins?)) before ((?:my|the|our) )${HOUR}${HALF}( [a-z]+(?: with [a-z]+)?)\\b`,
      'g',
    ),
    (lead = '', stretch = '', minutes = '', whose = '', clock = '', half = '', what = '') =>
      `${lead}${shifted('at ', stretch ? hours(stretch) : count(minutes), 'before', clock, half)} “${whose}${clock}${half}${what}”`,
  ],
  [
    new RegExp(`\\b(at )?${STRETCH} (before|after|past) ${HOUR}${HALF}`, 'g'),
    (at = '', stretch = '', side = '', clock = '', half = '') =>
      shifted(at || 'at ', hours(stretch), side, clock, half),
  ],
  [
    new RegExp(`\\b(at )?${MINUTES} (?:minutes?|mins?) ${SIDE} ${HOUR}${HALF}`, 'g'),
    (at = '', minutes = '', side = '', clock = '', half = '') =>
      shifted(at || 'at ', count(minutes), side, clock, half),
  ],
  // "ten to six" without its minutes may be a stretch of hours: only where a time stands.
  [
    new RegExp(
      `${AT}(an? quarter|quarter|five|ten|fifteen|twenty|twenty[- ]five|5|10|20|25) ${SIDE} ${HOUR}${HALF}`,
      'g',
    ),
    (at = '', minutes = '', side = '', clock = '', half = '') => shifted(at, count(minutes), side, clock, half),
  ],
  [
    new RegExp(
      `\\b(?:once (?:a|per|every|each)|one time (?:a|per)|every single) year,? (?=(?:on )?(?:the )?(?:\\d{1,2}(?:st|nd|rd|th)?(?: of)? ${MONTH}|${MONTH} (?:the )?\\d))`,
      'g',
    ),
    'every year ',
  ],
  [
    new RegExp(
      `\\b(?:yearly|annually|once annually),? (?=(?:on )?(?:the )?(?:\\d{1,2}(?:st|nd|rd|th)?(?: of)? ${MONTH}|${MONTH} (?:the )?\\d))`,
      'g',
    ),
    'every year ',
  ],
  [
    /\b(?:once|one time) (?:a|per|every|each) week,? (?:on )?(?:a )?(?=(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b)/g,
    'every ',
  ],
  [
    new RegExp(
      `\\b((?:[a-z]+ (?:day |of )*)?(?:the |each |every |a )?quarter(?:ly)?[^.;()\\n]{0,20}?),? ?\\((?:(?:so|i\\.?e\\.?|that is|meaning|in|of)[, ]*)?(${MONTHS})\\)`,
      'g',
    ),
    withoutQuarters,
  ],
];

/** The text with its times in plain form. */
export const withTimes = (source: Source): string => reworded(source, WAYS);
