import { Context } from '@temporalio/activity';
import type { Json } from '../../src/automation/definition.ts';
import type { Kept } from '../../src/automation/kept.ts';
import { inBrief } from '../../src/automation/reference.ts';
import { ActionError, type ActionSpec } from '../../src/connectors/define.ts';
import { withCurrency } from '../../src/connectors/params.ts';
import { AppError } from '../../src/errors.ts';
import { HANDED_OVER, type Output, type StepCall } from '../workflows/contract.ts';
import { callAction, parseParams, prepare, startBeat } from './call.ts';
import type { Caps } from './caps.ts';
import type { Contexts, RunContext } from './contexts.ts';
import type { ActivityDeps } from './deps.ts';
import { Again, type Attempt, type Effects } from './effects.ts';
import { HeldBack, StepFailure, TryLater, toFailure } from './failures.ts';
import { createHandover, type UnderWay } from './handover.ts';
import { profileOf } from './profiles.ts';
import { type Rows, rowId } from './rows.ts';
import type { Standing } from './standing.ts';
import { reportNote } from './words.ts';

/** A step that is over sooner is shown only once it is over: one write instead of two. */
const SHOW_AFTER_MS = 150;
/** Temporal's own attempts, ours and the database's troubles together; beyond it something is wrong with the step. */
const MAX_ROUNDS = 200;

/** What an attempt has of the activity it runs in. */
type Surroundings = Pick<Attempt, 'signal' | 'round' | 'heartbeat'>;

/** The activity of every step: does it, and writes down what became of it. */
export function createStep(
  deps: ActivityDeps,
  parts: { contexts: Contexts; rows: Rows; effects: Effects; caps: Caps; kept: Kept; standing: Standing },
) {
  const { clock, catalogue, log } = deps;
  const { contexts, rows, effects, caps, kept } = parts;
  const handover = deps.handover ?? createHandover();

  async function read(attempt: Attempt): Promise<Record<string, Json>> {
    const { run, spec, params, call } = attempt;
    const before = attempt.round > 1 || call.again ? await rows.attempts(placeOf(call)) : null;
    const count = before?.error ? before.attempt + 1 : 1;
    attempt.onAttempt(count);
    const beat = startBeat(attempt.heartbeat, async () => {});
    try {
      const prepared = await prepare(deps, run, spec, params, {
        key: `${run.root}:${call.path}:${call.iteration}:${run.generation}`,
        signal: attempt.signal,
        heartbeat: attempt.heartbeat,
        timeoutMs: attempt.timeoutMs,
      });
      const result = await callAction(deps, prepared);
      return await kept.compact(run, result).catch((error: unknown) => {
        throw error instanceof AppError ? new StepFailure(`Of the answer: ${error.message}.`) : error;
      });
    } catch (error) {
      if (!(error instanceof ActionError)) throw error;
      if (error.retryable && count < attempt.attempts) throw new Again(error, count, attempt);
      throw new StepFailure(error.message, { cause: error });
    } finally {
      beat.stop();
    }
  }

  function prepareAttempt(run: RunContext, call: StepCall, from: Surroundings): Omit<Attempt, 'params'> {
    const step = run.steps.get(call.step);
    const spec = step ? catalogue.action(step.service, step.action) : null;
    if (!step || !spec) throw new StepFailure('This step is not part of what was approved.');
    return {
      run,
      spec,
      call,
      written: step.params,
      ...profileOf(step, spec, deps.figures),
      ...from,
      onAttempt: () => {},
    };
  }

  async function tell(attempt: Omit<Attempt, 'params'>, startedAt: Date, count: number, ending: Ending): Promise<void> {
    const { call, spec, run } = attempt;
    await Promise.all([
      rows.step(
        placeOf(call),
        {
          service: spec.service,
          action: spec.action,
          step: call.step,
          attempt: count,
          input: call.params,
          startedAt,
          ...ending,
        },
        call.decided,
      ),
      rows.touch({ ...call, thread: run.thread }, { phase: call.phase }),
    ]);
  }

  return async function step(call: StepCall): Promise<Output> {
    const activity = Context.current();
    const key = rowId(call);
    const taken = call.patience === undefined ? handover.take(key) : null;
    if (taken) return follow(taken, activity);
    const stop = new AbortController();
    let ours = true;
    const work = perform(call, {
      signal: AbortSignal.any([activity.cancellationSignal, stop.signal]),
      round: activity.info.attempt,
      // Once handed over, whoever took it over says that it is alive.
      heartbeat: (detail) => {
        if (ours) activity.heartbeat(detail);
      },
    });
    if (call.patience === undefined) return work;
    const output = await handover.first(key, { work, stop }, call.patience);
    ours = output !== null;
    return output ?? { status: HANDED_OVER, error: null };
  };

  /** Waits for a step that began as a local activity of this worker. */
  async function follow({ work, stop }: UnderWay, activity: Context): Promise<Output> {
    const beat = startBeat(
      () => activity.heartbeat(),
      async () => {},
    );
    const abort = () => stop.abort(activity.cancellationSignal.reason);
    activity.cancellationSignal.addEventListener('abort', abort, { once: true });
    if (activity.cancellationSignal.aborted) abort();
    return work.finally(() => beat.stop());
  }

  async function perform(call: StepCall, from: Surroundings): Promise<Output> {
    const startedAt = clock.now();
    try {
      // What failed before its run was paused is not tried again while it is: the run calls it once more when it goes on.
      if (from.round > 1 && (await rows.paused(call))) throw new HeldBack();
      const run = await contexts.of(call);
      const stood = run.execution !== run.root || call.turn ? await parts.standing.stood(run, call) : null;
      if (stood) {
        await rows.notes(call, (note) => reportNote(catalogue, note));
        if (stood.state !== 'success') throw new StepFailure(stood.error ?? '');
        return stood.output as Output;
      }
      const attempt = prepareAttempt(run, call, from);
      const notes = rows.notes(call, (note) => reportNote(catalogue, note));
      let count = 1;
      let shown: Promise<void> | null = null;
      const show = setTimeout(() => {
        shown = tell(attempt, startedAt, count, RUNNING).catch((error) =>
          log.debug({ err: error }, 'progress not shown'),
        );
      }, SHOW_AFTER_MS);
      const ending = await endingOf(attempt, (known) => {
        count = known;
      });
      clearTimeout(show);
      const ms = clock.now().getTime() - startedAt.getTime();
      const doubtful = ending.error instanceof StepFailure && ending.error.doubtful;
      deps.measures?.step(attempt.spec, { state: ending.row.state, count, ms, doubtful });
      await Promise.all([notes, shown]);
      await Promise.all([tell(attempt, startedAt, count, ending.row), ending.writing]);
      if (ending.error !== null) throw ending.error;
      return ending.output;
    } catch (error) {
      throw toFailure(error);
    }
  }

  /** What the call is given, with all of it at hand. */
  async function given({ run, call }: Omit<Attempt, 'params'>): Promise<Record<string, Json>> {
    return kept.expand(run, call.params).catch((error: unknown) => {
      throw error instanceof AppError ? new StepFailure(error.message) : error;
    });
  }

  /** How this attempt ended, as the row shows it. Throws what says nothing about the step. */
  async function endingOf(
    attempt: Omit<Attempt, 'params'>,
    onAttempt: (count: number) => void,
  ): Promise<
    ({ row: Ending; error: Error; output: null } | { row: Ending; error: null; output: Output }) & {
      writing?: Promise<void> | undefined;
    }
  > {
    const { spec, call, round } = attempt;
    try {
      if (round > MAX_ROUNDS)
        throw new StepFailure(`“${spec.title}” could not be finished, however often it was tried.`);
      const params = parseParams(spec, await given(attempt));
      const full: Attempt = { ...attempt, params, onAttempt };
      const { run } = attempt;
      const key = `${run.root}:${call.path}:${call.iteration}:${run.generation}`;
      const reading = () => caps.around(run, spec, key, () => read(full));
      const result = await (spec.effect === 'read' ? reading() : effects.perform(full));
      const output = outputOf(spec, result);
      const row: Ending = {
        state: 'success',
        status: String(output.status),
        output,
        error: null,
        report: inWords(
          spec,
          withCurrency(spec, params, run.policy.currency ?? deps.config.WORKFLOW_CURRENCY),
          inBrief(output),
        ),
        endedAt: clock.now(),
      };
      return { row, error: null, output, writing: full.writing };
    } catch (error) {
      if (error instanceof Again) {
        const row: Ending = { ...RUNNING, error: error.message };
        return { row, error: new TryLater(error.message, error.afterMs), output: null };
      }
      if (!(error instanceof StepFailure)) throw error;
      const row: Ending = { ...RUNNING, state: 'failed', status: 'failed', error: error.message, endedAt: clock.now() };
      return { row, error, output: null };
    }
  }
}

interface Ending {
  state: 'running' | 'success' | 'failed';
  status: string | null;
  output: Output | null;
  error: string | null;
  report: string | null;
  endedAt: Date | null;
}

const RUNNING: Ending = { state: 'running', status: null, output: null, error: null, report: null, endedAt: null };

const placeOf = ({ workspace, execution, path, iteration }: StepCall) => ({ workspace, execution, path, iteration });

/** What later steps see: every declared output, null where the action gave none, and how it ended. */
function outputOf(spec: ActionSpec, result: Record<string, Json>): Output {
  const declared = Object.fromEntries(Object.keys(spec.result.shape).map((name) => [name, null]));
  return { ...declared, ...result, status: spec.success ?? 'success', error: null };
}

function inWords(spec: ActionSpec, params: Record<string, Json>, output: Output): string {
  try {
    return spec.report(params, output).slice(0, 500);
  } catch {
    return spec.title;
  }
}
