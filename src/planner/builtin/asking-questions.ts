import type { Json } from '../../automation/definition.ts';
import type { Found } from './asking-gates.ts';
import { termsAfter } from './asking-terms.ts';
import { startsAction } from './choose.ts';
import { type Lexicon, tokensOf } from './lexicon.ts';
import { blot, GONE, type Source } from './mask.ts';
import type { Pause } from './waits.ts';
import { namedAt } from './who.ts';

/** Questions a run asks: "ask me for the amount first", "ask Anna which date suits". What is answered is data for later steps. */

const ASK = /(?:\b(?:and|but|then|please|always|first|also)\b,? )*\bask /g;
const OPENS =
  /^ (?:(for) (?:(?:the|an?|their|his|her|its|my|our|some) )?|(?=(?:which|what|when|where|who|how)\b)|(whether|if) | ?[:,]? ?(?=\uE001))/;
/** What is asked for a yes, or is asked of nobody: no question of this kind. */
const OTHER =
  /^(?:approval|ok|okay|permission|help|money|payment|sign-?off|go-?ahead|yes|consent|confirmation|it|this|that|them)\b/;
const LAST =
  /[,;]? (?:first|beforehand|each time|every time|before (?:that|anything else|you [a-z]+|[a-z]+ing)(?: (?:it|them|out|anything|the [a-z]+))*)$/;

/** A question of which something is done on a yes or a no, as decided-ways.ts puts it. */
const YES_OR_NO = /^(?:did|do|does|is|are|was|were|can|could|should|shall|may|will|would|have|has|had)\b/i;
const DECIDED = /^[\s\uE000,.;:?!–—-]*if it was (?:approved|declined)\b/;

const NUMBER =
  /^(?:how (?:many|much)|(?:(?:what|which) (?:is the )?)?(?:amount|price|total|sum|budget|quantity|percentage|rate|fee|number of)\b)/;
const DATE = /^(?:when\b|(?:(?:what|which) (?:is the )?)?(?:[a-z]+ )?(?:date|day|deadline)\b)/;
const FILE = /^(?:(?:(?:what|which) (?:is the )?)?(?:[a-z]+ )?(?:file|document|photo|picture|scan|pdf))\b/;

export function questionsIn(lexicon: Lexicon, source: Source, masked: string): Found {
  const pauses: Pause[] = [];
  let rest = masked;
  for (const hit of [...masked.matchAll(ASK)]) {
    const from = hit.index;
    if (rest.slice(from, from + hit[0].length) !== hit[0]) continue;
    const named = namedAt(source, rest, from + hit[0].length);
    const opens = named && OPENS.exec(rest.slice(named.end));
    if (!named || !opens || named.needed !== null) continue;
    const start = named.end + opens[0].length;
    if (opens[1] && OTHER.test(rest.slice(start))) continue;
    const stop = endOf(lexicon, rest, start);
    const words = rest.slice(start, stop);
    const last = LAST.exec(words)?.[0].length ?? 0;
    const read = questionOf(source, start, stop - last, opens[1] ? 'for' : opens[2] ? 'whether' : 'open');
    if (!read) continue;
    const terms = termsAfter(rest, stop);
    // Silence at a question takes a default or fails; it neither approves nor rejects.
    if (terms.agree || terms.params.on_silence !== undefined) continue;
    const to = named.who.length === 1 ? named.who[0] : named.who;
    const params: Record<string, Json> = { ...read, ...terms.params };
    if (to !== 'owner' && to !== undefined) params.to = to;
    if (!params.kind && YES_OR_NO.test(String(params.question)) && DECIDED.test(rest.slice(terms.end)))
      Object.assign(params, { kind: 'choice', options: ['yes', 'no'] });
    rest = blot(terms.rest, from, stop, GONE);
    rest = `${rest.slice(0, from)},${rest.slice(from + 1)}`;
    pauses.push({ at: terms.end, action: 'ask', params, before: !followed(rest, terms.end) });
  }
  return { pauses, rest };
}

/** The end of what is asked: punctuation, "then", or an order. */
function endOf(lexicon: Lexicon, masked: string, from: number): number {
  const stop =
    /[.;!?\n\uE000]|,? if it was (?:approved|declined)\b|,? (?:and )?then\b|, (?:and|but)\b|,? (?:within|remind|with a deadline)\b/g;
  stop.lastIndex = from;
  const end = stop.exec(masked)?.index ?? masked.length;
  const tokens = tokensOf(masked, from, end);
  for (const [at, token] of tokens.entries()) {
    if (at === 0 || !/^(?:and|,)$/.test(token.word)) continue;
    const order = startsAction(lexicon, tokens, at + 1, tokens.length);
    if (order?.at === 0) return token.start - (token.word === 'and' ? 1 : 0);
  }
  return end;
}

function questionOf(
  source: Source,
  from: number,
  to: number,
  how: 'for' | 'whether' | 'open',
): Record<string, Json> | null {
  const quote = source.entities.find((one) => one.kind === 'quote' && one.start === from);
  const said = (quote?.value ?? source.text.slice(from, to)).trim().replace(/[\s,?]+$/, '');
  if (said.length < 2 || said.length > 200) return null;
  const small = said.toLowerCase();
  const listed = quote ? null : optionsIn(said);
  const about = listed?.about ?? said;
  const asked = how === 'for' ? `what is the ${about}` : inOrder(about);
  const question = `${asked.charAt(0).toUpperCase()}${asked.slice(1)}?`;
  if (how === 'whether') return { question: `Is it so that ${about}?`, kind: 'choice', options: ['yes', 'no'] };
  if (listed) return { question, kind: 'choice', options: listed.options };
  const kind = NUMBER.test(small) ? 'number' : DATE.test(small) ? 'date' : FILE.test(small) ? 'file' : null;
  return { question: question.replace(/\?\?$/, '?'), ...(kind ? { kind } : {}) };
}

/** "which size: small, medium or large". */
function optionsIn(said: string): { about: string; options: string[] } | null {
  const found = /^(.{2,80}?)(?::| \(|,) ?((?:[^,()]{1,40}, )*[^,()]{1,40},? or [^,()]{1,40})\)?$/.exec(said);
  if (!found?.[1] || !found[2]) return null;
  const options = found[2].split(/,? or |, /).map((one) => one.trim().replace(/^["“']|["”']$/g, ''));
  return options.length > 1 && options.every((one) => one !== '' && one.split(' ').length < 4)
    ? { about: found[1], options }
    : null;
}

/** Whether an order comes after it. */
const followed = (masked: string, end: number): boolean =>
  /[a-z]{3}/.test(masked.slice(end).replace(/^[\s,.;\uE000]*(?:first|please|thanks)?/, ''));

/** "who the star of the week is", "how the day went": as a question puts it. */
const inOrder = (about: string): string =>
  about
    .replace(
      /^(who|what|where|when|how|which [a-z]+) ((?:the|my|our|this|that|his|her|their|today's) .+) (is|are|was|were)$/i,
      '$1 $3 $2',
    )
    .replace(/^how ((?:the|my|our|it|today|yesterday|everything|things)\b.*) went$/i, 'how did $1 go');
