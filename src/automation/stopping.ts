import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { isDuplicate } from '../store/duplicate.ts';
import type { ExecutionRow } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import type { TriggerRow, WorkflowRow } from '../store/workflows.ts';
import type { Schedules } from '../temporal/types.ts';

/** So many failures in a row stop a workflow. */
export const MAX_FAILURES = 5;

export interface StoppingDeps {
  store: Store;
  clock: Clock;
  log: Pick<Log, 'warn'>;
  /** Called once a workflow was stopped (five failures, a changed action), so that its schedules follow at once. */
  onStopped?(workflow: WorkflowRow): Promise<void>;
}

type Of = Pick<ExecutionRow, '_id' | 'workspace' | 'workflow' | 'user' | 'thread'>;

/** Workflows that are taken out of use without a person's word, and what their thread hears of it. */
export function createStopping({ store, clock, log, onStopped }: StoppingDeps) {
  async function tell(of: Of, text: string): Promise<void> {
    await store.notices
      .create({
        _id: `stopped:${of._id}`,
        workspace: of.workspace,
        user: of.user,
        thread: of.thread,
        text,
        dueAt: clock.now(),
        sentAt: null,
      })
      .catch((error) => {
        if (!isDuplicate(error)) throw error;
      });
  }

  async function stop(of: Of, change: Pick<WorkflowRow, 'status' | 'pausedReason'>, text: string): Promise<void> {
    const stopped = await store.workflows
      .findOneAndUpdate(
        { _id: of.workflow, workspace: of.workspace, status: 'active' },
        { $set: { ...change, updatedAt: clock.now() } },
        { returnDocument: 'after' },
      )
      .lean<WorkflowRow>();
    if (!stopped) return;
    await tell(of, text.replace('{name}', stopped.name));
    // The reconciler follows within a minute where this does not get through.
    await onStopped?.(stopped).catch((error) =>
      log.warn({ err: error, workflow: of.workflow }, 'stop not followed yet'),
    );
  }

  return {
    /** After the fifth failure in a row. */
    failed: (of: Of, error: string) =>
      stop(
        of,
        { status: 'failed', pausedReason: `failed ${MAX_FAILURES} times in a row` },
        `“{name}” failed ${MAX_FAILURES} times in a row, so I stopped it. The last time: ${error} Nothing starts it until you resume it.`,
      ),

    /** When an action no longer does what was approved. */
    reapprove: (of: Of, reason: string) =>
      stop(of, { status: 'paused', pausedReason: reason }, `“{name}” is paused: ${reason}`),
  };
}

/** A workflow that was stopped starts nothing more. */
export async function followStop(
  store: Store,
  schedules: Pick<Schedules, 'sync'>,
  workflow: WorkflowRow,
): Promise<void> {
  const triggers = await store.triggers
    .find({ workspace: workflow.workspace, workflow: workflow._id, type: 'schedule', isActive: true })
    .lean<TriggerRow[]>();
  for (const trigger of triggers) await schedules.sync(trigger, workflow);
}
