import { isRecord } from './read.ts';

/**
 * The only place that reads a message key. WhatsApp Web keeps a key's string in a field whose name its builds change
 * (`_serialized`, lately `$1`), so it is found by its form, and put together from the parts where there is none.
 */
const KEY = /^(true|false)_[^_\s]+@[^_\s]+_[^_\s]+(_\S+)?$/;

/** The string of a message key, however the build names it; '' when there is nothing to read. */
export function keyOf(key: unknown): string {
  if (typeof key === 'string') return key;
  if (!isRecord(key)) return '';
  if (typeof key._serialized === 'string' && key._serialized) return key._serialized;
  const found = Object.values(key).find((value) => typeof value === 'string' && KEY.test(value));
  if (typeof found === 'string') return found;
  const remote = widOf(key.remote);
  if (!remote || typeof key.id !== 'string') return '';
  const participant = widOf(key.participant);
  return [String(key.fromMe === true), remote, key.id, ...(participant ? [participant] : [])].join('_');
}

/** The part of a key that stays the same in phone and LID form. */
export function idOf(key: unknown): string {
  if (isRecord(key) && typeof key.id === 'string') return key.id;
  return partsOf(keyOf(key))?.id ?? '';
}

/** The chat of a key. */
export function chatOf(key: unknown): string {
  if (isRecord(key)) return widOf(key.remote) || (partsOf(keyOf(key))?.chat ?? '');
  return partsOf(keyOf(key))?.chat ?? '';
}

/** Takes a key's string apart; null for anything else. */
export function partsOf(key: string): { fromMe: boolean; chat: string; id: string; participant: string | null } | null {
  if (!KEY.test(key)) return null;
  const [fromMe = '', chat = '', id = '', ...participant] = key.split('_');
  return { fromMe: fromMe === 'true', chat, id, participant: participant.join('_') || null };
}

/** The string of a chat's or a person's id, given as string or object; '' when there is none. */
export function widOf(wid: unknown): string {
  if (typeof wid === 'string') return wid;
  if (!isRecord(wid)) return '';
  if (typeof wid._serialized === 'string') return wid._serialized;
  return typeof wid.user === 'string' && typeof wid.server === 'string' ? `${wid.user}@${wid.server}` : '';
}

/** `+254712345678` of `254712345678@c.us`; null for LIDs, groups and anything else. */
export function phoneOf(wid: string): string | null {
  const digits = /^(\d{5,15})(?::\d+)?@(c\.us|s\.whatsapp\.net)$/.exec(wid)?.[1];
  return digits ? `+${digits}` : null;
}

export const isLid = (wid: string): boolean => wid.endsWith('@lid');
