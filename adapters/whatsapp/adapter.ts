import type { AdapterMemory } from '../../src/chat/adapter-memory.ts';
import { type Adapter, type Author, type Inbox, PlatformError, type ThreadId } from '../../src/chat/types.ts';
import type { Clock } from '../../src/clock.ts';
import type { Config } from '../../src/config.ts';
import type { Log } from '../../src/log.ts';
import { isAllowed } from '../shared/phone.ts';
import { createInbound } from './inbound.ts';
import { createPacer, HUMAN_PACE, type Pace } from './pacing.ts';
import { createPeople } from './people.ts';
import { createPolls } from './polls.ts';
import { createPosting } from './posting.ts';
import { createPosts } from './posts.ts';
import { createSending, SEND_TIMING, type SendTiming } from './sending.ts';
import type { WaEvents, WaSession } from './session/types.ts';
import { chatOf, isGroup, threadOf } from './threads.ts';
import { createTurns } from './turns.ts';
import { words } from './words.ts';

export interface WhatsAppDeps {
  config: Pick<Config, 'WHATSAPP_ALLOWED'>;
  memory: AdapterMemory;
  clock: Clock;
  log: Log;
  png(svg: string): Promise<Buffer>;
  /** A linked device that tells what happens to `events`; opened anew at each start. */
  open(events: WaEvents): WaSession;
  pace?: Pace;
  timing?: Partial<SendTiming>;
}

/** How often open polls are looked at besides being told of votes, and how many of them (ms). */
const POLLS_EVERY = 60_000;
const POLLS_LOOKED_AT = 20;
/** Threads that are told of a new connection. */
const MOST_WAITING = 1000;
/** People of a group that are named. */
const MOST_PEOPLE = 100;

/** WhatsApp through a linked device. A thread is a chat; what belongs together is quoted; choices are polls and numbers. */
export function createWhatsAppAdapter(deps: WhatsAppDeps): Adapter {
  const { memory, clock, log, config } = deps;
  const now = () => clock.now().getTime();
  let current: WaSession | null = null;
  let inbox: Inbox | null = null;
  let timer: NodeJS.Timeout | undefined;
  /** Threads something waits for while there is no connection. */
  const waiting = new Set<ThreadId>();

  const session: WaSession = {
    start: async () => current?.start(),
    stop: async () => current?.stop(),
    health: () => current?.health() ?? { ok: false, detail: words.stopped },
    standsBy: () => current?.standsBy() ?? false,
    logIn: () => current?.logIn(),
    me: () => current?.me() ?? null,
    async client() {
      if (!current) throw new PlatformError('unreachable', words.stopped);
      return current.client();
    },
  };
  const posts = createPosts(memory);
  const turns = createTurns();
  const people = createPeople({ session, memory, now });
  const pacer = createPacer({ pace: deps.pace ?? HUMAN_PACE, clock, memory });
  const timing = { ...SEND_TIMING, ...deps.timing };
  const arrive = createSending({ session, posts, pacer, now, log, timing });
  const polls = createPolls({ session, memory, posts, people, turns, now, log });
  const posting = createPosting({
    session,
    memory,
    posts,
    polls,
    people,
    pacer,
    turns,
    arrive,
    png: deps.png,
    onPoll: () => void readPolls(1),
    now,
    log,
  });
  const inbound = createInbound({ session, memory, posts, posting, people, log });

  function open(): Inbox {
    if (!inbox) throw new PlatformError('unreachable', words.stopped);
    return inbox;
  }

  async function readPolls(most?: number): Promise<void> {
    if (!inbox) return;
    await polls
      .readAgain(inbox, most)
      .catch((error: unknown) => log.debug({ err: error }, 'polls were not read again'));
  }

  /** What could not be sent for want of a connection is not left waiting for its next try once there is one. */
  async function noting<T>(thread: ThreadId, job: Promise<T>): Promise<T> {
    return job.catch((error: unknown) => {
      const cut = error instanceof PlatformError && error.reason === 'unreachable';
      if (cut && waiting.size < MOST_WAITING) waiting.add(thread);
      throw error;
    });
  }

  async function tellReachable(): Promise<void> {
    const threads = [...waiting];
    waiting.clear();
    for (const thread of threads) {
      await inbox?.reachable?.(thread).catch((error: unknown) => log.debug({ err: error, thread }, 'nobody was told'));
    }
  }

  const events: WaEvents = {
    message: async (message) => inbound.message(message, open()),
    vote: async (vote) => polls.voted(vote, open()),
    edited: (message) => inbound.edited(message),
    reaction: (reaction) => inbound.reaction(reaction, open()),
    // What is deleted was said all the same.
    revoked: async () => {},
    ack: () => {},
    async ready() {
      await readPolls();
      await tellReachable();
    },
  };

  async function peopleOf(chat: string): Promise<Author[]> {
    if (!isGroup(chat)) return [await people.author(chat)];
    const group = await (await session.client()).chat(chat);
    if (!group) throw new PlatformError('gone', words.noChat(threadOf(chat)));
    const others = group.participants.filter((id) => !people.isMe(id)).slice(0, MOST_PEOPLE);
    return Promise.all(others.map((id) => people.author(id)));
  }

  return {
    platform: 'whatsapp',
    limits: { text: 3500, choices: 12, update: false, quotes: true, silentToStrangers: true },

    async start(given) {
      inbox = given;
      pacer.open();
      current = deps.open(events);
      await current.start();
      timer = setInterval(() => void readPolls(POLLS_LOOKED_AT), POLLS_EVERY);
      timer.unref();
    },

    async stop() {
      clearInterval(timer);
      inbox = null;
      await pacer.close();
      await current?.stop();
      current = null;
    },

    health: () => session.health(),
    standsBy: () => session.standsBy(),
    logIn: () => session.logIn(),

    async shownAt(messageId) {
      const post = await posts.of(messageId);
      return post?.kept.saidAt ? new Date(post.kept.saidAt) : null;
    },

    async describe(thread) {
      const chat = chatOf(thread);
      const digits = session.me()?.phone?.slice(1);
      // Whoever is sent there talks to the bot: its own number is the way back.
      const link = digits && !isGroup(chat) ? { link: `https://wa.me/${digits}` } : {};
      return { ...link, direct: !isGroup(chat), people: await peopleOf(chat) };
    },

    post: (thread, content, key, options) => noting(thread, posting.post(thread, content, key, options)),
    update: (thread, messageId, content, key, options) =>
      noting(thread, posting.update(thread, messageId, content, key, options)),

    async working(thread, text) {
      try {
        const chat = chatOf(thread);
        const client = await session.client();
        if (text !== null) await client.markRead(chat);
        await client.typing(chat, text !== null);
      } catch (error) {
        log.debug({ err: error, thread }, 'typing was not shown');
      }
    },

    profile: (author) => people.profile(author),
    direct: async (author): Promise<ThreadId> => threadOf(await people.directChat(author)),

    async admits(author) {
      const ids = [author.id, ...(author.aliases ?? [])];
      return ids.some(people.isMe) || isAllowed(config.WHATSAPP_ALLOWED, ids) ? 'own' : null;
    },
  };
}
