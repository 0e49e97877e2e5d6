import type { Source } from './mask.ts';
import { IN_BRACKETS } from './paid-for.ts';
import { MONEY, type Way } from './plain-trust.ts';
import { reworded } from './plain-ways.ts';

/** Payouts in the words people have for them: "take 10% of the amount and send it to …", "pay every row: the Amount column to the Phone column". */

const SHARE = '(?:\\d+(?:\\.\\d+)? ?(?:%|percent\\b|per cent\\b)|half|(?:a |one )?(?:third|quarter|fifth|tenth))';
const WHOLE =
  '(?:it|that|this|(?:the|that|their|each|every|any)(?: (?:full|whole|total|payment|paid))? (?:amount|payment|total|sum|money|sale|donation|gift)|what (?:they|he|she|came|was|is)(?: (?:pay|paid|pays|in|sent|received))?)';
const SEND = '(?:send|pay|transfer|withdraw|forward|wire|move|give|mpesa|disburse)';
const PHONES = '\\uE004+(?:(?:, and |, or |,? and |, | & | or )\\uE004+)*';
const COUNT = '(?:\\d+|two|three|four|five|six|both|these|those|the)';
const WHOSE =
  '(?:numbers?|phones?|people|persons?|farmers?|riders?|drivers?|members?|suppliers?|workers?|staff|agents?|payees?|accounts?|ones?|guys|[a-z]+s)';

const left = (share = ''): string => {
  const kept = Number(/^\d+(?:\.\d+)?/.exec(share)?.[0] ?? Number.NaN);
  return Number.isNaN(kept) ? '' : `${Math.round((100 - kept) * 1e6) / 1e6}%`;
};

const WAYS: Way[] = [
  [/(?<=\d) (?=%)/g, ''],
  // "pay the driver 30/km".
  [new RegExp(`(\\b${SEND}\\b[^.;\\n]{0,60}?\\d)/(?=[a-z]+\\b)`, 'g'), '$1 per '],
  // "take 10% of the amount and send it to +254…".
  [
    new RegExp(
      `\\b(?:take|set aside|put aside|deduct|cut|split off|work out|calculate|reserve|skim)(?: off)? (${SHARE})(?: (?:of|from|off) ${WHOLE})?,? (?:and|then|and then) ${SEND} (?:it|that|this|them|that part|that share)(?: out)? (?=to )`,
      'g',
    ),
    'send $1 of it ',
  ],
  // "keep 90% and send the other 10% to +254…", "keep 90% and send the rest".
  [
    new RegExp(
      `\\b(?:i |we )?(?:keep|leave) (${SHARE})(?: (?:of|from) ${WHOLE})?(?: (?:for (?:me|us|myself)|in the wallet|there))?,? (?:and|then|and then|but) ${SEND} (?:the )?(?:rest|remainder|remaining|balance)(?: of it)? (?=to )`,
      'g',
    ),
    (share) => (left(share) ? `send ${left(share)} of it ` : `keep ${share ?? ''} and send the rest `),
  ],
  [
    new RegExp(
      `\\b(?:i |we )?(?:keep|leave) ${SHARE}(?: (?:of|from) ${WHOLE})?(?: (?:for (?:me|us|myself)|in the wallet|there))?,? (?:and|then|and then|but) (?=${SEND} (?:the )?(?:other|remaining) ${SHARE})`,
      'g',
    ),
    '',
  ],
  [
    new RegExp(
      `\\b(${SEND}) (?:the )?(?:other |remaining )?(${SHARE})(?: (?:of|from) ${WHOLE})? (?=to (?:the |my |our )?(?:[a-z]+ )?(?:on |at )?\\uE004)`,
      'g',
    ),
    '$1 $2 of it ',
  ],
  // "pay +254… a commission of 3%".
  [
    new RegExp(
      `\\bpay (\\uE004+) (?:(?:an?|the|his|her|their) )?(?:commission|cut|share|fee|royalty|tithe|tip|bonus|part) of (${SHARE})(?: (?:of|from) ${WHOLE})?`,
      'g',
    ),
    'pay $2 of it to $1',
  ],
  [
    new RegExp(`\\bpay (\\uE004+) (${SHARE})(?: (?:of|from) ${WHOLE})?(?= *(?:[.,;\\n]|$| as ))`, 'g'),
    'pay $2 of it to $1',
  ],
  // "… to +254… (tithe)", "… as commission": what it is for.
  [
    new RegExp(
      `(\\b${SEND} ${SHARE} of it to (?:the |my |our )?(?:[a-z]+ )?(?:on |at )?\\uE004+),? (?:${IN_BRACKETS}|as (?:an? |the |my |our )?([a-z]+))(?= *(?:[.,;\\n]|$|\\band\\b))`,
      'g',
    ),
    (order = '', inside = '', as = '') => `${order} described as "${inside || as}"`,
  ],
  // "max 2,000 a payment", "no more than 1,000 each".
  [
    new RegExp(
      `(?:[.,;:(]| -| –|\\band\\b|\\bbut\\b) ?(?:and |but |with )?(?:(?:a |the )?(?:max(?:imum)?|cap(?:ped)?|limit(?:ed)?|ceiling)\\.?(?: of| at| to| is)?|no more than|not more than|never more than|at most|up to) (${MONEY}) (?:(?:a|an|per|each|every|for each|at a|in one|in a)(?: single)? (?:payment|payout|transfer|withdrawal|transaction|go|time|one|delivery|row|person)|each|apiece)(?: time)?\\)?(?= *(?:[.,;\\n]|$|\\band\\b|\\bbut\\b))`,
      'g',
    ),
    ', at most $1 per payment',
  ],
  // "pay every row: the Amount column to the number in the Phone column".
  [
    /\b(?:pay|send|withdraw|transfer|mpesa|disburse)(?: out)?(?: to)? (?:each|every|all)(?: of)?(?: the| single)? (?:row|line|person|one|member|entry|employee|worker|rider|farmer)s?,? ?[:,–-]? ?(?:the |what is in (?:the )?|whatever is in (?:the )?)?([a-z]\w*) column to (?:the )?(?:(?:number|phone|mobile|phone number) (?:in|under|from) (?:the )?)?([a-z]\w*) column\b/g,
    'pay each row: amount from the $1 column, phone from the $2 column',
  ],
  [
    /(\b(?:each|every) (?:row|line|person|one|member|entry),? )(?:pay|send|withdraw|transfer)(?: out)? (?:the )?(?:amount (?:in|from) (?:the )?)?([a-z]\w*) column to (?:the )?(?:(?:number|phone|mobile|phone number) (?:in|under|from) (?:the )?)?([a-z]\w*) column\b/g,
    '$1pay: amount from the $2 column, phone from the $3 column',
  ],
  [
    /,? ?(?:the |with the )?([a-z]\w*) column (?:says|tells|has|holds|gives|is|for) how much(?: (?:to pay|it is|they get|each gets))?,? (?:and )?(?:the )?([a-z]\w*) column (?:says|tells|has|holds|gives|is|for)? ?(?:where(?: to| it goes)?|(?:to )?whom|who(?: gets it)?|the number)\b/g,
    ', amount from the $1 column, phone from the $2 column',
  ],
  // "only ever to these three: +254…, +254…".
  [
    new RegExp(
      `\\b(only(?: ever)?(?: pay)?(?: out)?(?: to)?) (?:(?:${COUNT}|the following|following|${WHOSE})(?: |(?=:)))+: ?(?=\\uE004)`,
      'g',
    ),
    (only) => `${/ to$/.test(only ?? '') ? only : 'only ever to'} `,
  ],
  // "Only two farmers are in the pilot, +254… and +254…, nobody else may be paid."
  [
    new RegExp(
      `(^|[.;,\\n] ?)(?:and |but )?(?:only|just) (?:${COUNT} )?${WHOSE} (?:are|is|may be|can be|take part|takes part)(?: [a-z]+){0,4}? ?[,:(–-] ?(${PHONES})\\)?(?:,? (?:and )?(?:nobody|no ?one|no other number)(?: else)? (?:may|can|should|must|is to|gets?|will)(?: (?:ever|be|get|receive|paid|money|anything|any))*)?`,
      'g',
    ),
    '$1only ever to $2',
  ],
];

/** The text with its payouts in plain form. */
export const withPayouts = (source: Source): string =>
  /\b(?:pay|pays|paid|send|transfer|withdraw|forward|wire|give|mpesa|disburse|payouts?)\b/.test(source.masked)
    ? reworded(source, WAYS)
    : source.text;
