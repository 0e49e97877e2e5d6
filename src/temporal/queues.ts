/**
 * The task queues: one by itself, others named after it. What takes long, what should not wait behind it, and what the house does
 * for itself are kept apart. Pure.
 */
export const QUEUES = ['normal', 'long', 'priority', 'scheduled'] as const;
export type QueueName = (typeof QUEUES)[number];

/** As Temporal knows it: `user-workflows-long`. */
export const queueOf = (base: string, name: QueueName): string => (name === 'normal' ? base : `${base}-${name}`);

export const isQueue = (name: unknown): name is QueueName => (QUEUES as readonly unknown[]).includes(name);
