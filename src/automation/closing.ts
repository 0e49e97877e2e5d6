import type { ExecutionRow, StepRow } from '../store/runs.ts';
import type { VersionRow } from '../store/workflows.ts';
import { MAX_DEPTH } from './children.ts';
import { createCounting } from './counting.ts';
import type { AutomationDeps } from './deps.ts';
import { followStop, type StoppingDeps } from './stopping.ts';

type Told = Pick<ExecutionRow, 'cancelling' | 'parent'>;

/** How a run is closed by someone else than itself. */
export interface Closing {
  status: 'failed' | 'cancelled';
  error: string;
  asked?: ExecutionRow['asked'];
  /** Names the step that was under way as the one that failed. */
  blames?: boolean;
  /** Set where it goes on to what the definition says of such an end: what was done is taken back (`on_failure`, `on_cancel`). */
  takesBack?: boolean;
}

export type ClosingDeps = StoppingDeps &
  Pick<AutomationDeps, 'wake'> & { measures?: { ended(run: ExecutionRow): void } | undefined };

/** What the gateway closes runs with. */
export const closingOf = ({ store, clock, wake, log, schedules, metrics }: AutomationDeps): ClosingDeps => ({
  store,
  clock,
  wake,
  log,
  measures: { ended: ({ status }) => metrics?.count('nod_executions_ended_total', { status }) },
  onStopped: (workflow) => followStop(store, schedules, workflow),
});

/**
 * Closes the row of a run that cannot do it itself, and what of it still looks under way; it counts as any other that ended. Null
 * where it had ended. What is to be taken back is marked in the same write, so that it is gone on with whatever happens now.
 */
export async function closeRun(
  deps: ClosingDeps,
  row: Pick<ExecutionRow, '_id' | 'workspace' | 'workflow' | 'version' | 'thread' | 'parent'>,
  closing: Closing,
): Promise<ExecutionRow | null> {
  const { asked, takesBack } = closing;
  const { store, clock, wake } = deps;
  const { workspace, _id: execution } = row;
  const now = clock.now();
  const open = { workspace, execution, state: { $in: ['running', 'waiting'] satisfies StepRow['state'][] } };
  // What was being cancelled ends as that, whatever ended it.
  const told = closing.status === 'failed' ? await cancellingOf(deps, row) : null;
  const { status, error, blames } = told ? cancelled(told) : closing;
  const last = blames ? await store.steps.findOne(open, { path: 1 }).sort({ startedAt: -1 }).lean<StepRow>() : null;
  const undone = takesBack ? await undoingOf(deps, row) : null;
  const closed = await store.executions
    .findOneAndUpdate(
      { _id: execution, workspace, status: 'running' },
      {
        $set: {
          status,
          phase: null,
          errorMessage: error,
          completedAt: now,
          ...(last && { failedStep: last.path.split('/')[0] }),
          ...(asked && { asked }),
          ...(undone && { undone }),
        },
        $inc: { dirty: 1 },
      },
      { returnDocument: 'after' },
    )
    .lean<ExecutionRow>();
  if (!closed) return null;
  await store.steps.updateMany(open, {
    $set: { state: 'failed', status: 'failed', error: 'Stopped before it was finished.', endedAt: now },
  });
  await store.eventWaits.updateMany(
    { workspace, execution, state: 'open' },
    { $set: { state: 'over', closedAt: now } },
  );
  deps.measures?.ended(closed);
  await createCounting(deps)(closed);
  if (closed.thread) wake.run(execution, closed.thread);
  return closed;
}

const cancelled = ({ reason }: { reason: string }): Closing => ({ status: 'cancelled', error: reason || 'cancelled' });

/** That it was told to cancel, or a run above it was; null where neither was. */
async function cancellingOf(
  { store }: Pick<ClosingDeps, 'store'>,
  row: Pick<ExecutionRow, '_id' | 'workspace' | 'parent'>,
): Promise<ExecutionRow['cancelling']> {
  let id: string | undefined = row._id;
  for (let level = 0; id !== undefined && level <= MAX_DEPTH; level += 1) {
    const found: Told | null = await store.executions
      .findOne({ _id: id, workspace: row.workspace }, { cancelling: 1, parent: 1 })
      .lean<Told>();
    if (found?.cancelling) return found.cancelling;
    id = found?.parent?.execution;
  }
  return null;
}

/** That what it did is to be taken back, where its definition says so or its owner had chosen it. */
export async function undoingOf(
  { store, clock }: ClosingDeps,
  row: Pick<ExecutionRow, '_id' | 'workspace' | 'workflow' | 'version' | 'parent'>,
): Promise<ExecutionRow['undone']> {
  const { workspace } = row;
  const [version, told, now] = await Promise.all([
    store.versions
      .findOne({ _id: `${row.workflow}:${row.version}`, workspace }, { definition: 1 })
      .lean<Pick<VersionRow, 'definition'>>(),
    cancellingOf({ store }, row),
    store.executions
      .findOne({ _id: row._id, workspace }, { asking: 1, undone: 1 })
      .lean<Pick<ExecutionRow, '_id' | 'asking' | 'undone'>>(),
  ]);
  if (now?.undone) return now.undone;
  if (told) {
    const takesBack = version?.definition.on_cancel === 'undo';
    return takesBack ? { state: 'running', request: 1, by: null, at: clock.now() } : null;
  }
  const chosen = now?.asking?.decided?.choice === 'undo' ? now.asking.decided : null;
  if (!chosen && version?.definition.on_failure !== 'undo') return null;
  return { state: 'running', request: 1, by: chosen?.by ?? null, at: clock.now() };
}
