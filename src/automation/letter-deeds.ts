import { AppError } from '../errors.ts';
import type { ExecutionRow } from '../store/runs.ts';
import type { DeadLetter } from './dead-letters.ts';
import type { Automation, Person } from './service.ts';

export interface LetterOptions {
  repeatDoubtful?: boolean;
  /** The same one counts once. */
  key: string;
}

const DECIDED = 'Somebody has gone on with it or left it already.';

/**
 * What is done about what failed, by the id of a letter or, once its run has ended, of its run. It is done to the whole run: what
 * else failed in it is tried again too, and what was reached is kept. Returns the run that goes on.
 */
export function letterDeeds({ automation }: { automation: Automation }) {
  const letters = () => {
    const { seeing, recovery } = automation;
    if (!seeing || !recovery) throw new AppError('not_found', 'There is no list of what failed here.');
    return { deadLetters: seeing.deadLetters, recovery };
  };

  /** The run of a letter that is still open and can be dealt with so. Throws `conflict` else. */
  async function opened(person: Person, id: string, deed: 'retry' | 'skip' | 'stop') {
    const { deadLetters } = letters();
    const run = await deadLetters.runOf(person, id);
    const open = await deadLetters.of(run);
    if (id === run._id && run.status === 'running' && open.length > 0)
      throw new AppError('conflict', 'This run waits for a word about one failure. Name that by its own id.');
    const meant = open.filter((one) => one.id === id || run._id === id);
    if (meant.length === 0) throw new AppError('conflict', DECIDED);
    if (!meant.some((one) => one.can.includes(deed))) throw new AppError('conflict', cannot(meant, deed));
    return run;
  }

  /** Tells a run that waits for a word about the failure of this letter, and about no other. */
  async function choose(
    person: Person,
    { run, id }: { run: ExecutionRow; id: string },
    choice: 'retry' | 'skip' | 'stop',
    options: LetterOptions,
  ) {
    const { recovery } = letters();
    const outcome = await recovery.choose(person, run._id, {
      round: Number(id.split('@')[1] ?? 0),
      choice,
      actionId: `${options.key} ${choice}`,
      ...(options.repeatDoubtful && { repeat: true }),
    });
    if (outcome.result !== 'accepted') throw new AppError('conflict', outcome.text);
    return run;
  }

  async function goOn(person: Person, id: string, how: 'retry' | 'skip', options: LetterOptions) {
    const { deadLetters } = letters();
    const run = await opened(person, id, how);
    if (run.status === 'running') return choose(person, { run, id }, how, options);
    // Whoever asks, and however often: one run goes on.
    const later = await automation.retry(person, run._id, 'failure', {
      key: `letter ${run._id}`,
      ...(options.repeatDoubtful && { repeatDoubtful: true }),
      ...(how === 'skip' ? { skip: true } : { again: await deadLetters.again(run) }),
    });
    await deadLetters.follow(run);
    const skipped = later.amended?.[run.failedStep ?? '']?.what === 'skip';
    if (skipped !== (how === 'skip')) throw new AppError('conflict', DECIDED);
    return later;
  }

  return {
    retry: (person: Person, id: string, options: LetterOptions) => goOn(person, id, 'retry', options),
    skip: (person: Person, id: string, options: LetterOptions) => goOn(person, id, 'skip', options),

    /** Only a run that waits for a word can be stopped. */
    async stop(person: Person, id: string, options: LetterOptions) {
      const run = await opened(person, id, 'stop');
      return choose(person, { run, id }, 'stop', options);
    },
  };
}

function cannot(meant: DeadLetter[], deed: 'retry' | 'skip' | 'stop'): string {
  if (deed === 'stop') return 'This run has ended. Leave it, or try it again.';
  return (
    meant.find((one) => one.why !== null)?.why ?? 'The run did not end because of this step, so it cannot be skipped.'
  );
}
