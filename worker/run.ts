import type { NativeConnection, Worker as TemporalWorker, WorkflowBundleOption } from '@temporalio/worker';
import { Worker } from '@temporalio/worker';
import type { createActivities } from './activities/index.ts';

/** Steps that may be under way at once in one worker; what comes beyond waits in the queue. */
const ACTIVITIES = 100;
/** Runs kept in memory between their tasks; others are replayed when they go on. */
const CACHED_RUNS = 300;

/** A Temporal worker of the interpreter and its activities on one queue, tuned for two cores. Not running yet. */
export function createWorker(options: {
  connection: NativeConnection;
  namespace: string;
  queue: string;
  bundle: WorkflowBundleOption;
  activities: ReturnType<typeof createActivities>;
  /** Milliseconds what is under way may take to finish once the worker is told to stop. */
  drainMs: number;
}): Promise<TemporalWorker> {
  return Worker.create({
    connection: options.connection,
    namespace: options.namespace,
    taskQueue: options.queue,
    workflowBundle: options.bundle,
    activities: options.activities,
    maxConcurrentActivityTaskExecutions: ACTIVITIES,
    maxConcurrentLocalActivityExecutions: ACTIVITIES,
    maxConcurrentWorkflowTaskExecutions: 40,
    maxCachedWorkflows: CACHED_RUNS,
    workflowThreadPoolSize: 1,
    workflowTaskPollerBehavior: { type: 'simple-maximum', maximum: 6 },
    activityTaskPollerBehavior: { type: 'simple-maximum', maximum: 5 },
    maxHeartbeatThrottleInterval: '5s',
    defaultHeartbeatThrottleInterval: '5s',
    stickyQueueScheduleToStartTimeout: '5s',
    shutdownGraceTime: options.drainMs,
    shutdownForceTime: options.drainMs + 5000,
  });
}
