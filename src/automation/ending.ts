import { AppError } from '../errors.ts';
import { ownExecution } from './access.ts';
import { closeRun, closingOf } from './closing.ts';
import type { AutomationDeps } from './deps.ts';
import { familyOf } from './family.ts';
import type { Automation } from './service.ts';

/** Runs ended from outside, and what Temporal and they themselves say of them. */
export function createEnding(deps: AutomationDeps): Required<Pick<Automation, 'terminate' | 'describe' | 'state'>> {
  const { store, runs, clock, log } = deps;
  const closing = closingOf(deps);

  return {
    async terminate(person, executionId, reason) {
      const row = await ownExecution(store, person, executionId);
      if (row.status !== 'running') throw new AppError('conflict', 'This run has ended.');
      const all = await familyOf(store, row);
      const asked = { what: 'terminate' as const, reason, at: clock.now() };
      for (const one of all) await closeRun(closing, one, { status: 'cancelled', error: reason, asked });
      for (const one of all) {
        await runs.terminate(one.temporalWorkflowId, reason).then(
          () => store.executions.updateOne({ _id: one._id, workspace: one.workspace }, { $set: { asked: null } }),
          (error) => log.warn({ err: error, execution: one._id }, 'ending waits for Temporal'),
        );
      }
      return ownExecution(store, person, executionId);
    },

    async describe(person, executionId) {
      return runs.describe((await ownExecution(store, person, executionId)).temporalWorkflowId);
    },

    async state(person, executionId) {
      return runs.query((await ownExecution(store, person, executionId)).temporalWorkflowId);
    },
  };
}
