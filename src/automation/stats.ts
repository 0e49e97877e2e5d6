import type { ExecutionRow } from '../store/runs.ts';
import type { TriggerRow } from '../store/workflows.ts';
import { ownWorkflow } from './access.ts';
import type { AutomationDeps } from './deps.ts';
import { nextOf } from './next-run.ts';
import type { Person } from './service.ts';

/** How a workflow did over some days. */
export interface Stats {
  workflow: string;
  days: number;
  /** Runs begun in that time, the newest 5,000 at most. */
  runs: number;
  completed: number;
  failed: number;
  cancelled: number;
  running: number;
  /** Share of those that ended done or failed; null where none did. */
  successRate: number | null;
  /** Of completed runs that never stood still for a person or a time; null where there is none. */
  medianMs: number | null;
  p95Ms: number | null;
  /** How many of them that is of. */
  timed: number;
  failsMost: { step: string; failures: number; cause: string } | null;
  lastFailure: { execution: string; at: string; step: string | null; error: string } | null;
  /** ISO instant. */
  nextRun: string | null;
}

/** The newest runs that are looked at. */
const MOST = 5_000;

type Run = Pick<
  ExecutionRow,
  '_id' | 'status' | 'failedStep' | 'errorMessage' | 'startedAt' | 'completedAt' | 'waited' | 'overLimit'
>;

export function createStats({ store, clock }: Pick<AutomationDeps, 'store' | 'clock'>) {
  return async function stats(person: Person, id: string, days: number): Promise<Stats> {
    const workflow = await ownWorkflow(store, person, id);
    const { workspace } = workflow;
    const from = new Date(clock.now().getTime() - days * 86_400_000);
    const [runs, triggers] = await Promise.all([
      store.executions
        .find(
          { workspace, workflow: id, startedAt: { $gte: from }, overLimit: { $ne: true } },
          { status: 1, failedStep: 1, errorMessage: 1, startedAt: 1, completedAt: 1, waited: 1 },
        )
        .sort({ startedAt: -1 })
        .limit(MOST)
        .lean<Run[]>(),
      store.triggers.find({ workspace, workflow: id, isActive: true }).lean<TriggerRow[]>(),
    ]);
    const next = workflow.status === 'active' ? nextOf(triggers, clock.now()) : null;
    return { workflow: id, days, ...summed(runs), nextRun: next };
  };
}

/** The figures of some runs, newest first. */
export function summed(runs: Run[]): Omit<Stats, 'workflow' | 'days' | 'nextRun'> {
  const count = (status: Run['status']) => runs.filter((run) => run.status === status).length;
  const [completed, failed] = [count('completed'), count('failed')];
  const times = runs
    .filter((run) => run.status === 'completed' && !run.waited && run.completedAt)
    .map((run) => (run.completedAt?.getTime() ?? 0) - run.startedAt.getTime())
    .sort((a, b) => a - b);
  const failures = runs.filter((run) => run.status === 'failed');
  const last = failures[0];
  return {
    runs: runs.length,
    completed,
    failed,
    cancelled: count('cancelled'),
    running: count('running'),
    successRate: completed + failed === 0 ? null : completed / (completed + failed),
    medianMs: quantile(times, 0.5),
    p95Ms: quantile(times, 0.95),
    timed: times.length,
    failsMost: failsMost(failures),
    lastFailure: last
      ? {
          execution: last._id,
          at: (last.completedAt ?? last.startedAt).toISOString(),
          step: last.failedStep,
          error: last.errorMessage ?? '',
        }
      : null,
  };
}

/** The nearest rank: a time that a run really took. */
function quantile(sorted: number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}

function failsMost(failures: Run[]): Stats['failsMost'] {
  const step = commonest(failures.map((run) => run.failedStep).filter((one) => one !== null));
  if (step === null) return null;
  const there = failures.filter((run) => run.failedStep === step.value);
  // What differs from run to run (amounts, numbers, addresses) makes no other cause.
  const cause = commonest(there.map((run) => (run.errorMessage ?? '').replace(/\S*[\d@]\S*/g, '…')));
  const example = there.find((run) => (run.errorMessage ?? '').replace(/\S*[\d@]\S*/g, '…') === cause?.value);
  return { step: step.value, failures: step.count, cause: example?.errorMessage ?? '' };
}

/** The newest of those that are there most. */
function commonest(values: string[]): { value: string; count: number } | null {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best: { value: string; count: number } | null = null;
  for (const [value, count] of counts) if (count > (best?.count ?? 0)) best = { value, count };
  return best;
}
