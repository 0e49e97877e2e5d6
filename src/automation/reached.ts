import type { ExecutionRow, StepRow } from '../store/runs.ts';
import type { Store } from '../store/store.ts';

/** What an ended run reached: outputs of steps that succeeded, by step id; with what it was given itself. */
export async function reachedBy(store: Store, before: ExecutionRow): Promise<Record<string, unknown>> {
  const rows = await store.steps
    .find({ workspace: before.workspace, execution: before._id, state: 'success', iteration: 0 })
    .lean<StepRow[]>();
  const outputs = Object.fromEntries(
    rows.filter((row) => !row.path.includes('/')).map((row) => [row.path, row.output]),
  );
  return { ...before.given, ...outputs };
}
