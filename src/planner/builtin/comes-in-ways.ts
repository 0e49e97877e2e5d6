import type { Source } from './mask.ts';
import { MONEY, type Way } from './plain-trust.ts';
import { rewordedFrom } from './plain-ways.ts';

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

/** What is paid, told in a sentence of its own. */
const PAID =
  '(?:(?:the|my|our|all|all our|all my) )?(?:[a-z]+ )?(?:rents?|donations?|gifts?|fees?|dues|contributions?|payments?|money|sales|tithes?|offerings?|deposits?|subscriptions?|bills|pledges?)';

const WAYS: Way[] = [
  // "Rent comes in via IntaSend. If less than 35,000 came, …".
  [
    new RegExp(
      `(^|[.;!\\n] ?)${PAID} (?:(?:all|always|usually|mostly|normally) )*(?:(?:comes?|arrives?|lands?|goes?|reach(?:es)? us)(?: in| through)?|(?:is|are|gets?) (?:paid|received|collected)(?: in)?)(?: to (?:us|me))? (?:via|through|on|over|by|as|with|in|into|from) (?:my |our )?(intasend|stripe)(?: payments?)?[.:;] ?(?=(?!(?:when|whenever|each|every|once|as soon|any ?time|the moment|for (?:each|every|any|all)|on (?:each|every)|if (?:one|it|a payment) (?:comes|arrives|lands))\\b)[a-z])`,
      'g',
    ),
    '$1When a payment comes in on $2, ',
  ],
  // "All the rest simply get an email saying …".
  [
    /([.;,] ?)(?:and |but )?(?:(?:all )?(?:the )?(?:rest|others)|(?:everyone|everybody|anyone|anybody) else|all (?:the )?other(?:s| payers| customers| people| donors)?)(?: of them)? (?:(?:should|must|will|can|to|just|simply|only|then) )*(?:gets?|receives?|are sent|is sent|be sent)(?: just| only)? (?:an? |the )?(?:(?:short|simple|plain|quick|normal|usual|standard) )?(e-?mail|sms|text|whatsapp)(?: message)?\b/g,
    (before, sort) => `${before}otherwise ${/mail/i.test(sort ?? '') ? 'email' : sort} them`,
  ],
  // "Anything above 50,000: …".
  [
    new RegExp(
      `((?:^|[.;:,\\n→]) *)(?:and |but )?(?:for |with )?(?:anything|everything|whatever|all|those|ones)(?: (?:that(?:'s| is| are)?|of|worth|is|are))* ((?:over|above|under|below|more than|less than|at least|at most|up to) ${MONEY}|${MONEY} (?:and|or) (?:up|more|above|over|higher|less|below|under)) ?(?:->|=>|→|:) ?`,
      'g',
    ),
    '$1if the amount is $2, ',
  ],
  [
    /\b(payments?|donations?|sales?|gifts?),? (?:of|in|for) (?:any|whatever|every) (?:size|amount|sum|value)\b(?: at all)?/g,
    '$1',
  ],
  // "Each GitHub issue in acme/web: …".
  [
    /(^|[.;\n] ?)(?:each|any|all) (?:new |incoming )?(?=(?:github|stripe|intasend|calendly) (?:issue|payment|booking|pull request|meeting|charge|refund|release|donation|sale)s?\b)/g,
    '$1every new ',
  ],
  // "When Stripe takes a payment, …".
  [
    /\b(when(?:ever)?|each time|every time|any ?time|as soon as|once) (?:my |our )?(stripe|intasend) (?:takes|gets|receives|registers|records|sees|has|processes|collects) (?:an?|any|another|some) (?:new )?payments?\b/g,
    '$1 a payment comes in on $2',
  ],
  // "If less than 35,000 came, …".
  [
    new RegExp(
      `\\b(if|when|only if|unless) ((?:over|above|under|below|more than|less than|at least|at most|exactly) ${MONEY}) (?:(?:has|have|had|was|were|is|are|gets?) )?(?:comes?|came|arrived?s?|paid|sent|received|landed)(?: in| through)?(?=,| (?:then|post|send|email|text|sms|whatsapp|tell)\\b)`,
      'g',
    ),
    '$1 the amount is $2',
  ],
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

/** "For each delivery …", where each delivery is what comes in: no list of it. */
const FOR_EACH =
  /((?:^|[.;!\n]) ?(?:and |then )*)(?:for|on|with|upon) (?:each|every)(?: new| such| single)? ([a-z]+)(?: (?:that|which) (?:comes in|arrives))?,? (?=[a-z])/g;
const broughtAs = (noun: string): RegExp =>
  new RegExp(
    `\\b(?:each|every|all|any|an?|new|our|the|my) (?:new )?${noun}s? (?:[a-z]+ ){0,5}web ?hooks?\\b|\\bweb ?hooks? (?:[a-z]+ ){0,3}?(?:for|on|per|after|with|about) (?:each|every|an?|any|all|new) (?:new )?${noun}s?\\b`,
  );

/** The text with what starts it said once. */
export function saidOnce(source: Source): string {
  const { text, masked } = rewordedFrom(source, WAYS);
  let out = '';
  let last = 0;
  for (const found of masked.matchAll(FOR_EACH)) {
    if (!broughtAs(found[2] ?? '').test(masked)) continue;
    out += text.slice(last, found.index) + (found[1] ?? '');
    last = found.index + found[0].length;
  }
  return out + text.slice(last);
}
