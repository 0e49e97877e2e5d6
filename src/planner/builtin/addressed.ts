import type { Chosen } from './choose.ts';
import { findPhrase, type Lexicon, type Token } from './lexicon.ts';
import { kindOf } from './mask.ts';

/** "→ #ops "Deployed"", "whatsapp (+254…): 'Ovens on'": somewhere to go and no verb; the one action that goes there. */
export function addressed(lexicon: Lexicon, tokens: Token[]): Chosen | null {
  const kinds = new Set(tokens.flatMap((token) => kindOf(token.word) ?? []));
  const able = lexicon.actions.filter((words) => words.speaks && words.target && kinds.has(words.target.kind as never));
  const named = able.filter((words) => findPhrase(tokens, words.nouns) !== null);
  const [only] = named.length > 0 ? named : able;
  if (!only || (named.length > 0 ? named : able).length !== 1) return null;
  if (!kinds.has('quote') && !kinds.has('said') && named.length === 0) return null;
  return { words: only, at: 0, end: 0, verbEnd: 0, score: 10 };
}
