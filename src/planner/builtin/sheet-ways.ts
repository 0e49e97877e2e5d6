import { fieldsTold } from './fields-told.ts';
import type { Lexicon } from './lexicon.ts';
import type { Source } from './mask.ts';
import type { Way } from './plain-trust.ts';
import { rewordedFrom } from './plain-ways.ts';
import { fieldsAsked } from './plain-words.ts';

/** Rows and records in the words people have for them: a link instead of a name, "jot down who booked", "with those two fields". */

const LINK = "(?:[ ,:]*[(<]?(?:(?:it's|it is|which is|that's|link|here)? ?(?:at |is |here )?:? ?)?\\uE005+[)>]?)?";
const SHEET = `(?:(?:my|our|the|a|an) )?(?:[a-z0-9\\uE001]+ ){0,3}?(?:sheet|spreadsheet)(?: (?:called |named )?(?:\\uE001+|(?!(?:with|as|and|then|for|in|when|that|the|row|date|amount|name|phone|email)\\b)[a-z0-9]+))??${LINK}`;
const CELL = "(?:the |their |its |who |how |what )?[a-z][a-z'_]*(?: (?!and\\b)[a-z']+){0,3}";
const CELLS = `(${CELL}(?:(?:, and|,| and|;| &| \\+) ${CELL})+)`;
const KEPT =
  '(?:add|append|insert|put|write|log|save|record|store|drop|note|track|enter|register|capture|keep|goes?|lands?|copy|stick|pop)';

const WAYS: Way[] = [
  // "my Jobs sheet (link: https://…)".
  [
    /(\b(?:sheet|spreadsheet)(?: [a-z0-9\uE001]+)?),? ?[(<]?(?:(?:the|its) )?(?:link|url|address|it's here|it's at|it is at|here|see)(?: is|'s)?:? ?(\uE005+)[)>]?/g,
    '$1 $2',
  ],
  // "with name + email + start time".
  [
    /\b(with|holding|containing) ([a-z' ]{2,30}(?: \+ [a-z' ]{2,30})+)(?= *(?:[.;\n]|$))/g,
    (how, list) => `${how} ${(list ?? '').replaceAll(' + ', ', ')}`,
  ],
  [
    new RegExp(
      `\\b((?:record|row|entry|line) in (?:my |our |the )?airtable)(?: ?\\((base [^()\\n]{3,60})\\)|,? (base [^.;:\\n]{2,50}?)) ?: ?${CELLS}(?= *(?:[.;\\n]|$))`,
      'g',
    ),
    (what = '', inside = '', after = '', cells = '') => `${what}, ${inside || after}, with ${fieldsAsked(cells)}`,
  ],
  // "jot down who booked and when in my Diary sheet".
  [
    new RegExp(
      `\\b(?:jot|note|write|take|type|key|punch|pop|stick|stash|copy|enter|put)(?: it| them)?(?: down| in)?,? (?!(?:it|a|an|down|in|the (?:message|text|words))\\b)([^.;:\\n\\uE001-\\uE010]{3,60}?) (?:down )?(?=(?:in|into|on|onto|to) ${SHEET})`,
      'g',
    ),
    (what) => `log ${fieldsAsked(what ?? '')} `,
  ],
  [
    /\b(?:keep|make|start|drop|stick|pop|jot down|note down) (?:me )?(an?|one|another) (?:new )?(row|line|entry|record)\b/g,
    'add $1 $2',
  ],
  // "… in my Ledger sheet as a new row: date, amount, phone".
  [
    new RegExp(
      `(\\b(?:in|into|on|onto|to) ${SHEET}),? as (?:a|an|one|its own|another) (?:new )?(?:row|line|entry|record)\\b`,
      'g',
    ),
    '$1',
  ],
  [
    new RegExp(
      `(\\b${KEPT}\\b[^.;:\\n]{0,40}? (?:in|into|on|onto|to) ${SHEET}) ?(?::|-|–|—|\\() ?(?:(?:with |columns:? |fields:? ))?${CELLS}\\)?(?= *(?:[.;\\n]|$|,? (?:and )?then\\b))`,
      'g',
    ),
    (row = '', cells = '') => `${row} with ${fieldsAsked(cells)}`,
  ],
  // "…, the rest just goes in the Takings sheet".
  [
    new RegExp(
      `([.;,] ?)(?:and |but )?(?:(?:all )?(?:the )?(?:rest|others)|(?:any|every)thing else|(?:the )?(?:smaller|bigger|other|lower|larger) (?:ones|payments|amounts|orders)) (?:(?:just|simply|only|should|must|then) )*(?:goes|go|lands?|ends? up|(?:is|are|gets?|be) (?:logged|added|written|saved|noted|put|recorded)) (?:in|into|to|onto|on) (?=${SHEET})`,
      'g',
    ),
    '$1otherwise add a row to ',
  ],
  // "sms every row's Phone 'You are on'".
  [
    /\b(sms|text|whatsapp|message|e-?mail|mail) (?:every|each) (?:row|line|one|person)'s ([a-z]\w*)(?: (?:column|number|address|cell))?\b/g,
    (verb = '', column = '') =>
      `for each row ${verb} the ${/mail/i.test(column) ? 'address' : 'number'} in the ${column} column`,
  ],
  // "go down the Members sheet".
  [
    new RegExp(
      `\\b(?:go|look|run|walk|work|scan|skim|step)(?: (?:down|at|over|through|along|across|into))+ (?=(?:all |every row of |the rows of |each row of )?${SHEET})`,
      'g',
    ),
    'read ',
  ],
];

/** The text with its rows in plain words. */
export function withSheets(source: Source, lexicon: Lexicon): string {
  const named = sheetsNamed(source);
  const plain = /\b(?:sheet|spreadsheet|rows?|airtable)\b/.test(named.masked) ? rewordedFrom(named, WAYS) : named;
  return withTold(source, plain, lexicon).text;
}

type Said = Pick<Source, 'text' | 'masked'>;

/** "new row in Ledger (https://docs.google.com/…)": the link says that it is a sheet. */
function sheetsNamed({ text, masked, entities }: Source): Said {
  let said: Said = { text, masked };
  for (const one of [...entities].reverse()) {
    if (one.kind !== 'url' || !/^https:\/\/docs\.google\.[a-z.]+\/spreadsheets\b/i.test(one.value)) continue;
    const before = said.masked.slice(Math.max(0, one.start - 60), one.start).replace(/^[\s\S]*[.;\n]/, '');
    if (/\b(?:sheet|spreadsheet)\b/.test(before)) continue;
    const gap = /[\s,(<:]*$/.exec(before)?.[0] ?? '';
    const at = one.start - gap.length;
    const word = /\b(?:in|into|to|of|from|on|read|open)$/.test(before.trimEnd()) ? ' the sheet' : ' sheet';
    said = {
      text: said.text.slice(0, at) + word + said.text.slice(at),
      masked: said.masked.slice(0, at) + word + said.masked.slice(at),
    };
  }
  return said;
}

const THOSE =
  /\b(with|holding|containing|from) (?:(?:those|these|the|both|all|all of|them)(?: (?:two|three|four|five|same|of (?:the|these|those)))* (?:fields|values|things|columns|details)|(?:both|all) of (?:them|those|these)|(?:those|these) (?:two|three|four))\b/g;

/** "a record with those two fields": by the names they were told with. */
function withTold(source: Source, said: Said, lexicon: Lexicon): Said {
  if (!THOSE.test(said.masked)) return said;
  THOSE.lastIndex = 0;
  const names = fieldsTold(source, lexicon).names.map((name) => name.replaceAll('_', ' '));
  if (names.length === 0) return said;
  const list = names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}` : (names[0] ?? '');
  return rewordedFrom(said, [[THOSE, (how) => `${how} ${list}`]]);
}
