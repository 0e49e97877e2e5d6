import type { Source } from './mask.ts';
import { MONEY, type Way } from './plain-trust.ts';
import { reworded } from './plain-ways.ts';

/** English of India, Kenya and Nigeria, and English in the word order of German, French and Spanish. */

const SORT = '(?:sms|text(?: message)?|e-?mail|mail|whatsapp(?: message)?|slack(?: message)?|message)';
const ORDER =
  '(?:send|post|put|write|share|text|sms|whatsapp|e-?mail|pay|withdraw|transfer|create|make|add|remind|tell|notify|call|check)';
const NAMED = '(?:stripe|intasend|calendly|github)';

/** Beside these a ">" compares. */
const MEASURED = 'amount|total|price|sum|value|rating|score|stock|balance|quantity|count|temperature';
const AMOUNT =
  '(?:kes|kshs?|usd|eur|gbp|ngn|ugx|tzs|zar|inr|one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|hundred|thousand|half)\\b';
const WEEKDAY =
  '(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mon|tues?|wed|thur?s?|fri|sat|sun|tomorrow|today|tonight)';

const WAYS: Way[] = [
  // Whom it is said to, and what is said for politeness.
  [/^(?:(?:oga|boss|chief|sir|madam|ma'am|bros|abeg|biko|please|my guy|my friend|kindly),? )+(?=[a-z])/g, ''],
  [/\b(?:kindly |please )?do (?:the needful|one thing|this for me)\b ?[,:.–-]? ?/g, ''],
  [new RegExp(`\\bhelp (?:me|us) (?:to |and )?(?=${ORDER} )`, 'g'), ''],
  [new RegExp(`\\bmake you (?:dey |come |just |go )*(?=(?:${ORDER}|ask) )`, 'g'), ''],
  [/(?<=\b(?:first|now|abeg|please|me)) o(?=[\s.!]*$)/g, ''],
  [
    new RegExp(
      `\\b(?:if|when) (?:money|cash|payment) (?:enters?|drops?|lands?|shows?) (?:for|on|in|into|inside) (?:my |our )?(?=${NAMED})`,
      'g',
    ),
    'when a payment comes in on ',
  ],
  [
    /\b((?:text|sms|tell|whatsapp|message) (?:(?:the |my |our )(?:customer|client|buyer|guest|payer)|[\uE004\uE006]+)) say (?=[a-z])/g,
    '$1 saying ',
  ],
  [/\bintimated?\b/g, 'tell'],
  [
    /,? (?:the )?same (?:should|must|has to|is to|needs to) be (?:tell|told|informed|sent|communicated|notified) to (me|us) (?=(?:on|by|via|at) )/g,
    ', tell $1 ',
  ],
  [/\brevert (?:back )?to (?=the |him|her|them)/g, 'reply to '],
  [/\b(?:reply|respond|write) to (the [a-z]+|them|him|her) by (e-?mail|sms|text|whatsapp)\b/g, 'send $1 an $2'],
  [/\bi am wanting that (?=when|every|each)/g, ''],
  // German, French, Spanish word order.
  [
    /\b(?:i (?:would|'d) like|i want|i wish|it is necessary|it's necessary|i need|we need) (?:that|to) (?:always )?(?=(?:on|at|every|each|send|post|when|whenever)\b)/g,
    '',
  ],
  [
    new RegExp(
      `\\b(an? ${SORT} (?:to|on|in) (?:my |our |the )?[\\uE003\\uE004\\uE006]+) (?:goes|go|shall go|should go|is sent|gets sent|must go)(?: out)?\\b`,
      'g',
    ),
    'send $1',
  ],
  [/\b(?:all|everyone of) the days\b/g, 'every day'],
  [/\b(?:to|at) the (\d{1,2}(?::\d\d)?) (?:of|in) the (morning|afternoon|evening|night)\b/g, 'at $1 in the $2'],
  [/\bremember me (?=to\b|of\b|about\b|that\b)/g, 'remind me '],
  [
    /\b(bigger|larger|greater|higher|more|less|smaller|lower) (?:of|from|as|then) (?=(?:[$€£]|kes |ksh |usd )?\d)/g,
    '$1 than ',
  ],
  [new RegExp(`\\b(payment|booking|meeting|issue|charge) of (?=${NAMED}\\b)`, 'g'), '$1 on '],
  [
    /\b(?:take|takes|makes|make|reserves) (?:an? )?(?:rendez-?vous|rdv|appointment|termin|cita)s? (?:on|in|with|through|via) /g,
    'books a meeting on ',
  ],
  [/\bfor to (?=say\b|tell\b)/g, 'to '],
  [new RegExp(`(${SORT}[^.;\\n\\uE001]{0,30}) what (?=says\\b)`, 'g'), '$1 that '],
  [/\b(?:advise|apprise) (?=me\b|us\b|the\b|my\b|our\b|\uE006)/g, 'tell '],
  [
    /\bsend to ([a-z]+) (an? [a-z]+),? (?:and )?(?:his|her|their) (?:number|phone|whatsapp|e-?mail|address)(?: number| address)? is (?=[\uE003\uE004])/g,
    'send $2 to ',
  ],
  // "share the message “…”": the thing and its words.
  [
    /\b(share|send|post|put|drop|write) (?:(?:the|this|a|following) )*(?:message|text|note|words|line|sentence):? (?=\uE001)/g,
    '$1 ',
  ],
  // "subject X and body Y".
  [
    /\b(subject (?:is |: ?)?[^,;:\n\uE001-\uE010]{2,60}?),? (?:and )?(?:with )?(?:the )?(?:body|text|message):? (?=[a-z\uE001])/g,
    '$1, body: ',
  ],
  [
    new RegExp(
      `(${SORT} to [\\uE003\\uE004\\uE006]+),? (?:with )?(?:the )?(?:text|message):? (?=[a-z])(?![^.;\\n]*[\\uE003-\\uE006])`,
      'g',
    ),
    '$1 saying ',
  ],
  [new RegExp(`^(?:schedule|arrange|plan) (?:one|an?) (?=${SORT}\\b)`, 'g'), 'send a '],
  [/(?<=\b(?:if|when) [^,.;\n]{5,60}\d) (?=(?:put|post|drop|share) \uE001)/g, ', '],
  [/\bkwa ([a-z]+ [a-z]+) (?=\uE004)/g, 'to my $1 '],
  // Times and limits: "next Friday 4", "every Monday 9".
  [new RegExp(`\\b(${WEEKDAY}),? (1[0-2]|[1-9])(?= *(?:[.,;!?\\n]|$))(?! *,? *(?:and|to|-|–) *\\d)`, 'g'), '$1 at $2'],
  [new RegExp(`\\b((?:every|each) ${WEEKDAY}),? (1[0-2]|[1-9]) (?=${ORDER} )`, 'g'), '$1 at $2 '],
  [/\bfirst thing (?=every|each|in the morning|on )/g, ''],
  [/\bat the (?:start|beginning) of (each|every) ((?:working |business |week)?day)\b/g, '$1 $2'],
  [
    /(?<=\b[a-z]*days?|morning|evening|afternoon),? (?:at )?(?:around|about|roughly|approximately) (?=\d{1,2}(?::\d\d)?(?: ?(?:am|pm))?(?:[,.;]|$))/g,
    ' at ',
  ],
  [/\b(?:once|twice|\d times|two times|three times) a week[,:] (?=(?:on )?(?:mon|tue|wed|thu|fri|sat|sun))/g, 'every '],
  [/\b(month|quarter)ly[,:]? (?:on )?(?:the )?(first|last) day,? (?:at )?(?=\d)/g, 'on the $2 day of every $1 at '],
  [
    /\b(?:i (?:need|want) )?an? (hourly|daily|weekly|monthly) (ping|check|call|request) (?:of|to|on) (?=\uE005)/g,
    '$1 $2 ',
  ],
  [new RegExp(`(${MONEY}) (?:max(?:imum)?|tops|at most) (?:daily|a day|per day|each day)\\b`, 'g'), 'at most $1 a day'],
  [
    /\b(check|call|ping|hit|open|test) (?:(?:my|our|the|this) )?(?:website|web site|site|page|shop|server|endpoint)(?: (?:at|on|under))? (?=\uE005)/g,
    '$1 ',
  ],
  [/\b(?:telling|stating|informing|mentioning) that (?=[a-z])/g, 'saying '],
  [
    /\b(?:regarding|about|concerning) ([^,;:\n\uE001-\uE010]{3,60}), (?:and )?body:? (?=[a-z\uE001])/g,
    ', subject: $1, body: ',
  ],
  // "the general channel on slack".
  [
    /\b(?:in|to|on) (?:the |our |my )?(?!(?:same|that|this|an?|slack|other|new|public|private|right)\b)([a-z][a-z0-9_-]+) channel (?:on|in|of) slack\b/g,
    'in #$1',
  ],
  [
    /\b(?:in|to|on) (?:the |our |my )?slack channel (?:called |named )?(?!(?:in|on|at|of|with|that|this|the|a|for|and)\b)([a-z][a-z0-9_-]+)(?= *(?:\uE001|[,.;:]|$))/g,
    'in #$1',
  ],
  [
    /(?:,| and) (?:it|this|that|the (?:text|summary|result|post)) (?:goes|should go|must go|comes|is posted|is sent) (?:to|in|into|on) (?:slack )?(?=\uE006)/g,
    ' and post it in ',
  ],
  // Terse: "payment in -> …", "stripe fail → …", "a > b".
  [/^(payment|money|booking|order) in (?=->|→|=>|,|:)/g, 'when a $1 comes in '],
  [/\b(stripe|intasend) (?:fail|fails|failed|failure)(?= *(?:→|->|=>|,|:))/g, '$1 payment fails'],
  [new RegExp(`(?<!\\b(?:${MEASURED})) > (?!${AMOUNT})(?=[a-z\\uE001-\\uE010])`, 'g'), ' → '],
  [/\b(?:moan|grumble|complain|bark|cry|whine) (?=(?:in|at|to|on) (?:our |the |my )?\uE006)/g, 'post '],
];

/** The text with these ways of speaking in plain form. */
export const inOneEnglish = (source: Source): string => reworded(source, WAYS);
