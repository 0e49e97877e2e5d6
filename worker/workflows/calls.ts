import { ActivityCancellationType, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import { type Activities, HANDED_OVER, type Output, type PlannedStep, type StepCall } from './contract.ts';

/**
 * How activities are called. Attempts that count are counted by the activities themselves (a step has as many as its action or
 * definition says); what Temporal retries without end is trouble of ours: the database away, a worker that died.
 */
export const ENDLESS = { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '60s' } as const;

const own = proxyLocalActivities<Activities>({
  startToCloseTimeout: '10s',
  retry: ENDLESS,
  localRetryThreshold: '3s',
});

export const {
  begin,
  gate,
  question,
  news,
  wait,
  note,
  child,
  lost,
  awaitEvent,
  awaited,
  finish,
  ask,
  chosen,
  undoPlan,
  undoOver,
} = own;

type Run = (call: StepCall) => Promise<Output>;

/** Time beyond a step's own limit after which its worker is taken for dead. */
const MARGIN_MS = 5000;
/** How long a quick step keeps the task of its run open. */
const PATIENCE_MS = 2000;
/** A worker that does not say within this time that it is still on it is taken for dead. */
const HEARTBEAT_MS = 15_000;

/** Carries out one pass of a step where its lane says. Throws ActivityFailure. */
export async function runStep(step: PlannedStep, call: StepCall): Promise<Output> {
  const type = `${step.service}.${step.action}`;
  const name = call.iteration > 0 || call.path !== step.id ? `${step.id} · ${call.iteration + 1}` : step.id;
  if (step.lane === 'local') return by(local(name, step.timeoutMs), type)(call);
  if (step.lane === 'quick') {
    const output = await by(local(name, PATIENCE_MS), type)({ ...call, patience: PATIENCE_MS });
    if (output.status !== HANDED_OVER) return output;
  }
  return by(remote(step, name, call), type)(call);
}

function by(calls: Record<string, Run>, type: string): Run {
  const run = calls[type];
  if (!run) throw new Error(`no way to call ${type}`);
  return run;
}

const local = (name: string, timeoutMs: number): Record<string, Run> =>
  proxyLocalActivities<Record<string, Run>>({
    startToCloseTimeout: timeoutMs + MARGIN_MS,
    retry: ENDLESS,
    localRetryThreshold: '3s',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    summary: name,
  });

const remote = (step: PlannedStep, name: string, call: StepCall): Record<string, Run> =>
  proxyActivities<Record<string, Run>>({
    activityId: call.path === step.id ? step.id : `${call.path}/${call.iteration}`,
    startToCloseTimeout: step.timeoutMs + MARGIN_MS,
    ...(step.totalMs !== undefined && { scheduleToCloseTimeout: step.totalMs }),
    ...(step.timeoutMs > HEARTBEAT_MS && { heartbeatTimeout: step.heartbeatMs ?? HEARTBEAT_MS }),
    retry: ENDLESS,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    summary: name,
  });
