import { AppError } from '../errors.ts';
import type { ExecutionRow } from '../store/runs.ts';
import { ownExecution } from './access.ts';
import { closeRun } from './closing.ts';
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

  return {
    async terminate(person, executionId, reason) {
      const row = await ownExecution(store, person, executionId);
      if (row.status !== 'running') throw new AppError('conflict', 'This run has ended.');
      const all = await family(row);
      const asked = { what: 'terminate' as const, reason, at: clock.now() };
      for (const one of all) await closeRun({ store, clock, wake }, one, { status: 'cancelled', error: reason, asked });
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
