import type { Source } from './mask.ts';
import { MONEY, type Way } from './plain-trust.ts';
import { rewordedFrom } from './plain-ways.ts';

/** "anything above 50,000 gets posted in #big, the rest in #small. Put the amount in the message.": what goes where, and the same words for the rest. */

const SIGN = '(?:over|above|under|below|more than|less than|at least|at most|up to|exceeding)';
const AMOUNT = `(?:${SIGN} ${MONEY}|${MONEY} (?:and|or) (?:up|more|above|over|higher|less|below|under))(?! ?(?:am|pm|%|percent|hours?|minutes?|days?|weeks?|times|people|degrees|per)\\b)`;
const ANY =
  "(?:(?:anything|everything|whatever|all|those|ones?|(?:any |all |every )?(?:payments?|amounts?|sales?|gifts?|donations?))(?: (?:that(?:'s| is| are)?|of|worth|is|are|which (?:is|are)))* )?";
const GOES =
  '(?:(?:should|must|also|then|just|only|shall|simply|has to|is to|straight) )*(?:(?:(?:is|are|gets?|be|should be) )?(?:posted|sent|shared|announced|shown|put)|goes|go|lands?|ends? up|shows? up|appears?)';
const TO = '(?:to|in|into|on|over to)';
const CHANNEL = '(?:the |our |my )?\\uE006';
const ORDER =
  '(?:e-?mail|sms|text|whatsapp|message|post|send|tell|notify|alert|slack|call|create|add|log|ping|write|remind|ignore)';
const REST =
  '(?:the rest|all the rest|everything else|anything else|(?:all )?(?:the )?others|all other(?:s| payments| ones| amounts)?|(?:the )?(?:smaller|other|remaining|bigger|larger|lower) (?:ones|payments|amounts)|(?:anything |everything )?(?:below|under|less than|above|over|more than) (?:that|this)|otherwise|else)';
const WHAT =
  "((?:the |their |its |his |her )[a-z']+(?: (?!in\\b|to\\b|on\\b|into\\b)[a-z']+){0,3}(?:(?:, | and |, and )(?:the |their |its )[a-z']+(?: (?!in\\b|to\\b|on\\b|into\\b)[a-z']+)?)*)";

const PLACED: Way[] = [
  // "Every IntaSend payment over 50,000 goes to #big, …": the amount parts it from the others.
  [
    new RegExp(
      `((?:^|[.\\n] ?)(?:for )?(?:any|every|each|all) (?:[a-z]+ ){0,2}payments?)(?: (?:of|worth|that (?:is|are)))? (${AMOUNT}),? (?=(?:${GOES} ${TO} ${CHANNEL}|${ORDER} )[^\\n]*(?:[.;,] ?|\\band |\\bbut )${REST}\\b)`,
      'g',
    ),
    '$1: if the amount is $2, ',
  ],
  [
    new RegExp(
      `((?:^|[.;:,\\n→]) *)(?:and |but )?(?:if |when |for )?${ANY}(${AMOUNT}),? ${GOES} ${TO} (?=${CHANNEL})`,
      'g',
    ),
    '$1if the amount is $2, post in ',
  ],
  [new RegExp(`((?:^|[.;:\\n→]) *)(?:for |with )?${ANY}(${AMOUNT}),? (?=${ORDER} )`, 'g'), '$1if the amount is $2, '],
  [new RegExp(`(\\bif the amount is ${AMOUNT}, )${GOES} ${TO} (?=${CHANNEL})`, 'g'), '$1post in '],
];
const OTHERS = new RegExp(
  `(?:[.;,] ?|(?<=[a-z\\uE006]) (?=and|but))(?:and |but |with )*${REST} ?,?(?: ${GOES})?(?: (?:just|simply|only))?(?:(?: ?(?:->|=>|→|:) ?| )${TO}| ?(?:->|=>|→|:)) (?=${CHANNEL})`,
);
const POSTED = new RegExp(`\\b(?:post|send|share|put|drop) ${WHAT} ${TO} ${CHANNEL}`, 'g');
const BLANK = new RegExp(`\\b(?:post|send|share)(?: it)? (?=${TO} ${CHANNEL})`, 'g');
/** "Put the amount in the message." — ", each with the amount." */
const SAYS = new RegExp(
  `[.;,] ?(?:and |but )?(?:(?:put|include|mention|show|say|give|state|write|add) ${WHAT}(?: (?:in|to|into|on) (?:the|each|both|every|all|either|it|them|both of)(?: the)?(?: (?:message|post|text|note)s?)?| (?:in )?(?:each|both) time| there)?|(?:both |each |all |always )?(?:with|including|showing|saying) ${WHAT}(?: in (?:it|them|both|each))?)(?= *[.!]? *$)`,
);

/** Amounts of what is paid: of anything else it must be said what is compared. */
const PAID = /\b(?:payments?|pays?|paid|sales?|donations?|gifts?)\b/;
const OTHER =
  /\b(?:web ?hooks?|quantity|qty|stock|scores?|ratings?|levels?|temperature|degrees|count|guests|people|units?|items?|column|sheet)\b/;

/** The text with what goes where as orders of their own. */
export function withRest(source: Source): string {
  const ways = PAID.test(source.masked) && !OTHER.test(source.masked) ? PLACED : [];
  const placed = rewordedFrom(source, ways);
  return /\uE006/.test(placed.masked) ? withOthers(withWords(placed)).text : placed.text;
}

type Said = Pick<Source, 'text' | 'masked'>;

/** What all of the posts say, told behind them, moved into each. */
function withWords(said: Said): Said {
  const found = SAYS.exec(said.masked);
  const what = found?.[1] ?? found?.[2];
  if (!found || !what || said.masked.slice(0, found.index).search(BLANK) < 0) return said;
  // Where something else goes out as well, whose words they are is not told.
  if (/[\uE001-\uE004]/.test(said.masked)) return said;
  const at = found.index + found[0].lastIndexOf(what);
  const words = said.text.slice(at, at + what.length);
  return rewordedFrom(spliced(said, found.index, found.index + found[0].length, ''), [[BLANK, `post ${words} `]]);
}

/** "…, the rest in #small": posted in the same words there, where these are fields. */
function withOthers(said: Said): Said {
  const found = OTHERS.exec(said.masked);
  if (!found || !/\b(?:if|when|only|above|over|below|under)\b/.test(said.masked.slice(0, found.index))) return said;
  const before = [...said.masked.slice(0, found.index).matchAll(POSTED)].at(-1);
  const at = before ? before.index + before[0].indexOf(before[1] ?? '') : 0;
  const what = before ? said.text.slice(at, at + (before[1] ?? '').length) : 'it';
  return spliced(said, found.index, found.index + found[0].length, `. Otherwise post ${what} in `);
}

const spliced = ({ text, masked }: Said, at: number, end: number, words: string): Said => ({
  text: text.slice(0, at) + words + text.slice(end),
  masked: masked.slice(0, at) + words.toLowerCase() + masked.slice(end),
});
