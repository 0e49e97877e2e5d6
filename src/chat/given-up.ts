import type { Clock } from '../clock.ts';
import type { ConversationRow, Unsent } from '../store/conversations.ts';
import type { OutboxRow } from '../store/mail.ts';
import type { Store } from '../store/store.ts';
import { findConversation, platformOf } from './conversations.ts';

/** Keys of the news itself: that it could not be told either is no news. */
export const NEWS = 'unsent:';

export type Owned = ConversationRow & { unsent: Unsent };

type Given = Pick<OutboxRow, 'workspace' | 'thread' | 'key' | 'createdAt' | 'only'>;

/** Keeps that a message was given up (all of these are of it), for the owner to be told. */
export async function noteUnsent({ store, clock }: { store: Store; clock: Clock }, rows: Given[]): Promise<void> {
  const [first] = rows;
  const last = rows.at(-1);
  if (!first || !last || first.key.startsWith(NEWS) || (await isForAnother(store, first))) return;
  await store.conversations.updateOne(
    { _id: first.thread, workspace: first.workspace },
    {
      $min: { 'unsent.from': first.createdAt },
      $max: { 'unsent.until': last.createdAt },
      $inc: { 'unsent.count': 1 },
      $set: { 'unsent.next': clock.now() },
    },
  );
}

/** What only somebody else was to read is no news to the owner. */
async function isForAnother(store: Store, { workspace, thread, only }: Given): Promise<boolean> {
  if (!only) return false;
  const user = (await findConversation(store, thread))?.user ?? '';
  return (await store.identities.exists({ _id: `${platformOf(thread)}:${only.id}`, workspace, user })) === null;
}

/** What is told as given up in a thread: failed since it was told last, each message once. */
export function createGivenUp(store: Store) {
  const rowsOf = ({ _id: thread, workspace, unsent }: Owned) => ({
    workspace,
    thread,
    state: 'failed' as const,
    key: { $not: new RegExp(`^${NEWS}`) },
    createdAt: { $gte: unsent.from, $lte: unsent.until },
    // What went along to another thread has no such time.
    sentAt: { $gt: unsent.since ?? new Date(0) },
  });

  return {
    /** How many messages, those that only somebody else was to read left out; how often each was changed does not count. */
    async count(row: Owned): Promise<number> {
      const theirs = await store.identities.find({ workspace: row.workspace, user: row.user }, { author: 1 }).lean();
      const only = { $in: [null, ...theirs.map((one) => one.author)] };
      const keys = await store.outbox.distinct('key', { ...rowsOf(row), 'only.id': only });
      return keys.length;
    },

    /** The newest of them that everybody in the thread was to read, the newest first, each as it was last. */
    async newest(row: Owned, most: number): Promise<OutboxRow[]> {
      const rows = await store.outbox
        .find({ ...rowsOf(row), only: null })
        .sort({ seq: -1 })
        .limit(most * 10)
        .lean<OutboxRow[]>();
      const byKey = new Map<string, OutboxRow>();
      for (const one of rows) if (!byKey.has(one.key)) byKey.set(one.key, one);
      return [...byKey.values()].slice(0, most);
    },

    /** When the oldest was made of what was given up after it was told. */
    async oldestAfter({ _id: thread, workspace }: Owned, told: Date): Promise<Date | null> {
      const [oldest] = await store.outbox
        .find({ workspace, thread, state: 'failed', sentAt: { $gt: told } }, { createdAt: 1 })
        .sort({ createdAt: 1 })
        .limit(1)
        .lean<Pick<OutboxRow, 'createdAt'>[]>();
      return oldest?.createdAt ?? null;
    },
  };
}
