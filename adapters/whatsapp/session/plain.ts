import { chatOf, idOf, keyOf, widOf } from './keys.ts';
import { isRecord, listOf, numberOf, textOf, textOrNull } from './read.ts';
import type { WaMe, WaMessage, WaReaction, WaVote } from './types.ts';

/** What the library's objects hold, as plain data. They carry the page's own fields in `_data`, which nothing has checked. */

/** Null for what has no id and no chat: nothing could be answered or told apart. */
export function plainMessage(message: unknown, me: WaMe | null): WaMessage | null {
  if (!isRecord(message)) return null;
  const data = isRecord(message._data) ? message._data : message;
  const key = keyOf(message.id ?? data.id);
  const id = idOf(message.id ?? data.id);
  const fromMe = isRecord(message.id) ? message.id.fromMe === true : message.fromMe === true;
  const from = widOf(data.from);
  const chat = chatOf(message.id ?? data.id) || (fromMe ? widOf(data.to) : from);
  if (!id || !key || !chat) return null;
  const author = widOf(data.author) || participantOf(message.id);
  const hasMedia = Boolean(data.directPath);
  return {
    id,
    key,
    chat,
    from: from || chat,
    author: author || null,
    fromMe,
    type: textOf(data.type) || 'unknown',
    text: textOf(hasMedia ? data.caption : data.body) || textOf(data.pollName),
    at: numberOf(data.t),
    hasMedia,
    ...quoteOf(data, chat, me),
    ...mentionsOf(data, me),
    name: textOrNull(data.notifyName),
    ack: numberOf(data.ack),
    ...extrasOf(data, hasMedia),
  };
}

const participantOf = (id: unknown): string => (isRecord(id) ? widOf(id.participant) : '');

function quoteOf(
  data: Record<string, unknown>,
  chat: string,
  me: WaMe | null,
): Pick<WaMessage, 'quotedKey' | 'quotedId'> {
  const quotedId = textOrNull(data.quotedStanzaID);
  if (!quotedId) return { quotedKey: null, quotedId: null };
  const author = widOf(data.quotedParticipant);
  const remote = widOf(data.quotedRemoteJid) || chat;
  const mine = isMe(author, me);
  const participant = remote.endsWith('@g.us') && author ? [author] : [];
  return { quotedKey: [String(mine), remote, quotedId, ...participant].join('_'), quotedId };
}

function mentionsOf(data: Record<string, unknown>, me: WaMe | null): Pick<WaMessage, 'mentions' | 'mentionedMe'> {
  const mentions = listOf(data.mentionedJidList).map(widOf).filter(Boolean).slice(0, 256);
  return { mentions, mentionedMe: mentions.some((one) => isMe(one, me)) };
}

/** Whether an id is the account's own, in phone or LID form. */
export const isMe = (wid: string, me: WaMe | null): boolean =>
  me !== null &&
  wid !== '' &&
  (wid === me.id || wid === me.lid || (me.phone !== null && wid === `${me.phone.slice(1)}@c.us`));

function extrasOf(data: Record<string, unknown>, hasMedia: boolean): Partial<WaMessage> {
  const extras: Partial<WaMessage> = {};
  if (data.type === 'location' && typeof data.lat === 'number' && typeof data.lng === 'number') {
    const name = textOrNull(textOf(data.loc).split('\n')[0]);
    extras.location = { latitude: data.lat, longitude: data.lng, ...(name ? { name } : {}) };
  }
  if (hasMedia) {
    const [fileName, mimeType] = [textOrNull(data.filename), textOrNull(data.mimetype)];
    if (fileName) extras.fileName = fileName;
    if (mimeType) extras.mimeType = mimeType;
    if (typeof data.size === 'number') extras.size = data.size;
  }
  if (data.type === 'vcard') extras.cards = [textOf(data.body)];
  if (data.type === 'multi_vcard')
    extras.cards = listOf(data.vcardList).map((one) => textOf(isRecord(one) && one.vcard));
  if (data.type === 'poll_creation') {
    extras.poll = { question: textOf(data.pollName), options: optionsOf(data.pollOptions) };
  }
  return extras;
}

export const optionsOf = (options: unknown): { name: string; localId: number }[] =>
  listOf(options).flatMap((one, index) =>
    isRecord(one) ? [{ name: textOf(one.name), localId: numberOf(one.localId, index) }] : [],
  );

/** Null where the poll or the voter cannot be told. */
export function plainVote(vote: unknown): WaVote | null {
  if (!isRecord(vote)) return null;
  const key = isRecord(vote.parentMsgKey) || typeof vote.parentMsgKey === 'string' ? vote.parentMsgKey : null;
  const parent = key ?? (isRecord(vote.parentMessage) ? vote.parentMessage.id : null);
  const [pollKey, voter] = [keyOf(parent), widOf(vote.voter)];
  if (!pollKey || !voter) return null;
  const localIds = listOf(vote.selectedOptions).flatMap((one) =>
    isRecord(one) && typeof one.localId === 'number' ? [one.localId] : [],
  );
  return { pollKey, pollId: idOf(parent), chat: chatOf(parent), voter, localIds, at: seconds(vote.interractedAtTs) };
}

export function plainReaction(reaction: unknown): WaReaction | null {
  if (!isRecord(reaction)) return null;
  const [messageKey, sender] = [keyOf(reaction.msgId), widOf(reaction.senderId)];
  if (!messageKey || !sender) return null;
  return {
    messageKey,
    messageId: idOf(reaction.msgId),
    chat: chatOf(reaction.msgId),
    emoji: textOf(reaction.reaction),
    sender,
    at: seconds(reaction.timestamp),
  };
}

/** Times come in seconds or in milliseconds; nothing was said before 1970 + 11 digits of seconds are far off. */
export function seconds(time: unknown): number {
  const value = numberOf(time);
  return Math.floor(value > 1e11 ? value / 1000 : value);
}
