import { PlatformError } from '../../../src/chat/types.ts';
import type { Acks } from './acks.ts';
import { failureOf } from './failures.ts';
import { chatOf, idOf, isLid, keyOf, widOf } from './keys.ts';
import { type LibraryClient, MessageMedia, Poll } from './library.ts';
import { activeChats, pollVotes, readChat, showTyping } from './page.ts';
import { createPeople } from './people.ts';
import { optionsOf, plainMessage, seconds } from './plain.ts';
import { isRecord, numberOf } from './read.ts';
import type { Timing, WaClient, WaMe, WaMessage, WaSent } from './types.ts';
import { TooSlow, within } from './within.ts';

/** Media beyond this is not brought into memory. */
const MOST_MEDIA_BYTES = 64 * 1024 * 1024;

export interface CallDeps {
  library: LibraryClient;
  acks: Acks;
  timing: Pick<Timing, 'call' | 'mediaCall'>;
  me(): WaMe | null;
  /** Throws PlatformError where nothing may be asked now: not connected, the lease gone. */
  allowed(): void;
  /** A call took longer than it may. */
  onHang(what: string): void;
  onAnswer(): void;
}

interface Call {
  what: string;
  sends?: boolean;
  ms?: number;
}

/** The calls of one connection; each with a time-out, each failure named for what it means. */
export function createCalls(deps: CallDeps): WaClient {
  const { library, acks, timing } = deps;

  async function ask<T>(call: Call, work: () => Promise<T>): Promise<T> {
    deps.allowed();
    try {
      const answer = await within(work(), call.ms ?? timing.call, call.what);
      deps.onAnswer();
      return answer;
    } catch (error) {
      if (error instanceof TooSlow) deps.onHang(call.what);
      throw failureOf(error, { what: call.what, sends: call.sends === true });
    }
  }

  const plain = (message: unknown) => plainMessage(message, deps.me());
  const plainAll = (messages: unknown[]) => messages.map(plain).filter((one): one is WaMessage => one !== null);
  const page = () => {
    const { pupPage } = library;
    if (!pupPage) throw new PlatformError('unreachable', 'WhatsApp: the page is not open');
    return pupPage;
  };
  /** The library reads a key's string itself in what it offers on a message. */
  const find = async (key: string) => {
    const message = await library.getMessageById(key);
    if (message) Object.assign(message.id, { _serialized: key });
    return message;
  };

  /** The library answers with nothing both where there is no such chat and where it lost sight of what it sent. */
  async function sentOf(chat: string, message: unknown): Promise<WaSent> {
    if (isRecord(message)) {
      const [id, key] = [idOf(message.id), keyOf(message.id)];
      if (id && key) {
        acks.note(id, numberOf(message.ack));
        return { id, key, chat: chatOf(message.id) || chat, ack: acks.of(id) ?? 0 };
      }
    }
    const known = await library.getChatById(chat).catch(() => null);
    if (!known) throw new PlatformError('gone', `WhatsApp: there is no chat ${chat}`);
    throw new PlatformError('doubtful', 'WhatsApp did not say what became of the message');
  }

  const people = createPeople({ library, ask });
  // Links get no preview, vCards in texts stay texts, and reading is never told by writing.
  const COMMON = { linkPreview: false, parseVCards: false, sendSeen: false };
  const quoting = (quote: string | undefined) => (quote ? { quotedMessageId: quote } : {});

  return {
    ...people,

    sendText: (chat, text, { quote, mentions } = {}) =>
      ask({ what: 'sending a text', sends: true }, async () => {
        const more = { ...COMMON, ...quoting(quote), ...(mentions ? { mentions } : {}) };
        return sentOf(chat, await library.sendMessage(chat, text, more));
      }),

    sendImage: (chat, image, { quote } = {}) =>
      ask({ what: 'sending an image', sends: true, ms: timing.mediaCall }, async () => {
        const media = new MessageMedia(image.mimeType, image.data.toString('base64'), image.name ?? 'image');
        const caption = image.caption ? { caption: image.caption } : {};
        return sentOf(chat, await library.sendMessage(chat, media, { ...COMMON, ...caption, ...quoting(quote) }));
      }),

    sendPoll: (chat, question, options, { quote } = {}) =>
      ask({ what: 'sending a poll', sends: true }, async () => {
        // Which id each option gets is the library's: their order.
        const poll = new Poll(question, options, { allowMultipleAnswers: false, messageSecret: undefined });
        const message = await library.sendMessage(chat, poll, { ...COMMON, ...quoting(quote) });
        return { ...(await sentOf(chat, message)), options: optionsOf(poll.pollOptions) };
      }),

    edit: (key, text) =>
      ask({ what: 'changing a message' }, async () => {
        const message = await find(key);
        return Boolean(await message?.edit(text, { linkPreview: false }));
      }),

    waitForAck: (id, atLeast, ms) => acks.wait(id, atLeast, ms),

    findSent: (chat, match, limit) =>
      ask({ what: 'looking for what was sent' }, async () => {
        const own = plainAll(await page().evaluate(readChat, chat, limit, true));
        return own.findLast(match) ?? null;
      }),

    votes: (pollKey) =>
      ask({ what: 'reading votes' }, async () => {
        const votes = await page().evaluate(pollVotes, pollKey);
        const about = { pollKey, pollId: idOf(pollKey), chat: chatOf(pollKey) };
        return votes.flatMap(({ at, ...one }) => (one.voter ? [{ ...about, ...one, at: seconds(at) }] : []));
      }),

    react: (key, emoji) => ask({ what: 'reacting' }, async () => void (await library.sendReaction(key, emoji))),
    typing: (chat, on) => ask({ what: 'showing typing' }, () => page().evaluate(showTyping, chat, on)),
    markRead: (chat) => ask({ what: 'marking as read' }, async () => void (await library.sendSeen(chat))),

    chat: (id) =>
      ask({ what: 'looking at a chat' }, async () => {
        const chat = await library.getChatById(id).catch(nothingThere);
        if (!chat) return null;
        const { participants } = chat as { participants?: { id: unknown }[] };
        const members = (participants ?? []).map((one) => widOf(one.id)).filter(Boolean);
        return { name: chat.name ?? '', isGroup: chat.isGroup === true, participants: members };
      }),

    unread: () =>
      ask({ what: 'looking for unread messages' }, async () => {
        const chats = await page().evaluate(activeChats, Number.MAX_SAFE_INTEGER);
        return chats.map(({ chat, count }) => ({ chat, count }));
      }),

    fetch: (chat, limit) =>
      ask({ what: 'reading a chat' }, async () => plainAll(await page().evaluate(readChat, chat, limit, false))),

    message: (key) => ask({ what: 'reading a message' }, async () => plain(await find(key))),

    download: (key) =>
      ask({ what: 'downloading', ms: timing.mediaCall }, async () => {
        const message = await find(key);
        if (!message?.hasMedia) return null;
        if ((plain(message)?.size ?? 0) > MOST_MEDIA_BYTES) {
          throw new PlatformError('refused', 'WhatsApp: the file is too large to be read');
        }
        const media = await message.downloadMedia();
        if (!media) return null;
        const name = media.filename ?? null;
        return { data: Buffer.from(media.data, 'base64'), mimeType: media.mimetype, name };
      }),

    directChat: (who) =>
      ask({ what: 'looking somebody up' }, async () => {
        if (isLid(who)) return who;
        const digits = who.replace(/@.*$/, '').replace(/\D/g, '');
        return widOf(await library.getNumberId(digits)) || null;
      }),
  };
}

/** Where WhatsApp says there is nothing, there is nothing; other failures stay failures. */
function nothingThere(error: unknown): null {
  if (failureOf(error, { what: '', sends: false }).reason === 'gone') return null;
  throw error;
}
