import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../errors.ts';
import { isDuplicate } from '../store/duplicate.ts';
import type { TriggerRow, VersionRow, WorkflowRow } from '../store/workflows.ts';
import { liveWorkflow, ownWorkflow } from './access.ts';
import type { AutomationDeps } from './deps.ts';
import type { Automation, Person } from './service.ts';
import { dayAndTime } from './words.ts';
import { zonedInstant } from './zone.ts';

type Managing = Pick<
  Automation,
  | 'workflows'
  | 'workflow'
  | 'versions'
  | 'pause'
  | 'resume'
  | 'remove'
  | 'rename'
  | 'setReport'
  | 'stopEverything'
  | 'skipNext'
>;

/** How long a person waits for Temporal to hear of a change that is stored already. */
const FOLLOW_MS = 1500;

const ALIVE = { $in: ['active', 'paused', 'failed'] as WorkflowRow['status'][] };

/** What a person does to their workflows. All of it is stored first and binds at once, whatever else is down (D20). */
export function createManaging(deps: AutomationDeps): Managing {
  const { store, clock, schedules, log } = deps;

  const triggersOf = (row: WorkflowRow) =>
    store.triggers.find({ workspace: row.workspace, workflow: row._id, isActive: true }).lean<TriggerRow[]>();

  /** Temporal follows what is stored; when it does not answer soon, the reconciler will see to it: what is stored binds anyway. */
  async function follow(row: WorkflowRow): Promise<void> {
    await soon(followAll(row));
  }

  async function followAll(row: WorkflowRow): Promise<void> {
    for (const trigger of await triggersOf(row)) {
      if (trigger.type !== 'schedule') continue;
      await schedules
        .sync(trigger, row)
        .catch((error) => log.warn({ err: error, trigger: trigger._id }, 'schedule not synced yet'));
    }
  }

  async function setStatus(row: WorkflowRow, change: Partial<WorkflowRow>): Promise<WorkflowRow> {
    const after = await store.workflows
      .findOneAndUpdate(
        { _id: row._id, workspace: row.workspace, status: ALIVE },
        { $set: { ...change, updatedAt: clock.now() } },
        { returnDocument: 'after' },
      )
      .lean<WorkflowRow>();
    if (!after) throw new AppError('gone', `“${row.name}” was deleted.`);
    return after;
  }

  async function ignoreWaiting(row: WorkflowRow, reason: string): Promise<void> {
    await store.deliveries.updateMany(
      { workspace: row.workspace, workflow: row._id, state: 'queued', resumes: { $ne: true } },
      { $set: { state: 'ignored', reason } },
    );
  }

  async function pauseRow(row: WorkflowRow, reason: string): Promise<WorkflowRow> {
    const after = await setStatus(row, { status: 'paused', pausedReason: reason });
    await ignoreWaiting(row, 'paused');
    await follow(after);
    return after;
  }

  /** One-time triggers whose time went by while nothing could fire. */
  async function overdue(row: WorkflowRow): Promise<TriggerRow[]> {
    const now = clock.now().getTime();
    return (await triggersOf(row)).filter((trigger) => {
      if (!trigger.scheduleAt || trigger.finishedAt) return false;
      return zonedInstant(trigger.scheduleAt, trigger.scheduleTimezone ?? 'UTC') <= now;
    });
  }

  async function resume(person: Person, id: string, options: { late?: 'run' | 'leave' } = {}): Promise<WorkflowRow> {
    const row = await liveWorkflow(store, person, id);
    if (row.status === 'active') return row;
    const late = await overdue(row);
    const first = late[0];
    if (first?.scheduleAt && !options.late) {
      const when = dayAndTime(
        new Date(zonedInstant(first.scheduleAt, first.scheduleTimezone ?? 'UTC')),
        person.timeZone,
      );
      throw new AppError('conflict', `“${row.name}” was due ${when}. Shall I run it now, or leave it?`);
    }
    if (options.late === 'leave') {
      const ids = late.map((trigger) => trigger._id);
      await store.triggers.updateMany(
        { workspace: row.workspace, _id: { $in: ids } },
        { $set: { finishedAt: clock.now() } },
      );
    }
    const after = await setStatus(row, { status: 'active', pausedReason: null, failuresInARow: 0 });
    await follow(after);
    return after;
  }

  return {
    async workflows(person) {
      return store.workflows
        .find({ workspace: person.workspace, user: person.user, status: ALIVE })
        .sort({ createdAt: -1 })
        .limit(500)
        .lean<WorkflowRow[]>();
    },

    async workflow(person, id) {
      const workflow = await ownWorkflow(store, person, id);
      return { workflow, triggers: await triggersOf(workflow) };
    },

    async versions(person, id) {
      const row = await ownWorkflow(store, person, id);
      return store.versions
        .find({ workspace: row.workspace, workflow: id })
        .sort({ number: -1 })
        .limit(200)
        .lean<VersionRow[]>();
    },

    async pause(person, id) {
      const row = await liveWorkflow(store, person, id, { admins: true });
      return row.status === 'paused' ? row : pauseRow(row, `paused by ${person.name === 'You' ? 'you' : person.name}`);
    },

    resume,

    async remove(person, id) {
      const row = await liveWorkflow(store, person, id);
      const workflow = await setStatus(row, { status: 'deleted' });
      await ignoreWaiting(row, 'deleted');
      const triggers = await triggersOf(row);
      await store.triggers.updateMany({ workspace: row.workspace, workflow: id }, { $set: { isActive: false } });
      const removed = triggers
        .filter((trigger) => trigger.type === 'schedule')
        .map((trigger) =>
          schedules.remove(trigger._id).catch((error) => log.warn({ err: error }, 'schedule not removed yet')),
        );
      await soon(Promise.all(removed));
      const running = await store.executions.countDocuments({
        workspace: row.workspace,
        workflow: id,
        status: 'running',
      });
      return { workflow, running };
    },

    async rename(person, id, name) {
      const row = await liveWorkflow(store, person, id);
      const clean = name.trim();
      if (clean.length === 0 || clean.length > 80) {
        throw new AppError('bad_request', 'A name has 1 to 80 characters.');
      }
      try {
        return await setStatus(row, { name: clean });
      } catch (error) {
        if (isDuplicate(error))
          throw new AppError('conflict', `You already have a workflow called “${clean}”. Choose another name.`);
        throw error;
      }
    },

    async setReport(person, id, report) {
      return setStatus(await liveWorkflow(store, person, id), { report });
    },

    async stopEverything(person) {
      const rows = await store.workflows
        .find({ workspace: person.workspace, user: person.user, status: { $in: ['active', 'failed'] } })
        .lean<WorkflowRow[]>();
      await Promise.all(rows.map((row) => pauseRow(row, 'stop everything')));
      await store.users.updateOne(
        { _id: person.user, workspace: person.workspace },
        { $set: { stoppedAt: clock.now() } },
      );
      return rows.length;
    },

    async skipNext(person, id) {
      const row = await liveWorkflow(store, person, id);
      const upcoming: { trigger: TriggerRow; at: string }[] = [];
      for (const trigger of await triggersOf(row)) {
        if (trigger.type !== 'schedule' || !trigger.scheduleCron) continue;
        const next = (await schedules.next(trigger._id)).find((at) => !trigger.skip.includes(at));
        if (next) upcoming.push({ trigger, at: next });
      }
      const first = upcoming.sort((a, b) => a.at.localeCompare(b.at))[0];
      if (!first) return null;
      const trigger = await store.triggers
        .findOneAndUpdate(
          { _id: first.trigger._id, workspace: row.workspace },
          { $addToSet: { skip: first.at } },
          { returnDocument: 'after' },
        )
        .lean<TriggerRow>();
      if (trigger) await schedules.sync(trigger, row);
      return first.at;
    },
  };
}

/** Waits for work that may take longer than a person should wait; it goes on by itself. */
async function soon(work: Promise<unknown>): Promise<void> {
  const giveUp = new AbortController();
  await Promise.race([work, pause(FOLLOW_MS, undefined, { signal: giveUp.signal }).catch(() => {})]);
  giveUp.abort();
}
