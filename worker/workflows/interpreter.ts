import { allHandlersFinished, CancellationScope, condition, continueAsNew, workflowInfo } from '@temporalio/workflow';
import { evaluateCondition } from '../../src/automation/templates.ts';
import type { RunInput } from '../../src/temporal/types.ts';
import { type Board, type BoardState, createBoard } from './board.ts';
import { begin, finish } from './calls.ts';
import { takeBack } from './compensation.ts';
import type { Begun, FinishCall, Finished, Output, PlannedStep } from './contract.ts';
import { type Control, takeControl } from './control.ts';
import { forEachOf } from './for-each.ts';
import { createGates, type Gates } from './gates.ts';
import { createNotes, type Notes, nowIso } from './notes.ts';
import type { Outcome } from './outcome.ts';
import { createQuestions, type Questions } from './questions.ts';
import { createRecovery, type Recovery, type RecoveryState } from './recovery.ts';
import { at, passOf } from './steps.ts';
import { createNames } from './words.ts';

/** What a run carries into a fresh history. */
export interface Carried {
  board: BoardState;
  paused: boolean;
  gates: ReturnType<Gates['carried']>;
  recovery?: RecoveryState;
  questions?: ReturnType<Questions['carried']>;
}

/** Steps under way at once. */
const MAX_PARALLEL = 50;

/** Carries out one run of a definition, whatever its name; see docs/runs.md. */
export async function interpret(run: RunInput, carried?: Carried): Promise<Finished> {
  if (run.mode === 'undo') return undoOnly(run);
  const root = CancellationScope.current();
  return CancellationScope.nonCancellable(async () => {
    const names = createNames();
    const gates = createGates(names, carried?.gates);
    const questions = createQuestions(names, carried?.questions);
    const progress = { version: 0, board: null as Board | null };
    const changed = () => {
      progress.version += 1;
    };
    const control = takeControl({
      changed,
      gates,
      questions,
      state: () => stateOf(progress.board, control, gates, questions),
    });
    control.paused = carried?.paused ?? false;
    root.cancelRequested.catch(() => control.cancel('cancelled'));

    const beginning = await begin(beginCall(run, carried !== undefined));
    if (!beginning.go) return { success: false, status: 'cancelled', error: beginning.reason };
    const { begun } = beginning;
    names.learn(begun.scope);
    const board = createBoard(
      begun.steps,
      (text, outputs) => evaluateCondition(text, { ...outputs, ...begun.scope }),
      carried?.board ?? given(begun),
    );
    progress.board = board;
    const notes = createNotes(begun, () => control.paused && control.cancelled === null);
    const recovery = createRecovery({ begun, board, notes, control }, carried?.recovery);
    const stopped = await control.scope.run(() =>
      play({ run, begun, board, notes, gates, questions, control, recovery, progress, changed }),
    );
    if (recovery.takesBack()) await takeBack(notes.call);
    return finish(ending(board, notes, control, stopped, recovery));
  });
}

interface Play {
  run: RunInput;
  begun: Begun;
  board: Board;
  notes: Notes;
  gates: Gates;
  questions: Questions;
  control: Control;
  recovery: Recovery;
  progress: { version: number };
  changed(): void;
}

/** Plays the graph until nothing is left to do. Returns why it was stopped by a step, or null. */
async function play(parts: Play): Promise<string | null> {
  const { board, notes, control, recovery, progress, changed } = parts;
  let running = 0;
  let stopped: string | null = null;
  let tooLarge = false;

  async function perform(step: PlannedStep): Promise<void> {
    const outcome = await notes.working(() => stepOf(step, parts));
    if (outcome.kind === 'stop') stopped ??= outcome.reason;
    settle(board, step, outcome);
    running -= 1;
    changed();
  }

  for (;;) {
    await whilePaused(notes, control);
    const ended = stopped !== null || control.cancelled !== null;
    const full = !ended && !tooLarge && wantsFreshHistory();
    if (full && running === 0 && !board.done()) {
      await anew(parts);
      tooLarge = true;
      continue;
    }
    const moves = ended ? { run: [], fail: [], skip: board.pending() } : board.next();
    const seen = progress.version;
    for (const step of moves.skip) {
      board.skip(step);
      recovery.passOver(step);
    }
    for (const { step, error } of moves.fail) {
      board.fail(step, error);
      notes.failed(at(step), error);
    }
    for (const step of full ? [] : moves.run.slice(0, MAX_PARALLEL - running)) {
      board.start(step);
      running += 1;
      void perform(step);
    }
    if (moves.skip.length + moves.fail.length > 0) continue;
    if (running === 0) {
      if (stopped === null && (await recovery.goesOn())) continue;
      return stopped;
    }
    await CancellationScope.nonCancellable(() => condition(() => progress.version !== seen));
  }
}

/** Holds a paused run, and says so; nothing happens while it is paused and nothing runs. */
async function whilePaused(notes: Notes, control: Control): Promise<void> {
  if (!control.paused || control.cancelled !== null) return;
  await notes.show();
  await CancellationScope.nonCancellable(control.unpaused);
  await notes.show();
}

async function stepOf(step: PlannedStep, parts: Play): Promise<Outcome> {
  const scope = { ...parts.board.outputs, ...parts.begun.scope };
  return step.forEach === null ? passOf(at(step), scope, parts) : forEachOf(step, step.forEach, scope, parts);
}

function settle(board: Board, step: PlannedStep, outcome: Outcome): void {
  if (outcome.kind === 'success' || outcome.kind === 'stop') board.succeed(step, outcome.output);
  else if (outcome.kind === 'failed') board.fail(step, outcome.error, outcome.output);
  else if (outcome.kind === 'refused') board.refuse(step, outcome.reason, outcome.output);
  else board.fail(step, 'Stopped before it was finished.');
}

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

function beginCall(run: RunInput, resumed: boolean) {
  const info = workflowInfo();
  const nominal = info.searchAttributes.TemporalScheduledStartTime?.[0];
  return {
    run,
    resumed,
    temporalWorkflowId: info.workflowId,
    temporalRunId: info.runId,
    name: info.workflowType,
    scheduledAt: nominal instanceof Date ? nominal.toISOString() : typeof nominal === 'string' ? nominal : null,
    startedAt: nowIso(),
  };
}

/** Results kept from the run that is tried again; a no stays a no. */
function given(begun: Begun): BoardState {
  const skipped = begun.skipped ?? [];
  const nothing = (step: PlannedStep): [string, Output] => [
    step.id,
    { ...Object.fromEntries(step.outputs.map((name) => [name, null])), status: 'skipped', error: null },
  ];
  const left = begun.steps.filter((step) => skipped.includes(step.id));
  const outputs = { ...begun.given, ...Object.fromEntries(left.map(nothing)) };
  const refused = begun.steps.filter((step) => step.service === 'flow' && outputs[step.id]?.approved === false);
  return {
    outputs,
    states: Object.fromEntries([
      ...Object.keys(begun.given).map((id) => [id, 'success' as const]),
      ...skipped.map((id) => [id, 'skipped' as const]),
    ]),
    obstacles: refused.map((step) => ({ step: step.id, kind: 'refusal', error: 'It was refused before.', open: true })),
  };
}

/** A history near its limits, with something still to do. */
function wantsFreshHistory(): boolean {
  const info = workflowInfo();
  return info.continueAsNewSuggested || info.historyLength > 3000 || info.historySize > 2_000_000;
}

async function anew({ run, board, control, gates, questions, recovery, begun }: Play): Promise<void> {
  await condition(allHandlersFinished);
  const next: Carried = {
    board: board.snapshot(),
    paused: control.paused,
    gates: gates.carried(),
    recovery: recovery.carried(),
    questions: questions.carried(),
  };
  if (JSON.stringify(next).length > 1_500_000) return;
  await continueAsNew<typeof interpret>({ ...run, executionId: begun.execution }, next);
}

function stateOf(board: Board | null, control: Control, gates: Gates, questions: Questions): unknown {
  const states = board ? Object.fromEntries(board.states) : {};
  const over = Object.values(states).filter((state) => state !== 'pending' && state !== 'running').length;
  return {
    paused: control.paused,
    cancelled: control.cancelled,
    steps: states,
    progress: board && board.states.size > 0 ? Math.round((100 * over) / board.states.size) : 0,
    gates: gates.open(),
    decisions: gates.state(),
    questions: questions.state(),
  };
}
