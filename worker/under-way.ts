import type { ActivityInterceptorsFactory } from '@temporalio/worker';

/** One call of an activity. */
interface Work {
  type: string;
  run: string | undefined;
  activity: string;
}

export interface Drained {
  /** Calls that came to their end after the worker was told to stop. */
  finished: number;
  /** Those that another worker takes up: stopped at the end of the drain, or still not over. */
  handedOver: Work[];
}

/** Watches the calls of a worker, so that it can say at its end what it finished and what it left to others. */
export function createUnderWay() {
  const calls = new Set<Work>();
  let draining = false;
  let finished = 0;
  const stopped: Work[] = [];

  const interceptor: ActivityInterceptorsFactory = ({ info, cancellationSignal }) => ({
    inbound: {
      async execute(input, next) {
        const run = info.workflowExecution?.workflowId;
        const work: Work = { type: info.activityType, run, activity: info.activityId };
        calls.add(work);
        try {
          return await next(input);
        } finally {
          calls.delete(work);
          // What its run cancelled is over; what the end of the worker cancelled goes on elsewhere.
          if (draining && cancellationSignal.aborted && isShutdown(cancellationSignal.reason)) stopped.push(work);
          else if (draining) finished += 1;
        }
      },
    },
  });

  return {
    interceptor,
    count: () => calls.size,
    /** From now on it is counted what becomes of each call. */
    drain(): void {
      draining = true;
    },
    report: (): Drained => ({ finished, handedOver: [...stopped, ...calls] }),
  };
}

const isShutdown = (reason: unknown): boolean => reason instanceof Error && reason.message === 'WORKER_SHUTDOWN';
