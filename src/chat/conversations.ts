import type { Clock } from '../clock.ts';
import type { ConversationRow } from '../store/conversations.ts';
import { isDuplicate } from '../store/duplicate.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { Store } from '../store/store.ts';
import type { Member } from './people.ts';
import type { Platform, ThreadId } from './types.ts';

/** Workspace and user of what strangers send. */
export const NOBODY = '-';

const TITLE = 60;

export const platformOf = (thread: string): Platform => thread.slice(0, Math.max(0, thread.indexOf(':')));

/** Rows hold threads as plain text; what an adapter once gave out goes back to it unchanged. */
export const asThread = (thread: string): ThreadId => thread as ThreadId;

export async function findConversation(store: Store, thread: string): Promise<ConversationRow | null> {
  return store.conversations.findOne({ _id: thread, workspace: EVERY_WORKSPACE }).lean<ConversationRow>();
}

/**
 * The conversation of a thread, made at first sight and owned by whoever opened it (D25). One that only strangers wrote
 * in becomes the first known person's, with what waits in it.
 */
export async function openConversation(
  deps: { store: Store; clock: Clock },
  thread: string,
  person: Pick<Member, 'workspace' | 'user'> | null,
  title = '',
): Promise<ConversationRow> {
  const { store, clock } = deps;
  const found = await findConversation(store, thread);
  if (found && (found.workspace !== NOBODY || !person)) return found;
  const owner = { workspace: person?.workspace ?? NOBODY, user: person?.user ?? NOBODY };
  const now = clock.now();
  if (found) {
    await store.conversations.updateOne({ _id: thread, workspace: NOBODY }, { $set: { ...owner, updatedAt: now } });
    await store.outbox.updateMany({ workspace: NOBODY, thread }, { $set: { workspace: owner.workspace } });
    return (await findConversation(store, thread)) ?? { ...found, ...owner };
  }
  const row: ConversationRow = {
    _id: thread,
    ...owner,
    platform: platformOf(thread),
    title: title.trim().replace(/\s+/g, ' ').slice(0, TITLE),
    draft: null,
    dialog: null,
    planner: null,
    plannerUntil: null,
    seq: 0,
    outSeq: 0,
    lease: null,
    fence: 0,
    outLease: null,
    goneAt: null,
    movedTo: null,
    createdAt: now,
    updatedAt: now,
  };
  try {
    await store.conversations.create(row);
    return row;
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return openConversation(deps, thread, person, title);
  }
}

/** From now on "it" means this workflow here. */
export async function nowAbout(
  deps: { store: Store },
  workspace: string,
  thread: string,
  workflow: string,
): Promise<void> {
  await deps.store.conversations.updateOne({ _id: thread, workspace }, { $set: { about: workflow } });
}

/** The thread in which things are told now: another one where it is gone. */
export async function liveThread(store: Store, thread: string): Promise<ConversationRow | null> {
  let row = await findConversation(store, thread);
  for (let hops = 0; row?.movedTo && hops < 3; hops++) row = await findConversation(store, row.movedTo);
  return row;
}

/** Whether what is told in a thread now is told to this person: an account may be unlinked at any moment. */
export async function isTheirs(
  store: Store,
  thread: string,
  owner: Pick<Member, 'workspace' | 'user'>,
): Promise<boolean> {
  const live = await liveThread(store, thread);
  return live !== null && live.workspace === owner.workspace && live.user === owner.user;
}
