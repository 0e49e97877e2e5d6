import { type Headers, log, type WorkflowInterceptorsFactory } from '@temporalio/workflow';
import type { RunInput } from '../../src/temporal/types.ts';

/**
 * Around each run: the header that says where it stands in its trace is handed on to all it starts (steps, other workflows, its own
 * fresh history), and the log hears that it begins and ends, silently while it is replayed. The workflow itself makes no spans: they
 * would be made again at each replay.
 */
const NAME = 'traceparent';

export const interceptors: WorkflowInterceptorsFactory = () => {
  let own: Headers = {};
  const withOwn = <I extends { readonly headers: Headers }>(input: I): I => ({
    ...input,
    headers: { ...own, ...input.headers },
  });
  return {
    inbound: [
      {
        async execute(input, next) {
          const header = input.headers[NAME];
          if (header) own = { [NAME]: header };
          const { workspace, executionId: execution } = (input.args[0] ?? {}) as Partial<RunInput>;
          log.info('run begins', { workspace, execution });
          const result = await next(input);
          log.info('run ends', { workspace, execution, status: (result as { status?: string } | undefined)?.status });
          return result;
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => next(withOwn(input)),
        scheduleLocalActivity: (input, next) => next(withOwn(input)),
        startChildWorkflowExecution: (input, next) => next(withOwn(input)),
        continueAsNew: (input, next) => next(withOwn(input)),
      },
    ],
  };
};
