import type { Clock } from '../clock.ts';
import type { Wake } from '../queue/wake.ts';
import type { MessageRow } from '../store/conversations.ts';
import { isDuplicate } from '../store/duplicate.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { OutboxRow } from '../store/mail.ts';
import type { Store } from '../store/store.ts';
import { liveThread } from './conversations.ts';
import { lineText, nextNumbers, writeLine } from './transcript.ts';
import type { Author, Content } from './types.ts';

export interface Outbox {
  /**
   * Puts a message on its way, once per key and thread. `only`: for that author's eyes. `replyTo`: the key of the message it
   * belongs to, quoted where the platform has no threads.
   */
  post(
    thread: string,
    key: string,
    content: Content,
    options?: { only?: Author; replyTo?: string | null },
  ): Promise<void>;
  /**
   * Changes the message of a key, wherever it has got to. `by` names what changed it: the same change again is dropped.
   * What was not sent yet is replaced by it.
   */
  update(thread: string, key: string, content: Content, by: string): Promise<void>;
}

type Fresh = Pick<OutboxRow, '_id' | 'workspace' | 'thread' | 'key' | 'op' | 'content' | 'only' | 'replyTo'>;

/** Messages on their way out: stored with the transcript line before anybody is told to send them. */
export function createOutbox({ store, wake, clock }: { store: Store; wake: Wake; clock: Clock }): Outbox {
  /** False where it is on its way already. */
  async function enqueue(row: Fresh): Promise<boolean> {
    if (await store.outbox.exists({ _id: row._id, workspace: EVERY_WORKSPACE })) return false;
    const numbers = await nextNumbers(store, row.thread, ['outSeq', 'seq']);
    if (!numbers) throw new Error(`no conversation for ${row.thread}`);
    const now = clock.now();
    await writeBotLine(row, numbers.user, numbers.seq, now);
    const fresh: OutboxRow = {
      ...row,
      seq: numbers.outSeq,
      state: 'new',
      attempts: 0,
      dueAt: now,
      messageId: null,
      error: null,
      createdAt: now,
      sentAt: null,
    };
    try {
      await store.outbox.create(fresh);
      return true;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      return false;
    }
  }

  async function writeBotLine(row: Omit<Fresh, '_id'>, owner: string, seq: number, at: Date): Promise<void> {
    if (row.only) return;
    const _id = lineId(row.thread, row.key);
    const text = lineText(row.content);
    const { workspace, thread, key, content, replyTo = null } = row;
    if (row.op === 'update') {
      const changed = await store.messages.updateOne({ _id, workspace }, { $set: { text, content, editedAt: at } });
      if (changed.matchedCount > 0) return;
    }
    await writeLine(store, { _id, workspace, thread, from: 'bot', user: owner, text, content, key, at, seq, replyTo });
  }

  /**
   * A message whose line was written and that was never put on its way, because whoever did was cut off in between: its first
   * change is what is posted, as the message it would have been.
   */
  async function postInstead(change: Fresh): Promise<boolean> {
    const { workspace, thread, key } = change;
    const _id = `${thread}|${key}`;
    const line = await store.messages.findOne({ _id: lineId(thread, key), workspace }).lean<MessageRow>();
    if (!line || line.platformId !== null || (await store.outbox.exists({ _id, workspace }))) return false;
    if (!(await enqueue({ ...change, _id, op: 'post', replyTo: line.replyTo ?? null }))) return false;
    const { content } = change;
    const now = { text: lineText(content), content, editedAt: clock.now() };
    await store.messages.updateOne({ _id: line._id, workspace }, { $set: now });
    return true;
  }

  return {
    async post(thread, key, content, options = {}) {
      const conversation = await liveThread(store, thread);
      if (!conversation) throw new Error(`no conversation for ${thread}`);
      const { _id, workspace } = conversation;
      const { only = null, replyTo = null } = options;
      await enqueue({ _id: `${_id}|${key}`, workspace, thread: _id, key, op: 'post', content, only, replyTo });
      wake.outbox(_id);
    },

    async update(thread, key, content, by) {
      const conversation = await liveThread(store, thread);
      if (!conversation) throw new Error(`no conversation for ${thread}`);
      const { _id, workspace } = conversation;
      const row: Fresh = { _id: `${_id}|${key}|${by}`, workspace, thread: _id, key, op: 'update', content, only: null };
      if (!(await postInstead(row))) await enqueue(row);
      wake.outbox(_id);
    },
  };
}

/** The transcript line of a bot message. */
export const lineId = (thread: string, key: string): string => `${thread}|${key}`;

export async function findLine(store: Store, thread: string, key: string): Promise<MessageRow | null> {
  return store.messages.findOne({ _id: lineId(thread, key), workspace: EVERY_WORKSPACE }).lean<MessageRow>();
}
