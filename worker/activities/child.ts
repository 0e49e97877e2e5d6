import { MAX_DEPTH } from '../../src/automation/children.ts';
import { closeRun } from '../../src/automation/closing.ts';
import type { Json } from '../../src/automation/definition.ts';
import { newExecution } from '../../src/automation/execution.ts';
import type { Kept } from '../../src/automation/kept.ts';
import { reachedBy } from '../../src/automation/reached.ts';
import { isDuplicate } from '../../src/store/duplicate.ts';
import type { ExecutionRow } from '../../src/store/runs.ts';
import type { PinnedChild, VersionRow, WorkflowRow } from '../../src/store/workflows.ts';
import { typeOf } from '../../src/temporal/protocol.ts';
import { isQueue, queueOf } from '../../src/temporal/queues.ts';
import type { Finished } from '../workflows/contract.ts';
import type { ChildCall, ChildRun, LostCall } from '../workflows/contract-child.ts';
import { parseParams } from './call.ts';
import type { Contexts, RunContext } from './contexts.ts';
import type { ActivityDeps } from './deps.ts';
import { StepFailure, toFailure } from './failures.ts';
import { durationMs } from './profiles.ts';
import { resultOf } from './result.ts';
import type { Rows } from './rows.ts';
import type { Standing } from './standing.ts';
import { reportNote } from './words.ts';

/** JSON characters another workflow may be started with: its execution holds them. */
const MOST_GIVEN = 8 * 1024 * 1024;

/** Readable, and always the same for the same pass of the same step: a repeat starts nothing more. */
const idOf = (call: ChildCall): string => {
  const place = call.path.replace(/\/each$/, '').replaceAll('/', '-');
  const pass = call.path.includes('/') || call.iteration > 0 ? `-${call.iteration + 1}` : '';
  const again = call.turn ? `-again${call.turn}` : '';
  return `${call.execution}-${place}${pass}${again}`;
};

/** Makes the executions of workflows that steps run, of exactly the version that was approved. */
export function createChild(
  deps: ActivityDeps,
  parts: { contexts: Contexts; rows: Rows; kept: Kept; standing: Standing },
) {
  const { store, clock, catalogue } = deps;
  const { contexts, rows } = parts;

  async function load(run: RunContext, pin: PinnedChild) {
    const { workspace } = run;
    const [workflow, version] = await Promise.all([
      store.workflows.findOne({ _id: pin.workflow, workspace }).lean<WorkflowRow>(),
      store.versions.findOne({ _id: `${pin.workflow}:${pin.version}`, workspace }).lean<VersionRow>(),
    ]);
    return { workflow, version };
  }

  /** The pinned version, if it may still run. It does although its workflow is paused or was changed meanwhile. */
  async function allowed(run: RunContext, called: string) {
    const pin = run.children[called];
    if (!pin) throw new StepFailure(`“${called}” is not part of what was approved.`);
    if (run.depth + 1 > MAX_DEPTH)
      throw new StepFailure(`Workflows may run each other ${MAX_DEPTH} levels deep, and this would be one more.`);
    const { workflow, version } = await load(run, pin);
    if (!workflow || !version || workflow.status === 'deleted')
      throw new StepFailure(`“${called}” was deleted, so it did not run.`);
    if (workflow.user !== run.user)
      throw new StepFailure(`“${called}” belongs to someone else now, so it did not run.`);
    if (version.approval.revokedAt)
      throw new StepFailure(`The approval of “${called}”, version ${pin.version}, was taken back, so it did not run.`);
    if (version.seal !== pin.seal)
      throw new StepFailure(`“${called}” is not what was approved, so it did not run. Approve this workflow anew.`);
    return { workflow, version };
  }

  /** The latest run that an earlier try of the same step made; what it reached is kept (D22). */
  async function earlier(run: RunContext, call: ChildCall, id: string): Promise<ExecutionRow | null> {
    if (run.execution === run.root && !call.turn) return null;
    return store.executions
      .findOne({
        workspace: run.workspace,
        'parent.root': run.root,
        'parent.path': call.path,
        'parent.iteration': call.iteration,
        _id: { $ne: id },
      })
      .sort({ startedAt: -1 })
      .lean<ExecutionRow>();
  }

  async function endedAs(row: ExecutionRow): Promise<Finished> {
    const { status, errorMessage } = row;
    if (status === 'running') throw new Error('it is still running');
    const result = await resultOf({ store, kept: parts.kept }, row);
    return { success: status === 'completed', status, error: errorMessage, result };
  }

  async function rowFor(
    run: RunContext,
    call: ChildCall,
    data: Record<string, unknown>,
    id: string,
    before: ExecutionRow | null,
    of: { workflow: WorkflowRow; version: VersionRow },
  ) {
    const row: ExecutionRow = {
      ...newExecution(of.workflow, of.version, {
        id,
        triggerType: 'workflow',
        trigger: null,
        triggerData: data,
        now: clock.now(),
      }),
      thread: run.thread,
      parent: { execution: run.execution, root: run.root, path: call.path, iteration: call.iteration },
      depth: run.depth + 1,
      top: run.top,
    };
    if (!before || before.version !== row.version || before.workflow !== row.workflow) return row;
    // Nothing of it is there any more, so nothing is to be gone on from.
    if (before.undone) return { ...row, retryOf: before._id };
    return {
      ...row,
      retryOf: before._id,
      rootExecution: before.rootExecution,
      generation: Math.max(before.generation, run.generation + (call.generation ?? 0)),
      given: await reachedBy(deps, before),
    };
  }

  /** The execution of a pass, made once. */
  async function keep(row: ExecutionRow): Promise<ExecutionRow> {
    try {
      await store.executions.collection.insertOne(row as never);
      return row;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      const kept = await store.executions.findOne({ _id: row._id, workspace: row.workspace }).lean<ExecutionRow>();
      if (!kept) throw error;
      return kept;
    }
  }

  async function child(given: ChildCall): Promise<ChildRun> {
    const run = await contexts.of(given);
    const call = { ...given, params: await parts.kept.expand(run, given.params) };
    if (JSON.stringify(call.params).length > MOST_GIVEN)
      throw new StepFailure(`It cannot be given so much: more than ${MOST_GIVEN / 1024 / 1024} MB.`);
    const step = run.steps.get(call.step);
    const spec = step ? catalogue.action(step.service, step.action) : null;
    if (!step || !spec) throw new StepFailure('This step is not part of what was approved.');
    await rows.notes(call, (note) => reportNote(catalogue, note));
    const stood = await parts.standing.stood(run, call);
    if (stood?.state === 'failed') throw new StepFailure(stood.error ?? '');
    const called = String(step.params.workflow);
    const params = parseParams(spec, call.params);
    const of = await allowed(run, called);
    const id = idOf(call);
    const before = await earlier(run, call, id);
    if (before?.status === 'running') throw new StepFailure(`An earlier run of “${called}” has not ended yet.`);
    if (before?.undone?.state === 'running')
      throw new StepFailure(`What an earlier run of “${called}” did is still being taken back.`);
    const kept =
      before?.status === 'completed' && !before.undone
        ? before
        : await keep(await rowFor(run, call, (params.data ?? {}) as Record<string, unknown>, id, before, of));
    await shown(call, run, step, kept._id);
    if (kept.status !== 'running')
      return { kind: 'over', execution: kept._id, title: of.workflow.name, ended: await endedAs(kept) };
    return {
      kind: 'start',
      execution: kept._id,
      title: of.workflow.name,
      type: typeOf(of.workflow.name),
      run: {
        workspace: kept.workspace,
        workflow: kept.workflow,
        user: kept.user,
        executionId: kept._id,
        version: kept.version,
        seal: kept.seal,
        trigger: null,
      },
      queue: isQueue(params.queue) ? queueOf(deps.config.TEMPORAL_TASK_QUEUE, params.queue) : null,
      ...(kept.bounded && { bounded: true }),
      timeoutMs: typeof params.timeout === 'string' ? durationMs(params.timeout) : null,
    };
  }

  async function shown(call: ChildCall, run: RunContext, step: { service: string; action: string }, execution: Json) {
    await rows.step(call, {
      service: step.service,
      action: step.action,
      state: 'running',
      input: call.params,
      output: { execution_id: execution },
      startedAt: clock.now(),
    });
    await rows.touch({ ...call, thread: run.thread }, { phase: call.phase });
  }

  /** Closes the row of a run that could not do so itself. */
  async function lost(call: LostCall): Promise<void> {
    const row = await store.executions.findOne({ _id: call.execution, workspace: call.workspace }).lean<ExecutionRow>();
    if (row) await closeRun(deps, row, { status: 'failed', error: call.error, blames: true, takesBack: true });
  }

  return {
    child: (call: ChildCall) =>
      child(call).catch((error) => {
        throw toFailure(error);
      }),
    lost,
  };
}
