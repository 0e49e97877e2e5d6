import { createCounting } from '../../src/automation/counting.ts';
import { handlersOf } from '../../src/automation/graph.ts';
import { ENDED_DAYS, type Kept } from '../../src/automation/kept.ts';
import type { ExecutionRow, StepRow } from '../../src/store/runs.ts';
import type { VersionRow } from '../../src/store/workflows.ts';
import { traceRun } from '../../src/tracing.ts';
import type { FinishCall, Finished, StepNote } from '../workflows/contract.ts';
import type { ActivityDeps } from './deps.ts';
import { resultOf } from './result.ts';
import type { Rows } from './rows.ts';

/** JSON characters an execution's result may have; beyond it the steps keep theirs alone. */
const MAX_RESULT = 256 * 1024;

/** The last activity of a run: its end, its result, the workflow's counters. Harmless to repeat. */
export function createFinish(
  deps: ActivityDeps,
  parts: { rows: Rows; kept: Kept; report(execution: string, note: StepNote): string | null },
) {
  const { store, clock, wake } = deps;
  const executions = store.connection.collection<ExecutionRow>('executions');
  const steps = store.connection.collection<StepRow>('steps');
  const count = createCounting(deps);

  /** What its steps gave, null where that is too much; and whether something in it failed for good. */
  async function outputsOf(call: FinishCall): Promise<{ outputs: Record<string, unknown> | null; lapses: boolean }> {
    const rows = await steps
      .find(
        { workspace: call.workspace, execution: call.execution, iteration: 0, state: { $in: ['success', 'failed'] } },
        { projection: { path: 1, output: 1, state: 1, error: 1 } },
      )
      .limit(1000)
      .toArray();
    const own = rows.filter((row) => !row.path.includes('/'));
    const outputs = Object.fromEntries(
      own.map((row) => [row.path, row.state === 'failed' ? { status: 'failed', error: row.error } : row.output]),
    );
    const failed = own.filter((row) => row.state === 'failed' || someFailed(row.output)).map((row) => row.path);
    const lapses = call.status === 'completed' && failed.length > 0 && (await someUnhandled(call, failed));
    return { outputs: JSON.stringify(outputs).length > MAX_RESULT ? null : outputs, lapses };
  }

  /** Whether nothing was written to handle one of these, and the run did not get it from an earlier one. */
  async function someUnhandled({ workspace, execution }: FinishCall, failed: string[]): Promise<boolean> {
    const row = await store.executions
      .findOne({ _id: execution, workspace }, { workflow: 1, version: 1, given: 1 })
      .lean<Pick<ExecutionRow, 'workflow' | 'version' | 'given'>>();
    const version = await store.versions
      .findOne({ _id: `${row?.workflow}:${row?.version}`, workspace }, { definition: 1 })
      .lean<Pick<VersionRow, 'definition'>>();
    return failed.some(
      (id) => !Object.hasOwn(row?.given ?? {}, id) && (!version || handlersOf(version.definition, id).length === 0),
    );
  }

  return async function finish(call: FinishCall): Promise<Finished> {
    await parts.rows.notes(call, (note) => parts.report(call.execution, note));
    const { outputs, lapses } = await outputsOf(call);
    const { status, error } = call;
    const success = status === 'completed';
    const ended = await executions.findOneAndUpdate(
      { _id: call.execution, workspace: call.workspace, status: 'running' },
      {
        $set: {
          status,
          phase: null,
          result: { success, ...(outputs && { outputs }), ...(call.reason && { reason: call.reason }) },
          errorMessage: error,
          failedStep: call.failedStep,
          completedAt: clock.now(),
          ...(success && lapses && { lapses }),
        },
        $inc: { dirty: 1 },
      },
      { returnDocument: 'after' },
    );
    if (ended) {
      deps.measures?.ended(ended);
      traceRun({ ...ended, ids: { 'nod.execution': ended._id, 'nod.workflow': ended.workflow }, failed: !success });
      await count(ended);
      const root = ended.rootExecution;
      if (parts.kept.knows(root)) await parts.kept.until({ workspace: ended.workspace, root }, ENDED_DAYS);
      if (ended.thread) wake.run(ended._id, ended.thread);
    }
    const row = ended ?? (await executions.findOne({ _id: call.execution, workspace: call.workspace }));
    if (!row?.parent) return { success, status, error };
    return { success, status, error, result: await resultOf({ store, kept: parts.kept }, row) };
  };
}

/** Of a list: some of its items. */
const someFailed = (output: unknown): boolean => {
  const failed = (output as { failed?: unknown } | null)?.failed;
  return typeof failed === 'number' && failed > 0;
};
