import { CancellationScope } from '@temporalio/workflow';
import type { Json } from '../../src/automation/definition.ts';
import { type Board, type BoardState, createBoard } from './board.ts';
import type { Output, PlannedStep } from './contract.ts';
import { conditionOf, judged } from './large.ts';
import type { Outcome, StepParts } from './outcome.ts';
import { play } from './play.ts';
import { at, passOf } from './steps.ts';

/** Steps of one item's body under way at once. */
const MOST = 20;

/** What a loop's body needs besides what every step does. */
export interface BodyParts extends StepParts {
  signs(): number;
  /** The steps of each loop's body. */
  bodies: Map<string, PlannedStep[]>;
}

/** One item's pass through a loop's body. */
export interface BodyPass {
  loop: PlannedStep;
  steps: PlannedStep[];
  index: number;
  scope: Record<string, unknown>;
  /** How far it was when an earlier history ended. */
  from: BoardState | null;
  /** Told the board, so that how far it is can be carried over. */
  onBoard(board: Board): void;
}

/** Carries out the steps of a body for one item. What fails or is refused in it ends this item's pass and no other. */
export async function bodyPass(pass: BodyPass, parts: BodyParts): Promise<Outcome> {
  const { steps, index, loop, scope } = pass;
  const board = createBoard(
    steps,
    (text, outputs) => conditionOf(text, { ...scope, ...outputs }),
    pass.from ?? undefined,
  );
  pass.onBoard(board);
  const here = (step: PlannedStep) => at(step, `${loop.id}/each/${step.id}`, index);
  const seen = () => ({ ...scope, ...board.outputs });
  await play(
    {
      board,
      again: steps.filter((step) => board.states.get(step.id) === 'running'),
      most: MOST,
      async perform(step) {
        await parts.pace.room();
        parts.notes.counted(1);
        try {
          return await passOf(here(step), seen(), parts);
        } finally {
          parts.notes.counted(-1);
        }
      },
      judge: (step) => judged(here(step), seen(), parts),
      // What a condition leaves out has no row of its own: there may be thousands of items.
      skipped() {},
      failed: (step, error) => parts.notes.failed(here(step), error),
      held: () => CancellationScope.nonCancellable(() => parts.control.unpaused()),
      ended: () => parts.control.cancelled !== null,
    },
    parts,
  );
  if (parts.control.cancelled !== null) return { kind: 'cancelled' };
  const failure = board.failure();
  if (failure) return { kind: 'failed', error: failure.error, step: failure.step };
  return { kind: 'success', output: resultOf(steps, board.outputs) };
}

/** Outputs of a body by step; of what nobody waited for there are none. */
const resultOf = (steps: PlannedStep[], outputs: Record<string, Output>): Output =>
  Object.fromEntries(
    steps.filter((step) => !step.background).map((step) => [step.id, (outputs[step.id] ?? null) as Json]),
  );
