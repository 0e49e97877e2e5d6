import { ENVIRONMENT } from '../connectors/connection-rows.ts';
import { AppError } from '../errors.ts';
import { isDuplicate } from '../store/duplicate.ts';
import type { ConnectionRow } from '../store/services.ts';
import type { TriggerRow, VersionRow, WorkflowRow } from '../store/workflows.ts';
import { liveWorkflow } from './access.ts';
import type { AutomationDeps } from './deps.ts';
import type { Automation } from './service.ts';

/** Another person of the workspace becomes a workflow's owner, by an admin's word (D25). Connections are not passed on. */
export function createTransfer(
  deps: AutomationDeps,
  pause: Automation['pause'],
): Required<Pick<Automation, 'transfer'>> {
  const { store, clock, schedules, log } = deps;

  /** Whether the live version uses accounts that the new owner may not use. */
  async function usesOthers(row: WorkflowRow, to: { user: string; admin: boolean }): Promise<boolean> {
    const version = await store.versions
      .findOne({ _id: `${row._id}:${row.version}`, workspace: row.workspace }, { connections: 1 })
      .lean<Pick<VersionRow, 'connections'>>();
    const ids = Object.values(version?.connections ?? {});
    const rows = await store.connections
      .find({ _id: { $in: ids }, workspace: row.workspace })
      .lean<Pick<ConnectionRow, '_id' | 'user' | 'sharedWith'>[]>();
    const usable = (one: Pick<ConnectionRow, 'user' | 'sharedWith'>) =>
      one.user === to.user || one.sharedWith.includes(to.user) || (one.user === ENVIRONMENT && to.admin);
    return rows.some((one) => !usable(one));
  }

  async function move(row: WorkflowRow, user: string): Promise<WorkflowRow> {
    const { workspace, _id: workflow } = row;
    const change = { user, createdFromRoom: null, alsoTell: [], updatedAt: clock.now() };
    try {
      const after = await store.transaction(async (session) => {
        const moved = await store.workflows
          .findOneAndUpdate(
            { _id: workflow, workspace, user: row.user, status: { $ne: 'deleted' } },
            { $set: change },
            { session, returnDocument: 'after' },
          )
          .lean<WorkflowRow>();
        await store.triggers.updateMany({ workspace, workflow }, { $set: { user } }, { session });
        await store.deliveries.updateMany({ workspace, workflow, state: 'queued' }, { $set: { user } }, { session });
        return moved;
      });
      if (!after) throw new AppError('conflict', `“${row.name}” was changed meanwhile. Say it again.`);
      return after;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw new AppError(
        'conflict',
        `They have a workflow called “${row.name}” already. One of the two needs another name.`,
      );
    }
  }

  async function follow(row: WorkflowRow): Promise<void> {
    const triggers = await store.triggers
      .find({ workspace: row.workspace, workflow: row._id, isActive: true, type: 'schedule' })
      .lean<TriggerRow[]>();
    for (const trigger of triggers) {
      await schedules
        .sync(trigger, row)
        .catch((error) => log.warn({ err: error, trigger: trigger._id }, 'schedule not synced yet'));
    }
  }

  return {
    async transfer(person, id, to) {
      if (!person.admin) throw new AppError('forbidden', 'Only an admin can transfer a workflow.');
      const row = await liveWorkflow(store, person, id, { admins: true });
      const next = await store.users.findOne({ _id: to, workspace: person.workspace }).lean();
      if (!next) throw new AppError('not_found', 'There is no such person in this workspace.');
      if (row.user === to) return { workflow: row, why: null };
      const others = await usesOthers(row, { user: to, admin: next.admin });
      const reason =
        'It uses accounts of its earlier owner: connect your own, then tell me a change to approve it with them.';
      if (others) await pause(person, id);
      const moved = await move(row, to);
      if (!others) {
        await follow(moved);
        return { workflow: moved, why: null };
      }
      const pausedReason = 'its accounts belong to its earlier owner';
      await store.workflows.updateOne({ _id: id, workspace: row.workspace }, { $set: { pausedReason } });
      await follow({ ...moved, status: 'paused' });
      return { workflow: { ...moved, pausedReason }, why: `It is paused. ${reason}` };
    },
  };
}
