import { MONEY, type Way } from './plain-trust.ts';

/** What a payment is for, told beside it: "(rent)", "pay Shiru's transport, 1,500 KES to +254…". */

const ASKS =
  "ask(?:s|ed|ing)?|approv\\w*|confirm\\w*|agree\\w*|authori[sz]\\w*|consent|permission|permitted|sign(?:ed|s)?[ -]?off|ok|okay(?:ed)?|yes|no|not|\\w+n't|nod|go-?ahead|green light|say-?so|blessing|verif\\w*|check(?:ed|s)?(?!-)|review\\w*|wait\\w*|hold|held|pending|tbc|manual|manually|subject to|depending|provided|assuming|whether";
const NARROWS =
  'once|twice|unless|until|till|if|when|whenever|while|as soon as|then|never|always|only|limit\\w*|max\\w*|min|minimum|cap|capped|at most|at least|up to|more than|less than|over|above|below|under|except|excluding|skip\\w*|after|before|during|since|otherwise|else|instead|every|each|per|but|please|pls|kindly|again|weekdays?|weekends?|holidays?|retry|retried|stop\\w*|cancel\\w*|start(?:s|ing)?|end(?:s|ing)|optional|maybe|same|also|too';
const SOMEBODY =
  'i|me|you|he|she|they|we|us|it|this|that|these|those|is|are|was|were|will|must|should|can|may|need(?:s|ed)?|require[sd]?|let|make sure';
const ORDER =
  'text|sms|call|post|e-?mail|mail|whatsapp|message|notify|tell|remind|log|add|create|write|send|pay|withdraw|transfer|ping|inform|note|record|repeat|show|do|run|use|from|through|in|on|at|by|via|to|with|without|(?:monthly|daily|weekly|yearly|first)(?= *[),:])';

/** A clause, and no thing that is paid for: it asks, narrows, times or orders. Looked for up to the end of what was told. */
const clause = (end: string): string =>
  `(?!(?:${ORDER})\\b|[^${end}.;\\n]{0,40}\\b(?:${ASKS}|${NARROWS}|${SOMEBODY})\\b|[^${end}.;\\n]{0,30}\\bfirst *[${end}])`;

/** What stands in brackets and is a thing: "rent", "fees for the first term". */
export const IN_BRACKETS = `\\(${clause(')')}([a-z][a-z' -]{2,30})\\)`;

const YES = '(?:yes|ok(?:ay)?|approval|confirmation|permission|go-?ahead|sign-?off|nod|consent)';

export const PAID_FOR: Way[] = [
  // "(approval needed)", "(but ask first)", "(once approved)": a yes of the one who says so.
  [
    new RegExp(
      `\\((?:(?:but|and|then|please|pls|always|only|first)[, ]+)*(?:(?:ask|check|confirm|show)(?: (?:it|with))*(?: me)?(?:,? (?:first|before(?:hand)?|please))*|(?:(?:with|on|after|upon|needs?|requires?|get|wait for|await|pending) )?(?:my|manual|a) ${YES}(?:,? (?:first|needed|required|please))*|${YES} (?:first|needed|required)|(?:needs?|requires?) ${YES}|(?:(?:once|when|if|to be|must be|after being) )?approved(?: by me)?|to approve)\\)`,
      'g',
    ),
    '(ask me first)',
  ],
  [
    new RegExp(
      `\\b(pay|send|withdraw|transfer) ((?!for\\b|out\\b|them\\b)${clause(',:')}[a-z][a-z' -]{2,40}?)[,:] (${MONEY}) (to (?:[a-z]+ )?(?:on )?)(\\uE004+)`,
      'g',
    ),
    (does = '', what = '', amount = '', to = '', number = '') =>
      `${does} ${amount} ${to}${number} described as “${what}”`,
  ],
  // A name says whose it is.
  [
    new RegExp(
      `(\\b(?:pay|withdraw|transfer|link|invoice|send(?= (?:kes|ksh|usd|[$€£]|\\d[\\d,.]*k? ?(?:kes|ksh|bob|shillings))))\\b[^.;\\n\\uE001]{0,60}?(?:${MONEY}|\\uE004+)) ?(?!\\((?:about|m-?pesa|(?:her|his|my|our|the|their) (?:number|phone|line|m-?pesa|account|same)|(?:one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|[a-z]+teen|a)[a-z -]*(?:hundred|thousand|shillings|bob)|or|and|plus|incl|excl)\\b)${IN_BRACKETS}`,
      'g',
    ),
    (before = '', what = '') => (/^\p{Lu}/u.test(what) ? `${before} (${what})` : `${before} described as “${what}”`),
  ],
];
