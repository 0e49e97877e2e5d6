import type { AdapterMemory } from '../../src/chat/adapter-memory.ts';
import { type Author, type Content, PlatformError, type ThreadId } from '../../src/chat/types.ts';
import { hash } from '../../src/ids.ts';
import type { Log } from '../../src/log.ts';
import type { Pacer } from './pacing.ts';
import type { People } from './people.ts';
import { type Plan, planOf, whatIsNew } from './plan.ts';
import type { Polls } from './polls.ts';
import { idOf, type Post, type Posts } from './posts.ts';
import type { createSending, PartToSend } from './sending.ts';
import type { WaSession } from './session/types.ts';
import { chatOf, isGroup } from './threads.ts';
import type { Turns } from './turns.ts';
import { words } from './words.ts';

/** What WhatsApp takes in one message. */
const MOST_CHARACTERS = 60_000;
/** WhatsApp lets a message be edited for 15 minutes; a minute is left for what is under way. */
const EDITABLE_MS = 14 * 60_000;
/** How long a change that was carried out is remembered. */
const UPDATE_SECONDS = 2 * 86_400;

export type Posting = ReturnType<typeof createPosting>;

/** Puts content into chats, each key once, and changes what stands there. */
export function createPosting(deps: {
  session: WaSession;
  memory: AdapterMemory;
  posts: Posts;
  polls: Polls;
  people: People;
  pacer: Pacer;
  turns: Turns;
  arrive: ReturnType<typeof createSending>;
  png: (svg: string) => Promise<Buffer>;
  /** A poll stands in a chat and is known. */
  onPoll: () => void;
  now: () => number;
  log: Log;
}) {
  const { session, memory, posts, polls, people, pacer, turns, arrive, log } = deps;

  /** Sends whatever of a post is not there yet, the words always, the drawing and the poll where they can be. */
  async function complete(post: Post, plan: Plan, quote: string | null): Promise<string> {
    const { kept } = post;
    if (kept.done) return idOf(post);
    if (plan.image && isMissing(post, 'image')) await optional(post, 'image', { plan, quote: null });
    if (!kept.parts.text) await arrive(post, 'text', { plan, image: null, quote });
    if (plan.poll && isMissing(post, 'poll')) {
      await optional(post, 'poll', { plan, quote: kept.parts.text?.key ?? null });
      await polls.opened(post);
      // Found after a restart it may have been voted on already.
      deps.onPoll();
    }
    kept.done = true;
    await posts.save(post);
    return idOf(post);
  }

  /** A card can be read and answered without its drawing and its poll. */
  async function optional(post: Post, part: 'image' | 'poll', what: Omit<PartToSend, 'image'>): Promise<void> {
    try {
      const image = part === 'image' && what.plan.image ? await deps.png(what.plan.image.svg) : null;
      await arrive(post, part, { ...what, image });
    } catch (error) {
      const reason = error instanceof PlatformError ? error.reason : null;
      const waits = reason === 'unreachable' || reason === 'rate_limited' || reason === 'gone';
      // A drawing in doubt is not worth a second look; a poll is, since it may be voted on.
      if (waits || (reason === 'doubtful' && part === 'poll')) throw error;
      log.warn({ err: error, thread: post.thread, key: post.key, part }, 'a card goes without a part of it');
      post.kept.without.push(part);
      post.kept.trying = null;
      await posts.save(post);
    }
  }

  async function place(thread: ThreadId, only: Author | undefined): Promise<string> {
    const chat = chatOf(thread);
    return only && isGroup(chat) ? people.directChat(only) : chat;
  }

  /** The key of the message with an id of ours or of a person; null where it is not known (nothing is quoted then). */
  async function quoteOf(thread: ThreadId, messageId: string | undefined): Promise<string | null> {
    if (messageId === undefined) return null;
    const post = await posts.of(messageId);
    if (post) return Object.values(post.kept.parts).find((part) => part.id === messageId)?.key ?? null;
    return memory.get<string>(`key:${thread}:${messageId}`);
  }

  async function put(
    thread: ThreadId,
    key: string,
    plan: Plan,
    more: { only?: Author; replyTo?: string; full?: string },
  ) {
    if (plan.text.length > MOST_CHARACTERS) {
      throw new PlatformError('refused', words.tooLong(plan.text.length, MOST_CHARACTERS));
    }
    const before = await posts.find(thread, key);
    if (before?.kept.done) return idOf(before);
    const chat = before?.kept.chat ?? (await place(thread, more.only));
    const post = before ?? (await posts.begin(thread, key, chat, plan, more.full ?? plan.text));
    return complete(post, plan, await quoteOf(thread, more.replyTo));
  }

  /** In place where the words alone change and WhatsApp still lets them. */
  async function edited(post: Post, text: string): Promise<boolean> {
    const part = post.kept.parts.text;
    if (!part || deps.now() - post.kept.arrivedAt > EDITABLE_MS || text.length > MOST_CHARACTERS) return false;
    const client = await session.client();
    const changed = await pacer.turn(
      post.kept.chat,
      0,
      () => {},
      () => client.edit(part.key, text),
    );
    if (!changed) return false;
    post.kept.text = text;
    post.kept.full = text;
    await posts.save(post);
    return true;
  }

  async function change(thread: ThreadId, post: Post, plan: Plan, key: string, replyTo: string | undefined) {
    const sameChoices = JSON.stringify(post.kept.choices) === JSON.stringify(plan.choices);
    if (sameChoices && post.kept.full === plan.text) return idOf(post);
    if (sameChoices && (await edited(post, plan.text))) return idOf(post);
    const news = plan.choices.length > 0 ? plan.text : whatIsNew(post.kept.full, plan.text);
    if (news === '') {
      // It only lost its choices: nothing to say, and nothing to vote on any more.
      post.kept.choices = [];
      await posts.save(post);
    } else {
      const shown = { ...plan, text: news, image: null };
      const quoted = replyTo ?? idOf(post);
      post.kept.next = await put(thread, `update:${key}`, shown, { replyTo: quoted, full: plan.text });
      await posts.save(post);
    }
    await polls.closed(post);
    return post.kept.next ?? idOf(post);
  }

  return {
    post: (thread: ThreadId, content: Content, key: string, options: { only?: Author; replyTo?: string } = {}) =>
      turns.take(thread, () => put(thread, key, planOf(content), options)),

    /** Edits, or follows up quoting what is changed; the id that now carries the content. */
    update: (thread: ThreadId, messageId: string, content: Content, key: string, options: { replyTo?: string } = {}) =>
      turns.take(thread, async () => {
        chatOf(thread);
        const name = `update:${hash(`${thread}|${key}`)}`;
        const before = await memory.get<string>(name);
        if (before) return before;
        const plan = planOf(content);
        const found = await posts.of(messageId);
        const post = found && (await posts.newest(found));
        const id = post
          ? await change(thread, post, plan, key, options.replyTo)
          : await put(thread, `update:${key}`, plan, options);
        await memory.set(name, id, UPDATE_SECONDS);
        return id;
      }),

    /** Once nothing is under way in a thread: whatever was sent there is known by its id. */
    settled: (thread: ThreadId): Promise<void> => turns.take(thread, async () => {}),
  };
}

const isMissing = ({ kept }: Post, part: 'image' | 'poll'): boolean =>
  !kept.parts[part] && !kept.without.includes(part);
