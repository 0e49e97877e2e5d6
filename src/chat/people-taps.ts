import { AppError } from '../errors.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { InvitationRow } from '../store/people.ts';
import type { Back } from './ask-back.ts';
import { link } from './linking.ts';
import { standsIn } from './places.ts';
import type { Room } from './room.ts';
import { settleEverywhere } from './settle.ts';
import { type Tap, type TapHandlers, tell } from './tap.ts';
import { texts } from './texts.ts';
import { peopleTexts } from './texts-people.ts';
import { transfer } from './transfer.ts';
import type { TurnOutcome } from './types.ts';
import { unlink } from './unlinking.ts';

/** Yes or no to what was asked back about people: unlinking, joining, transferring. Their value is the prompt's ref. */
export function peopleTaps(room: Room): TapHandlers {
  const { prompts } = room;

  async function carryOut(tap: Tap, back: Back): Promise<string> {
    switch (back.what) {
      case 'unlink':
        return unlink(room, tap.person, tap, back.ids, back.label);
      case 'transfer':
        return transfer(room, tap.person, tap.row, back.workflow, back.to);
      case 'join': {
        const code = await room.store.invitations
          .findOne({ _id: back.code, workspace: EVERY_WORKSPACE, kind: 'link' })
          .lean<InvitationRow>();
        const owner = code && (await room.people.member(code.workspace, code.createdBy));
        if (!code || !owner) return peopleTexts.wrongCode;
        return (await link(room, tap, tap.person, owner, code, true)).text;
      }
    }
  }

  const kept = (back: Back): string =>
    back.what === 'join' ? peopleTexts.notLinked : back.what === 'unlink' ? peopleTexts.unlinkKept : texts.keptAll;

  const answer =
    (yes: boolean) =>
    async (tap: Tap): Promise<TurnOutcome> => {
      const prompt = await prompts.find(tap.person.workspace, 'confirm', tap.choice.value);
      const back = prompt?.detail.back as Back | undefined;
      if (!prompt || !back || prompt.user !== tap.person.user) return tell(room, tap, texts.unknownButton);
      if (!standsIn(prompt, tap.thread)) return tell(room, tap, texts.elsewhere);
      if (!(await prompts.claim(prompt, tap.row))) return tell(room, tap, texts.answeredAlready);
      const label = yes ? texts.yes : texts.no;
      if (!yes) {
        await settleEverywhere(room, prompt, texts.answered(label), `by:${tap.row}`);
        return tell(room, tap, kept(back));
      }
      try {
        // The card is settled first: what is done may take this very thread from them.
        await settleEverywhere(room, prompt, texts.answered(label), `by:${tap.row}`);
        const text = await carryOut(tap, back);
        // Whose thread it is may just have changed.
        await room.outbox.post(tap.thread, `tap:${tap.row}:reply`, text);
        return { kind: 'say', text };
      } catch (error) {
        if (error instanceof AppError) await prompts.reopen(prompt, tap.row);
        throw error;
      }
    };

  return { 'people.yes': answer(true), 'people.no': answer(false) };
}
