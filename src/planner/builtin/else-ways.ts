import type { Source } from './mask.ts';
import type { Way } from './plain-trust.ts';
import { reworded } from './plain-ways.ts';

/** "Any other status, do nothing", "leave the others alone": what is left alone, however it is said. */

const SIDE = '(?:less|fewer|lower|smaller|below|under|more|bigger|larger|higher|above|over)';
/** "any other status", "anything else", "if it is something else", "smaller ones". */
const CASE = `(?:(?:for|with|in|on|when|where|if|at) )?(?:(?:it|this|that|the [a-z]+|there)(?: (?:is|has|was|says|are)|'s)(?: n[o']t)? )?(?:(?:any|every|all|each|the|some)(?: of)?(?: the)? other(?: [a-z]+| ones?)?|(?:any|every|some)thing else|all(?: the)? else|whatever else|(?:all )?(?:the )?(?:rest|others)(?: of (?:them|it))?|other(?: [a-z]+s| ones)|(?:any|every)thing ${SIDE}(?: than)?(?: that| this)?|(?:the )?${SIDE} (?:ones|payments|amounts|orders)|(?:otherwise|else|or else|if not))`;
const SENT = '(?:message|e-?mail|sms|text|action|post|reply|alert|notification|reminder|note|answer|call)';
const THEM = '(?: (?:it|them|that|those|this|me|us|anyone|anything|at all))*';
/** "do nothing", "no message", "just skip it", "you can ignore them". */
const NOTHING = `(?:(?:please |just |simply |then |you |we |i |it |can |could |should |may |must |shall |to |is |are |be |gets? |there |will |needs? |has |have )*(?:do nothing|nothing(?: at all)?(?: (?:(?:should|must|shall|will|needs? to|has to|is to|gets?|is) )?(?:be )?(?:happens?|done|sent|posted|to do|to be done|needed|required|necessary))?|no (?:such )?${SENT}s?(?: (?:is |are |at all|please)*(?:needed|sent|required|necessary)?)?|no need(?: to (?:do|send|post|tell|email|text)${THEM})?|not (?:needed|necessary|interesting|relevant)|ignored?|skip(?:ped)?|dropped?|disregard(?:ed)?|left alone|leave|stay (?:silent|quiet)|keep (?:silent|quiet)|silence|don't (?:do|send|post|bother|tell|text|email|write|care)|do not (?:do|send|post|bother|tell|text|email|write|care)|(?:doesn't|don't|does not|do not) (?:matter|count|interest|concern|need anything)(?: to)?|(?:is|are) of no interest(?: to)?)${THEM}(?: (?:alone|out|be|please|about|as (?:it|they) (?:is|are)|at all|to happen))*)`;
const ORDER =
  '(?:e-?mail|text|sms|whatsapp|message|post|send|tell|notify|alert|slack|create|add|log|ping|write|call|save|open|remind)';
const END = '(?= *(?:[.!;\\n]|$))';

const WAYS: Way[] = [
  // "Any other status, do nothing." — "The rest can be ignored."
  [
    new RegExp(`([.;,\\n]|[.;,] ?(?:and|but)| -| –) ?(?:and |but )?${CASE} ?[,:–→-]* ?${NOTHING}${END}`, 'g'),
    '. Otherwise do nothing',
  ],
  // "Leave all other statuses alone." — "No message for the others."
  [
    new RegExp(
      `([.;,\\n]|[.;,] ?(?:and|but)| -| –) ?(?:and |but )?${NOTHING}(?: (?:for|with|about|on|of|in|to|when|where|if))* ${CASE}(?: (?:alone|out|be|cases?|please))*${END}`,
      'g',
    ),
    '. Otherwise do nothing',
  ],
  // "Any other status: post …".
  [
    /([.;,\n] ?)(?:and |but )?(?:for |with |on |in |at |from |if (?:it|the [a-z]+)(?:'s| is) )?any other (?!(?:day|week|month|year|hour|time|morning|monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?\b)[a-z]+ ?[:,] (?=[a-z])/g,
    '$1otherwise ',
  ],
  // "for any other county email …".
  [
    new RegExp(
      `([.;,\\n] ?)(?:and |but )?(?:for|with|on|in|from|at) (?:any|every|all) others? (?!(?:day|second|week|month|year|hour|time|morning|monday|tuesday|wednesday|thursday|friday|saturday|sunday|e-?mail|text|sms|message)s?\\b)[a-z]+ (?:please |just |simply |then )?(?=${ORDER} )`,
      'g',
    ),
    '$1otherwise ',
  ],
  // "If severity is critical …. If not critical, …".
  [
    /(\bis (?:exactly )?([a-z][\w-]+)\b[\s\S]*?[.;,\n] ?)(?:and |but )?if not (?=\2\b)/g,
    (before) => `${before}if it is not `,
  ],
];

/** The text with what is left alone in plain form. */
export const withNothingElse = (source: Source): string => reworded(source, WAYS);
