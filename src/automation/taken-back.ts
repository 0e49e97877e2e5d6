import type { ExecutionRow } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import { MAX_DEPTH } from './children.ts';

/** Far more than the runs any run starts. */
const MOST = 20_000;

type Below = Pick<ExecutionRow, '_id' | 'parent' | 'status' | 'undone' | 'rootExecution'>;

/**
 * Whether something of what a run reached through runs of other workflows is not there any more: one of them completed, and what
 * it did was taken back by itself, or is just now. One that failed and was taken back is simply begun anew.
 */
export async function takenBackBelow(
  store: Pick<Store, 'executions'>,
  { workspace, rootExecution }: Pick<ExecutionRow, 'workspace' | 'rootExecution'>,
): Promise<'running' | 'over' | null> {
  let roots = [rootExecution];
  let found: 'over' | null = null;
  for (let depth = 0; depth < MAX_DEPTH && roots.length > 0; depth += 1) {
    const newest = new Map<string, Below>();
    const rows = await store.executions
      .find({ workspace, 'parent.root': { $in: roots } }, { parent: 1, status: 1, undone: 1, rootExecution: 1 })
      .sort({ startedAt: 1 })
      .limit(MOST)
      .lean<Below[]>();
    for (const row of rows) newest.set(`${row.parent?.root}:${row.parent?.path}:${row.parent?.iteration}`, row);
    const now = [...newest.values()];
    if (now.some((row) => row.undone?.state === 'running')) return 'running';
    if (now.some((row) => row.undone && row.status === 'completed')) found = 'over';
    roots = now.filter((row) => !row.undone).map((row) => row.rootExecution);
  }
  return found;
}
