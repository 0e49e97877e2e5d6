import { type Chosen, startsAction } from './choose.ts';
import { type Lexicon, type Token, tokensOf } from './lexicon.ts';

/** Above this an order surely begins. */
const SURE = 12;

/** The end of a clause: punctuation, an arrow, "then", or the start of an order. */
export function clauseEnd(lexicon: Lexicon, masked: string, from: number, after: number | null = from): number {
  const stop = /[,;:\n]|[.!?](?=\s|$)|->|=>|→|\bthen\b|\bplease\b|\bi want\b|\bi'd\b| - | – /g;
  stop.lastIndex = from;
  let end = masked.length;
  for (let found = stop.exec(masked); found; found = stop.exec(masked)) {
    if (/^,$/.test(found[0]) && /^\d/.test(masked.slice(found.index + 1))) continue;
    if (masked.slice(from, found.index).replace(/[\s\uE000]/g, '') === '') continue;
    end = found.index;
    break;
  }
  if (after === null) return end;
  const tokens = tokensOf(masked, from, end);
  const whole = tokensOf(masked, from, Math.min(masked.length, end + 200));
  const first = tokens.findIndex((token) => token.start >= after);
  for (let at = Math.max(2, first < 0 ? tokens.length : first); at < tokens.length; at += 1) {
    const before = tokens[at - 1]?.word ?? '';
    const order = orderFrom(lexicon, whole, tokens.length, at);
    const joined =
      /^(?:a|an|the|my|our|new|to|by|in|of|on|via|with|through|intasend|stripe|github|calendly|is|gets|get|i|we|who|from|for|at|each|every|any|their|call|hotel|any)$/.test(
        before,
      );
    // "pays on stripe pay …": the service ends the clause.
    const placed =
      /^(?:on|via|through|by|with|in|from|using)$/.test(tokens[at - 2]?.word ?? '') &&
      /^(?:intasend|stripe|github|calendly)$/.test(before);
    if (joined && !placed && (order?.score ?? 0) < 18) continue;
    if (order && order.at === 0 && order.score > SURE) return tokens[at]?.start ?? end;
  }
  return end;
}

/** The order that begins at a token: read with what follows, else by itself, where one behind it is the plainer one. */
function orderFrom(lexicon: Lexicon, whole: Token[], end: number, at: number): Chosen | null {
  const order = startsAction(lexicon, whole, at, whole.length);
  if (order?.at === 0 && order.score > SURE) return order;
  const next = whole.findIndex((token, index) => index > at && (index >= end || /^(?:and|then)$/.test(token.word)));
  const alone = next < 0 ? null : startsAction(lexicon, whole.slice(0, next), at, next);
  return alone?.at === 0 && alone.score > (order?.at === 0 ? order.score : 0) ? alone : order;
}
