import type { DraftRow } from '../store/workflows.ts';
import type { Member } from './people.ts';
import { newestPlaces, type Place } from './places.ts';
import type { Room } from './room.ts';
import type { Block, Card } from './types.ts';

/** Key of the card a workflow was approved on: what is reported of it belongs there. */
export const cardKeyOf = (workflow: { createdFromDraft: string | null } | null): string | null =>
  workflow?.createdFromDraft ? `draft:${workflow.createdFromDraft}` : null;

/** A card as it reads once decided: no buttons, its outcome as the last line. */
export function withoutChoices(card: Card, footer?: string): Card {
  const { choices: _choices, inputs: _inputs, ...rest } = card;
  return footer === undefined ? rest : { ...rest, footer };
}

/** Where a card is shown once more. */
interface Copy extends Place {
  /** What is said above it there. */
  first?: Block[];
  /** It does not become what is talked about there. */
  aside?: boolean;
}

/** A draft's card once it is over: it says its outcome itself as soon as it is stored; until then `outcome` does. */
export const decided = (card: Card, outcome?: string): Card =>
  withoutChoices(card, card.choices && card.choices.length > 0 ? outcome : undefined);

/**
 * Puts a draft's card into its thread and opens what waits for the answer: first under the draft's own key, or changed in
 * place when it stands there already. `copy`: where it is shown once more, below or in another thread of theirs.
 */
export async function showDraft(room: Room, person: Member, draft: DraftRow, copy: Copy | null): Promise<Card> {
  const { automation, prompts, outbox, store } = room;
  const thread = draft.thread ?? '';
  const card = await automation.draftCard(person, draft._id);
  const key = `draft:${draft._id}`;
  const before = await prompts.find(person.workspace, 'draft', draft._id);
  const closed = draft.status === 'confirmed' || draft.status === 'cancelled';
  const shown = closed ? withoutChoices(card) : card;
  if (!closed) {
    const prompt = await prompts.open({
      workspace: person.workspace,
      thread,
      user: person.user,
      kind: 'draft',
      ref: draft._id,
      key: before?.key ?? key,
      detail: {
        title: draft.definition?.name ?? card.title,
        choices: (card.choices ?? []).map(({ name, value, label }) => ({ name, value, label })),
        seal: draft.seal ?? '',
      },
    });
    if (copy) await prompts.addCopy(prompt, copy.thread, copy.key);
  }
  const by = `seal:${draft.seal ?? draft.updatedAt.toISOString()}`;
  const resealed = before !== null && before.detail.seal !== (draft.seal ?? '');
  for (const place of before ? newestPlaces(before) : []) {
    const follows = copy ? resealed && place.thread !== copy.thread : true;
    if (follows) await outbox.update(place.thread, place.key, shown, by);
  }
  if (!before) await outbox.post(thread, key, shown);
  if (copy) await outbox.post(copy.thread, copy.key, { ...shown, body: [...(copy.first ?? []), ...shown.body] });
  if (copy?.aside) return shown;
  await store.conversations.updateOne(
    { _id: copy?.thread ?? thread, workspace: person.workspace },
    { $set: { draft: closed ? null : draft._id } },
  );
  return shown;
}
