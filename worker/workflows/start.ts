import { workflowInfo } from '@temporalio/workflow';
import type { RunInput } from '../../src/temporal/types.ts';
import type { BoardState } from './board.ts';
import type { BeginCall, Begun, Output, PlannedStep } from './contract.ts';
import { nowIso } from './notes.ts';

/** What the first activity of a run is told. */
export function beginCall(run: RunInput, resumed: boolean): BeginCall {
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
export function given(begun: Begun): BoardState {
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

/** The steps of each loop's body. */
export function bodiesOf(steps: PlannedStep[]): Map<string, PlannedStep[]> {
  const bodies = new Map<string, PlannedStep[]>();
  for (const step of steps) {
    if (step.inside !== undefined) bodies.set(step.inside, [...(bodies.get(step.inside) ?? []), step]);
  }
  return bodies;
}
