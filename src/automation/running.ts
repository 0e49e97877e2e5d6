import { AppError } from '../errors.ts';
import { hash } from '../ids.ts';
import { doubtfulEffect } from '../store/doubts.ts';
import { isDuplicate } from '../store/duplicate.ts';
import type { ExecutionRow } from '../store/runs.ts';
import type { VersionRow, WorkflowRow } from '../store/workflows.ts';
import { liveWorkflow, ownExecution, tooOld } from './access.ts';
import { amendmentsOf } from './change-step.ts';
import type { AutomationDeps } from './deps.ts';
import { newExecution, startOf } from './execution.ts';
import { whyNotAgain } from './lapse-retry.ts';
import { reachedBy } from './reached.ts';
import type { RetryOptions } from './recovering.ts';
import { mustHaveRunsLeft } from './run-limit.ts';
import type { Automation, Person } from './service.ts';
import { takenBackBelow } from './taken-back.ts';

type Running = Pick<Automation, 'run' | 'retry' | 'signal'>;

/** The execution id that a key of a person's stands for; without a key a new one. */
function idFor(person: Person, key: string | undefined): { id?: string } {
  return key === undefined ? {} : { id: `run_${hash(`${person.user} ${key}`).slice(0, 20)}` };
}

const goneOn = () => new AppError('conflict', 'Somebody has gone on with this run already. Go on from the newest one.');

/** Runs: started by hand, tried again, steered, decided. */
export function createRunning(deps: AutomationDeps): Running {
  const { store, runs, clock, wake } = deps;

  async function versionOf(row: { workspace: string; workflow: string; version: number }): Promise<VersionRow> {
    const version = await store.versions
      .findOne({ workspace: row.workspace, _id: `${row.workflow}:${row.version}` })
      .lean<VersionRow>();
    if (!version) throw new AppError('internal', 'The approved version of this workflow is missing.');
    return version;
  }

  /** Stores the execution, then starts it; when Temporal is away nothing is left behind, so "nothing started" is true. */
  async function start(workflow: WorkflowRow, row: ExecutionRow, delayMs?: number): Promise<ExecutionRow> {
    try {
      await store.executions.create(row);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      const earlier = await store.executions.findOne({ _id: row._id, workspace: row.workspace }).lean<ExecutionRow>();
      if (!earlier) throw row.goesOnFrom ? goneOn() : error;
      // The same key again: the first run is the answer, whether or not its start got through.
      const left = earlier.startedAt.getTime() - clock.now().getTime();
      const later = delayMs !== undefined && left > 0 ? { delayMs: left } : {};
      if (earlier.phase === 'queued') await runs.start({ ...startOf(earlier), name: workflow.name, ...later });
      return earlier;
    }
    try {
      await runs.start({ ...startOf(row), name: workflow.name, ...(delayMs !== undefined && { delayMs }) });
    } catch (error) {
      // A start that did arrive after all finds no execution and ends at once (D14's first activity).
      const undone = await store.executions.deleteOne({
        _id: row._id,
        workspace: row.workspace,
        phase: 'queued',
        temporalRunId: null,
      });
      // Nothing to take back: the start got through, only its answer did not.
      if (undone.deletedCount === 1) throw error;
    }
    if (row.thread) wake.run(row._id, row.thread);
    return row;
  }

  function mustRun(workflow: WorkflowRow): void {
    if (workflow.status === 'active') return;
    const why = workflow.status === 'failed' ? 'was stopped after failing several times' : 'is paused';
    throw new AppError('conflict', `“${workflow.name}” ${why}. Resume it, then run it.`);
  }

  /** The roots of the run and of all it started. */
  async function rootsOf({ workspace, rootExecution }: ExecutionRow): Promise<string[]> {
    const below = await store.executions
      .find({ workspace, top: rootExecution }, { rootExecution: 1 })
      .limit(5000)
      .lean<Pick<ExecutionRow, '_id' | 'rootExecution'>[]>();
    return [...new Set([rootExecution, ...below.map((row) => row.rootExecution)])];
  }

  async function retry(
    person: Person,
    executionId: string,
    from: 'failure' | 'start',
    options: RetryOptions = {},
  ): Promise<ExecutionRow> {
    const before = await ownExecution(store, person, executionId);
    const workflow = await liveWorkflow(store, person, before.workflow);
    if (before.status === 'running') throw new AppError('conflict', 'This run is still going.');
    if (before.parent) throw new AppError('conflict', 'Another run started this one. Try that one again.');
    mustRun(workflow);
    const version = await versionOf(before);
    if (version.approval.revokedAt) throw new AppError('conflict', 'The approval of this version was taken back.');
    // Going on where a run failed is no trigger of its own (D19).
    if (from === 'start') {
      await mustHaveRunsLeft(deps, person, workflow);
      await deps.takeTrigger(person.user);
    }
    const fresh = newExecution(workflow, version, {
      ...idFor(person, options.key),
      triggerType: before.triggerType,
      trigger: before.trigger,
      triggerData: before.triggerData,
      now: clock.now(),
    });
    fresh.retryOf = before._id;
    fresh.thread = before.thread;
    if (from === 'start') return start(workflow, fresh);

    if (before.archived) throw tooOld();
    if (before.undone) {
      throw new AppError(
        'conflict',
        'What this run did was taken back, so there is nothing to go on from. Run it from the start.',
      );
    }
    if (before.status === 'completed') {
      const why = whyNotAgain(version.definition);
      if (why) throw new AppError('conflict', why);
    }
    await mustBeTheFirst(before, fresh._id);
    await mustStillStand(before);
    const doubtful =
      options.skip === true ? null : await doubtfulEffect(store, { ...before, roots: await rootsOf(before) });
    if (doubtful && !options.repeatDoubtful) {
      throw new AppError(
        'conflict',
        'The step that failed may have happened all the same. Check it first, then repeat it if it did not.',
      );
    }
    fresh.goesOnFrom = before._id;
    fresh.rootExecution = before.rootExecution;
    fresh.generation = before.generation + (doubtful ? 1 : 0);
    fresh.given = await reachedBy(deps, before, options.again);
    fresh.amended = await amendmentsOf(deps, person, { before, definition: version.definition }, options);
    return start(workflow, fresh);
  }

  /** Throws `conflict` where somebody went on with the run already; the same key again is no other. Of two at once one is stored. */
  async function mustBeTheFirst({ workspace, _id }: ExecutionRow, mine: string): Promise<void> {
    if (await store.executions.exists({ workspace, retryOf: _id, _id: { $ne: mine } })) throw goneOn();
  }

  /** Throws `conflict` where the run would go on from what a run it started had done, and that was taken back. */
  async function mustStillStand(before: ExecutionRow): Promise<void> {
    const taken = await takenBackBelow(store, before);
    if (taken === 'running') {
      throw new AppError(
        'conflict',
        'What a run of another workflow did for this one is being taken back. Try again when that is over.',
      );
    }
    if (taken === 'over') {
      throw new AppError(
        'conflict',
        'What a run of another workflow did for this one was taken back, so there is nothing to go on from. Run it from the start.',
      );
    }
  }

  /** One that begins later hears nothing before: it is closed here, and never begins. */
  async function calledOff(row: ExecutionRow, reason: string): Promise<boolean> {
    const now = clock.now();
    if (row.phase !== 'queued' || row.startedAt <= now) return false;
    const closed = await store.executions.updateOne(
      { _id: row._id, workspace: row.workspace, status: 'running', phase: 'queued' },
      {
        $set: {
          status: 'cancelled',
          phase: null,
          errorMessage: reason || 'cancelled',
          completedAt: now,
          asked: { what: 'terminate', reason, at: now },
        },
        $inc: { dirty: 1 },
      },
    );
    if (closed.modifiedCount === 0) return false;
    await runs.terminate(row.temporalWorkflowId, reason || 'cancelled').then(
      () => store.executions.updateOne({ _id: row._id, workspace: row.workspace }, { $set: { asked: null } }),
      (error) => deps.log.warn({ err: error, execution: row._id }, 'ending waits for Temporal'),
    );
    if (row.thread) wake.run(row._id, row.thread);
    return true;
  }

  return {
    async run(person, id, data, options = {}) {
      const workflow = await liveWorkflow(store, person, id);
      mustRun(workflow);
      await mustHaveRunsLeft(deps, person, workflow);
      await deps.takeTrigger(person.user);
      const version = await versionOf({ workspace: workflow.workspace, workflow: id, version: workflow.version });
      const row = newExecution(workflow, version, {
        ...idFor(person, options.key),
        triggerType: 'manual',
        trigger: null,
        triggerData: data,
        // One that begins later is dated so: until then nobody looks for a start that was lost.
        now: new Date(clock.now().getTime() + (options.delayMs ?? 0)),
      });
      return start(workflow, { ...row, thread: row.thread ?? options.thread ?? null }, options.delayMs);
    },

    retry,

    async signal(person, executionId, what, reason) {
      const row = await ownExecution(store, person, executionId);
      if (row.status !== 'running') throw new AppError('conflict', 'This run has ended.');
      if (what === 'cancel' && (await calledOff(row, reason))) return ownExecution(store, person, executionId);
      await store.executions.updateOne(
        { _id: row._id, workspace: row.workspace, status: 'running' },
        {
          $set: {
            asked: { what, reason, at: clock.now() },
            ...(what === 'cancel' && !row.cancelling && { cancelling: { reason, at: clock.now() } }),
          },
        },
      );
      await runs.signal(row.temporalWorkflowId, what, reason).then(
        () => store.executions.updateOne({ _id: row._id, workspace: row.workspace }, { $set: { asked: null } }),
        (error) => deps.log.warn({ err: error, execution: row._id }, 'signal waits for Temporal'),
      );
      return ownExecution(store, person, executionId);
    },
  };
}
