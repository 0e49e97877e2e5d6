import type { Source } from './mask.ts';
import type { Way } from './plain-trust.ts';
import { reworded } from './plain-ways.ts';

/** Things spoken of sideways: what should turn into what, what is new, only those of a kind, one thing beside another. */

const BECOMES =
  '(?:should|must|needs? to|has to|have to|is to|are to|ought to|shall|gets to|will)(?: then| also| automatically)? (?:turn into|become|be turned into|be made into|end up as|be made|result in|make|create|be copied (?:in)?to as|be mirrored as|give me)';
const NEW = '(?:fresh|new|brand new|newly (?:opened|created|filed)|incoming|just opened)';
const KIND =
  '(?:issue|ticket|lead|contact|payment|order|booking|meeting|form|submission|card|record|event|row|request)';

/** "complaints" as one of them. */
const oneOf = (verb = '', many = ''): string =>
  `if it is a ${many.replace(/ies$/, 'y').replace(/(?<=[sxz]|ch|sh)es$|s$/, '')} ${verb} it `;

/** What is made somewhere, and how it is ordered. */
const MADE = '(record|card|page|contact|issue|task|ticket|event|entry|row|line)';
const made = (before = '', what = ''): string =>
  `${before}${/^(?:row|line)$/i.test(what) ? 'add a row' : `create a ${what}`} `;
const STORES = '(?:airtable|notion|trello|hubspot|jira|github|google|sheets?|spreadsheet|table|board|base|database)';

const CLOCK = String.raw`\d{1,2}(?:[:.]\d\d)?(?: ?[ap]m)?|noon|midnight`;
const WAYS: Way[] = [
  // "make one card per item in the Packing list".
  [
    /\b(make|create|add|write|open|raise|send) (?:one|an?|a single) ([^,.;\n]{2,60}?) per (item|row|line|entry|product|person|guest|name)\b/g,
    'for each $3 $1 a $2',
  ],

  // "→ card in the Onboarding list of my Trello board", "a record in the Volunteers table on Airtable, a note in #volunteers".
  [
    new RegExp(
      `((?:→|->|=>) ?)(?:an? |one |the )?(?:new )?${MADE} (?=(?:in|on|to|for|into) (?!(?:the |our )?\\uE006))`,
      'g',
    ),
    made,
  ],
  [
    new RegExp(
      `([:,;] ?(?:and |then )*)(?:an? |one )?(?:new )?${MADE} (?=(?:in|on|to|into) (?:[a-z'\\uE001]+ ){0,6}?${STORES}\\b)`,
      'g',
    ),
    made,
  ],
  [
    /([:,;] ?(?:and |then )*)(?:an? |one )(?:(?:short|quick|little|brief) )?(note|message|post|line|ping|heads-up) (?=(?:in|to|on|into) (?:the |our |my )?(?:slack )?\uE006)/g,
    '$1post ',
  ],
  [
    /,? (?:please,? )?(?:with )?(?:none|nothing|no one|neither)(?: of (?:them|these|those))? (?:is |has to |should )?(?:wait|waits|waiting) (?:for|on) (?:another|the others?|each other|one another|any other)(?= *[-–:,.])/g,
    '',
  ],
  // "Have the AI decide whether each one is positive or negative; the negative ones, and just those, go to #care".
  [
    /\b(?:have|let|get|ask|use)(?: the| an)? (?:ai|claude|gpt|chatgpt)(?: to)? (?:decide|judge|say|tell(?: me| us)?|determine|check|see|work out|figure out|find out)? ?(?:if|whether) (each(?: one| of them)?|every one|(?:each|every) [a-z]+|it|this|that|they|the [a-z]+) (?:is|are|sounds?|seems?|looks?|reads?) ((?:[a-z]+, )*[a-z]+,? or (?!not\b)[a-z]+)\b/g,
    (what = '', labels = '') =>
      `classify ${/^(?:(?:each|every)(?: one| of them)?|they)$/i.test(what) ? 'it' : what.replace(/^(?:each|every)/i, 'the')} as ${labels}`,
  ],
  [
    /(?<=\b(?:classify|categori[sz]e|sort|label|triage)\b[^\n]*)[;,.] ?(?:and |then )*(?:only |just )*(?:the )?([a-z]+) (?:ones|reviews|messages|comments|tickets|emails)(?:,? (?:and )?(?:just|only) (?:those|these|them),?)? (?:then |should |must |also )*(?:go|are posted|are sent|get posted|get sent|be posted|post|land|show up) (?:to|in|into|on) (?=(?:the |our |my )?\uE006)/g,
    ', if the label is $1, post it in ',
  ],
  [
    /(?<=\b(?:classify|categori[sz]e|sort|label|triage)\b[^\n]*[;,.] ?(?:and |then )*)(post|send|share|forward|put|email|text)(?: only| just)* the ([a-z]+) ones(?: only)? (?=(?:to|in|into) [\uE003-\uE006])/g,
    'if the label is $2, $1 it ',
  ],
  [
    /\bto the (?:e-?mail )?(?:address|e-?mail) (?:given |left |named )?(?:in|on|from|with|of) (?:it|(?:the|their|that|each) (?:request|form|enquiry|inquiry|booking|order|submission|message|ticket|webhook|payload|application))\b/g,
    'to the sender',
  ],
  [
    /\b(email|mail|send|text|sms|whatsapp|message) the (?:payment )?link to (?=(?:the|them|him|her|their|whoever) )/g,
    '$1 it to ',
  ],
  [/\bput (its|the|their) ([a-z]+) (?:on|in|into) (?=\uE006)/g, 'post $1 $2 in '],
  // "a fresh github issue in acme/api should turn into a jira ticket".
  [
    new RegExp(
      `(^|[.!;:\\n] ?)(?:an?|each|every|any|all) ${NEW} ((?:[a-z]+ )?${KIND}s?\\b[^.;,\\n]{0,60}?) ${BECOMES} (?=an? |one )`,
      'g',
    ),
    '$1when a new $2, create ',
  ],
  [/\b(?:write|draw|make|put|bill)(?: up| out) (?=(?:an?|the|their|his|her) invoice\b)/g, 'create '],
  // "send Tunde's garage an invoice": to whom stands before what.
  [
    /\b(?:send|give|issue|make|raise|write) (?!(?:me|us|them|him|her|it|an?|the (?:invoice|link|bill)|out|over|up)\b)([a-z][\w'&. -]{2,40}?) (an? (?:[a-z]+ )?(?:invoice|payment link|quote)\b)(?! (?:for|to) (?!\d|[$€£]|kes|ksh|usd))/g,
    'create $2 for $1',
  ],
  [
    /(?<=(?:^|[,;:.!\n] ?|\band |\bthen ))you (?=(?:create|send|email|text|post|add|note|put|make|write|log|raise|sms|whatsapp|call|pay) )/g,
    '',
  ],
  [
    /\b(?:note (?:it|this|that|them) (?:down )?(?=(?:in|on) (?!\uE006))|(?:write|enter|record|save|store|put) (?:it|this|that|them|everything) (?:down )?(?=(?:in|on|into|to) (?:the |my |our |a )?(?:google )?(?:sheet|spreadsheet|excel)\b))/g,
    'add a row ',
  ],
  // "post the complaints, those alone, in #care", "post only the complaints".
  [
    /\b(post|email|send|text|sms|whatsapp|share|forward|put)(?: only| just) the ([a-z]{4,}s) (?=(?:in|to|on|into) [\uE003-\uE006])/g,
    oneOf,
  ],
  [
    /\b(post|email|send|text|sms|whatsapp|share|forward|put) the ([a-z]{4,}s),? (?:(?:and )?(?:those|these|them|only those|and only those)(?: alone| only)?|alone|only),? (?=(?:in|to|on|into) [\uE003-\uE006])/g,
    oneOf,
  ],
  // "AND, in parallel, sms …".
  [
    /,? \band,? (?:also,? )?(?:in parallel|simultaneously|at (?:the|one and the) same (?:time|moment)|concurrently),? (?=[a-z]+ )/g,
    ' and at the same time ',
  ],
  // "nights at least 3? then …", "over 500? post …".
  [
    /(^|[.!;\n] ?)([a-z][a-z ]{1,25}? (?:at least|at most|over|under|above|below|more than|less than|=|>|<|>=|<=) ?\d[\d.,]*k?)\? ?(?:then )?(?=[a-z])/g,
    '$1if $2, ',
  ],
  // "shorter stays: nothing".
  [
    /[.;,\n] ?(?:the |all |any )?(?:[a-z]+er|less|fewer|more|other)(?: [a-z]+)?(?: ?[:=]| ?->| ?→| get| gets| means?) ?(?:nothing|nada|skip(?: it| them)?|ignore(?: it| them)?|leave (?:it|them)(?: alone| be)?)(?=[.!\n]|$)/g,
    ', otherwise do nothing',
  ],
  // "… in the same channel", after one was named: nothing more is said by it where the verb is repeated.
  [
    /\b(put|post|say|write|drop|share) (\uE001+) in (\uE006+)(,? (?:and|then|and then),? (?:an?|\d+|one|two|three|half an) (?:minute|hour|day|week|min)s? (?:later|after that|after|afterwards)),? (\uE001+) (?:in|to|on) the same (?:channel|place|one|room)\b/g,
    (verb = '', first = '', place = '', after = '', second = '') =>
      `${verb} ${first} in ${place}${after.replace(/(?:after that|after|afterwards)$/, 'later')} ${verb} ${second} in ${place}`,
  ],
  // "post “A” in #one and “B” in #two", "text … “A” and … “B”": each with words of its own.
  [
    /\b(put|post|say|write|drop|share) (\uE001+) (?:in|to|on) (\uE006+),? and (\uE001+) (?:in|to|on) (?=\uE006)/g,
    '$1 $2 in $3 and $1 $4 in ',
  ],
  [
    /\b(text|sms|whatsapp|message|e-?mail|mail|tell) ([\uE003\uE004\uE006]+)(:? )(\uE001+),? and ([\uE003\uE004\uE006]+)(:? )(?=\uE001)/g,
    '$1 $2$3$4 and $1 $5$6',
  ],
  // "post “A” in #one at 9 and “B” at 5pm", "remind me at 9 to … and at 3pm to …": each at a time of its own.
  [
    new RegExp(
      `\\b(put|post|say|write|drop|share) (\\uE001+) (?:in|to|on) (\\uE006+) at (${CLOCK}),? and (\\uE001+)(?: (?:in|to|on) (\\uE006+))? at (?=\\d|noon|midnight)`,
      'g',
    ),
    (verb = '', first = '', place = '', time = '', second = '', other = '') =>
      `${verb} ${first} in ${place} at ${time} and ${verb} ${second} in ${other || place} at `,
  ],
  [
    new RegExp(
      `\\b(text|sms|whatsapp|message|e-?mail|mail) ([\\uE003\\uE004]+)(:? )(\\uE001+) at (${CLOCK}),? and (\\uE001+) at (?=\\d|noon|midnight)`,
      'g',
    ),
    '$1 $2$3$4 at $5 and $1 $2$3$6 at ',
  ],
  [
    new RegExp(`\\bremind me at (${CLOCK}) to ([^,.;\\n]{3,60}?),? and at (?=(?:${CLOCK}) to )`, 'g'),
    'remind me at $1 to $2 and remind me at ',
  ],
  // "in #one and in #two".
  [/\b(?:in|to|on) (\uE006+)(,? and|,| or) (?:also )?(?:in|to|on) (?=\uE006)/g, 'in $1$2 '],
];

/** The text with its things in plain form. */
export const withThings = (source: Source): string => reworded(source, WAYS);
