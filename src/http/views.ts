import { z } from 'zod';
import { definitionSchema } from '../automation/definition.ts';
import { shownValue } from '../automation/value-view.ts';
import type { MessageRow } from '../store/conversations.ts';
import type { DeliveryRow } from '../store/deliveries.ts';
import type { ExecutionRow, StepRow } from '../store/runs.ts';
import type { DraftRow, TriggerRow, VersionRow, WorkflowRow } from '../store/workflows.ts';
import { gateShape, gateView, questionShape, questionView } from './people-views.ts';
import { amendmentShape, askingShape, recoveryView, undoingShape, undoneShape, undoneView } from './recovery-views.ts';

/** What the API shows of each row (S0.90–94): snake case, ISO times, no inner fields. */

const time = z.iso.datetime().nullable();
const anything = z.unknown();

export const draftShape = z.object({
  id: z.string(),
  definition: definitionSchema.nullable(),
  status: z.enum(['draft', 'awaiting_confirmation', 'confirmed', 'cancelled']),
  seal: z.string().nullable().describe('Approve with exactly this; null while something is missing.'),
  assumptions: z.array(z.string()),
  workflow: z.string().nullable().describe('Set when it changes a live workflow.'),
  created_at: time,
  updated_at: time,
});

export function draftView(row: DraftRow): z.infer<typeof draftShape> {
  return {
    id: row._id,
    definition: row.definition,
    status: row.status,
    seal: row.seal,
    assumptions: row.assumptions,
    workflow: row.workflow,
    created_at: iso(row.createdAt),
    updated_at: iso(row.updatedAt),
  };
}

export const workflowShape = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  status: z.enum(['active', 'paused', 'failed', 'deleted']),
  version: z.number(),
  execution_count: z.number(),
  last_executed_at: time,
  created_at: time,
});

export function workflowView(row: WorkflowRow): z.infer<typeof workflowShape> {
  return {
    id: row._id,
    name: row.name,
    description: row.description,
    status: row.status,
    version: row.version,
    execution_count: row.executionCount,
    last_executed_at: iso(row.lastExecutedAt),
    created_at: iso(row.createdAt),
  };
}

export const triggerShape = z.object({
  id: z.string(),
  type: z.enum(['webhook', 'schedule', 'manual']),
  service: z.string().nullable(),
  event: z.string().nullable(),
  config: anything,
  webhook_url: z.string().nullable(),
  schedule_cron: z.string().nullable(),
  schedule_at: z.string().nullable(),
  schedule_timezone: z.string().nullable(),
  is_active: z.boolean(),
  trigger_count: z.number(),
  last_triggered_at: time,
});

export function triggerView(row: TriggerRow): z.infer<typeof triggerShape> {
  return {
    id: row._id,
    type: row.type,
    service: row.service ?? null,
    event: row.event ?? null,
    config: row.config,
    webhook_url: row.webhookUrl ?? null,
    schedule_cron: row.scheduleCron ?? null,
    schedule_at: row.scheduleAt ?? null,
    schedule_timezone: row.scheduleTimezone ?? null,
    is_active: row.isActive,
    trigger_count: row.triggerCount,
    last_triggered_at: iso(row.lastTriggeredAt),
  };
}

/** Where the large values of a run are. */
export const valuesOf = (row: Pick<ExecutionRow, '_id' | 'workflow'>): string =>
  `/api/workflows/${row.workflow}/executions/${row._id}/values`;

export const executionShape = z.object({
  id: z.string(),
  workflow: z.string(),
  version: z.number(),
  status: z.enum(['running', 'completed', 'failed', 'cancelled']),
  phase: z.enum(['queued', 'running', 'waiting', 'paused']).nullable(),
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
    phase: row.phase,
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

export const versionShape = z.object({
  number: z.number(),
  definition: definitionSchema,
  seal: z.string(),
  approved_by: z.string(),
  approved_at: time,
  approved_where: z.string(),
});

export function versionView(row: VersionRow): z.infer<typeof versionShape> {
  return {
    number: row.number,
    definition: row.definition,
    seal: row.seal,
    approved_by: row.approval.name,
    approved_at: iso(row.approval.at),
    approved_where: row.approval.where,
  };
}

export const deliveryShape = z.object({
  id: z.string(),
  event: z.string(),
  state: z.enum(['queued', 'started', 'ignored', 'failed']),
  reason: z.string().nullable(),
  execution_id: z.string(),
  body: anything,
  received_at: time,
});

export function deliveryView(row: DeliveryRow): z.infer<typeof deliveryShape> {
  return {
    id: row._id,
    event: row.event,
    state: row.state,
    reason: row.reason,
    execution_id: row.executionId,
    body: row.body,
    received_at: iso(row.receivedAt),
  };
}

export const messageShape = z.object({
  id: z.string().describe('Name it in an action on the choices of this message.'),
  seq: z.number(),
  from: z.enum(['user', 'bot']),
  text: z.string(),
  content: anything.describe('A text, or a card with its choices.'),
  at: time,
  edited_at: time,
});

export function messageView(row: MessageRow): z.infer<typeof messageShape> {
  return {
    id: row.platformId ?? row._id,
    seq: row.seq,
    from: row.from,
    text: row.text,
    content: row.content,
    at: iso(row.at),
    edited_at: iso(row.editedAt),
  };
}

function iso(date: Date | null | undefined): string | null {
  return date ? date.toISOString() : null;
}
