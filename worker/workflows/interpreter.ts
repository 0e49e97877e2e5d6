import { allHandlersFinished, CancellationScope, condition, continueAsNew, patched } from '@temporalio/workflow';
import type { RunInput } from '../../src/temporal/types.ts';
import { type Board, createBoard } from './board.ts';
import { begin, finish } from './calls.ts';
import { type Carried, carryOver } from './carry.ts';
import { takeBack } from './compensation.ts';
import type { Begun, FinishCall, Finished, Hold, Phase, PlannedStep } from './contract.ts';
import { type Control, takeControl } from './control.ts';
import { forEachOf, type LoopParts } from './for-each.ts';
import { createGates } from './gates.ts';
import { conditionOf, judged } from './large.ts';
import { createLoops } from './loops.ts';
import { createNotes, type Notes } from './notes.ts';
import type { Outcome } from './outcome.ts';
import { createPace } from './pace.ts';
import { play } from './play.ts';
import { createQuestions } from './questions.ts';
import { createRecovery, type Recovery } from './recovery.ts';
import { beginCall, bodiesOf, given } from './start.ts';
import { type Parts, stateOf } from './state.ts';
import { at, passOf } from './steps.ts';
import { createNames } from './words.ts';

/** Steps under way at once. */
const MAX_PARALLEL = 50;

/** Carries out one run of a definition, whatever its name; see docs/architecture.md. */
export async function interpret(run: RunInput, carried?: Carried): Promise<Finished> {
  if (run.mode === 'undo') return undoOnly(run);
  const root = CancellationScope.current();
  return CancellationScope.nonCancellable(async () => {
    const names = createNames();
    const gates = createGates(names, carried?.gates);
    const questions = createQuestions(names, carried?.questions);
    const progress = { version: 0, parts: null as Parts | null, phase: (): Phase => 'running' };
    const changed = () => {
      progress.version += 1;
    };
    const control = takeControl({
      changed,
      gates,
      questions,
      state: () => ({ phase: progress.phase(), ...stateOf(progress.parts, control, gates, questions) }),
    });
    if (carried?.paused) control.pausedSince = carried.pausedSince ?? Date.now();
    control.words = carried?.words ?? 0;
    root.cancelRequested.catch(() => control.cancel('cancelled'));

    const beginning = await begin(beginCall(run, carried !== undefined));
    if (!beginning.go) return { success: false, status: 'cancelled', error: beginning.reason };
    const { begun } = beginning;
    names.learn(begun.scope);
    const outer = begun.steps.filter((step) => step.inside === undefined);
    const board = createBoard(
      outer,
      (text, outputs) => conditionOf(text, { ...outputs, ...begun.scope }),
      carried?.board ?? given(begun),
    );
    const pace = createPace(() => control.cancelled !== null, begun.limits);
    const notes = createNotes(begun, () => holdOf(control), pace);
    progress.phase = notes.phase;
    const recovery = createRecovery({ begun, board, notes, control }, carried?.recovery);
    const loops = createLoops(carried?.loops);
    progress.parts = { board, loops, recovery };
    const bodies = bodiesOf(begun.steps);
    const signs = () => progress.version;
    const parts = { run, begun, board, notes, gates, questions, control, pace, recovery };
    const playing: Play = { ...parts, loops, bodies, signs, stopped: null };
    await control.scope.run(() => playRun(playing));
    if (recovery.takesBack()) await takingBack(notes, control);
    return finish(ending(board, notes, control, playing.stopped, recovery));
  });
}

interface Play extends LoopParts {
  run: RunInput;
  begun: Begun;
  board: Board;
  recovery: Recovery;
  /** Why a step stopped the run, or null. */
  stopped: string | null;
}

/** Plays the run's own graph; the bodies of its loops are played inside. */
async function playRun(parts: Play): Promise<void> {
  const { board, notes, control, begun } = parts;
  const scope = () => ({ ...board.outputs, ...begun.scope });
  await play(
    {
      board,
      again: begun.steps.filter((step) => board.states.get(step.id) === 'running'),
      most: MAX_PARALLEL,
      async perform(step) {
        const outcome = await notes.working(() => stepOf(step, scope(), parts));
        if (outcome.kind === 'stop') parts.stopped ??= outcome.reason;
        return outcome;
      },
      judge: (step) => judged(at(step), scope(), parts),
      skipped: parts.recovery.passOver,
      failed: (step, error) => notes.failed(at(step), error),
      held: () => whilePaused(notes, control),
      ended: () => parts.stopped !== null || control.cancelled !== null,
      goesOn: async () => parts.stopped === null && (await parts.recovery.goesOn()),
      fresh: () => anew(parts),
    },
    parts,
  );
}

/** Holds a paused run, and says so; nothing happens while it is paused and nothing runs. */
async function whilePaused(notes: Notes, control: Control): Promise<void> {
  if (!control.paused || control.cancelled !== null) return;
  await notes.show();
  await CancellationScope.nonCancellable(control.unpaused);
  await notes.show();
}

/** Takes back what was done. That the run is paused is said at once: what failed before is not tried again until it goes on. */
async function takingBack(notes: Notes, control: Control): Promise<void> {
  let said = Promise.resolve();
  const off = control.onSteer(({ what }) => {
    if (what !== 'cancel' && patched('a pause is said while a run takes back')) said = said.then(notes.show);
  });
  await takeBack(notes.call, async () => {
    await said;
    await undoHeld(notes, control);
  });
  off();
  await said;
}

/** Taking back waits too. Runs of earlier versions went on. */
async function undoHeld(notes: Notes, control: Control): Promise<void> {
  if (control.paused && patched('taking back waits while a run is paused')) await whilePaused(notes, control);
}

const stepOf = (step: PlannedStep, scope: Record<string, unknown>, parts: Play): Promise<Outcome> =>
  step.forEach === null ? passOf(at(step), scope, parts) : forEachOf(step, step.forEach, scope, parts);

/** What a run that has ended did is taken back by a workflow of its own. */
async function undoOnly({ workspace, executionId }: RunInput): Promise<Finished> {
  await takeBack(() => ({ workspace, execution: executionId ?? '', notes: [], phase: 'running' }));
  return { success: true, status: 'completed', error: null };
}

function ending(board: Board, notes: Notes, control: Control, stopped: string | null, recovery: Recovery): FinishCall {
  const call = notes.call();
  if (control.cancelled !== null) {
    return { ...call, status: 'cancelled', error: control.cancelled, failedStep: null, reason: control.cancelled };
  }
  const failure = board.failure();
  if (failure) {
    const { error, step } = failure;
    return { ...call, status: 'failed', error, failedStep: step, reason: recovery.reason() };
  }
  return {
    ...call,
    status: 'completed',
    error: null,
    failedStep: null,
    reason: stopped ?? board.refusal()?.error ?? null,
  };
}

/** Goes on in a fresh history; comes back where what it must know is too much, and all goes on in this one. */
async function anew(parts: Play): Promise<void> {
  await parts.notes.flush();
  await condition(allHandlersFinished);
  const next = await carryOver(parts);
  if (next === null) parts.pace.giveUp();
  // A decision may have come meanwhile, and a step gone on.
  else if (parts.pace.idle() && parts.control.cancelled === null) {
    await continueAsNew<typeof interpret>({ ...parts.run, executionId: parts.begun.execution }, next);
  }
}

function holdOf({ paused, cancelled, words }: Control): Hold | null {
  return words > 0 || paused ? { paused: paused && cancelled === null, nth: words } : null;
}
