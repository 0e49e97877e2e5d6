/** How much one worker takes on at once, tuned for two cores; the bench gives the same to what it compares with. */
export const SLOTS = {
  /** Steps that may be under way at once in one worker; what comes beyond waits in the queue. */
  maxConcurrentActivityTaskExecutions: 100,
  maxConcurrentWorkflowTaskExecutions: 40,
  /** Runs kept in memory between their tasks; others are replayed when they go on. */
  maxCachedWorkflows: 300,
  workflowThreadPoolSize: 1,
  workflowTaskPollerBehavior: { type: 'simple-maximum', maximum: 6 },
  activityTaskPollerBehavior: { type: 'simple-maximum', maximum: 5 },
} as const;

/** The queues beside the main one. */
export const ASIDE = {
  maxConcurrentWorkflowTaskExecutions: 10,
  maxCachedWorkflows: 30,
  workflowTaskPollerBehavior: { type: 'simple-maximum', maximum: 2 },
  activityTaskPollerBehavior: { type: 'simple-maximum', maximum: 2 },
} as const;
