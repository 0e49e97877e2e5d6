import type { MessageRow } from '../store/conversations.ts';
import { findConversation } from './conversations.ts';
import type { Member } from './people.ts';
import type { Room } from './room.ts';
import { writeLine } from './transcript.ts';

/** Lines that come along: enough for what an open question is about. */
const LINES = 20;

/**
 * Goes on in another thread with what is being talked about: what was said last and what the planner kept come along, so
 * that an answer given here means what it would have meant there. Harmless to repeat.
 */
export async function bringOver(room: Room, person: Member, from: string, to: string): Promise<void> {
  const { store } = room;
  const [there, here] = [await findConversation(store, from), await findConversation(store, to)];
  if (!there || !here || from === to || there.user !== person.user || here.user !== person.user) return;
  const lines = await store.messages
    .find({ workspace: there.workspace, thread: from })
    .sort({ seq: -1 })
    .limit(LINES)
    .lean<MessageRow[]>();
  for (const line of lines.reverse()) {
    const { from: by, user, text, at, workspace } = line;
    // What runs brought in stays where it is: planners never see it.
    if (line.key?.startsWith('run:')) continue;
    await writeLine(store, {
      _id: `from:${to}:${line._id}`,
      workspace,
      thread: to,
      from: by,
      user,
      text,
      at,
      key: null,
    });
  }
  const { dialog, planner, plannerUntil, about = null, next = null } = there;
  await store.conversations.updateOne(
    { _id: to, workspace: here.workspace },
    { $set: { dialog, planner, plannerUntil, about, next, draft: here.draft ?? there.draft } },
  );
}
