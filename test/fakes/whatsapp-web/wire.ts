// What the page and the phone say to each other over the page's own WebSocket.

/** How the page keeps the string of a message key. `today` and `legacy` are WhatsApp's; the others are what may come. */
export type Keys =
  /** `$1`, assigned in the constructor: builds since July 2026. */
  | 'today'
  /** `_serialized`: builds before. */
  | 'legacy'
  /** Another minified name, assigned in the constructor. */
  | 'renamed'
  /** `$1` as a class field: no accessor on the prototype ever sees it. */
  | 'fields'
  /** Nothing of a key can be read from outside. */
  | 'unreadable';

export interface Settings {
  keys: Keys;
  version: string;
  faults: Faults;
  /** Only looks on, at this chat, or at the one with the newest message when it is ''. */
  view?: string;
}

export interface Faults {
  /** Grows with each change, so that a page can say how far it followed. */
  revision: number;
  /** Paths as `WAWebSendMsgChatAction.addAndSendMsgToChat` whose calls never come back. */
  hang: string[];
  /** Paths whose calls throw, with the message. */
  fail: Record<string, string>;
  /** Modules that are not there. */
  missing: string[];
}

export interface KeyParts {
  fromMe: boolean;
  remote: string;
  id: string;
  participant?: string;
}

/** A message as it is stored: ids as strings, the key in parts, the rest as WhatsApp Web names it. */
export interface WireMessage {
  key: KeyParts;
  type: string;
  /** Seconds since 1970. */
  t: number;
  from: string;
  to: string;
  author?: string | undefined;
  ack: number;
  body?: string | undefined;
  /** Everything else of the message. */
  more: Record<string, unknown>;
}

export interface WireContact {
  /** `254712345678@c.us`; absent when the person hides the number. */
  pn?: string;
  /** `900000000001@lid` */
  lid?: string;
  /** As in the bot's address book. */
  name?: string;
  /** As the person calls themselves. */
  pushname?: string;
  business?: boolean;
}

export interface WireGroup {
  id: string;
  subject: string;
  participants: string[];
  admins?: string[];
  /** Participants are addressed by LID; today's default. */
  lidMode: boolean;
  /** Only admins may write. */
  announce: boolean;
}

export interface WireVote {
  id: string;
  poll: KeyParts;
  chat: string;
  from: string;
  /** The options' local ids; none when the vote was taken back. */
  options: number[];
  /** Milliseconds. */
  t: number;
}

export interface WireReaction {
  id: string;
  parent: KeyParts;
  chat: string;
  from: string;
  /** Empty when it was taken back. */
  text: string;
  /** Milliseconds. */
  t: number;
}

export interface WireChat {
  id: string;
  unread: number;
  t: number;
  /** The newest messages, oldest first. */
  latest: WireMessage[];
}

export interface Linked {
  type: 'linked';
  token: string;
  me: { pn: string; lid: string; pushname: string };
  contacts: WireContact[];
  groups: WireGroup[];
  chats: WireChat[];
  votes: WireVote[];
  reactions: WireReaction[];
}

export type ToPage =
  | Linked
  | { type: 'reply'; replyTo: number; value: unknown; error?: { message: string; status?: number } }
  | { type: 'qr'; ref: string }
  | { type: 'state'; state: string }
  | { type: 'contact'; contact: WireContact }
  | { type: 'group'; group: WireGroup }
  /** `again`: as if the page had never had it. */
  | { type: 'message'; message: WireMessage; isNew: boolean; again: boolean; unread: number }
  | { type: 'ack'; key: KeyParts; ack: number }
  | { type: 'edit'; key: KeyParts; body: string; t: number }
  | { type: 'reveal'; message: WireMessage }
  | { type: 'revoke'; key: KeyParts }
  | { type: 'delete'; key: KeyParts }
  | { type: 'forget'; key: KeyParts }
  | { type: 'reaction'; reaction: WireReaction }
  | { type: 'vote'; vote: WireVote }
  | { type: 'unread'; chat: string; unread: number }
  | { type: 'call'; id: string; from: string; video: boolean }
  | { type: 'faults'; faults: Faults }
  | { type: 'resync' }
  | { type: 'reload' }
  | { type: 'frame' }
  | { type: 'freeze' }
  | { type: 'logout' };

/** What became of a message the page sent. */
export type SendFate =
  | { how: 'sent' }
  /** The connection is down: it waits in the page with ack 0 and arrives later. */
  | { how: 'held' }
  /** It stays in the page with ack 0. */
  | { how: 'stuck' }
  /** It gets ack -1. */
  | { how: 'refused' }
  /** It arrived, and the page shows it only later: the library's call reports nothing. */
  | { how: 'unreported' }
  /** It arrived, and the page never says so. */
  | { how: 'hanging' };

/** What the page says; those with an answer name it in `Answers`. */
export type FromPage = { seq?: number } /** `fresh`: a page just loaded, which remembers nothing. */ & (
  | { type: 'hello'; token: string | null; fresh: boolean; viewer: boolean; revision: number }
  | { type: 'synced' }
  | { type: 'refreshQr' }
  | { type: 'pairingCode'; phone: string; showNotification: boolean }
  | { type: 'exists'; wid: string }
  | { type: 'upload'; mimetype: string; data: string }
  | { type: 'download'; directPath: string }
  | { type: 'send'; message: WireMessage }
  | { type: 'edit'; key: KeyParts; body: string }
  | { type: 'revoke'; key: KeyParts }
  | { type: 'delete'; key: KeyParts }
  | { type: 'react'; key: KeyParts; text: string }
  | { type: 'sendVote'; key: KeyParts; options: number[] }
  | { type: 'chatstate'; chat: string; state: 'composing' | 'recording' | 'paused' }
  | { type: 'seen'; chat: string }
  | { type: 'earlier'; chat: string; known: string[] }
  | { type: 'stored'; keys: string[] }
  | { type: 'logout' }
  | { type: 'takeover' }
  | { type: 'missing'; name: string }
  | { type: 'faulted'; revision: number }
);

export interface Answers {
  pairingCode: string;
  exists: WireContact | null;
  upload: { directPath: string };
  download: { data: string };
  send: SendFate;
  edit: null;
  revoke: null;
  delete: null;
  react: null;
  sendVote: null;
  earlier: WireMessage[];
  stored: WireMessage[];
}

/** `true_254712345678@c.us_3EB0…`, in groups followed by the participant. */
export function keyText({ fromMe, remote, id, participant }: KeyParts): string {
  return [fromMe, remote, id, ...(participant === undefined ? [] : [participant])].join('_');
}

export function parseKey(text: string): KeyParts {
  const [fromMe, remote, id, participant] = text.split('_');
  if (remote === undefined || id === undefined) throw new Error(`Not a message key: ${text}`);
  return { fromMe: fromMe === 'true', remote, id, ...(participant === undefined ? {} : { participant }) };
}
