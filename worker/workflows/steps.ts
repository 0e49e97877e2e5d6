import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow';
import type { Json } from '../../src/automation/definition.ts';
import { decisionOn, saidNo } from './approval.ts';
import { isHeldBack, runStep } from './calls.ts';
import type { PlannedStep, StepCall } from './contract.ts';
import { flow } from './flow.ts';
import { heldTo } from './held.ts';
import { paramsOf, reasonOf, undoNoted } from './large.ts';
import { type At, nowIso } from './notes.ts';
import type { Outcome, StepParts } from './outcome.ts';
import type { Decided } from './people-contract.ts';
import { personal } from './personal.ts';

/** One pass of a step with its templates computed. Never throws. */
export const passOf = (at: At, scope: Record<string, unknown>, parts: StepParts): Promise<Outcome> =>
  parts.pace.pass(async () => {
    let params: Record<string, Json>;
    try {
      params = at.step.fixed ?? (await paramsOf(at, scope, parts));
    } catch (error) {
      return isCancellation(error) ? stopped(at, null, parts) : failedHere(at, error, parts);
    }
    const held = heldTo(at.step, params, scope);
    if (!('params' in held)) return kept(at, params, held, parts);
    params = held.params;
    try {
      const flows = at.step.lane === 'flow';
      const outcome = await (flows ? flow(at, params, scope, parts) : act(at, params, parts));
      if (outcome.kind === 'success' && at.step.undo) await undoNoted(at, scope, outcome.output, parts);
      return outcome;
    } catch (error) {
      if (at.step.undo) await undoNoted(at, scope, null, parts);
      if (isCancellation(error)) return stopped(at, params, parts);
      // Of a call within the task the failure comes as it is, of others wrapped; either way the activity wrote it down.
      if (!(error instanceof ActivityFailure || error instanceof ApplicationFailure))
        return failedHere(at, error, parts);
      // What the interpreter carries out itself nobody has written down yet.
      if (at.step.lane === 'flow') parts.notes.failed(at, messageOf(error), params);
      return { kind: 'failed', error: messageOf(error) };
    }
  });

function stopped(at: At, params: Json, parts: StepParts): Outcome {
  parts.notes.failed(at, 'Stopped before it was finished.', params);
  return { kind: 'cancelled' };
}

/** A step that a gate did not let through, or not like this. */
function kept(
  at: At,
  params: Record<string, Json>,
  why: { refused: string } | { failed: string },
  parts: StepParts,
): Outcome {
  if ('refused' in why) {
    parts.notes.skipped(at);
    return { kind: 'refused', reason: why.refused };
  }
  parts.notes.failed(at, why.failed, params);
  return { kind: 'failed', error: why.failed };
}

function failedHere(at: At, error: unknown, parts: StepParts): Outcome {
  const message = reasonOf(error);
  parts.notes.failed(at, message);
  return { kind: 'failed', error: message };
}

function messageOf(error: ActivityFailure | ApplicationFailure): string {
  if (error instanceof ApplicationFailure) return error.message;
  return error.cause instanceof ApplicationFailure ? error.cause.message : 'This step did not finish in time.';
}

/**
 * Calls the action, after a person confirmed it where the policy wants that. What failed and was held back by a pause before it
 * could be tried again is called anew when the run goes on. One more function in between would come back later, and what runs
 * beside it would be begun in another order than the histories of earlier versions say.
 */
async function act(at: At, params: Record<string, Json>, parts: StepParts): Promise<Outcome> {
  let decided: Decided | undefined;
  if (at.step.confirm) {
    decided = await decisionOn(at, 'confirm', params, parts);
    if (decided.decision === 'rejected') {
      parts.notes.skipped(at, decided);
      return { kind: 'refused', reason: saidNo(decided) };
    }
  }
  await parts.control.unpaused();
  const call: StepCall = {
    ...parts.notes.call(),
    step: at.step.id,
    path: at.path,
    iteration: at.iteration,
    params,
    ...(decided && { decided }),
    ...personal(at.step),
  };
  for (let again = false; ; again = true) {
    try {
      const output = await runStep(at.step, again ? { ...call, again } : call);
      return { kind: 'success', output };
    } catch (error) {
      if (!isHeldBack(error)) throw error;
      await parts.control.unpaused();
    }
  }
}

/** A fresh pass of a step, from now. */
export const at = (step: PlannedStep, path = step.id, iteration = 0): At => ({
  step,
  path,
  iteration,
  startedAt: nowIso(),
});
