import { setTimeout as pause } from 'node:timers/promises';
import type { ClientSession } from 'mongoose';
import type { Log } from '../../src/log.ts';
import type { Store } from '../../src/store/store.ts';
import type { WebOwner } from './threads.ts';
import { toWireMessage, toWireThread } from './view.ts';
import type { WireChanges } from './wire.ts';

const REOPEN_MS = 1_000;

export interface Feed {
  start(): void;
  stop(): Promise<void>;
  /** Runs `work` in a transaction that owns the person's next `rev`, then wakes whoever follows them. */
  change<T>(owner: WebOwner, work: (session: ClientSession, rev: number) => Promise<T>): Promise<T>;
  /** The number of the last change; what is read after this call may be newer, never older. */
  rev(owner: WebOwner): Promise<number>;
  /** What changed after `after`, at most `limit` of each kind. */
  since(owner: WebOwner, after: number, limit?: number): Promise<WireChanges>;
  /** Calls `wake` whenever something of the person may have changed, here or in another process. Returns the way to stop. */
  follow(user: string, wake: () => void): () => void;
  seen(owner: WebOwner, browser: { timeZone?: string | null; locale?: string | null }): Promise<void>;
}

/**
 * The changes of one person in commit order. The counter is raised and the rows are written in one transaction, so
 * a reader that saw number n has seen everything below it. Change streams only wake: what is sent is always read.
 */
export function createFeed({ store, log }: { store: Store; log: Log }): Feed {
  const followers = new Map<string, Set<() => void>>();
  const known = new Set<string>();
  const lanes = new Map<string, Promise<unknown>>();
  let stopping: AbortController | null = null;
  let watching: Promise<void> = Promise.resolve();
  let close: () => Promise<void> = async () => {};

  const wake = (user: string) => {
    for (const follower of followers.get(user) ?? []) follower();
  };
  const wakeAll = () => {
    for (const user of followers.keys()) wake(user);
  };

  async function ensure(owner: WebOwner): Promise<void> {
    if (known.has(owner.user)) return;
    const filter = { _id: owner.user, workspace: owner.workspace };
    await store.webFeeds.updateOne(filter, { $setOnInsert: { rev: 0 } }, { upsert: true });
    known.add(owner.user);
  }

  /** One change of a person at a time in this process: cheaper than transactions that fight over their counter. */
  async function inLane<T>(user: string, work: () => Promise<T>): Promise<T> {
    const before = lanes.get(user) ?? Promise.resolve();
    const turn = before.then(work, work);
    lanes.set(user, turn);
    try {
      return await turn;
    } finally {
      if (lanes.get(user) === turn) lanes.delete(user);
    }
  }

  async function watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const stream = store.connection.collection('web_feeds').watch([], { maxAwaitTimeMS: 1_000 });
      close = () => stream.close();
      try {
        wakeAll();
        for await (const event of stream) {
          if ('documentKey' in event) wake(String(event.documentKey._id));
        }
      } catch (error) {
        if (!signal.aborted) log.warn({ err: error }, 'live updates of the page were interrupted');
      } finally {
        await stream.close().catch(() => {});
      }
      await pause(REOPEN_MS, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  return {
    start() {
      if (stopping && !stopping.signal.aborted) return;
      stopping = new AbortController();
      watching = watch(stopping.signal);
    },
    async stop() {
      stopping?.abort();
      await close().catch(() => {});
      await watching;
    },

    async change(owner, work) {
      await ensure(owner);
      const result = await inLane(owner.user, () =>
        store.transaction(async (session) => {
          const filter = { _id: owner.user, workspace: owner.workspace };
          const row = await store.webFeeds.findOneAndUpdate(
            filter,
            { $inc: { rev: 1 } },
            { session, returnDocument: 'after' },
          );
          if (!row) throw new Error('the feed of a person is gone');
          return work(session, row.rev);
        }),
      );
      wake(owner.user);
      return result;
    },

    async rev(owner) {
      const row = await store.webFeeds.findOne({ _id: owner.user, workspace: owner.workspace }).lean();
      return row?.rev ?? 0;
    },

    async since(owner, after, limit = 200) {
      // The counter first: rows of a later number may come along, none of an earlier one can be missed.
      const upTo = await this.rev(owner);
      const filter = { workspace: owner.workspace, user: owner.user, rev: { $gt: after } };
      const [messages, threads] = await Promise.all([
        store.webMessages.find(filter).sort({ rev: 1 }).limit(limit).lean(),
        store.webThreads.find(filter).sort({ rev: 1 }).limit(limit).lean(),
      ]);
      const ends = [messages, threads].flatMap((rows) => (rows.length === limit ? [rows.at(-1)?.rev ?? 0] : []));
      const more = ends.length > 0;
      const cut = more ? Math.min(...ends) : Number.POSITIVE_INFINITY;
      return {
        rev: more ? cut : Math.max(after, upTo),
        threads: threads.filter((row) => row.rev <= cut).map(toWireThread),
        messages: messages
          .filter((row) => row.rev <= cut && (row.only === null || row.only === owner.user))
          .map(toWireMessage),
        more,
      };
    },

    follow(user, wakeUp) {
      const set = followers.get(user) ?? new Set();
      followers.set(user, set.add(wakeUp));
      return () => {
        set.delete(wakeUp);
        if (set.size === 0) followers.delete(user);
      };
    },

    async seen(owner, browser) {
      await ensure(owner);
      const set = Object.fromEntries(Object.entries(browser).filter(([, value]) => value));
      if (Object.keys(set).length === 0) return;
      await store.webFeeds.updateOne({ _id: owner.user, workspace: owner.workspace }, { $set: set });
    },
  };
}
