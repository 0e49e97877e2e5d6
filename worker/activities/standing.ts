import { canonicalJson } from '../../src/automation/canonical.ts';
import type { Definition, Json, Step } from '../../src/automation/definition.ts';
import { handlersOf, isLoop } from '../../src/automation/graph.ts';
import type { ExecutionRow, StepRow } from '../../src/store/runs.ts';
import type { Answered, Decided, Guarded, Said } from '../workflows/people-contract.ts';
import type { RunContext } from './contexts.ts';
import type { ActivityDeps } from './deps.ts';
import { TryLater, toFailure } from './failures.ts';
import type { Place } from './rows.ts';

/**
 * What passes of a list reached before, where the list is gone through once more: in a run that goes on from another, or because
 * somebody had it tried again. Results and decisions stand; so does a failure that another step stood in for.
 */

type Brief = Pick<StepRow, '_id' | 'path' | 'iteration' | 'state' | 'gate'>;

/** Passes copied in one go. */
const AT_ONCE = 500;
/** How long one attempt copies: well within what a short call may take. */
const ATTEMPT_MS = 4_000;

export function createStanding({ store }: Pick<ActivityDeps, 'store'>, { ms } = { ms: ATTEMPT_MS }) {
  const executions = () => store.connection.collection<ExecutionRow>('executions');
  const steps = () => store.connection.collection<StepRow>('steps');

  /** The row of a pass that is not done again; null where it is. */
  async function stood(run: Pick<RunContext, 'steps' | 'workspace'>, at: Place & { step: string }) {
    if (!at.path.includes('/')) return null;
    const { workspace, execution, path, iteration } = at;
    const beside = handlersOf({ steps: [...run.steps.values()] }, at.step).map((id) => siblingOf(path, id));
    const ids = [path, ...beside].map((one) => `${execution}:${one}:${iteration}`);
    const rows = await steps()
      .find({ _id: { $in: ids }, workspace })
      .toArray();
    const own = rows.find((row) => row.path === path);
    return own && stands(own, rows) ? own : null;
  }

  /**
   * Copies what stands of the lists that a run goes through once more, from the run it goes on from; after what an earlier
   * attempt copied. Throws, to be called again at once, where it takes longer than an attempt may.
   */
  async function copy(execution: ExecutionRow, definition: Pick<Definition, 'steps'>): Promise<void> {
    if (execution.retryOf === null || execution.rootExecution === execution._id) return;
    const lists = definition.steps.filter((step) => step.for_each && !Object.hasOwn(execution.given ?? {}, step.id));
    if (lists.length === 0) return;
    const until = performance.now() + ms;
    const handlers = new Map(definition.steps.map((step) => [step.id, handlersOf(definition, step.id)]));
    for (const { from, to } of rangesOf(execution.retryOf, definition, lists)) {
      let reached = from;
      if (execution.standing !== undefined && execution.standing > from) reached = execution.standing;
      while (reached < to) {
        reached = await copyPage(execution, { after: reached, to }, handlers);
        const late = performance.now() > until;
        if (reached < to || late) await keepPlace(execution, reached);
        if (late) throw toFailure(new TryLater('More of a list may be to be taken over.', 0));
      }
    }
  }

  async function keepPlace({ _id, workspace }: ExecutionRow, standing: string): Promise<void> {
    await executions().updateOne({ _id, workspace }, { $max: { standing } });
  }

  /** Up to where passes are copied now: the last of those that were, or `to`. */
  async function copyPage(
    execution: ExecutionRow,
    { after, to }: { after: string; to: string },
    handlers: Map<string, string[]>,
  ): Promise<string> {
    const { workspace, retryOf } = execution;
    const parts = { projection: { path: 1, iteration: 1, state: 1, 'gate.decision': 1 } };
    const page = await steps()
      .find<Brief>({ _id: { $gt: after, $lt: to }, workspace }, parts)
      .hint({ _id: 1 })
      .sort({ _id: 1 })
      .limit(AT_ONCE)
      .toArray();
    const beside = (row: Brief) =>
      (handlers.get(row.path.split('/').at(-1) ?? '') ?? []).map(
        (id) => `${retryOf}:${siblingOf(row.path, id)}:${row.iteration}`,
      );
    // Whether a failure stands is said by what was done for the same item.
    const asked = page.filter(({ state }) => state === 'failed').flatMap(beside);
    const found =
      asked.length > 0
        ? await steps()
            .find<Brief>({ _id: { $in: asked }, workspace }, parts)
            .toArray()
        : [];
    const byId = new Map(found.map((row) => [row._id, row]));
    const stay = page.filter((row) => stands(row, [row, ...beside(row).flatMap((id) => byId.get(id) ?? [])]));
    await copyRows(
      execution,
      stay.map((row) => row._id),
    );
    return page.length < AT_ONCE ? to : (page.at(-1)?._id ?? to);
  }

  async function copyRows({ _id, workspace }: ExecutionRow, ids: string[]): Promise<void> {
    const id = { $concat: [_id, ':', '$path', ':', { $toString: '$iteration' }] };
    await steps()
      .aggregate([
        { $match: { _id: { $in: ids }, workspace } },
        { $set: { _id: id, execution: _id } },
        { $merge: { into: 'steps', on: '_id', whenMatched: 'keepExisting', whenNotMatched: 'insert' } },
      ])
      .toArray();
  }

  return { stood, copy };
}

export type Standing = ReturnType<typeof createStanding>;

/** Between which ids the passes of lists are, in their order. */
function rangesOf(of: string, definition: Pick<Definition, 'steps'>, lists: Step[]): { from: string; to: string }[] {
  const starts = lists.flatMap((list) => passesOf(definition, list)).map((path) => `${of}:${path}:`);
  // A semicolon comes next after a colon.
  return starts.sort().map((from) => ({ from, to: `${from.slice(0, -1)};` }));
}

/** Where passes of a list are: of its body, or its own. */
const passesOf = (definition: Pick<Definition, 'steps'>, list: Step): string[] =>
  isLoop(list)
    ? definition.steps.filter((step) => step.inside === list.id).map((step) => `${list.id}/each/${step.id}`)
    : [`${list.id}/each`];

const siblingOf = (path: string, id: string): string => [...path.split('/').slice(0, -1), id].join('/');

/** `rows`: its own and those of the steps beside it that handle its failure. */
function stands(own: Brief, rows: Brief[]): boolean {
  if (own.state === 'success') return true;
  if (own.state === 'skipped') return own.gate?.decision === 'rejected';
  return own.state === 'failed' && rows.some((row) => row !== own && row.state !== 'skipped');
}

const same = (one: unknown, other: unknown): boolean =>
  canonicalJson((one ?? null) as Json) === canonicalJson((other ?? null) as Json);

/** How a gate was decided that asks the very same now; null where it must be asked. */
export function decidedBefore(
  row: StepRow | null,
  asked: { params: Record<string, Json>; guarded?: Guarded },
): Decided | null {
  const { decision, decidedBy, at, where, changes, said } = row?.gate ?? {};
  if (!row || !decision || !at) return null;
  // A no stays one; what it was said to is not kept with what was left out.
  if (decision !== 'rejected' && !same(row.input, asked.params)) return null;
  const { sealed } = (row.output ?? {}) as { sealed?: { shown?: unknown } | null };
  if (asked.guarded && decision === 'approved' && !same(sealed?.shown, asked.guarded.params)) return null;
  return {
    decision,
    by: decidedBy ?? null,
    at,
    ...(where && { where }),
    ...(changes?.length && { changes: changes as Decided['changes'] & object }),
    ...(said?.length && { decisions: said.map((one): Said => ({ ...one, changes: [] })) }),
  };
}

/** What was answered to the very same question; null where it must be asked. */
export function answeredBefore(row: StepRow | null, params: Record<string, Json>): Answered | null {
  const { answer, answeredBy, at, where } = row?.question ?? {};
  if (!row || answeredBy === undefined || at === undefined || !same(row.input, params)) return null;
  return { value: answer as Json, by: answeredBy, at, where: where ?? null };
}
