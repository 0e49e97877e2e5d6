import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import type { GaugeName, Reading } from './metrics-table.ts';
import { EVERY_WORKSPACE } from './store/guard.ts';
import type { Store } from './store/store.ts';

/** Nothing is counted further than this; every count goes along an index. */
const MOST = 10_000;
const QUERY_MS = 2_000;
const ALL_MS = 4_000;
/** Readings are kept this long, however often somebody looks. */
const KEPT_MS = 5_000;
const DAY_MS = 86_400_000;
/** A worker that gave no sign for this long counts as gone. */
const WORKER_SILENCE_MS = 15_000;
const PHASES = ['queued', 'running', 'waiting', 'paused'] as const;
const ENDINGS = ['completed', 'failed', 'cancelled'] as const;

export const DATABASE_GAUGES: readonly GaugeName[] = [
  'nod_database_up',
  'nod_inbox_waiting',
  'nod_outbox_waiting',
  'nod_deliveries_waiting',
  'nod_queue_lag_seconds',
  'nod_executions_running',
  'nod_executions_ended_day',
  'nod_gates_waiting',
  'nod_effects_in_doubt',
  'nod_workers',
];

/**
 * Figures that only the database knows: what waits, since when, what runs. Bounded counts along indexes, each within two
 * seconds; asked by several at once they are read once. A database that does not answer gives `nod_database_up 0` alone.
 */
export function createDatabaseReader(deps: { store: Store; clock: Clock; log: Log }): () => Promise<Reading[]> {
  const { store, clock, log } = deps;
  let kept: { at: number; readings: Promise<Reading[]> } | null = null;
  const bounded = { maxTimeMS: QUERY_MS };

  /** What is due in a mailbox: how much by platform, and the lag of the oldest. */
  async function mailbox(kind: 'inbox' | 'outbox'): Promise<Reading[]> {
    const now = clock.now();
    const found = await store[kind]
      .aggregate<{ _id: string; count: number; oldest: Date }>([
        { $match: { workspace: EVERY_WORKSPACE, state: 'new', ...(kind === 'inbox' && { dueAt: { $lte: now } }) } },
        { $sort: { dueAt: 1 } },
        { $limit: MOST },
        { $project: { dueAt: 1, platform: { $arrayElemAt: [{ $split: ['$thread', ':'] }, 0] } } },
        { $group: { _id: '$platform', count: { $sum: 1 }, oldest: { $min: '$dueAt' } } },
      ])
      .option(bounded);
    const name = kind === 'inbox' ? 'nod_inbox_waiting' : 'nod_outbox_waiting';
    return [
      ...found.map((one) => ({ name, labels: { platform: one._id }, value: one.count }) as const),
      lag(
        kind,
        found.map((one) => one.oldest),
      ),
    ];
  }

  function lag(queue: string, times: Date[]): Reading {
    const oldest = Math.min(...times.map((time) => time.getTime()));
    const value = times.length === 0 ? 0 : Math.max(0, clock.now().getTime() - oldest) / 1000;
    return { name: 'nod_queue_lag_seconds', labels: { queue }, value };
  }

  async function deliveries(): Promise<Reading[]> {
    const filter = { workspace: EVERY_WORKSPACE, state: 'queued' as const };
    const [count, oldest] = await Promise.all([
      store.deliveries.countDocuments(filter, { limit: MOST, ...bounded }),
      store.deliveries.find(filter, { dueAt: 1 }, bounded).sort({ dueAt: 1 }).limit(1).lean<{ dueAt: Date }[]>(),
    ]);
    return [
      { name: 'nod_deliveries_waiting', labels: {}, value: count },
      lag(
        'deliveries',
        oldest.map((row) => row.dueAt),
      ),
    ];
  }

  async function runs(): Promise<Reading[]> {
    const since = new Date(clock.now().getTime() - DAY_MS);
    const count = (filter: object) =>
      store.executions.countDocuments({ workspace: EVERY_WORKSPACE, ...filter }, { limit: MOST, ...bounded });
    const running = PHASES.map(async (phase): Promise<Reading> => {
      const paused = { $or: [{ paused: true }, { phase }] };
      const filter = phase === 'paused' ? paused : { phase, paused: { $ne: true } };
      const value = await count({ status: 'running', ...filter });
      return { name: 'nod_executions_running', labels: { phase }, value };
    });
    const ended = ENDINGS.map(async (status): Promise<Reading> => {
      const value = await count({ status, completedAt: { $gte: since } });
      return { name: 'nod_executions_ended_day', labels: { status }, value };
    });
    return Promise.all([...running, ...ended]);
  }

  async function rest(): Promise<Reading[]> {
    const seen = new Date(clock.now().getTime() - WORKER_SILENCE_MS);
    const limit = { limit: MOST, ...bounded };
    const worker = (state: 'running' | 'draining') =>
      store.workers.countDocuments({ workspace: '-', state, seenAt: { $gte: seen } }, limit);
    const [gates, doubts, working, draining] = await Promise.all([
      store.steps.countDocuments(
        { workspace: EVERY_WORKSPACE, state: 'waiting', gate: { $ne: null }, 'gate.decision': null },
        limit,
      ),
      store.effects.countDocuments({ workspace: EVERY_WORKSPACE, state: 'unknown' }, limit),
      worker('running'),
      worker('draining'),
    ]);
    return [
      { name: 'nod_gates_waiting', labels: {}, value: gates },
      { name: 'nod_effects_in_doubt', labels: {}, value: doubts },
      { name: 'nod_workers', labels: { state: 'running' }, value: working },
      { name: 'nod_workers', labels: { state: 'draining' }, value: draining },
    ];
  }

  async function readAll(): Promise<Reading[]> {
    const up = (value: number): Reading => ({ name: 'nod_database_up', labels: {}, value });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('the database takes too long')), ALL_MS);
    });
    const all = Promise.all([mailbox('inbox'), mailbox('outbox'), deliveries(), runs(), rest()]);
    try {
      return [up(1), ...(await Promise.race([all, late])).flat()];
    } catch (error) {
      all.catch(() => {});
      log.debug({ err: error }, 'figures of the database could not be read');
      return [up(0)];
    } finally {
      clearTimeout(timer);
    }
  }

  return () => {
    const now = performance.now();
    if (!kept || now - kept.at > KEPT_MS) kept = { at: now, readings: readAll() };
    return kept.readings;
  };
}
