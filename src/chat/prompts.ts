import type { Clock } from '../clock.ts';
import { hash } from '../ids.ts';
import type { PromptRow } from '../store/conversations.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import { isDuplicate, type Store } from '../store/store.ts';
import type { CardChoice } from './types.ts';

/** What a prompt keeps of its card, whatever it is about. */
interface PromptDetail {
  /** What it is called in a sentence: the workflow's name, the question. */
  title: string;
  choices: Pick<CardChoice, 'name' | 'value' | 'label'>[];
  /** The seal the card shows (drafts, gates). */
  seal?: string;
  /** Further messages that show the same card, to be rewritten with it. */
  copies?: string[];
  [more: string]: unknown;
}

export type Prompt = Omit<PromptRow, 'detail'> & { detail: PromptDetail };

export type Prompts = ReturnType<typeof createPrompts>;

/** What waits for a person: opened with its card, closed by exactly one answer. */
export function createPrompts({ store, clock }: { store: Store; clock: Clock }) {
  const one = (filter: Record<string, unknown> & { workspace: string }) =>
    store.prompts.findOne(filter).sort({ openedAt: -1 }).lean<Prompt>();

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
      }
      const after = await one({ _id, workspace: prompt.workspace });
      if (!after) throw new Error(`prompt ${_id} vanished`);
      return after;
    },

    find: (workspace: string, kind: PromptRow['kind'], ref: string): Promise<Prompt | null> =>
      one({ _id: promptId(kind, ref), workspace }),

    /** What one person still has to answer in a thread, oldest first. */
    async openIn(workspace: string, thread: string, user: string): Promise<Prompt[]> {
      return store.prompts
        .find({ workspace, thread, user, state: 'open' })
        .sort({ openedAt: 1, _id: 1 })
        .limit(200)
        .lean<Prompt[]>();
    },

    /** Cards of a person that wait for approval, in all threads. */
    async openDrafts(workspace: string, user: string): Promise<Prompt[]> {
      return store.prompts.find({ workspace, user, kind: 'draft', state: 'open' }).limit(200).lean<Prompt[]>();
    },

    /** The card delivered last before `sentAt`, answered since or not: what a typed yes meant. */
    lastDelivered: (workspace: string, thread: string, user: string, sentAt: Date): Promise<Prompt | null> =>
      store.prompts
        .findOne({
          workspace,
          thread,
          user,
          kind: { $in: ['draft', 'gate', 'confirm'] },
          deliveredAt: { $lte: sentAt },
        })
        .sort({ deliveredAt: -1 })
        .lean<Prompt>(),

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

const promptId = (kind: string, ref: string): string => `prompt_${hash(`${kind} ${ref}`).slice(0, 32)}`;
