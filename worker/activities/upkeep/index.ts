import { Context } from '@temporalio/activity';
import type { UpkeepActivities } from '../../workflows/contract-upkeep.ts';
import type { ActivityDeps } from '../deps.ts';
import { createArchiveRuns } from './archive-runs.ts';
import { createClearUp } from './clear-up.ts';
import { createDailyFigures } from './daily-figures.ts';

/** The activities of the nightly upkeep, over everyone's rows. Each does a bounded piece and is harmless to repeat. */
export function createUpkeep({ store, clock, config, log }: ActivityDeps): UpkeepActivities {
  const deps = {
    store,
    clock,
    days: config.HISTORY_DAYS,
    alive: () => Context.current().heartbeat(),
    stopped: () => Context.current().cancellationSignal.aborted,
  };
  return {
    clearUp: createClearUp(deps),
    archiveRuns: createArchiveRuns(deps),
    dailyFigures: createDailyFigures(deps),

    async upkeepNote({ id, startedAt, endedAt, counts, failed }) {
      const fields = { startedAt: new Date(startedAt), endedAt: endedAt === null ? null : new Date(endedAt) };
      await store.upkeep.updateOne(
        { _id: id, workspace: '-' },
        { $set: { ...fields, counts, failed } },
        { upsert: true },
      );
      if (endedAt === null) return;
      log[failed.length > 0 ? 'warn' : 'info']({ counts, failed }, 'nightly upkeep is over');
    },
  };
}
