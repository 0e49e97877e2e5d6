import { type Allowances, dayRow, STARTS_SLOT } from '../../src/automation/allowances.ts';
import { plural } from '../../src/automation/words.ts';
import { localDay } from '../../src/automation/zone.ts';
import { isDuplicate } from '../../src/store/duplicate.ts';
import type { ExecutionRow } from '../../src/store/runs.ts';
import type { Refusal } from './checks.ts';
import type { ActivityDeps } from './deps.ts';

/** `max_runs_per_day`: counts a run on its owner's calendar day, or says that there may be no more. */
export function createStarts({ store, clock }: Pick<ActivityDeps, 'store' | 'clock'>, allowances: Allowances) {
  const executions = store.connection.collection<ExecutionRow>('executions');

  /** Once a day, however many are refused. */
  async function tell(execution: ExecutionRow, name: string, limit: number, day: string): Promise<void> {
    const { workspace, user, thread, workflow } = execution;
    const text = `“${name}” has run ${plural(limit, 'time')} today, as often as you allowed. What else comes in today is left out; tomorrow it goes on.`;
    await store.notices
      .create({ _id: `runs:${workflow}:${day}`, workspace, user, thread, text, dueAt: clock.now(), sentAt: null })
      .catch((error) => {
        if (!isDuplicate(error)) throw error;
      });
  }

  return async function count(
    execution: ExecutionRow,
    workflow: { name: string; limit: number | undefined; timeZone: string },
  ): Promise<Refusal | null> {
    const { limit, timeZone, name } = workflow;
    // Going on where a run failed is no run of its own.
    const goesOn = execution.rootExecution !== execution._id && execution.retryOf !== null;
    if (limit === undefined || execution.counted || goesOn) return null;
    const { workspace, _id: key } = execution;
    const day = localDay(clock.now(), timeZone);
    const row = dayRow(execution.workflow, day);
    const slots = [{ name: STARTS_SLOT, amount: 1, limit }];
    const answer = await allowances.take({ workspace, row, key, slots, now: clock.now() });
    if (answer.ok) {
      await executions.updateOne({ _id: key, workspace }, { $set: { counted: row } });
      await allowances.end({ workspace, row, key }, true);
      return null;
    }
    await tell(execution, name, limit, day);
    return { kind: 'limit', reason: `It has run ${plural(limit, 'time')} today, as often as you allowed.` };
  };
}

export type Starts = ReturnType<typeof createStarts>;
