import { AppError } from '../errors.ts';
import type { DailyRow, UpkeepRow } from '../store/upkeep.ts';
import { ownWorkflow } from './access.ts';
import type { AutomationDeps } from './deps.ts';
import type { Person } from './service.ts';

/** What the nightly upkeep did and counted. */
export function createUpkeepReports({ store }: Pick<AutomationDeps, 'store'>) {
  return {
    /** Reports of the last nights, newest first; for admins, because they are about everyone's rows. */
    async reports(person: Person, limit: number): Promise<UpkeepRow[]> {
      if (!person.admin) throw new AppError('forbidden', 'Only an admin can see what the nightly upkeep did.');
      return store.upkeep.find({ workspace: '-' }).sort({ startedAt: -1 }).limit(limit).lean<UpkeepRow[]>();
    },

    /** How a workflow did day by day, newest first. */
    async daily(person: Person, workflow: string, limit: number): Promise<DailyRow[]> {
      const { workspace } = await ownWorkflow(store, person, workflow);
      return store.daily.find({ workspace, workflow }).sort({ day: -1 }).limit(limit).lean<DailyRow[]>();
    },
  };
}
