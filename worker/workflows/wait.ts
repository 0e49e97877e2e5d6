import { sleep } from '@temporalio/workflow';
import type { Json } from '../../src/automation/definition.ts';
import { awaitingEvent } from './await-event.ts';
import { wait } from './calls.ts';
import type { Output } from './contract.ts';
import { type At, nowIso } from './notes.ts';
import type { Outcome, StepParts } from './outcome.ts';

/** `flow.wait`: for a time, until a moment, or for an event. */
export async function waiting(at: At, params: Record<string, Json>, parts: StepParts): Promise<Outcome> {
  if (params.event !== undefined) return awaitingEvent(at, params, parts);
  const { until } = await wait({
    ...parts.notes.call(),
    step: at.step.id,
    path: at.path,
    iteration: at.iteration,
    params,
  });
  const left = Date.parse(until) - Date.now();
  if (left > 0) await parts.notes.waitingFor(() => sleep(left, { summary: at.step.id }), { again: true });
  const output: Output = { waited_until: nowIso(), status: 'success', error: null };
  parts.notes.succeeded(at, output, { input: params });
  return { kind: 'success', output };
}
