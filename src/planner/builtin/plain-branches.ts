import { MONEY, type Way } from './plain-trust.ts';

/** Wordings of either and or: a comparison as a heading, what is left alone otherwise. */

/** "should it not answer …", "if the call should fail": the verb as an if has it. */
const third = (verb: string): string =>
  verb === 'be'
    ? 'is'
    : /(?:s|x|ch|sh|o)$/.test(verb)
      ? `${verb}es`
      : verb.replace(/(?<=[^aeiou])y$/, 'ie').concat('s');
const inverted = (before = '', subject = '', not = '', verb = ''): string => {
  const many = /^(?:they|these|those|both)$/i.test(subject);
  const plain = verb === 'be' ? (many ? 'are' : 'is') : verb;
  if (not) return `${before}if ${subject} ${verb === 'be' ? `${plain} not` : `${many ? 'do' : 'does'} not ${verb}`}`;
  return `${before}if ${subject} ${many ? plain : third(verb)}`;
};
const WHAT_MAY =
  '(it|that|this|they|these|both|anything|something|nobody|no one|(?:the|any|a|an|its|their|our|my) [a-z]+(?: (?!not )[a-z]+)?)';

const PAID = '(?:it|that|this|the (?:payment|payout|money|transfer|withdrawal|call|request))';
const ITEM = '(?:item|entry|article|story|headline|row|line|event|result)';
const PART = '(?:the |its )?(?!each\\b|every\\b)[a-z]+';
const APART =
  '(?:(?:one|an?|each|as|in|its|own|with)(?: (?:an?|its|own|separate|single|one|message|post|note|as|in))* (?:message|post|note)(?: (?:per|for each|for every|each|an?)(?: (?:item|one|entry|article|row|story))?)?|one by one|separately|each on its own)';

export const BRANCHES: Way[] = [
  // "Once it has gone through, …; if it fails instead, …".
  [
    new RegExp(
      `\\b(?:once|when|after|as soon as|if) ${PAID}(?: has|'s| is| have)? (?:(?:gone|went|goes|got|comes?|come) (?:through|out)|been (?:paid|sent)|(?:worked|succeeded)(?: out)?)(?: (?:fine|ok|okay|successfully|well|all right))?(?=[,:; ])`,
      'g',
    ),
    'if it works',
  ],
  [
    new RegExp(
      `\\b(?:if|when|should|in case) ${PAID} (?:does not|doesn't|did not|didn't|won't|can't|could not|couldn't) (?:go|come|get) (?:through|out)(?: instead| though)?\\b`,
      'g',
    ),
    'if it fails',
  ],
  // "if it is over 10,000 KES create an invoice": the amount ends the condition.
  [
    new RegExp(
      `\\b((?:if|when|unless) [^,.;:\\n]{2,40}? (?:over|above|more than|under|below|less than|at least|at most) ${MONEY}) (?=(?:then )?(?:create|make|raise|issue|prepare) an? )`,
      'g',
    ),
    '$1, ',
  ],
  [
    new RegExp(
      `((?:^|[.;,:!\\n] ?|\\b(?:and|but|or|then) ))(?:and |but )?should ${WHAT_MAY} (not )?(be|[a-z]{3,})\\b(?! (?:e?mailed|sent|posted|texted|added|paid)\\b)`,
      'g',
    ),
    inverted,
  ],
  [new RegExp(`(\\b(?:and |but )?)(?:if|when|in case) ${WHAT_MAY} should (not )?(be|[a-z]{3,})\\b`, 'g'), inverted],
  // "level under 20 → …", "stock below 5: …": a comparison that stands for an if.
  [
    new RegExp(
      `((?:^|[.;\\n,]|\\b(?:and|but)) *)(?:when |if )?((?:the )?[a-z]+ (?:is )?(?:under|below|over|above|less than|more than|at least|at most|up to|<|>|<=|>=) ?${MONEY}) ?(?:->|=>|→|:)(?= )`,
      'g',
    ),
    (before, compared) => `${before}if ${compared},`,
  ],
  [
    new RegExp(
      `((?:^|[.;:\\n,]) *)((?:over|above|under|below|more than|less than|at least|at most|up to) ${MONEY}|${MONEY} (?:and|or) (?:up|more|above|over|higher|less|below|under)) ?(?:->|=>|→) *`,
      'g',
    ),
    (before, compared) => `${before}if the amount is ${compared}, `,
  ],
  [
    /([.;,\n] *)(?:and |but )?(?:for )?(?:anything else|everything else|all others?|the rest|all the rest|any other(?: [a-z]+)?|others|the others|otherwise|else|in other cases) ?(?:->|=>|→|:|-) *(?:just |simply )?/g,
    '$1otherwise ',
  ],
  [
    /\b(else|otherwise|if not),? (?:(?:do )?nothing|(?:be|stay|keep|remain) (?:quiet|silent|still))\b/g,
    '$1 do nothing',
  ],
  [
    /[.,;]? ?(?:and |but )?(?:for |with |if (?:it(?:'s| is) )?)?(?:(?:the |any |all )?(?:smaller|lower|bigger|larger|other|remaining|rest|others|lesser|little|small) ?(?:ones?|of them|(?!ones?\b)[a-z]+s|payment|order|amount)?|anything (?:else|smaller|lower|less|below that|under that)|everything else|the rest) (?:you can |can be |should be |may be |gets? |is |are |i |we |you )*(?:ignored?|skip(?:ped)?|dropped|left alone|nothing|don't (?:matter|care about|need|want|bother(?: me)?(?: with)?|mind)(?: to know(?: about)?)?|do not matter|doesn't matter|not interesting|leave out|forget)(?: them| it)?(?= *(?:[.,;!]|$))/g,
    '',
  ],
  [
    /[.,;] ?(?:and |but )?(?:you can )?(?:just )?(?:ignore|skip|drop|forget about) (?:the |any |all )?(?:(?:smaller|lower|bigger|larger|other|remaining) (?:ones?|payments?|orders?|amounts?)|rest|others|everything else|anything (?:else|smaller|lower|less|below that|under that))(?= *(?:[.,;!]|$))/g,
    '',
  ],
  [
    /([.;,] ?)(?:and |but )?(?:anything|everything|those|amounts|payments|orders)? ?(?:that(?:'s| is) )?(bigger|larger|higher|more|smaller|lower|less|above that|over that|under that|below that)(?: than that)? (?:goes|go|should go|is posted|gets posted) (?=(?:to|in|into) )/g,
    (before, side) =>
      `${before}if it's ${/^(?:bigger|larger|higher|more|above|over)/.test(side ?? '') ? 'more' : 'less'}, post it `,
  ],
  [
    new RegExp(
      `((?:^|[.;:\\n,]) *)((?:over |above |under |below |more than |less than |at least |from )?${MONEY}(?: (?:and|or) (?:up|more|above|over|higher|less|below|under))?) ?:(?= )`,
      'g',
    ),
    (before, compared) =>
      /\b(?:and|or) |^(?:over|above|under|below|more|less|at least|from)/i.test(compared ?? '')
        ? `${before}if the amount is ${(compared ?? '').replace(/^(.*) (?:and|or) (?:up|more|above|over|higher)$/i, 'at least $1').replace(/^(.*) (?:and|or) (?:less|below|under)$/i, 'at most $1')},`
        : `${before}${compared}:`,
  ],
  // "If it's fine, silence." — "All of them, big or small."
  [
    /\b(if [^,.;\n]{3,60}?)(?<! do),? (?:then )?(?:silence|nothing|no (?:message|sms|e-?mail|post|text)|say nothing|send nothing)(?= *(?:[.!;\n]|$))/g,
    '$1, do nothing',
  ],
  [
    /[.;,] ?(?:and )?(?:all|every one|each one|any|everything)(?: of (?:them|these|those))?,? (?:no matter |whether |be it |however |regardless (?:of )?|of )*(?:how )?(?:the |whatever )?(?:big (?:or|and) small|small (?:or|and) big|large (?:or|and) small|small (?:or|and) large|big|small|large|size|amount|any size)(?= *[.!;\n])/g,
    '',
  ],
  // "less than that → …".
  [
    /((?:^|[.;,\n]) *)(?:and |but )?(less|fewer|smaller|lower|more|bigger|higher|larger|below|under|above|over)(?: than)?(?: (?:that|this))? ?(?:->|=>|→) *(?=[a-z])/g,
    (before, side) =>
      `${before}if it's ${/^(?:less|fewer|smaller|lower|below|under)/i.test(side ?? '') ? 'less' : 'more'}, `,
  ],
  // "…; above it, email …", "and below that post …".
  [
    /((?:^|[.;,\n]) *)(?:and |but )?(?:(?:any|every)thing |payments? |amounts? )?(above|over|beyond|more than|bigger than|higher than|below|under|less than|smaller than|lower than) (?:it|that|this)(?: amount)?(?: ?:|,)? (?:(?:please|just|then|you|simply) )*(?=(?:e-?mail|text|sms|whatsapp|message|post|send|tell|notify|alert|slack|create|add|log|ping|write|call|pay|withdraw|remind|ask|do nothing|ignore) )/g,
    (before, side) => `${before}if it's ${/^(?:below|under|less|smaller|lower)/i.test(side ?? '') ? 'less' : 'more'}, `,
  ],
  // "fails → …", "fine → nothing": of an address that is called.
  [
    /(?<=\uE005[^\n]*?[.;,\n] ?)(?:(?:and|but) )?(?:(?:it|that|this|the call) )?(?:fails?|failed|failing|errors?|down|broken|no answer|timeouts?|times out)(?: or (?:fails?|errors?|down|no answer|times out))? ?(?:->|=>|→) *(?=[a-z])/g,
    'if it fails, ',
  ],
  [
    /(?<=\uE005[^\n]*?[.;,\n] ?)(?:(?:and|but) )?(?:(?:it|that|this|the call)(?:'s| is)? )?(?:fine|ok|okay|works?|up|success|succeeds|good|200|all good) ?(?:->|=>|→) *(?=[a-z])/g,
    'if it works, ',
  ],
  [
    /((?:^|[.;\n]) *)(less|fewer|smaller|lower|more|bigger|higher|larger)(?: than (?:that|this))? ?[:?](?= )/g,
    (before, side) => `${before}if it's ${/^(?:less|fewer|smaller|lower)/i.test(side ?? '') ? 'less' : 'more'},`,
  ],
  // "Went wrong? …", "Worked? …".
  [
    /((?:^|[.!?;\n]) *)(?:(?:it|that|this|all|everything) )?(?:went|goes|gone) (?:wrong|bad(?:ly)?|sour|south) ?[?:](?= )/g,
    '$1if it fails,',
  ],
  [
    /((?:^|[.!?;\n]) *)(?:(?:it|that|this|all|everything) )?(?:(?:went|goes|gone) (?:fine|well|ok(?:ay)?|through|right|smoothly)|worked(?: out)?|success|all good) ?[?:](?= )/g,
    '$1if it works,',
  ],
  [
    /((?:^|[.!?;\n]) *)(?:(?:it|that|this) )?(?:failed|fails|failure|error|broken|no luck) ?[?](?= )/g,
    '$1if it fails,',
  ],
  [/((?:^|[.;\n]) *)(?:anything )?(below|under|above|over) (?:that|this) ?:(?= )/g, "$1if it's $2,"],
  [/\b(if [^,.;\n]{3,60}?),? (?:just )?(?:then )?(?:stay|keep|remain) (?:quiet|silent|still)\b/g, '$1, do nothing'],
  [/\b(if [^,.;\n]{3,60}?),? just (ignore|skip|drop|leave) it\b/g, '$1, ignore it'],
  // "post every item's title in #news".
  [
    new RegExp(
      `\\b(post|send|share|put|drop) (?:each|every) (?:new |single )?(${ITEM})'s (${PART}(?:(?:, and|,| and) ${PART}){0,3})(?:,? ${APART},?)? (?=(?:to|in|into|on) )`,
      'g',
    ),
    'for each $2 $1 the $3 ',
  ],
  [
    /\b(?:post|send|share|put) (?:each|every) (item|entry|article|post|row|story|headline|one)(?: of (?:them|it))? (?:(?:as|in) (?:its|an?) (?:own|separate) (?:message|post|slack message)|separately|individually|on its own|one by one)/g,
    'for each $1 post',
  ],
  [new RegExp(`\\b((?:if|when|in case) ${PAID} (?:fails|failed)) instead(?: of that)?\\b`, 'g'), '$1'],
];
