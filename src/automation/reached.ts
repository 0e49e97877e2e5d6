import type { ExecutionRow, StepRow } from '../store/runs.ts';
import type { Store } from '../store/store.ts';

/** What an ended run reached: outputs of steps that succeeded, by step id; with what it was given itself; without those to be done again. */
export async function reachedBy(
  store: Store,
  before: ExecutionRow,
  again: string[] = [],
): Promise<Record<string, unknown>> {
  const rows = await store.steps
    .find({ workspace: before.workspace, execution: before._id, state: 'success', iteration: 0 })
    .lean<StepRow[]>();
  const outputs = Object.fromEntries(
    rows.filter((row) => !row.path.includes('/')).map((row) => [row.path, row.output]),
  );
  const reached = { ...before.given, ...outputs };
  return Object.fromEntries(Object.entries(reached).filter(([id]) => !again.includes(id)));
}
