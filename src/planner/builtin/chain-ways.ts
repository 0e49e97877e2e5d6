import type { Source } from './mask.ts';
import { PAID_FOR } from './paid-for.ts';
import { MONEY, type Way } from './plain-trust.ts';
import { reworded } from './plain-ways.ts';

/** How parts of a request are joined: arrows, a yes between two parts, what goes on to somewhere, several who get the same. */

const ARROW = '(?:→|->|=>)';
const END = `(?= *(?:${ARROW}|[,;:.](?!\\d)|(?:and|then|before|&) |\\n|$))`;
/** Where a clause may begin: behind an arrow, a comma, a full stop, the time it is done at. */
const BEGINS = `${ARROW}|[,;:]|\\bthen\\b|\\n|(?<=[\\uE001-\\uE008\\d)][^\\n]{0,160})[.!]|[\\uE001-\\uE008] and\\b|\\bat (?:\\d{1,2}(?:[:.]\\d\\d)?(?: ?[ap]m)?|noon|midnight)|\\d ?[ap]m|\\b(?:every|each|on) (?:[a-z]{0,12}day|week|month|morning|evening|night)s?|\\b(?:daily|weekly|monthly)`;
const I = "i(?:'ll| will| must| have to| need to| want to| get to| should| always| first| personally)*";
const YES = '(?:ok(?:ay)?|yes|go-?ahead|approval|nod|sign-?off|confirmation|blessing|permission)';
const THING = '(?:it|them|that|this|these|on it|the (?:draft|text|note|reply|post|message|result))';
const AI = '(?:the |an? )?(?:ai|claude|gpt|chatgpt|model|llm)';
const COUNT = '(?:a|an|one|two|three|four|five|six|seven|eight|ten|\\d{1,2})';
const PARTS = '(?:short |single |simple |crisp )?(?:paragraph|sentence|line|bullet(?: point)?|point|word|headline)s?';
const PAYER =
  '(?:they|he|she|the (?:customer|client|payer|buyer|donor|person|guest|member|tenant)|somebody|someone|people)';
const PAID = '(?:paid|sent|gave|donated|spent|contributed)';
const SAYS = '(?:answer|reply|respond|say|write|type|tell you|come up with)(?: (?:back|with|to (?:it|that)))?';
const SAID_IN = '(?:posts?|posted|shared?|published?|put|sent?)';
const PERSON =
  '(?:the |our |my |each |every )?(?:customer|client|buyer|payer|guest|invitee|attendee|donor|tenant|patient|member|lead|sender|person|student|parent)s?|them|him|her|\\uE004+|\\uE003+';
/** An address or a place of its own in the same clause: somebody else is told. */
const TO_ANOTHER = '(?:(?!,? and |,? then )[^.;,\\n\\uE003-\\uE006]){0,80}[\\uE003-\\uE006]';
const ITEM = '(?:item|post|article|entry|story|headline|episode|video|row|listing)';

const WAYS: Way[] = [
  // "→ I approve →", "→ show it to me, I approve →", "→ my ok →".
  [
    new RegExp(
      `(${BEGINS}) *(?:and |then |only |but )*(?:(?:show|send) ${THING} to me,? (?:and |then )?|wait,? )?(?:${I} (?:approve|ok(?:ay)?|check|confirm|review|sign off|say (?:yes|ok(?:ay)?|so|go)|agree|authori[sz]e|consent|nod|give (?:my|the|a) ${YES})(?: (?:to )?${THING})?|(?:(?:wait for|await|get|needs?|with|after) )?my ${YES})(?: first)?${END}`,
      'g',
    ),
    '$1 ask me first',
  ],
  [
    new RegExp(`(${ARROW}|[,;]|\\bthen) *(?:and |then )*show ${THING} to me(?: first)?${END}`, 'g'),
    '$1 show it to me first',
  ],
  // "let the AI come up with three hooks".
  [
    new RegExp(
      `\\b((?:let|have|get|ask|tell) )?(${AI})( to)? (?:come up with|think up|think of|dream up|brainstorm|cook up|knock out|suggest|propose|invent)(?:s)? (?=(?:${COUNT}|some|a few|the|new) )`,
      'g',
    ),
    (lead = '', ai = '', to = '') => `${lead || 'have '}${ai}${to} write `,
  ],
  [
    new RegExp(
      `\\b(?:boil|cut|shrink|condense|trim|squeeze|whittle|shorten|reduce|distil|turn|compress) (it|that|this|them|the [a-z]+) (?:down )?(?:to|into) (${COUNT} ${PARTS})`,
      'g',
    ),
    'summarise $1 in $2',
  ],
  [
    /\b(?:pull|grab|poll|query|curl|load|retrieve|hit)(?: down| up| in)? (?:the (?:data|numbers|figures|metrics|page|feed) (?:at|from) )?(?=\uE005)/g,
    'fetch ',
  ],
  // What somebody answers.
  [
    new RegExp(`\\b(?:whatever|what|anything) (?:i|we) ${SAYS} (?:gets?|is|goes?|should be|will be|must be|then)`, 'g'),
    'my answer goes',
  ],
  [
    new RegExp(
      `([.;,→]|->|=>|\\band|\\bthen|\\n) *(?:then )?(?:my|the|that) (answer|reply)(?: then)? goes (?:then )?(?:${SAID_IN} )?(?:out )?(?:to|in|into|on|up in) (?=(?:the |our |my )?\\uE006)`,
      'g',
    ),
    ', then post my answer in ',
  ],
  [
    /([.;,→]|->|=>|\band|\bthen|\n) *(?:then )?(?:my|the|that) (answer|reply)(?: then)? goes (?:then )?(?:out )?(?:by (?:e-?mail|mail) )?to (\uE003+)(?: by e-?mail| by mail)?/g,
    (_before = '', _what = '', to = '') => `, then email my answer to ${to}`,
  ],
  [
    /([.;,→]|->|=>|\band|\bthen|\n) *(?:then )?(?:my|the|that) (answer|reply)(?: then)? goes (?:then )?(?:out )?(?:by (sms|text|whatsapp) )?to (\uE004+)(?: by (sms|text|whatsapp))?/g,
    (_before = '', _what = '', by = '', to = '', after = '') =>
      `, then send ${by || after ? `a ${by || after} with ` : ''}my answer to ${to}`,
  ],
  // "they go on a new Notion page", "the ideas go in #marketing".
  [
    /\b(?:and |then |only then )*(?:they|these|those|the (?:ideas|hooks|texts|posts|results|titles|tips|questions|suggestions|lines|drafts)) (?:should |must |can |will |all |then |also )*(?:go|land|end up|be put|are put|get put|be posted|are posted|get posted)(?: out)? (?:to|in|into|on|up in) (?=(?:the |our |my )?\uE006)/g,
    'then post it in ',
  ],
  [
    /\b(?:and |then |only then )*(?:they|these|those|it|the [a-z]+) (?:should |must |can |will |all |then |also )*(?:go|goes|lands?|ends? up|be put|are put|is put|gets? put|becomes?)(?: (?:on|in|into|onto|to))? an? (?:new |fresh )?(notion page|google doc|trello card|jira issue|github issue|airtable record)\b/g,
    'then create a $1 with it',
  ],
  // "how much they paid", where it is what is told.
  [
    new RegExp(
      `(\\b(?:post|send|text|sms|whatsapp|email|mail|tell|say|with|and|showing|mention|including|log|write|put|note)(?: (?:me|us|\\uE003+|\\uE004+|\\uE006+))*,? )(?:how much (?:${PAYER}|was|has been|had been|got) (?:have |has |had |just |been |was )*${PAID}|(?:the sum|what|the amount) (?:that )?${PAYER} (?:have |has |had |just )*${PAID})\\b`,
      'g',
    ),
    '$1the amount',
  ],
  [
    /(\b(?:post|send|text|sms|whatsapp|email|tell|say|with|and|showing|mention|including|log)(?: (?:me|us|\uE003+|\uE004+|\uE006+))*,? )who (?:has |have |just )*(?:paid|it was|it is from|it came from)(?=[,.;]| (?:and|in|to|on)\b|$)/g,
    "$1the customer's name",
  ],
  [
    /\b(?:at|in) the (?:very |exact |exactly the )?(?:same|exact) (?:time|moment|instant|second|go)\b|\bat one and the same time\b/g,
    'at the same time',
  ],
  // "email the customer and ask for a review": what it says.
  [
    new RegExp(
      `\\b((?:e-?mail|mail|text|sms|whatsapp|message|write to|write) (?:${PERSON})(?: (?:on|at|to) [\\uE003\\uE004]+)?),? and (ask|remind|invite|thank|tell|beg|request)(?: (?:them|him|her))? (?=(?:for|to|if|whether|that|about)\\b(?!${TO_ANOTHER}))`,
      'g',
    ),
    (whom = '', does = '') => `${whom} ${does.replace(/e$/i, '')}ing them `,
  ],
  // "post the title of each item, one message per item, in #news".
  [
    new RegExp(
      `\\b(post|send|share|put|text|email) (the [a-z]+(?:(?:, | and |, and )(?:the )?[a-z]+){0,3}) (?:of|from|for) (?:each|every) (?:new |single )?(${ITEM})((?:,| in| as)? ?(?:one|its own|an? (?:own|separate)) (?:message|post|e-?mail|text)(?: (?:per|for each|for every|each)(?: ${ITEM})?)?,?)?`,
      'g',
    ),
    'for each $3, $1 $2 of the $3',
  ],
  [
    /\b(post|send|share|put|text|email) (?:each|every) (title|headline|link)(?: and (title|headline|link))?\b/g,
    (does = '', what = '', more = '') =>
      `for each item, ${does} the ${what}${more ? ` and the ${more}` : ''} of the item`,
  ],
  [
    new RegExp(
      `(\\bfor each ${ITEM}, [^.;\\n]*?),? (?:one|its own|an? (?:own|separate)) (?:message|post|e-?mail|text)(?: (?:per|for each|for every|each)(?: ${ITEM})?)?,?(?= (?:in|to|on) )`,
      'g',
    ),
    '$1',
  ],
  [
    new RegExp(
      `\\b(pay|send) (?:these|those|the following|all)(?: (?:two|three|four|five|six|\\d{1,2}))?(?: (?:numbers?|people|guys|workers|riders))? (${MONEY})(?: each| apiece):? (?:to )?(?=\\uE004)`,
      'g',
    ),
    '$1 each $2 to ',
  ],
  // "whatsapp these three: +…, +… and +…, all the same text “…”".
  [
    /\b(?:all )?(?:of )?(?:these|those|the following|all) ?(?:two|three|four|five|six|\d{1,2})? ?(?:numbers?|people|phones?|guys|contacts)?(?: ?:| -| –)? ?(?=\uE004+(?:,| and| &|, and| \uE004))/g,
    '',
  ],
  [
    /(\uE004+),? (?:(?:they )?all (?:get |with )?(?:the )?|with the |each (?:gets? )?(?:the )?|(?:the )?)same (?:text|message|words|wording|sms|thing)(?: (?:to|for) (?:all|each|both|everyone|them)(?: of them)?)?[:,]? ?(?=\uE001)/g,
    '$1 saying ',
  ],
  // "pay every row: the Amount column to the number in the Phone column".
  [
    /(?:\b(?:for each|for every) [a-z]+[,:]? )?\b(pay|withdraw|transfer|send)(?: out)? (?:(?:each|every|all)(?: the| of the)?(?: [a-z]+)?[:,]? )?(?:the|their) ([a-z_]+) column to (?:the )?(?:numbers? |phones? )?(?:in |under )?(?:the |their )?([a-z_]+) column\b/g,
    'for each row $1 the amount in the $2 column to the number in the $3 column',
  ],
  // "… → #ops": what came before goes there.
  [
    new RegExp(`(\\uE005+|${ARROW}[^→.;\\n\\uE001]{3,120}?) *(${ARROW}) *(?=\\uE006+ *(?:[.;]|$))`, 'g'),
    '$1 $2 post it in ',
  ],
  // "books on Calendly text them".
  [
    /\b((?:on|via|through|with|in) (?:calendly|stripe|intasend)|(?:is|gets) (?:booked|paid|confirmed)|comes in|succeeds|goes through) (?=text (?:the (?:customer|client|buyer|payer|guest|invitee|attendee|donor|tenant|patient|member|lead)|them|him|her|me|\uE004+)\b)/g,
    '$1, ',
  ],
  // "I want him texted on the 28th that …, can that be done?".
  [
    /\b(?:i|we)(?:'d| would|'ll)? (?:need|want|like|love|prefer)(?: to (?:have|get|see))? (him|her|them|everyone|everybody) (?:to (?:be|get) )?(emailed|mailed|texted|smsed|whatsapped|messaged|reminded|told)\b/g,
    (whom = '', done = '') => `${ORDERED[done.toLowerCase()] ?? done} ${whom}`,
  ],
  [
    /[,;.–-]* ?(?:can|could|would|will|is) (?:(?:that|this|it) (?:be (?:done|arranged|set up|possible)|possible|doable|work|ok(?:ay)?)|you (?:do|manage|handle|arrange|set up) (?:that|this|it))(?: (?:for me|please|somehow|at all))*\?? *$/g,
    '',
  ],
  [
    /[.,;] ?(?:(?:all of them|all payments|every (?:single )?(?:one|payment|order|sale)(?: of them)?|whatever the (?:amount|size)|no matter (?:how (?:much|big|small)|the (?:amount|size))),? ?)?\b(?:big|large|huge) (?:or|and) (?:small|little|tiny)(?: alike)?(?= *(?:[.,;!]|$))/g,
    ' ',
  ],
  [
    /\btake (\d+(?:\.\d+)? ?(?:%|percent)|half|a tenth) of (?:it|that|this|the (?:amount|payment|money|total|sum)|what came in),? (?:and |then )?(?:send|pay|move|transfer|put|withdraw) (?:it|that|this)(?: out| over| on| aside)? (?:to|into|on|in) (?=(?:my |our |the )?(?:[a-z]+ )?\uE004)/g,
    'withdraw $1 of it to ',
  ],
  ...PAID_FOR,
];

const ORDERED: Record<string, string> = {
  emailed: 'email',
  mailed: 'email',
  texted: 'text',
  smsed: 'text',
  whatsapped: 'whatsapp',
  messaged: 'message',
  reminded: 'remind',
  told: 'tell',
};

/** The text with its parts joined in plain words. */
export const withChains = (source: Source): string => reworded(source, WAYS);
