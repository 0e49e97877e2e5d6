import type { Catalogue } from '../../connectors/catalogue.ts';
import type { ActionSpec, EventSpec, ServiceSpec } from '../../connectors/define.ts';
import { paramMeta } from '../../connectors/params.ts';

/** The words of the catalogue, compiled once: how each action and event is asked for. */

export interface Token {
  word: string;
  start: number;
  end: number;
}

/** Words of masked text; a stretch of covered characters is one word of its sign. */
export function tokensOf(masked: string, from = 0, to = masked.length): Token[] {
  const tokens: Token[] = [];
  for (const found of masked
    .slice(from, to)
    .matchAll(/[a-z0-9\u00c0-\u024f]+(?:[-'&.][a-z0-9\u00c0-\u024f]+)*|([\uE001-\uE010])\1*|->|=>|→|[,:;()]/g)) {
    tokens.push({
      word: found[0].charCodeAt(0) >= 0xe000 ? found[0].charAt(0) : found[0],
      start: from + found.index,
      end: from + found.index + found[0].length,
    });
  }
  return tokens;
}

const SMALL = new Set(
  'a an the me us my our your his her their new some please just short quick brief little big nice friendly it them him automatically also then kindly quickly all own daily weekly monthly'.split(
    ' ',
  ),
);

/** Letters that differ, a swap of two neighbours counting one; gives up above `most`. */
export function distance(one: string, other: string, most = 2): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let at = 1; at <= one.length; at += 1) {
    const row = [at];
    for (let to = 1; to <= other.length; to += 1) {
      const same = one[at - 1] === other[to - 1] ? 0 : 1;
      let best = Math.min((last[to] ?? 0) + 1, (row[to - 1] ?? 0) + 1, (last[to - 1] ?? 0) + same);
      if (at > 1 && to > 1 && one[at - 1] === other[to - 2] && one[at - 2] === other[to - 1])
        best = Math.min(best, (before[to - 2] ?? 0) + 1);
      row.push(best);
    }
    if (Math.min(...row) > most) return most + 1;
    before = last;
    last = row;
  }
  return last[other.length] ?? most + 1;
}

/** Same word, allowing a plural and a slip of the finger in longer words. */
export function sameWord(said: string, wanted: string): boolean {
  if (said === wanted) return true;
  // Whatever is allowed below keeps the first letter and most of the length; most words are told apart here.
  if (said.charCodeAt(0) !== wanted.charCodeAt(0) || Math.abs(said.length - wanted.length) > 3) return false;
  if (
    said.endsWith('ing') &&
    wanted.length > 3 &&
    (said === `${wanted}ing` || said === `${wanted.replace(/e$/, '')}ing`)
  )
    return wanted !== 'book';
  if (said === `${wanted}s` || `${said}s` === wanted || said === `${wanted}'s`) return true;
  if (
    wanted.length < 4 ||
    said.length < 4 ||
    /^(form|from|text|test|post|push|sent|sens|note|paid|pair|than|then|when|them|that|this|with|call|late|fall|till|bill|plan|cost|most|these|there|their|three|where|while|month|money|great|right|price|calendar)$/.test(
      said,
    )
  )
    return false;
  if (wanted.length === 4)
    return (
      said.length === 4 && distance(said, wanted, 1) === 1 && [...said].sort().join('') === [...wanted].sort().join('')
    );
  return distance(said, wanted, wanted.length >= 8 ? 2 : 1) <= (wanted.length >= 8 ? 2 : 1);
}

type Part = { gap: true } | { gap: false; any: string[] };
export interface Phrase {
  parts: Part[];
  words: number;
  /** Letters its first word may begin with; empty where it begins with a gap. */
  initials: string;
}

export function phraseOf(text: string): Phrase {
  const parts: Part[] = text
    .split(/\s+/)
    .map((word) => (word === '…' ? { gap: true } : { gap: false, any: word.split('|') }));
  const kept = parts.filter((part) => part.gap || part.any.some((word) => !['a', 'an', 'the'].includes(word)));
  const [first] = kept;
  const initials = first && !first.gap ? first.any.map((word) => word.charAt(0)).join('') : '';
  return { parts: kept, words: kept.filter((part) => !part.gap).length, initials };
}

/** Amounts may stand inside a phrase: "create a 3,500 KES payment link". */
const AMOUNT_WORD = /^(?:\d[\d.]*k?|,|kes|ksh|kshs|usd|dollars?|bob|shillings?|eur|ngn)$/;

const GAP = 12;
const ARTICLE = /^(?:an?|the|my|our|your|their|his|her|new|some)$/;
const ADJECTIVE = /^[a-z][a-z-]{2,}$/;
/** Words that describe nothing: a phrase does not reach over them. */
const CLOSED = new Set(
  `and or but then with without for from into onto over about via through using when if unless while that which who whose this these those they them their what where after before until every each
  send post email mail text sms whatsapp slack message tell add create make write save put get read check call search book pay refund invoice`.split(
    /\s+/,
  ),
);

/** Where a phrase ends when it starts at a token; null when it does not match there. */
export function matchAt(tokens: Token[], at: number, phrase: Phrase): number | null {
  // A word keeps its first letter whatever slip is allowed, which tells most phrases apart at once.
  if (phrase.initials !== '' && !phrase.initials.includes(tokens[at]?.word.charAt(0) || ' ')) return null;
  const step = (token: number, part: number, described: number): number | null => {
    const wanted = phrase.parts[part];
    if (!wanted) return token;
    if (wanted.gap) {
      for (let skip = 0; skip <= GAP && token + skip < tokens.length; skip += 1) {
        const end = step(token + skip, part + 1, 0);
        if (end !== null) return end;
        if (/^[:;]|->|=>|→/.test(tokens[token + skip]?.word ?? '')) return null;
      }
      return null;
    }
    const here = tokens[token]?.word;
    if (here === undefined) return null;
    if (wanted.any.some((word) => sameWord(here, word))) return step(token + 1, part + 1, 0);
    if (part > 0 && (SMALL.has(here) || AMOUNT_WORD.test(here)))
      return step(token + 1, part, ARTICLE.test(here) ? 2 : described);
    // "a motivational quote": what describes the noun.
    return part > 0 && described > 0 && ADJECTIVE.test(here) && !CLOSED.has(here)
      ? step(token + 1, part, described - 1)
      : null;
  };
  return step(at, 0, 0);
}

export interface ActionWords {
  action: ActionSpec;
  phrases: Phrase[];
  nouns: Phrase[];
  /** Kinds of its required parameters, for telling a real use of a common verb. */
  kinds: Set<string>;
  /** Gets words to someone: common verbs (send, tell, post) may mean it. */
  speaks: boolean;
  target: { name: string; kind: string } | null;
}

export interface Lexicon {
  catalogue: Catalogue;
  actions: ActionWords[];
  events: { service: ServiceSpec; event: EventSpec; phrases: Phrase[]; nouns: Phrase[] }[];
}

const TARGETS = new Set(['email', 'phone', 'channel']);

/** Reads the words every action and event declares. */
export function lexiconOf(catalogue: Catalogue): Lexicon {
  const actions = catalogue.actions().map((action): ActionWords => {
    const shape = Object.entries(action.params.shape);
    const required = shape.filter(([, schema]) => !schema.safeParse(undefined).success);
    const kinds = new Set(required.flatMap(([, schema]) => paramMeta(schema)?.kind ?? []));
    const targetOf = required.find(([, schema]) => TARGETS.has(paramMeta(schema)?.kind ?? ''));
    const service = catalogue.service(action.service);
    return {
      action,
      phrases: action.words.phrases.map(phraseOf),
      nouns: [...new Set([...(action.words.nouns ?? []), ...(service?.nouns ?? [])])].map(phraseOf),
      kinds: kinds as Set<string>,
      speaks:
        action.effect === 'message' && targetOf !== undefined && required.some(([, schema]) => paramMeta(schema)?.main),
      target: targetOf ? { name: targetOf[0], kind: paramMeta(targetOf[1])?.kind ?? '' } : null,
    };
  });
  const events = catalogue.services.flatMap((service) =>
    service.events.map((event) => ({
      service,
      event,
      phrases: event.phrases.map((phrase) => weighed(phraseOf(phrase), service)),
      nouns: service.nouns.map(phraseOf),
    })),
  );
  return { catalogue, actions, events };
}

const PLACING = ['via', 'through', 'on', 'over', 'by', 'with', 'from', 'in', 'using'];

/** What an event's phrase tells besides its service: "payment via stripe" is a payment and no more. */
function weighed(phrase: Phrase, service: ServiceSpec): Phrase {
  const own = new Set([...PLACING, service.service, ...service.nouns]);
  const telling = phrase.parts.filter((part) => !part.gap && !part.any.every((word) => own.has(word))).length;
  const placed = phrase.parts.some((part) => !part.gap && part.any.includes('via'));
  return placed ? { ...phrase, words: Math.max(1, telling) } : phrase;
}

/** First place at or after `from` where one of the phrases matches; the longest there. */
export function findPhrase(
  tokens: Token[],
  phrases: Phrase[],
  from = 0,
  to = tokens.length,
): { at: number; end: number; words: number } | null {
  for (let at = from; at < to; at += 1) {
    let best: { at: number; end: number; words: number } | null = null;
    for (const phrase of phrases) {
      const end = matchAt(tokens, at, phrase);
      if (end !== null && (!best || phrase.words > best.words)) best = { at, end, words: phrase.words };
    }
    if (best) return best;
  }
  return null;
}
