import { PlatformError, type ThreadId } from '../../src/chat/types.ts';
import { words } from './words.ts';

const PREFIX = 'whatsapp:';
/** People by phone or LID, groups; status updates, channels and broadcast lists are no chats to talk in. */
const CHAT = /^[\w.:-]{1,80}@(?:c\.us|lid|g\.us)$/;

/** WhatsApp's own account for notices, and the empty one. */
const NOBODY = new Set(['0@c.us', '@c.us']);

export const isChat = (chat: string): boolean => CHAT.test(chat) && !NOBODY.has(chat);

export const isGroup = (chat: string): boolean => chat.endsWith('@g.us');

/** A chat is a thread, by its id unchanged. */
export const threadOf = (chat: string): ThreadId => `${PREFIX}${chat}`;

/** The chat of a thread. Throws `gone` for what is no thread of this platform. */
export function chatOf(thread: string): string {
  const chat = thread.startsWith(PREFIX) ? thread.slice(PREFIX.length) : '';
  if (!isChat(chat)) throw new PlatformError('gone', words.noChat(thread));
  return chat;
}
