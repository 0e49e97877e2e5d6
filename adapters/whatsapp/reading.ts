import type { Attachment } from '../../src/chat/types.ts';
import type { WaMessage } from './session/types.ts';
import { words } from './words.ts';

const MOST_NAME = 120;
const MOST_CARDS = 20;

/** What a message says to us. Null: nothing anybody could be answered for. */
export interface Reading {
  text: string;
  attachments: Attachment[];
}

/**
 * Types that say nothing here, on purpose: stickers and own polls of people, calls, what WhatsApp writes itself, what is
 * still encrypted (it comes again once it can be read), view-once pictures, and what was deleted.
 */
const SILENT = new Set(
  `sticker poll_creation poll_update reaction reaction_enc revoked ciphertext call_log protocol e2e_notification
  notification notification_template group_notification broadcast_notification gp2 newsletter_notification debug
  hsm_notification oversized unknown pinned_message keep_in_chat event_creation event_response scheduled_event_creation
  album sticker-pack bot_notification view_once rollout`.split(/\s+/),
);

const MEDIA = new Set(['image', 'video', 'audio', 'ptt', 'ptv', 'document']);

/** Reads what a person sent, by its kind. */
export function readMessage(message: WaMessage): Reading | null {
  if (SILENT.has(message.type)) return null;
  if (message.location) return { text: withText(message, place(message.location)), attachments: [] };
  if (message.cards && message.cards.length > 0) {
    const lines = message.cards.slice(0, MOST_CARDS).map(readCard);
    return { text: lines.join('\n'), attachments: [] };
  }
  if (MEDIA.has(message.type) || message.hasMedia) return { text: message.text, attachments: [attachment(message)] };
  return message.text.trim() === '' ? null : { text: message.text, attachments: [] };
}

function place({ latitude, longitude, name }: NonNullable<WaMessage['location']>): string {
  return words.location(name?.replace(/\s+/g, ' ').trim() ?? '', latitude, longitude);
}

/** A place or a map comes with a thumbnail in the body, which is no text of anybody. */
const withText = (message: WaMessage, said: string): string => {
  const own = message.text.trim();
  const isThumbnail = own.length > 200 && !/\s/.test(own);
  return own === '' || isThumbnail || said.includes(own) ? said : `${own}\n${said}`;
};

function attachment(message: WaMessage): Attachment {
  const mediaType = (message.mimeType ?? 'application/octet-stream').slice(0, MOST_NAME);
  const kind = message.type === 'ptt' ? words.voice : (words.files[message.type] ?? words.file);
  const name = message.fileName?.replace(/[\\/\p{Cc}]/gu, '_').trim() || kind;
  return { name: name.slice(0, MOST_NAME), mediaType, size: Math.max(0, message.size ?? 0), ref: message.key };
}

/** A contact card in words: the name and its numbers. */
export function readCard(card: string): string {
  const lines = card
    .replace(/\r\n?/g, '\n')
    .replace(/\n[ \t]/g, '')
    .split('\n');
  const wordsOf = (line: string) => unescaped(line.slice(line.indexOf(':') + 1)).trim();
  const named = (name: string) => lines.filter((line) => new RegExp(`^(?:[\\w-]+\\.)?${name}[;:]`, 'i').test(line));
  const full = named('FN').map(wordsOf).find(Boolean);
  const parts = named('N').map((line) => wordsOf(line).split(';').filter(Boolean).slice(0, 2).reverse().join(' '));
  const numbers = named('TEL').map(numberOf).filter(Boolean);
  return words.contact((full ?? parts[0] ?? '').slice(0, MOST_NAME), [...new Set(numbers)].slice(0, 5));

  /** WhatsApp adds the number in full as `waid`. */
  function numberOf(line: string): string {
    const waid = /waid=(\d{5,20})/i.exec(line.slice(0, line.indexOf(':')))?.[1];
    return waid ? `+${waid}` : wordsOf(line).replace(/^tel:/i, '').slice(0, 40);
  }
}

const unescaped = (text: string): string => text.replace(/\\n/gi, ' ').replace(/\\([,;\\:])/g, '$1');

/** What was written to us in a group, without our own name in it. */
export function withoutMention(text: string, mine: readonly (string | null)[]): string {
  const digits = mine.flatMap((id) => /^\+?(\d+)/.exec(id ?? '')?.[1] ?? []);
  if (digits.length === 0) return text;
  const mention = new RegExp(`@(?:${digits.join('|')})(?!\\d)[,:]?[ \\t]*`, 'g');
  return text.replace(mention, '').trim();
}
