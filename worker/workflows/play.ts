import { CancellationScope, condition } from '@temporalio/workflow';
import type { Board } from './board.ts';
import type { PlannedStep } from './contract.ts';
import type { Outcome, StepParts } from './outcome.ts';
import { begun, over } from './side.ts';

/** A graph of steps to be played: the run's own, or a loop's body for one item. */
export interface Course {
  board: Board;
  /** Steps that were under way when an earlier history ended. */
  again: PlannedStep[];
  /** Steps under way at once. */
  most: number;
  perform(step: PlannedStep): Promise<Outcome>;
  /** Works out a condition that the board cannot. */
  judge(step: PlannedStep): Promise<boolean>;
  skipped(step: PlannedStep): void;
  failed(step: PlannedStep, error: string): void;
  /** Holds while the run is paused. */
  held(): Promise<void>;
  /** True once nothing more may begin. */
  ended(): boolean;
  /** Nothing is left to do: true when it goes on after all. */
  goesOn?(): Promise<boolean>;
  /** Goes on in a fresh history; comes back where there can be none. Only of the run itself: what plays inside just stands still. */
  fresh?(): Promise<void>;
}

/** Plays a graph until nothing is left to do. */
export async function play(course: Course, parts: Pick<StepParts, 'pace'> & { signs(): number }): Promise<void> {
  const { board } = course;
  const { pace, signs } = parts;
  let running = 0;
  let version = 0;

  async function perform(step: PlannedStep): Promise<void> {
    const outcome = await course.perform(step);
    if (!step.background) settle(board, step, outcome);
    running -= 1;
    over();
    version += 1;
  }

  async function judge(step: PlannedStep): Promise<void> {
    begun();
    board.answer(step, await course.judge(step).catch((error: unknown) => asError(error)));
    over();
    version += 1;
  }

  function begin(step: PlannedStep): void {
    running += 1;
    begun();
    void perform(step);
    // Nobody waits for it: what comes after may go on at once.
    if (!step.background) return;
    board.succeed(step, { ...board.nothing(step), status: 'started', error: null });
    version += 1;
  }

  const wantsFresh = () => course.fresh !== undefined && !course.ended() && pace.full() && !board.done();
  for (const step of course.again) begin(step);
  for (;;) {
    await course.held();
    const ended = course.ended();
    if (course.fresh && running === 0) pace.look();
    const full = !ended && pace.full();
    if (wantsFresh() && pace.idle()) {
      await course.fresh?.();
      continue;
    }
    const moves = ended ? { run: [], fail: [], ask: [], skip: board.pending() } : board.next();
    const seen = { version, signs: signs() };
    for (const step of moves.skip) {
      board.skip(step);
      course.skipped(step);
    }
    for (const { step, error } of moves.fail) {
      board.fail(step, error);
      course.failed(step, error);
    }
    for (const step of moves.ask) void judge(step);
    for (const step of full ? [] : moves.run.slice(0, course.most - running)) {
      board.start(step);
      begin(step);
    }
    if (moves.skip.length + moves.fail.length > 0) continue;
    if (running === 0 && !board.thinking() && !(full && !board.done())) {
      if (await course.goesOn?.()) continue;
      return;
    }
    await CancellationScope.nonCancellable(() =>
      condition(() => version !== seen.version || signs() !== seen.signs || (wantsFresh() && pace.idle())),
    );
  }
}

function settle(board: Board, step: PlannedStep, outcome: Outcome): void {
  if (outcome.kind === 'success' || outcome.kind === 'stop') board.succeed(step, outcome.output);
  else if (outcome.kind === 'failed') board.fail(step, outcome.error, outcome.output);
  else if (outcome.kind === 'refused') board.refuse(step, outcome.reason, outcome.output);
  else board.fail(step, 'Stopped before it was finished.');
}

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error('The condition could not be worked out.');
