import { isDeepStrictEqual } from 'node:util';
import type { ClientSession } from 'mongoose';
import { type Content, PlatformError } from '../../src/chat/types.ts';
import type { Clock } from '../../src/clock.ts';
import { hash, newId } from '../../src/ids.ts';
import { isDuplicate } from '../../src/store/duplicate.ts';
import type { Store } from '../../src/store/store.ts';
import type { WebMessageRow, WebThreadRow } from '../../src/store/web.ts';
import type { Feed } from './feed.ts';
import { titleOf } from './title.ts';
import { threadId } from './view.ts';
import { LIMITS } from './wire.ts';
import { words } from './words.ts';

/** Whose thread it is. */
export interface WebOwner {
  workspace: string;
  user: string;
}

interface Said {
  /** Lands once in its thread. */
  key: string;
  from: 'user' | 'bot';
  content: Content;
  only: string | null;
}

export type Threads = ReturnType<typeof createThreads>;

const RANK = { none: 0, text: 1, card: 2, person: 3 } as const;

const gone = () => new PlatformError('gone', words.gone);

/** Threads and messages of the page: every write is keyed, in order, and part of the owner's feed. */
export function createThreads({ store, clock, feed }: { store: Store; clock: Clock; feed: Feed }) {
  /** Writes to a live thread within a change; null when it is gone. */
  const touch = (owner: WebOwner, thread: string, session: ClientSession, update: Record<string, unknown>) =>
    store.webThreads
      .findOneAndUpdate({ _id: thread, workspace: owner.workspace, user: owner.user, goneAt: null }, update, {
        session,
        returnDocument: 'after',
      })
      .lean();

  async function byKey(owner: WebOwner, thread: string, key: string): Promise<WebMessageRow | null> {
    return store.webMessages.findOne({ workspace: owner.workspace, thread, key }).lean();
  }

  return {
    /** Whose thread this is; null for one that never was. It changes when the page is linked to another person's accounts. */
    async owner(thread: string): Promise<WebOwner | null> {
      const found = await store.ownerOf('webThread', thread);
      return found?.user ? { workspace: found.workspace, user: found.user } : null;
    },

    /** Opens the thread of this client id, once; returns its id. */
    async open(
      owner: WebOwner,
      clientId: string,
      about: { title?: string; titledBy?: WebThreadRow['titledBy'] } = {},
    ): Promise<`web:${string}`> {
      const id = threadId(hash(`${owner.workspace}\n${owner.user}\n${clientId}`).slice(0, 26));
      const known = await store.webThreads.findOne({ _id: id, workspace: owner.workspace }).lean();
      if (known) return id;
      const now = clock.now();
      const row = {
        _id: id,
        workspace: owner.workspace,
        user: owner.user,
        title: about.title ?? words.newThread,
        titledBy: about.titledBy ?? ('none' as const),
        createdAt: now,
        updatedAt: now,
      };
      try {
        await feed.change(owner, (session, rev) => store.webThreads.create([{ ...row, rev }], { session }));
      } catch (error) {
        if (!isDuplicate(error)) throw error;
      }
      return id;
    },

    /** A live thread of this person; null when it is gone or someone else's. */
    async get(owner: WebOwner, thread: string): Promise<WebThreadRow | null> {
      return store.webThreads
        .findOne({ _id: thread, workspace: owner.workspace, user: owner.user, goneAt: null })
        .lean();
    },

    /** The newest threads of this person. */
    async list(owner: WebOwner): Promise<WebThreadRow[]> {
      return store.webThreads
        .find({ workspace: owner.workspace, user: owner.user, goneAt: null })
        .sort({ updatedAt: -1 })
        .limit(LIMITS.threadsPage)
        .lean();
    },

    /** A page of messages, oldest first: the newest, those before a place, or those after one. */
    async messages(
      owner: WebOwner,
      thread: string,
      page: { before?: number; after?: number } = {},
    ): Promise<{ rows: WebMessageRow[]; more: boolean }> {
      const seq = {
        ...(page.before === undefined ? {} : { $lt: page.before }),
        ...(page.after === undefined ? {} : { $gt: page.after }),
      };
      const rows = await store.webMessages
        .find({
          workspace: owner.workspace,
          user: owner.user,
          thread,
          only: { $in: [null, owner.user] },
          ...(Object.keys(seq).length > 0 ? { seq } : {}),
        })
        .sort({ seq: page.after === undefined ? -1 : 1 })
        .limit(LIMITS.messagesPage + 1)
        .lean();
      const more = rows.length > LIMITS.messagesPage;
      const kept = rows.slice(0, LIMITS.messagesPage);
      return { rows: page.after === undefined ? kept.reverse() : kept, more };
    },

    async message(owner: WebOwner, thread: string, id: string): Promise<WebMessageRow | null> {
      return store.webMessages.findOne({ _id: id, workspace: owner.workspace, user: owner.user, thread }).lean();
    },

    /** Adds a message once per key; a repeated key returns the first. Throws PlatformError `gone` when the thread is. */
    async say(owner: WebOwner, thread: string, said: Said): Promise<WebMessageRow> {
      const first = await byKey(owner, thread, said.key);
      if (first) return first;
      const at = clock.now();
      const { title, source } = titleOf(said);
      try {
        return await feed.change(owner, async (session, rev) => {
          const row = await touch(owner, thread, session, { $inc: { lastSeq: 1 }, $set: { rev, updatedAt: at } });
          if (!row) throw gone();
          const better = title !== null && RANK[source] > RANK[row.titledBy];
          const read = said.from === 'user';
          if (better || read) {
            const set = { ...(better ? { title, titledBy: source } : {}), ...(read ? { readSeq: row.lastSeq } : {}) };
            await touch(owner, thread, session, { $set: set });
          }
          const message: WebMessageRow = {
            _id: newId('wm'),
            workspace: owner.workspace,
            thread,
            user: owner.user,
            seq: row.lastSeq,
            rev,
            ...said,
            updateKey: null,
            at,
            updatedAt: at,
          };
          await store.webMessages.create([message], { session });
          return message;
        });
      } catch (error) {
        const landed = isDuplicate(error) ? await byKey(owner, thread, said.key) : null;
        if (landed) return landed;
        throw error;
      }
    },

    /** Changes a message of the bot in place; false when there is none. The same key again changes nothing. */
    async change(owner: WebOwner, thread: string, id: string, content: Content, key: string): Promise<boolean> {
      const before = await this.message(owner, thread, id);
      if (!before) return false;
      if (before.updateKey === key || isDeepStrictEqual(before.content, content)) return true;
      return feed.change(owner, async (session, rev) => {
        if (!(await touch(owner, thread, session, { $set: { rev } }))) throw gone();
        const done = await store.webMessages.updateOne(
          { _id: id, workspace: owner.workspace, thread, from: 'bot' },
          { $set: { content, updateKey: key, rev, updatedAt: clock.now() } },
          { session },
        );
        return done.matchedCount === 1;
      });
    },

    async working(owner: WebOwner, thread: string, text: string | null): Promise<void> {
      const working = text === null ? null : { text: text.slice(0, 300), at: clock.now().toISOString() };
      const row = await this.get(owner, thread);
      if (!row || (row.working === null && working === null)) return;
      await feed.change(owner, (session, rev) => touch(owner, thread, session, { $set: { working, rev } }));
    },

    /** Everything up to this place has been seen. */
    async read(owner: WebOwner, thread: string, seq: number): Promise<void> {
      const row = await this.get(owner, thread);
      if (!row || row.readSeq >= Math.min(seq, row.lastSeq)) return;
      await feed.change(owner, (session, rev) =>
        touch(owner, thread, session, { $set: { rev }, $max: { readSeq: Math.min(seq, row.lastSeq) } }),
      );
    },

    async rename(owner: WebOwner, thread: string, title: string): Promise<boolean> {
      const set = { title: title.slice(0, LIMITS.title), titledBy: 'person' };
      const row = await feed.change(owner, (session, rev) => touch(owner, thread, session, { $set: { ...set, rev } }));
      return row !== null;
    },

    /** Takes a thread away; what reported there is told elsewhere from now on. */
    async remove(owner: WebOwner, thread: string): Promise<boolean> {
      const row = await feed.change(owner, (session, rev) =>
        touch(owner, thread, session, { $set: { goneAt: clock.now(), rev } }),
      );
      return row !== null;
    },
  };
}
