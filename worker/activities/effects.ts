import { CancelledFailure } from '@temporalio/activity';
import type { Json } from '../../src/automation/definition.ts';
import type { Kept } from '../../src/automation/kept.ts';
import { ActionError, type ActionSpec } from '../../src/connectors/define.ts';
import { AppError } from '../../src/errors.ts';
import type { StepCall } from '../workflows/contract.ts';
import { callAction, idempotencyOf, lookUp, type Prepared, prepare, startBeat } from './call.ts';
import { checkAmount } from './caps.ts';
import { checkChanged } from './changed.ts';
import type { RunContext } from './contexts.ts';
import type { ActivityDeps } from './deps.ts';
import { isOurs, StepFailure, TryLater } from './failures.ts';
import { createHasEnded } from './has-ended.ts';
import { insist } from './insist.ts';
import type { Claim, EffectPlace, Ledger } from './ledger.ts';
import { type Allowed, checkLimits } from './limits.ts';
import { backoffMs, type Profile } from './profiles.ts';
import type { SetAside } from './set-aside.ts';

/** Thrown for an attempt that failed and may be repeated. */
export class Again extends Error {
  readonly attempt: number;
  readonly afterMs: number;

  constructor(error: ActionError, attempt: number, waits: Pick<Profile, 'initialMs' | 'backoff' | 'maxMs'>) {
    super(error.message, { cause: error });
    this.name = 'Again';
    this.attempt = attempt;
    this.afterMs = backoffMs(attempt, error.retryAfterMs, waits);
  }
}

export interface Attempt extends Profile {
  run: RunContext;
  spec: ActionSpec;
  call: StepCall;
  params: Record<string, Json>;
  written: Record<string, Json>;
  /** Which attempt of the activity this is, from 1. */
  round: number;
  /** Aborts the call. */
  signal: AbortSignal;
  /** Says that it is alive. */
  heartbeat(detail?: unknown): void;
  /** Told once it is known. */
  onAttempt(attempt: number): void;
  /** What is being written down of the result; the step is not over before it is. */
  writing?: Promise<void>;
}

/** A lease outlives a beat by far, and ends soon after its worker died. */
const LEASE_MS = 20_000;
/** Far less than it takes to find that a run is lost. */
const YOUNG_MS = 10_000;

type Taken = Extract<Claim, { kind: 'go' | 'doubtful' }>;

/** Calls with effects, each at most once as far as anyone can tell: ledger, limits, reservation. */
export function createEffects(deps: ActivityDeps, parts: { ledger: Ledger; aside: SetAside; kept: Kept }) {
  const { ledger, aside } = parts;
  const hasEnded = createHasEnded(deps.store);

  /** The result of an effect, now or from before. Throws StepFailure, Again, TryLater or CancelledFailure. */
  async function perform(attempt: Attempt): Promise<Record<string, Json>> {
    const { run, spec, call } = attempt;
    const { workspace, root } = run;
    // A person who chose to repeat what may have happened wants another effect.
    const generation = run.generation + (call.generation ?? 0);
    const place: EffectPlace = { workspace, root, path: call.path, iteration: call.iteration, generation };
    const allowed = allow(attempt);
    const mine = await aside.take(run, spec, allowed, place);
    // What is taken back is so after the end; and nobody takes a young run for lost, so short ones do not pay for the look.
    const old = deps.clock.now().getTime() - run.startedAt.getTime() > YOUNG_MS;
    const asks = old && call.turn === undefined;
    const over = asks ? hasEnded({ _id: run.execution, workspace }).catch(() => false) : false;
    const claiming = ledger.claim(place, {
      execution: call.turn === undefined ? run.execution : `${run.execution}~${call.turn}`,
      step: call.step,
      service: spec.service,
      action: spec.action,
      leaseMs: LEASE_MS,
      reservation: mine.reserved?.row ?? null,
      taken: mine.counted.rows,
    });
    const [claim, ended] = await Promise.all([claiming, over]);
    if (claim.kind === 'busy') {
      throw new TryLater(
        'Another attempt is still under way.',
        claim.freeAt.getTime() - deps.clock.now().getTime() + 50,
      );
    }
    if (claim.kind === 'done') {
      await aside.takeBack(run, `${root}:${call.path}:${call.iteration}:${generation}`, mine);
      await aside.settle(run, claim.key, claim);
      return claim.result;
    }
    if (ended) return leave(run, claim);
    attempt.onAttempt(claim.attempt);
    // It was under way, and nobody wrote down how that ended: its time was over, or its worker is gone.
    if (claim.kind === 'doubtful' && claim.error === null) deps.measures?.cutOff(spec);
    return act(attempt, claim);
  }

  /** A run that has ended does nothing more, whoever still carries it out. */
  async function leave(run: RunContext, claim: Taken): Promise<never> {
    const error = new StepFailure('This run has ended, so nothing more was done.');
    if (claim.kind === 'go') return notDone(run, claim, error);
    await insist(() => ledger.unknown(claim.key, run.workspace, claim.error ?? 'cut off'));
    throw error;
  }

  function allow({ run, spec, params, written, call }: Attempt): Allowed | null {
    try {
      if (call.changed) checkChanged(run, spec, params, written);
      checkAmount(run, spec, params, deps.config.WORKFLOW_CURRENCY);
      return checkLimits(run, spec, params, written, deps.config);
    } catch (error) {
      if (spec.effect === 'money') deps.measures?.spendRefused('payment');
      throw error;
    }
  }

  async function act(attempt: Attempt, claim: Taken): Promise<Record<string, Json>> {
    const { run, spec, params } = attempt;
    const beat = startBeat(attempt.heartbeat, () => ledger.renew(claim.key, run.workspace, LEASE_MS));
    try {
      const prepared = await prepare(deps, run, spec, params, {
        key: claim.key,
        signal: attempt.signal,
        heartbeat: attempt.heartbeat,
        timeoutMs: attempt.timeoutMs,
      }).catch((error) => notDone(run, claim, error));
      const found = claim.kind === 'doubtful' ? await resolveDoubt(attempt, claim, prepared) : null;
      const result =
        found ?? (await callAction(deps, prepared).catch((error) => failed(attempt, claim, prepared, error)));
      return await keep(attempt, claim, result);
    } finally {
      // The lease must last until it is written that it happened.
      Promise.resolve(attempt.writing)
        .finally(beat.stop)
        .catch(() => {});
    }
  }

  /** Its result when it happened after all; null when it may be called (again). */
  async function resolveDoubt(
    attempt: Attempt,
    claim: Taken,
    prepared: Prepared,
  ): Promise<Record<string, Json> | null> {
    const { spec, run } = attempt;
    const how = idempotencyOf(spec, prepared.params, prepared.context.connection.kind === 'sandbox');
    if (how === 'key' || how === 'natural') return null;
    if (how === 'lookup' && spec.lookup) {
      return lookUp(prepared).catch((error) => failed(attempt, claim, prepared, error));
    }
    const message = claim.error ?? `“${spec.title}” was under way when the connection to it was lost.`;
    await ledger.unknown(claim.key, run.workspace, message);
    throw doubtful(message);
  }

  /**
   * Writes down that it happened; the one thing that must not be forgotten, so our own trouble is waited out. The step's row
   * is written at the same time, see `writing`.
   */
  async function keep(attempt: Attempt, claim: Taken, result: Record<string, Json>): Promise<Record<string, Json>> {
    const { run } = attempt;
    let large: AppError | null = null;
    const kept = await insist(() => parts.kept.compact(run, result)).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      large = error;
      return {};
    });
    attempt.writing = insist(() => ledger.done(claim.key, run.workspace, kept)).then(() =>
      aside.settle(run, claim.key, claim),
    );
    attempt.writing.catch(() => {});
    if (large === null) return kept;
    await attempt.writing;
    throw new StepFailure(`It was done, but what came back is lost: ${(large as AppError).message}.`);
  }

  /** An attempt that did not work: what is known of it is written down, and whether it may be repeated decided. */
  async function failed(attempt: Attempt, claim: Taken, prepared: Prepared, error: unknown): Promise<never> {
    const { run, spec } = attempt;
    if (error instanceof StepFailure) return notDone(run, claim, error);
    const how = idempotencyOf(spec, prepared.params, prepared.context.connection.kind === 'sandbox');
    const harmless = how === 'key' || how === 'natural';
    if (error instanceof CancelledFailure) {
      await insist(() => ledger.unknown(claim.key, run.workspace, 'stopped on the way'));
      throw error;
    }
    if (isOurs(error) && harmless) {
      await insist(() => ledger.unknown(claim.key, run.workspace, 'cut off'));
      throw error;
    }
    const action = error instanceof ActionError ? error : unexpected(spec, error);
    const left = action.retryable && claim.attempt < attempt.attempts;
    if (action.outcome === 'not_done') {
      if (!left) return notDone(run, claim, new StepFailure(action.message, { cause: action }));
      await insist(() => ledger.notDone(claim.key, run.workspace, action.message));
      await aside.release(run, claim.key, claim);
      throw new Again(action, claim.attempt, attempt);
    }
    await insist(() => ledger.unknown(claim.key, run.workspace, action.message, harmless));
    if (left && (harmless || (how === 'lookup' && spec.lookup))) throw new Again(action, claim.attempt, attempt);
    throw harmless ? new StepFailure(action.message, { cause: action }) : doubtful(action.message, action);
  }

  async function notDone(run: RunContext, claim: Taken, error: unknown): Promise<never> {
    const message = error instanceof Error ? error.message : String(error);
    await insist(() => ledger.notDone(claim.key, run.workspace, message));
    await aside.release(run, claim.key, claim);
    throw error;
  }

  return { perform };
}

export type Effects = ReturnType<typeof createEffects>;

const unexpected = (spec: ActionSpec, error: unknown): ActionError =>
  new ActionError(`“${spec.title}” did not work: something unexpected happened.`, {
    outcome: 'unknown',
    retryable: true,
    cause: error,
  });

const doubtful = (message: string, cause?: unknown): StepFailure =>
  new StepFailure(
    `${message} It is not certain whether it happened, so I did not repeat it. Look there before you try again.`,
    {
      doubtful: true,
      cause,
    },
  );
