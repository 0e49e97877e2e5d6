import type { Approved } from '../automation/service.ts';
import { shortened } from '../automation/words.ts';
import { AppError } from '../errors.ts';
import type { DraftRow } from '../store/workflows.ts';
import { findConversation, nowAbout } from './conversations.ts';
import { decided, showDraft } from './draft-card.ts';
import { standsIn, updateEverywhere } from './places.ts';
import { asText } from './plain.ts';
import type { Prompt } from './prompts.ts';
import type { Room } from './room.ts';
import { errorText, type Tap, type TapHandlers, tell } from './tap.ts';
import { texts } from './texts.ts';
import type { TurnOutcome } from './types.ts';

/** `draftId`, or `draftId:seal` with the seal (or its beginning) that the tapped card showed. */
function readValue(value: string): { draftId: string; seal: string | null } {
  const [draftId = '', seal] = value.split(':');
  return { draftId, seal: seal || null };
}

/** What can be done with a card that waits for approval. */
export function draftTaps(room: Room): TapHandlers {
  const { automation, prompts, outbox, store, clock } = room;

  /** The draft's prompt when this tap may act on it; otherwise the answer that was given. */
  async function admitted(tap: Tap): Promise<{ prompt: Prompt; draft: DraftRow } | { answer: TurnOutcome }> {
    const { draftId, seal } = readValue(tap.choice.value);
    const owner = await store.ownerOf('draft', draftId);
    if (!owner) return { answer: await tell(room, tap, texts.unknownButton) };
    if (owner.workspace !== tap.person.workspace || owner.user !== tap.person.user) {
      return { answer: await tell(room, tap, texts.onlyOwner(await nameOf(owner))) };
    }
    const draft = await automation.draft(tap.person, draftId);
    const prompt = await prompts.find(tap.person.workspace, 'draft', draftId);
    if (!prompt) return { answer: await tell(room, tap, texts.unknownButton) };
    if (!standsIn(prompt, tap.thread)) return { answer: await tell(room, tap, texts.elsewhere) };
    if (prompt.state === 'closed' && prompt.decidedBy !== tap.row) return { answer: await late(tap, prompt, draft) };
    const open = draft.status === 'draft' || draft.status === 'awaiting_confirmation';
    if (!open && prompt.decidedBy !== tap.row) return { answer: await decidedElsewhere(tap, prompt, draft) };
    const shown = seal ?? prompt.detail.seal ?? '';
    if (open && tap.choice.name !== 'draft.connect' && !(draft.seal ?? '').startsWith(shown)) {
      await tell(room, tap, texts.resealed);
      await showDraft(room, tap.person, draft, { thread: tap.thread, key: `again:${tap.row}` });
      return { answer: { kind: 'say', text: texts.resealed, draft: draftId } };
    }
    return { prompt, draft };
  }

  async function nameOf(owner: { workspace: string; user: string | null }): Promise<string> {
    const member = owner.user ? await room.people.member(owner.workspace, owner.user) : null;
    return member?.name ?? 'its owner';
  }

  /** A tap on a card that was decided or replaced: says so, and shows the newest one that is still open. */
  async function late(tap: Tap, prompt: Prompt, draft: DraftRow): Promise<TurnOutcome> {
    const { timeZone, name } = tap.person;
    const when = prompt.closedAt ?? clock.now();
    if (draft.status === 'confirmed') return tell(room, tap, texts.already('approved', name, when, timeZone));
    // Closed by a claim whose approval is still under way: how it ends is not known yet.
    if (draft.status !== 'cancelled') return tell(room, tap, texts.alreadyDecided);
    if (prompt.outcome !== texts.replacedOutcome) {
      return tell(room, tap, texts.already('cancelled', name, when, timeZone));
    }
    const open = await prompts.openIn(tap.person.workspace, tap.thread, tap.person.user);
    const newest = open.filter((other) => other.kind === 'draft').at(-1);
    if (!newest) return tell(room, tap, texts.replacedAlone(when, timeZone));
    const outcome = await tell(room, tap, texts.replaced(when, timeZone));
    await showDraft(room, tap.person, await automation.draft(tap.person, newest.ref), {
      thread: tap.thread,
      key: `again:${tap.row}`,
    });
    return { ...outcome, draft: newest.ref };
  }

  /** Decided by another way in (the API, a crash between decision and card): the card catches up. */
  async function decidedElsewhere(tap: Tap, prompt: Prompt, draft: DraftRow): Promise<TurnOutcome> {
    await prompts.close(prompt, draft.outcome ?? draft.status);
    await rewrite(tap, prompt);
    return tell(room, tap, texts.alreadyDecided);
  }

  /** The card as it ended, everywhere it was shown. */
  async function rewrite(tap: Tap, prompt: Prompt, footer?: string): Promise<void> {
    const card = decided(await automation.draftCard(tap.person, prompt.ref), footer);
    await updateEverywhere(room, prompt, card, `by:${tap.row}`);
  }

  async function forget(tap: Tap, draftId: string): Promise<void> {
    await store.conversations.updateMany(
      { workspace: tap.person.workspace, user: tap.person.user, draft: draftId },
      { $set: { draft: null, dialog: null, updatedAt: clock.now() } },
    );
  }

  async function approve(tap: Tap): Promise<TurnOutcome> {
    const found = await admitted(tap);
    if ('answer' in found) return found.answer;
    const { prompt, draft } = found;
    if (!(await prompts.claim(prompt, tap.row))) {
      const now = await prompts.find(tap.person.workspace, 'draft', prompt.ref);
      return late(tap, now ?? prompt, await automation.draft(tap.person, prompt.ref));
    }
    let approved: Approved | null = null;
    try {
      if (draft.status === 'confirmed') approved = await madeBefore(tap, draft);
      else approved = await automation.approve(tap.person, draft._id, prompt.detail.seal ?? '', tap.thread);
    } catch (error) {
      // Anything else may have happened after the approval: the claim stays, and this very tap goes on with it.
      if (!(error instanceof AppError) || error.code === 'internal') throw error;
      await prompts.reopen(prompt, tap.row);
      const now = await automation.draft(tap.person, draft._id);
      if (now.status === 'confirmed' || now.status === 'cancelled') return decidedElsewhere(tap, prompt, now);
      const outcome = await tell(room, tap, errorText(error), 'error');
      return { ...outcome, draft: draft._id };
    }
    const outcome = texts.approvedBy(tap.person.name, clock.now(), tap.person.timeZone);
    await prompts.close(prompt, outcome);
    await rewrite(tap, prompt, outcome);
    await forget(tap, draft._id);
    if (approved) await nowAbout(room, tap.person.workspace, tap.thread, approved.workflow._id);
    const text = await tellApproved(tap, draft, approved);
    return { kind: 'say', text, draft: draft._id };
  }

  /** What an approval made before a crash cut it off: the rest is told from what is stored. */
  async function madeBefore(tap: Tap, draft: DraftRow): Promise<Approved | null> {
    return (await automation.approved?.(tap.person, draft._id)) ?? null;
  }

  async function tellApproved(tap: Tap, draft: DraftRow, approved: Approved | null): Promise<string> {
    const name = approved?.workflow.name ?? draft.definition?.name ?? '';
    const next = (await findConversation(store, tap.thread))?.next;
    const lines = [
      texts.live(name),
      ...(approved?.howToUse ?? []),
      ...(next ? [texts.nextUp(shortened(next, 160))] : []),
    ];
    const text = lines.join('\n');
    await outbox.post(tap.thread, `approved:${draft._id}`, text);
    if (approved?.secretPage) {
      await outbox.post(tap.thread, `approved:${draft._id}:secret`, texts.secretPage(approved.secretPage), {
        only: tap.author,
      });
    }
    return text;
  }

  async function cancel(tap: Tap): Promise<TurnOutcome> {
    const found = await admitted(tap);
    if ('answer' in found) return found.answer;
    const { prompt, draft } = found;
    if (!(await prompts.claim(prompt, tap.row))) return tell(room, tap, texts.alreadyDecided);
    const outcome = texts.cancelledBy(tap.person.name, clock.now(), tap.person.timeZone);
    try {
      if (draft.status !== 'cancelled') await automation.cancelDraft(tap.person, draft._id, 'cancelled');
    } catch (error) {
      if (error instanceof AppError) await prompts.reopen(prompt, tap.row);
      throw error;
    }
    await prompts.close(prompt, outcome);
    await rewrite(tap, prompt, outcome);
    await forget(tap, draft._id);
    const text =
      draft.workflow === null ? texts.draftDropped(prompt.detail.title) : texts.changeDropped(prompt.detail.title);
    await tell(room, tap, text);
    return { kind: 'act', text, act: { command: 'cancel', workflow: null, needs_confirmation: false } };
  }

  /** What was filled in makes a new card; the one it was made from is closed as replaced. */
  async function changeByForm(tap: Tap, values: Record<string, string>): Promise<TurnOutcome> {
    const found = await admitted(tap);
    if ('answer' in found) return found.answer;
    const { prompt, draft } = found;
    if (!(await prompts.claim(prompt, tap.row))) return tell(room, tap, texts.alreadyDecided);
    let after: DraftRow;
    try {
      const made = draft.status === 'cancelled' ? await newestDraft(draft) : null;
      after = made ?? (await automation.changeDraft(tap.person, draft._id, values));
    } catch (error) {
      if (error instanceof AppError) await prompts.reopen(prompt, tap.row);
      throw error;
    }
    await prompts.close(prompt, texts.replacedOutcome);
    await rewrite(tap, prompt);
    const here = after.thread === tap.thread ? null : { thread: tap.thread, key: `again:${tap.row}` };
    const card = await showDraft(room, tap.person, after, here);
    return { kind: 'propose', text: asText(card), draft: after._id };
  }

  /** What this very change made before a crash cut it off. */
  const newestDraft = ({ workspace, user, thread }: DraftRow): Promise<DraftRow | null> =>
    store.drafts
      .findOne({
        workspace,
        user,
        thread,
        status: { $in: ['draft', 'awaiting_confirmation'] },
      })
      .sort({ createdAt: -1 })
      .lean<DraftRow>();

  const onOpen = (work: (tap: Tap, prompt: Prompt, draft: DraftRow) => Promise<TurnOutcome>) => async (tap: Tap) => {
    const found = await admitted(tap);
    return 'answer' in found ? found.answer : work(tap, found.prompt, found.draft);
  };

  /** What is said here next is about this card, also where it was made in another thread. */
  const changeHow = onOpen(async (tap, prompt, draft) => {
    const here = { _id: tap.thread, workspace: tap.person.workspace, user: tap.person.user };
    await store.conversations.updateOne(here, { $set: { draft: draft._id } });
    return tell(room, tap, texts.changeHow(prompt.detail.title));
  });

  return {
    'draft.approve': approve,
    'draft.cancel': cancel,
    'draft.change': (tap) => (tap.values ? changeByForm(tap, tap.values) : changeHow(tap)),
    'draft.try': onOpen(async (tap, _prompt, draft) => {
      const { card, lines } = await automation.rehearse(tap.person, draft._id);
      await tell(room, tap, card);
      return { kind: 'say', text: [card.title, ...lines].join('\n'), draft: draft._id };
    }),
    'draft.sandbox': onOpen(async (tap, prompt, draft) => {
      const bound = await automation.useSandbox(tap.person, draft._id);
      await showDraft(room, tap.person, bound, null);
      return { ...(await tell(room, tap, texts.sandboxOn(prompt.detail.title))), draft: draft._id };
    }),
    'draft.connect': onOpen(async (tap) => {
      const service = tap.choice.value.split(':')[1] ?? '';
      if (!room.connectPage) return tell(room, tap, texts.connectNowhere);
      const text = texts.connect(service, await room.connectPage(tap.person, service));
      await outbox.post(tap.thread, `tap:${tap.row}:connect`, text, { only: tap.author });
      return { kind: 'say', text };
    }),
  };
}
