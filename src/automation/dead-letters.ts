import { AppError } from '../errors.ts';
import type { ExecutionRow } from '../store/runs.ts';
import type { VersionRow, WorkflowRow } from '../store/workflows.ts';
import { ownExecution, ownWorkflow } from './access.ts';
import { type Failed, failedIn } from './dead-letter-rows.ts';
import type { AutomationDeps } from './deps.ts';
import { whyNotAgain } from './lapse-retry.ts';
import { deedsFor, type LetterDeed } from './letter-can.ts';
import type { Person } from './service.ts';

/** A call that failed for good, with all it takes to try it again, and that nobody went on with yet (S4.31). */
export interface DeadLetter extends Failed {
  /** Of the run it is listed with, which is what is tried again. */
  workflow: { id: string; name: string };
  version: number;
  can: LetterDeed[];
  /** Why it cannot be tried again by itself; null where it can. */
  why: string | null;
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
 * about it, and that were neither tried again nor left. Kept nowhere else: what the run wrote down is all it takes. What a run that
 * another one started went on without, or asks about, is listed with that run; what made it fail, with the one it failed.
 */
export function createDeadLetters({ store, clock }: Pick<AutomationDeps, 'store' | 'clock'>) {
  /** Runs that somebody went on with: by what the later run took over as done. */
  async function goneOn(workspace: string, ids: string[]): Promise<Map<string, Set<string>>> {
    const later = await store.executions.aggregate<{ retryOf: string; given: string[] }>([
      { $match: { workspace, retryOf: { $in: ids } } },
      {
        $project: {
          retryOf: 1,
          given: { $map: { input: { $objectToArray: { $ifNull: ['$given', {}] } }, in: '$$this.k' } },
        },
      },
    ]);
    const taken = new Map<string, Set<string>>();
    // What any of them did again is no more for this list.
    for (const { retryOf, given } of later) {
      const before = taken.get(retryOf);
      taken.set(retryOf, new Set(given.filter((id) => before?.has(id) ?? true)));
    }
    return taken;
  }

  /** Runs that somebody left, or stopped. */
  async function leftOnes(workspace: string, runs: ExecutionRow[]): Promise<Set<string>> {
    const left = await store.prompts
      .find({ workspace, kind: 'failure', ref: { $in: runs.map((row) => row._id) }, state: 'closed' }, { ref: 1 })
      .lean();
    const stopped = runs.filter((row) => row.asking?.decided?.choice === 'stop' && row.asking.decided.by !== null);
    return new Set([...left.map((row) => row.ref), ...stopped.map((row) => row._id)]);
  }

  async function lettersOf(workspace: string, runs: ExecutionRow[]): Promise<DeadLetter[]> {
    if (runs.length === 0) return [];
    const ended = runs.filter((row) => row.status !== 'running');
    const [later, left] = await Promise.all([
      goneOn(
        workspace,
        ended.map((row) => row._id),
      ),
      leftOnes(workspace, ended),
    ]);
    // Of a run that was gone on with only what the later one took over as done can still be open.
    const open = runs.filter((row) => (later.has(row._id) ? later.get(row._id)?.size : !left.has(row._id)));
    const [failed, workflows, versions] = await Promise.all([
      failedIn(store, workspace, open),
      store.workflows
        .find({ workspace, _id: { $in: open.map((row) => row.workflow) } }, { name: 1 })
        .lean<Pick<WorkflowRow, '_id' | 'name'>[]>(),
      store.versions
        .find({ workspace, _id: { $in: [...new Set(open.map(versionOf))] } }, { definition: 1 })
        .lean<Pick<VersionRow, '_id' | 'definition'>[]>(),
    ]);
    const names = new Map(workflows.map((row) => [row._id, row.name]));
    const definitions = new Map(versions.map((row) => [row._id, row.definition]));
    return open.flatMap((run) => {
      const workflow = { id: run.workflow, name: names.get(run.workflow) ?? '' };
      const taken = later.get(run._id);
      const own = failed.get(run._id) ?? [];
      const still = taken ? own.filter((one) => one.done && one.outer !== null && taken.has(one.outer)) : own;
      const definition = definitions.get(versionOf(run));
      return still.map((one) => ({
        ...one,
        workflow,
        version: run.version,
        ...deedsFor(run, one, { definition, gone: taken !== undefined }),
      }));
    });
  }

  /** The run one is listed with: a failed one with the run that started it. */
  async function listedWith(row: ExecutionRow): Promise<ExecutionRow> {
    let at = row;
    for (let level = 0; at.parent && at.status === 'failed' && level < 10; level += 1) {
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
    return listedWith(await ownExecution(store, person, id.split(':')[0] ?? ''));
  }

  /** Newest first; `after`: the id of the last one of the page before. */
  async function list(
    person: Person,
    page: { limit: number; before?: string; after?: string; workflow?: string },
  ): Promise<DeadLetter[]> {
    const { workspace, user } = person;
    if (page.workflow !== undefined) await ownWorkflow(store, person, page.workflow);
    const mine = { workspace, user, ...(page.workflow && { workflow: page.workflow }) };
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
          $and: [
            {
              $or: [
                { status: 'failed', parent: null },
                { status: 'completed', lapses: true },
              ],
            },
            until,
          ],
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

    /** Lists of a run that went on without some of their items, which going on from it does once more where that is sure. */
    async again(run: ExecutionRow): Promise<string[]> {
      const { workspace, _id: execution } = run;
      const version = await store.versions
        .findOne({ workspace, _id: versionOf(run) }, { definition: 1 })
        .lean<Pick<VersionRow, 'definition'>>();
      if (!version || whyNotAgain(version.definition) !== null) return [];
      const paths = await store.steps.distinct('path', {
        workspace,
        execution,
        state: 'failed',
        dismissed: { $ne: true },
      });
      return [...new Set(paths.map((path) => path.split('/')[0] ?? path))];
    },

    /** Takes one off the list, or all of a run; the run stays as it is and may still be tried again. Once more changes nothing. */
    async dismiss(person: Person, id: string): Promise<void> {
      const [execution = '', path, iteration] = id.split('@')[0]?.split(':') ?? [];
      const own = await ownExecution(store, person, execution);
      const { workspace } = own;
      const row = { execution, workspace, path: path?.replaceAll('~', '/') ?? '', iteration: Number(iteration ?? 0) };
      const before = path === undefined ? own : await store.steps.findOne(row, { dismissed: 1 }).lean();
      if (before?.dismissed) return;
      const run = await listedWith(own);
      const open = run.dismissed ? [] : await lettersOf(workspace, [run]);
      const meant = open.find((one) => (path === undefined ? run._id === id : one.id === id));
      if (!meant?.can.includes('dismiss'))
        throw new AppError('conflict', 'Nothing by that id stands on the list, or it waits for a word.');
      if (path === undefined)
        await store.executions.updateOne({ _id: own._id, workspace }, { $set: { dismissed: true } });
      else await store.steps.updateOne({ ...row, state: 'failed' }, { $set: { dismissed: true } });
    },

    /** The card of a run that somebody went on with elsewhere follows. */
    async follow({ _id, workspace }: ExecutionRow): Promise<void> {
      await store.executions.updateOne({ _id, workspace }, { $inc: { dirty: 1 } });
    },
  };
}

const versionOf = (run: Pick<ExecutionRow, 'workflow' | 'version'>): string => `${run.workflow}:${run.version}`;

const fromRun = (completedAt: Date, id: string, than: '$lt' | '$lte') => ({
  $or: [{ completedAt: { $lt: completedAt } }, { completedAt, _id: { [than]: id } }],
});
