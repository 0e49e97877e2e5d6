import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { ExecutionRow } from '../store/runs.ts';
import { closeRun, closingOf, undoingOf } from './closing.ts';
import type { AutomationDeps } from './deps.ts';
import { startOf } from './execution.ts';
import { familyOf } from './family.ts';

/** Runs asked about in one look, and side by side. */
const AT_ONCE = 200;
const SIDE_BY_SIDE = 8;
const MOST_ELSEWHERE = 1000;
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
const BEGUN_BY_LOST = 'The run that started it was lost.';
const UNKNOWN = 'The workflow engine does not know this run any more, so it ended here.';
/** So few unknown runs may be lost whatever else there is. */
const FEW = 2;
const REMEDY =
  'I end none of them here. Set TEMPORAL_HOST and TEMPORAL_NAMESPACE to the Temporal they run on, and restart. If that one is gone for good, end them by POST /api/executions/{id}/terminate.';

interface Verdict {
  row: ExecutionRow;
  /** `waits`: Temporal has not heard of it yet, and will; `elsewhere`: it began on another Temporal, and this one cannot tell. */
  kind: 'goes on' | 'waits' | 'ended' | 'unknown' | 'elsewhere';
  why: string;
}

/**
 * Runs that ended at Temporal without their own word: terminated there, out of time, lost with its data. Two looks a while apart must
 * agree; then the run ends here too, as failed, and its thread is told. What it had set aside stays or goes by what the effects
 * ledger says of it, as for every run that has ended (`createReservations`).
 *
 * A Temporal that is not the one a run began on, or knows next to none of them, proves nothing: such runs go on elsewhere.
 */
export function createLostRuns(deps: AutomationDeps, { youngMs = YOUNG_MS } = {}) {
  const { store, runs, clock, log } = deps;
  const closing = closingOf(deps);
  /** Where the next look begins, so that all are looked at in turn. */
  let after = '';
  const suspects = new Map<string, number>();
  const elsewhere = new Map<string, string>();
  let here = '';
  /** Set where the last look found next to nothing of what is under way. */
  let unknowing: string | null = null;

  async function verdictOn(row: ExecutionRow): Promise<Verdict> {
    if (row.engine && row.engine !== here) return { row, kind: 'elsewhere', why: row.engine };
    const found = await runs.describe(row.temporalWorkflowId);
    const why = found && ENDED[found.status];
    if (found) return { row, kind: why ? 'ended' : 'goes on', why: why ?? '' };
    return { row, kind: (await willStart(row)) ? 'waits' : 'unknown', why: UNKNOWN };
  }

  /** What Temporal has not heard of yet is started again by the sweep, or by the run above it as long as that goes. */
  async function willStart({ workspace, temporalRunId, parent }: ExecutionRow): Promise<boolean> {
    if (temporalRunId !== null) return false;
    if (!parent) return true;
    return (await store.executions.exists({ _id: parent.execution, workspace, status: 'running' })) !== null;
  }

  async function act({ row, kind, why }: Verdict, believed: boolean): Promise<void> {
    if (kind === 'goes on' || kind === 'waits' || kind === 'elsewhere') return void suspects.delete(row._id);
    if (kind === 'unknown' && !believed) return void suspects.delete(row._id);
    const now = clock.now().getTime();
    const first = suspects.get(row._id) ?? now;
    suspects.set(row._id, first);
    if (now - first < youngMs) return;
    suspects.delete(row._id);
    await end(row, why);
  }

  /**
   * Ends it as it would have ended by itself. What it started ends first: Temporal has ended it too, and taking back would find it
   * under way.
   */
  async function end(row: ExecutionRow, why: string): Promise<void> {
    const [, ...below] = await familyOf(store, row);
    // Taken back as a whole, what is below it is part of that.
    const whole = (await undoingOf(closing, row)) !== null;
    const blamed = { status: 'failed', blames: true } as const;
    for (const one of below.reverse())
      await takeBack(await closeRun(closing, one, { ...blamed, error: BEGUN_BY_LOST, takesBack: !whole }));
    const closed = await closeRun(closing, row, { ...blamed, error: why, takesBack: true });
    if (closed) log.warn({ workspace: row.workspace, execution: row._id, why }, 'a run was lost');
    await takeBack(closed);
  }

  async function takeBack(closed: ExecutionRow | null): Promise<void> {
    if (closed?.undone?.state !== 'running') return;
    await runs
      .start({ ...startOf(closed), name: 'undo', mode: 'undo' })
      // The sweep of what was left behind tries again.
      .catch((error: unknown) => log.warn({ err: error, execution: closed._id }, 'not taken back yet'));
  }

  /** Whether a run that this Temporal does not know is lost; else it is rather the wrong Temporal, or an empty one. */
  function believes(verdicts: Verdict[]): boolean {
    const count = (kind: Verdict['kind']) => verdicts.filter((one) => one.kind === kind).length;
    const unknown = count('unknown');
    const known = count('goes on') + count('ended');
    unknowing =
      unknown > FEW && unknown > known
        ? `It does not know ${unknown} of ${unknown + known} runs under way. ${REMEDY}`
        : null;
    if (unknowing !== null) log.warn({ engine: here, unknown, known }, unknowing);
    return unknowing === null && count('elsewhere') === 0;
  }

  /** Keeps in mind which runs are on another Temporal, as long as they are under way. */
  async function noteElsewhere(verdicts: Verdict[]): Promise<void> {
    for (const { row, kind, why } of verdicts) {
      if (kind !== 'elsewhere') elsewhere.delete(row._id);
      else if (elsewhere.size < MOST_ELSEWHERE) elsewhere.set(row._id, why);
    }
    if (elsewhere.size === 0) return;
    const going = await store.executions
      .find({ workspace: EVERY_WORKSPACE, _id: { $in: [...elsewhere.keys()] }, status: 'running' }, { _id: 1 })
      .lean();
    const ids = new Set(going.map((row) => row._id));
    for (const [id, engine] of elsewhere) if (!ids.has(id) || engine === here) elsewhere.delete(id);
    const said = trouble();
    if (said !== null) log.warn({ engine: here, of: [...new Set(elsewhere.values())] }, said);
  }

  /** What is wrong with the Temporal that is asked, and what helps; null where nothing is. */
  function trouble(): string | null {
    if (elsewhere.size === 0) return unknowing;
    const many = elsewhere.size === 1 ? '1 run under way began' : `${elsewhere.size} runs under way began`;
    const ids = [...new Set(elsewhere.values())].slice(0, 3).join(', ');
    return `${many} on another Temporal (namespace id ${ids}) than this one (${here}). ${REMEDY}`;
  }

  async function look(): Promise<void> {
    // Asked each time: behind the same address there may be another by now.
    const engine = await runs.engine().catch((error: unknown) => log.debug({ err: error }, 'runs not looked at'));
    if (!engine) return;
    if (engine !== here) suspects.clear();
    here = engine;
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
    const verdicts: Verdict[] = [];
    const lane = async () => {
      for (let row = rows.shift(); row; row = rows.shift()) verdicts.push(await verdictOn(row));
    };
    // Temporal away: nothing can be said, and the next look asks again.
    const looks = await Promise.allSettled(Array.from({ length: SIDE_BY_SIDE }, lane));
    for (const one of looks) if (one.status === 'rejected') log.debug({ err: one.reason }, 'runs not looked at');
    const believed = believes(verdicts);
    for (const verdict of verdicts) await act(verdict, believed);
    await noteElsewhere(verdicts);
    const known = new Set(suspected.map((row) => row._id));
    for (const id of suspects.keys()) if (!known.has(id) && !next.some((row) => row._id === id)) suspects.delete(id);
  }

  return { look, trouble };
}
