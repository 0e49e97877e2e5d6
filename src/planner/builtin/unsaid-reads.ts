import type { Source } from './mask.ts';
import type { Way } from './plain-trust.ts';
import { reworded } from './plain-ways.ts';

/** What is looked up without its being said: the weather behind "if it rains", the sheet behind "for each row of my sheet". */

const DAY = '(?:tomorrow|today|tonight|this (?:morning|afternoon|evening))(?: (?:morning|afternoon|evening|night))?';
const DAYS = `(?:${DAY}|in the (?:morning|afternoon|evening)|on (?:mon|tues|wednes|thurs|fri|satur|sun)day)`;
const PLACE = '(?: (?:in|at|around) ([a-z]+(?: (?!text|email|send|post|tell|remind|sms|whatsapp|then|on|at)[a-z]+)?))?';
const RAINS =
  "(?:(?:it|there)(?:'s| is| will| will be| is going to| is to)? (?:rains?|raining|be rain|rainy)|rain is (?:expected|likely|forecast|coming))";
const DEGREES = String.raw`it(?:'s| is| gets| goes| will be) (?:over|above|hotter than|warmer than|(under|below|colder than)) (\d+) ?(?:degrees|°|celsius)(?: ?c\b)?`;
const IF = '(?:if|when|whenever|in case)';

const weather = (rain: string, words: (...groups: string[]) => string): Way[] => [
  // "every morning, if it rains in Nairobi …", "if it rains tomorrow …".
  [
    new RegExp(`\\b${IF} ${rain}(?: (${DAYS}))?${PLACE}(?: (${DAYS}))?,? (?:then )?(?=[a-z\\uE001])`, 'g'),
    (...groups) => words(...groups),
  ],
];
const lookUp = (when: string, place: string): string =>
  `${when ? `${when} ` : ''}get the weather${place ? ` for ${place}` : ''}`;

const WEATHER: Way[] = [
  ...weather(RAINS, (before = '', place = '', after = '') => `${lookUp(before || after, place)}; if it rains, `),
  ...weather(
    DEGREES,
    (less = '', limit = '', before = '', place = '', after = '') =>
      `${lookUp(before || after, place)}; if the temperature is ${less ? 'under' : 'over'} ${limit}, `,
  ),
];

const SHEET =
  '(?:(?:my|the|our) (?:google )?(?:sheet|spreadsheet)(?: (?:called|named))?(?: (?!(?:and|with|for|to|email|e-mail|send|text|sms|whatsapp|post|tell|message|remind|add|create)\\b)[a-z0-9]+)?|(?:my|the|our) [a-z0-9]+ (?:google )?(?:sheet|spreadsheet))';
const ROWS: Way[] = [
  [
    new RegExp(
      `\\bfor (each|every) (?:row|line|entry|person|customer|client) (?:of|in|from|on) (${SHEET}),? (?=[a-z])`,
      'g',
    ),
    'read $2 and for $1 row ',
  ],
];

/** "rain → …, no rain → …", of a forecast that is read. */
const FORECAST: Way[] = [
  [
    /(?<=[.;,\n] ?)(?:and |but )?(?:if )?(?:rain(?:y|ing|s)?|wet|showers|rain (?:is )?(?:expected|likely|coming)) ?(?:->|=>|→) *(?=[a-z])/g,
    'if it rains, ',
  ],
  [
    /(?<=\bif it rains,[^\n]*?[.;,\n] ?)(?:and |but )?(?:if )?(?:no rain|not|dry|clear|sunny|else|otherwise) ?(?:->|=>|→) *(?=[a-z])/g,
    'otherwise ',
  ],
];

/** The text with these reads said. */
export function withReads(source: Source): string {
  const { masked } = source;
  if (/\b(?:weather|forecast)\b/.test(masked) && /->|=>|→/.test(masked)) return reworded(source, FORECAST);
  const ways = [
    ...(/\b(?:weather|forecast)\b/.test(masked) ? [] : WEATHER),
    ...(/\b(?:read|get|fetch|load|pull|open|go|look)\b/.test(masked) ? [] : ROWS),
  ];
  return ways.length > 0 ? reworded(source, ways) : source.text;
}
