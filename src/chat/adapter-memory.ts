import type { Clock } from '../clock.ts';
import { isDuplicate } from '../store/duplicate.ts';
import type { PlatformPostRow } from '../store/platforms.ts';
import type { Store } from '../store/store.ts';
import type { Platform, ThreadId } from './types.ts';

/** What an adapter posted under a key. */
export interface PostRecord {
  thread: ThreadId;
  key: string;
  /** The platform's ids of the messages it became, the one that carries the choices last; empty while nothing is known to have arrived. */
  messageIds: string[];
  /** The adapter's own, as plain JSON (the choices it offered, which update was shown last). */
  data: unknown;
  createdAt: Date;
}

/** What an adapter keeps across restarts and shares between gateways. Ids given by data are bounded by their platform. */
export interface AdapterMemory {
  post(thread: ThreadId, key: string): Promise<PostRecord | null>;
  /** The post a platform's message belongs to. */
  byMessage(messageId: string): Promise<PostRecord | null>;
  /**
   * Notes that a post is about to be sent, before it is. Returns what stood there already: with message ids it has
   * arrived, without them an earlier attempt is in doubt; null the first time.
   */
  begin(thread: ThreadId, key: string, data?: unknown): Promise<PostRecord | null>;
  /** Notes what a post became; `data` replaces what was kept when given. */
  sent(thread: ThreadId, key: string, messageIds: string[], data?: unknown): Promise<void>;
  /** The posts of a thread, newest first. */
  recent(thread: ThreadId, limit: number): Promise<PostRecord[]>;
  /** Forgets an attempt that surely did not arrive. */
  forget(thread: ThreadId, key: string): Promise<void>;

  get<T>(name: string): Promise<T | null>;
  /** Keeps a value, for `seconds` or for good. */
  set(name: string, value: unknown, seconds?: number): Promise<void>;
  /** Keeps it only where there is none: true for exactly one of those who try. */
  setOnce(name: string, value: unknown, seconds?: number): Promise<boolean>;
  remove(name: string): Promise<void>;
  /** Counts up from 1, each number once whoever asks. */
  next(name: string): Promise<number>;
  /** Takes or renews a lease for `ms`; false while another `owner` has it. */
  hold(name: string, owner: string, ms: number): Promise<boolean>;
  release(name: string, owner: string): Promise<void>;
}

const NOBODY = '-';

/** Two that insert the same row at once: the one that came second finds it there and changes it. */
async function upsert<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return write();
  }
}

export function createAdapterMemory(deps: { store: Store; clock: Clock; platform: Platform }): AdapterMemory {
  const { store, clock, platform } = deps;
  const postId = (thread: string, key: string) => `${thread}|${key}`;
  const valueId = (name: string) => `${platform}:${name}`;
  const until = (seconds?: number) => (seconds === undefined ? null : new Date(clock.now().getTime() + seconds * 1000));
  const over = (date: Date | null) => date !== null && date.getTime() <= clock.now().getTime();

  async function findPost(thread: string, key: string): Promise<PostRecord | null> {
    const row = await store.platformPosts
      .findOne({ _id: postId(thread, key), workspace: NOBODY })
      .lean<PlatformPostRow>();
    return row && toRecord(row);
  }

  /** Inserts, or takes the place of one whose time is over (the server removes those only once a minute). */
  async function insertValue(_id: string, value: unknown, till: Date | null): Promise<boolean> {
    try {
      await store.platformValues.create({ _id, workspace: NOBODY, value, until: till });
      return true;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
    const taken = await store.platformValues.updateOne(
      { _id, workspace: NOBODY, until: { $ne: null, $lte: clock.now() } },
      { $set: { value, until: till } },
    );
    return taken.modifiedCount === 1;
  }

  return {
    post: findPost,

    async byMessage(messageId) {
      const row = await store.platformPosts
        .findOne({ workspace: NOBODY, platform, messageIds: messageId })
        .lean<PlatformPostRow>();
      return row && toRecord(row);
    },

    async begin(thread, key, data = null) {
      const now = clock.now();
      const row = { _id: postId(thread, key), workspace: NOBODY, platform, thread, key, messageIds: [], data };
      try {
        await store.platformPosts.create({ ...row, createdAt: now, updatedAt: now });
        return null;
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        return findPost(thread, key);
      }
    },

    async sent(thread, key, messageIds, data) {
      const change = { messageIds, updatedAt: clock.now(), ...(data === undefined ? {} : { data }) };
      const first = { platform, thread, key, createdAt: clock.now() };
      await upsert(async () =>
        store.platformPosts.updateOne(
          { _id: postId(thread, key), workspace: NOBODY },
          { $set: change, $setOnInsert: first },
          { upsert: true },
        ),
      );
    },

    async recent(thread, limit) {
      const rows = await store.platformPosts
        .find({ workspace: NOBODY, platform, thread })
        .sort({ createdAt: -1 })
        .limit(limit)
        .lean<PlatformPostRow[]>();
      return rows.map(toRecord);
    },

    async forget(thread, key) {
      await store.platformPosts.deleteOne({ _id: postId(thread, key), workspace: NOBODY });
    },

    async get<T>(name: string) {
      const row = await store.platformValues
        .findOne({ _id: valueId(name), workspace: NOBODY })
        .lean<{ value: T; until: Date | null }>();
      return row && !over(row.until) ? row.value : null;
    },

    async set(name, value, seconds) {
      const change = { $set: { value, until: until(seconds) } };
      await upsert(async () =>
        store.platformValues.updateOne({ _id: valueId(name), workspace: NOBODY }, change, { upsert: true }),
      );
    },

    setOnce: (name, value, seconds) => insertValue(valueId(name), value, until(seconds)),

    async remove(name) {
      await store.platformValues.deleteOne({ _id: valueId(name), workspace: NOBODY });
    },

    async next(name) {
      const row = await upsert(() =>
        store.platformValues
          .findOneAndUpdate(
            { _id: valueId(`count:${name}`), workspace: NOBODY },
            { $inc: { value: 1 } },
            { upsert: true, returnDocument: 'after' },
          )
          .lean<{ value: number }>()
          .exec(),
      );
      return row?.value ?? 1;
    },

    async hold(name, owner, ms) {
      const till = new Date(clock.now().getTime() + ms);
      const _id = valueId(`lease:${name}`);
      const renewed = await store.platformValues.updateOne(
        { _id, workspace: NOBODY, value: owner },
        { $set: { until: till } },
      );
      return renewed.matchedCount === 1 || insertValue(_id, owner, till);
    },

    async release(name, owner) {
      await store.platformValues.deleteOne({ _id: valueId(`lease:${name}`), workspace: NOBODY, value: owner });
    },
  };
}

const toRecord = (row: PlatformPostRow): PostRecord => ({
  thread: row.thread as ThreadId,
  key: row.key,
  messageIds: row.messageIds,
  data: row.data,
  createdAt: row.createdAt,
});
