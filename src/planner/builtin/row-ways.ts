import type { Source } from './mask.ts';
import type { Way } from './plain-trust.ts';
import { reworded } from './plain-ways.ts';

/** Rows of a sheet in fewer words: "for each row of my Clients sheet, …", "text the Phone column", "the number under Mobile". */

const ROW = '(?:row|line|entry|person|member|client|customer|tenant|student|guest|one)';
const thing = (column = ''): string => (/mail/i.test(column) ? 'address' : 'number');

const WAYS: Way[] = [
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
  [/\b(number|phone number|phone|address|e-?mail) under (?!the\b)([a-z]\w*)\b(?! column)/g, '$1 in the $2 column'],
  [
    /\b(text|sms|whatsapp|message|e-?mail|mail) (?:each|every) [a-z]+ (?:at|on|to|under) (?=the (?:number|address|e-?mail|phone) in the [a-z]\w* column\b)/g,
    'for each row $1 ',
  ],
];

/** The text with its rows in plain form. */
export const withRows = (source: Source): string =>
  /\b(?:sheet|spreadsheet|rows?|column)\b/.test(source.masked) ? reworded(source, WAYS) : source.text;
