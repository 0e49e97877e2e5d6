import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { ConversationRow, PromptRow } from '../store/conversations.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { OutboxRow } from '../store/mail.ts';
import type { Store } from '../store/store.ts';
import type { Owner } from './accounts.ts';
import { liveThread, openConversation } from './conversations.ts';
import { findLine, type Outbox } from './outbox.ts';
import type { People } from './people.ts';
import { placesOf } from './places.ts';
import { texts } from './texts.ts';
import type { Adapter } from './types.ts';

/** Telling a person something where no thread is at hand, and moving on when a thread is gone. */
export function createDirect(deps: {
  store: Store;
  clock: Clock;
  log: Log;
  people: People;
  adapters: ReadonlyMap<string, Adapter>;
  outbox: Outbox;
}) {
  const { store, clock, log, people, adapters, outbox } = deps;

  /** A private thread with a person, on `platform` if they are there; null when nobody can open one. */
  async function directThread(owner: { workspace: string; user: string }, platform?: string): Promise<string | null> {
    const all = await people.identities(owner.workspace, owner.user);
    const sorted = [...all].sort((a, b) => Number(b.platform === platform) - Number(a.platform === platform));
    for (const identity of sorted) {
      const thread = await openDirect(identity.platform, identity.author);
      if (!thread) continue;
      await openConversation({ store, clock }, thread, owner);
      return thread;
    }
    // Someone who was let in by a token has no account anywhere, but may have talked to us through the API.
    const thread = all.some((identity) => identity.platform === 'web') ? null : await openDirect('web', owner.user);
    if (thread) await openConversation({ store, clock }, thread, owner);
    return thread;
  }

  async function openDirect(platform: string, author: string): Promise<string | null> {
    try {
      return (await adapters.get(platform)?.direct?.({ id: author })) ?? null;
    } catch (error) {
      log.warn({ err: error, platform, author }, 'no direct thread');
      return null;
    }
  }

  /** Marks a thread as gone and takes what still waited in it to its owner directly. */
  async function moveAway(thread: string): Promise<void> {
    const now = clock.now();
    const gone = await store.conversations
      .findOneAndUpdate(
        { _id: thread, workspace: EVERY_WORKSPACE },
        { $set: { goneAt: now, updatedAt: now } },
        { returnDocument: 'after' },
      )
      .lean<ConversationRow>();
    if (!gone) return;
    const to = gone.movedTo ?? (await directThread(gone, gone.platform));
    if (!to || to === thread) {
      log.error({ thread, user: gone.user }, 'a thread is gone and its owner cannot be told directly');
      await failRest(gone);
      return;
    }
    await store.conversations.updateOne({ _id: thread, workspace: gone.workspace }, { $set: { movedTo: to } });
    await outbox.post(to, `moved:${thread}`, texts.threadGone(gone.title));
    const rest = await store.outbox
      .find({ workspace: gone.workspace, thread, state: 'new' })
      .sort({ seq: 1 })
      .limit(1000)
      .lean<OutboxRow[]>();
    for (const row of rest) {
      if (row.op === 'post') await outbox.post(to, row.key, row.content);
      else await outbox.update(to, row.key, row.content, row._id);
      await store.outbox.updateOne(
        { _id: row._id, workspace: row.workspace },
        { $set: { state: 'failed', error: `gone; told in ${to}` } },
      );
    }
    await showOpen(gone, to);
    await store.prompts.updateMany(
      { workspace: gone.workspace, thread, state: 'open' },
      { $set: { thread: to, deliveredAt: null } },
    );
    await store.prompts.updateMany(
      { workspace: gone.workspace, 'copies.thread': thread, state: 'open' },
      { $set: { 'copies.$[copy].thread': to, 'copies.$[copy].deliveredAt': null } },
      { arrayFilters: [{ 'copy.thread': thread }] },
    );
  }

  /** Cards that still wait are shown again there: nobody can read them where they were. A key is posted once. */
  async function showOpen({ _id: thread, workspace }: ConversationRow, to: string): Promise<void> {
    const open = await store.prompts
      .find({ workspace, state: 'open', $or: [{ thread }, { 'copies.thread': thread }] })
      .sort({ openedAt: 1, _id: 1 })
      .limit(200)
      .lean<PromptRow[]>();
    for (const { key } of open.flatMap((prompt) => placesOf(prompt).filter((place) => place.thread === thread))) {
      const content = (await findLine(store, thread, key))?.content;
      if (content) await outbox.post(to, key, content);
    }
  }

  async function failRest(gone: ConversationRow): Promise<void> {
    await store.outbox.updateMany(
      { workspace: gone.workspace, thread: gone._id, state: 'new' },
      { $set: { state: 'failed', error: 'the thread is gone' } },
    );
  }

  return {
    directThread,
    moveAway,

    /**
     * The thread to tell a person in: the one asked for, else the first of `instead` that is theirs, else a private one.
     * Null when there is none. A thread that is not theirs (any more) is never it.
     */
    async reach(owner: Owner, thread: string | null, instead: (string | null)[] = []): Promise<string | null> {
      for (const wanted of [thread, ...instead]) {
        const live = wanted ? await liveThread(store, wanted) : null;
        if (live && !live.goneAt && live.workspace === owner.workspace && live.user === owner.user) return live._id;
      }
      return directThread(owner, thread?.split(':')[0]);
    },
  };
}

export type Direct = ReturnType<typeof createDirect>;
