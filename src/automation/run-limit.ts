import { AppError } from '../errors.ts';
import type { WorkflowRow } from '../store/workflows.ts';
import { createAllowances, dayRow, STARTS_SLOT } from './allowances.ts';
import type { AutomationDeps } from './deps.ts';
import type { Person } from './service.ts';
import { plural } from './words.ts';
import { localDay, zonedInstant } from './zone.ts';

/**
 * Says at once to whoever starts a run by hand that there were enough today; what binds is counted when a run begins, in the
 * worker.
 */
export async function mustHaveRunsLeft(
  { store, clock }: Pick<AutomationDeps, 'store' | 'clock'>,
  person: Person,
  workflow: WorkflowRow,
): Promise<void> {
  const limit = workflow.definition.policy.max_runs_per_day;
  if (limit === undefined) return;
  const now = clock.now();
  const day = localDay(now, person.timeZone);
  const row = dayRow(workflow._id, day);
  const used = (await createAllowances(store).used(workflow.workspace, row))(STARTS_SLOT);
  if (used < limit) return;
  const tomorrow = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
  const seconds = Math.ceil((zonedInstant(`${tomorrow}T00:00`, person.timeZone) - now.getTime()) / 1000);
  throw new AppError(
    'rate_limited',
    `“${workflow.name}” has run ${plural(limit, 'time')} today, as often as you allowed. It can run again tomorrow.`,
    { retryAfter: Math.max(1, seconds) },
  );
}
