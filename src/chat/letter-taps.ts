import { letterDeeds } from '../automation/letter-deeds.ts';
import { AppError } from '../errors.ts';
import { doubtfulCard } from './doubtful-card.ts';
import { lettersRef, showLetters } from './letter-show.ts';
import { standsIn } from './places.ts';
import type { Prompt } from './prompts.ts';
import type { Room } from './room.ts';
import { settleEverywhere } from './settle.ts';
import { type Tap, type TapHandlers, tell } from './tap.ts';
import { texts } from './texts.ts';
import { failureTexts } from './texts-failure.ts';
import type { TurnOutcome } from './types.ts';

/** The list of what failed decides nothing by itself: it brings the card here on which it is decided. */
export function letterTaps(room: Room): TapHandlers {
  const { automation, prompts, clock } = room;

  /** The run of a card of what it went on without, if this tap may decide about it. */
  async function admitted(tap: Tap) {
    const deadLetters = automation.seeing?.deadLetters;
    if (!deadLetters) return tell(room, tap, texts.unknownButton);
    const run = await deadLetters.runOf(tap.person, tap.choice.value);
    const prompt = await prompts.find(run.workspace, 'failure', lettersRef(run._id));
    if (!prompt) return tell(room, tap, texts.unknownButton);
    if (!standsIn(prompt, tap.thread)) return tell(room, tap, texts.elsewhere);
    return { run, prompt, deadLetters };
  }

  /** Does once more what failed in a run that went on without it. */
  const again =
    (repeatDoubtful: boolean) =>
    async (tap: Tap): Promise<TurnOutcome> => {
      const found = await admitted(tap);
      if (!('prompt' in found)) return found;
      const { run, prompt, deadLetters } = found;
      const doubtful = (await deadLetters.of(run)).some((one) => one.doubtful);
      if (doubtful && !repeatDoubtful) return askDoubtful(tap, prompt);
      if (!(await prompts.claim(prompt, tap.row))) return tell(room, tap, texts.alreadyDecided);
      try {
        await letterDeeds({ automation }).retry(tap.person, run._id, { key: tap.row, repeatDoubtful });
      } catch (error) {
        if (error instanceof AppError) await prompts.reopen(prompt, tap.row);
        throw error;
      }
      const { name, timeZone } = tap.person;
      const line = failureTexts.when(failureTexts.said.retry(name), clock.now(), timeZone);
      await settleEverywhere(room, prompt, line, `by:${tap.row}`);
      return { kind: 'say', text: line };
    };

  function askDoubtful(tap: Tap, prompt: Prompt): Promise<TurnOutcome> {
    const on = { repeat: 'letter.repeat', leave: 'fail.no', why: failureTexts.maybe };
    return tell(room, tap, doubtfulCard(prompt, tap.choice.value, on), 'run:ask');
  }

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

    'letter.retry': again(false),
    'letter.repeat': again(true),

    async 'letter.leave'(tap) {
      const found = await admitted(tap);
      if (!('prompt' in found)) return found;
      const { run, prompt, deadLetters } = found;
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
