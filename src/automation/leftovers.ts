import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { ExecutionRow } from '../store/runs.ts';
import type { WorkflowRow } from '../store/workflows.ts';
import type { AutomationDeps } from './deps.ts';
import { startOf } from './execution.ts';

/** A run whose start was cut off by a crash is started again after this long. */
const STALE_START_MS = 20_000;
const AT_ONCE = 100;

/** Finishes what a crash or an outage of Temporal cut in half: starts that were stored only, signals that were not heard. */
export function createLeftovers(deps: AutomationDeps) {
  const { store, runs, clock, log } = deps;

  async function startAgain(row: ExecutionRow): Promise<void> {
    const workflow = await store.workflows
      .findOne({ _id: row.workflow, workspace: row.workspace }, { name: 1 })
      .lean<Pick<WorkflowRow, '_id' | 'name'>>();
    await runs.start({ ...startOf(row), name: workflow?.name ?? 'workflow' });
  }

  /** One that is under way is not started twice. */
  const undoAgain = (row: ExecutionRow) => runs.start({ ...startOf(row), name: 'undo', mode: 'undo' });

  async function signalAgain(row: ExecutionRow): Promise<void> {
    if (!row.asked) return;
    const { what, reason } = row.asked;
    if (what === 'terminate') await runs.terminate(row.temporalWorkflowId, reason);
    else await runs.signal(row.temporalWorkflowId, what, reason);
    await store.executions.updateOne(
      { _id: row._id, workspace: row.workspace, 'asked.at': row.asked.at },
      { $set: { asked: null } },
    );
  }

  return async function sweep(): Promise<void> {
    const before = new Date(clock.now().getTime() - STALE_START_MS);
    const unstarted = await store.executions
      .find({
        workspace: EVERY_WORKSPACE,
        status: 'running',
        phase: 'queued',
        temporalRunId: null,
        // What another run starts, that run starts.
        parent: null,
        startedAt: { $lt: before },
      })
      .sort({ startedAt: 1 })
      .limit(AT_ONCE)
      .lean<ExecutionRow[]>();
    const unheard = await store.executions
      .find({
        workspace: EVERY_WORKSPACE,
        $or: [{ status: 'running' }, { 'asked.what': 'terminate' }],
        asked: { $ne: null },
      })
      .limit(AT_ONCE)
      .lean<ExecutionRow[]>();
    const undoing = await store.executions
      .find({
        workspace: EVERY_WORKSPACE,
        status: { $ne: 'running' },
        'undone.state': 'running',
        // What is part of another's is gone on with there.
        'undone.within': null,
        'undone.at': { $lt: before },
      })
      .limit(AT_ONCE)
      .lean<ExecutionRow[]>();
    for (const row of undoing)
      await undoAgain(row).catch((error) => log.warn({ err: error, run: row._id }, 'not taken back yet'));
    for (const row of unstarted)
      await startAgain(row).catch((error) => log.warn({ err: error, run: row._id }, 'not started yet'));
    for (const row of unheard)
      await signalAgain(row).catch((error) => log.warn({ err: error, run: row._id }, 'not signalled yet'));
  };
}
