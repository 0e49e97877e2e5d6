import type { DraftRow } from '../store/workflows.ts';
import type { Member } from './people.ts';
import type { Room } from './room.ts';
import type { Card } from './types.ts';

/** Key of the card a workflow was approved on: what is reported of it belongs there. */
export const cardKeyOf = (workflow: { createdFromDraft: string | null } | null): string | null =>
  workflow?.createdFromDraft ? `draft:${workflow.createdFromDraft}` : null;

/** A card as it reads once decided: no buttons, its outcome as the last line. */
export function withoutChoices(card: Card, footer?: string): Card {
  const { choices: _choices, inputs: _inputs, ...rest } = card;
  return footer === undefined ? rest : { ...rest, footer };
}

/** A draft's card once it is over: it says its outcome itself as soon as it is stored; until then `outcome` does. */
export const decided = (card: Card, outcome?: string): Card =>
  withoutChoices(card, card.choices && card.choices.length > 0 ? outcome : undefined);

/**
 * Puts a draft's card into its thread and opens what waits for the answer: first under the draft's own key, or changed in
 * place when it stands there already. `copy`: a key under which it is shown once more below.
 */
export async function showDraft(room: Room, person: Member, draft: DraftRow, copy: string | null): Promise<Card> {
  const { automation, prompts, outbox, store } = room;
  const thread = draft.thread ?? '';
  const card = await automation.draftCard(person, draft._id);
  const key = `draft:${draft._id}`;
  const before = await prompts.find(person.workspace, 'draft', draft._id);
  const copies = [...new Set([...(before?.detail.copies ?? []), ...(copy ? [copy] : [])])];
  const closed = draft.status === 'confirmed' || draft.status === 'cancelled';
  const shown = closed ? withoutChoices(card) : card;
  if (!closed) {
    await prompts.open({
      workspace: person.workspace,
      thread,
      user: person.user,
      kind: 'draft',
      ref: draft._id,
      key: copy ?? before?.key ?? key,
      detail: {
        title: draft.definition?.name ?? card.title,
        choices: (card.choices ?? []).map(({ name, value, label }) => ({ name, value, label })),
        seal: draft.seal ?? '',
        ...(copies.length > 0 ? { copies: [...new Set([key, ...copies])] } : {}),
      },
    });
  }
  if (copy) await outbox.post(thread, copy, shown);
  else if (before)
    await outbox.update(thread, before.key, shown, `seal:${draft.seal ?? draft.updatedAt.toISOString()}`);
  else await outbox.post(thread, key, shown);
  await store.conversations.updateOne(
    { _id: thread, workspace: person.workspace },
    { $set: { draft: closed ? null : draft._id } },
  );
  return shown;
}
