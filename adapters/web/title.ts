import type { Content } from '../../src/chat/types.ts';

const LONGEST = 60;

/** What a thread may be called after this message: the workflow a card proposes, else the person's own first words. */
export function titleOf(said: { from: 'user' | 'bot'; content: Content }): {
  title: string | null;
  source: 'text' | 'card';
} {
  if (typeof said.content !== 'string') {
    const draft = said.content.choices?.some((choice) => choice.name.startsWith('draft.'));
    return { title: draft ? clip(said.content.title) : null, source: 'card' };
  }
  return { title: said.from === 'user' ? clip(said.content) : null, source: 'text' };
}

function clip(text: string): string | null {
  const line = text.replaceAll('**', '').replace(/\s+/g, ' ').trim();
  if (line === '') return null;
  const points = Array.from(line);
  if (points.length <= LONGEST) return line;
  const start = points.slice(0, LONGEST - 1).join('');
  const space = start.lastIndexOf(' ');
  return `${space > LONGEST / 2 ? start.slice(0, space) : start}…`;
}
