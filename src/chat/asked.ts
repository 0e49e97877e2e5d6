import { THREAD } from '../automation/audience.ts';
import type { ExecutionRow } from '../store/runs.ts';
import type { WorkflowRow } from '../store/workflows.ts';
import { liveThread, openConversation, platformOf } from './conversations.ts';
import type { Prompt } from './prompts.ts';
import { ANYONE } from './prompts.ts';
import type { Room } from './room.ts';
import { askedTexts as texts } from './texts-asked.ts';
import { threadsFor } from './told.ts';

/** Whom a run asks, and where each of them is asked: gates and questions alike. */

/** What a card's choices name: the step of a run that waits. */
export const refOf = (execution: string, path: string, iteration: number): string =>
  `${execution}:${path}:${iteration}`;

export function placeOfRef(ref: string): { executionId: string; path: string; iteration: number } {
  const [executionId = '', path = '', iteration = ''] = ref.split(':');
  return { executionId, path, iteration: Number(iteration) || 0 };
}

/** Each person's own prompt about it: the owner's is named by the reference alone. */
export const ownRef = (ref: string, user: string, owner: string): string =>
  user === owner ? ref : `${ref}@${user === ANYONE ? '#' : user}`;

/** Someone who is asked: a person in their own thread, or whoever is in a channel. */
export interface Party {
  user: string;
  ref: string;
  thread: string;
  /** Further threads of theirs in which it is shown. */
  others: string[];
}

export interface Asking {
  execution: ExecutionRow;
  workflow: WorkflowRow | null;
  ref: string;
  users: string[];
  channel: string | null;
}

/** Where everybody is asked. `missing`: why some cannot be, in words. */
export async function partiesOf(room: Room, asking: Asking): Promise<{ parties: Party[]; missing: string | null }> {
  const { execution, workflow, ref } = asking;
  const { workspace, user: owner } = execution;
  const parties: Party[] = [];
  let missing: string | null = null;
  for (const user of asking.users) {
    const threads =
      user === owner
        ? await threadsFor(room, { workspace, user }, workflow, execution.thread)
        : [await room.direct.reach({ workspace, user }, null, [])];
    const [thread, ...others] = threads.filter((one) => one !== null);
    if (thread !== undefined) parties.push({ user, ref: ownRef(ref, user, owner), thread, others });
    else if (user !== owner) missing ??= texts.unreachable((await room.people.member(workspace, user))?.name ?? '');
  }
  if (asking.channel !== null) {
    const thread = await channelOf(room, asking, asking.channel);
    if (thread === null) missing ??= texts.noChannel(asking.channel);
    else parties.push({ user: ANYONE, ref: ownRef(ref, ANYONE, owner), thread, others: [] });
  }
  return { parties, missing };
}

/** The thread of a channel; the workflow's own conversation for the word that means it. */
async function channelOf(room: Room, { execution, workflow }: Asking, channel: string): Promise<string | null> {
  const owner = { workspace: execution.workspace, user: execution.user };
  if (channel === THREAD) return (await threadsFor(room, owner, workflow, execution.thread))[0] ?? null;
  const near = execution.thread ?? workflow?.createdFromRoom ?? null;
  const own = near === null ? null : (await liveThread(room.store, near))?._id;
  const sorted = [...room.adapters.values()].sort(
    (one, other) => Number(other.platform === platformOf(own ?? '')) - Number(one.platform === platformOf(own ?? '')),
  );
  const accounts = await room.people.identities(owner.workspace, owner.user);
  for (const adapter of sorted) {
    const author = accounts.find((account) => account.platform === adapter.platform)?.author;
    if (!adapter.room || author === undefined) continue;
    const thread = await adapter.room(channel, { id: author });
    if (thread === null) continue;
    const conversation = await openConversation(room, thread, owner);
    if (conversation.workspace === owner.workspace) return thread;
  }
  return null;
}

/** Whether a prompt's card stands where somebody answers: also below it, where a channel is asked. */
export function standsAt(prompt: Pick<Prompt, 'user' | 'thread' | 'copies'>, thread: string): boolean {
  const places = [prompt.thread, ...(prompt.copies ?? []).map((copy) => copy.thread)];
  return places.some((place) => place === thread || (prompt.user === ANYONE && thread.startsWith(`${place}/`)));
}

/** The prompt by which somebody may answer in a thread: their own, or the one for whoever is there. */
export async function promptFor(
  room: Pick<Room, 'prompts'>,
  kind: 'gate' | 'ask',
  where: { workspace: string; owner: string; ref: string; user: string; thread: string },
): Promise<{ prompt: Prompt; here: boolean } | null> {
  const { workspace, owner, ref } = where;
  const found: Prompt[] = [];
  for (const user of [where.user, ANYONE]) {
    const prompt = await room.prompts.find(workspace, kind, ownRef(ref, user, owner));
    if (prompt) found.push(prompt);
  }
  const here = found.find((prompt) => standsAt(prompt, where.thread));
  const prompt = here ?? found.find((one) => one.user !== ANYONE);
  return prompt ? { prompt, here: here !== undefined } : null;
}

/** Everything that is open about one step: each person's prompt and the channel's. */
export async function promptsAbout(room: Pick<Room, 'store'>, kind: 'gate' | 'ask', workspace: string, ref: string) {
  const exact = ref.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return room.store.prompts
    .find({ workspace, kind, ref: { $regex: `^${exact}(@|$)` } })
    .limit(100)
    .lean<Prompt[]>();
}
