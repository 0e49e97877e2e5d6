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
  if (!kinds.has('quote') && !kinds.has('said') && named.length === 0 && !passesOn(tokens)) return null;
  return { words: only, at: 0, end: 0, verbEnd: 0, score: 10 };
}

/** "its number into #ops", "the summary to boss@…": something known and where it goes. */
function passesOn(tokens: Token[]): boolean {
  const words = tokens.filter((token) => !/^(?:->|=>|→|,|and|then)$/.test(token.word));
  const at = words.findIndex((token) => /^[\uE003\uE004\uE006]$/.test(token.word));
  return (
    at > 1 &&
    at < 9 &&
    /^(?:to|into|in|on|at)$/.test(words[at - 1]?.word ?? '') &&
    /^(?:it|its|the|their|his|her|that|this|all|everything|both|a|summary|results?|details)$/.test(words[0]?.word ?? '')
  );
}

/** "… over into a jira ticket": where it goes is no part of it. */
export const goesTo = ({ catalogue }: Lexicon): RegExp =>
  new RegExp(
    ` (?:over |across )?(?:in|into|to|onto|as) (?:an? |the |our |my )?(?:new )?(?:${catalogue.services.map((one) => one.service).join('|')})?(?: ?(?:ticket|card|page|issue|task|record|row|contact|sheet|bug|board|list))?$`,
  );
