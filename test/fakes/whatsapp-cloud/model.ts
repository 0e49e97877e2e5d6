import { randomBytes } from 'node:crypto';
import type { SentMessage } from './schema.ts';

/** Somebody with WhatsApp on their phone. */
export interface User {
  /** Digits; null hides it, as people with a username may. */
  phone: string | null;
  /** Meta's id of them for this business. */
  userId: string;
  name: string;
  /** When they last wrote, milliseconds; the 24 hours run from here. */
  lastInboundAt: number | null;
  /** Gone from WhatsApp. */
  left: boolean;
  /** Their phone is off: messages are sent, and not delivered. */
  offline: boolean;
  messages: Message[];
}

/** A message as it stands in a chat. */
export interface Message {
  id: string;
  from: 'business' | 'user';
  at: number;
  type: string;
  /** All that can be read on the screen. */
  text: string;
  choices: Choice[];
  /** The message it quotes. */
  quotes: string | null;
  callback: string | null;
  status: 'accepted' | 'sent' | 'delivered' | 'read' | 'failed' | null;
  sent: SentMessage | null;
}

export interface Choice {
  kind: 'button' | 'row' | 'quick';
  id: string;
  title: string;
  description: string | null;
}

export interface Media {
  bytes: Buffer;
  mediaType: string;
  /** Until when its address works, milliseconds. */
  until: number;
}

export const newMessageId = (): string => `wamid.${randomBytes(24).toString('base64url')}`;

/** A message of the business as the phone shows it. */
export function shownText(sent: SentMessage, templates: ReadonlyMap<string, string>): string {
  switch (sent.type) {
    case 'text':
      return sent.text.body;
    case 'image':
      return `[picture]${sent.image.caption ? ` ${sent.image.caption}` : ''}`;
    case 'reaction':
      return sent.reaction.emoji;
    case 'template': {
      const [body] = sent.template.components ?? [];
      return (templates.get(sent.template.name) ?? '').replace(/\{\{(\d+)\}\}/g, (_whole, index: string) => {
        return body?.parameters[Number(index) - 1]?.text ?? '';
      });
    }
    case 'interactive': {
      const { header, body, footer } = sent.interactive;
      const head = header?.type === 'text' ? header.text : '';
      return [head, body.text, footer?.text ?? ''].filter(Boolean).join('\n');
    }
  }
}

export function choicesOf(sent: SentMessage): Choice[] {
  if (sent.type !== 'interactive') return [];
  if (sent.interactive.type === 'button') {
    return sent.interactive.action.buttons.map(({ reply }) => ({ kind: 'button', ...reply, description: null }));
  }
  const rows = sent.interactive.action.sections.flatMap((section) => section.rows);
  return rows.map((row) => ({ kind: 'row', id: row.id, title: row.title, description: row.description ?? null }));
}
