import type { Definition, Json } from '../../src/automation/definition.ts';
import { needsOf, outerSteps } from '../../src/automation/graph.ts';
import type { Kept } from '../../src/automation/kept.ts';
import { MAX_INLINE } from '../../src/automation/reference.ts';
import { AppError } from '../../src/errors.ts';
import type { ExecutionRow, StepRow } from '../../src/store/runs.ts';
import type { Store } from '../../src/store/store.ts';
import type { VersionRow } from '../../src/store/workflows.ts';
import type { Output } from '../workflows/contract.ts';

/** The steps nothing comes after. */
function lastSteps(definition: Pick<Definition, 'steps'>): string[] {
  const steps = outerSteps(definition);
  const needed = new Set([...needsOf({ steps }).values()].flat());
  return steps.map((step) => step.id).filter((id) => !needed.has(id));
}

/**
 * What a run gives to the one that waits for it: what its last step gave out; by step, where several are last. What is large is
 * kept for the one that waits and given by reference. Null where it is too large for that.
 */
export async function resultOf(
  { store, kept }: { store: Store; kept: Kept },
  execution: Pick<ExecutionRow, '_id' | 'workspace' | 'workflow' | 'version' | 'given' | 'rootExecution' | 'parent'>,
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
  const outputs: Output = {};
  for (const id of last) {
    const output = given(id) as Output | null;
    outputs[id] = output && (await kept.expand({ workspace, root: execution.rootExecution }, output));
  }
  const [only] = last;
  const result = last.length === 1 && only !== undefined ? (outputs[only] ?? null) : outputs;
  if (JSON.stringify(result).length <= MAX_INLINE) return result;
  if (!execution.parent) return null;
  return kept.keep({ workspace, root: execution.parent.root }, result).then(
    (ref) => ({ ...ref }) as unknown as Json,
    (error: unknown) => {
      if (error instanceof AppError) return null;
      throw error;
    },
  );
}
