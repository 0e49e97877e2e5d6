import type { OwnerFigures, Part, StepFigures } from './figures.ts';
import { words } from './words.ts';

/** A condition somebody wants to know of; the same ones stand in docs/alerts.yml for Prometheus. */
export interface Rule<F> {
  id: 'success_rate' | 'duration' | 'failures' | 'timeouts' | 'webhook_retries';
  bad(figures: F): boolean;
  /** The workflow it is mostly about: it is told in that one's thread. */
  about(figures: F): Part | null;
  begins(figures: F, name: string | null): string;
  ends(figures: F): string;
}

/** A rate says something from this many on. */
const LEAST = { ended: 10, timed: 5, deliveries: 3, calls: 100 };
/** S0.132–136. */
const LIMIT = { failedShare: 0.05, averageMs: 30_000, failedDay: 5, cutOffShare: 0.01, retries: 3 };

/** Told to the owner of the workflows. */
export const OWNER_RULES: readonly Rule<OwnerFigures>[] = [
  {
    id: 'success_rate',
    bad: ({ ended, failed }) => ended >= LEAST.ended && failed / ended > LIMIT.failedShare,
    about: ({ worst }) => worst,
    begins: (figures, name) => words.fails(figures.failed, figures.ended, figures.worst?.value ?? 0, name),
    ends: ({ failed, ended }) => words.goThrough(failed, ended),
  },
  {
    id: 'duration',
    bad: ({ timed, timedMs }) => timed >= LEAST.timed && timedMs / timed > LIMIT.averageMs,
    about: ({ slowest }) => slowest,
    begins: (figures, name) => {
      const { timed, timedMs, slowest } = figures;
      return words.slow(timedMs / timed, timed, slowest?.value ?? 0, name);
    },
    ends: ({ timed, timedMs }) => words.quick(timed === 0 ? null : timedMs / timed),
  },
  {
    id: 'failures',
    bad: ({ failedDay }) => failedDay > LIMIT.failedDay,
    about: ({ worstDay }) => worstDay,
    begins: (figures, name) => words.failedToday(figures.failedDay, figures.worstDay?.value ?? 0, name),
    ends: ({ failedDay }) => words.fewerFail(failedDay),
  },
  {
    id: 'webhook_retries',
    bad: ({ deliveries, retries }) => deliveries >= LEAST.deliveries && retries / deliveries > LIMIT.retries,
    about: () => null,
    begins: ({ deliveries, retries }) => words.late(deliveries, retries / deliveries),
    ends: () => words.atOnce,
  },
];

/** Told to the admins: it is about the house. */
export const STEPS_RULE: Rule<StepFigures> = {
  id: 'timeouts',
  bad: ({ calls, cutOff }) => calls >= LEAST.calls && cutOff / calls > LIMIT.cutOffShare,
  about: () => null,
  begins: ({ calls, cutOff }) => words.cutOff(cutOff, calls),
  ends: ({ calls, cutOff }) => words.inTime(cutOff, calls),
};
