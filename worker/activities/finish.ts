import { createCounting } from '../../src/automation/counting.ts';
import { ENDED_DAYS, type Kept } from '../../src/automation/kept.ts';
import type { ExecutionRow, StepRow } from '../../src/store/runs.ts';
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
    const lapses = own.some((row) => row.state === 'failed' || someFailed(row.output));
    return { outputs: JSON.stringify(outputs).length > MAX_RESULT ? null : outputs, lapses };
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
