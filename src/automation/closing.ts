import type { ExecutionRow, StepRow } from '../store/runs.ts';
import type { AutomationDeps } from './deps.ts';

/** How a run is closed by someone else than itself. */
export interface Closing {
  status: 'failed' | 'cancelled';
  error: string;
  asked?: ExecutionRow['asked'];
  /** Names the step that was under way as the one that failed. */
  blames?: boolean;
}

/** Closes the row of a run that cannot do it itself, and what of it still looks under way. False where it had ended. */
export async function closeRun(
  { store, clock, wake }: Pick<AutomationDeps, 'store' | 'clock' | 'wake'>,
  row: Pick<ExecutionRow, '_id' | 'workspace' | 'thread'>,
  { status, error, asked, blames }: Closing,
): Promise<boolean> {
  const { workspace, _id: execution } = row;
  const now = clock.now();
  const open = { workspace, execution, state: { $in: ['running', 'waiting'] satisfies StepRow['state'][] } };
  const last = blames ? await store.steps.findOne(open, { path: 1 }).sort({ startedAt: -1 }).lean<StepRow>() : null;
  const closed = await store.executions.updateOne(
    { _id: execution, workspace, status: 'running' },
    {
      $set: {
        status,
        phase: null,
        errorMessage: error,
        completedAt: now,
        ...(last && { failedStep: last.path.split('/')[0] }),
        ...(asked && { asked }),
      },
      $inc: { dirty: 1 },
    },
  );
  if (closed.modifiedCount === 0) return false;
  await store.steps.updateMany(open, {
    $set: { state: 'failed', status: 'failed', error: 'Stopped before it was finished.', endedAt: now },
  });
  await store.eventWaits.updateMany(
    { workspace, execution, state: 'open' },
    { $set: { state: 'over', closedAt: now } },
  );
  if (row.thread) wake.run(execution, row.thread);
  return true;
}
