import { type ActionWords, findPhrase, type Lexicon, matchAt, type Phrase, type Token, tokensOf } from './lexicon.ts';
import { kindOf } from './mask.ts';
import { BEFORE, COMMON, SPEAK, WEAK } from './verbs.ts';
import { inflected, isBrand, isSomebody } from './word-senses.ts';

/** Which action a clause asks for. */

export interface Chosen {
  words: ActionWords;
  /** Token range of the words that asked for it. */
  at: number;
  end: number;
  /** Where the words before the first gap of the phrase end. */
  verbEnd: number;
  score: number;
}

const PRODUCES = /^(?:read)$/;
/** Index of the first token that is not politeness or a connection. */
export function firstWord(tokens: Token[], from = 0): number {
  let at = from;
  while (at < tokens.length && BEFORE.has(tokens[at]?.word ?? '')) at += 1;
  return at;
}

/** The actions a clause may ask for, best first. `before`: only matches that begin before this token. */
export function choices(lexicon: Lexicon, tokens: Token[], before = tokens.length): Chosen[] {
  const kinds = new Set(tokens.flatMap((token) => kindOf(token.word) ?? []));
  const nouns = new Map(
    lexicon.actions.map((words) => [words, words.nouns.length > 0 ? findPhrase(tokens, words.nouns) : null] as const),
  );
  const verb = firstWord(tokens);
  // "remind my team": the verb is no noun of its service.
  for (const [words, found] of nouns)
    if (found?.at === verb && words.action.effect === 'message' && words.target === null) nouns.set(words, null);
  const named = new Set([...nouns].flatMap(([words, found]) => (found ? [words.action.service] : [])));
  const limit = Math.min(before, tokens.length);
  const verbAt = firstWord(tokens);
  const found: Chosen[] = [];
  for (const words of lexicon.actions) {
    const noun = nouns.get(words) ?? null;
    const best = bestPhrase(tokens, words.phrases, limit, verbAt);
    const targeted = words.target !== null && kinds.has(words.target.kind as never);
    const supported = noun !== null || [...words.kinds].some((kind) => kinds.has(kind as never));
    if (best && (!words.kinds.has('url') || supported) && (best.words > 1 || !isWeak(tokens, best) || supported)) {
      found.push({
        words,
        at: best.at,
        end: best.end,
        verbEnd: best.verbEnd,
        score:
          best.words * 10 +
          (noun ? 8 : 0) +
          (supported ? 6 : 0) -
          elsewhere(words, named, noun !== null) -
          Math.abs(best.at - verbAt),
      });
    }
    const spoken = words.speaks && (noun || targeted) ? bestPhrase(tokens, SPEAK, limit, verbAt) : null;
    if (spoken)
      found.push({
        words,
        at: spoken.at,
        end: spoken.end,
        verbEnd: spoken.verbEnd,
        score:
          9 +
          (noun ? 12 : 0) +
          (targeted ? 10 : 0) -
          elsewhere(words, named, noun !== null) -
          Math.abs(spoken.at - verbAt),
      });
  }
  const pays = sendsMoney(tokens, verbAt)
    ? lexicon.actions.find((words) => words.kinds.has('money') && words.kinds.has('phone'))
    : undefined;
  if (pays && kinds.has('phone'))
    found.push({ words: pays, at: verbAt, end: verbAt + 1, verbEnd: verbAt + 1, score: 60 });
  const spoken = found.some(
    (one) =>
      one.words.speaks &&
      one.at <= verbAt + 1 &&
      (one.score > 15 || (one.score > 10 && one.words.target !== null && kinds.has(one.words.target.kind as never))),
  );
  const says = (at: number) =>
    found.some(
      (one) =>
        one.words.speaks &&
        one.words.target !== null &&
        kinds.has(one.words.target.kind as never) &&
        one.at === at &&
        one.verbEnd <= at + 4,
    );
  return found
    .map((one) =>
      PRODUCES.test(one.words.action.effect) &&
      says(one.at) &&
      SPEAK.some((phrase) => matchAt(tokens, one.at, phrase) !== null)
        ? { ...one, score: one.score - 30 }
        : one,
    )
    .map((one) =>
      // "post the invoice number in #books": posting is what is asked.
      says(verbAt) && one.at > verbAt && one.words.action.effect === 'write' ? { ...one, score: one.score - 15 } : one,
    )
    .map((one) =>
      spoken &&
      one.words.target === null &&
      one.words.action.effect === 'message' &&
      (one.at > verbAt || !ownWord(tokens, one))
        ? { ...one, score: one.score - 15 }
        : one,
    )
    .sort((one, other) => other.score - one.score || one.at - other.at);
}

/** "send KES 5,000 to +254…": an amount in a currency right after the verb. */
const sendsMoney = (tokens: Token[], verbAt: number): boolean =>
  /^(?:send|give|tuma|wire|move)$/.test(tokens[verbAt]?.word ?? '') &&
  /^(?:kes|ksh|kshs|usd|sh|\d)/.test(tokens[verbAt + 1]?.word ?? '') &&
  tokens
    .slice(verbAt + 1, verbAt + 6)
    .some((token) => /^(?:kes|ksh|kshs|usd|bob|shillings?|dollars?)/.test(token.word));

/** A phrase that names its own service ("remind me") rather than a common one ("tell me"). */
function ownWord(tokens: Token[], one: Chosen): boolean {
  const stem = one.words.action.service.slice(0, 5);
  const next = tokens[one.at + 1]?.word ?? '';
  if (/^remind/.test(tokens[one.at]?.word ?? '') && !/^(?:me|us|myself|to|about|of|that|ku)$/.test(next)) return false;
  return tokens
    .slice(one.at, one.end)
    .some((token) => token.word.startsWith(stem) || token.word.startsWith('nikumbush'));
}

const isWeak = (tokens: Token[], best: { at: number; end: number }): boolean =>
  WEAK.has(tokens[best.at]?.word ?? '') || (COMMON.has(tokens[best.at]?.word ?? '') && best.end - best.at < 1);

/** Another service is named and this one is not. */
function elsewhere(words: ActionWords, named: Set<string>, itself: boolean): number {
  if (itself || named.size === 0) return 0;
  return words.action.effect === 'read' ? 2 : 5;
}

interface Found {
  at: number;
  end: number;
  verbEnd: number;
  words: number;
}

function bestPhrase(tokens: Token[], phrases: Phrase[], limit: number, verbAt: number): Found | null {
  let best: Found | null = null;
  for (let at = 0; at < limit; at += 1) {
    if (at > verbAt + 2) break;
    for (const phrase of phrases) {
      if (inflected(tokens[at]?.word ?? '', phrase) || isBrand(tokens, at) || isSomebody(tokens, at)) continue;
      const end = matchAt(tokens, at, phrase);
      if (end === null) continue;
      const gap = phrase.parts.findIndex((part) => part.gap);
      const verbEnd = gap < 0 ? end : at + gap;
      if (!best || phrase.words * 4 - at > best.words * 4 - best.at) best = { at, end, verbEnd, words: phrase.words };
    }
  }
  return best;
}

/** Whether an order starts at this token: an action's phrase, or a common verb with somewhere to go. */
export function startsAction(lexicon: Lexicon, tokens: Token[], at: number, until: number): Chosen | null {
  const rest = tokens.slice(at, Math.min(until, at + REACH));
  const known = startsOf(lexicon);
  const words = rest.map((token) => token.word).join(' ');
  const before = known.get(words);
  if (before !== undefined) return before;
  const found = orderAt(lexicon, rest);
  if (known.size >= MOST_STARTS) known.clear();
  known.set(words, found);
  return found;
}

/** Words after an order's first that may tell what it is. */
const REACH = 60;
const MOST_STARTS = 2000;
const STARTS = new WeakMap<Lexicon, Map<string, Chosen | null>>();

/** A long message is asked about its every word many times over. */
function startsOf(lexicon: Lexicon): Map<string, Chosen | null> {
  const known = STARTS.get(lexicon) ?? new Map<string, Chosen | null>();
  STARTS.set(lexicon, known);
  return known;
}

function orderAt(lexicon: Lexicon, rest: Token[]): Chosen | null {
  const verb = firstWord(rest);
  if (verb > 4) return null;
  const next = rest[verb + 1]?.word ?? '';
  // "subject Rent, text 'It is due'": what it says, not another order.
  if (
    /^(?:text|message|body|note|sms)$/.test(rest[verb]?.word ?? '') &&
    /^[\uE001\uE002]$/.test(next) &&
    !rest.slice(verb + 2, verb + 8).some((token) => /^[\uE003-\uE006]$/.test(token.word))
  )
    return null;
  // "and the text …": a noun.
  if (
    /^(?:the|a|an)$/.test(rest[verb - 1]?.word ?? '') &&
    /^(?:email|mail|text|sms|message|post|call|request|reply)$/.test(rest[verb]?.word ?? '')
  )
    return null;
  if (
    !/^(?:make|create|raise|write|draw|send|issue)$/.test(rest[verb - 1]?.word ?? '') &&
    /^(?:email|mail|text|sms|message|phone|invoice|bill|label|tag|whatsapp|slack)$/.test(rest[verb]?.word ?? '') &&
    /^(?:|,|and|&|or|address|addresses|number|phone|name|\)|:|of|is|from|contains?|containing|includes|ends|starts|begins|equals|isn't|was|has|does|doesn't|matches|mentions|come|comes|are|arrive|arrives|included|provided|given|field|fields)$/.test(
      next,
    )
  )
    return null;
  const [best] = choices(lexicon, rest, verb + 1).filter((one) => one.at === verb || one.at <= verb);
  return best && best.score > 4 ? best : null;
}

/** Things that only give something to read (the weather, an image), named as the content of a message. */
export function producers(lexicon: Lexicon): ActionWords[] {
  return lexicon.actions.filter((words) => PRODUCES.test(words.action.effect) && words.action.service !== 'flow');
}

/** Whether a stretch orders something to be done, once its times are out of it. */
export const ordersIn = (lexicon: Lexicon, rest: string): boolean =>
  rest.split(/[,.;:\uE000]|\band\b|->|→/).some((part) => {
    const [best] = choices(lexicon, tokensOf(part));
    return best !== undefined && best.score > 8 && best.words.action.service !== 'flow';
  });
