import type { Source } from './mask.ts';
import type { Way } from './plain-trust.ts';
import { rewordedFrom } from './plain-ways.ts';

/** "ask Anna, if yes …, otherwise …": what is done on a yes and what on a no, brought to "ask Anna to approve; if it was approved, …". */

const ASK = '(?:ask|check with|confirm with|consult)';
const NO_NAME =
  '(?:for|if|whether|to|what|which|when|where|how|it|the|a|an|them|him|her|us|you|first|that|this|each|every|all|again|about|claude|chatgpt|ai|everyone|everybody|nobody|no|noone|none|neither|someone|somebody|anyone|anybody|nothing)';
const NAME = `@?(?!${NO_NAME}\\b)[a-z][a-z-]*`;
const WHO = `(?:me|(?:my|our|the) [a-z]+(?: (?:manager|lead|director|partner|assistant|team|owner))?|[\\uE003\\uE004\\uE006]+(?: channel)?|${NAME}(?: (?:and|or) ${NAME})?)`;
const PURPOSE =
  "(?: (?:first|beforehand|for (?:(?:an?|the|her|his|their|my) )?(?:approval|ok|okay|permission|yes|go-ahead)|to (?:approve|confirm|ok|okay|decide|sign off)(?: (?:it|this|that))?|(?:if|whether) (?:it|this|that)(?:'s| is) (?:ok|okay|fine|all right|alright)))*";
const SAYS = `(?:s?he|they|i|we|both|all|${NAME})(?: (?:both|all))?(?: has| have)?`;
const OF_IT = '(?: (?:it|this|that|to it|on it))?';
const YES = `(?:so|yes|ok(?:ay)?|approved|agreed|confirmed|(?:it(?:'s| is| was)|that(?:'s| is)) (?:a yes|ok(?:ay)?|approved|confirmed)|${SAYS} (?:says?|said|answers?|answered) (?:yes|ok(?:ay)?|so)|${SAYS} (?:approves?|approved|agrees?|agreed|confirms?|confirmed|accepts?|accepted|okays?|okayed|signs? off)${OF_IT})`;
/** "if no, …", "if no email Ben": not "if no payment comes". */
const ORDERS =
  '(?:pay|post|send|e-?mail|text|sms|whatsapp|tell|create|make|remind|add|do|stop|refund|withdraw|message|notify|write|cancel|ignore|skip|log|put)';
const PLAIN_NO = `no(?= *[,:–—]| *->| (?:then )?${ORDERS}\\b(?! (?:comes?|came|arrives?|arrived|is|was|has|gets)\\b))`;
const NO = `(?:${PLAIN_NO}|not approved|declined|rejected|refused|denied|(?:it(?:'s| is| was)|that(?:'s| is)) (?:a no|not (?:ok(?:ay)?|approved|confirmed)|declined|rejected|refused)|${SAYS} (?:says?|said|answers?|answered) no|${SAYS} (?:declines?|declined|rejects?|rejected|refuses?|refused|denies|denied|disagrees?|disagreed|objects?)${OF_IT}|${SAYS} (?:does|do|did)(?:n't| not) (?:approve|agree|confirm|accept|okay|say yes)${OF_IT})`;
const IF = '(?:and |but |then )?(?:only )?(?:if|when|once|as soon as)';
const OTHERWISE = '(?:otherwise|else|or else|if not)';
/** Where words of an answer end: an order follows, with or without a comma. */
const THEN = '(?![a-z]),?(?: then(?= ))? *';
const ORDER = '(?=[a-z“"\\uE001-\\uE010])';

/** Somebody is asked. */
const ASKING = new RegExp(`\\b(?:${ASK} ${WHO}(?![a-z])|approval|approve)`);
const yes = new RegExp(`([.,;:–—-]*) *${IF} ${YES}${THEN}${ORDER}`, 'g');
const no = new RegExp(`([.,;:–—-]*) *${IF} ${NO}${THEN}${ORDER}`, 'g');
const ANSWERED: Way[] = [
  [no, (mark) => `${mark} if it was declined, `],
  [yes, (mark) => `${mark} if it was approved, `],
];
const WHETHER = new RegExp(
  `\\b${ASK} (${WHO}) (?:if|whether) (?:(?:i|we|you) (?:should|can|may|could)|(?:it(?:'s| is) (?:ok|okay|fine|all right) )?to) (?=[a-z])`,
  'g',
);
const APPROVES = new RegExp(
  `((?:^|[.,;:\\n]) *|\\b(?:every|each|at|on) [^.;\\n]{1,40} )(?:if|once|when|as soon as) (?!(?:s?he|they|we|it|you|nobody|no|yes|so|both|all|the|an?|any)\\b)(i|${NAME})(?: has| have)? (?:approves?|approved|agrees?|agreed|says? yes|said yes|okays?|confirms?|confirmed)${OF_IT},? (?=[^.;]{3,120}[.,;] *(?:and |but )?(?:${OTHERWISE}|${IF} ${NO})(?![a-z]))`,
  'g',
);
/** Whoever is asked is asked for a yes, in turn. */
const IN_TURN: Way[] = [
  [
    new RegExp(
      `(?:\\b(?:and|then) )*\\b${ASK} (${WHO})${PURPOSE}((?: within (?:the )?(?:next )?[a-z0-9]+ [a-z]+)?)[.,;:–—-]*(?= if it was (?:approved|declined),)`,
      'g',
    ),
    'then ask $1 to approve$2;',
  ],
];

const SECOND = new RegExp(`\\b(?:${OTHERWISE}|${IF} ${NO})(?![a-z])`);
const MINE = new RegExp(`\\b(?:${ASK} me|(?:if|once|when) i (?:approve|agree|say yes|okay|confirm))\\b`);

/** The text with the two ways an answer may lead as cases of a yes that is asked for. */
export function withDecisions(source: Source): string {
  const two = SECOND.test(source.masked);
  // A yes of one's own that something waits for is no branch.
  if (!two && MINE.test(source.masked)) return source.text;
  const whether: Way[] = two
    ? [[WHETHER, 'then ask $1 to approve; if it was approved, ']]
    : [[WHETHER, 'ask $1 to approve, then ']];
  const approves: Way = [
    APPROVES,
    (before, who) => `${before}then ask ${who === 'i' ? 'me' : who} to approve; if it was approved, `,
  ];
  const asked = rewordedFrom(source, [approves, ...whether]);
  const first = ASKING.exec(asked.masked);
  if (!first) return asked.text;
  return rewordedFrom(rewordedFrom(asked, ANSWERED, first.index + first[0].length), IN_TURN).text;
}
