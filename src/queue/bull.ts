import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { hash } from '../ids.ts';
import type { Log } from '../log.ts';
import type { Wake, WakeKind } from './wake.ts';

/** What is done for a wake-up. A handler that throws is logged; the sweep comes back to what it left. */
export interface WakeHandlers {
  conversation(thread: string): Promise<void>;
  outbox(thread: string): Promise<void>;
  run(executionId: string, thread: string): Promise<void>;
  deliveries(user: string): Promise<void>;
}

export interface Queues {
  wake: Wake;
  /** Takes wake-ups of the kinds given; the same thread, run or user is never handled twice at once by these queues. */
  consume(
    handlers: Partial<WakeHandlers>,
    concurrency?: number | Partial<Record<WakeKind, number>>,
  ): Promise<{ stop(): Promise<void> }>;
  /** True when Redis answers within a second. */
  healthy(): Promise<boolean>;
  close(): Promise<void>;
}

const KINDS: WakeKind[] = ['conversation', 'outbox', 'run', 'deliveries'];
/** How long a job whose process died stays taken: short, because a wake-up handled twice does no harm. */
const LOCK_MS = 6_000;
/** Distinct wake-ups under way to a Redis that is slow; beyond it they are left to the sweep. */
const MAX_IN_FLIGHT = 10_000;
const STOP_MS = 20_000;

/**
 * Wake-ups over BullMQ. Repeated ones coalesce while they wait; one that comes while its job is active runs once more
 * after it, because what it tells of may be newer than what the handler has read. Nothing here throws or waits when
 * Redis is away: `Wake` drops the wake-up, and connections come back by themselves.
 */
export function createQueues(deps: { redisUrl: string; log: Log; prefix?: string }): Queues {
  const { log } = deps;
  const prefix = deps.prefix ?? 'nod';
  const producer = connect(deps.redisUrl, log);
  const queues = new Map(
    KINDS.map((kind) => [
      kind,
      new Queue(kind, {
        connection: producer,
        prefix,
        skipVersionCheck: true,
        streams: { events: { maxLen: 100 } },
        defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
      }).on('error', (error) => log.debug({ error: error.message, queue: kind }, 'queue connection')),
    ]),
  );
  const consumers = new Set<{ stop(): Promise<void> }>();
  const sending = new Map<string, { again: boolean }>();

  function send(kind: WakeKind, key: string, data: unknown): void {
    const id = hash(`${kind} ${key}`);
    const under = sending.get(id);
    if (under) {
      under.again = true;
      return;
    }
    if (producer.status !== 'ready' || sending.size >= MAX_IN_FLIGHT) {
      log.debug({ queue: kind }, 'wake-up left to the sweep: Redis is away');
      return;
    }
    const entry = { again: false };
    sending.set(id, entry);
    queues
      .get(kind)
      ?.add(kind, data, { deduplication: { id, keepLastIfActive: true } })
      .catch((error: Error) => log.debug({ error: error.message, queue: kind }, 'wake-up left to the sweep'))
      .finally(() => {
        sending.delete(id);
        if (entry.again) send(kind, key, data);
      });
  }

  const wake: Wake = {
    conversation: (thread) => send('conversation', thread, { thread }),
    outbox: (thread) => send('outbox', thread, { thread }),
    run: (executionId, thread) => send('run', executionId, { executionId, thread }),
    deliveries: (user) => send('deliveries', user, { user }),
  };

  return {
    wake,

    async consume(handlers, concurrency = 8) {
      const connection = connect(deps.redisUrl, log);
      const workers = KINDS.filter((kind) => handlers[kind]).map((kind) =>
        new Worker(kind, (job) => handle(handlers, kind, job.data, log), {
          connection,
          prefix,
          skipVersionCheck: true,
          concurrency: typeof concurrency === 'number' ? concurrency : (concurrency[kind] ?? 8),
          lockDuration: LOCK_MS,
          stalledInterval: LOCK_MS / 2,
          maxStalledCount: 1_000,
        }).on('error', (error) => log.debug({ error: error.message, queue: kind }, 'queue consumer')),
      );
      const consumer = {
        async stop() {
          if (!consumers.delete(consumer)) return;
          await Promise.all(workers.map((worker) => closeWithin(worker, STOP_MS)));
          connection.disconnect();
        },
      };
      consumers.add(consumer);
      return consumer;
    },

    async healthy() {
      if (producer.status !== 'ready') return false;
      return within(
        producer.ping().then((answer) => answer === 'PONG'),
        1_000,
      ).catch(() => false);
    },

    async close() {
      await Promise.all([...consumers].map((consumer) => consumer.stop()));
      await Promise.all([...queues.values()].map((queue) => within(queue.close(), 2_000).catch(() => {})));
      producer.disconnect();
    },
  };
}

async function handle(handlers: Partial<WakeHandlers>, kind: WakeKind, data: unknown, log: Log): Promise<void> {
  const { thread = '', executionId = '', user = '' } = data as { thread?: string; executionId?: string; user?: string };
  try {
    if (kind === 'run') await handlers.run?.(executionId, thread);
    else if (kind === 'deliveries') await handlers.deliveries?.(user);
    else await handlers[kind]?.(thread);
  } catch (error) {
    log.error({ err: error, queue: kind, thread, executionId }, 'a wake-up could not be handled');
  }
}

/** A connection that never gives up: it tries again every second at most, and commands under way are sent again. */
function connect(url: string, log: Log): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    connectTimeout: 5_000,
    retryStrategy: (times) => Math.min(times * 100, 1_000),
  });
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) log.warn({ error: error.message }, 'Redis is away; wake-ups wait for the sweep');
    away = true;
  });
  redis.on('ready', () => {
    if (away) log.info('Redis is back');
    away = false;
  });
  return redis;
}

/** Waits for the jobs under way, but no longer than `ms`. */
async function closeWithin(worker: Worker, ms: number): Promise<void> {
  await within(worker.close(), ms).catch(() => within(worker.close(true), 1_000).catch(() => {}));
}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
