import type { Clock } from '../clock.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { Store } from '../store/store.ts';

/** How one owner's workflows are doing. */
export interface OwnerFigures {
  workspace: string;
  user: string;
  /** Runs that ended within the hour, done or failed; those taken back do not count. */
  ended: number;
  failed: number;
  /** Runs done within the hour without ever standing still for a person or a time, and how long they took in all. */
  timed: number;
  timedMs: number;
  failedDay: number;
  /** Webhook deliveries of the hour, and starts of them that had to be repeated. */
  deliveries: number;
  retries: number;
  /** Workflow with the most failures in the hour, in the day, and the slowest on average. */
  worst: Part | null;
  worstDay: Part | null;
  slowest: Part | null;
}

/** One workflow's part; `value` counts failures, or milliseconds. */
export interface Part {
  workflow: string;
  value: number;
}

/** Attempts of steps in the past hour over all workers, and those that were cut off. */
export interface StepFigures {
  calls: number;
  cutOff: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The newest rows that are looked at; a house this busy is told by them just as well. */
const MOST = 20_000;
const BOUNDED = { maxTimeMS: 5_000 };

type Of = { workspace: string; user: string; workflow: string };

export const noFigures = (workspace: string, user: string): OwnerFigures => ({
  workspace,
  user,
  ended: 0,
  failed: 0,
  timed: 0,
  timedMs: 0,
  failedDay: 0,
  deliveries: 0,
  retries: 0,
  worst: null,
  worstDay: null,
  slowest: null,
});

/** Reads what the alerts are about: three bounded aggregations along indexes. */
export function createFigures({ store, clock }: { store: Store; clock: Clock }) {
  const since = (ms: number) => new Date(clock.now().getTime() - ms);
  const owned = { workspace: '$workspace', user: '$user', workflow: '$workflow' };
  const sumIf = (condition: object, value: unknown = 1) => ({ $sum: { $cond: [condition, value, 0] } });
  const isTimed = { $and: [{ $eq: ['$status', 'completed'] }, { $ne: ['$waited', true] }] };

  const runsOf = (status: string[], from: Date) =>
    store.executions
      .aggregate<{ _id: Of; ended: number; failed: number; timed: number; timedMs: number }>([
        { $match: { workspace: EVERY_WORKSPACE, status: { $in: status }, completedAt: { $gte: from } } },
        { $sort: { completedAt: -1 } },
        { $limit: MOST },
        {
          $group: {
            _id: owned,
            ended: { $sum: 1 },
            failed: sumIf({ $eq: ['$status', 'failed'] }),
            timed: sumIf(isTimed),
            timedMs: sumIf(isTimed, { $subtract: ['$completedAt', '$startedAt'] }),
          },
        },
      ])
      .option(BOUNDED);

  const deliveriesOf = (from: Date) =>
    store.deliveries
      .aggregate<{ _id: Omit<Of, 'workflow'>; deliveries: number; retries: number }>([
        { $match: { workspace: EVERY_WORKSPACE, receivedAt: { $gte: from } } },
        { $sort: { receivedAt: -1 } },
        { $limit: MOST },
        { $match: { state: { $ne: 'ignored' } } },
        {
          $group: {
            _id: { workspace: '$workspace', user: '$user' },
            deliveries: { $sum: 1 },
            retries: { $sum: '$attempts' },
          },
        },
      ])
      .option(BOUNDED);

  return {
    /** Of every owner who had runs or deliveries lately, by user. */
    async owners(): Promise<Map<string, OwnerFigures>> {
      const [hour, day, deliveries] = await Promise.all([
        runsOf(['completed', 'failed'], since(HOUR_MS)),
        runsOf(['failed'], since(DAY_MS)),
        deliveriesOf(since(HOUR_MS)),
      ]);
      const found = new Map<string, OwnerFigures>();
      const of = ({ workspace, user }: Omit<Of, 'workflow'>): OwnerFigures => {
        const figures = found.get(user) ?? noFigures(workspace, user);
        found.set(user, figures);
        return figures;
      };
      for (const { _id, ended, failed, timed, timedMs } of hour) {
        const figures = of(_id);
        figures.ended += ended;
        figures.failed += failed;
        figures.timed += timed;
        figures.timedMs += timedMs;
        figures.worst = more(figures.worst, _id.workflow, failed);
        figures.slowest = more(figures.slowest, _id.workflow, timed === 0 ? 0 : timedMs / timed);
      }
      for (const { _id, failed } of day) {
        const figures = of(_id);
        figures.failedDay += failed;
        figures.worstDay = more(figures.worstDay, _id.workflow, failed);
      }
      for (const { _id, deliveries: count, retries } of deliveries) {
        Object.assign(of(_id), { deliveries: count, retries });
      }
      return found;
    },

    async steps(): Promise<StepFigures> {
      const [sum] = await store.tallies
        .aggregate<StepFigures>([
          { $match: { workspace: '-', at: { $gte: since(HOUR_MS) }, kind: 'steps' } },
          { $group: { _id: null, calls: { $sum: '$calls' }, cutOff: { $sum: '$cutOff' } } },
        ])
        .option(BOUNDED);
      return { calls: sum?.calls ?? 0, cutOff: sum?.cutOff ?? 0 };
    },
  };
}

const more = (before: Part | null, workflow: string, value: number): Part | null =>
  value > 0 && value > (before?.value ?? 0) ? { workflow, value } : before;
