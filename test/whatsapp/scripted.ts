import { createWhatsAppAdapter, type WhatsAppDeps } from '../../adapters/whatsapp/adapter.ts';
import { NO_PACE } from '../../adapters/whatsapp/pacing.ts';
import type {
  WaChat,
  WaClient,
  WaContact,
  WaEvents,
  WaMessage,
  WaSent,
  WaSession,
  WaVote,
} from '../../adapters/whatsapp/session/types.ts';
import { createAdapterMemory } from '../../src/chat/adapter-memory.ts';
import { type Action, type Adapter, type Inbox, type Message, PlatformError } from '../../src/chat/types.ts';
import { createLog } from '../../src/log.ts';
import type { Store } from '../../src/store/store.ts';
import { sharedStore } from '../support/store.ts';

export const ME = { id: '15550001111@c.us', phone: '+15550001111', lid: '900000000001@lid' };

/** How the next sends end: by an error, without an acknowledgement, or as if they had failed after they arrived. */
export type SendFate =
  | { error: PlatformError; arrives?: boolean }
  /** It stands there without an acknowledgement: 0 pending, -1 failed. */
  | { ack: 0 | -1 };

/** A linked device without WhatsApp behind it, for cases the real page cannot be brought into at will. */
export class ScriptedDevice {
  readonly messages: WaMessage[] = [];
  readonly calls: string[] = [];
  readonly fates: SendFate[] = [];
  readonly contacts = new Map<string, WaContact>();
  readonly chats = new Map<string, WaChat>();
  readonly polls = new Map<string, WaVote[]>();
  readonly quotes = new Map<string, string>();
  editable = true;
  connected = true;
  me: typeof ME | null = ME;
  events: WaEvents | null = null;
  #count = 0;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The texts of a chat's own messages, in order; polls by their question. */
  said(chat: string): string[] {
    return this.messages.filter((one) => one.fromMe && one.chat === chat).map((one) => one.poll?.question ?? one.text);
  }

  session(events: WaEvents): WaSession {
    this.events = events;
    return {
      start: async () => {},
      stop: async () => {},
      logIn: () => {},
      standsBy: () => false,
      health: () => ({ ok: this.connected, detail: this.connected ? 'connected' : 'not connected' }),
      me: () => this.me,
      client: async () => {
        if (!this.connected) throw new PlatformError('unreachable', 'not connected');
        return this.client;
      },
    };
  }

  #stand(chat: string, more: Partial<WaMessage>, quote: string | undefined): WaSent {
    const fate = this.fates.shift();
    if (fate && 'error' in fate && !fate.arrives) throw fate.error;
    const id = `3EB0${String(++this.#count).padStart(4, '0')}`;
    const key = `true_${chat}_${id}`;
    const ack = fate && 'ack' in fate ? fate.ack : 1;
    this.messages.push(message({ id, key, chat, from: ME.id, fromMe: true, ack, at: this.#now() / 1000, ...more }));
    if (quote !== undefined) this.quotes.set(id, quote);
    if (fate && 'error' in fate) throw fate.error;
    return { id, key, chat, ack };
  }

  readonly client: WaClient = {
    sendText: async (chat, text, { quote } = {}) => this.#stand(chat, { text }, quote),
    sendImage: async (chat, { caption = '' }, { quote } = {}) =>
      this.#stand(chat, { type: 'image', text: caption, hasMedia: true }, quote),
    sendPoll: async (chat, question, names, { quote } = {}) => {
      const options = names.map((name, localId) => ({ name, localId }));
      const poll = { question, options };
      return { ...this.#stand(chat, { type: 'poll_creation', text: question, poll }, quote), options };
    },
    edit: async (key, text) => {
      const found = this.messages.find((one) => one.key === key);
      if (!found || !this.editable) return false;
      this.calls.push(`edit ${key}`);
      found.text = text;
      return true;
    },
    waitForAck: async (id) => this.messages.find((one) => one.id === id)?.ack ?? 0,
    findSent: async (chat, match, limit) => {
      this.calls.push(`findSent ${chat}`);
      const own = this.messages.filter((one) => one.fromMe && one.chat === chat).slice(-limit);
      return own.reverse().find(match) ?? null;
    },
    votes: async (pollKey) => this.polls.get(pollKey) ?? [],
    react: async () => {},
    typing: async (chat, on) => void this.calls.push(`typing ${chat} ${on}`),
    markRead: async (chat) => void this.calls.push(`read ${chat}`),
    contact: async (id) => {
      this.calls.push(`contact ${id}`);
      return this.contacts.get(id) ?? { name: null, phone: null, lid: null, isBusiness: false };
    },
    chat: async (id) => this.chats.get(id) ?? null,
    unread: async () => [],
    fetch: async (chat, limit) => this.messages.filter((one) => one.chat === chat).slice(-limit),
    message: async (key) => this.messages.find((one) => one.key === key) ?? null,
    download: async () => null,
    directChat: async (id) => (id.startsWith('+') ? `${id.slice(1)}@c.us` : id),
  };
}

/** A message with everything a message has. */
export function message(more: Partial<WaMessage>): WaMessage {
  return {
    id: '3A01',
    key: `false_${more.chat ?? ''}_3A01`,
    chat: '254712345678@c.us',
    from: more.chat ?? '254712345678@c.us',
    author: null,
    fromMe: false,
    type: 'chat',
    text: '',
    at: Math.floor(Date.now() / 1000),
    hasMedia: false,
    quotedKey: null,
    quotedId: null,
    mentions: [],
    mentionedMe: false,
    name: null,
    ack: 0,
    ...more,
  };
}

export interface ScriptedWorld {
  adapter: Adapter;
  device: ScriptedDevice;
  messages: Message[];
  actions: Action[];
  /** Moves the adapter's clock. */
  pass(ms: number): void;
  hear(more: Partial<WaMessage>): Promise<void>;
  vote(poll: WaMessage, localIds: number[], more?: Partial<WaVote>): Promise<void>;
  /** The same adapter anew on what was kept, as after a restart. */
  restart(): Promise<void>;
  /** Thrown by the inbox for the next deliveries. */
  refusals: Error[];
  /** Threads the engine was told it can write to again. */
  reachable: string[];
  close(): Promise<void>;
}

async function emptyStore(): Promise<Store> {
  const { store } = await sharedStore();
  await store.platformPosts.deleteMany({ workspace: '-' });
  await store.platformValues.deleteMany({ workspace: '-' });
  return store;
}

/** The adapter on a scripted device, with its memory in a real database. */
export async function scriptedWorld(more: Partial<WhatsAppDeps> = {}): Promise<ScriptedWorld> {
  const store = await emptyStore();
  let ahead = 0;
  const clock = { now: () => new Date(Date.now() + ahead) };
  const device = new ScriptedDevice(() => clock.now().getTime());
  const make = () =>
    createWhatsAppAdapter({
      config: { WHATSAPP_ALLOWED: [] },
      memory: createAdapterMemory({ store, clock, platform: 'whatsapp' }),
      clock,
      log: createLog('silent', 'test'),
      png: async () => Buffer.from('png'),
      open: (events) => device.session(events),
      pace: NO_PACE,
      ...more,
    });
  const messages: Message[] = [];
  const actions: Action[] = [];
  const refusals: Error[] = [];
  const reachable: string[] = [];
  const refuse = () => {
    const refusal = refusals.shift();
    if (refusal) throw refusal;
  };
  const inbox: Inbox = {
    message: async (one) => {
      refuse();
      messages.push(one);
    },
    action: async (one) => {
      refuse();
      actions.push(one);
    },
    overview: async () => [],
    reachable: async (thread) => void reachable.push(thread),
  };
  const world: ScriptedWorld = {
    adapter: make(),
    device,
    messages,
    actions,
    refusals,
    reachable,
    pass: (ms) => {
      ahead += ms;
    },
    hear: async (one) => device.events?.message(message({ id: `3A${messages.length}`, ...one })),
    vote: async (poll, localIds, one = {}) =>
      device.events?.vote({
        pollKey: poll.key,
        pollId: poll.id,
        chat: poll.chat,
        voter: poll.chat,
        localIds,
        at: 1_790_000_000,
        ...one,
      }),
    async restart() {
      await world.adapter.stop();
      world.adapter = make();
      await world.adapter.start(inbox);
    },
    async close() {
      await world.adapter.stop();
    },
  };
  await world.adapter.start(inbox);
  return world;
}
