import type { Card, CardChoice, Choice, Content } from '../../src/chat/types.ts';
import { bold } from '../shared/whatsapp-format.ts';
import { oneLine, renderText } from '../shared/whatsapp-text.ts';
import { words } from './words.ts';

/** Characters of a poll's question and of one of its options. */
const MOST_QUESTION = 250;
const MOST_OPTION = 100;
const MOST_OPTIONS = 12;

/** The messages one post becomes, in the order they are sent. */
export type PartName = 'image' | 'text' | 'poll';

/** A choice as it was offered. */
export interface Offered extends Choice {
  label: string;
  number?: number;
}

export interface Plan {
  text: string;
  /** The choices offered, in order; a poll's options stand for them one to one. */
  choices: Offered[];
  poll: { question: string; options: string[] } | null;
  image: { svg: string; caption: string } | null;
}

/** What is sent for some content: a card's drawing first, its words, and its choices as a poll besides the numbers. */
export function planOf(content: Content): Plan {
  const text = renderText(content);
  if (typeof content === 'string') return { text, choices: [], poll: null, image: null };
  const offered = content.choices ?? [];
  const asks = offered.length > 0;
  return {
    text,
    choices: offered.map(({ name, value, label, number }) => ({
      name,
      value,
      label,
      ...(number === undefined ? {} : { number }),
    })),
    poll: pollOf(content, offered),
    image: asks && content.image ? { svg: content.image.svg, caption: bold(content.title) } : null,
  };
}

function pollOf(card: Card, offered: CardChoice[]): Plan['poll'] {
  if (offered.length < 2 || offered.length > MOST_OPTIONS) return null;
  const approves = offered.some((choice) => choice.name.endsWith('.approve'));
  const title = cut(plain(card.title) || '?', MOST_QUESTION - words.goAhead('').length);
  return { question: approves ? words.goAhead(title) : title, options: unique(offered.map((choice) => choice.label)) };
}

/** Options are told apart by their words on the phone, so no two may read the same. */
export function unique(labels: readonly string[]): string[] {
  const taken = new Set<string>();
  return labels.map((label, index) => {
    const base = plain(label) || String(index + 1);
    let option = cut(base, MOST_OPTION);
    for (let count = 2; taken.has(option.toLowerCase()); count++) {
      const mark = ` (${count})`;
      option = cut(base, MOST_OPTION - mark.length) + mark;
    }
    taken.add(option.toLowerCase());
    return option;
  });
}

/** Polls format nothing. */
const plain = (text: string): string => oneLine(text.replace(/\*\*|~~|`/g, ''));

/** Whole characters only, with a mark where something is left out. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)) {
    if (kept.length + segment.length > most - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/**
 * What of a changed text is worth saying below the old one: its title and the lines that were not there. All of it where
 * the two have nothing in common; empty where nothing new is said.
 */
export function whatIsNew(before: string, after: string): string {
  const lines = (text: string) => text.split('\n').map((line) => line.trimEnd());
  const old = new Set(lines(before).filter(Boolean));
  const now = lines(after);
  const fresh = now.filter((line) => line !== '' && !old.has(line));
  if (fresh.length === 0) return '';
  const said = now.filter((line) => line !== '').length;
  // What stands in a fixed width makes no sense in parts.
  if (said === fresh.length || after.includes('```')) return after;
  const [title = ''] = now;
  return (fresh[0] === title ? fresh : [title, ...fresh]).join('\n');
}
