import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow';
import { canonicalJson } from '../../src/automation/canonical.ts';
import type { Json } from '../../src/automation/definition.ts';
import { ExpressionError } from '../../src/automation/expression-error.ts';
import type { Output, PlannedStep } from './contract.ts';
import { reasonOf, shownParams } from './large.ts';
import type { StepParts } from './outcome.ts';
import type { Change, Guarded } from './people-contract.ts';

/** What a gate showed of the step it guards, and that this step does exactly that. */

/** The guarded step with its parameters computed now, before it is asked about: at once where they are all at hand. */
export function guardedBy(
  step: PlannedStep,
  scope: Record<string, unknown>,
  parts: StepParts,
): Guarded | null | Promise<Guarded> {
  if (!step.guards) return null;
  const { step: id, params: written } = step.guards;
  try {
    const params = shownParams(written, scope, parts);
    if (!(params instanceof Promise)) return { step: id, params };
    return params.then(
      (loaded) => ({ step: id, params: loaded }),
      (error) => notKnown(id, error),
    );
  } catch (error) {
    return notKnown(id, error);
  }
}

function notKnown(id: string, error: unknown): never {
  if (isCancellation(error)) throw error;
  const known =
    error instanceof ExpressionError || error instanceof ActivityFailure || error instanceof ApplicationFailure;
  if (!known) throw error;
  throw ApplicationFailure.nonRetryable(`What “${id}” would do is not known yet: ${reasonOf(error)}`);
}

/** What was shown, and what it became. Kept in the gate's output, so that a fresh history and a retry are held to it too. */
export function sealedOf(guarded: Guarded, changes: Change[]): Json {
  return { shown: guarded.params, params: withChanges(guarded.params, changes) };
}

const withChanges = (params: Record<string, Json>, changes: Change[]): Record<string, Json> => ({
  ...params,
  ...Object.fromEntries(changes.map(({ name, to }) => [name, to])),
});

/** The parameters a guarded step must run with; why it must not run where a gate did not let it. */
export function heldTo(
  step: PlannedStep,
  params: Record<string, Json>,
  scope: Record<string, unknown>,
): { params: Record<string, Json> } | { refused: string } | { failed: string } {
  let held = params;
  for (const id of step.guardedBy ?? []) {
    const output = scope[id] as Output | undefined;
    if (output === undefined || output.status === 'skipped') continue;
    const sealed = output.sealed as { shown: Record<string, Json>; params: Record<string, Json> } | null | undefined;
    if (output.approved !== true || !sealed) return { refused: 'It was not approved.' };
    if (canonicalJson(sealed.shown) !== canonicalJson(params))
      return { failed: 'What this step would do is no longer what was approved, so it was not done.' };
    held = sealed.params;
  }
  return { params: held };
}
