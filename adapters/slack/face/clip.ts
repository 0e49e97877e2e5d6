import { splitText } from '../../../src/chat/split.ts';
import type { PlainTextElement } from './kit.ts';
import { clean } from './markup.ts';

/** Shortened at a word, with a mark where something was left out. Only for what also stands somewhere in full. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${splitText(text, limit - 1)[0] ?? ''}…`;
}

/** Words Slack shows as they are. `:smile:` in data stays these seven characters. */
export const plain = (text: string, limit: number): PlainTextElement => ({
  type: 'plain_text',
  text: clip(clean(text), limit) || '…',
  emoji: false,
});
