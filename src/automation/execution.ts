import { newId } from '../ids.ts';
import type { ExecutionRow } from '../store/runs.ts';
import type { VersionRow, WorkflowRow } from '../store/workflows.ts';
import type { RunStart } from '../temporal/types.ts';
import { traced } from '../tracing.ts';
import type { Definition } from './definition.ts';

/** The Temporal workflow id of an execution (D21). */
export function temporalIdOf(executionId: string): string {
  return `run-${executionId}`;
}

/** Whether a run is paused; it may wait for someone all the same. */
export const isPaused = ({ status, phase, paused }: Pick<ExecutionRow, 'status' | 'phase' | 'paused'>): boolean =>
  status === 'running' && (paused === true || phase === 'paused');

/** A fresh execution row, before Temporal knows of it. */
export function newExecution(
  workflow: WorkflowRow,
  version: Pick<VersionRow, 'number' | 'seal'> & { definition?: Pick<Definition, 'profile'> },
  start: Pick<ExecutionRow, 'triggerType' | 'trigger' | 'triggerData'> & { id?: string; now: Date },
): ExecutionRow {
  const id = start.id ?? newId('run');
  return {
    _id: id,
    workspace: workflow.workspace,
    workflow: workflow._id,
    user: workflow.user,
    version: version.number,
    seal: version.seal,
    temporalWorkflowId: temporalIdOf(id),
    temporalRunId: null,
    triggerType: start.triggerType,
    trigger: start.trigger,
    triggerData: start.triggerData,
    status: 'running',
    phase: 'queued',
    result: null,
    errorMessage: null,
    failedStep: null,
    retryOf: null,
    rootExecution: id,
    generation: 0,
    given: {},
    thread: workflow.createdFromRoom,
    ...traced(),
    dirty: 1,
    rendered: 0,
    asked: null,
    ...(version.definition?.profile === 'bounded' && { bounded: true }),
    startedAt: start.now,
    completedAt: null,
  };
}

/** What Temporal is given to start an execution. */
export function startOf(row: ExecutionRow): Omit<RunStart, 'name'> {
  return {
    workspace: row.workspace,
    workflow: row.workflow,
    user: row.user,
    executionId: row._id,
    version: row.version,
    seal: row.seal,
    trigger: row.trigger,
    ...(row.trace && { trace: row.trace }),
    ...(row.bounded && { bounded: true }),
  };
}
