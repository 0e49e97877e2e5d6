// One message as it stands in a chat.
import { keyText } from '../wire.ts';
import { account, type Msg, nameOf, partsOf } from './account.ts';
import { el, formatted } from './elements.ts';
import { Wid } from './ids.ts';
import { pictureUrl } from './modules/media.ts';

type Attributes = Record<string, unknown>;

const NOTICES = new Set(['gp2', 'e2e_notification', 'notification_template', 'call_log', 'notification']);
const DELETED = '🚫 This message was deleted';
const WORDS: Record<string, string> = {
  audio: '🎵 Audio',
  ptt: '🎤 Voice message',
  video: '📹 Video',
  sticker: 'Sticker',
  document: '📄 Document',
  image: '📷 Photo',
  location: '📍 Location',
  vcard: '👤 Contact',
  multi_vcard: '👥 Contacts',
  poll_creation: '📊 Poll',
  ciphertext: 'Waiting for this message. This may take a while.',
};

export function bubble(message: Msg, group: boolean): HTMLElement {
  const more = message as unknown as Attributes;
  const { fromMe } = partsOf(message);
  if (NOTICES.has(message.type)) return el('p', 'notice', String(more.subtype ?? message.type).replaceAll('_', ' '));
  const from = !fromMe && group && message.author ? [el('b', 'author', nameOf(message.author))] : [];
  const quote = message.quotedMsg && message.type !== 'revoked' ? [quoted(more)] : [];
  const box = el('div', 'bubble', [...from, ...quote, ...contentOf(message, more), foot(message, more, fromMe)]);
  const marks = reactionsTo(message);
  return el('article', fromMe ? 'mine' : 'theirs', marks.length > 0 ? [box, el('div', 'reactions', marks)] : [box]);
}

/** A message in a few words. */
export function preview(message: Msg): string {
  const { pollName } = message as unknown as Attributes;
  const words = message.directPath === undefined ? message.body : message.caption;
  return message.type === 'revoked' ? DELETED : String(pollName ?? (words || WORDS[message.type]) ?? message.type);
}

function contentOf(message: Msg, more: Attributes): HTMLElement[] {
  const { type, body, caption } = message;
  if (type === 'revoked') return [el('i', 'deleted', DELETED)];
  if (type === 'poll_creation') return [pollOf(message, more)];
  if (message.directPath !== undefined) return [fileOf(message, more), ...textOf(caption)];
  if (type === 'location') return [el('div', 'place', `📍 ${String(more.loc ?? `${more.lat}, ${more.lng}`)}`)];
  if (type === 'vcard') return [el('div', 'file', `👤 ${String(more.vcardFormattedName ?? 'Contact')}`)];
  return textOf(type === 'chat' ? body : (WORDS[type] ?? body ?? type));
}

function textOf(text: string | undefined): HTMLElement[] {
  return text === undefined || text === '' ? [] : [el('div', 'text', formatted(text))];
}

function fileOf(message: Msg, more: Attributes): HTMLElement {
  const { type, directPath = '' } = message;
  if (type !== 'image' && type !== 'sticker') return el('div', 'file', String(more.filename ?? WORDS[type] ?? type));
  const image = el('img', type) as HTMLImageElement;
  image.src = pictureUrl(directPath);
  image.alt = message.caption ?? '';
  return image;
}

function quoted(more: Attributes): HTMLElement {
  const { body, pollName, type } = more.quotedMsg as Attributes;
  const author = String(more.quotedParticipant);
  const mine = [account.me?.pn, account.me?.lid].some((one) => one?.equals(author));
  const words = String(pollName ?? (body || WORDS[String(type)]) ?? '');
  return el('blockquote', '', [el('b', '', mine ? 'You' : nameOf(Wid.from(author))), el('span', '', formatted(words))]);
}

function pollOf(message: Msg, more: Attributes): HTMLElement {
  const key = keyText(partsOf(message));
  const votes = account.votes.filter((one) => keyText(one.poll) === key);
  const options = (more.pollOptions ?? []) as { name: string; localId: number }[];
  const most = Math.max(1, votes.length);
  const rows = options.map(({ name, localId }) => {
    const count = votes.filter((one) => one.options.includes(localId)).length;
    const bar = el('span', 'bar');
    bar.style.setProperty('--share', `${(100 * count) / most}%`);
    return el('li', count > 0 ? 'chosen' : '', [el('span', 'name', name), el('span', 'count', String(count)), bar]);
  });
  const rule = more.pollSelectableOptionsCount === 0 ? 'Select one or more' : 'Select one';
  return el('div', 'poll', [
    el('b', '', formatted(String(more.pollName ?? ''))),
    el('small', '', rule),
    el('ul', '', rows),
  ]);
}

function reactionsTo(message: Msg): HTMLElement[] {
  const key = keyText(partsOf(message));
  const texts = account.reactions.filter((one) => one.text !== '' && keyText(one.parent) === key);
  return [...new Set(texts.map(({ text }) => text))].map((text) => el('span', '', text));
}

function foot(message: Msg, more: Attributes, fromMe: boolean): HTMLElement {
  const time = new Date(message.t * 1000).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  const edited = more.latestEditSenderTimestampMs ? 'Edited ' : '';
  const ticks = fromMe ? [el('span', message.ack >= 3 ? 'ticks read' : 'ticks', ticksOf(message.ack))] : [];
  return el('small', 'foot', [`${edited}${time}`, ...ticks]);
}

function ticksOf(ack: number): string {
  if (ack < 0) return ' ❗';
  if (ack === 0) return ' 🕓';
  return ack === 1 ? ' ✓' : ' ✓✓';
}
