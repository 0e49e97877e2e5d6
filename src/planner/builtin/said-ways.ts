import type { Source } from './mask.ts';
import type { Way } from './plain-trust.ts';
import { reworded } from './plain-ways.ts';

/** What is told as a little story, brought into plain words: somebody does something, time goes by, it starts on my word. */

const SOMEBODY =
  '(?:someone|somebody|people|they|an? (?:new )?(?:client|customer|guest|visitor|person|lead|student|patient|member|buyer|user))';
const DOES =
  '(?:books?|pays?|schedules?|signs? up|orders?|buys?|submits?|fills?|registers?|enquires?|subscribes?|writes?)';
const TIME = '(?:an?|one|two|three|four|five|six|half an|\\d+) (?:minute|min|hour|day|week)s?';

/** What a message says, in a sentence of its own. */
const WORDS =
  '(?:(?:the |its |and |with |exact |message |full )*(?:wording|text|message|words|body|content|copy|message text)(?: (?:of it|there))?(?:(?: (?:is|reads|says|goes|(?:should|must|shall|has to|needs to|is to) (?:be|read|say|go))(?: like this)?)(?: ?:)? | ?: )|(?:(?:it|this|that|the (?:message|text|note|post|sms|e-?mail)) (?:(?:should|must|shall|has to|needs to|will|is to) (?:say|read)|says|reads)|(?:please )?(?:make it|let it|have it) (?:say|read)|say|saying|it goes)(?: ?:)? )';
const HANDLE =
  "(?:please |can you |could you |will you |would you |i want you to |i'd like you to |now |so )*(?:(?:do|take|handle|run) (?:it|this|that)(?: over)?|take over|take care of (?:it|this|that)|do (?:so|the same))(?: (?:for me|for us|instead|instead of me|from now on|automatically|from me|please))*";

const WAYS: Way[] = [
  // "email ann@…. Subject: Boilers. Body: …".
  [
    /(\uE003[^\uE001\uE002\n]{0,60}?) ?[.;\n]+ ?(?=(?:with )?(?:the )?subject(?: line)?(?: is|:| ?=) ?[a-z\uE001])/g,
    '$1, ',
  ],
  [
    /(\bsubject(?: line)?(?: is|:| ?=) ?[^.;\n]{2,60}?) ?[.;\n]+ ?(?:the )?(?:body|text|message)(?: text)?(?: is|:| ?=) ?(?=[a-z\uE001])/g,
    '$1, body: ',
  ],
  [
    new RegExp(
      `([\\uE003-\\uE006][^\\uE001\\uE002\\n]{0,90}?)(?: ?[.!?;\\n]+ ?| [-–—] ?|, (?:and )?(?=(?:it|this|that|make|have|let) ))${WORDS}(?=\\uE001)`,
      'g',
    ),
    '$1 saying ',
  ],
  // "I invoice X on the 25th. Do it for me at 7, payable within 30 days".
  [
    new RegExp(
      `[.;!\\n]+ ?${HANDLE}(?:,? (?=(?:at|on|every|each|from)\\b)|,? (?=payable|due|net \\d)|(?=[.!]?\\s*$))`,
      'g',
    ),
    ', ',
  ],
  [/[.;!\n]+ ?(?=(?:payable|net|due|payment due|to be paid) (?:within |in |on |after )?\d)/g, ', '],
  [
    /\b(?:grab|take|pick|snag|reserve|claim|book|choose|nab)s? (?:an?|one of (?:my|our)|some|another|the next) (?:free |open )?(?:slot|time|spot|session|call|appointment|consultation|hour|place)(?: with (?:me|us))? (?:on|via|through|in|using|over) (?:my |our |the )?(?=calendly)/g,
    'books a meeting on ',
  ],
  [
    /\bschedules?(?: (?:an? |the )?(?:call|meeting|session|appointment|time))?(?: with (?:me|us))? (?:on|via|through|in|using|over) (?:my |our |the )?(?=calendly)/g,
    'books a meeting on ',
  ],
  [
    new RegExp(
      `^((?:hi |hey |hello )?)(${SOMEBODY} ${DOES}\\b[^.:;\\n]{3,60})[.:] (?!when|whenever|every|each|as soon|once|if (?:they|so)|after)(?=[a-z])`,
      'g',
    ),
    '$1when $2, ',
  ],
  [new RegExp(`\\blet (${TIME}) (?:go by|pass(?: by)?|elapse)\\b`, 'g'), 'wait $1'],
  [/\bon my (?:command|signal|word|say-?so|go|cue|call)\b/g, 'when i ask'],
  [
    /\b(?:no|without an?y?) (?:timer|schedule|trigger|clock)s?[,;:]? (?:i'?ll|i will|i want to|i'?d) (?:start|run|trigger|kick off|launch|fire|set off) (?:it|this|that)(?: off)? (?:myself|by hand|manually|on my own)[:,]?/g,
    'when i ask,',
  ],
  [
    /\b(?:don'?t|do not|never) let (?:it|this(?: one)?|that(?: one)?|the workflow|them) (?:spend|pay(?: out)?|send|move|give out) more than\b/g,
    'never more than',
  ],
  [/\b(never more than [^.;\n]{1,20}?) in (?:a|one|any) day\b/g, '$1 a day'],
  [
    /,? and (?:to )?no ?(?:other|one else's) (?:number|phone|recipient|account|line)s?(?: (?:is |are |to be )?(?:allowed|permitted|ok|okay|possible))?(?:,? ever)?\b/g,
    ', only to that number',
  ],
  [
    /\b(?:go (?:down|over|along|through)|work (?:down|through)|run (?:down|through)|take) (?=(?:my|our|the|all|every|each) [^.;\n]{0,40}?\b(?:sheet|spreadsheet|list|table|rows?)\b)/g,
    'read ',
  ],
  [/,? ?not one after (?:(?:the )?other|another)(?=,| )/g, ''],
  [
    /\b(?:if|should|when|in case) (?:the (?:request|call|ping|check|response|answer)|it) (?:ever )?(?:comes?|came|be|is|are|goes|went) (?:back )?(?:broken|bad|failed|failing|with an error|red|not ok(?:ay)?|wrong|sour)(?=[,:;. ]|$)/g,
    'if it fails',
  ],
  // "at 8: …": the colon ends the time.
  [/\b(at \d{1,2})(?: ?[:–—-]) (?=[a-z])/g, '$1, '],
  [
    /(?<!\b(?:post|send|share|put|drop|get|email|text|with|and|whatsapp|write) (?:me |us )?(?:the |a )?)((?:the )?(?:weather |rain )?forecast (?:for|of) [^.;,\n\uE001-\uE010]{2,30}?) (?:into|to|in|on) (?=\uE006)/g,
    'get $1 and post it in ',
  ],
];

/** The text with its little stories in plain form. */
export const withStories = (source: Source): string => reworded(source, WAYS);
