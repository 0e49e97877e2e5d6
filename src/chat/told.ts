import type { WorkflowRow } from '../store/workflows.ts';
import type { Owner } from './accounts.ts';
import { liveThread } from './conversations.ts';
import type { Room } from './room.ts';

/** Further threads a workflow is told in, besides its own. */
export const MOST_ALSO = 5;

type Told = Pick<WorkflowRow, 'createdFromRoom' | 'alsoTell'>;

/**
 * The threads in which something about a workflow is shown: its own (or, where that is gone, one in which its owner can be
 * reached) first, then those its owner added. Only threads that are the owner's; empty when there are none.
 */
export async function threadsFor(
  room: Pick<Room, 'store' | 'direct'>,
  owner: Owner,
  workflow: Told | null,
  thread: string | null,
): Promise<[string, ...string[]] | []> {
  const also = await alsoTold(room, owner, workflow);
  const wanted = thread ?? workflow?.createdFromRoom ?? null;
  const own = await room.direct.reach(owner, wanted, [workflow?.createdFromRoom ?? null, ...also]);
  return own === null ? [] : [own, ...also.filter((other) => other !== own)];
}

/** The threads that were added, as far as they still are the owner's. */
async function alsoTold(room: Pick<Room, 'store'>, owner: Owner, workflow: Told | null): Promise<string[]> {
  const found: string[] = [];
  for (const thread of (workflow?.alsoTell ?? []).slice(0, MOST_ALSO)) {
    const live = await liveThread(room.store, thread);
    const theirs = live && live.workspace === owner.workspace && live.user === owner.user;
    if (theirs && !live.goneAt && !found.includes(live._id)) found.push(live._id);
  }
  return found;
}
