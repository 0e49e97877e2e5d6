import { ActivityCancellationType, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities, Output, PlannedStep, StepCall } from './contract.ts';

/**
 * How activities are called. Attempts that count are counted by the activities themselves (a step has as many as its action or
 * definition says); what Temporal retries without end is trouble of ours: the database away, a worker that died.
 */
const ENDLESS = { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '60s' } as const;

const own = proxyLocalActivities<Activities>({
  startToCloseTimeout: '10s',
  retry: ENDLESS,
  localRetryThreshold: '3s',
});

export const { begin, gate, wait, note, finish } = own;

type Run = (call: StepCall) => Promise<Output>;

/** Time beyond a step's own limit after which its worker is taken for dead. */
const MARGIN_MS = 5000;
/** A worker that does not say within this time that it is still on it is taken for dead. */
const HEARTBEAT_MS = 15_000;

/** Carries out one pass of a step where its lane says. Throws ActivityFailure. */
export function runStep(step: PlannedStep, call: StepCall): Promise<Output> {
  const type = `${step.service}.${step.action}`;
  const name = call.iteration > 0 || call.path !== step.id ? `${step.id} · ${call.iteration + 1}` : step.id;
  const run = step.lane === 'local' ? local(step, name)[type] : remote(step, name, call)[type];
  if (!run) throw new Error(`no way to call ${type}`);
  return run(call);
}

const local = (step: PlannedStep, name: string): Record<string, Run> =>
  proxyLocalActivities<Record<string, Run>>({
    startToCloseTimeout: step.timeoutMs + MARGIN_MS,
    retry: ENDLESS,
    localRetryThreshold: '3s',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    summary: name,
  });

const remote = (step: PlannedStep, name: string, call: StepCall): Record<string, Run> =>
  proxyActivities<Record<string, Run>>({
    activityId: call.path === step.id ? step.id : `${call.path}/${call.iteration}`,
    startToCloseTimeout: step.timeoutMs + MARGIN_MS,
    ...(step.timeoutMs > HEARTBEAT_MS && { heartbeatTimeout: HEARTBEAT_MS }),
    retry: ENDLESS,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    summary: name,
  });
