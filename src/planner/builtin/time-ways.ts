import type { Source } from './mask.ts';
import type { Way } from './plain-trust.ts';
import { reworded } from './plain-ways.ts';
import { AND, MONTH, monthNumber } from './recurrence-days.ts';

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

const WAYS: Way[] = [
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
