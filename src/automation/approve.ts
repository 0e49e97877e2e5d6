import { randomBytes } from 'node:crypto';
import type { ClientSession } from 'mongoose';
import { AppError } from '../errors.ts';
import { newId } from '../ids.ts';
import { isDuplicate } from '../store/duplicate.ts';
import type { DraftRow, PinnedChild, TriggerRow, VersionRow, WorkflowRow } from '../store/workflows.ts';
import type { Definition, Trigger } from './definition.ts';
import type { AutomationDeps } from './deps.ts';
import { awaitedEvents } from './event-waits.ts';
import type { Person } from './service.ts';
import { secretName } from './webhooks.ts';

/** What a version is made of besides the draft. */
export interface Sealed {
  seal: string;
  connections: Record<string, string>;
  contracts: Record<string, number>;
  children: Record<string, PinnedChild>;
}

interface Made {
  workflow: WorkflowRow;
  version: VersionRow;
  triggers: TriggerRow[];
  /** Clear text of a webhook secret that was made now; null where none is needed or it stayed. */
  newSecret: string | null;
}

/** What makes two triggers the same across versions, so that addresses, secrets and schedules stay. */
function triggerKey(
  trigger: Pick<TriggerRow, 'type' | 'service' | 'event' | 'scheduleCron' | 'scheduleAt' | 'scheduleTimezone'>,
): string {
  const { type, service, event, scheduleCron, scheduleAt, scheduleTimezone } = trigger;
  return JSON.stringify([type, service, event, scheduleCron, scheduleAt, scheduleTimezone].map((part) => part ?? null));
}

/**
 * Makes the approved version live in one transaction: the draft is closed, the workflow made or raised, the version
 * kept, triggers registered. Of two approvals at once one wins; the other is told.
 */
export function createApproval(deps: AutomationDeps) {
  const { store, vault, clock } = deps;

  async function close(draft: DraftRow, person: Person, session: ClientSession): Promise<void> {
    const closed = await store.drafts.findOneAndUpdate(
      { _id: draft._id, workspace: draft.workspace, status: 'awaiting_confirmation', seal: draft.seal },
      { $set: { status: 'confirmed', outcome: `approved by ${person.name}`, updatedAt: clock.now() } },
      { session },
    );
    if (!closed) throw new AppError('conflict', 'This card was decided already.');
  }

  async function makeWorkflow(draft: DraftRow, definition: Definition, session: ClientSession): Promise<WorkflowRow> {
    const now = clock.now();
    if (draft.workflow) {
      const raised = await store.workflows
        .findOneAndUpdate(
          {
            _id: draft.workflow,
            workspace: draft.workspace,
            status: { $ne: 'deleted' },
            version: draft.baseVersion ?? -1,
          },
          {
            $set: { definition, name: definition.name, description: definition.description, updatedAt: now },
            $inc: { version: 1 },
          },
          { session, returnDocument: 'after' },
        )
        .lean<WorkflowRow>();
      if (!raised)
        throw new AppError('conflict', 'The workflow was changed or deleted meanwhile. Tell me the change again.');
      return raised;
    }
    const row: WorkflowRow = {
      _id: newId('wf'),
      workspace: draft.workspace,
      user: draft.user,
      name: definition.name,
      description: definition.description,
      definition,
      status: 'active',
      version: 1,
      executionCount: 0,
      failuresInARow: 0,
      lastExecutedAt: null,
      createdFromRoom: draft.thread,
      createdFromDraft: draft._id,
      report: 'every',
      pausedReason: null,
      createdAt: now,
      updatedAt: now,
    };
    await store.workflows.create([row], { session });
    return row;
  }

  function rowOf(trigger: Trigger, workflow: WorkflowRow, resumes = false): TriggerRow {
    const id = newId('trg');
    const schedule = trigger.type === 'schedule' ? trigger : null;
    const webhook = trigger.type === 'webhook' ? trigger : null;
    return {
      _id: id,
      workspace: workflow.workspace,
      workflow: workflow._id,
      user: workflow.user,
      version: workflow.version,
      type: trigger.type,
      service: webhook?.service ?? null,
      event: webhook?.event ?? null,
      config: webhook?.config ?? {},
      resumes,
      webhookSecret: null,
      webhookUrl: webhook ? `${deps.publicUrl}/api/workflows/webhooks/${workflow._id}/` : null,
      scheduleCron: schedule?.schedule_cron ?? null,
      scheduleAt: schedule?.schedule_at ?? null,
      scheduleTimezone: schedule?.schedule_timezone ?? null,
      temporalScheduleId: schedule ? `schedule-${id}` : null,
      isActive: true,
      triggerCount: 0,
      lastTriggeredAt: null,
      skip: [],
      finishedAt: null,
      createdAt: clock.now(),
    };
  }

  /** Keeps triggers that stay, adds new ones, retires the rest; one webhook secret for the whole workflow. */
  async function register(workflow: WorkflowRow, definition: Definition, session: ClientSession) {
    const scope = { workspace: workflow.workspace, workflow: workflow._id };
    const before = await store.triggers.find({ ...scope, isActive: true }, null, { session }).lean<TriggerRow[]>();
    const wanted: Trigger[] = definition.triggers.length > 0 ? definition.triggers : [{ type: 'manual' }];
    const known = new Map(before.map((row) => [triggerKey(row), row]));
    const started = (one: { service: string; event: string }) =>
      wanted.some((two) => two.type === 'webhook' && two.service === one.service && two.event === one.event);
    const rows = [
      ...wanted.map((trigger) => rowOf(trigger, workflow)),
      // What runs wait for comes to the same address and starts nothing.
      ...awaitedEvents(definition)
        .filter((one) => !started(one))
        .map((one) => rowOf({ type: 'webhook', ...one, config: {} }, workflow, true)),
    ];
    const triggers = rows.map((row) => {
      const kept = known.get(triggerKey(row));
      if (!kept) return row;
      known.delete(triggerKey(row));
      return { ...kept, config: row.config, resumes: row.resumes ?? false, version: workflow.version };
    });
    const earlier = before.find((row) => row.webhookSecret)?.webhookSecret ?? null;
    const needsSecret = triggers.some((row) => row.type === 'webhook');
    const newSecret = needsSecret && !earlier ? randomBytes(32).toString('hex') : null;
    const sealed = newSecret ? vault.seal(newSecret, secretName(workflow._id)) : earlier;
    for (const row of triggers) if (row.type === 'webhook') row.webhookSecret = sealed;

    const keep = triggers.map((row) => row._id);
    await store.triggers.updateMany({ ...scope, _id: { $nin: keep } }, { $set: { isActive: false } }, { session });
    for (const { _id, ...row } of triggers) {
      await store.triggers.updateOne({ _id, workspace: row.workspace }, { $set: row }, { upsert: true, session });
    }
    return { triggers, newSecret };
  }

  return async function makeLive(
    draft: DraftRow,
    definition: Definition,
    person: Person,
    where: string,
    sealed: Sealed,
  ): Promise<Made> {
    try {
      return await store.transaction(async (session) => {
        await close(draft, person, session);
        const workflow = await makeWorkflow(draft, definition, session);
        const now = clock.now();
        const version: VersionRow = {
          _id: `${workflow._id}:${workflow.version}`,
          workspace: workflow.workspace,
          workflow: workflow._id,
          number: workflow.version,
          definition,
          ...sealed,
          approval: { user: person.user, name: person.name, at: now, where, seal: sealed.seal, revokedAt: null },
          createdAt: now,
        };
        await store.versions.create([version], { session });
        const { triggers, newSecret } = await register(workflow, definition, session);
        return { workflow, version, triggers, newSecret };
      });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw new AppError('conflict', `You already have a workflow called “${definition.name}”. Choose another name.`);
    }
  };
}
