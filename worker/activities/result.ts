import type { Definition, Json } from '../../src/automation/definition.ts';
import { needsOf } from '../../src/automation/graph.ts';
import type { ExecutionRow, StepRow } from '../../src/store/runs.ts';
import type { Store } from '../../src/store/store.ts';
import type { VersionRow } from '../../src/store/workflows.ts';
import { MAX_VALUE } from '../workflows/contract.ts';

/** The steps nothing comes after. */
function lastSteps(definition: Pick<Definition, 'steps'>): string[] {
  const needed = new Set([...needsOf(definition).values()].flat());
  return definition.steps.map((step) => step.id).filter((id) => !needed.has(id));
}

/**
 * What a run gives to the one that waits for it: what its last step gave out; by step, where several are last. Null where that is
 * more than a step may give.
 */
export async function resultOf(
  store: Store,
  execution: Pick<ExecutionRow, '_id' | 'workspace' | 'workflow' | 'version' | 'given'>,
): Promise<Json> {
  const { workspace } = execution;
  const version = await store.versions
    .findOne({ _id: `${execution.workflow}:${execution.version}`, workspace }, { definition: 1 })
    .lean<Pick<VersionRow, '_id' | 'definition'>>();
  if (!version) return null;
  const last = lastSteps(version.definition);
  const rows = await store.steps
    .find({ workspace, execution: execution._id, path: { $in: last }, iteration: 0 }, { path: 1, output: 1 })
    .lean<Pick<StepRow, '_id' | 'path' | 'output'>[]>();
  const given = (id: string) => rows.find((row) => row.path === id)?.output ?? execution.given?.[id] ?? null;
  const outputs = Object.fromEntries(last.map((id) => [id, given(id) as Json]));
  const [only] = last;
  const result = last.length === 1 && only !== undefined ? (outputs[only] ?? null) : outputs;
  return JSON.stringify(result).length > MAX_VALUE ? null : result;
}
