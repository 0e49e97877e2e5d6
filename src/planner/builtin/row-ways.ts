import type { Source } from './mask.ts';
import type { Way } from './plain-trust.ts';
import { reworded } from './plain-ways.ts';
import { fieldsAsked } from './plain-words.ts';

/** Rows of a sheet in fewer words: "for each row of my Clients sheet, …", "text the Phone column", "the number under Mobile". */

const ROW = '(?:row|line|entry|person|member|client|customer|tenant|student|guest|one)';
const thing = (column = ''): string => (/mail/i.test(column) ? 'address' : 'number');

/** "date, who paid, amount": what a row holds. */
const CELL = "(?:the |their |its |who |how |what )?[a-z][a-z']*(?: (?!and\\b)[a-z']+){0,3}";
const CELLS = `(${CELL}(?:(?:, and|,| and|;) ${CELL})+)`;
const SHEET = '(?:(?:my|our|the|a) )?(?:[a-z\\uE001]+ ){0,3}?(?:sheet|spreadsheet)(?: \\uE001+)?';

const WAYS: Way[] = [
  // "go through my sheet and text everyone on it …".
  [
    /\b(send|text|sms|whatsapp|e-?mail|mail|message|tell|remind) (?:everyone|everybody|anyone|(?:each|every) (?:one|person)|all of them|all the people|the people) (?:on|in|from) (?:it|there|(?:the|that|my|our) (?:list|sheet|spreadsheet|table))\b/g,
    'for each row $1 them',
  ],
  // "every payment gets a row in my Takings sheet", "every payment goes into my Takings sheet".
  [
    new RegExp(
      `(?<!\\bit),? (?:(?:should|must|shall|has to|needs to|also|then|just) )*(?:gets?|is given|has|becomes?|makes?) (?:its own |an? |one |another )(?:new )?(?:row|line|entry|record) (?:in|on|into) (?=${SHEET})`,
      'g',
    ),
    ': add a row to ',
  ],
  [
    new RegExp(
      `((?:^|[.;:,\\n]|\\b(?:then|and)\\b) ?)(?:it|they|(?:each|every) (?:one|of them)) (?:(?:should|must|also|then) )*(?:gets?|becomes?) (?:its own |an? |one |another )(?:new )?(?:row|line|entry|record) (?:in|on|into) (?=${SHEET})`,
      'g',
    ),
    '$1add a row to ',
  ],
  [
    new RegExp(
      `(^(?:every|each|any|all|when an?) [^.:;,\\n]{4,60}?) (?:(?:should|must|also|then) )*(?:goes|go|lands?|ends? up|is to go|is (?:written|logged|saved|added)|are (?:written|logged|saved|added)) (?:in|into|to|onto|on) (?=${SHEET})`,
      'g',
    ),
    '$1: add a row to ',
  ],
  // "… a row to my Takings sheet: date, who paid, amount".
  [
    new RegExp(
      `(\\b(?:row|line|entry|record)s? (?:in|on|into|to) ${SHEET}) ?(?::|-|–|—|\\() ?${CELLS}\\)?(?= *(?:[.;\\n]|$))`,
      'g',
    ),
    (row = '', cells = '') => `${row} with ${fieldsAsked(cells)}`,
  ],
  [
    new RegExp(
      `(?<!\\b(?:read|open|check|get|go|look|fetch|load|through|over)\\b[^.;\\n]{0,60})\\bfor (?:each|every) ${ROW} (?:of|in|on|from) ((?:my|our|the) (?:[a-z]+ ){1,3}(?:sheet|spreadsheet)),? `,
      'g',
    ),
    'read $1 and for each row ',
  ],
  [
    /\b(text|sms|whatsapp|message|e-?mail|mail|call) the ([a-z]\w*) column\b/g,
    (verb, column) => `${verb} the ${/mail/i.test(verb ?? '') ? 'address' : thing(column)} in the ${column} column`,
  ],
  [
    /\b((?:sms|text|whatsapp|message|e-?mail|mail)s?(?: message)?) to the ([a-z]\w*) column\b/g,
    (sort, column) => `${sort} to the ${thing(column)} in the ${column} column`,
  ],
  [
    /\b(number|phone number|phone|address|e-?mail)(?:s)? (?:is |are )?(?:in|under) column ([a-z]\w*)\b/g,
    '$1 in the $2 column',
  ],
  [/\b(number|phone number|phone|address|e-?mail) under (?!the\b)([a-z]\w*)\b(?! column)/g, '$1 in the $2 column'],
  [
    /\b(text|sms|whatsapp|message|e-?mail|mail) (?:each|every) [a-z]+ (?:at|on|to|under) (?=the (?:number|address|e-?mail|phone) in the [a-z]\w* column\b)/g,
    'for each row $1 ',
  ],
];

/** The text with its rows in plain form. */
export const withRows = (source: Source): string =>
  /\b(?:sheet|spreadsheet|rows?|column)\b/.test(source.masked) ? reworded(source, WAYS) : source.text;
