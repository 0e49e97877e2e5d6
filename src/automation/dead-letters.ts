import type { ExecutionRow } from '../store/runs.ts';
import type { WorkflowRow } from '../store/workflows.ts';
import { ownExecution, ownWorkflow } from './access.ts';
import { type Failed, failedIn } from './dead-letter-rows.ts';
import type { AutomationDeps } from './deps.ts';
import type { Person } from './service.ts';

/** What can be done about one now; all but `dismiss` is done to its whole run. */
export type LetterDeed = 'retry' | 'skip' | 'stop' | 'dismiss';

/** A call that failed for good, with all it takes to try it again, and that nobody went on with yet (S4.31). */
export interface DeadLetter extends Failed {
  /** Of the outermost run, which is what is tried again. */
  workflow: { id: string; name: string };
  version: number;
  can: LetterDeed[];
}

/** Older failures are history. */
const KEPT_MS = 90 * 86_400_000;
/** Runs looked at together, and at most for one page. */
const BATCH = 100;
const MOST_BATCHES = 30;
/** Runs that wait for a word; beyond them the newest. */
const MOST_ASKING = 50;

/**
 * What failed for good and still waits for someone: of runs of the last 90 days that failed, went on without it, or wait for a word
 * about it, and that were neither tried again nor left. Kept nowhere else: what the run wrote down is all it takes.
 */
export function createDeadLetters({ store, clock }: Pick<AutomationDeps, 'store' | 'clock'>) {
  /** Runs that somebody went on with, or left. */
  async function settled(workspace: string, runs: ExecutionRow[]): Promise<Set<string>> {
    const ids = runs.map((row) => row._id);
    const [later, left] = await Promise.all([
      store.executions.find({ workspace, retryOf: { $in: ids } }, { retryOf: 1 }).lean<ExecutionRow[]>(),
      store.prompts.find({ workspace, kind: 'failure', ref: { $in: ids }, state: 'closed' }, { ref: 1 }).lean(),
    ]);
    const stopped = runs.filter((row) => row.asking?.decided?.choice === 'stop' && row.asking.decided.by !== null);
    return new Set([
      ...later.map((row) => row.retryOf ?? ''),
      ...left.map((row) => row.ref),
      ...stopped.map((row) => row._id),
    ]);
  }

  async function lettersOf(workspace: string, runs: ExecutionRow[]): Promise<DeadLetter[]> {
    if (runs.length === 0) return [];
    const over = await settled(
      workspace,
      runs.filter((row) => row.status !== 'running'),
    );
    const open = runs.filter((row) => !over.has(row._id));
    const [failed, workflows] = await Promise.all([
      failedIn(store, workspace, open),
      store.workflows
        .find({ workspace, _id: { $in: open.map((row) => row.workflow) } }, { name: 1 })
        .lean<Pick<WorkflowRow, '_id' | 'name'>[]>(),
    ]);
    const names = new Map(workflows.map((row) => [row._id, row.name]));
    return open.flatMap((run) => {
      const workflow = { id: run.workflow, name: names.get(run.workflow) ?? '' };
      const own = failed.get(run._id) ?? [];
      return own.map((one) => ({ ...one, workflow, version: run.version, can: deedsFor(run, one) }));
    });
  }

  /** The outermost of the runs one belongs to. */
  async function outermost(row: ExecutionRow): Promise<ExecutionRow> {
    let at = row;
    for (let level = 0; at.parent && level < 10; level += 1) {
      const above = await store.executions
        .findOne({ _id: at.parent.execution, workspace: row.workspace })
        .lean<ExecutionRow>();
      if (!above) break;
      at = above;
    }
    return at;
  }

  /** The run whose letter this is, or whose own id it is. */
  async function runOf(person: Person, id: string): Promise<ExecutionRow> {
    return outermost(await ownExecution(store, person, id.split(':')[0] ?? ''));
  }

  /** Newest first; `after`: the id of the last one of the page before. */
  async function list(
    person: Person,
    page: { limit: number; before?: string; after?: string; workflow?: string },
  ): Promise<DeadLetter[]> {
    const { workspace, user } = person;
    if (page.workflow !== undefined) await ownWorkflow(store, person, page.workflow);
    const mine = { workspace, user, parent: null, ...(page.workflow && { workflow: page.workflow }) };
    const last = page.after === undefined ? null : await runOf(person, page.after);
    const found: DeadLetter[] = [];
    const take = (letters: DeadLetter[]) => {
      const at = last ? letters.findIndex((one) => one.id === page.after) : -1;
      found.push(...letters.slice(at + 1));
    };
    if ((!last || last.status === 'running') && page.before === undefined) {
      const asking = await store.executions
        .find({ ...mine, status: 'running', 'asking.round': { $gt: 0 }, 'asking.decided': null })
        .sort({ startedAt: -1 })
        .limit(MOST_ASKING)
        .lean<ExecutionRow[]>();
      take(await lettersOf(workspace, asking));
    }
    const since = new Date(clock.now().getTime() - KEPT_MS);
    let until: Record<string, unknown> = page.before ? { completedAt: { $lt: new Date(page.before) } } : {};
    if (last?.completedAt) until = fromRun(last.completedAt, last._id, '$lte');
    for (let batch = 0; batch < MOST_BATCHES && found.length < page.limit; batch += 1) {
      const runs = await store.executions
        .find({
          ...mine,
          dismissed: { $ne: true },
          completedAt: { $gt: since },
          $and: [{ $or: [{ status: 'failed' }, { status: 'completed', lapses: true }] }, until],
        })
        .sort({ completedAt: -1, _id: -1 })
        .limit(BATCH)
        .lean<ExecutionRow[]>();
      take(await lettersOf(workspace, runs));
      const next = runs.length === BATCH ? runs.at(-1) : undefined;
      if (!next?.completedAt) break;
      until = fromRun(next.completedAt, next._id, '$lt');
    }
    return found.slice(0, page.limit);
  }

  return {
    list,
    runOf,

    /** What of one run still waits; empty once somebody went on with it or left it. */
    of: async (run: ExecutionRow): Promise<DeadLetter[]> => (run.dismissed ? [] : lettersOf(run.workspace, [run])),

    /** Takes one off the list, or all of a run; the run stays as it is and may still be tried again. */
    async dismiss(person: Person, id: string): Promise<void> {
      const [execution = '', path, iteration] = id.split(':');
      const run = await ownExecution(store, person, execution);
      const { workspace } = run;
      if (path === undefined)
        await store.executions.updateOne({ _id: run._id, workspace }, { $set: { dismissed: true } });
      else {
        const row = { execution, path: path.replaceAll('~', '/'), iteration: Number(iteration ?? 0) };
        await store.steps.updateOne({ ...row, workspace, state: 'failed' }, { $set: { dismissed: true } });
      }
    },
  };
}

const fromRun = (completedAt: Date, id: string, than: '$lt' | '$lte') => ({
  $or: [{ completedAt: { $lt: completedAt } }, { completedAt, _id: { [than]: id } }],
});

function deedsFor(run: ExecutionRow, one: Failed): LetterDeed[] {
  if (run.status === 'running') return ['retry', 'skip', 'stop'];
  if (run.undone || run.archived) return ['dismiss'];
  const skips = run.status === 'failed' && one.execution === run._id && one.step === run.failedStep;
  return ['retry', ...(skips ? (['skip'] as const) : []), 'dismiss'];
}
