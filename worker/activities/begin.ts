import { Context } from '@temporalio/activity';
import type { Definition, Json } from '../../src/automation/definition.ts';
import { type Kept, RUNNING_DAYS } from '../../src/automation/kept.ts';
import { beganAt, scopeOf } from '../../src/automation/run-scope.ts';
import { createStopping } from '../../src/automation/stopping.ts';
import type { ExecutionRow, StepRow } from '../../src/store/runs.ts';
import { shared } from '../../src/store/together.ts';
import type { VersionRow, WorkflowRow } from '../../src/store/workflows.ts';
import type { BeginCall, Beginning, Output, PlannedStep } from '../workflows/contract.ts';
import { amendedSteps, leftOut } from './amended.ts';
import { carried } from './carried.ts';
import { clear, type Refusal } from './checks.ts';
import type { Above, Contexts } from './contexts.ts';
import type { ActivityDeps } from './deps.ts';
import { TryLater, toFailure } from './failures.ts';
import { planOf } from './plan.ts';
import { type Rows, rowId } from './rows.ts';
import { createScheduled } from './scheduled.ts';
import type { Standing } from './standing.ts';
import type { Starts } from './starts.ts';

const MAX_COPIED = 2000;
/** JSON characters of results taken over; of longer ones the large parts go by reference. */
const MAX_GIVEN = 256 * 1024;
const GIVEN_SIZE = 4096;

/** A delivery that is not started in this time never is. */
const ROW_COMES_MS = 3_600_000;

/** The first activity of a run: makes or loads its execution, checks that it may run, and says what is to be done. */
export function createBegin(
  deps: ActivityDeps,
  parts: { contexts: Contexts; rows: Rows; starts: Starts; kept: Kept; standing: Standing },
) {
  const { store, clock, wake, catalogue, log } = deps;
  const executions = store.connection.collection<ExecutionRow>('executions');
  const scheduled = createScheduled(deps);
  const stopping = createStopping(deps);

  const load = async (execution: Pick<ExecutionRow, 'workspace' | 'workflow' | 'version' | 'user'>) => {
    const { workspace, workflow, version, user } = execution;
    return loadShared(JSON.stringify([workspace, workflow, version, user]));
  };

  /** Runs of one workflow that begin together are told by one look. */
  const loadShared = shared(async (key) => {
    const [workspace, id, number, user] = JSON.parse(key) as [string, string, number, string];
    const [workflow, version, owner] = await Promise.all([
      store.workflows.findOne({ _id: id, workspace }).lean<WorkflowRow>(),
      store.versions.findOne({ _id: `${id}:${number}`, workspace }).lean<VersionRow>(),
      store.users.findOne({ _id: user, workspace }).lean(),
    ]);
    return { workflow, version, owner };
  });

  /** The execution as it was before this call made it run. */
  async function mark(call: BeginCall, id: string): Promise<ExecutionRow | null> {
    return executions.findOneAndUpdate(
      { _id: id, workspace: call.run.workspace, status: 'running' },
      {
        $set: {
          phase: 'running',
          temporalRunId: call.temporalRunId,
          temporalWorkflowId: call.temporalWorkflowId,
          ...(deps.engine && { engine: deps.engine }),
        },
        $inc: { dirty: 1 },
      },
      // A write that comes after it waits for the disk: the claim of the first effect, or what shows that the run waits.
      { returnDocument: 'before', writeConcern: { w: 1, journal: false } },
    );
  }

  /** Whether its execution is only on its way. */
  async function mayCome(call: BeginCall, id: string): Promise<boolean> {
    if (!call.run.rowComes) return false;
    const row = await store.executions
      .findOne({ _id: id, workspace: call.run.workspace }, { status: 1 })
      .lean<Pick<ExecutionRow, 'status'>>();
    if (row) return row.status === 'running';
    return clock.now().getTime() - Date.parse(call.startedAt) < ROW_COMES_MS;
  }

  async function refuse(execution: ExecutionRow, refusal: Refusal): Promise<Beginning> {
    const ended = await executions.findOneAndUpdate(
      { _id: execution._id, workspace: execution.workspace, status: 'running' },
      {
        $set: {
          status: refusal.kind === 'ended' || refusal.kind === 'limit' ? 'cancelled' : 'failed',
          ...(refusal.kind === 'limit' && { overLimit: true }),
          phase: null,
          errorMessage: refusal.reason,
          completedAt: clock.now(),
        },
        $inc: { dirty: 1 },
      },
      { returnDocument: 'after' },
    );
    if (ended) deps.measures?.ended(ended);
    if (refusal.kind === 'reapprove') await stopping.reapprove(execution, refusal.reason);
    if (execution.thread) wake.run(execution._id, execution.thread);
    return { go: false, reason: refusal.reason };
  }

  /** Counts the trigger, once for each run. */
  async function countTrigger(execution: ExecutionRow): Promise<void> {
    if (execution.trigger === null || execution.phase !== 'queued') return;
    await store.writes.update(
      'triggers',
      { _id: execution.trigger, workspace: execution.workspace },
      { $inc: { triggerCount: 1 }, $set: { lastTriggeredAt: clock.now() } },
    );
  }

  /** Shows the steps whose results are kept from the run that is tried again. */
  async function copyGiven(execution: ExecutionRow): Promise<void> {
    const ids = Object.keys(execution.given ?? {});
    if (ids.length === 0 || execution.retryOf === null) return;
    const scope = { workspace: execution.workspace, execution: execution.retryOf };
    const rows = await store.steps
      .find({ ...scope, path: { $in: ids } })
      .limit(MAX_COPIED)
      .lean<StepRow[]>();
    if (rows.length === 0) return;
    await store.connection.collection<StepRow>('steps').bulkWrite(
      rows.map(({ _id, ...row }) => ({
        updateOne: {
          filter: { _id: rowId({ ...row, execution: execution._id }), workspace: row.workspace },
          update: { $setOnInsert: { ...row, execution: execution._id } },
          upsert: true,
        },
      })) as never[],
      { ordered: false },
    );
  }

  /** A run that goes on in a fresh history: what it is was settled when it began. */
  async function resume(call: BeginCall): Promise<Beginning> {
    const id = call.run.executionId ?? '';
    const execution = await executions.findOneAndUpdate(
      { _id: id, workspace: call.run.workspace, status: 'running' },
      { $set: { temporalRunId: call.temporalRunId } },
      { returnDocument: 'after' },
    );
    if (!execution) return { go: false, reason: 'This run has ended.' };
    const { version, owner } = await load(execution);
    if (!version) return refuse(execution, { kind: 'refused', reason: 'The approved version is missing.' });
    const steps = planOf(version.definition, catalogue, deps.config.TEMPORAL_TASK_QUEUE, deps.figures).filter(
      (step) => step !== null,
    );
    const scope = scopeOf(execution, owner, await beganAt(store, execution));
    return going(execution, version.definition, confirmed(steps, await parts.contexts.above(execution)), scope);
  }

  /** Where a run above it has money confirmed by a person, its own is too. */
  function confirmed(steps: PlannedStep[], above: Above[]): PlannedStep[] {
    if (!above.some(({ policy }) => policy.requires_user_confirmation)) return steps;
    return steps.map((step) => ({
      ...step,
      confirm: catalogue.action(step.service, step.action)?.effect === 'money',
    }));
  }

  async function going(
    execution: ExecutionRow,
    { on_failure: onFailure, on_cancel: onCancel }: Definition,
    steps: Extract<Beginning, { go: true }>['begun']['steps'],
    scope: Extract<Beginning, { go: true }>['begun']['scope'],
  ): Promise<Beginning> {
    const of = { workspace: execution.workspace, root: execution.rootExecution };
    const given = (execution.given ?? {}) as Record<string, Output>;
    if (JSON.stringify(given).length > MAX_GIVEN) {
      for (const [id, output] of Object.entries(given)) given[id] = await carried(parts.kept, of, output, GIVEN_SIZE);
    }
    return {
      go: true,
      begun: {
        execution: execution._id,
        workspace: execution.workspace,
        user: execution.user,
        steps: amendedSteps(steps, execution),
        scope: { ...scope, trigger: await parts.kept.compact(of, scope.trigger as Record<string, Json>) },
        given,
        ...leftOut(execution),
        ...(onFailure && { onFailure }),
        ...(onCancel && { onCancel }),
        ...(deps.history && { limits: deps.history }),
      },
    };
  }

  return async function begin(call: BeginCall): Promise<Beginning> {
    if (call.resumed) return resume(call);
    let id = call.run.executionId;
    if (id === null) {
      const made = await scheduled(call);
      if (made.execution === null) return { go: false, reason: made.reason };
      id = made.execution;
    }
    const pinned = call.run.version;
    const round = Context.current().info.attempt;
    const [before, early] = await Promise.all([
      mark(call, id),
      pinned === null ? null : load({ ...call.run, version: pinned }),
    ]);
    if (!before) {
      if (await mayCome(call, id))
        throw toFailure(new TryLater('Its row is not there yet.', 25 * 2 ** Math.min(round, 11)));
      return { go: false, reason: 'This run was taken back or has ended.' };
    }
    if (before.phase === 'queued') deps.measures?.started(before);
    const same = early !== null && before.version === pinned && before.workflow === call.run.workflow;
    const { workflow, version, owner } = same && before.user === call.run.user ? early : await load(before);
    const above = before.parent ? await parts.contexts.above(before) : [];
    const cleared = clear(
      { execution: before, workflow, version, seal: call.run.seal },
      catalogue,
      deps.config.TEMPORAL_TASK_QUEUE,
      deps.figures,
    );
    if (!cleared.ok || !workflow || !version) {
      return refuse(before, cleared.ok ? { kind: 'refused', reason: 'The workflow is missing.' } : cleared.refusal);
    }
    const limit = version.definition.policy.max_runs_per_day;
    const full = await parts.starts(before, { name: workflow.name, limit, timeZone: owner?.timeZone ?? 'UTC' });
    if (full) return refuse(before, full);
    // Nothing of the run waits for a counter.
    countTrigger(before).catch((error) => log.warn({ err: error }, 'a trigger was not counted'));
    await copyGiven(before);
    await parts.standing.copy(before, version.definition);
    if (before.retryOf !== null)
      await parts.kept.until({ workspace: before.workspace, root: before.rootExecution }, RUNNING_DAYS);
    parts.contexts.keep({
      execution: before,
      workflowName: workflow.name,
      definition: version.definition,
      connections: version.connections,
      children: version.children,
      above,
      owner,
    });
    if (before.thread) wake.run(before._id, before.thread);
    const scope = scopeOf(before, owner, await beganAt(store, before));
    return going(before, version.definition, confirmed(cleared.steps, above), scope);
  };
}
