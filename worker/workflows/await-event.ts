import { condition, isCancellation } from '@temporalio/workflow';
import type { Json } from '../../src/automation/definition.ts';
import { awaitEvent, awaited } from './calls.ts';
import type { Output } from './contract.ts';
import { type At, nowIso } from './notes.ts';
import type { Outcome, StepParts } from './outcome.ts';

/** `flow.wait` for an event: what its sender was told is kept reaches the run, once, or its time is over. */
export async function awaitingEvent(at: At, params: Record<string, Json>, parts: StepParts): Promise<Outcome> {
  const { path, iteration } = at;
  const { workspace, execution, ...rest } = parts.notes.call();
  const place = { workspace, execution, path, iteration };
  const key = `${path}:${iteration}`;
  const { until, met } = await awaitEvent({ ...rest, ...place, step: at.step.id, params });
  const came = () => parts.control.arrived.has(key);
  try {
    if (!met) await parts.notes.waitingFor(() => heard(came, until));
  } catch (error) {
    // Cancelled: nothing is waiting any more.
    if (isCancellation(error)) parts.control.arrived.delete(key);
    throw error;
  }
  const ended = await awaited({ ...place, over: true });
  const output: Output = {
    waited_until: nowIso(),
    event: ended.event,
    data: ended.data,
    timed_out: !ended.met,
    status: 'success',
    error: null,
  };
  parts.notes.succeeded(at, output, { input: params });
  return { kind: 'success', output };
}

async function heard(came: () => boolean, until: string | null): Promise<void> {
  if (until === null) return condition(came);
  await condition(came, Math.max(1, Date.parse(until) - Date.now()));
}
