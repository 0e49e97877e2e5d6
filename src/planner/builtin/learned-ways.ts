import type { Source } from './mask.ts';
import type { Way } from './plain-trust.ts';
import { reworded } from './plain-ways.ts';

/** English as people write it who grew up with another language: "you do", "make an email on", "nr is", "when it fail". */

const SORT = '(?:sms|text(?: message)?|e-?mail|mail|whatsapp(?: message)?|slack(?: message)?|message)';
const OPENS = String.raw`((?:^|[.;:,!?\n(]|→|->|=>|\b(?:and|then|but|otherwise|so|after|also|please|first|next|last|lastly|finally)\b,?) *)`;
const ORDER =
  '(?:do|make|create|generate|send|give|e-?mail|mail|text|sms|whatsapp|post|add|note|put|write|log|raise|call|pay|book|reserve|take|get|read|search|look|tell|say|check|ask|wait|draw|summari[sz]e|withdraw|transfer|open|save|store|remind|invoice|bill)';
const SOMEBODY =
  '(?:someone|somebody|anyone|(?:an? |the |my |our |new )*(?:client|customer|guest|visitor|person|student|patient|member|buyer|user|payment|booking|meeting|order|issue|request|call|page|site|shop|server|it|that))';
const RECORD = '(?:invoice|record|row|line|card|contact|ticket|page|task|entry|payment link|event)';
const TOLD = '(?:comment|message|text|review|feedback|question|field|answer|complaint|issue|ticket|request)';

const third = (verb = ''): string => (/(?:s|sh|ch|x|o)$/.test(verb) ? `${verb}es` : `${verb}s`);

const WAYS: Way[] = [
  // "client pays with intasend and make invoice": what starts it, told.
  [
    new RegExp(
      `(^|[.!;\\n] ?)((?:an? |the |my |our |new )*(?:client|customer|guest|person|student|patient|member|buyer|someone|somebody) (?:pay|book|order|reserve|buy|cancel|register)s?\\b[^.;,\\n\\uE001-\\uE010]{0,40}?),? (?:and then|and|then) (?:you )?(?=${ORDER} )`,
      'g',
    ),
    '$1when $2, ',
  ],
  [
    /([,;.]) ?(?:and )?(?:(?:last(?=,? (?:you|they|he|she|it|we|send|post|put|write|add|tell|email|text|sms|make|create|note|pay|call)\b)|to finish|as (?:the )?last(?: (?:step|thing))?),? (?!(?:of|the|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|days?|weeks?|months?|years?|working|business|weekdays?)\b)|(?:at|in) the (?:very )?end,? (?!of\b))(?=[a-z])/g,
    '$1 finally ',
  ],
  [
    /(?<=\b(?:make|create|do|send|write|generate|draw|put|post|add|book)(?: [a-z]+){0,2} )one (?=(?:[a-z]+ )?[a-z]+\b)(?!(?:thing|at|by|after|of|more)\b)/g,
    'a ',
  ],
  [/\b(sms|text|whatsapp|e-?mail|message|send|write) (?:2|4) (?=[\uE003\uE004\uE006])/g, '$1 to '],
  [/\b(\d+ (?:days|weeks|months)) for (?:pay|paying|the payment|payment)\b/g, '$1 to pay'],
  [
    new RegExp(
      `\\b(?:write|send|give) (?:to )?(the (?:client|customer|guest|payer|buyer|person|traveller|student|member|invitee)) (?:an? |one )?(${SORT}) (?=(?:with|about|that|where)\\b)`,
      'g',
    ),
    'send $1 a $2 ',
  ],
  [
    /\b(e-?mail|sms|text|whatsapp|message|send|tell|write) to (the (?:client|customer|guest|payer|buyer|person|traveller|student|member|invitee)) (?=(?:the|their|his|her|its) )/g,
    '$1 $2 ',
  ],
  [/(?<=[\uE003\uE004\uE006]) (?=(?:who|what time|how much)\b)/g, ' with '],
  [
    /,? (?:with (?:the )?)?(title|name|text|subject) (?:is |be )?(?:the )?(?:same|equal)(?: as| like| to)? (?:the |that |this )?(?=(?:issue|event|meeting|payment|order|ticket)\b)/g,
    ' with the same $1 as the ',
  ],
  [
    /\b(?:carrying|bearing|having|keeping|using) (?=(?:the|its) (?:same )?(?:title|name|text|subject|number|amount)\b)/g,
    'with ',
  ],
  [/\bquestion (?:if|whether) /g, 'asking whether '],
  [
    /\b(?:for|to) (?:everybody|everyone|each (?:one|person)|all people) (?:there|in it|on it|in there|on the list),? /g,
    'for each row ',
  ],
  [/\bin (?:the |one )?same (?:time|moment)\b/g, 'at the same time'],
  [/\bat same (?:time|moment)\b/g, 'at the same time'],
  [
    /(?:,? (?:only|just) (?:the|this|that) (?:text|words|message|sentence))(?:,? (?:and )?nothing (?:else|more))?(?=[\s.!]*$)/g,
    '',
  ],
  [
    /\b(?:a |an |one )?(?:thing|something) (?:that|which) i (start|run|trigger|launch) (?:by|with|from) my (?:own )?hands?\b/g,
    'on demand',
  ],
  [/(?:,| and) it (send|pay|withdraw|transfer)s? (?=(?:(?:kes|ksh) ?)?\d)/g, ': $1 '],
  [/\b(make|create|build|do) for (?:me|us) /g, '$1 '],
  [
    /^for (?:the )?[a-z]*(?:ing|ness|ety|ity|tion)(?: (?:of|for|against|about|in) [a-z ]{3,60}?)?, (?=(?:every|each|at|on|daily|in|post|send)\b)/g,
    '',
  ],
  [/(?<=[a-z0-9\uE001-\uE010]),? (?:and )?(?:then )?make it (?:short|brief|compact)\b/g, ', then summarise it'],
  [
    /(\b(?:text|sms|whatsapp|message|send|tell|e-?mail|ping)(?: it)?) to me,? (?:my |the )?(?:number|phone|nr|mobile|address|e-?mail)\.? is (?=[\uE003\uE004])/g,
    '$1 to ',
  ],
  [
    /\bthe amount (?:what|that|which) (?:he|she|they|the client|the customer) (?:paid|pays|has paid|have paid)\b/g,
    'the amount',
  ],
  [/,? after (?:that |this )?(?:you )?(?=(?:write|put|add|send|post|save|note) (?:it|that|this|them)\b)/g, ', then '],
  // "after 3 hours from now", "in 3 hours from now".
  [/\b(?:after|in) ((?:\d+|an?|one|two|three|half an) (?:minute|min|hour|day|week)s?) from now\b/g, 'in $1'],
  [
    /\b(?:when|once|if) it(?:'s| is)? (?=(?:at )?\d{1,2}(?::\d\d)? ?(?:am|pm|o'?clock|in the (?:morning|afternoon|evening))\b)/g,
    'at ',
  ],
  [/\bwhen is (?=(?:at )?\d{1,2}(?::\d\d)? ?(?:am|pm|o'?clock|in the (?:morning|afternoon|evening))\b)/g, 'at '],
  [/\bon (?:the )?day (\d{1,2}) (?=of (?:the |every |each )?month\b)/g, 'on the $1th '],
  // "client pay with intasend", "when it fail".
  [
    new RegExp(
      `(?<!\\b(?:let|make|have|see|should|must|will|can|do|does|did|to) (?:the |an? )?)\\b(${SOMEBODY}) (fail|pay|book|come|reserve|cancel|order|buy|work|arrive|register|answer|happen|succeed)(?= |,|;|:|$)(?! (?:to )?(?:\\uE004|(?:kes|ksh|usd) ?\\d|\\d))`,
      'g',
    ),
    (who, verb) => `${who} ${third(verb)}`,
  ],
  // "you do …", "please do generate …", "can you make for me …": the order alone.
  [
    new RegExp(
      `${OPENS}(?:(?:please|then|now|also) )*you (?:(?:must|should|can|please|then|also|just|will) )*(?=${ORDER} )`,
      'g',
    ),
    '$1',
  ],
  [/\b(?:please |then |also )?do (?:please )?(?=(?:generate|create|make|send|post|search|write|book) )/g, ''],
  [/\b(make|create|do|write|send) (?:please|for me|for us|to me please) (?=an? )/g, '$1 '],
  // "do whatsapp to", "make an email on x@y", "write sms for".
  [
    new RegExp(
      `\\b(?:do|make|write|put|give|drop) (?:an? |one )?(${SORT}) (?:to|on|at|for|in) (?=[\\uE003\\uE004])`,
      'g',
    ),
    'send $1 to ',
  ],
  [
    new RegExp(
      `\\b((?:send|write) (?:an? |me |us )?${SORT}|${SORT}) (?:on|at|for|in) (?:number |nr\\.? |address )?(?=[\\uE003\\uE004])`,
      'g',
    ),
    '$1 to ',
  ],
  [/\b(?:nr|no|num|tel|mob|ph)\.? is (?=\uE004)/g, 'number is '],
  [
    /\b(?:do|make) (?:the |an? )?(?:booking|reservation) of (?=(?:the |an? |their )?(?:hotel|flight|room|trip))/g,
    'book ',
  ],
  // "…, what comes out send by email to", "this summary you send by email on": the thing before its order.
  [
    new RegExp(
      `${OPENS}(what(?:ever)? (?:comes? out|it finds?|you find|is found)|(?:this|that|the) (?:(?!you\\b)[a-z]+ )?(?!you\\b)[a-z]+) (?:you )?(?:please )?(send|post|put|write|e-?mail|forward|share) (?:it )?(?:by (${SORT}) )?(?:to|on|in|for|into) (?:slack )?(?:my |our |the )?(?=[\\uE003-\\uE006])`,
      'g',
    ),
    (before, what, verb, by) => `${before}${by || verb} ${what} to `,
  ],
  // "the ai should make from the comment a short summary".
  [
    new RegExp(
      `\\b(?:the |an )?(?:ai|claude|gpt|chatgpt) (?:should|must|can|will|has to|shall) (?:make|write|create|do|give) (?:from|of|out of) ((?:the |this |that |their )?(?:field )?${TOLD}(?: (?!an? |one |short|brief)[a-z]+)?) (?:an? |one )?(?:(?:short|brief|quick|small|little) )?summary\\b`,
      'g',
    ),
    'summarise $1',
  ],
  [
    /\b(?:the |an )?(ai|claude|gpt|chatgpt) (?:should|must|will|has to|shall) (?=(?:write|make|create|summari[sz]e|draft|answer|translate|classify) )/g,
    'have $1 ',
  ],
  // "and the client receive email with", "customer gets a whatsapp with".
  [
    new RegExp(
      `${OPENS}(?:at the end |finally |then )*(?:the |our |my )?(client|customer|guest|payer|buyer|person|traveller|student|member|(?<=\\b(?:the|our) )[a-z]+) (?:should |must |will |shall )?(?:gets?|receives?|is getting|have) (?:an? |one )?(${SORT}) `,
      'g',
    ),
    '$1send the $2 a $3 ',
  ],
  [
    new RegExp(
      `${OPENS}(?:they|he|she|everyone|everybody) (?:should |must |will |shall |also |then )*(?:gets?|receives?) (?:an? |one )?(${SORT}) `,
      'g',
    ),
    '$1send them a $2 ',
  ],
  // "…, and then a warm thank-you email to the buyer".
  [
    new RegExp(`((?:\\b(?:then|and|finally)|[→,;.]|->|=>) *)(an? (?:[a-z-]+ ){0,2}?${SORT}) (?=(?:to|for) )`, 'g'),
    '$1send $2 ',
  ],
  // "an invoice gets made", "they land as a record in".
  [
    new RegExp(
      `${OPENS}(an? (?:new |quickbooks )?${RECORD}) (?:gets|is|should be|must be|will be|has to be|shall be|needs to be) (?:then |automatically )?(?:made|created|raised|issued|drawn up|written|generated|added|opened|put)`,
      'g',
    ),
    '$1create $2',
  ],
  [
    new RegExp(
      `${OPENS}(?:they|he|she|it|that|the (?:client|customer|payer|buyer|guest)) (?:should |must |will |then |also )*(?:lands?|goes|go|ends? up|comes?) as an? (${RECORD}) (?:in|into|on|to) `,
      'g',
    ),
    '$1add a $2 to ',
  ],
  [
    /\b(?:for|of|over|with) (?:what|whatever|the sum|the amount)(?: that)? (?:he|she|they|the (?:client|customer|payer|buyer)) (?:has |have |just )?paid\b/g,
    'for the amount',
  ],
  // "email every student when their lesson is".
  [
    new RegExp(
      `\\b(${SORT}|tell|remind) ((?:every|each|all|the) [^.;,\\n\\uE001-\\uE010]{3,40}?) (?:when|what time|how much|who|what|where) (their|his|her|its|the) ([a-z]+) (?:is|are|starts|costs|was|will be)(?=[\\s.!]*$)`,
      'g',
    ),
    '$1 $2 with $3 $4',
  ],
  // "github repo acme/shop: a fresh issue …": the source as a heading.
  [
    /^((?:(?:in|on|at) )?(?:(?:my|our|the) )?github (?:repo(?:sitory)? )?[\w.-]+\/[\w.-]+) ?[:,–-] ?(?:when(?:ever)? |if )?(?:an? |every |each |any )?(?:fresh |new )?(issue|pull request|pr|release)\b/g,
    'a new $2 in $1',
  ],
  [
    /\bto (?!(?:my|our|the|his|her|their|number|nr|phone|mobile|mpesa|m-pesa|whatsapp|sms|text|this|that|me|us|it|only)\b)([a-z]{3,}) (?=\uE004)/g,
    'to my $1 ',
  ],
  // "our form makes webhook to you", "is sending you a webhook".
  [
    /\b((?:our|my|the|a|their) [a-z]+(?:'s)?(?: [a-z]+){0,2}?) (?:will |is |are |can |does )*(?:post|send|submit|push|make|fire|call|do|give|trigger)(?:s|ing)? (?:you |us |me )?(?:an? |the |one )?webhook(?: call)?s?(?: (?:to|for|at|on) (?:you|us|me|here|nod))?\b/g,
    '$1 posts to a webhook',
  ],
];

/** The text with these wordings as they stand in ordinary English. */
export const inPlainEnglish = (source: Source): string => reworded(source, WAYS);
