import { SpanKind } from '@opentelemetry/api';
import {
  eventIdOf,
  parseBody,
  type ReadEvent,
  readEvent,
  verifySignature,
  withoutProofs,
} from '../connectors/inbound.ts';
import { AppError } from '../errors.ts';
import { hash, newId } from '../ids.ts';
import type { DeliveryRow } from '../store/deliveries.ts';
import { isDuplicate } from '../store/duplicate.ts';
import { shared } from '../store/together.ts';
import type { TriggerRow, WorkflowRow } from '../store/workflows.ts';
import { spanned, traced } from '../tracing.ts';
import type { AutomationDeps } from './deps.ts';
import { createEventWaits, NOBODY_WAITS } from './event-waits.ts';
import type { Receipt, WebhookRequest } from './service.ts';

/** Deliveries that may wait to be started, per owner (D19). */
const MAX_WAITING = 10_000;
/** Without a sender's id the same body counts as the same delivery this long (D11). */
const SAME_BODY_MS = 5 * 60_000;

/** Workflows whose workspace is remembered. */
const MOST_REMEMBERED = 10_000;

/** What the vault calls a workflow's webhook secret. */
export function secretName(workflowId: string): string {
  return `webhook:${workflowId}`;
}

/** Takes webhooks in: verified over the raw body, matched, stored; only then answered (D10, D11, D20). */
export function createReceiving(deps: AutomationDeps, kick: (user: string, fresh: DeliveryRow) => void) {
  const { store, clock, vault, catalogue } = deps;
  const waits = createEventWaits(deps);
  /** Where a workflow was last found; one that moved is looked for anew. */
  const workspaces = new Map<string, string>();
  let waiting = { at: 0, counts: new Map<string, number>() };

  /** Counted at most once a second: the bound is about memory and fairness, not exactness. */
  async function refuseFlood(workflow: WorkflowRow): Promise<void> {
    const now = Date.now();
    if (now - waiting.at > 1000) waiting = { at: now, counts: new Map() };
    const known = waiting.counts.get(workflow.user);
    const count =
      known ??
      (await store.deliveries.countDocuments(
        { workspace: workflow.workspace, user: workflow.user, state: 'queued' },
        { limit: MAX_WAITING + 1 },
      ));
    waiting.counts.set(workflow.user, count + 1);
    if (count > MAX_WAITING) {
      throw new AppError('rate_limited', 'Too many deliveries are waiting. Send this one again later.', {
        retryAfter: 60,
      });
    }
  }

  /** True when the request proves where it comes from: our own signature, or the service's own way with the connected account. */
  async function proof(
    request: WebhookRequest,
    workflow: WorkflowRow,
    triggers: TriggerRow[],
  ): Promise<'ours' | 'theirs' | null> {
    const sealed = triggers[0]?.webhookSecret;
    if (!sealed) return null;
    const secret = vault.open(sealed, secretName(workflow._id));
    if (verifySignature(request.rawBody, request.headers['x-signature'], secret)) return 'ours';
    if (request.headers['x-signature'] !== undefined) return null;
    for (const trigger of triggers) {
      const inbound = trigger.service ? catalogue.service(trigger.service)?.inbound : undefined;
      if (!inbound?.verify || !trigger.service) continue;
      const fields = await deps.accounts.fieldsFor(workflow.workspace, workflow.user, trigger.service);
      if (!fields) continue;
      const json = parseBody(request.rawBody);
      if (json && inbound.verify({ ...request, json }, fields)) return 'theirs';
    }
    return null;
  }

  async function inWorkspace(id: string, workspace: string) {
    const [workflow, triggers] = await Promise.all([
      store.workflows.findOne({ _id: id, workspace }).lean<WorkflowRow>(),
      store.triggers.find({ workspace, workflow: id, type: 'webhook', isActive: true }).lean<TriggerRow[]>(),
    ]);
    return { workflow, triggers };
  }

  async function anywhere(id: string) {
    const owner = await store.ownerOf('workflow', id);
    if (!owner) throw new AppError('not_found', 'There is no workflow with this address.');
    if (workspaces.size >= MOST_REMEMBERED) workspaces.clear();
    workspaces.set(id, owner.workspace);
    return inWorkspace(id, owner.workspace);
  }

  /** Deliveries that arrive together are told by one look. */
  const find = shared(async (workflowId): Promise<{ workflow: WorkflowRow; triggers: TriggerRow[] }> => {
    const known = workspaces.get(workflowId);
    const remembered = known === undefined ? null : await inWorkspace(workflowId, known);
    const { workflow, triggers } = remembered?.workflow ? remembered : await anywhere(workflowId);
    if (!workflow) throw new AppError('not_found', 'There is no workflow with this address.');
    if (workflow.status === 'deleted') throw new AppError('gone', 'This workflow was deleted.');
    if (triggers.length === 0) throw new AppError('not_found', 'This workflow is not started by a webhook.');
    return { workflow, triggers };
  });

  async function keep(row: DeliveryRow): Promise<DeliveryRow> {
    try {
      await store.writes.insert('deliveries', row);
      return row;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      const first = await store.deliveries
        .findOne({ workspace: row.workspace, dedupeKey: row.dedupeKey })
        .lean<DeliveryRow>();
      if (!first) throw error;
      return first;
    }
  }

  /** A run that began to wait while this was stored is found by one of the two: it looked back, or this looks again. */
  async function lookAgain(row: DeliveryRow, trigger: TriggerRow): Promise<DeliveryRow> {
    if (row.state !== 'ignored' || row.reason !== NOBODY_WAITS) return row;
    const [first] = await waits.matching(row, trigger.service);
    if (!first) return row;
    const change = { state: 'queued' as const, resumes: true, reason: null, executionId: first.execution };
    const after = await store.deliveries
      .findOneAndUpdate(
        { _id: row._id, workspace: row.workspace, state: 'ignored' },
        { $set: change },
        { returnDocument: 'after' },
      )
      .lean<DeliveryRow>();
    return after ?? row;
  }

  /** Without a sender's id: the same body within five minutes is the same delivery, also across the edge of a window. */
  async function sameBody(
    workflow: WorkflowRow,
    rawBody: Buffer,
    now: Date,
  ): Promise<{ key: string; earlier: DeliveryRow | null }> {
    const window = Math.floor(now.getTime() / SAME_BODY_MS);
    const digest = hash(rawBody.toString('latin1'));
    const earlier = await store.deliveries
      .findOne({
        workspace: workflow.workspace,
        dedupeKey: `${workflow._id}:${digest}:${window - 1}`,
        receivedAt: { $gt: new Date(now.getTime() - SAME_BODY_MS) },
      })
      .lean<DeliveryRow>();
    return { key: `${digest}:${window}`, earlier };
  }

  return (workflowId: string, request: WebhookRequest): Promise<Receipt> =>
    spanned('webhook', { parent: null, kind: SpanKind.SERVER, ids: { 'nod.workflow': workflowId } }, () =>
      receive(workflowId, request),
    );

  async function receive(workflowId: string, request: WebhookRequest): Promise<Receipt> {
    const { workflow, triggers } = await find(workflowId);
    const proven = await proof(request, workflow, triggers);
    if (!proven) {
      throw new AppError('unauthenticated', 'The signature is missing or does not fit the body.');
    }
    const parsed = parseBody(request.rawBody);
    if (!parsed) throw new AppError('bad_request', 'The body must be a JSON object.');
    const json = withoutProofs(catalogue, triggers, parsed);
    const now = clock.now();
    const read = readEvent(catalogue, triggers, json);
    const trigger = read?.trigger ?? triggers[0];
    if (!trigger) throw new AppError('not_found', 'This workflow is not started by a webhook.');
    const sentId = eventIdOf(catalogue, trigger.service, json);
    const [body, awaiting] = await Promise.all([
      sentId ? null : sameBody(workflow, request.rawBody, now),
      read?.trigger
        ? waits.matching(
            { workspace: workflow.workspace, workflow: workflowId, event: read.event, data: read.data },
            trigger.service,
          )
        : [],
      refuseFlood(workflow),
    ]);
    if (body?.earlier) return receiptOf(body.earlier);
    const identity = sentId ? `id:${sentId}` : body?.key;
    const reason = awaiting.length > 0 ? null : whyIgnored(workflow, read);
    const row = await keep({
      _id: newId('dlv'),
      workspace: workflow.workspace,
      workflow: workflow._id,
      user: workflow.user,
      trigger: trigger._id,
      dedupeKey: `${workflow._id}:${identity}`,
      event: read?.event ?? '',
      body: json,
      data: read?.data ?? json,
      signed: proven === 'ours',
      state: reason ? 'ignored' : 'queued',
      reason,
      resumes: awaiting.length > 0,
      executionId: awaiting[0]?.execution ?? newId('run'),
      attempts: 0,
      dueAt: now,
      receivedAt: now,
      ...traced(),
    });
    const settled = await lookAgain(row, trigger);
    if (settled.state === 'queued') kick(settled.user, settled);
    return receiptOf(settled);
  }
}

function receiptOf(row: DeliveryRow): Receipt {
  if (row.state !== 'ignored') return { executionId: row.executionId, status: 'queued' };
  return { executionId: row.executionId, status: 'ignored', ...(row.reason ? { reason: row.reason } : {}) };
}

/** Why it is put aside; null where it starts a run. */
function whyIgnored(workflow: WorkflowRow, read: ReadEvent<TriggerRow> | null): string | null {
  if (read?.trigger?.resumes) return NOBODY_WAITS;
  return workflow.status === 'active' ? whyNot(read) : 'paused';
}

/** Why an event starts nothing; null where it does. A trigger's config narrows it: `repository: acme/api` takes no other. */
function whyNot(read: ReadEvent<TriggerRow> | null): string | null {
  if (!read?.trigger) return `no trigger for the event “${read?.event || 'unknown'}”`;
  const wanted = Object.entries((read.trigger.config ?? {}) as Record<string, unknown>);
  const differs = wanted.find(([name, value]) => {
    const came = read.data[name];
    if (typeof value !== 'string' || typeof came !== 'string') return false;
    return value.trim().toLowerCase() !== came.trim().toLowerCase();
  });
  return differs ? `another ${differs[0].replaceAll('_', ' ')}` : null;
}
