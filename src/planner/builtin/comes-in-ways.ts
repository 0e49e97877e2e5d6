import type { Source } from './mask.ts';
import { MONEY, type Way } from './plain-trust.ts';
import { reworded } from './plain-ways.ts';

/** "Our shop calls a webhook with name and phone. When one comes in, …": what starts it is said, and said again as "it". */

const WHEN = '(?:when(?:ever)?|each time|every time|any ?time|as soon as|once|if|the moment|on that|after that)';
const IT =
  '(?:it|this|that|one|they|something|a (?:new )?(?:one|call|request|message|submission|order|booking)|the (?:new )?(?:webhook|call|request|message|form|submission|data|order|booking)|a new one|another|another one)';
const COMES =
  "(?:happens?|does(?: so)?|is (?:called|sent|received|triggered|hit|submitted|posted|there|here)|gets? (?:here|called|sent|in|hit)|comes?(?: in| through| along| here| to (?:you|us))?|arrives?|fires?|lands?|runs|triggers|goes off|calls(?: (?:it|you|us|in))?|hits(?: (?:it|you|us))?|sends? (?:it|one|something)|shows? up|'s (?:called|sent|there|here))";
const GET = '(?:we|you|i) (?:get|receive|see) (?:it|one|this|that|a (?:new )?one|something|a call|them)';
const FILLS =
  '(?:someone|somebody|anyone|a (?:customer|client|visitor|person|guest|lead)|people|they) (?:fills?|submits?|completes?|sends?|uses?)(?: (?:it|that|this|one|the form|this form))(?: (?:in|out))?';

/** "500 bob and more", "from 500 up": at least that. */
const atLeast = (sign = '', amount = '', side = ''): string =>
  /^(?:less|below|under|lower)/i.test(side)
    ? `at most ${amount}`
    : side || /^from$/i.test(sign)
      ? `at least ${amount}`
      : `${sign} ${amount}`.trim();

const PAYER =
  '(?:an? |the |my |our |new )*(?:donor|supporter|backer|sponsor|well-?wisher|customer|client|guest|person|student|patient|member|tenant|buyer|parent|someone|somebody|anyone)';

const WAYS: Way[] = [
  // "a donor gives through IntaSend, they get …".
  [
    new RegExp(
      `\\b(${PAYER}) (?:gives?|donates?|contributes?|chips? in|tops? up|sends? (?:us |me )?(?:money|cash|a (?:gift|donation|tip)))(?: (?:money|something|an? (?:gift|donation|tip|amount)))? (?:on|over|via|through|by|with|using) (?:my |our )?(intasend|stripe)\\b`,
      'g',
    ),
    '$1 pays on $2',
  ],
  [
    new RegExp(
      `(^|[.;\\n] ?)(${PAYER} (?:pays?|books?) [^.;:,\\n]{0,40}(?:intasend|stripe|calendly)),? (?=(?:(?:and|then) )?(?:they|he|she|we|i) (?:gets?|receives?|should (?:get|receive)))`,
      'g',
    ),
    '$1when $2, ',
  ],
  [
    new RegExp(`(^|[.;\\n] ?)(${PAYER} (?:pays?|books?) [^.;:,\\n]{0,40}(?:intasend|stripe|calendly)): `, 'g'),
    '$1when $2: ',
  ],
  // "anything from 500 bob up that comes in over IntaSend gets …".
  [
    new RegExp(
      `(^|[.;\\n] ?)(?:anything|everything|(?:(?:any|every|all|each) )?payments?)(?: that(?:'s| is| are)?)? (?:of |worth )?(?:(from|over|above|more than|at least|under|below|less than) )?(${MONEY})(?:,? (?:(?:and|or) )?(more|up|upwards|above|over|less|below|under))?(?:,? (?:that|which))?(?: (?:(?:comes?|arrives?|lands?|rolls?)(?: in)?|(?:is|are) (?:paid|received)|paid))? (?:on|over|via|through|by|with|in|from) (?:my |our )?(intasend|stripe)(?=,? (?:gets?|goes?|lands?|should|must|is|are|has)\\b|:)`,
      'g',
    ),
    (before = '', sign = '', amount = '', side = '', service = '') =>
      sign || side
        ? `${before}when a payment of ${atLeast(sign, amount, side)} comes in on ${service}`
        : `${before}when a payment of exactly ${amount} comes in on ${service}`,
  ],
  [
    new RegExp(
      `(\\bweb ?hooks?\\b[^\\n]*?[.;!] ?)(?:and |so |then |now |please )*${WHEN} (?:(?:${IT}) ${COMES}|${GET}|${FILLS}|arriving)(?: there| again)?,? (?:then |please |you )*(?=[a-z])`,
      'g',
    ),
    '$1',
  ],
];

/** The text with what starts it said once. */
export const saidOnce = (source: Source): string => reworded(source, WAYS);
