/**
 * Wake-ups between processes. They carry no truth: what is to be done stands in MongoDB, and a sweep finds whatever a
 * lost wake-up left behind. So none of these throws, and none waits for Redis longer than a moment.
 */
export interface Wake {
  /** A conversation has inbox rows. */
  conversation(thread: string): void;
  /** A thread has outbox rows to send. */
  outbox(thread: string): void;
  /** An execution's card has something new to show. */
  run(executionId: string, thread: string): void;
  /** A workflow has deliveries to start. */
  deliveries(user: string): void;
}

export type WakeKind = keyof Wake;

/** For parts that run without Redis (unit tests): does nothing; sweeps carry everything. */
export const noWake: Wake = { conversation() {}, outbox() {}, run() {}, deliveries() {} };
