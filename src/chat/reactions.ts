import { isNo, isYes } from './answers.ts';
import type { Choice } from './types.ts';

/** Name of the choice a reaction is handed on as: the engine finds out what it may decide, if anything. */
export const REACTION = 'reaction';

const YES = new Set(['👍', '✅', '✔', '☑', '👌']);
const NO = new Set(['👎', '❌', '✖', '🚫']);

/** What an emoji put on one of our messages is handed on as; null for those that say neither yes nor no, and for none. */
export function reactionChoice(emoji: string): Choice | null {
  const bare = emoji.replace(/[\u{1F3FB}-\u{1F3FF}\uFE0F]/gu, '').trim();
  if (YES.has(bare) || isYes(bare)) return { name: REACTION, value: 'yes' };
  return NO.has(bare) || isNo(bare) ? { name: REACTION, value: 'no' } : null;
}
