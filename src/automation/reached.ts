import type { ExecutionRow, StepRow } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import type { VersionRow } from '../store/workflows.ts';
import type { Actions } from './checks/context.ts';
import { handlersOf } from './graph.ts';

/**
 * What an ended run reached: outputs of steps that succeeded, by step id; with what it was given itself; without those to be done
 * again. A step that failed and that another one stood in for counts too, as failed: both must not happen.
 */
export async function reachedBy(
  { store, catalogue }: { store: Pick<Store, 'steps' | 'versions'>; catalogue: Pick<Actions, 'action'> },
  before: ExecutionRow,
  again: string[] = [],
): Promise<Record<string, unknown>> {
  const rows = await store.steps
    .find({ workspace: before.workspace, execution: before._id, iteration: 0 })
    .lean<StepRow[]>();
  const own = rows.filter((row) => !row.path.includes('/'));
  const succeeded = own.filter((row) => row.state === 'success');
  const outputs = Object.fromEntries(succeeded.map((row) => [row.path, row.output]));
  const reached = { ...before.given, ...outputs };
  return {
    ...Object.fromEntries(Object.entries(reached).filter(([id]) => !again.includes(id))),
    ...(await stoodInFor({ store, catalogue }, before, own)),
  };
}

/** Steps that failed although the run went on with what was written to handle that; with their outputs. */
async function stoodInFor(
  { store, catalogue }: { store: Pick<Store, 'versions'>; catalogue: Pick<Actions, 'action'> },
  before: ExecutionRow,
  rows: StepRow[],
): Promise<Record<string, unknown>> {
  const failed = rows.filter((row) => row.state === 'failed' && row.path !== before.failedStep);
  if (failed.length === 0) return {};
  const version = await store.versions
    .findOne({ workspace: before.workspace, _id: `${before.workflow}:${before.version}` }, { definition: 1 })
    .lean<Pick<VersionRow, 'definition'>>();
  if (!version) return {};
  const ran = new Set(rows.filter((row) => row.state !== 'skipped').map((row) => row.path));
  const handled = failed.filter((row) => handlersOf(version.definition, row.path).some((id) => ran.has(id)));
  return Object.fromEntries(
    handled.map((row) => {
      const spec = catalogue.action(row.service, row.action);
      const nothing = Object.fromEntries(Object.keys(spec?.result.shape ?? {}).map((name) => [name, null]));
      const output = row.output !== null && typeof row.output === 'object' ? row.output : {};
      return [row.path, { ...nothing, ...output, status: 'failed', error: row.error }];
    }),
  );
}
