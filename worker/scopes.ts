import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { inLogScope } from '../src/log-scope.ts';
import { traceOf } from '../src/temporal/trace-header.ts';
import { isTracing, runTrace, spanned } from '../src/tracing.ts';

/** What calls carry of whose they are. */
interface Marked {
  workspace?: unknown;
  execution?: unknown;
  path?: unknown;
  iteration?: unknown;
  run?: { workspace?: unknown; executionId?: unknown };
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Around each call of an activity: every line it logs names its run, and it is a span of its run's trace. Ids only. */
export const inScopes: ActivityInterceptorsFactory = ({ info }) => ({
  inbound: {
    execute(input, next) {
      const call = (input.args[0] ?? {}) as Marked;
      const temporalWorkflow = info.workflowExecution?.workflowId ?? '';
      const workspace = text(call.workspace) ?? text(call.run?.workspace);
      const execution = text(call.execution) ?? text(call.run?.executionId);
      const ids = {
        'temporal.workflow.id': temporalWorkflow,
        'temporal.activity.attempt': info.attempt,
        ...(execution && { 'nod.execution': execution }),
        ...(text(call.path) && { 'nod.step': text(call.path), 'nod.iteration': Number(call.iteration ?? 0) }),
      };
      const parent = isTracing() ? runTrace(temporalWorkflow, traceOf(input.headers)) : null;
      return inLogScope({ workspace, execution, temporalWorkflow }, () =>
        spanned(info.activityType, { parent, ids }, () => next(input)),
      );
    },
  },
});
