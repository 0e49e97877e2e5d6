import type { AdapterMemory, PostRecord } from '../../src/chat/adapter-memory.ts';
import type { Adapter, Content, ThreadId } from '../../src/chat/types.ts';
import type { Log } from '../../src/log.ts';
import type { Connection } from './connection.ts';
import { createDelivery, type Target } from './delivery.ts';
import type { Drawings } from './drawings.ts';
import { createLanes } from './lanes.ts';
import { findPosted } from './lookup.ts';
import type { SlackPeople } from './people.ts';
import { dataFor, dataOf } from './posted.ts';
import type { SendQueue } from './queue.ts';
import { refusalOf } from './refusals.ts';
import { isDirect, messageId, messageOf, placeOf, threadId, userOf } from './threads.ts';
import type { SlackWeb } from './web.ts';

export interface PostingDeps {
  web: SlackWeb;
  memory: AdapterMemory;
  queue: SendQueue;
  drawings: Drawings;
  people: SlackPeople;
  connection: Pick<Connection, 'identity' | 'broken'>;
  log: Log;
}

export type Posting = Pick<Adapter, 'post' | 'update'>;

/** The message is there no more, or may no longer be changed: what it should say is said anew. */
const LOST = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed', 'cant_broadcast_message']);
const MOST_REMEMBERED = 2000;

/** Where somebody answered last below one of our direct messages: what is said there now goes below it too. */
export const talkName = (channel: string): string => `talk:${channel}`;

/** Posts and changes messages: each key lands once, whatever happens between. */
export function createPosting(deps: PostingDeps): Posting {
  const { web, memory, connection, log } = deps;
  const deliver = createDelivery(deps);
  const underWay = new Map<string, Promise<string>>();
  const inTurn = createLanes();
  /** The key of the last change of a message, so that the same one again costs nothing. */
  const applied = new Map<string, string>();

  async function targetOf(thread: ThreadId): Promise<Target> {
    const { team, channel, root } = placeOf(thread);
    const below = root ?? (await memory.get<string>(talkName(channel))) ?? undefined;
    return { team, channel, ...(below === undefined ? {} : { root: below }) };
  }

  /** In the contract's terms. An attempt that surely did not arrive is forgotten; any other is looked up before the next. */
  async function failed(error: unknown, attempt: { thread: ThreadId; key: string } | null): Promise<never> {
    const refusal = refusalOf(error);
    if (attempt && !refusal.maybe) await memory.forget(attempt.thread, attempt.key);
    connection.broken(refusal.code);
    throw refusal.error;
  }

  /** The message of ours somebody answered below was deleted: what goes there goes to the top level again. */
  async function onTop(error: unknown, thread: ThreadId, target: Target): Promise<null> {
    const { channel, root } = placeOf(thread);
    if (refusalOf(error).code !== 'thread_not_found' || root !== undefined || target.root === undefined) throw error;
    await memory.remove(talkName(channel));
    return null;
  }

  /** What an earlier attempt left behind, made whole; null where it left nothing. */
  async function recover(thread: ThreadId, target: Target, record: PostRecord, content: Content) {
    const begun = dataOf(record).stream;
    const { root } = placeOf(thread);
    const bot = connection.identity()?.botUser;
    const roots = [...new Set([target.root, root])];
    const found = begun
      ? { ts: begun, whole: false }
      : await findPosted(web.again(target.team), { channel: target.channel, roots, record, bot });
    if (!found || (!found.whole && typeof content !== 'string')) return null;
    log.debug({ thread, key: record.key }, 'a doubtful post was found');
    if (!found.whole) await deliver.finish(target, found.ts, content, record.key);
    return found.ts;
  }

  async function postOnce(thread: ThreadId, content: Content, key: string): Promise<string> {
    const target = await targetOf(thread);
    const data = dataFor(content);
    const earlier = await memory.begin(thread, key, data);
    const there = earlier?.messageIds.at(-1);
    if (there) return there;
    const attempt = { thread, key };
    try {
      const begun = (ts: string) => memory.sent(thread, key, [], { ...data, stream: ts });
      const ts =
        (earlier ? await recover(thread, target, earlier, content) : null) ??
        (await deliver.post(target, content, key, begun).catch((error: unknown) => onTop(error, thread, target))) ??
        (await deliver.post(placeOf(thread), content, key, begun));
      const id = messageId(target.channel, ts);
      await memory.sent(thread, key, [id], data);
      return id;
    } catch (error) {
      // What stood in doubt before stays so: this time it was only not found out.
      return failed(error, earlier ? null : attempt);
    }
  }

  /** For one person's eyes. What Slack shows to one alone it does not keep: a doubtful one is said again. */
  async function whisper(thread: ThreadId, content: Content, key: string, user: string): Promise<string> {
    const target = await targetOf(thread);
    const data = dataFor(content, { only: user });
    const earlier = await memory.begin(thread, key, data);
    const there = earlier?.messageIds.at(-1);
    if (there) return there;
    try {
      const id = messageId(target.channel, await deliver.whisper(target, content, user));
      await memory.sent(thread, key, [id], data);
      return id;
    } catch (error) {
      const { code } = refusalOf(error);
      if (code !== 'user_not_in_channel' && code !== 'cannot_reply_to_message') return failed(error, { thread, key });
      const channel = await deps.people.directChannel(target.team, user).catch((cause: unknown) => failed(cause, null));
      const id = await post(threadId({ team: target.team, channel }), content, key);
      await memory.sent(thread, key, [id], data);
      return id;
    }
  }

  function post(thread: ThreadId, content: Content, key: string, options: Parameters<Adapter['post']>[3] = {}) {
    const name = `${thread}|${key}`;
    const under = underWay.get(name);
    if (under) return under;
    // Nobody else is in a direct message: there what is for one alone can stay.
    const only = options.only && !isDirect(placeOf(thread).channel) ? userOf(options.only).user : null;
    const work = inTurn(thread, () =>
      only === null ? postOnce(thread, content, key) : whisper(thread, content, key, only),
    ).finally(() => underWay.delete(name));
    underWay.set(name, work);
    return work;
  }

  async function change(thread: ThreadId, id: string, content: Content, key: string): Promise<string> {
    const at = messageOf(id);
    if (!at) return post(thread, content, key);
    if (applied.get(id) === key) return id;
    const place = deps.queue.place(id);
    const record = await memory.byMessage(id);
    const { only } = dataOf(record);
    const { team } = placeOf(thread);
    if (only) return post(thread, content, key, { only: { id: `${team}/${only}` } });
    // Before it shows, so that no tap on it comes too early; and only for a change that is made.
    const before = async () => {
      if (record) await memory.sent(record.thread, record.key, record.messageIds, dataFor(content));
    };
    try {
      const how = { key: record?.key, place, before };
      const done = await deliver.change({ team, channel: at.channel }, at.ts, content, how);
      if (done === null) return id;
    } catch (error) {
      if (LOST.has(refusalOf(error).code)) return post(thread, content, key);
      return failed(error, null);
    }
    remember(id, key);
    return id;
  }

  function remember(id: string, key: string): void {
    applied.delete(id);
    applied.set(id, key);
    const [oldest] = applied.keys();
    if (applied.size > MOST_REMEMBERED && oldest !== undefined) applied.delete(oldest);
  }

  return {
    post: async (thread, content, key, options) => post(thread, content, key, options),
    update: (thread, id, content, key) => change(thread, id, content, key),
  };
}
