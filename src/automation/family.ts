import type { ExecutionRow } from '../store/runs.ts';
import type { Store } from '../store/store.ts';

const MOST = 5000;

/** A run and all under way that it started, at any depth; it comes first. */
export async function familyOf(store: Pick<Store, 'executions'>, row: ExecutionRow): Promise<ExecutionRow[]> {
  const found = [row];
  for (let at = 0; at < found.length && found.length < MOST; at += 1) {
    const children = await store.executions
      .find({ workspace: row.workspace, 'parent.execution': found[at]?._id ?? '', status: 'running' })
      .limit(1000)
      .lean<ExecutionRow[]>();
    found.push(...children);
  }
  return found;
}
