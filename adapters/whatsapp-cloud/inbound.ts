import type { Attachment } from '../../src/chat/types.ts';
import { phoneNumber } from '../shared/phone.ts';
import { type Json, list, record, text } from './json.ts';
import { type Sender, userIdOf } from './people.ts';
import { words } from './words.ts';

/** What a webhook says, in our terms. */
export type Incoming =
  | { kind: 'message'; base: Base; text: string; attachments: Attachment[] }
  | { kind: 'tap'; base: Base; id: string; title: string }
  | { kind: 'reaction'; base: Base; on: string; emoji: string }
  | { kind: 'moved'; from: Sender; to: Sender }
  | { kind: 'ignored'; id: string; why: string };

export interface Base {
  id: string;
  sender: Sender;
  at: Date;
  /** The message it quotes or answers. */
  replyTo: string | null;
}

const FILES = ['image', 'video', 'audio', 'document', 'sticker'] as const;
/** Kinds of `unsupported` that say nothing. */
const SILENT = new Set(['reaction', 'pin', 'poll_update', 'keep_in_chat', 'link_preview', 'edit', 'revoke', 'errors']);

/** One message of a webhook; never throws, whatever it holds. `contacts` are those of the same webhook. */
export function readMessage(raw: Json, contacts: readonly Json[], own: string | null): Incoming {
  const id = text(raw.id);
  const type = text(raw.type);
  const ignored = (why: string): Incoming => ({ kind: 'ignored', id, why });
  if (id === '') return ignored('no id');
  if (text(raw.group_id) !== '') return ignored('said in a group');
  if (type === 'system') return readSystem(raw) ?? ignored(`system: ${text(record(raw.system).type)}`);
  const sender = senderOf(raw, contacts);
  if (!sender.phone && !sender.userId) return ignored('nobody sent it');
  if (own !== null && sender.phone === own) return ignored('our own');
  const base: Base = { id, sender, at: timeOf(raw.timestamp), replyTo: text(record(raw.context).id) || null };
  const said = (words: string, attachments: Attachment[] = []): Incoming => ({
    kind: 'message',
    base,
    text: words,
    attachments,
  });
  switch (type) {
    case 'text':
      return said(text(record(raw.text).body));
    case 'button': {
      const button = record(raw.button);
      return { kind: 'tap', base, id: text(button.payload), title: text(button.text) };
    }
    case 'interactive':
      return readInteractive(base, record(raw.interactive)) ?? ignored('an interactive kind we never send');
    case 'location':
      return said(placeOf(record(raw.location)));
    case 'contacts':
      return said(list(raw.contacts).map(contactOf).join('\n'));
    case 'reaction':
      return {
        kind: 'reaction',
        base,
        on: text(record(raw.reaction).message_id),
        emoji: text(record(raw.reaction).emoji),
      };
    case 'edit':
      return readEdit(base, record(raw.edit)) ?? ignored('an edit without words');
    case 'revoke':
      return ignored('taken back; what it asked for was heard');
    case 'unsupported':
      if (SILENT.has(text(record(raw.unsupported).type))) return ignored('nothing that is said');
      return said('', [unknownFile(id)]);
    default: {
      const file = FILES.find((kind) => kind === type);
      if (file) return said(text(record(raw[file]).caption), [fileOf(file, record(raw[file]), id)]);
      return ['order', 'product', 'poll'].includes(type) ? said('', [unknownFile(id)]) : ignored(`a kind ${type}`);
    }
  }
}

function senderOf(raw: Json, contacts: readonly Json[]): Sender {
  const phone = phoneOf(text(raw.from));
  const userId = userIdOf(text(raw.from_user_id)) ?? userIdOf(text(raw.user_id)) ?? userIdOf(text(raw.from));
  const fits = (one: Json) =>
    (userId !== null && text(one.user_id) === userId) || (phone !== null && phoneOf(text(one.wa_id)) === phone);
  const contact = contacts.find(fits) ?? (contacts.length === 1 && !phone && !userId ? contacts[0] : undefined) ?? {};
  const profile = record(contact.profile);
  return {
    phone: phone ?? phoneOf(text(contact.wa_id)),
    userId: userId ?? userIdOf(text(contact.user_id)),
    name: (text(profile.name) || text(profile.username)).slice(0, 200) || null,
  };
}

/** WhatsApp's ids of numbers are their digits. One that is no valid number any more is still theirs. */
function phoneOf(digits: string): string | null {
  if (!/^\+?\d{5,20}$/.test(digits)) return null;
  return phoneNumber(digits) ?? `+${digits.replace('+', '')}`;
}

function timeOf(seconds: unknown): Date {
  const at = new Date(Number(seconds) * 1000);
  return Number.isNaN(at.getTime()) || at.getTime() <= 0 ? new Date() : at;
}

function readInteractive(base: Base, given: Json): Incoming | null {
  const reply = record(given[text(given.type)]);
  if (!/^(?:button|list)_reply$/.test(text(given.type)) || text(reply.id) === '') return null;
  return { kind: 'tap', base, id: text(reply.id), title: text(reply.title) };
}

function readEdit(base: Base, edit: Json): Incoming | null {
  const message = record(edit.message);
  const body = text(record(message.text).body) || text(record(message[text(message.type)]).caption);
  const replyTo = text(edit.original_message_id) || base.replyTo;
  return body ? { kind: 'message', base: { ...base, replyTo }, text: words.corrected(body), attachments: [] } : null;
}

/** Somebody has another number, or another id of Meta's. */
function readSystem(raw: Json): Incoming | null {
  const system = record(raw.system);
  const type = text(system.type);
  const userId = userIdOf(text(system.user_id)) ?? userIdOf(text(raw.from_user_id));
  const previous = userIdOf(text(system.previous_user_id));
  if (type === 'user_changed_number') {
    const to = { phone: phoneOf(text(system.wa_id) || text(system.new_wa_id)), userId, name: null };
    return { kind: 'moved', from: { phone: phoneOf(text(raw.from)), userId: previous, name: null }, to };
  }
  if (type !== 'user_changed_user_id' || !previous || !userId) return null;
  const none = { phone: null, name: null };
  return { kind: 'moved', from: { ...none, userId: previous }, to: { ...none, userId } };
}

function placeOf(location: Json): string {
  const [latitude, longitude] = [Number(location.latitude), Number(location.longitude)];
  const at = Number.isFinite(latitude) && Number.isFinite(longitude) ? `${latitude}, ${longitude}` : '';
  return words.location([text(location.name), text(location.address), at].filter(Boolean).join(', '));
}

function contactOf(contact: Json): string {
  const numbers = list(contact.phones).map((phone) => text(phone.phone));
  const mails = list(contact.emails).map((mail) => text(mail.email));
  return words.contact(text(record(contact.name).formatted_name), [...numbers, ...mails].filter(Boolean).slice(0, 10));
}

function fileOf(kind: (typeof FILES)[number], media: Json, id: string): Attachment {
  const mediaType = text(media.mime_type).split(';')[0]?.trim() || 'application/octet-stream';
  const name = text(media.filename).slice(0, 200) || words.file[media.voice === true ? 'voice' : kind];
  // Its size is told only when it is asked for.
  return { name, mediaType, size: Number(media.file_size) || 0, ref: `media:${text(media.id) || id}` };
}

const unknownFile = (id: string): Attachment => ({
  name: words.file.other,
  mediaType: 'application/octet-stream',
  size: 0,
  ref: `message:${id}`,
});
