import { AppError } from '../errors.ts';
import type { ExecutionRow } from '../store/runs.ts';
import { ownExecution } from './access.ts';
import type { AutomationDeps } from './deps.ts';
import type { Automation } from './service.ts';

/** Runs ended from outside, and what Temporal and they themselves say of them. */
export function createEnding({
  store,
  runs,
  clock,
  wake,
  log,
}: AutomationDeps): Required<Pick<Automation, 'terminate' | 'describe' | 'state'>> {
  /** A run and all that it started, at any depth. */
  async function family(row: ExecutionRow): Promise<ExecutionRow[]> {
    const found = [row];
    for (let at = 0; at < found.length && found.length < 5000; at += 1) {
      const children = await store.executions
        .find({ workspace: row.workspace, 'parent.execution': found[at]?._id ?? '', status: 'running' })
        .limit(1000)
        .lean<ExecutionRow[]>();
      found.push(...children);
    }
    return found;
  }

  /** Closes a row, and what of it still looks under way. */
  async function close(row: ExecutionRow, reason: string): Promise<void> {
    const { workspace, _id: execution } = row;
    const now = clock.now();
    const closed = await store.executions.updateOne(
      { _id: execution, workspace, status: 'running' },
      {
        $set: {
          status: 'cancelled',
          phase: null,
          errorMessage: reason,
          completedAt: now,
          asked: { what: 'terminate', reason, at: now },
        },
        $inc: { dirty: 1 },
      },
    );
    if (closed.modifiedCount === 0) return;
    await store.steps.updateMany(
      { workspace, execution, state: { $in: ['running', 'waiting'] } },
      { $set: { state: 'failed', status: 'failed', error: 'Stopped before it was finished.', endedAt: now } },
    );
    await store.eventWaits.updateMany(
      { workspace, execution, state: 'open' },
      { $set: { state: 'over', closedAt: now } },
    );
    if (row.thread) wake.run(execution, row.thread);
  }

  return {
    async terminate(person, executionId, reason) {
      const row = await ownExecution(store, person, executionId);
      if (row.status !== 'running') throw new AppError('conflict', 'This run has ended.');
      const all = await family(row);
      for (const one of all) await close(one, reason);
      for (const one of all) {
        await runs.terminate(one.temporalWorkflowId, reason).then(
          () => store.executions.updateOne({ _id: one._id, workspace: one.workspace }, { $set: { asked: null } }),
          (error) => log.warn({ err: error, execution: one._id }, 'ending waits for Temporal'),
        );
      }
      return ownExecution(store, person, executionId);
    },

    async describe(person, executionId) {
      return runs.describe((await ownExecution(store, person, executionId)).temporalWorkflowId);
    },

    async state(person, executionId) {
      return runs.query((await ownExecution(store, person, executionId)).temporalWorkflowId);
    },
  };
}
