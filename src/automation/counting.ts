import type { ExecutionRow } from '../store/runs.ts';
import type { WorkflowRow } from '../store/workflows.ts';
import { createStopping, MAX_FAILURES, type StoppingDeps } from './stopping.ts';

type Of = Pick<ExecutionRow, '_id' | 'workspace' | 'workflow' | 'user' | 'thread' | 'status' | 'errorMessage'>;

/** What a run's end means to its workflow: its counters, and that too many failures in a row stop it. */
export function createCounting(deps: StoppingDeps): (ended: Of) => Promise<void> {
  const { store, clock } = deps;
  const workflows = store.connection.collection<WorkflowRow>('workflows');
  const stopping = createStopping(deps);

  return async function count(ended) {
    const { workspace, workflow: _id, status } = ended;
    if (status !== 'failed') {
      await store.writes.update(
        'workflows',
        { _id, workspace },
        {
          $inc: { executionCount: 1 },
          $set: { lastExecutedAt: clock.now(), ...(status === 'completed' && { failuresInARow: 0 }) },
        },
      );
      return;
    }
    const after = await workflows.findOneAndUpdate(
      { _id, workspace },
      { $inc: { executionCount: 1, failuresInARow: 1 }, $set: { lastExecutedAt: clock.now() } },
      { returnDocument: 'after', projection: { failuresInARow: 1, status: 1 } },
    );
    if (after && after.failuresInARow >= MAX_FAILURES && after.status === 'active')
      await stopping.failed(ended, ended.errorMessage ?? '');
  };
}
