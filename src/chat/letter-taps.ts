import { AppError } from '../errors.ts';
import { lettersRef, showLetters } from './letter-show.ts';
import { standsIn } from './places.ts';
import type { Room } from './room.ts';
import { settleEverywhere } from './settle.ts';
import { type TapHandlers, tell } from './tap.ts';
import { texts } from './texts.ts';
import { failureTexts } from './texts-failure.ts';

/** The list of what failed decides nothing by itself: it brings the card here on which it is decided. */
export function letterTaps(room: Room): TapHandlers {
  const { automation, prompts } = room;

  return {
    async 'letter.show'(tap) {
      const deadLetters = automation.seeing?.deadLetters;
      if (!deadLetters) return tell(room, tap, texts.unknownButton);
      const run = await deadLetters.runOf(tap.person, tap.choice.value);
      const letters = await deadLetters.of(run);
      if (letters.length === 0) return tell(room, tap, failureTexts.dealtWith);
      const place = { thread: tap.thread, key: `run:letters:${tap.row}` };
      const instead = await showLetters(room, tap.person, place, { run, letters });
      return instead === null ? { kind: 'say', text: failureTexts.shown } : tell(room, tap, instead);
    },

    async 'letter.leave'(tap) {
      const deadLetters = automation.seeing?.deadLetters;
      if (!deadLetters) return tell(room, tap, texts.unknownButton);
      const run = await deadLetters.runOf(tap.person, tap.choice.value);
      const prompt = await prompts.find(run.workspace, 'failure', lettersRef(run._id));
      if (!prompt) return tell(room, tap, texts.unknownButton);
      if (!standsIn(prompt, tap.thread)) return tell(room, tap, texts.elsewhere);
      if (!(await prompts.claim(prompt, tap.row))) return tell(room, tap, texts.alreadyDecided);
      try {
        await deadLetters.dismiss(tap.person, run._id);
      } catch (error) {
        if (error instanceof AppError) await prompts.reopen(prompt, tap.row);
        throw error;
      }
      await settleEverywhere(room, prompt, texts.left, `by:${tap.row}`);
      return { kind: 'say', text: texts.left };
    },
  };
}
