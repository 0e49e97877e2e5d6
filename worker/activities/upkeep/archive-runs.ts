import { packSteps } from '../../../src/automation/step-rows.ts';
import { EVERY_WORKSPACE } from '../../../src/store/guard.ts';
import type { ExecutionRow, StepRow } from '../../../src/store/runs.ts';
import type { UpkeepPage } from '../../workflows/contract-upkeep.ts';
import type { UpkeepDeps } from './deps.ts';

/** Runs one call takes. */
const RUNS = 200;
const MOST_OPEN = 1000;
/** Rows and JSON characters of one part: packed it stays far under what MongoDB takes. */
const ROWS = 500;
const SIZE = 8 * 1024 * 1024;

type Row = Pick<ExecutionRow, '_id' | 'workspace' | 'rootExecution' | 'top' | 'archived' | 'completedAt'>;

/**
 * Packs the steps of runs that ended long ago: the run itself stays, with what started it and what came of it, and its steps are
 * read from the archive. First everything is written, then the run says so, then the rows go: cut off anywhere, it goes on.
 */
export function createArchiveRuns({ store, clock, days, alive }: UpkeepDeps) {
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
    const fresh = { $or: [{ status: 'running' as const }, { completedAt: { $gte: before() } }] };
    return (await store.executions.exists({ workspace, rootExecution: { $in: roots }, ...fresh })) !== null;
  }

  async function archive(row: Row): Promise<number> {
    const { workspace, _id: execution } = row;
    let part = 0;
    let count = 0;
    let rows: StepRow[] = [];
    let size = 0;
    const flush = async () => {
      if (rows.length === 0) return;
      const data = await packSteps(rows);
      await store.archive.updateOne(
        { _id: `${execution}:${part}`, workspace },
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
      const length = JSON.stringify(step).length;
      if (rows.length >= ROWS || size + length > SIZE) await flush();
      rows.push(step);
      size += length;
    }
    await flush();
    await store.executions.updateOne(
      { _id: execution, workspace, archived: null },
      { $set: { archived: { parts: part, at: clock.now(), open: true } } },
    );
    return count;
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

  return async function archiveRuns(): Promise<UpkeepPage> {
    await drop();
    const rows = await store.executions
      .find(old(), { workspace: 1, rootExecution: 1, top: 1, archived: 1, completedAt: 1 })
      .sort({ completedAt: 1 })
      .limit(RUNS)
      .lean<Row[]>();
    let steps = 0;
    let runs = 0;
    for (const row of rows) {
      alive();
      if (await needed(row)) continue;
      steps += await archive(row);
      runs += 1;
    }
    await drop();
    return { counts: { runs, steps }, more: rows.length === RUNS && runs > 0 };
  };
}
