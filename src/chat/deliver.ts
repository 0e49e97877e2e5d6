import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { OutboxRow } from '../store/mail.ts';
import type { Store } from '../store/store.ts';
import { asThread, platformOf } from './conversations.ts';
import { followUp } from './follow-up.ts';
import { noteUnsent } from './given-up.ts';
import { type LeaseField, takeLease } from './lease.ts';
import { findLine, lineId } from './outbox.ts';
import { asText } from './plain.ts';
import { markDelivered } from './prompts.ts';
import type { Measuring } from './room.ts';
import { splitContent } from './split.ts';
import { texts } from './texts.ts';
import { type Adapter, type Author, type Content, PlatformError } from './types.ts';

const FIELD: LeaseField = 'outLease';
/** What could not be sent for this long is given up, and its owner told so. */
const GIVE_UP_MS = 24 * 3_600_000;
const MAX_BACKOFF_MS = 60_000;
/** Rows looked at together: enough to see what replaces what. */
const WINDOW = 200;

export interface Sender {
  /** Sends what waits in a thread, in order; returns when nothing more can be sent now. */
  deliverOutbox(thread: string): Promise<void>;
}

/** One sender a thread: order is kept, waiting is obeyed, and what was replaced meanwhile is not sent any more. */
export function createSender(deps: {
  store: Store;
  clock: Clock;
  log: Log;
  adapters: ReadonlyMap<string, Adapter>;
  /** Called once a thread turned out to be gone: tells its owner elsewhere. */
  moveAway(thread: string): Promise<void>;
  /** Comes back to a thread after so many milliseconds. */
  later(thread: string, ms: number): void;
  metrics?: Measuring;
}): Sender {
  const { store, clock, log } = deps;
  const count = (thread: string, outcome: 'sent' | 'failed' | 'postponed') =>
    deps.metrics?.count('nod_outbox_messages_total', { platform: platformOf(thread), outcome });

  const waiting = (thread: string) =>
    store.outbox
      .find({ workspace: EVERY_WORKSPACE, thread, state: 'new' })
      .sort({ seq: 1 })
      .limit(WINDOW)
      .lean<OutboxRow[]>();

  async function sendNext(adapter: Adapter, thread: string): Promise<boolean> {
    const rows = await waiting(thread);
    const head = rows[0];
    if (!head) return false;
    const wait = head.dueAt.getTime() - clock.now().getTime();
    if (wait > 0) {
      deps.later(thread, wait);
      return false;
    }
    // A first post goes out as it is: it may have landed before a crash, and what follows then changes it.
    const same = head.op === 'post' ? [head] : rows.filter((row) => row.key === head.key);
    const newest = same.at(-1) ?? head;
    try {
      const inPlace = newest.op === 'post' || adapter.limits.update;
      const messageId = await (inPlace ? send(adapter, newest) : sendFollowUp(adapter, newest));
      await settle(same, newest, { state: 'sent', messageId, sentAt: clock.now() });
      count(thread, 'sent');
      // A message that was changed keeps the id, and with it the time, of what it showed before.
      const shownAt = newest.op === 'post' ? ((await adapter.shownAt?.(messageId)) ?? null) : null;
      await markDelivered(deps, head.workspace, head, shownAt);
      return true;
    } catch (error) {
      return failed(adapter, head, same, newest, error);
    }
  }

  async function settle(same: OutboxRow[], newest: OutboxRow, outcome: Partial<OutboxRow>): Promise<void> {
    const older = same.filter((row) => row._id !== newest._id).map((row) => row._id);
    if (older.length > 0) {
      await store.outbox.updateMany(
        { _id: { $in: older }, workspace: newest.workspace },
        { $set: { ...outcome, state: 'superseded', sentAt: clock.now() } },
      );
    }
    await store.outbox.updateOne({ _id: newest._id, workspace: newest.workspace }, { $set: outcome });
  }

  /** Makes or changes the message; what is too long goes over several, the choices on the last. */
  async function send(adapter: Adapter, row: OutboxRow): Promise<string> {
    const parts = splitContent(row.content, adapter.limits);
    const before = (await findLine(store, row.thread, row.key))?.parts ?? [];
    const ids = [...before];
    for (const [index, part] of parts.entries()) {
      const there = before[index];
      ids[index] = there
        ? await adapter.update(asThread(row.thread), there, part, `${row._id}/${index}`)
        : await adapter.post(asThread(row.thread), part, partKey(row, index), await postOptions(adapter, row));
    }
    for (let index = parts.length; index < before.length && adapter.limits.update; index++) {
      const left = before[index];
      if (left) ids[index] = await adapter.update(asThread(row.thread), left, texts.shortened, `${row._id}/${index}`);
    }
    const id = ids[parts.length - 1] ?? '';
    await store.messages.updateOne(
      { _id: lineId(row.thread, row.key), workspace: row.workspace },
      { $set: { platformId: id, parts: ids } },
    );
    return id;
  }

  async function postOptions(adapter: Adapter, row: OutboxRow): Promise<{ only?: Author; replyTo?: string }> {
    const quoted = adapter.limits.quotes && row.replyTo ? await findLine(store, row.thread, row.replyTo) : null;
    return { ...(row.only ? { only: row.only } : {}), ...(quoted?.platformId ? { replyTo: quoted.platformId } : {}) };
  }

  /**
   * A change where the platform cannot change messages: what is new is said below, quoting the message. From then on a card
   * that still waits for an answer stands there; a word about how it ended belongs to the card it is about.
   */
  async function sendFollowUp(adapter: Adapter, row: OutboxRow): Promise<string> {
    const line = await findLine(store, row.thread, row.key);
    const [before] = await store.outbox
      .find({ workspace: row.workspace, thread: row.thread, key: row.key, state: 'sent' })
      .sort({ seq: -1 })
      .limit(1)
      .lean<OutboxRow[]>();
    const stands = line?.platformId ?? null;
    const content = followUp(stands === null ? null : (before?.content ?? null), row.content);
    if (content === null) return stands ?? '';
    const options = stands !== null && adapter.limits.quotes ? { replyTo: stands } : {};
    const key = row._id.slice(row.thread.length + 1);
    const ids: string[] = [];
    for (const [index, part] of splitContent(content, adapter.limits).entries()) {
      ids.push(await adapter.post(asThread(row.thread), part, index === 0 ? key : `${key}/${index}`, options));
    }
    const id = ids.at(-1) ?? '';
    const moves = stands === null || content === row.content;
    await store.messages.updateOne(
      { _id: lineId(row.thread, row.key), workspace: row.workspace },
      { $set: moves ? { platformId: id, standing: ids } : {}, $addToSet: { parts: { $each: ids } } },
    );
    return moves ? id : stands;
  }

  async function failed(
    adapter: Adapter,
    head: OutboxRow,
    same: OutboxRow[],
    newest: OutboxRow,
    error: unknown,
  ): Promise<boolean> {
    const reason = error instanceof PlatformError ? error.reason : 'unreachable';
    const message = error instanceof Error ? error.message : String(error);
    log.warn({ err: error, thread: head.thread, key: head.key, reason }, 'a message was not sent');
    if (reason === 'gone') {
      count(head.thread, 'failed');
      await deps.moveAway(head.thread);
      return false;
    }
    if (reason === 'refused') {
      const plain = await sendPlain(adapter, newest);
      const outcome =
        plain === null ? { state: 'failed' as const, error: message } : { messageId: plain, error: message };
      if (plain === null) await noteUnsent(deps, same);
      await settle(same, newest, { state: 'sent', sentAt: clock.now(), ...outcome });
      count(head.thread, plain === null ? 'failed' : 'sent');
      if (plain !== null) await markDelivered(deps, head.workspace, head);
      return true;
    }
    const age = clock.now().getTime() - head.createdAt.getTime();
    if (age > GIVE_UP_MS) {
      await noteUnsent(deps, same);
      await settle(same, newest, { state: 'failed', error: message, sentAt: clock.now() });
      count(head.thread, 'failed');
      return true;
    }
    const told = error instanceof PlatformError ? error.retryAfterMs : undefined;
    const wait = Math.min(told ?? Math.min(1000 * 2 ** Math.min(head.attempts, 10), MAX_BACKOFF_MS), GIVE_UP_MS);
    await store.outbox.updateOne(
      { _id: head._id, workspace: head.workspace },
      { $set: { dueAt: new Date(clock.now().getTime() + wait), error: message, reason }, $inc: { attempts: 1 } },
    );
    count(head.thread, 'postponed');
    deps.later(head.thread, wait);
    return false;
  }

  /** A card the platform will not take is said in words instead, its choices as numbers to reply with. */
  async function sendPlain(adapter: Adapter, row: OutboxRow): Promise<string | null> {
    if (typeof row.content === 'string') return null;
    try {
      const content: Content = asText(row.content, { choices: true });
      return await send(adapter, { ...row, _id: `${row._id}/plain`, content });
    } catch (error) {
      log.error({ err: error, thread: row.thread, key: row.key }, 'not even as plain text');
      return null;
    }
  }

  return {
    async deliverOutbox(thread) {
      const adapter = deps.adapters.get(platformOf(thread));
      if (!adapter || adapter.standsBy?.()) return;
      for (;;) {
        const lease = await takeLease(deps, thread, FIELD);
        if (!lease) return;
        try {
          while (!lease.signal.aborted && (await sendNext(adapter, thread))) {}
        } finally {
          await lease.release();
        }
        const [next] = await waiting(thread);
        if (!next || next.dueAt.getTime() > clock.now().getTime()) return;
      }
    },
  };
}

/** The first message of a key keeps the plain key; a repeat of the same send lands once. */
const partKey = (row: OutboxRow, index: number): string => {
  const key = row._id.endsWith('/plain') ? `${row.key}/plain` : row.key;
  return index === 0 ? key : `${key}/${index}`;
};
