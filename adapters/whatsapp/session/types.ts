import type { AdapterMemory } from '../../../src/chat/adapter-memory.ts';
import type { PlatformHealth } from '../../../src/chat/types.ts';
import type { Clock } from '../../../src/clock.ts';
import type { Config } from '../../../src/config.ts';
import type { Log } from '../../../src/log.ts';

/**
 * The border between the linked WhatsApp device (browser, log-in, supervision: this folder) and what is said over it.
 * Everything that crosses is plain data. Ids of chats and people are WhatsApp's own (`254712345678@c.us`, `123@lid`,
 * `120@g.us`), unchanged. A *key* is a message's full string (`true_254…@c.us_3EB0…`), an *id* its `id.id` part, which
 * stays the same while the rest of the key flips between phone and LID forms: dedupe on the id and the chat.
 */

export interface SessionDeps {
  config: Pick<
    Config,
    | 'DATA_DIR'
    | 'WHATSAPP_SESSION'
    | 'WHATSAPP_PAIR_NUMBER'
    | 'WHATSAPP_BROWSER_ARGS'
    | 'PUPPETEER_EXECUTABLE_PATH'
    | 'NODE_ENV'
  >;
  memory: AdapterMemory;
  clock: Clock;
  log: Log;
  events: WaEvents;
  /** Shows the operator a few lines on the terminal (the QR code); standard output when not given. */
  tell?: (lines: string) => void;
  /** Encrypts what the database keeps of the log-in. Without it the database keeps it as it is. */
  vault?: { seal(text: string, about: string): string; open(sealed: string, about: string): string };
  /** Shorter in tests. */
  timing?: Partial<Timing>;
}

/** All in milliseconds. */
export interface Timing {
  /** From launching the browser until a QR code, a pairing code or a connection. */
  start: number;
  /** How long an authenticated device may take to become ready (the first sync of a big account takes minutes). */
  sync: number;
  /** Between two looks at the connection. */
  probe: number;
  /** What one look may take. */
  probeLimit: number;
  /** Without a fresh QR code for so long, it is stale. */
  staleQr: number;
  /** How long codes are shown that nobody takes: a browser is not kept running for them longer. */
  unscanned: number;
  /** What one call to WhatsApp may take. */
  call: number;
  /** What one call that carries media may take. */
  mediaCall: number;
  /** First pause before another try; doubles up to `backoffMost`. */
  backoff: number;
  backoffMost: number;
  /** How long the lease on the session lasts; renewed every third of it. */
  lease: number;
  /** How long a process may take to end before it is killed. */
  end: number;
  /** From ready until the first copy of the log-in goes to the database, and between copies. */
  firstSave: number;
  save: number;
  /** Another WhatsApp Web opened the account: how long until it is taken back. */
  conflict: number;
}

export interface WaSession {
  /** Returns at once; logging in goes on behind. Throws only where nothing can ever come of it (wrong library version). */
  start(): Promise<void>;
  /** Ordered: no new work, the client ended, its browser gone, the lease released. Safe to call twice. */
  stop(): Promise<void>;
  health(): PlatformHealth;
  /** Shows codes again, where it stopped because nobody took one. */
  logIn(): void;
  /** Another process holds the log-in: that one sends and hears, until it is gone. */
  standsBy(): boolean;
  /** The account; null until connected once. */
  me(): WaMe | null;
  /** Throws PlatformError `unreachable` while not connected or while another process holds the session. */
  client(): Promise<WaClient>;
}

export interface WaMe {
  /** As WhatsApp names it, `254712345678@c.us` or `123@lid`. */
  id: string;
  /** E.164 with `+`, where known. */
  phone: string | null;
  lid: string | null;
}

/**
 * Calls to WhatsApp, each with a time-out. They throw PlatformError: `unreachable` (not connected, nothing was sent),
 * `doubtful` (it may have been sent: look with `findSent`), `gone` (no such chat), `refused` (WhatsApp said no).
 */
export interface WaClient {
  sendText(chat: string, text: string, options?: { quote?: string; mentions?: string[] }): Promise<WaSent>;
  sendImage(
    chat: string,
    image: { data: Buffer; mimeType: string; caption?: string; name?: string },
    options?: { quote?: string },
  ): Promise<WaSent>;
  /** A single-answer poll; 2 to 12 different options. Options are trimmed as the library does. */
  sendPoll(chat: string, question: string, options: string[], more?: { quote?: string }): Promise<WaSentPoll>;
  /** False where it can no longer be changed (too old, gone). */
  edit(key: string, text: string): Promise<boolean>;
  /** The highest acknowledgement seen of an own message (-1 error, 0 pending, 1 server, 2 device, 3 read), once it is `atLeast` or `ms` are over. */
  waitForAck(id: string, atLeast: number, ms: number): Promise<number>;
  /** The newest own message of a chat that matches, among the last `limit` own ones: for sends in doubt. */
  findSent(chat: string, match: (message: WaMessage) => boolean, limit: number): Promise<WaMessage | null>;
  /** The votes of an own poll as they stand, one for each voter. Empty where the page no longer knows the poll. */
  votes(pollKey: string): Promise<WaVote[]>;
  /** '' takes it back. */
  react(key: string, emoji: string): Promise<void>;
  typing(chat: string, on: boolean): Promise<void>;
  markRead(chat: string): Promise<void>;
  contact(id: string): Promise<WaContact>;
  chat(id: string): Promise<WaChat | null>;
  /** Chats with unread messages, the oldest activity first. */
  unread(): Promise<{ chat: string; count: number }[]>;
  /** The newest `limit` messages of a chat, oldest first. */
  fetch(chat: string, limit: number): Promise<WaMessage[]>;
  message(key: string): Promise<WaMessage | null>;
  /** Null where the media is no longer there. */
  download(key: string): Promise<{ data: Buffer; mimeType: string; name: string | null } | null>;
  /** The chat id of a person by phone (`+254712345678`, digits) or LID (`123@lid`); null when they are not on WhatsApp. */
  directChat(phoneOrLid: string): Promise<string | null>;
}

export interface WaSent {
  /** `id.id`. */
  id: string;
  key: string;
  /** The chat it went to, as its key names it. */
  chat: string;
  /** The acknowledgement known when the call returned; it counts as sent at 1 or more. */
  ack: number;
}

export interface WaSentPoll extends WaSent {
  options: { name: string; localId: number }[];
}

/** Called one after another for each chat; what they throw is logged, and an unstored message is given again after the next connection. */
export interface WaEvents {
  /** Of others, and own ones in the chat with oneself, each once for every connection; also what was missed while away, oldest first. May come again after a restart: dedupe. */
  message(message: WaMessage): Promise<void>;
  /** A voter's current selection (empty: withdrawn). */
  vote(vote: WaVote): Promise<void>;
  reaction(reaction: WaReaction): Promise<void>;
  edited(message: WaMessage): Promise<void>;
  /** A message deleted for everyone; only `id`, `key`, `chat`, `from` and `at` can be relied on. */
  revoked(message: WaMessage): Promise<void>;
  ack(id: string, level: number): void;
  /** Connected and checked; messages missed while away are given after it returns. `first`: of this process. */
  ready(first: boolean): Promise<void>;
}

export interface WaMessage {
  id: string;
  key: string;
  /** The chat: answer to it unchanged. */
  chat: string;
  from: string;
  /** Who wrote it in a group. */
  author: string | null;
  fromMe: boolean;
  /** WhatsApp's own: chat, image, video, audio, ptt, document, sticker, location, vcard, poll_creation, revoked, … */
  type: string;
  /** Text or caption. */
  text: string;
  /** Seconds since 1970. */
  at: number;
  hasMedia: boolean;
  quotedKey: string | null;
  quotedId: string | null;
  mentions: string[];
  mentionedMe: boolean;
  /** What the sender calls themselves. */
  name: string | null;
  ack: number;
  location?: { latitude: number; longitude: number; name?: string };
  fileName?: string;
  mimeType?: string;
  /** Bytes. */
  size?: number;
  /** Contact cards, as vCard texts. */
  cards?: string[];
  poll?: { question: string; options: { name: string; localId: number }[] };
}

export interface WaVote {
  pollKey: string;
  /** `id.id` of the poll. */
  pollId: string;
  chat: string;
  voter: string;
  localIds: number[];
  /** Seconds since 1970. */
  at: number;
}

export interface WaReaction {
  messageKey: string;
  messageId: string;
  chat: string;
  /** '' when taken back. */
  emoji: string;
  sender: string;
  /** Seconds since 1970. */
  at: number;
}

export interface WaContact {
  name: string | null;
  /** E.164 with `+`, where WhatsApp tells. */
  phone: string | null;
  lid: string | null;
  isBusiness: boolean;
}

export interface WaChat {
  name: string;
  isGroup: boolean;
  participants: string[];
}
