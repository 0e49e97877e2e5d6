import { z } from 'zod';
import { isPaused } from '../automation/execution.ts';
import { shownValue } from '../automation/value-view.ts';
import type { ExecutionRow, StepRow } from '../store/runs.ts';
import { gateShape, gateView, questionShape, questionView } from './people-views.ts';
import { amendmentShape, askingShape, recoveryView, undoingShape, undoneShape, undoneView } from './recovery-views.ts';

/** What the API shows of runs and their steps. */

const time = z.iso.datetime().nullable();
const anything = z.unknown();
const iso = (at: Date | null | undefined): string | null => at?.toISOString() ?? null;

/** Where the large values of a run are. */
export const valuesOf = (row: Pick<ExecutionRow, '_id' | 'workflow'>): string =>
  `/api/workflows/${row.workflow}/executions/${row._id}/values`;

export const executionShape = z.object({
  id: z.string(),
  workflow: z.string(),
  version: z.number(),
  status: z.enum(['running', 'completed', 'failed', 'cancelled']),
  phase: z.enum(['queued', 'running', 'waiting', 'paused']).nullable(),
  paused: z.boolean(),
  waiting: z.boolean().describe('Only waits: for someone, a time or an event; also while it is paused.'),
  trigger_type: z.enum(['webhook', 'schedule', 'manual', 'workflow']),
  trigger_data: anything,
  result: anything,
  error_message: z.string().nullable(),
  retry_of: z.string().nullable(),
  parent: z
    .object({ execution: z.string(), step: z.string(), iteration: z.number() })
    .nullable()
    .describe('The step of another run that started this one.'),
  asking: askingShape.nullable().describe('What it asks, or asked last, after a failure.'),
  amended: z.record(z.string(), amendmentShape).describe('Steps left out or changed for this run alone.'),
  undone: undoingShape.nullable().describe('That what it did was taken back; what came of it stands on the steps.'),
  started_at: time,
  completed_at: time,
});

export function executionView(row: ExecutionRow): z.infer<typeof executionShape> {
  return {
    id: row._id,
    workflow: row.workflow,
    version: row.version,
    status: row.status,
    phase: isPaused(row) ? 'paused' : row.phase,
    paused: isPaused(row),
    waiting: row.phase === 'waiting',
    trigger_type: row.triggerType,
    trigger_data: row.triggerData,
    result: shownValue(row.result, valuesOf(row)),
    error_message: row.errorMessage ?? null,
    retry_of: row.retryOf ?? null,
    parent: row.parent
      ? { execution: row.parent.execution, step: row.parent.path, iteration: row.parent.iteration }
      : null,
    ...recoveryView(row),
    started_at: iso(row.startedAt),
    completed_at: iso(row.completedAt),
  };
}

export const stepShape = z.object({
  step: z.string(),
  iteration: z.number(),
  service: z.string(),
  action: z.string(),
  state: z.enum(['running', 'waiting', 'success', 'failed', 'skipped']),
  attempt: z.number(),
  input: anything.describe('Large values are {large, type, bytes, preview, url}.'),
  output: anything,
  error: z.string().nullable(),
  gate: gateShape.nullable().describe('Where the step waits, or waited, for a decision.'),
  question: questionShape.nullable().describe('Where the step waits, or waited, for an answer.'),
  undone: undoneShape.nullable().describe('What came of taking it back.'),
  started_at: time,
  ended_at: time,
});

/** `values`: path of the run's large values. */
export function stepView(row: StepRow, values: string): z.infer<typeof stepShape> {
  return {
    step: row.path,
    iteration: row.iteration,
    service: row.service,
    action: row.action,
    state: row.state,
    attempt: row.attempt,
    input: shownValue(row.input, values),
    output: shownValue(row.output, values),
    error: row.error ?? null,
    gate: gateView(row.gate),
    question: questionView(row.question),
    undone: undoneView(row.undone),
    started_at: iso(row.startedAt),
    ended_at: iso(row.endedAt),
  };
}
