import type { Place } from '../automation/library.ts';
import type { DraftRow } from '../store/workflows.ts';
import { closeDraft } from './commands.ts';
import { findConversation, nowAbout } from './conversations.ts';
import { showDraft } from './draft-card.ts';
import type { Member } from './people.ts';
import { asText } from './plain.ts';
import type { Room } from './room.ts';
import { texts } from './texts.ts';
import { readHistory } from './transcript.ts';
import type { TurnOutcome } from './types.ts';

/** Where a draft is made that a person asked for in a thread, with what was said there. */
export async function placeOf(room: Room, thread: string): Promise<Place> {
  const conversation = await findConversation(room.store, thread);
  return { thread, context: conversation ? await readHistory(room.store, conversation, []) : [] };
}

/** Shows a draft that was made without a planner: cards it replaces are rewritten, and a yes is to this one. */
export async function showFresh(
  room: Room,
  person: Member,
  draft: DraftRow,
  intro: { key: string; text: string },
): Promise<TurnOutcome> {
  const { automation, outbox, prompts, store } = room;
  const thread = draft.thread ?? '';
  for (const prompt of await prompts.openIn(person.workspace, thread, person.user)) {
    if (prompt.kind !== 'draft' || prompt.ref === draft._id) continue;
    const before = await automation.draft(person, prompt.ref);
    if (before.status === 'cancelled') await closeDraft(room, person, prompt.ref, texts.replacedOutcome);
  }
  await store.conversations.updateOne({ _id: thread, workspace: person.workspace }, { $set: { dialog: null } });
  if (draft.workflow) await nowAbout(room, person.workspace, thread, draft.workflow);
  if (intro.text) await outbox.post(thread, intro.key, intro.text);
  const card = await showDraft(room, person, draft, null);
  return { kind: 'propose', text: [intro.text, asText(card)].filter(Boolean).join('\n'), draft: draft._id };
}
