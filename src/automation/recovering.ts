import type { Form } from '../chat/types.ts';
import { AppError } from '../errors.ts';
import { doubtfulEffect } from '../store/doubts.ts';
import type { ExecutionRow } from '../store/runs.ts';
import type { VersionRow } from '../store/workflows.ts';
import type { GateOutcome } from '../temporal/types.ts';
import { ownExecution, tooOld } from './access.ts';
import { changeable, changedParams, changeForm, givenParams } from './change-step.ts';
import { type Deed, deedsOf, hasUndo, wordsOf } from './deeds.ts';
import type { Definition, Json } from './definition.ts';
import type { AutomationDeps } from './deps.ts';
import { startOf } from './execution.ts';
import { givenInput } from './given-input.ts';
import { sandboxedServices } from './sandboxed.ts';
import type { Person } from './service.ts';

export interface RetryOptions {
  repeatDoubtful?: boolean;
  key?: string;
  /** Steps that are done again although the run went on without all of them. */
  again?: string[];
  /** Goes on as if the step that failed had been skipped. */
  skip?: boolean;
  /** Other parameters for the step that failed, for this run; as written in a form. */
  change?: Record<string, unknown>;
}

/** What can be done about a run that failed or waits because something did. */
export interface Ways {
  /** Null where the parameters cannot be changed for one run. */
  change: Form | null;
  /** What would be taken back, in this order, and what stays as it is. Empty once it was taken back. */
  undo: { back: string[]; stays: string[] };
}

export interface Recovering {
  ways(person: Person, executionId: string): Promise<Ways>;
  /** Answers a run that waits for a word after a failure. `values`: with `change`, what was written in the form. */
  choose(
    person: Person,
    executionId: string,
    answer: {
      round: number;
      choice: 'retry' | 'skip' | 'change' | 'undo' | 'stop';
      values?: Record<string, unknown>;
      repeat?: boolean;
      actionId: string;
    },
  ): Promise<GateOutcome>;
  /** Takes back what a run that has ended did. What was taken back before stays so. */
  undo(person: Person, executionId: string): Promise<ExecutionRow>;
}

const MOST_NAMED = 200;

/** Whether it can be taken back where it was done. */
const canUndo = (deed: Deed, sandboxed: Set<string>): boolean =>
  hasUndo(deed) &&
  (deed.step?.undo !== undefined || Boolean(deed.spec.undo?.run) || !deed.spec.run || sandboxed.has(deed.spec.service));

export function createRecovering(deps: AutomationDeps): Recovering {
  const { store, runs, catalogue, clock, wake } = deps;

  async function definitionOf(row: ExecutionRow): Promise<VersionRow> {
    const version = await store.versions
      .findOne({ workspace: row.workspace, _id: `${row.workflow}:${row.version}` })
      .lean<VersionRow>();
    if (!version) throw new AppError('internal', 'The approved version of this workflow is missing.');
    return version;
  }

  const failedIn = (row: ExecutionRow): string | null =>
    row.status === 'running' ? (row.asking?.decided === null ? row.asking.step : null) : row.failedStep;

  async function deeds(row: ExecutionRow, definition: Definition): Promise<Deed[]> {
    const steps = new Map(definition.steps.map((step) => [step.id, step]));
    return deedsOf(deps, { workspace: row.workspace, execution: row._id, root: row.rootExecution, steps });
  }

  async function undoOf(row: ExecutionRow, version: VersionRow): Promise<Ways['undo']> {
    // On the sandbox everything can be taken back.
    const [done, sandboxed] = await Promise.all([deeds(row, version.definition), sandboxedServices(store, version)]);
    const found: Ways['undo'] = { back: [], stays: [] };
    for (const deed of done) {
      if (['undone', 'nothing'].includes(deed.row?.undone?.state ?? '')) continue;
      const inner = deed.child && (await undoOfChild(row.workspace, deed.child.execution));
      if (inner) {
        found.back.push(...inner.back);
        found.stays.push(...inner.stays);
      } else if (canUndo(deed, sandboxed)) found.back.push(backInWords(deed));
      else found.stays.push(wordsOf(deed));
    }
    return { back: found.back.slice(0, MOST_NAMED), stays: found.stays.slice(0, MOST_NAMED) };
  }

  /** What a run of another workflow did is part of what its parent did. */
  async function undoOfChild(workspace: string, execution: string): Promise<Ways['undo'] | null> {
    const child = await store.executions.findOne({ _id: execution, workspace }).lean<ExecutionRow>();
    return child && undoOf(child, await definitionOf(child));
  }

  function backInWords({ step, spec, row, effect }: Deed): string {
    const own = step?.undo;
    try {
      const back = own && catalogue.action(own.service, own.action);
      if (own && back) return back.describe((row?.undo?.params ?? own.params) as Record<string, Json>).slice(0, 300);
      const result = (effect?.result ?? row?.output ?? {}) as Record<string, Json>;
      return (spec.undo?.report((row?.input ?? {}) as Record<string, Json>, result) ?? spec.title).slice(0, 300);
    } catch {
      return spec.title;
    }
  }

  async function ways(person: Person, executionId: string): Promise<Ways> {
    const row = await ownExecution(store, person, executionId);
    const version = await definitionOf(row);
    const id = failedIn(row);
    const step = version.definition.steps.find((one) => one.id === id);
    const spec = step ? catalogue.action(step.service, step.action) : null;
    const params = step ? givenParams(step, await givenInput(store, row, step)) : null;
    const sure = (await doubtfulEffect(store, { workspace: row.workspace, roots: [row.rootExecution] })) === null;
    const change = spec && params && sure && !row.undone ? changeForm(spec, params) : null;
    return { change, undo: await undoOf(row, version) };
  }

  /** Throws `conflict` where another run goes on from it: what that did would be taken back under it. */
  async function mustBeNewest({ workspace, _id, rootExecution }: ExecutionRow): Promise<void> {
    if (await store.executions.exists({ workspace, rootExecution, retryOf: _id }))
      throw new AppError('conflict', 'Somebody has gone on with this run already. Undo the newest one.');
  }

  return {
    ways,

    async choose(person, executionId, { round, choice, values, repeat, actionId }) {
      const row = await ownExecution(store, person, executionId);
      if (row.status !== 'running') return { result: 'refused', text: 'This run has ended.' };
      let params: Record<string, Json> | undefined;
      if (choice === 'change') {
        const id = row.asking?.step ?? '';
        const { definition } = await definitionOf(row);
        const step = definition.steps.find((one) => one.id === id);
        const known = changeable(catalogue, step, step && (await givenInput(store, row, step)));
        params = changedParams(known.spec, known.params, values ?? {});
      }
      return runs.choose(row.temporalWorkflowId, {
        round,
        choice,
        user: person.user,
        name: person.name,
        actionId,
        ...(params && { params }),
        ...(repeat && { repeat }),
      });
    },

    async undo(person, executionId) {
      const row = await ownExecution(store, person, executionId);
      if (row.status === 'running') throw new AppError('conflict', 'This run is still going. Cancel it first.');
      if (row.undone?.state === 'running') return row;
      if (row.archived) throw tooOld();
      const version = await definitionOf(row);
      const { back } = await undoOf(row, version);
      if (back.length === 0) throw new AppError('conflict', 'There is nothing of this run that I can take back.');
      const filter = { _id: row._id, workspace: row.workspace };
      const request = (row.undone?.request ?? 0) + 1;
      const undone = { state: 'running' as const, request, by: person.name, at: clock.now() };
      const taken = await store.executions.updateOne(
        { ...filter, 'undone.request': row.undone?.request ?? null },
        { $set: { undone }, $inc: { dirty: 1 } },
      );
      if (taken.modifiedCount === 1) {
        const name = (
          await store.workflows.findOne({ _id: row.workflow, workspace: row.workspace }, { name: 1 }).lean()
        )?.name;
        try {
          await mustBeNewest(row);
          await runs.start({ ...startOf(row), name: name ?? 'undo', mode: 'undo' });
        } catch (error) {
          await store.executions.updateOne(
            { ...filter, 'undone.request': request },
            { $set: { undone: row.undone ?? null } },
          );
          throw error;
        }
      }
      if (row.thread) wake.run(row._id, row.thread);
      return ownExecution(store, person, executionId);
    },
  };
}
