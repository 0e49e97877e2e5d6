import type { PayloadCodec } from '@temporalio/common';
import type {
  ActivityInterceptorsFactory,
  NativeConnection,
  Worker as TemporalWorker,
  WorkerDeploymentOptions,
  WorkflowBundleOption,
} from '@temporalio/worker';
import { Worker } from '@temporalio/worker';
import type { createActivities } from './activities/index.ts';
import { failureConverterPath } from './bundle.ts';
import { ASIDE, SLOTS } from './slots.ts';

/** A Temporal worker of the interpreter and its activities on one queue. Not running yet. */
export function createWorker(options: {
  connection: NativeConnection;
  namespace: string;
  queue: string;
  /** Most runs are there; on the others fewer are kept in memory. */
  main?: boolean;
  bundle: WorkflowBundleOption;
  activities: ReturnType<typeof createActivities>;
  /** Encrypts what Temporal keeps; absent where a test reads it. */
  codec?: PayloadCodec;
  /** Keeps runs with the build they began on; absent: any worker takes any run. */
  versioning?: WorkerDeploymentOptions | undefined;
  /** Around every call of an activity, the outermost first. */
  around?: ActivityInterceptorsFactory[];
  /** Milliseconds what is under way may take to finish once the worker is told to stop. */
  drainMs: number;
}): Promise<TemporalWorker> {
  return Worker.create({
    connection: options.connection,
    namespace: options.namespace,
    taskQueue: options.queue,
    workflowBundle: options.bundle,
    activities: options.activities,
    dataConverter: { failureConverterPath, ...(options.codec && { payloadCodecs: [options.codec] }) },
    ...(options.versioning && { workerDeploymentOptions: options.versioning }),
    ...(options.around && { interceptors: { activity: options.around } }),
    ...SLOTS,
    ...(options.main === false && ASIDE),
    maxConcurrentLocalActivityExecutions: SLOTS.maxConcurrentActivityTaskExecutions,
    maxHeartbeatThrottleInterval: '5s',
    defaultHeartbeatThrottleInterval: '5s',
    stickyQueueScheduleToStartTimeout: '5s',
    shutdownGraceTime: options.drainMs,
    shutdownForceTime: options.drainMs + 5000,
  });
}
