import {
  type Adapter,
  type Author,
  type Content,
  type Inbox,
  PlatformError,
  type Profile,
} from '../../src/chat/types.ts';
import type { Clock } from '../../src/clock.ts';
import type { Log } from '../../src/log.ts';
import { EVERY_WORKSPACE } from '../../src/store/guard.ts';
import type { Store } from '../../src/store/store.ts';
import { createFeed, type Feed } from './feed.ts';
import { createThreads, type Threads, type WebOwner } from './threads.ts';
import { postKey } from './view.ts';
import { LIMITS } from './wire.ts';
import { words } from './words.ts';

export interface WebAdapterDeps {
  store: Store;
  clock: Clock;
  log: Log;
  /** Address of the page, for links back to a thread: `http://127.0.0.1:3000`. */
  address?: () => string;
  /** What is known of a person besides what the browser says. */
  person?: (workspace: string, user: string) => Promise<{ name: string; email?: string | null } | null>;
}

/** The web chat as a platform. Beyond the contract it offers what its routes need: threads and the feed of changes. */
export interface WebAdapter extends Adapter {
  readonly platform: 'web';
  readonly threads: Threads;
  readonly feed: Feed;
  /** The inbox given at start. Throws `unreachable` before that. */
  inbox(): Inbox;
}

/** Threads, messages and live changes of the embedded page, kept in MongoDB so that several gateways serve one person. */
export function createWebAdapter(deps: WebAdapterDeps): WebAdapter {
  const { store, clock, log } = deps;
  const feed = createFeed({ store, log });
  const threads = createThreads({ store, clock, feed });
  let inbox: Inbox | null = null;

  async function ownerOf(thread: string): Promise<WebOwner> {
    const owner = await threads.owner(thread);
    if (!owner) throw new PlatformError('gone', words.gone);
    return owner;
  }

  function checkSize(content: Content): void {
    if (typeof content === 'string' && content.length > LIMITS.text) {
      throw new PlatformError('refused', `a message of ${content.length} characters; at most ${LIMITS.text} fit`);
    }
  }

  return {
    platform: 'web',
    limits: { text: LIMITS.text, choices: 12, update: true },
    threads,
    feed,

    async start(given) {
      inbox = given;
      feed.start();
    },
    async stop() {
      inbox = null;
      await feed.stop();
    },
    inbox() {
      if (!inbox) throw new PlatformError('unreachable', 'the web chat is not started');
      return inbox;
    },
    health: () => ({ ok: inbox !== null, detail: inbox ? 'ready' : 'stopped' }),

    async describe(thread) {
      const owner = await ownerOf(thread);
      const row = await threads.get(owner, thread);
      if (!row) throw new PlatformError('gone', words.gone);
      const person = await deps.person?.(owner.workspace, owner.user);
      const author: Author = { id: owner.user, ...(person ? { name: person.name } : {}) };
      const address = deps.address?.();
      const link = address ? { link: `${address}/#/t/${thread.slice('web:'.length)}` } : {};
      return { ...link, direct: true, people: [author] };
    },

    async post(thread, content, key, options) {
      checkSize(content);
      const row = await threads.say(await ownerOf(thread), thread, {
        key: postKey(key),
        from: 'bot',
        content,
        only: options?.only?.id ?? null,
      });
      return row._id;
    },

    async shownAt(messageId) {
      const found = await store.webMessages.findOne({ _id: messageId, workspace: EVERY_WORKSPACE }, { at: 1 }).lean();
      return found?.at ?? null;
    },

    async working(thread, text) {
      try {
        await threads.working(await ownerOf(thread), thread, text);
      } catch (error) {
        log.debug({ err: error, thread }, 'a status was not shown');
      }
    },

    async update(thread, messageId, content, key) {
      checkSize(content);
      const owner = await ownerOf(thread);
      const changed = await threads.change(owner, thread, messageId, content, key);
      if (changed) return messageId;
      return (await threads.say(owner, thread, { key: postKey(key), from: 'bot', content, only: null }))._id;
    },

    async profile(author): Promise<Profile> {
      const found = await store.ownerOf('webUser', author.id);
      const seen = found && (await store.webFeeds.findOne({ _id: author.id, workspace: found.workspace }).lean());
      const person = found && (await deps.person?.(found.workspace, author.id));
      return {
        name: person?.name ?? author.name ?? words.you,
        ...(seen?.timeZone ? { timeZone: seen.timeZone } : {}),
        ...(seen?.locale ? { locale: seen.locale } : {}),
        ...(person?.email ? { email: person.email } : {}),
      };
    },

    async direct(author) {
      // Whoever was let in by a token has not been here yet; their thread is the first thing they find.
      const found = (await store.ownerOf('webUser', author.id)) ?? (await store.ownerOf('user', author.id));
      if (!found) throw new PlatformError('gone', words.gone);
      const owner = { workspace: found.workspace, user: author.id };
      return threads.open(owner, `news-${author.id}`, { title: words.news, titledBy: 'person' });
    },
  };
}
