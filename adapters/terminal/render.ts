import { asText } from '../../src/chat/plain.ts';
import type { Content } from '../../src/chat/types.ts';
import { words } from './words.ts';

/** One message as lines of a terminal: its number, what it says, its choices with the numbers that make them. */
export function render(id: string, content: Content, more: { replyTo?: string; only?: string } = {}): string {
  const head = [
    `#${id}`,
    more.replyTo === undefined ? '' : words.answers(more.replyTo),
    more.only === undefined ? '' : words.onlyFor(more.only),
  ];
  const choices = typeof content === 'string' ? [] : (content.choices ?? []);
  const lines = [
    head.filter(Boolean).join(' '),
    // The only markup of cards; a terminal shows none.
    asText(content).replaceAll('**', ''),
    ...choices.map((choice, index) => `   ${index + 1}  ${choice.label}`),
  ];
  return `${lines.map(harmless).join('\n')}\n\n`;
}

/** Without what a terminal would obey: people's data may hold anything. */
export const harmless = (text: string): string => text.replace(/[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]/gu, '');
