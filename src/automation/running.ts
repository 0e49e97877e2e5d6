import { AppError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { DeliveryRow, EffectRow, ExecutionRow, StepRow } from '../store/runs.ts';
import type { VersionRow, WorkflowRow } from '../store/workflows.ts';
import { liveWorkflow, ownExecution, ownWorkflow } from './access.ts';
import type { AutomationDeps } from './deps.ts';
import type { Automation, Person } from './service.ts';

type Running = Pick<Automation, 'run' | 'retry' | 'execution' | 'executions' | 'deliveries' | 'signal' | 'decide'>;

/** The Temporal workflow id of an execution (D21). */
export function temporalIdOf(executionId: string): string {
  return `run-${executionId}`;
}

/** A fresh execution row, before Temporal knows of it. */
export function newExecution(
  workflow: WorkflowRow,
  version: Pick<VersionRow, 'number' | 'seal'>,
  start: Pick<ExecutionRow, 'triggerType' | 'trigger' | 'triggerData'> & { id?: string; now: Date },
): ExecutionRow {
  const id = start.id ?? newId('run');
  return {
    _id: id,
    workspace: workflow.workspace,
    workflow: workflow._id,
    user: workflow.user,
    version: version.number,
    seal: version.seal,
    temporalWorkflowId: temporalIdOf(id),
    temporalRunId: null,
    triggerType: start.triggerType,
    trigger: start.trigger,
    triggerData: start.triggerData,
    status: 'running',
    phase: 'queued',
    result: null,
    errorMessage: null,
    failedStep: null,
    retryOf: null,
    rootExecution: id,
    generation: 0,
    given: {},
    thread: workflow.createdFromRoom,
    dirty: 1,
    rendered: 0,
    asked: null,
    startedAt: start.now,
    completedAt: null,
  };
}

/** Runs: started by hand, tried again, looked at, steered. */
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
  async function start(workflow: WorkflowRow, row: ExecutionRow): Promise<ExecutionRow> {
    await store.executions.create(row);
    try {
      await runs.start({
        workspace: row.workspace,
        workflow: row.workflow,
        user: row.user,
        executionId: row._id,
        version: row.version,
        seal: row.seal,
        trigger: row.trigger,
        name: workflow.name,
      });
    } catch (error) {
      // A start that did arrive after all finds no execution and ends at once (D14's first activity).
      await store.executions.deleteOne({ _id: row._id, workspace: row.workspace });
      throw error;
    }
    if (row.thread) wake.run(row._id, row.thread);
    return row;
  }

  function mustRun(workflow: WorkflowRow): void {
    if (workflow.status === 'active') return;
    const why = workflow.status === 'failed' ? 'was stopped after failing several times' : 'is paused';
    throw new AppError('conflict', `“${workflow.name}” ${why}. Resume it, then run it.`);
  }

  async function refuseDoubtful(before: ExecutionRow): Promise<EffectRow | null> {
    return store.effects
      .findOne({ workspace: before.workspace, execution: before.rootExecution, state: { $in: ['unknown', 'started'] } })
      .lean<EffectRow>();
  }

  /** What an ended run reached: outputs of steps that succeeded, by step id. */
  async function reached(before: ExecutionRow): Promise<Record<string, unknown>> {
    const rows = await store.steps
      .find({ workspace: before.workspace, execution: before._id, state: 'success', iteration: 0 })
      .lean<StepRow[]>();
    const outputs = Object.fromEntries(
      rows.filter((row) => !row.path.includes('/')).map((row) => [row.path, row.output]),
    );
    return { ...before.given, ...outputs };
  }

  async function retry(
    person: Person,
    executionId: string,
    from: 'failure' | 'start',
    options: { repeatDoubtful?: boolean } = {},
  ): Promise<ExecutionRow> {
    const before = await ownExecution(store, person, executionId);
    const workflow = await liveWorkflow(store, person, before.workflow);
    if (before.status === 'running') throw new AppError('conflict', 'This run is still going.');
    mustRun(workflow);
    const version = await versionOf(before);
    if (version.approval.revokedAt) throw new AppError('conflict', 'The approval of this version was taken back.');
    await deps.takeTrigger(person.user);
    const fresh = newExecution(workflow, version, {
      triggerType: before.triggerType,
      trigger: before.trigger,
      triggerData: before.triggerData,
      now: clock.now(),
    });
    fresh.retryOf = before._id;
    fresh.thread = before.thread;
    if (from === 'start') return start(workflow, fresh);

    const doubtful = await refuseDoubtful(before);
    if (doubtful && !options.repeatDoubtful) {
      throw new AppError(
        'conflict',
        'The step that failed may have happened all the same. Check it first, then repeat it if it did not.',
      );
    }
    fresh.rootExecution = before.rootExecution;
    fresh.generation = before.generation + (doubtful ? 1 : 0);
    fresh.given = await reached(before);
    return start(workflow, fresh);
  }

  /** A delivery that was promised an execution which has not begun yet. */
  async function waitingDelivery(person: Person, executionId: string) {
    const delivery = await store.deliveries
      .findOne({ workspace: person.workspace, user: person.user, executionId })
      .lean<DeliveryRow>();
    if (!delivery || delivery.state === 'started') return null;
    const workflow = await ownWorkflow(store, person, delivery.workflow);
    const row = newExecution(
      workflow,
      { number: workflow.version, seal: '' },
      {
        id: executionId,
        triggerType: 'webhook',
        trigger: delivery.trigger,
        triggerData: delivery.data,
        now: delivery.receivedAt,
      },
    );
    if (delivery.state === 'queued') return { execution: row, steps: [] };
    return {
      execution: {
        ...row,
        status: 'cancelled' as const,
        phase: null,
        errorMessage: delivery.reason,
        completedAt: delivery.receivedAt,
      },
      steps: [],
    };
  }

  return {
    async run(person, id, data) {
      const workflow = await liveWorkflow(store, person, id);
      mustRun(workflow);
      await deps.takeTrigger(person.user);
      const version = await versionOf({ workspace: workflow.workspace, workflow: id, version: workflow.version });
      return start(
        workflow,
        newExecution(workflow, version, { triggerType: 'manual', trigger: null, triggerData: data, now: clock.now() }),
      );
    },

    retry,

    async execution(person, executionId) {
      const execution = await store.executions
        .findOne({ _id: executionId, workspace: person.workspace, user: person.user })
        .lean<ExecutionRow>();
      if (!execution)
        return (
          (await waitingDelivery(person, executionId)) ?? {
            execution: await ownExecution(store, person, executionId),
            steps: [],
          }
        );
      const steps = await store.steps
        .find({ workspace: person.workspace, execution: executionId })
        .sort({ startedAt: 1 })
        .limit(2000)
        .lean<StepRow[]>();
      return { execution, steps };
    },

    async executions(person, workflowId, page) {
      const workflow = await ownWorkflow(store, person, workflowId);
      const before = page.before ? { startedAt: { $lt: new Date(page.before) } } : {};
      return store.executions
        .find({ workspace: workflow.workspace, workflow: workflowId, ...before })
        .sort({ startedAt: -1 })
        .limit(page.limit)
        .lean<ExecutionRow[]>();
    },

    async deliveries(person, workflowId, page) {
      const workflow = await ownWorkflow(store, person, workflowId);
      const before = page.before ? { receivedAt: { $lt: new Date(page.before) } } : {};
      return store.deliveries
        .find({ workspace: workflow.workspace, workflow: workflowId, ...before })
        .sort({ receivedAt: -1 })
        .limit(page.limit)
        .lean<DeliveryRow[]>();
    },

    async signal(person, executionId, what, reason) {
      const row = await ownExecution(store, person, executionId);
      if (row.status !== 'running') throw new AppError('conflict', 'This run has ended.');
      await store.executions.updateOne(
        { _id: row._id, workspace: row.workspace, status: 'running' },
        { $set: { asked: { what, reason, at: clock.now() } } },
      );
      await runs.signal(row.temporalWorkflowId, what, reason).then(
        () => store.executions.updateOne({ _id: row._id, workspace: row.workspace }, { $set: { asked: null } }),
        (error) => deps.log.warn({ err: error, execution: row._id }, 'signal waits for Temporal'),
      );
      return ownExecution(store, person, executionId);
    },

    async decide(person, executionId, gate) {
      const row = await ownExecution(store, person, executionId);
      const waiting = await store.steps.exists({
        workspace: row.workspace,
        execution: row._id,
        path: gate.step,
        state: { $in: ['waiting', 'running'] },
      });
      if (!waiting && row.status !== 'running') return { result: 'refused', text: 'This run has ended.' };
      return runs.decide(row.temporalWorkflowId, { ...gate, user: person.user, name: person.name });
    },
  };
}
