import type { ExecutionRow } from '../../src/store/runs.ts';
import { isDuplicate } from '../../src/store/store.ts';
import type { WorkflowRow } from '../../src/store/workflows.ts';
import type { ActivityDeps } from './deps.ts';

/** So many failures in a row stop a workflow. */
export const MAX_FAILURES = 5;

type Of = Pick<ExecutionRow, '_id' | 'workspace' | 'workflow' | 'user' | 'thread'>;

/** Workflows the worker itself takes out of use, and the word about it in the thread. */
export function createStopping({ store, clock, log, onStopped }: ActivityDeps) {
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
