import type { Clock } from '../clock.ts';
import { hash } from '../ids.ts';
import type { PromptRow } from '../store/conversations.ts';
import { isDuplicate } from '../store/duplicate.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { Store } from '../store/store.ts';
import type { Place } from './places.ts';
import type { CardChoice } from './types.ts';

/** What a prompt keeps of its card, whatever it is about. */
interface PromptDetail {
  /** What it is called in a sentence: the workflow's name, the question. */
  title: string;
  choices: Pick<CardChoice, 'name' | 'value' | 'label'>[];
  /** The seal the card shows (drafts, gates). */
  seal?: string;
  [more: string]: unknown;
}

export type Prompt = Omit<PromptRow, 'detail'> & { detail: PromptDetail };

/** In place of a user: whoever is in the thread may answer. */
export const ANYONE = '*';

export type Prompts = ReturnType<typeof createPrompts>;

/** What is asked beside what is talked about: a yes, and what is said next, is never an answer to it. */
export const isAside = (prompt: Prompt): boolean => prompt.detail.aside === true;

/** What waits for a person: opened with its card, closed by exactly one answer. */
export function createPrompts({ store, clock }: { store: Store; clock: Clock }) {
  const one = (filter: Record<string, unknown> & { workspace: string }) =>
    store.prompts.findOne(filter).sort({ openedAt: -1 }).lean<Prompt>();

  const standing = (thread: string) => ({ $or: [{ thread }, { 'copies.thread': thread }] });

  return {
    /** Opens it once; the same one again only brings its card up to date (a new seal must be delivered anew). */
    async open(
      prompt: Pick<PromptRow, 'workspace' | 'thread' | 'user' | 'kind' | 'ref' | 'key'> & { detail: PromptDetail },
    ): Promise<Prompt> {
      const _id = promptId(prompt.kind, prompt.ref);
      const before = await one({ _id, workspace: prompt.workspace });
      if (!before) {
        const row: PromptRow = {
          _id,
          ...prompt,
          state: 'open',
          outcome: null,
          decidedBy: null,
          openedAt: clock.now(),
          deliveredAt: null,
          closedAt: null,
        };
        await store.prompts.create(row).catch((error: unknown) => {
          if (!isDuplicate(error)) throw error;
        });
      } else if (before.state === 'open' && JSON.stringify(before.detail) !== JSON.stringify(prompt.detail)) {
        const { key, detail, thread } = prompt;
        await store.prompts.updateOne(
          { _id, workspace: prompt.workspace, state: 'open' },
          { $set: { key, detail, thread, openedAt: clock.now(), deliveredAt: null } },
        );
        await store.prompts.updateOne(
          { _id, workspace: prompt.workspace, state: 'open', 'copies.0': { $exists: true } },
          { $set: { 'copies.$[].deliveredAt': null } },
        );
      }
      const after = await one({ _id, workspace: prompt.workspace });
      if (!after) throw new Error(`prompt ${_id} vanished`);
      return after;
    },

    find: (workspace: string, kind: PromptRow['kind'], ref: string): Promise<Prompt | null> =>
      one({ _id: promptId(kind, ref), workspace }),

    /** Shows it in one more place; the same place again changes nothing. */
    async addCopy(prompt: Pick<Prompt, '_id' | 'workspace'>, thread: string, key: string): Promise<void> {
      const { _id, workspace } = prompt;
      const fresh = { _id, workspace, copies: { $not: { $elemMatch: { thread, key } } } };
      const copies = { $each: [{ thread, key, at: clock.now(), deliveredAt: null }], $slice: -MOST_COPIES };
      await store.prompts.updateOne(fresh, { $push: { copies } });
    },

    /** What one person still has to answer in a thread, oldest first, each as it stands there. */
    async openIn(workspace: string, thread: string, user: string): Promise<Prompt[]> {
      const rows = await store.prompts
        .find({ workspace, user: { $in: [user, ANYONE] }, state: 'open', ...standing(thread) })
        .sort({ openedAt: 1, _id: 1 })
        .limit(200)
        .lean<Prompt[]>();
      return rows
        .map((row) => seenFrom(row, thread))
        .sort((one, other) => one.openedAt.getTime() - other.openedAt.getTime());
    },

    /** Of those, what is talked of: what is said next may be an answer to the last of them. */
    async talkedOfIn(workspace: string, thread: string, user: string): Promise<Prompt[]> {
      return (await this.openIn(workspace, thread, user)).filter((prompt) => !isAside(prompt));
    },

    /** What one person still has to answer, wherever, oldest first. */
    async openOf(workspace: string, user: string, kinds: PromptRow['kind'][]): Promise<Prompt[]> {
      return store.prompts
        .find({ workspace, user, state: 'open', kind: { $in: kinds } })
        .sort({ openedAt: 1, _id: 1 })
        .limit(200)
        .lean<Prompt[]>();
    },

    /** What the message of a key shows, open or closed. */
    async at(workspace: string, user: string, thread: string, key: string): Promise<Prompt | null> {
      const found = await one({
        workspace,
        user: { $in: [user, ANYONE] },
        $or: [{ thread, key }, { copies: { $elemMatch: { thread, key } } }],
      });
      return found && seenFrom(found, thread);
    },

    /** Cards of a person that wait for approval, in all threads. */
    async openDrafts(workspace: string, user: string): Promise<Prompt[]> {
      return store.prompts.find({ workspace, user, kind: 'draft', state: 'open' }).limit(200).lean<Prompt[]>();
    },

    /** The card delivered last before `sentAt`, answered since or not: what a typed yes meant. */
    async lastDelivered(workspace: string, thread: string, who: string, sentAt: Date): Promise<Prompt | null> {
      const user = { $in: [who, ANYONE] };
      const kind = { $in: ['draft', 'gate', 'confirm'] as PromptRow['kind'][] };
      const before = { $lte: sentAt };
      const talkedOf = { 'detail.aside': { $ne: true } };
      const [own, copies] = await Promise.all([
        store.prompts
          .findOne({ workspace, user, kind, thread, deliveredAt: before, ...talkedOf })
          .sort({ deliveredAt: -1 })
          .lean<Prompt>(),
        store.prompts
          .find({ workspace, user, kind, copies: { $elemMatch: { thread, deliveredAt: before } }, ...talkedOf })
          .sort({ 'copies.deliveredAt': -1 })
          .limit(50)
          .lean<Prompt[]>(),
      ]);
      const all = [...(own ? [own] : []), ...copies].map((row) => ({ row, at: lastSeen(row, thread, sentAt) }));
      const newest = all.sort((a, b) => a.at - b.at).at(-1)?.row;
      return newest ? seenFrom(newest, thread) : null;
    },

    /**
     * Takes the decision for one inbox row: true for exactly one, and again for the same one after a crash. What must be
     * undone when the decision could not be carried out: `reopen`.
     */
    async claim(prompt: Prompt, by: string): Promise<boolean> {
      const filter = { _id: prompt._id, workspace: prompt.workspace };
      const taken = await store.prompts.updateOne(
        { ...filter, state: 'open' },
        { $set: { state: 'closed', decidedBy: by, closedAt: clock.now() } },
      );
      if (taken.modifiedCount === 1) return true;
      return (await store.prompts.exists({ ...filter, decidedBy: by })) !== null;
    },

    async reopen(prompt: Prompt, by: string): Promise<void> {
      await store.prompts.updateOne(
        { _id: prompt._id, workspace: prompt.workspace, decidedBy: by },
        { $set: { state: 'open', decidedBy: null, closedAt: null, outcome: null } },
      );
    },

    /** Gives back whatever a row claimed and never carried out. */
    async release(by: string): Promise<void> {
      await store.prompts.updateMany(
        { workspace: EVERY_WORKSPACE, decidedBy: by, outcome: null },
        { $set: { state: 'open', decidedBy: null, closedAt: null } },
      );
    },

    /** Says in words how it ended; closes it where nobody decided it here. */
    async close(prompt: Pick<Prompt, '_id' | 'workspace'>, outcome: string): Promise<void> {
      const filter = { _id: prompt._id, workspace: prompt.workspace };
      await store.prompts.updateOne({ ...filter, state: 'open' }, { $set: { state: 'closed', closedAt: clock.now() } });
      await store.prompts.updateOne(filter, { $set: { outcome } });
    },
  };
}

/**
 * The card of a key now stands in its thread: from here on a typed yes there may bind to it (D26). `shownAt`: since when,
 * where the platform tells; a send that was cut off is heard of later than it was read.
 */
export async function markDelivered(
  { store, clock }: { store: Store; clock: Clock },
  workspace: string,
  { thread, key }: Place,
  shownAt: Date | null = null,
): Promise<void> {
  const deliveredAt = shownAt ?? clock.now();
  await store.prompts.updateMany({ workspace, thread, key, deliveredAt: null }, { $set: { deliveredAt } });
  await store.prompts.updateMany(
    { workspace, copies: { $elemMatch: { thread, key, deliveredAt: null } } },
    { $set: { 'copies.$[copy].deliveredAt': deliveredAt } },
    { arrayFilters: [{ 'copy.thread': thread, 'copy.key': key, 'copy.deliveredAt': null }] },
  );
}

/** Whether its card was there to be read when something was sent. */
export const delivered = (prompt: Prompt, sentAt: Date): boolean =>
  prompt.deliveredAt !== null && prompt.deliveredAt <= sentAt;

/** Places a card is shown in besides the first; the oldest are forgotten. */
const MOST_COPIES = 30;

const here = (prompt: Prompt, thread: string) =>
  [{ thread: prompt.thread, key: prompt.key, at: prompt.openedAt, deliveredAt: prompt.deliveredAt }]
    .concat(prompt.copies ?? [])
    .filter((place) => place.thread === thread);

/** A prompt as it stands in a thread: since when it is there to be answered, and when its card was first there to be read. */
function seenFrom(prompt: Prompt, thread: string): Prompt {
  const places = here(prompt, thread);
  const newest = [...places].sort((a, b) => a.at.getTime() - b.at.getTime()).at(-1);
  const delivered = places.flatMap((place) => (place.deliveredAt ? [place.deliveredAt.getTime()] : []));
  return {
    ...prompt,
    openedAt: newest?.at ?? prompt.openedAt,
    deliveredAt: delivered.length > 0 ? new Date(Math.min(...delivered)) : null,
  };
}

const lastSeen = (prompt: Prompt, thread: string, until: Date): number =>
  Math.max(
    0,
    ...here(prompt, thread)
      .map((one) => one.deliveredAt?.getTime() ?? 0)
      .filter((at) => at <= until.getTime()),
  );

const promptId = (kind: string, ref: string): string => `prompt_${hash(`${kind} ${ref}`).slice(0, 32)}`;
