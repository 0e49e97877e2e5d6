import { AppError } from '../errors.ts';
import type { ExecutionRow } from '../store/runs.ts';
import type { Automation, Person } from './service.ts';

export interface LetterOptions {
  repeatDoubtful?: boolean;
  /** The same one counts once. */
  key: string;
}

const DECIDED = 'Somebody has gone on with it or left it already.';

/**
 * What is done about what failed, by the id of a letter or of its run. It is done to the whole run: what else failed in it is tried
 * again too, and what was reached is kept. Returns the run that goes on.
 */
export function letterDeeds({ automation }: { automation: Automation }) {
  const letters = () => {
    const { seeing, recovery } = automation;
    if (!seeing || !recovery) throw new AppError('not_found', 'There is no list of what failed here.');
    return { deadLetters: seeing.deadLetters, recovery };
  };

  /** Tells a run that waits for a word. */
  async function choose(person: Person, run: ExecutionRow, choice: 'retry' | 'skip' | 'stop', options: LetterOptions) {
    const { recovery } = letters();
    const outcome = await recovery.choose(person, run._id, {
      round: run.asking?.round ?? 0,
      choice,
      actionId: options.key,
      ...(options.repeatDoubtful && { repeat: true }),
    });
    if (outcome.result !== 'accepted') throw new AppError('conflict', outcome.text);
    return run;
  }

  async function goOn(person: Person, id: string, how: 'retry' | 'skip', options: LetterOptions) {
    const { deadLetters } = letters();
    const run = await deadLetters.runOf(person, id);
    if (run.status === 'running') return choose(person, run, how, options);
    const again = (await deadLetters.of(run)).flatMap(({ outer }) => (outer === null ? [] : [outer]));
    return automation.retry(person, run._id, 'failure', {
      key: options.key,
      ...(options.repeatDoubtful && { repeatDoubtful: true }),
      ...(how === 'skip' ? { skip: true } : { again: [...new Set(again)] }),
    });
  }

  return {
    retry: (person: Person, id: string, options: LetterOptions) => goOn(person, id, 'retry', options),
    skip: (person: Person, id: string, options: LetterOptions) => goOn(person, id, 'skip', options),

    /** Only a run that waits for a word can be stopped. */
    async stop(person: Person, id: string, options: LetterOptions) {
      const run = await letters().deadLetters.runOf(person, id);
      if (run.status !== 'running') throw new AppError('conflict', 'This run has ended. Leave it, or try it again.');
      return choose(person, run, 'stop', options);
    },

    /** Throws `conflict` where somebody went on with the run, or left it. */
    async mustBeOpen(person: Person, id: string): Promise<ExecutionRow> {
      const { deadLetters } = letters();
      const run = await deadLetters.runOf(person, id);
      if ((await deadLetters.of(run)).length === 0) throw new AppError('conflict', DECIDED);
      return run;
    },
  };
}
