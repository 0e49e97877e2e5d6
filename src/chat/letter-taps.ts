import { type LetterOptions, letterDeeds } from '../automation/letter-deeds.ts';
import { AppError } from '../errors.ts';
import type { ExecutionRow } from '../store/runs.ts';
import { questionRef } from './failure-card.ts';
import type { Room } from './room.ts';
import { settleEverywhere } from './settle.ts';
import { errorText, type Tap, type TapHandlers, tell } from './tap.ts';
import { texts } from './texts.ts';
import { failureTexts } from './texts-failure.ts';
import type { Card, TurnOutcome } from './types.ts';

type Deed = 'retry' | 'skip' | 'stop';

/** Buttons on the list of what failed. Whose the run is is checked where it is looked up; its own card follows. */
export function letterTaps(room: Room): TapHandlers {
  const { automation, prompts, clock } = room;
  const deeds = letterDeeds({ automation });

  /** Closes the card of the run itself, with who decided what. */
  async function follow(tap: Tap, run: ExecutionRow, outcome: string): Promise<void> {
    const ref = run.status === 'running' ? questionRef(run) : run._id;
    const prompt = await prompts.find(run.workspace, 'failure', ref);
    if (prompt && (await prompts.claim(prompt, tap.row)))
      await settleEverywhere(room, prompt, outcome, `by:${tap.row}`);
  }

  const act =
    (deed: Deed, repeatDoubtful = false) =>
    async (tap: Tap): Promise<TurnOutcome> => {
      const { person, choice } = tap;
      // Handled once more after a crash, it finds what it has done itself.
      if (tap.attempt === 1) await deeds.mustBeOpen(person, choice.value);
      const run = await automation.seeing?.deadLetters.runOf(person, choice.value);
      if (!run) return tell(room, tap, texts.unknownButton);
      // Whoever taps, and wherever: one run goes on.
      const options: LetterOptions = { key: `letter ${run._id} ${run.asking?.round ?? 0}`, repeatDoubtful };
      try {
        await deeds[deed](person, choice.value, options);
      } catch (error) {
        const doubtful = error instanceof AppError && error.code === 'conflict' && deed === 'retry' && !repeatDoubtful;
        if (!doubtful || !(await mayHaveHappened(run))) throw error;
        return askDoubtful(tap, errorText(error));
      }
      const outcome = failureTexts.when(failureTexts.said[deed](person.name), clock.now(), person.timeZone);
      await follow(tap, run, outcome);
      return tell(room, tap, outcome);
    };

  const mayHaveHappened = async (run: ExecutionRow): Promise<boolean> =>
    (await automation.seeing?.deadLetters.of(run))?.some((one) => one.doubtful) ?? false;

  /** What may have happened already is repeated only on a person's word. */
  async function askDoubtful(tap: Tap, why: string): Promise<TurnOutcome> {
    const { value } = tap.choice;
    const card: Card = {
      title: failureTexts.repeatTitle,
      body: [{ kind: 'text', text: why }],
      choices: [
        { name: 'letter.repeat', value, label: texts.yes, style: 'danger' },
        { name: 'fail.no', value, label: texts.no },
      ],
    };
    return tell(room, tap, card, 'run:ask');
  }

  return {
    'letter.retry': act('retry'),
    'letter.repeat': act('retry', true),
    'letter.skip': act('skip'),
    'letter.stop': act('stop'),
    async 'letter.leave'(tap) {
      const run = await deeds.mustBeOpen(tap.person, tap.choice.value);
      await automation.seeing?.deadLetters.dismiss(tap.person, run._id);
      await follow(tap, run, texts.left);
      return tell(room, tap, texts.left);
    },
  };
}
