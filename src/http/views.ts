import { z } from 'zod';
import { definitionSchema } from '../automation/definition.ts';
import type { MessageRow } from '../store/conversations.ts';
import type { DeliveryRow } from '../store/deliveries.ts';
import type { DraftRow, TriggerRow, VersionRow, WorkflowRow } from '../store/workflows.ts';

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
