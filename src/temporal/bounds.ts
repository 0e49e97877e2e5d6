/** The `bounded` profile of a definition (S2.22–24): time limits Temporal itself holds a run to, in milliseconds. Pure. */
export const BOUNDED = {
  /** All its histories together. */
  workflowExecutionTimeout: 24 * 3_600_000,
  /** One history. */
  workflowRunTimeout: 2 * 3_600_000,
  /** One decision of the interpreter. */
  workflowTaskTimeout: 10_000,
} as const;
