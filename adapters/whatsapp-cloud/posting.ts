import type { AdapterMemory } from '../../src/chat/adapter-memory.ts';
import { type Choice, type Content, PlatformError, type ThreadId } from '../../src/chat/types.ts';
import type { Clock } from '../../src/clock.ts';
import type { Log } from '../../src/log.ts';
import type { Access } from './access.ts';
import { GraphError } from './errors.ts';
import type { Fates, Mark } from './fates.ts';
import type { Graph } from './graph.ts';
import { type Known, type People, recipientOf } from './people.ts';
import { again, renderMessages } from './render.ts';
import type { Template } from './template.ts';
import type { Outgoing } from './wire.ts';
import { words } from './words.ts';

/** What is kept of a post: the messages it becomes, and how far each has got. */
export interface PostData {
  choices: Choice[];
  messages: Outgoing[];
  parts: Part[];
  /** The message it quotes. */
  context: string | null;
}

interface Part {
  /** `sending` without an answer yet is in doubt; `skipped` is a picture WhatsApp would not take. */
  state: 'new' | 'sending' | 'sent' | 'skipped';
  id: string | null;
  /** ISO 8601, of the last attempt. */
  at: string;
  attempts: number;
}

export interface PostingDeps {
  graph: Graph;
  access: Access;
  people: People;
  template: Template;
  fates: Fates;
  memory: AdapterMemory;
  clock: Clock;
  log: Log;
  /** A picture of a drawing, uploaded; null where it cannot be had. Throws where it is worth trying again. */
  picture(svg: string, alt: string): Promise<Outgoing | null>;
  /** How long a status of a doubtful message is waited for before it is sent again, the first time. */
  settleMs: number;
  /** When this process began to hear statuses, milliseconds: those of what it died over are on their way again. */
  startedAt(): number;
}

const ASK_AGAIN_MS = 3_000;
const MOST_ATTEMPTS = 3;
/** How long after a start statuses are waited for at least. */
const RESTART_MS = 10_000;
const WAMID = /^wamid\./;

/** Sends what is posted under a key, each message of it once; a repeat takes up where it stood. */
export function createPosting(deps: PostingDeps) {
  const { graph, access, people, template, fates, memory, clock, log } = deps;

  async function compose(content: Content, replyTo: string | undefined): Promise<PostData> {
    const messages = renderMessages(content);
    if (typeof content !== 'string' && content.image) {
      const picture = await deps.picture(content.image.svg, content.image.alt);
      if (picture) messages.unshift(picture);
    }
    if (messages.length === 0) throw new PlatformError('refused', words.errors.empty);
    const choices = typeof content === 'string' ? [] : (content.choices ?? []);
    return {
      choices: choices.map(({ name, value }) => ({ name, value })),
      messages,
      parts: messages.map(() => ({ state: 'new', id: null, at: '', attempts: 0 })),
      context: replyTo && WAMID.test(replyTo) ? replyTo : null,
    };
  }

  /** Notes that the first message is about to go. What another gateway noted this very moment is taken as it is. */
  async function begin(person: Known, content: Content, key: string, replyTo?: string): Promise<Underway> {
    const data = await compose(content, replyTo);
    const { thread } = person;
    start(data, 0);
    const other = await memory.begin(thread, key, data);
    return other ? { thread, key, data: other.data as PostData, fresh: false } : { thread, key, data, fresh: true };
  }

  function start(data: PostData, index: number): void {
    const part = data.parts[index];
    if (part) Object.assign(part, { state: 'sending', at: clock.now().toISOString(), attempts: part.attempts + 1 });
  }

  const save = ({ thread, key, data }: Underway) => memory.sent(thread, key, idsOf(data), data);

  /** Looks whether a message needs sending: settles doubts by its statuses. Throws `doubtful` while it is too early to tell. */
  async function isOpen(part: Part, mark: Mark): Promise<boolean> {
    if (part.state === 'new') return true;
    if (part.state === 'skipped') return false;
    const fate = await fates.of(mark);
    if (part.state === 'sent') return fate?.state === 'failed' && fate.id === part.id && part.attempts < MOST_ATTEMPTS;
    if (fate?.state === 'arrived') {
      Object.assign(part, { state: 'sent', id: fate.id });
      return false;
    }
    if (fate?.state === 'failed') return true;
    const patience = deps.settleMs * 4 ** Math.min(part.attempts - 1, 6);
    const until = Math.max(Date.parse(part.at) + patience, deps.startedAt() + Math.min(deps.settleMs, RESTART_MS));
    const left = until - clock.now().getTime();
    if (left <= 0) return true;
    const retryAfterMs = Math.min(left, ASK_AGAIN_MS);
    throw new PlatformError('doubtful', words.errors.doubt, { retryAfterMs });
  }

  async function sendPart(person: Known, post: Underway, index: number): Promise<void> {
    const { data } = post;
    const [message, part] = [data.messages[index], data.parts[index]];
    if (!message || !part) return;
    const mark = markOf(post, index);
    const noted = post.fresh && index === 0;
    const inDoubt = part.state === 'sending' && !noted;
    if (!noted) {
      if (part.attempts > 0) await fates.forget(mark);
      start(data, index);
      await save(post);
    }
    if (inDoubt) log.warn({ thread: post.thread, key: post.key }, 'no word of a message: sent again');
    const quoted = index === 0 && data.context ? { context: data.context } : {};
    const callback = await fates.callback(mark);
    const content = inDoubt ? again(message) : message;
    try {
      const id = await access.through(person.thread, () =>
        quoting(quoted, (more) => graph.send(recipientOf(person), content, { ...more, callback })),
      );
      Object.assign(part, { state: 'sent', id });
    } catch (error) {
      post.fresh = false;
      if (error instanceof PlatformError && error.reason === 'doubtful') {
        throw new PlatformError('doubtful', error.message, { retryAfterMs: ASK_AGAIN_MS, cause: error });
      }
      const leftOut = message.type === 'image' && error instanceof GraphError && error.reason === 'refused';
      Object.assign(part, { state: leftOut ? 'skipped' : inDoubt ? 'sending' : 'new', attempts: part.attempts - 1 });
      await save(post);
      if (!leftOut) throw error;
      log.warn({ err: error, thread: post.thread, key: post.key }, 'a picture was left out');
    }
  }

  /** A quoted message may be gone; what is said is worth more than the quote. */
  async function quoting<T>(
    quoted: { context?: string },
    send: (more: { context?: string }) => Promise<T>,
  ): Promise<T> {
    try {
      return await send(quoted);
    } catch (error) {
      const about = error instanceof GraphError && error.reason === 'refused' && /context|quoted/i.test(error.message);
      if (!quoted.context || !about) throw error;
      return send({});
    }
  }

  /** Sends what is not there yet. `content` is what a template may speak of while the 24 hours are over. */
  async function deliver(person: Known, post: Underway, content: Content): Promise<string> {
    const before = JSON.stringify(post.data.parts);
    for (const [index, part] of post.data.parts.entries()) {
      if (!(post.fresh && index === 0) && !(await isOpen(part, markOf(post, index)))) continue;
      if ((await people.open(person.thread)) === 0) await template.askFor(person, content);
      try {
        await sendPart(person, post, index);
      } catch (error) {
        if (!(error instanceof GraphError) || error.meaning !== 'window') throw error;
        await people.closed(person.thread);
        await template.askFor(person, content);
      }
    }
    if (JSON.stringify(post.data.parts) !== before) await save(post);
    return idsOf(post.data).at(-1) ?? '';
  }

  async function found(thread: ThreadId, key: string): Promise<Underway | null> {
    const record = await memory.post(thread, key);
    return record && { thread, key, data: record.data as PostData, fresh: false };
  }

  return {
    /** Posts once per key; returns the id of the message that carries the choices. */
    async post(person: Known, content: Content, key: string, replyTo?: string): Promise<string> {
      const before = await found(person.thread, key);
      if (!before && (await people.open(person.thread)) === 0) return template.askFor(person, content);
      return deliver(person, before ?? (await begin(person, content, key, replyTo)), content);
    },

    /** Sends again what WhatsApp had taken and then could not deliver. */
    async repeat(person: Known, key: string): Promise<void> {
      const post = await found(person.thread, key);
      if (post) await deliver(person, post, '');
    },
  };
}

/** A post while it is sent. `fresh`: nobody has tried before. */
interface Underway {
  thread: ThreadId;
  key: string;
  data: PostData;
  fresh: boolean;
}

const markOf = (post: Underway, part: number): Mark => ({ thread: post.thread, key: post.key, part });

const idsOf = (data: PostData): string[] =>
  data.parts.flatMap((part) => (part.state === 'sent' && part.id ? [part.id] : []));
