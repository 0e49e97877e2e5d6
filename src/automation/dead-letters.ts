import type { ExecutionRow, StepRow } from '../store/runs.ts';
import type { WorkflowRow } from '../store/workflows.ts';
import { ownExecution, ownWorkflow } from './access.ts';
import type { AutomationDeps } from './deps.ts';
import type { Person } from './service.ts';

/** A step that failed for good in a run that ended with it, and that nobody went on with yet (S4.31). */
export interface DeadLetter {
  execution: string;
  workflow: { id: string; name: string };
  /** Step id; null where the run failed before any step. */
  step: string | null;
  service: string | null;
  action: string | null;
  /** What it was called with, as resolved; and how often. */
  input: unknown;
  attempts: number;
  error: string;
  /** It may have happened all the same: whoever tries it again looks first. */
  doubtful: boolean;
  /** ISO instant. */
  failedAt: string;
}

/** Older failures are history. */
const KEPT_MS = 90 * 86_400_000;
const MOST = 200;

/**
 * What failed and still waits for someone: the failed runs of the last 90 days that were neither tried again nor left. Kept
 * nowhere else: what the run wrote down is everything it takes to try again.
 */
export function createDeadLetters({ store, clock }: Pick<AutomationDeps, 'store' | 'clock'>) {
  /** Runs that somebody went on with, or left. */
  async function settled(workspace: string, ids: string[]): Promise<Set<string>> {
    const [later, left] = await Promise.all([
      store.executions.find({ workspace, retryOf: { $in: ids } }, { retryOf: 1 }).lean<ExecutionRow[]>(),
      store.prompts.find({ workspace, kind: 'failure', ref: { $in: ids }, state: 'closed' }, { ref: 1 }).lean(),
    ]);
    return new Set([...later.map((row) => row.retryOf ?? ''), ...left.map((row) => row.ref)]);
  }

  async function list(
    person: Person,
    page: { limit: number; before?: string; workflow?: string },
  ): Promise<DeadLetter[]> {
    const { workspace, user } = person;
    if (page.workflow !== undefined) await ownWorkflow(store, person, page.workflow);
    const since = new Date(clock.now().getTime() - KEPT_MS);
    const runs = await store.executions
      .find({
        workspace,
        user,
        status: 'failed',
        dismissed: { $ne: true },
        completedAt: { $gt: since, ...(page.before && { $lt: new Date(page.before) }) },
        ...(page.workflow && { workflow: page.workflow }),
      })
      .sort({ completedAt: -1 })
      .limit(MOST)
      .lean<ExecutionRow[]>();
    const over = await settled(
      workspace,
      runs.map((row) => row._id),
    );
    const open = runs.filter((row) => !over.has(row._id)).slice(0, page.limit);
    const ids = open.map((row) => row._id);
    const [steps, effects, workflows] = await Promise.all([
      store.steps.find({ workspace, execution: { $in: ids }, state: 'failed' }).lean<StepRow[]>(),
      store.effects.find({ workspace, by: { $in: ids }, state: 'unknown', harmless: { $ne: true } }, { by: 1 }).lean(),
      store.workflows
        .find({ workspace, _id: { $in: open.map((row) => row.workflow) } }, { name: 1 })
        .lean<Pick<WorkflowRow, '_id' | 'name'>[]>(),
    ]);
    const names = new Map(workflows.map((row) => [row._id, row.name]));
    const doubtful = new Set(effects.map((row) => row.by));
    return open.map((run) => letterOf(run, steps, names.get(run.workflow) ?? '', doubtful.has(run._id)));
  }

  return {
    list,

    /** Takes it off the list; the run stays as it is and may still be tried again. */
    async dismiss(person: Person, executionId: string): Promise<void> {
      const run = await ownExecution(store, person, executionId);
      await store.executions.updateOne({ _id: run._id, workspace: run.workspace }, { $set: { dismissed: true } });
    },
  };
}

function letterOf(run: ExecutionRow, steps: StepRow[], name: string, doubtful: boolean): DeadLetter {
  const own = steps.filter((row) => row.execution === run._id);
  const failed = own.find((row) => row.path === run.failedStep) ?? own[0];
  return {
    execution: run._id,
    workflow: { id: run.workflow, name },
    step: run.failedStep,
    service: failed?.service ?? null,
    action: failed?.action ?? null,
    input: failed?.input ?? null,
    attempts: failed?.attempt ?? 0,
    error: run.errorMessage ?? '',
    doubtful,
    failedAt: (run.completedAt ?? run.startedAt).toISOString(),
  };
}
