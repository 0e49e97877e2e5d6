import type { Phrase, Token } from './lexicon.ts';

/** Words that look like an order and are none where they stand. */

/** "hits our webhook" tells, "hit our webhook" orders. */
export function inflected(word: string, phrase: Phrase): boolean {
  const first = phrase.parts[0];
  return (
    first !== undefined &&
    !first.gap &&
    word.endsWith('s') &&
    !first.any.includes(word) &&
    first.any.includes(word.slice(0, -1))
  );
}

/** "google sheet": where it is, and nothing to google. */
export const isBrand = (tokens: Token[], at: number): boolean =>
  tokens[at]?.word === 'google' &&
  /^(?:sheets?|spreadsheets?|docs?|calendar|drive|forms?|meet|tables?)$/.test(tokens[at + 1]?.word ?? '');

/** "text the agent": somebody who works there, unless an agent is to be had. */
export const isSomebody = (tokens: Token[], at: number): boolean =>
  tokens[at]?.word === 'agent' &&
  /^(?:the|our|my|their|his|her|that|this|each|every)$/.test(tokens[at - 1]?.word ?? '') &&
  !/^(?:have|let|ask|use|run|get|tell)$/.test(tokens[at - 2]?.word ?? '');
