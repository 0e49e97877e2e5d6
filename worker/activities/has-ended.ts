import type { ExecutionRow } from '../../src/store/runs.ts';
import type { Store } from '../../src/store/store.ts';
import { together } from '../../src/store/together.ts';

type Of = Pick<ExecutionRow, '_id' | 'workspace'>;

/**
 * Whether a run has ended here, although Temporal may still carry it out: it was ended from outside, or took its word as lost. Asked
 * before each effect of all but young runs, so those that ask together are told by one look.
 */
export function createHasEnded({ connection }: Pick<Store, 'connection'>): (run: Of) => Promise<boolean> {
  const executions = connection.collection<ExecutionRow>('executions');
  return together<Of, boolean>(async (runs) => {
    const or = runs.map(({ _id, workspace }) => ({ _id, workspace }));
    const rows = await executions
      .find(or.length === 1 ? (or[0] as Of) : { $or: or }, { projection: { status: 1 } })
      .toArray();
    const ended = new Set(rows.filter((row) => row.status !== 'running').map((row) => row._id));
    return runs.map(({ _id }) => ended.has(_id));
  });
}
