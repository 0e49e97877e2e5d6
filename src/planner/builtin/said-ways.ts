import type { Source } from './mask.ts';
import type { Way } from './plain-trust.ts';
import { reworded } from './plain-ways.ts';

/** What is told as a little story, brought into plain words: somebody does something, time goes by, it starts on my word. */

const SOMEBODY =
  '(?:someone|somebody|people|they|an? (?:new )?(?:client|customer|guest|visitor|person|lead|student|patient|member|buyer|user))';
const DOES =
  '(?:books?|pays?|schedules?|signs? up|orders?|buys?|submits?|fills?|registers?|enquires?|subscribes?|writes?)';
const TIME = '(?:an?|one|two|three|four|five|six|half an|\\d+) (?:minute|min|hour|day|week)s?';

const WAYS: Way[] = [
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
    /\bgo (?:down|over|along|through) (?=(?:my|our|the|all|every|each) [^.;\n]{0,40}?\b(?:sheet|spreadsheet|list|table|rows?)\b)/g,
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
