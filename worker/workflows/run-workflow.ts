import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  CancellationScope,
  ChildWorkflowFailure,
  type ChildWorkflowHandle,
  ParentClosePolicy,
  startChild,
  TimeoutFailure,
  type Workflow,
  workflowInfo,
} from '@temporalio/workflow';
import type { Json } from '../../src/automation/definition.ts';
import { attributesOf, isLabelled } from '../../src/temporal/attributes.ts';
import { BOUNDED } from '../../src/temporal/bounds.ts';
import { SIGNAL, type Steering } from '../../src/temporal/protocol.ts';
import { child, lost } from './calls.ts';
import type { Finished, Output } from './contract.ts';
import type { ChildRun } from './contract-child.ts';
import type { Control } from './control.ts';
import type { At } from './notes.ts';
import type { Outcome, StepParts } from './outcome.ts';
import { personal } from './personal.ts';

type Start = Extract<ChildRun, { kind: 'start' }>;

/** `flow.run_workflow`: another workflow as a run of its own, of the version that was approved; waits for how it ends. */
export async function runWorkflow(at: At, params: Record<string, Json>, parts: StepParts): Promise<Outcome> {
  await parts.control.unpaused();
  const { path, iteration, step } = at;
  const made = await child({ ...parts.notes.call(), step: step.id, path, iteration, params, ...personal(step) });
  // It ends by itself, told to where this run is cancelled: so that what it did is known here.
  const ended =
    made.kind === 'over' ? made.ended : await CancellationScope.nonCancellable(() => endOf(made, parts.control));
  if (ended.status === 'cancelled' && parts.control.cancelled !== null) {
    parts.notes.failed(at, 'Stopped before it was finished.', params);
    return { kind: 'cancelled' };
  }
  const output: Output = { execution_id: made.execution, result: ended.result ?? null, status: 'success', error: null };
  if (ended.status === 'completed') {
    parts.notes.succeeded(at, output, { input: params });
    return { kind: 'success', output };
  }
  const how = ended.status === 'failed' ? 'failed' : 'was cancelled';
  const error = `“${made.title}” ${how}${ended.error ? `: ${ended.error}` : '.'}`;
  parts.notes.failed(at, error, params);
  return { kind: 'failed', error, output: { ...output, status: 'failed', error } };
}

/** Starts it, passes on what this run is told, and waits. */
async function endOf(start: Start, control: Control): Promise<Finished> {
  const { workspace } = start.run;
  let running: ChildWorkflowHandle<Workflow> | null = null;
  const tell = ({ what, reason }: Steering) => {
    const handle = running;
    // One that is over by now needs no telling.
    if (handle) CancellationScope.nonCancellable(() => handle.signal(SIGNAL, { what, reason })).catch(() => {});
  };
  const off = control.onSteer(tell);
  try {
    running = await begun(start);
    if (control.cancelled !== null) tell({ what: 'cancel', reason: control.cancelled });
    else if (control.paused) tell({ what: 'pause', reason: '' });
    return (await running.result()) as Finished;
  } catch (error) {
    const why = whyNot(error);
    await lost({ workspace, execution: start.execution, error: why });
    return { success: false, status: 'failed', error: why };
  } finally {
    off();
  }
}

function begun(start: Start): Promise<ChildWorkflowHandle<Workflow>> {
  const { run } = start;
  return startChild(start.type, {
    workflowId: `run-${start.execution}`,
    args: [run],
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    // What ends a run without its own word ends what it started too.
    parentClosePolicy: ParentClosePolicy.TERMINATE,
    staticSummary: `${start.title}, version ${run.version}`.slice(0, 200),
    ...(start.queue !== null && { taskQueue: start.queue }),
    ...(start.bounded && BOUNDED),
    ...(start.timeoutMs !== null && { workflowExecutionTimeout: start.timeoutMs }),
    ...(isLabelled(workflowInfo().typedSearchAttributes) && {
      typedSearchAttributes: attributesOf({ user: run.user, workflow: run.workflow, origin: 'workflow' }),
    }),
  });
}

function whyNot(error: unknown): string {
  if (error instanceof WorkflowExecutionAlreadyStartedError) return 'It was started before.';
  if (error instanceof ChildWorkflowFailure && error.cause instanceof TimeoutFailure)
    return 'It did not finish within its time.';
  return 'It was ended from outside.';
}
