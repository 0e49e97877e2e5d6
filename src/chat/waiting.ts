import { bringOver } from './bring-over.ts';
import { showDraft } from './draft-card.ts';
import { findLine } from './outbox.ts';
import type { Member } from './people.ts';
import { placesOf } from './places.ts';
import type { Prompt } from './prompts.ts';
import type { Room } from './room.ts';
import { peopleTexts as texts } from './texts-people.ts';
import type { Card, Content } from './types.ts';

/** Cards shown at once. */
const MOST = 5;
const KINDS = { all: ['draft', 'gate', 'ask', 'failure', 'question'], drafts: ['draft'] } as const;

/**
 * Shows a person here what waits for them, wherever it was asked: with its choices, the newest last. How each ends is
 * written in every place. Returns the first line that was said.
 */
export async function showWaiting(
  room: Room,
  person: Member,
  where: { row: string; thread: string },
  what: keyof typeof KINDS,
): Promise<string> {
  const { prompts, outbox } = room;
  const open = await prompts.openOf(person.workspace, person.user, [...KINDS[what]]);
  const cards: { prompt: Prompt; card: Content | null }[] = [];
  for (const prompt of open) {
    const card = prompt.kind === 'draft' ? null : await cardOf(room, prompt);
    if (prompt.kind === 'draft' || card) cards.push({ prompt, card });
  }
  const shown = cards.slice(-MOST);
  const intro =
    shown.length === 0
      ? what === 'drafts'
        ? texts.noDrafts
        : texts.nothingWaits
      : texts.waits(shown.length, cards.length - shown.length);
  await outbox.post(where.thread, `turn:${where.row}:reply`, intro);
  const questions = shown.filter((one) => one.prompt.kind === 'question');
  const [asked] = questions;
  if (asked && questions.length === 1) await bringOver(room, person, asked.prompt.thread, where.thread);
  const drafts = shown.filter((one) => one.prompt.kind === 'draft').length;
  for (const [index, { prompt, card }] of shown.entries()) {
    const place = {
      thread: where.thread,
      key: `${prompt.kind === 'gate' || prompt.kind === 'ask' ? 'run:' : ''}open:${where.row}:${index}`,
    };
    // Of several none is the one talked of: a new wish must not take the place of a card that happened to be shown last.
    if (prompt.kind === 'draft')
      await showDraft(room, person, await room.automation.draft(person, prompt.ref), { ...place, aside: drafts > 1 });
    else if (card) await showCopy(room, prompt, place, card);
  }
  return intro;
}

/** Shows a card in one more place, with what it stands on now. */
export async function showCopy(
  room: Room,
  prompt: Pick<Prompt, '_id' | 'workspace'>,
  place: { thread: string; key: string },
  card: Content,
): Promise<void> {
  await room.prompts.addCopy(prompt, place.thread, place.key);
  await room.outbox.post(place.thread, place.key, card);
}

/** The card of a prompt as it stands where it was shown last. */
export async function cardOf(room: Pick<Room, 'store'>, prompt: Prompt): Promise<Card | null> {
  for (const { thread, key } of placesOf(prompt).reverse()) {
    const content = (await findLine(room.store, thread, key))?.content;
    if (typeof content === 'string' && prompt.kind === 'question') return { title: content.slice(0, 150), body: [] };
    if (content && typeof content !== 'string' && ((content.choices ?? []).length > 0 || prompt.kind === 'ask'))
      return content;
  }
  return null;
}
