import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { ExecutionRow } from '../store/runs.ts';
import { closeRun } from './closing.ts';
import type { AutomationDeps } from './deps.ts';

/** Runs asked about in one look, and side by side. */
const AT_ONCE = 200;
const SIDE_BY_SIDE = 8;
/** A run is begun, goes on in a fresh history, ends: for a moment the two may not agree. */
const YOUNG_MS = 30_000;

/** What a person is told, by how Temporal says it ended; anything else it says is a run that goes on. */
const ENDED: Record<string, string> = {
  TERMINATED: 'It was ended in the workflow engine, from outside.',
  CANCELLED: 'It was ended in the workflow engine, from outside.',
  CANCELED: 'It was ended in the workflow engine, from outside.',
  TIMED_OUT: 'Its time was over before it was finished, so the workflow engine ended it.',
  FAILED: 'The workflow engine could not go on with it.',
  COMPLETED: 'It ended without saying how.',
};
const UNKNOWN = 'The workflow engine does not know this run any more, so it ended here.';

/**
 * Runs that ended at Temporal without their own word: terminated there, out of time, lost with its data. Two looks a while apart must
 * agree; then the run ends here too, as failed, and its thread is told. What it had set aside stays or goes by what the effects
 * ledger says of it, as for every run that has ended (`createReservations`).
 */
export function createLostRuns(deps: AutomationDeps, { youngMs = YOUNG_MS } = {}) {
  const { store, runs, clock, log } = deps;
  /** Where the next look begins, so that all are looked at in turn. */
  let after = '';
  const suspects = new Map<string, number>();

  /** Why a run cannot go on; null where it can. */
  async function whyEnded(row: ExecutionRow): Promise<string | null> {
    const found = await runs.describe(row.temporalWorkflowId);
    if (found !== null) return ENDED[found.status] ?? null;
    return (await willStart(row)) ? null : UNKNOWN;
  }

  /** What Temporal has not heard of yet is started again by the sweep, or by the run above it as long as that goes. */
  async function willStart({ workspace, temporalRunId, parent }: ExecutionRow): Promise<boolean> {
    if (temporalRunId !== null) return false;
    if (!parent) return true;
    return (await store.executions.exists({ _id: parent.execution, workspace, status: 'running' })) !== null;
  }

  async function look(row: ExecutionRow): Promise<void> {
    const why = await whyEnded(row);
    if (why === null) return void suspects.delete(row._id);
    const now = clock.now().getTime();
    const first = suspects.get(row._id) ?? now;
    suspects.set(row._id, first);
    if (now - first < youngMs) return;
    suspects.delete(row._id);
    if (await closeRun(deps, row, { status: 'failed', error: why, blames: true }))
      log.warn({ workspace: row.workspace, execution: row._id, why }, 'a run was lost');
  }

  return async function lostRuns(): Promise<void> {
    const before = new Date(clock.now().getTime() - youngMs);
    const going = { workspace: EVERY_WORKSPACE, status: 'running' as const };
    const suspected = await store.executions
      .find({ ...going, _id: { $in: [...suspects.keys()].slice(0, AT_ONCE) } })
      .lean<ExecutionRow[]>();
    const next = await store.executions
      .find({ ...going, _id: { $gt: after, $nin: suspected.map((row) => row._id) }, startedAt: { $lt: before } })
      .sort({ _id: 1 })
      .limit(AT_ONCE)
      .lean<ExecutionRow[]>();
    after = next.length === AT_ONCE ? (next.at(-1)?._id ?? '') : '';
    const rows = [...suspected, ...next];
    const lane = async () => {
      for (let row = rows.shift(); row; row = rows.shift()) await look(row);
    };
    // Temporal away: nothing can be said, and the next look asks again.
    const looks = await Promise.allSettled(Array.from({ length: SIDE_BY_SIDE }, lane));
    for (const one of looks) if (one.status === 'rejected') log.debug({ err: one.reason }, 'runs not looked at');
    const known = new Set(suspected.map((row) => row._id));
    for (const id of suspects.keys()) if (!known.has(id) && !next.some((row) => row._id === id)) suspects.delete(id);
  };
}
