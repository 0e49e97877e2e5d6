import { blockText } from './plain.ts';
import type { Block, Card, Content } from './types.ts';

/**
 * What is said of a change where a message cannot be changed in place: nothing when nothing changed; the whole card while
 * it still waits for an answer (people decide only on what they can read); else only what is new, under its title.
 */
export function followUp(before: Content | null, after: Content): Content | null {
  if (before === null) return after;
  if (same(before, after)) return null;
  if (typeof after === 'string' || typeof before === 'string') return after;
  if ((after.choices ?? []).length > 0) return after;
  const decided = (before.choices ?? []).length > 0;
  const body = decided ? fresh(before, after).filter((block) => block.kind !== 'steps') : after.body;
  const footer = decided && after.footer === before.footer ? undefined : after.footer;
  if (decided && body.length === 0 && footer === undefined) return null;
  return footer === undefined ? { title: after.title, body } : { title: after.title, body, footer };
}

const same = (one: Content, other: Content): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Blocks that say something the card did not say before. */
function fresh(before: Card, after: Card): Block[] {
  const known = new Set(before.body.map(blockText));
  return after.body.filter((block) => !known.has(blockText(block)));
}
