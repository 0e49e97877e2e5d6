import { startsAction } from './choose.ts';
import { type Lexicon, tokensOf } from './lexicon.ts';
import { blot, GONE, type Source } from './mask.ts';

/** "our form posts to a webhook (fields: name, email, message)": what comes in is told beforehand. It orders nothing; the names are what later words mean. */

export interface Told {
  names: string[];
  rest: string;
}

const NAME = String.raw`(?:\uE001+|[a-z][a-z0-9]*(?:_[a-z0-9]+)+|[a-z][a-z0-9]+(?: [a-z][a-z0-9]+)?)`;
const LEAD = `(?:(?:an?|the|its|their|his|her|some|two|three|four|five|each) )*(?:new )?(?:[a-z]+'s )?(?:(?:fields?|columns?|lists?|arrays?|values?|numbers?|keys?|flags?) ?(?:are |is )?(?:called |named |of )?:? ?)?`;
const ITEM = String.raw`${LEAD}${NAME}(?: (?:fields?|columns?|in (?:it|them)|values?|lists?))?(?: ?\([^()\n]{1,40}\))?`;
const SEP = String.raw`(?:, and |, plus |, | and | plus | \+ | & )`;
const LIST = `(${ITEM}(?:${SEP}${ITEM})*)`;
const SOURCE = `(?:web ?hook|payload|json|form|body|request|sheet|spreadsheet|order|booking|ticket|portal|list|array|row|table)s?`;
const END = String.raw`(?=\)? *(?:[.;\n)]|$))`;
/** Behind a comma a condition or an order may go on. */
const COMMA = '(?=, )';
const GOES_ON = /^, (?:and |but |then )*(?:only|if|unless|when|then|you|please|(?:the |an? )?ai|have|let)\b/;
const PLACES = [
  // In brackets, said to be fields.
  new RegExp(
    String.raw`\((?:(?:the |its |with |with the |it has |it sends |has |have )*(?:fields?|columns?|payload|body|keys?|headings?|headers?|data)(?: (?:are|is|called|named|has|have|contains?|in it))?:? ?)${LIST}(?:;[^()\n]*)?\)`,
    'g',
  ),
  // A list in brackets right after what bears it.
  new RegExp(String.raw`(?<=\b${SOURCE} )\((${ITEM}(?:${SEP}${ITEM})+)(?:;[^()\n]*)?\)`, 'g'),
  // "…, columns name and phone", "fields: name, email".
  new RegExp(
    `[,;:.–-] ?(?:(?:the |its |with |it has |it sends )*(?:fields|columns|headings|headers|keys)(?: (?:are|called|named))?:? )${LIST}${END}`,
    'g',
  ),
  // "… webhook with customer_phone and total."
  new RegExp(
    String.raw`(?<=\b(?:web ?hook|payload|json)\b[^.;:\n\uE003-\uE006]{0,50}?)(?:,? (?:with|as(?= an? (?:field|key|value|parameter)\b)|carrying|containing|including|that (?:has|have|sends|carries|contains)|it (?:has|sends|carries|contains)|has|have|comes with|and sends|sending|holding|where each (?:one )?has) |: ?)${LIST}(?:${END}|${COMMA})`,
    'g',
  ),
];
const EACH = new RegExp(
  `,? (?:and )?(?:each|every one|all)(?: of (?:them|which))? (?:with|has|have|having|holds?|carrying) ${LIST}${END}`,
  'g',
);
/** The place without brackets and without the word for fields. */
const BARE = 3;
/** Words no field is called. */
const NO_NAME =
  /\b(?:if|when|then|please|send|post|email me|text me|sms|tell|only|unless|who|that|which|his|her|my|our|you|we|it|me|them|us|is|are|was|over|above|under|below|every|for|to|from)\b/;

/** Finds them in the masked text; what told of them is taken out. */
export function fieldsTold(source: Source, lexicon: Lexicon): Told {
  const names: string[] = [];
  let rest = source.masked;
  for (const [index, place] of PLACES.entries())
    for (const found of [...rest.matchAll(place)]) {
      const at = found.index + found[0].lastIndexOf(found[1] ?? '');
      const list = index === BARE ? fieldsFirst(found[1] ?? '', lexicon) : (found[1] ?? '');
      const said = namesIn(source, at, list);
      const end = at + list.length;
      if (!said || (index === BARE && !said.some((one) => written(one) || telling(one, list)))) continue;
      if (index === BARE && list === found[1] && !endsAt(rest, end, lexicon)) continue;
      names.push(...said.flat().map((one) => one.name));
      rest = blot(rest, found.index, Math.max(end, index === BARE ? 0 : found.index + found[0].length), GONE);
      const each = [...rest.matchAll(EACH)].find((one) => one.index === end);
      if (each) rest = blot(rest, each.index, each.index + each[0].length, GONE);
    }
  return { names: [...new Set(names)], rest };
}

/** Without brackets only a comma tells where the list ends: what is no name ends it. Empty where it begins with that. */
function fieldsFirst(list: string, lexicon: Lexicon): string {
  for (const part of list.matchAll(PART)) {
    const words = (part[1] ?? '').replace(new RegExp(`^${LEAD}`), '').trim();
    if (!isClause(words, lexicon)) continue;
    return part[0].startsWith(',') ? list.slice(0, part.index) : '';
  }
  return list;
}

/** "ask Ann", "an hour later", "small amounts", "status paid": said of what is to happen, or of what comes in. */
function isClause(words: string, lexicon: Lexicon): boolean {
  if (/^\uE001+$/.test(words) || words.includes('_') || /^check[ -]?(?:in|out)\b/.test(words)) return false;
  const tokens = tokensOf(words);
  if (tokens.length > 1) return TELLS.test(words) || startsAction(lexicon, tokens, 0, tokens.length) !== null;
  return ALONE.test(words);
}
const ALONE =
  /^(?:ask|approve|approved|approval|confirm|confirmed|confirmation|consent|permission|ok|okay|check|verify|first|later|tomorrow|today|tonight|weekdays?|weekends?|daily|weekly|monthly|hourly|mornings?|evenings?|nights?|afterwards|finally|next|wait|nothing|none|empty|zero)$/;
const TELLS = new RegExp(
  `\\b(?:${ALONE.source.slice(4, -2)}|needed|required|manager|ago|last|hours?|minutes?|mins?|days?|weeks?|not|no|non|without|blank|missing|high|low|higher|lower|large|larger|small|smaller|big|bigger|positive|negative|failed|failing|paid|unpaid|pending|open|closed|true|false|yes|more|less|unless|always|never|each|both)\\b`,
);

/** Whether the list is over here: its sentence is, or another clause begins behind the comma. */
function endsAt(masked: string, at: number, lexicon: Lexicon): boolean {
  const after = masked.slice(at);
  if (!after.startsWith(', ') || GOES_ON.test(after)) return true;
  const tokens = tokensOf(masked, at + 1);
  return startsAction(lexicon, tokens, 0, tokens.length) !== null;
}

interface Named {
  name: string;
  quoted: boolean;
}

/** One of the list, with what parts it from the one before: the "and" is no word of a name. */
const PART = new RegExp(`(?:^|${SEP})((?:(?!${SEP}).)+)`, 'g');

function namesIn(source: Source, start: number, list: string): Named[] | null {
  if (list === '') return null;
  if (NO_NAME.test(list.replace(/\([^)]*\)| in (?:it|them)\b/g, ''))) return null;
  const out: Named[] = [];
  for (const part of list.matchAll(PART)) {
    const words = (part[1] ?? '').replace(/ ?\([^)]*\)/, '');
    const from = start + part.index + part[0].length - (part[1] ?? '').length;
    const quote = /\uE001+/.exec(words);
    const entity = quote && source.entities.find((one) => one.start === from + quote.index);
    const plain = words
      .replace(new RegExp(`^${LEAD}`), '')
      .replace(/ (?:fields?|columns?|in (?:it|them)|values?|lists?)$/, '')
      .trim();
    const name = (entity ? entity.value : plain).trim().toLowerCase().replace(/ +/g, '_');
    if (!/^[a-z][a-z0-9_]{0,40}$/.test(name)) return null;
    out.push({ name, quoted: Boolean(entity) });
  }
  return out.length > 0 && out.length < 15 ? out : null;
}

/** "tenant_phone and rent", "amount and cashier": where one of them is surely a field, all are. */
const written = (one: Named): boolean => one.name.includes('_');

/** Without brackets, a name is one where it is written as one or is what forms usually hold. */
const telling = (one: Named, list: string): boolean =>
  one.quoted ||
  one.name.includes('_') ||
  USUAL.test(one.name) ||
  /\b(?:fields?|columns?|called|named|list|array)\b/.test(list);
const USUAL =
  /^(?:(?:first|last|full|customer|client|guest|order|product|item)_?)?(?:name|email|phone|number|mobile|amount|total|price|quantity|qty|status|country|city|message|note|notes|title|id|date|time|level|stock|score|rating|size|address|reason|type|category|subject|url|link|unit|urgent|text|temperature|guests|nights|items|lines|currency|description|comment|priority|severity|plan|sku|product|checkin|checkout|origin|destination)$/;

/** Speaks of what comes in without saying that it starts. */
export const WEBHOOK =
  /\b(?:from|in|with|of) (?:our|my|the|a|that|this)(?: incoming)? (?:webhook|payload)\b|\bwebhook(?:'s)? (?:payload|body|data|message)\b/;
