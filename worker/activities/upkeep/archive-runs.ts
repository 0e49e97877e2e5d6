import { packSteps } from '../../../src/automation/step-rows.ts';
import { newId } from '../../../src/ids.ts';
import { EVERY_WORKSPACE } from '../../../src/store/guard.ts';
import type { ExecutionRow, StepRow } from '../../../src/store/runs.ts';
import { partId } from '../../../src/store/upkeep.ts';
import type { UpkeepPage } from '../../workflows/contract-upkeep.ts';
import type { UpkeepDeps } from './deps.ts';

/** Runs one call takes. */
const RUNS = 200;
/** Pages of runs one call looks through. */
const PAGES = 50;
const MOST_OPEN = 1000;
/** Rows and JSON characters of one part: packed it stays far under what MongoDB takes. */
const ROWS = 500;
const SIZE = 8 * 1024 * 1024;

type Row = Pick<ExecutionRow, '_id' | 'workspace' | 'rootExecution' | 'top' | 'archived' | 'completedAt'>;

/**
 * Packs the steps of runs that ended long ago: the run itself stays, with what started it and what came of it, and its steps are
 * read from the archive. First everything is written, then the run says so, then the rows go: cut off anywhere, it goes on.
 */
export function createArchiveRuns({ store, clock, days, alive, stopped }: UpkeepDeps) {
  const before = () => new Date(clock.now().getTime() - days * 86_400_000);
  const old = () => ({
    workspace: EVERY_WORKSPACE,
    archived: null,
    completedAt: { $lt: before() },
    status: { $ne: 'running' as const },
  });

  /** Tries of the same, and what runs above it, that still go or ended lately: they may read what it did. */
  async function needed({ workspace, rootExecution, top }: Row): Promise<boolean> {
    const roots = [rootExecution, ...(top ? [top] : [])];
    const fresh: { $or: Record<string, unknown>[] } = {
      $or: [
        { status: 'running' as const },
        { completedAt: { $gte: before() } },
        // What is being taken back is read step by step.
        { 'undone.state': 'running' },
      ],
    };
    const [near, below] = await Promise.all([
      store.executions.exists({ workspace, rootExecution: { $in: roots }, ...fresh }),
      store.executions.exists({ workspace, top: { $in: roots }, ...fresh }),
    ]);
    return near !== null || below !== null;
  }

  /** Rows it packed; null where it left the run as it was, for another call. */
  async function archive(row: Row): Promise<number | null> {
    const { workspace, _id: execution } = row;
    // Parts of its own: a call that was given up and wakes late overwrites nothing.
    const pack = newId('pack');
    let part = 0;
    let count = 0;
    let rows: StepRow[] = [];
    let size = 0;
    const flush = async () => {
      if (rows.length === 0) return;
      const data = await packSteps(rows);
      await store.archive.updateOne(
        { _id: partId({ execution, pack }, part), workspace },
        { $set: { execution, part, steps: rows.length, data } },
        { upsert: true },
      );
      part += 1;
      count += rows.length;
      rows = [];
      size = 0;
      alive();
    };
    const found = store.steps
      .find({ workspace, execution })
      .sort({ startedAt: 1, _id: 1 })
      .lean<StepRow[]>()
      .cursor() as AsyncIterable<StepRow>;
    for await (const step of found) {
      if (stopped()) return null;
      const length = JSON.stringify(step).length;
      if (rows.length >= ROWS || size + length > SIZE) await flush();
      rows.push(step);
      size += length;
    }
    await flush();
    // Another call may have dropped them meanwhile: half of a run is not its archive.
    const whole = !stopped() && (await store.steps.countDocuments({ workspace, execution })) === count;
    const marked =
      whole &&
      (await store.executions.updateOne(
        { _id: execution, workspace, archived: null, 'undone.state': { $ne: 'running' } },
        { $set: { archived: { parts: part, at: clock.now(), open: true, pack } } },
      ));
    if (marked && marked.modifiedCount === 1) return count;
    const mine = Array.from({ length: part }, (_, at) => partId({ execution, pack }, at));
    await store.archive.deleteMany({ workspace, _id: { $in: mine } });
    return null;
  }

  /** The rows of runs whose archive is written, those of a call that was cut off before included. */
  async function drop(): Promise<void> {
    const open = { workspace: EVERY_WORKSPACE, 'archived.open': true };
    const rows = await store.executions.find(open, { _id: 1 }).limit(MOST_OPEN).lean<{ _id: string }[]>();
    if (rows.length === 0) return;
    const ids = rows.map((row) => row._id);
    await store.steps.deleteMany({ workspace: EVERY_WORKSPACE, execution: { $in: ids } });
    await store.executions.updateMany({ ...open, _id: { $in: ids } }, { $set: { 'archived.open': false } });
  }

  const next = (last: Row | undefined) =>
    store.executions
      .find(
        {
          ...old(),
          ...(last?.completedAt && {
            $or: [
              { completedAt: { $gt: last.completedAt } },
              { completedAt: last.completedAt, _id: { $gt: last._id } },
            ],
          }),
        },
        { workspace: 1, rootExecution: 1, top: 1, archived: 1, completedAt: 1 },
      )
      .sort({ completedAt: 1, _id: 1 })
      .limit(RUNS)
      .lean<Row[]>();

  return async function archiveRuns(): Promise<UpkeepPage> {
    await drop();
    let steps = 0;
    let runs = 0;
    // Those that cannot be packed yet, however many, do not stand before the others.
    for (let last: Row | undefined, page = 0; page < PAGES && runs < RUNS && !stopped(); page += 1) {
      const rows = await next(last);
      for (const row of rows) {
        alive();
        if (stopped() || runs >= RUNS) break;
        if (await needed(row)) continue;
        const packed = await archive(row);
        if (packed === null) continue;
        steps += packed;
        runs += 1;
      }
      last = rows.at(-1);
      if (rows.length < RUNS) break;
    }
    await drop();
    return { counts: { runs, steps }, more: runs >= RUNS };
  };
}
