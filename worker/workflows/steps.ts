import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow';
import type { Json } from '../../src/automation/definition.ts';
import { ExpressionError } from '../../src/automation/expression-error.ts';
import { resolveParams } from '../../src/automation/templates.ts';
import { decisionOn, saidNo } from './approval.ts';
import { runStep } from './calls.ts';
import { type Decided, MAX_VALUE, type PlannedStep } from './contract.ts';
import { flow } from './flow.ts';
import { type At, nowIso } from './notes.ts';
import type { Outcome, StepParts } from './outcome.ts';

/** One pass of a step with its templates computed. Never throws. */
export async function passOf(at: At, scope: Record<string, unknown>, parts: StepParts): Promise<Outcome> {
  let params: Record<string, Json>;
  try {
    params = at.step.fixed ?? resolveParams(at.step.params, scope);
  } catch (error) {
    return failedHere(at, error, parts);
  }
  if (JSON.stringify(params).length > MAX_VALUE) {
    const error = `What this step is given is too large: more than ${MAX_VALUE / 1024} KB.`;
    parts.notes.failed(at, error);
    return { kind: 'failed', error };
  }
  try {
    const outcome = await (at.step.lane === 'flow' ? flow(at, params, parts) : act(at, params, parts));
    if (outcome.kind === 'success') parts.notes.undoOf(at, scope, outcome.output);
    return outcome;
  } catch (error) {
    parts.notes.undoOf(at, scope, null);
    if (isCancellation(error)) {
      parts.notes.failed(at, 'Stopped before it was finished.', params);
      return { kind: 'cancelled' };
    }
    if (error instanceof ActivityFailure) return { kind: 'failed', error: messageOf(error) };
    return failedHere(at, error, parts);
  }
}

function failedHere(at: At, error: unknown, parts: StepParts): Outcome {
  const message =
    error instanceof ExpressionError || error instanceof ApplicationFailure
      ? error.message
      : 'This step could not be prepared.';
  parts.notes.failed(at, message);
  return { kind: 'failed', error: message };
}

function messageOf(error: ActivityFailure): string {
  return error.cause instanceof ApplicationFailure ? error.cause.message : 'This step did not finish in time.';
}

/** Calls the action, after a person confirmed it where the policy wants that. */
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
  const output = await runStep(at.step, {
    ...parts.notes.call(),
    step: at.step.id,
    path: at.path,
    iteration: at.iteration,
    params,
    ...(decided && { decided }),
    ...personal(at.step),
  });
  return { kind: 'success', output };
}

/** What a person decided about a step that failed before. */
const personal = ({ turn, generation, fixed }: PlannedStep) => ({
  ...(turn !== undefined && { turn }),
  ...(generation !== undefined && { generation }),
  ...(fixed && { changed: true }),
});

/** A fresh pass of a step, from now. */
export const at = (step: PlannedStep, path = step.id, iteration = 0): At => ({
  step,
  path,
  iteration,
  startedAt: nowIso(),
});
