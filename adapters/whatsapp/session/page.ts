/**
 * What runs inside WhatsApp's page. Each function is sent there as its text, so it uses nothing from outside itself.
 */

interface Key {
  toString(): string;
  [field: string]: unknown;
}

interface Wid {
  _serialized?: string;
  server?: string;
}

interface Modules {
  WAWebMsgKey: { new (parts: Record<string, unknown>): Key; prototype: Key; fromString(key: string): Key };
  WAWebWidFactory: { createWid(id: string): Wid };
  WAWebUserPrefsMeUser: { getMaybeMePnUser(): Wid | undefined; getMaybeMeLidUser(): Wid | undefined };
  WAWebCollections: { Chat: { getModelsArray(): { id: Wid; unreadCount?: number; t?: number }[] } };
  WAWebChatLoadMessages: { loadEarlierMsgs(about: { chat: ChatModel }): Promise<MessageModel[] | undefined> };
  WAWebPollsVotesSchema: { getTable(): { equals(index: string[], key: string): Promise<VoteRow[]> } };
  WAWebSocketModel: { Socket: { state?: string; hasSynced?: boolean } };
  WAWebCmd: { Cmd: { refreshQR(): void } };
}

interface MessageModel {
  id: { fromMe?: boolean };
  t?: number;
  isNotification?: boolean;
}

interface ChatModel {
  msgs: { getModelsArray(): MessageModel[] };
}

interface VoteRow {
  sender?: Wid | string;
  author?: Wid | string;
  from?: Wid | string;
  selectedOptionLocalIds?: ArrayLike<number> | ArrayBuffer;
  senderTimestampMs?: number;
  t?: number;
}

declare const window: {
  require<N extends keyof Modules>(name: N): Modules[N];
  Debug?: { VERSION?: string };
  WWebJS?: {
    sendChatstate(state: string, chat: string): Promise<boolean>;
    getChat(chat: string, as: { getAsModel: false }): Promise<ChatModel | null | undefined>;
    getMessageModel(message: MessageModel): Record<string, unknown>;
  };
  onAppStateHasSyncedEvent?: () => Promise<void>;
  nodInjected?: boolean;
  nodHeard?: boolean;
  nodReady?: boolean;
};

/**
 * Gives message keys their `_serialized` back. Builds since July 2026 keep the string in a field with a minified name,
 * which is found by its value. Called when the library hears that the page is in step, which is noted. Says which field it was, '_serialized' where nothing was needed, null where none is readable.
 */
export function restoreKeys(): string | null {
  window.nodHeard = true;
  const MsgKey = window.require('WAWebMsgKey');
  const remote = window.require('WAWebWidFactory').createWid('1@c.us');
  const probe = new MsgKey({ fromMe: true, from: remote, to: remote, remote, id: 'PROBE', selfDir: 'out' });
  if (typeof probe._serialized === 'string') return '_serialized';
  const field = Object.keys(probe).find((name) => probe[name] === probe.toString());
  if (!field) return null;
  const makeOwn = function (this: Key, value: unknown): void {
    Object.defineProperty(this, '_serialized', { value, enumerable: true, writable: true, configurable: true });
  };
  // Keys made before now are read through the prototype. Those made from now on get an own `_serialized` out of the
  // constructor's assignment, so that it survives spreads and the copy that leaves the page.
  Object.defineProperty(MsgKey.prototype, '_serialized', {
    configurable: true,
    get(this: Key) {
      return this[field];
    },
    set: makeOwn,
  });
  Object.defineProperty(MsgKey.prototype, field, {
    configurable: true,
    get(this: Key) {
      return Object.hasOwn(this, '_serialized') ? this._serialized : undefined;
    },
    set: makeOwn,
  });
  return field;
}

export interface PageCheck {
  version: string | null;
  /** A key's string reads as it should: in the page, in a copy of it, and where a key is made from its string. */
  keys: boolean;
  /** Of the asked `module.member` paths, those that are not there. */
  missing: string[];
  pn: string | null;
  lid: string | null;
}

/** Looks at what all else stands on. Throws nothing: what cannot be read is missing. */
export function checkPage(paths: string[]): PageCheck {
  const attempt = <T>(read: () => T, otherwise: T): T => {
    try {
      return read();
    } catch {
      return otherwise;
    }
  };
  const require = window.require as unknown as (name: string) => unknown;
  const there = (path: string): boolean =>
    path.split('.').reduce<unknown>((value, name, index) => {
      if (index === 0) return require(name);
      return (value as Record<string, unknown> | null | undefined)?.[name];
    }, undefined) != null;
  const readable = (): boolean => {
    const MsgKey = window.require('WAWebMsgKey');
    const remote = window.require('WAWebWidFactory').createWid('1@c.us');
    const key = new MsgKey({ fromMe: true, from: remote, to: remote, remote, id: 'PROBE', selfDir: 'out' });
    const text = key._serialized;
    const copy: Record<string, unknown> = { ...key };
    return (
      text === 'true_1@c.us_PROBE' && Object.values(copy).includes(text) && MsgKey.fromString(text)._serialized === text
    );
  };
  const user = () => window.require('WAWebUserPrefsMeUser');
  return {
    version: attempt(() => window.Debug?.VERSION ?? null, null),
    keys: attempt(readable, false),
    missing: paths.filter((path) => !attempt(() => there(path), false)),
    pn: attempt(() => user().getMaybeMePnUser()?._serialized ?? null, null),
    lid: attempt(() => user().getMaybeMeLidUser()?._serialized ?? null, null),
  };
}

export interface Activity {
  chat: string;
  count: number;
  /** Seconds since 1970 of what happened last. */
  at: number;
}

/** Conversations with something unread, or with something since a time (seconds); read without asking WhatsApp's servers. */
export function activeChats(since: number): Activity[] {
  return window
    .require('WAWebCollections')
    .Chat.getModelsArray()
    .map((chat) => ({ chat: chat.id._serialized ?? '', count: Math.max(0, chat.unreadCount ?? 0), at: chat.t ?? 0 }))
    .filter((one) => /@(c\.us|lid|g\.us)$/.test(one.chat) && (one.count > 0 || one.at >= since))
    .sort((a, b) => a.at - b.at);
}

export interface PageVote {
  voter: string;
  localIds: number[];
  at: number;
}

/** The votes of a poll from the page's own table, which knows them even when the poll itself has left its memory. */
export async function pollVotes(pollKey: string): Promise<PageVote[]> {
  const key = window.require('WAWebMsgKey').fromString(pollKey).toString();
  const rows = await window.require('WAWebPollsVotesSchema').getTable().equals(['parentMsgKey'], key);
  return rows.map((row) => {
    const who = row.sender ?? row.author ?? row.from;
    return {
      voter: typeof who === 'string' ? who : (who?._serialized ?? ''),
      localIds: Array.from(new Uint8Array(row.selectedOptionLocalIds ?? [])),
      at: row.senderTimestampMs ?? row.t ?? 0,
    };
  });
}

/**
 * The newest `limit` messages of a chat, oldest first; `own` for those of the account alone. The library's own way sorts by
 * whole seconds in no fixed order within one, and looks for own messages through all that was ever said.
 */
export async function readChat(chatId: string, limit: number, own: boolean): Promise<Record<string, unknown>[]> {
  const { WWebJS } = window;
  const chat = await WWebJS?.getChat(chatId, { getAsModel: false });
  if (!WWebJS || !chat) return [];
  const fits = (one: MessageModel) => !one.isNotification && (!own || one.id.fromMe === true);
  let messages = chat.msgs.getModelsArray().filter(fits);
  for (let turn = 0; messages.length < limit && turn < 10; turn += 1) {
    const earlier = await window.require('WAWebChatLoadMessages').loadEarlierMsgs({ chat });
    if (!earlier?.length) break;
    messages = [...earlier.filter(fits), ...messages];
  }
  messages.sort((a, b) => (a.t ?? 0) - (b.t ?? 0));
  return messages.slice(-limit).map((one) => WWebJS.getMessageModel(one));
}

export async function showTyping(chat: string, on: boolean): Promise<void> {
  await window.WWebJS?.sendChatstate(on ? 'typing' : 'stop', chat);
}

export function refreshQr(): void {
  window.require('WAWebCmd').Cmd.refreshQR();
}

export interface PageState {
  state: string | null;
  /** The library has seen this very page become ready: what arrives is told. */
  ready: boolean;
}

/**
 * The connection's state. The library only hears the *change* to synced: of a page that was quicker than its listener it is
 * told here, once more.
 */
export function lookAtPage(): PageState {
  const { state, hasSynced } = window.require('WAWebSocketModel').Socket;
  const unheard = state === 'CONNECTED' && hasSynced === true && !window.nodHeard;
  if (unheard) void window.onAppStateHasSyncedEvent?.();
  return { state: state ?? null, ready: window.nodReady === true };
}

export function markReady(): void {
  window.nodReady = true;
}

export function isInjected(): boolean {
  return window.nodInjected === true;
}

export function markInjected(): void {
  window.nodInjected = true;
}
