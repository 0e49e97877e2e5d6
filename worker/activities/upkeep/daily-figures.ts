import { EVERY_WORKSPACE } from '../../../src/store/guard.ts';
import type { UpkeepPage } from '../../workflows/contract-upkeep.ts';
import type { UpkeepDeps } from './deps.ts';

/** Days before today that are counted (again): a run of one day may end on the next. */
const DAYS = 7;
const MOST = 20_000;
const DAY_MS = 86_400_000;

interface Counted {
  _id: { workspace: string; workflow: string };
  runs: number;
  completed: number;
  failed: number;
  cancelled: number;
  meanMs: number | null;
}

/** How each workflow did on each of the last days, by the day (UTC) a run began. Counted anew each time, so a repeat changes nothing. */
export function createDailyFigures({ store, alive }: UpkeepDeps) {
  const is = (status: string) => ({ $sum: { $cond: [{ $eq: ['$status', status] }, 1, 0] } });

  async function day(from: Date): Promise<number> {
    const found = await store.executions.aggregate<Counted>([
      {
        $match: {
          workspace: EVERY_WORKSPACE,
          startedAt: { $gte: from, $lt: new Date(from.getTime() + DAY_MS) },
          status: { $ne: 'running' },
        },
      },
      {
        $group: {
          _id: { workspace: '$workspace', workflow: '$workflow' },
          runs: { $sum: 1 },
          completed: is('completed'),
          failed: is('failed'),
          cancelled: is('cancelled'),
          meanMs: {
            $avg: { $cond: [{ $eq: ['$waited', true] }, null, { $subtract: ['$completedAt', '$startedAt'] }] },
          },
        },
      },
      { $limit: MOST },
    ]);
    const name = from.toISOString().slice(0, 10);
    for (const { _id, meanMs, ...counts } of found) {
      await store.daily.updateOne(
        { _id: `${_id.workflow}:${name}`, workspace: _id.workspace },
        { $set: { workflow: _id.workflow, day: name, ...counts, meanMs: meanMs === null ? null : Math.round(meanMs) } },
        { upsert: true },
      );
    }
    return found.length;
  }

  return async function dailyFigures({ today }: { today: string }): Promise<UpkeepPage> {
    const midnight = Date.parse(`${today}T00:00:00Z`);
    let figures = 0;
    for (let back = DAYS; back >= 1; back -= 1) {
      alive();
      figures += await day(new Date(midnight - back * DAY_MS));
    }
    return { counts: { figures }, more: false };
  };
}
