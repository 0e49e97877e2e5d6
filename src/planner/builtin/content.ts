import type { Json, Step } from '../../automation/definition.ts';
import { goesTo } from './addressed.ts';
import { producers } from './choose.ts';
import { isTold, said, sameWords, toldAs, withoutReason, written } from './content-before.ts';
import { AS_ROW, ASKS, EDGES, IT_TO, ITSELF, JOINED, RESULT, THAT, WHOM } from './content-words.ts';
import type { Clause } from './fill.ts';
import { type ActionWords, findPhrase, type Lexicon, sameWord, tokensOf } from './lexicon.ts';
import { blot, GONE, within } from './mask.ts';
import { mainOutput, ownOutput, resolve, type Scope, template } from './scope.ts';
import { capital, plainPhrase } from './scope-words.ts';

/** What a message, a card or a row says, where it is not quoted: results, fields, a forecast, "that we have a new call". */

export interface MessageNeeds {
  lexicon: Lexicon;
  scope: Scope;
  clause: Clause;
  left: string;
  kind: string;
  speaks: boolean;
  /** What is done before. */
  steps: Step[];
}

export interface Content {
  value?: Json;
  before?: { words: ActionWords; clause: Clause };
  left: string;
}

export const isSpeaking = (words: ActionWords): boolean => words.speaks;

/** The content of a message in what is left of its clause; null when there is nothing to be read as one. */
export function messageContent(needs: MessageNeeds): Content | null {
  const { clause, left, scope } = needs;
  const words = left
    .slice(clause.start, clause.end)
    .replace(/(?:→|->|=>)[\s\uE000]*$/, (arrow) => ' '.repeat(arrow.length))
    .replace(/[?!]+[\s\uE000]*$/, (mark) => ' '.repeat(mark.length))
    .replace(AS_ROW, (row) => GONE.repeat(row.length))
    .replace(IT_TO, (whole, it: string) => it.padEnd(whole.length));
  const told =
    /(?:^|[\s\uE000])(?:(?<!\bso )that|know that|to say(?: that)?|saying(?: that)?|kwamba) ((?<=[\uE000\s]that )(?<=\uE000 ?that )[a-z][^\uE000]*|(?:we|i|the|a|an|it|there|you|they|someone|somebody|our|my|this|your|their|he|she|all|everyone|everything|new)\b[^\uE000]*)/.exec(
      words,
    );
  // "post that line in #x": a thing that was made, and nothing told.
  if (told?.[1] && isTold(told[1], scope) && needs.speaks) {
    const start = clause.start + told.index + told[0].length - told[1].length;
    const text = clause.source.text
      .slice(start, start + told[1].length)
      .trim()
      .replace(/[\s,;.]+$/, '');
    return {
      value: text.charAt(0).toUpperCase() + text.slice(1),
      left: blot(left, start, start + told[1].length, GONE),
    };
  }
  const row = needs.kind === 'list' || needs.kind === 'object' ? rowOf(needs, words) : null;
  if (row) return { value: row, left: blot(left, clause.start, clause.end, GONE) };
  const whole = words
    .replace(/\uE000+/g, ' ')
    .replace(/[\uE001-\uE010]+/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(EDGES, '')
    .replace(EDGES, '')
    .replace(scope.item ? /^(?:that|this|each|every|the) [a-z]+ (?=(?:their|his|her|its) )/ : /^$/, '')
    .trim()
    .replace(needs.speaks ? /^$/ : goesTo(needs.lexicon), '');
  const phrase = needs.speaks ? withoutReason(whole) : whole;
  const gone = blot(left, clause.start, clause.end, GONE);
  const same = needs.speaks && needs.kind !== 'title' ? sameWords(phrase, needs.steps) : null;
  if (same !== null) return { value: same, left: gone };
  const thing = needs.speaks ? written(phrase, needs.steps) : null;
  if (thing) return { value: wrapped(needs.kind, thing), left: gone };
  // "email it to the invitee": it, and not merely something read before.
  const meant = needs.speaks && THAT.test(words);
  const output = mainOutput(scope, Number.POSITIVE_INFINITY, phrase === '' && !meant);
  const several = needs.speaks ? allOf(needs, words.replace(/[^a-z ]+/g, ' ')) : null;
  if (several) return { value: several, left: gone };
  const own = toldAs(scope, phrase);
  if (!own && (phrase === '' || ITSELF.test(phrase))) {
    const result = RESULT.test(phrase) ? ownOutput(scope) : null;
    if (output) return { value: wrapped(needs.kind, result ?? output.path), left: gone };
    const before = needs.speaks && phrase !== '' && !scope.webhook ? said(needs.steps) : undefined;
    if (before !== undefined) return { value: before, left: gone };
    if (ITSELF.test(phrase) && scope.webhook) return triggerContent(needs, gone);
    return phrase === '' ? null : { left };
  }
  // "post that line in #support": what was made before, by whatever name.
  const made = /^(?:that|this) ((?:[a-z-]+ )?(?!one$|time$)[a-z-]+)$/.exec(phrase)?.[1];
  if (needs.speaks && output && made && !scope.fields.some((field) => field.spoken.includes(made)))
    return { value: wrapped(needs.kind, output.path), left: gone };
  if (phrase.split(' ').length <= 25) {
    const listed =
      references(needs, phrase) ??
      (needs.speaks && WHOM.test(phrase) ? references(needs, phrase.replace(WHOM, '')) : null);
    if (listed) return { value: listed, left: gone };
    // "create a record, base X, with the amount and the email": only what is introduced.
    const marked =
      /(?:^|[\s\uE000,])(?:with|containing|including|holding|showing|listing|giving|carrying)(?: just| only)?[\s\uE000]+(?!an? )(?=[a-z])/.exec(
        words,
      );
    const tail = marked ? words.slice(marked.index + marked[0].length) : '';
    const some = /[\uE001-\uE010]/.test(tail)
      ? null
      : references(
          needs,
          tail
            .replace(/\uE000+/g, ' ')
            .replace(EDGES, '')
            .trim(),
        );
    if (marked && tail && some) return { value: some, left: blot(left, clause.start + marked.index, clause.end, GONE) };
  }
  if (needs.speaks) {
    // "asking for a google review": what they are asked is nothing to look up.
    const before = ASKS.test(words) ? null : produced(needs);
    if (before) return { before, left: gone };
    if (
      /\b(?:about it|about (?:the|this|that)|the details|details|a summary of it|the (?:payment|order|meeting|booking|issue) details)\b/.test(
        words,
      ) &&
      (scope.webhook || output)
    )
      return triggerContent(needs, gone) ?? { left };
  }
  return { left };
}

/** "both forecasts", "all of them": what every step of that kind gave. */
function allOf({ scope, kind }: MessageNeeds, phrase: string): Json | null {
  const said =
    /\b(?:both(?: of)?|all (?:two|three|of)|the two|the three)(?: the| them| these)?(?: (?!together\b)([a-z]+?)s?)?(?: together| in one [a-z]+)? *$/.exec(
      phrase,
    );
  if (!said) return null;
  const given = scope.fields.filter((field) => field.main && field.given && field.step >= 0);
  const meant = said[1] ? given.filter((field) => field.spoken.some((one) => sameWord(said[1] ?? '', one))) : given;
  if (meant.length < 2) return null;
  return kind === 'list'
    ? meant.map((field) => template(field.path))
    : meant.map((field) => template(field.path)).join('\n\n');
}

/** "with the date and "closed"": fields and quoted words side by side; null where a part is neither. */
function rowOf(needs: MessageNeeds, words: string): Json | null {
  if (!/\uE001/.test(words)) return null;
  const { clause, scope } = needs;
  const from = /\b(?:with|containing|including|of|holding)\b/.exec(words);
  const quoted = words.search(/\uE001/);
  const joined = JOINED.exec(words.slice(0, quoted));
  const start = from ? from.index + from[0].length : (joined?.index ?? quoted);
  const parts = [...words.slice(start).matchAll(/(?:(?!,| and | & |;).)+/g)].map((part) => {
    const at = clause.start + start + part.index;
    const quote = within(clause.source, at, at + part[0].length, 'quote')[0];
    const said = part[0]
      .replace(/[\uE000-\uE010]+/g, ' ')
      .replace(EDGES, '')
      .trim();
    if (quote) return [quote.value, quote.value] as const;
    const found = said ? resolve(scope, said, null) : null;
    return said === '' ? undefined : found ? ([found.label.replace(/^the /, ''), template(found.path)] as const) : null;
  });
  const all = parts.filter((part) => part !== undefined);
  if (all.length === 0 || all.some((part) => part === null)) return null;
  const known = all.flatMap((part) => (part ? [part] : []));
  if (needs.kind === 'list') return known.map(([, value]) => value);
  return Object.fromEntries(known.map(([label, value]) => [capital(label), value]));
}

const wrapped = (kind: string, path: string): Json =>
  kind === 'list' ? [template(path)] : kind === 'object' ? { Value: template(path) } : template(path);

/** "tell me about it": the telling fields of what started it. */
function triggerContent(needs: MessageNeeds, left: string): Content | null {
  const told = needs.scope.fields.filter(
    (field) =>
      field.step < 0 &&
      ['name', 'amount', 'title', 'start_time', 'email', 'url', 'description'].some(
        (name) => field.path === `trigger.${name}`,
      ),
  );
  if (told.length === 0) return null;
  if (needs.kind === 'list') return { value: told.map((field) => template(field.path)), left };
  return { value: told.map((field) => `${capital(field.label)}: ${template(field.path)}`).join('\n'), left };
}

/** "a record in Airtable": what is made, and no field. */
const RECORD = /^(?:new )?(?:record|row|line|entry|page)(?: (?:in|on|into|to) [a-z]+(?: [a-z]+)?)?$/i;

/** "their name and the time", "the invoice number": every part must be something known. */
function references(needs: MessageNeeds, phrase: string): Json | null {
  const parts = phrase
    .replace(/\b(?:as well as|plus|along with|together with)\b/g, 'and')
    .split(/\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*|\s+with\s+|\s+about\s+|\s*;\s*/)
    .map(
      (part) =>
        part.replace(EDGES, '').trim() || (/^(?:email|mail|text|message|number)$/.test(part.trim()) ? part.trim() : ''),
    )
    .filter((part) => part !== '' && !(needs.kind === 'object' && RECORD.test(part)));
  const found = parts.map((part) =>
    ITSELF.test(part) && !toldAs(needs.scope, part)
      ? mainOutput(needs.scope)
      : resolve(needs.scope, part.replace(/^(?:with|saying) /, ''), null),
  );
  if (parts.length === 0 || found.some((one) => one === null)) return null;
  const all = found.flatMap((one, at) => (one ? [{ ...one, said: plainPhrase(parts[at] ?? '') }] : []));
  if (needs.scope.open && !needs.speaks && needs.kind === 'title' && all.length > 2) return null;
  if (needs.kind === 'list') return all.map((one) => template(one.path));
  if (needs.kind === 'object')
    return Object.fromEntries(all.map((one) => [capital(one.label.replace(/^the /, '')), template(one.path)]));
  const [only] = all;
  if (only && all.length === 1) {
    const long = needs.scope.fields.find((field) => field.path === only.path);
    const plain =
      needs.kind === 'title' || (only.step >= 0 && ['text', 'url', 'object', 'list'].includes(long?.kind ?? ''));
    return plain ? template(only.path) : `${capital(only.label)}: ${template(only.path)}`;
  }
  return all.map((one) => `${capital(one.label)}: ${template(one.path)}`).join('\n');
}

/** A step that gives what the message is to pass on: "post the weather for Kisumu". */
function produced(needs: MessageNeeds): { words: ActionWords; clause: Clause } | null {
  const { clause } = needs;
  const tokens = tokensOf(needs.left, clause.start, clause.end);
  let best: { words: ActionWords; at: number; end: number; score: number } | null = null;
  for (const words of producers(needs.lexicon)) {
    const noun = findPhrase(
      tokens,
      words.nouns.filter((phrase) => phrase.words > 0),
    );
    const phrase = findPhrase(tokens, words.phrases);
    const found = phrase && phrase.words > 1 ? phrase : noun;
    if (
      !found ||
      (words.action.service === 'llm' &&
        !phrase &&
        !(noun && words.action.action === 'summarise' && mainOutput(needs.scope))) ||
      words.action.service === 'sheets' ||
      words.action.service === 'data' ||
      words.action.service === 'payment'
    )
      continue;
    const score = found.words * 10 + (noun ? 5 : 0) - found.at;
    if (!best || score > best.score) best = { words, at: found.at, end: found.end, score };
  }
  if (!best) return null;
  const verb = { start: tokens[best.at]?.start ?? clause.start, end: tokens[best.end - 1]?.end ?? clause.start };
  return { words: best.words, clause: { ...clause, masked: needs.left, verb } };
}
