import {
  ActivityCancellationType,
  ActivityFailure,
  ApplicationFailure,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import { type Activities, HANDED_OVER, HELD_BACK, type Output, type PlannedStep, type StepCall } from './contract.ts';
import { alone, idle } from './side.ts';

/**
 * How activities are called. Attempts that count are counted by the activities themselves (a step has as many as its action or
 * definition says); what Temporal retries without end is trouble of ours: the database away, a worker that died.
 */
export const ENDLESS = { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '60s' } as const;

const SHORT = { startToCloseTimeout: '10s', retry: ENDLESS } as const;
const within = proxyLocalActivities<Activities>({ ...SHORT, localRetryThreshold: '3s' });
const apart = proxyActivities<Activities>(SHORT);

/** A short call of ours: part of the task where nothing else is under way, else an activity of its own. */
function own<Name extends keyof Activities>(name: Name, may: () => boolean = alone): Activities[Name] {
  const calls = { within: within[name], apart: apart[name] } as unknown as Record<string, (call: unknown) => unknown>;
  return ((call: unknown) => calls[may() ? 'within' : 'apart']?.(call)) as Activities[Name];
}

/** Nothing is under way yet, and nothing any more. */
export const { begin, finish } = within;
export const note = own('note', idle);
export const gate = own('gate');
export const question = own('question');
export const news = own('news');
export const wait = own('wait');
export const child = own('child');
export const lost = own('lost');
export const awaitEvent = own('awaitEvent');
export const awaited = own('awaited');
export const ask = own('ask');
export const chosen = own('chosen');
export const undoPlan = own('undoPlan');
export const undoOver = own('undoOver');

type Run = (call: StepCall) => Promise<Output>;

/** Time beyond a step's own limit after which its worker is taken for dead. */
const MARGIN_MS = 5000;
/** How long a quick step keeps the task of its run open. */
const PATIENCE_MS = 2000;
/** A wait before the next attempt that is longer ends the task of its run, which then hears of a pause. */
const HEARS_AFTER = '100ms';
/** A worker that does not say within this time that it is still on it is taken for dead. */
const HEARTBEAT_MS = 15_000;

/** Of a call within the task the failure comes as it is, of others wrapped. */
export function isHeldBack(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure && cause.type === HELD_BACK;
}

/** Carries out one pass of a step where its lane says. Throws ActivityFailure. */
export async function runStep(step: PlannedStep, call: StepCall): Promise<Output> {
  const type = `${step.service}.${step.action}`;
  const name = call.iteration > 0 || call.path !== step.id ? `${step.id} · ${call.iteration + 1}` : step.id;
  const short = (step.lane === 'local' || step.lane === 'quick') && alone();
  if (short && step.lane === 'local') return by(local(name, step.timeoutMs), type)(call);
  if (short) {
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
    localRetryThreshold: HEARS_AFTER,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    summary: name,
  });

const remote = (step: PlannedStep, name: string, call: StepCall): Record<string, Run> =>
  proxyActivities<Record<string, Run>>({
    activityId: call.path === step.id ? step.id : `${call.path}/${call.iteration}`,
    startToCloseTimeout: step.timeoutMs + MARGIN_MS,
    ...(step.queue !== undefined && { taskQueue: step.queue }),
    ...(step.totalMs !== undefined && { scheduleToCloseTimeout: step.totalMs }),
    ...(step.timeoutMs > HEARTBEAT_MS && { heartbeatTimeout: step.heartbeatMs ?? HEARTBEAT_MS }),
    retry: ENDLESS,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    summary: name,
  });
