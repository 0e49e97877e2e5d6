import { startsAction } from './choose.ts';
import { type Lexicon, tokensOf } from './lexicon.ts';
import { blot, GONE, type Source } from './mask.ts';
import { BARE, EACH, GOES_ON, LEAD, PLACES, SENTENCES, SEP } from './told-places.ts';

/** "our form posts to a webhook (fields: name, email, message)": what comes in is told beforehand. It orders nothing; the names are what later words mean. */

export interface Told {
  names: string[];
  rest: string;
}

/** A sentence that tells of fields stands behind the one that tells of what brings them. */
const ABOUT = /\bweb ?hooks?\b|\bpayload\b|\bjson\b/;

/** Words no field is called. */
const NO_NAME =
  /\b(?:if|when|then|please|send|post|email me|text me|sms|tell|only|unless|who|that|which|his|her|my|our|you|we|it|me|them|us|is|are|was|over|above|under|below|every|for|to|from)\b/;

/** Finds them in the masked text; what told of them is taken out. */
export function fieldsTold(source: Source, lexicon: Lexicon): Told {
  const names: string[] = [];
  let rest = source.masked;
  const places = ABOUT.test(rest) ? [...PLACES, ...SENTENCES] : PLACES;
  for (const [index, place] of places.entries())
    for (const found of [...rest.matchAll(place)]) {
      if (rest.slice(found.index, found.index + found[0].length) !== found[0]) continue;
      const sentence = index >= PLACES.length;
      if (sentence && !ABOUT.test(rest.slice(0, found.index))) continue;
      const at = found.index + found[0].lastIndexOf(found[1] ?? '');
      const list = index === BARE ? fieldsFirst(found[1] ?? '', lexicon) : (found[1] ?? '');
      const said = namesIn(source, at, list);
      const end = at + list.length;
      if (!said || ((index === BARE || sentence) && !said.some((one) => written(one) || telling(one, list)))) continue;
      if (sentence && fieldsFirst(list, lexicon) !== list) continue;
      if (index === BARE && list === found[1] && !endsAt(rest, end, lexicon)) continue;
      names.push(...said.flat().map((one) => one.name));
      const over = Math.max(end, index === BARE ? 0 : found.index + found[0].length);
      rest = blot(rest, found.index, over, GONE);
      const each = [...rest.matchAll(EACH)].find((one) => one.index === over);
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
  return ALONE.test(words) && !USUAL.test(words);
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
  /^(?:(?:first|last|full|customer|client|guest|order|product|item)_?)?(?:name|email|phone|number|mobile|amount|total|price|quantity|qty|status|country|city|message|notes?|title|id|state|branch|weight|litres?|kilos?|kgs?|trips|code|reference|ref|plate|location|place|date|time|level|stock|score|rating|size|address|reason|type|category|subject|url|link|unit|urgent|text|temperature|guests|nights|items|lines|currency|description|comment|priority|severity|plan|sku|product|checkin|checkout|origin|destination)$/;

/** Speaks of what comes in without saying that it starts. */
export const WEBHOOK =
  /\b(?:from|in|with|of) (?:our|my|the|a|that|this)(?: incoming)? (?:webhook|payload)\b|\bwebhook(?:'s)? (?:payload|body|data|message)\b/;
