import { asText } from '../../src/chat/plain.ts';
import {
  type Action,
  type Adapter,
  type Attachment,
  type Author,
  type Card,
  type Content,
  type Inbox,
  type Limits,
  type Message,
  PlatformError,
  type Profile,
  type ThreadId,
} from '../../src/chat/types.ts';
import { newId } from '../../src/ids.ts';
import type { AdapterWorld } from './adapter.ts';

/** A message as it stands on the invented platform. */
export interface Shown {
  id: string;
  content: Content;
  key: string;
  only: Author | null;
  edits: number;
  replyTo: string | null;
}

interface Room {
  link: string;
  direct: boolean;
  people: Author[];
  shown: Shown[];
  gone: boolean;
}

/** A platform in memory that behaves like a real one: it numbers messages, keeps keys, refuses what does not fit. */
export class MemoryPlatform {
  readonly rooms = new Map<string, Room>();
  readonly working: (string | null)[] = [];
  /** Every call that reached the platform, in order. */
  readonly calls: { what: 'post' | 'update'; thread: string; key: string; text: string }[] = [];
  /** Thrown by the next calls, one each. */
  readonly faults: Error[] = [];
  /** Like a fault, but the call lands before it is thrown: a lost answer. */
  readonly lostAnswers: Error[] = [];
  readonly limits: Limits;
  readonly profiles = new Map<string, Profile>();
  inbox: Inbox | null = null;
  standsBy = false;
  readonly name: string;

  constructor(options: { name?: string; limits?: Partial<Limits> } = {}) {
    this.name = options.name ?? 'memory';
    this.limits = { text: 4000, choices: 10, update: true, ...options.limits };
  }

  open(people: Author[], name = newId('room')): ThreadId {
    const room = {
      link: `https://memory.example/${name}`,
      direct: people.length === 1,
      people,
      shown: [],
      gone: false,
    };
    this.rooms.set(name, room);
    return `${this.name}:${name}`;
  }

  room(thread: ThreadId | string): Room {
    const name = thread.slice(thread.indexOf(':') + 1);
    const room = this.rooms.get(name);
    if (!room || room.gone) throw new PlatformError('gone', `no room ${name}`);
    return room;
  }

  shown(thread: string): Shown[] {
    return this.room(thread).shown;
  }

  last(thread: string): Shown {
    const last = this.shown(thread).at(-1);
    if (!last) throw new Error(`nothing was said in ${thread}`);
    return last;
  }

  texts(thread: string): string[] {
    return this.shown(thread).map((message) => asText(message.content));
  }

  card(thread: string, about: string): { id: string; card: Card } {
    for (const message of [...this.shown(thread)].reverse()) {
      if (typeof message.content !== 'string' && asText(message.content).includes(about)) {
        return { id: message.id, card: message.content };
      }
    }
    throw new Error(`no card about “${about}” in ${thread}`);
  }

  /** What a person sends, as the platform delivers it. */
  async say(
    thread: ThreadId,
    author: Author,
    text: string,
    more: { id?: string; sentAt?: string; attachments?: Attachment[] } & Partial<Message> = {},
  ): Promise<string> {
    const id = more.id ?? newId('msg');
    const sentAt = more.sentAt ?? new Date().toISOString();
    await this.need().message({ attachments: [], ...more, id, thread, author, text, sentAt });
    return id;
  }

  async tap(
    thread: ThreadId,
    author: Author,
    action: Pick<Action, 'messageId' | 'choice'> & Partial<Action>,
  ): Promise<string> {
    const id = action.id ?? newId('tap');
    await this.need().action({ sentAt: new Date().toISOString(), ...action, id, thread, author });
    return id;
  }

  private need(): Inbox {
    if (!this.inbox) throw new Error('the adapter is not started');
    return this.inbox;
  }
}

/** The adapter of that platform. */
export function createMemoryAdapter(platform: MemoryPlatform): Adapter {
  const posted = new Map<string, string>();

  function fits(content: Content): void {
    const length = asText(content).length;
    const choices = typeof content === 'string' ? 0 : (content.choices?.length ?? 0);
    if (length > platform.limits.text) throw new PlatformError('refused', `${length} characters do not fit`);
    if (choices > platform.limits.choices) throw new PlatformError('refused', `${choices} choices do not fit`);
  }

  function call(what: 'post' | 'update', thread: ThreadId, key: string, content: Content): void {
    platform.calls.push({ what, thread, key, text: asText(content) });
    const fault = platform.faults.shift();
    if (fault) throw fault;
  }

  function answer<T>(value: T): T {
    const lost = platform.lostAnswers.shift();
    if (lost) throw lost;
    return value;
  }

  return {
    platform: platform.name,
    limits: platform.limits,
    async start(inbox) {
      platform.inbox = inbox;
    },
    async stop() {
      platform.inbox = null;
    },
    health: () => ({ ok: platform.inbox !== null, detail: platform.inbox ? 'ready' : 'stopped' }),
    standsBy: () => platform.standsBy,
    async describe(thread) {
      const { link, direct, people } = platform.room(thread);
      return { link, direct, people };
    },
    async post(thread, content, key, options) {
      call('post', thread, key, content);
      const room = platform.room(thread);
      const before = posted.get(`${thread} ${key}`);
      if (before) return answer(before);
      fits(content);
      const id = newId('m');
      room.shown.push({ id, content, key, only: options?.only ?? null, edits: 0, replyTo: options?.replyTo ?? null });
      posted.set(`${thread} ${key}`, id);
      return answer(id);
    },
    async working(_thread, text) {
      platform.working.push(text);
    },
    async update(thread, messageId, content, key) {
      if (!platform.limits.update) return this.post(thread, content, key);
      call('update', thread, key, content);
      fits(content);
      const message = platform.room(thread).shown.find((one) => one.id === messageId);
      if (!message) throw new PlatformError('refused', `no message ${messageId}`);
      message.content = content;
      message.edits += 1;
      return answer(messageId);
    },
    async profile(author) {
      return platform.profiles.get(author.id) ?? { name: author.name ?? author.id };
    },
    async direct(author) {
      const name = `direct-${author.id}`;
      if (!platform.rooms.has(name)) platform.open([author], name);
      return `${platform.name}:${name}`;
    },
  };
}

/** The memory platform as the contract suite drives it. */
export function memoryWorld(limits: Partial<Limits> = {}): AdapterWorld {
  const platform = new MemoryPlatform({ limits });
  const adapter = createMemoryAdapter(platform);
  return {
    adapter,
    author: { id: 'amina', name: 'Amina' },
    newThread: async () => platform.open([{ id: 'amina', name: 'Amina' }]),
    threadIds: ['memory:a', 'memory:with:colon', 'memory:ünïcode'],
    roundTrip: (thread) => `${platform.name}:${thread.slice(thread.indexOf(':') + 1)}` as ThreadId,
    shown: async (thread) =>
      platform.shown(thread).map(({ id, content, only }) => ({ id, text: asText(content), only: only?.id ?? null })),
    deliverMessage: async (thread, text, id) => {
      await platform.say(thread, { id: 'amina', name: 'Amina' }, text, id === undefined ? {} : { id });
    },
    deliverAttachment: async (thread) => {
      const attachments = [{ name: 'list.csv', mediaType: 'text/csv', size: 12, ref: 'f1' }];
      await platform.say(thread, { id: 'amina', name: 'Amina' }, 'see this', { attachments });
    },
    tap: async (thread, messageId, choice, id) => {
      await platform.tap(
        thread,
        { id: 'amina', name: 'Amina' },
        { messageId, choice, ...(id === undefined ? {} : { id }) },
      );
    },
    loseThread: async (thread) => {
      platform.room(thread).gone = true;
    },
  };
}
