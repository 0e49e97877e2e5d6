import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { Store } from '../store/store.ts';
import type { WorkspaceOf } from './codec.ts';

/** Looks up whose a Temporal workflow id is: `run-<execution>`, `undo-<execution>`, `schedule-<trigger>` and what a schedule makes of it. */
export function createWorkspaceOf(store: Store): WorkspaceOf {
  return async (temporalWorkflowId) => {
    const [, kind, id] = /^(run|undo|schedule)-([a-z]+_[0-9a-z]+)/.exec(temporalWorkflowId) ?? [];
    if (!id) return null;
    const where = { _id: id, workspace: EVERY_WORKSPACE };
    const row =
      kind === 'run' || kind === 'undo'
        ? await store.executions.findOne(where, { workspace: 1 }).lean()
        : kind === 'schedule'
          ? await store.triggers.findOne(where, { workspace: 1 }).lean()
          : null;
    return row?.workspace ?? null;
  };
}
