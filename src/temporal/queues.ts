/**
 * The task queues: one by itself, others named after it, so that what takes long and what should not wait behind it are kept
 * apart. Whoever names a queue (a step that runs a workflow, a worker that is to serve one) names one of these. Pure.
 */
export const QUEUES = ['normal', 'long', 'priority'] as const;
export type QueueName = (typeof QUEUES)[number];

/** As Temporal knows it: `user-workflows-long`. */
export const queueOf = (base: string, name: QueueName): string => (name === 'normal' ? base : `${base}-${name}`);

export const isQueue = (name: unknown): name is QueueName => (QUEUES as readonly unknown[]).includes(name);

/** The queues a worker serves: all, or the one it was told to, by either name. Throws naming those there are. */
export function servedQueues(base: string, only: string | undefined): string[] {
  const all = QUEUES.map((name) => queueOf(base, name));
  if (only === undefined) return all;
  const wanted = isQueue(only) ? queueOf(base, only) : only;
  if (!all.includes(wanted)) throw new Error(`There is no queue "${only}": choose ${all.join(', ')}.`);
  return [wanted];
}

/** The queues that actions name, as Temporal knows them: their calls wait there without any run being on them. */
export const declaredQueues = (base: string, actions: { queue?: QueueName }[]): Set<string> =>
  new Set(actions.flatMap(({ queue }) => (queue === undefined ? [] : [queueOf(base, queue)])));
