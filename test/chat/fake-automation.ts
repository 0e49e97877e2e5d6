import { createHash } from 'node:crypto';
import type { Definition } from '../../src/automation/definition.ts';
import type { Recovering, RetryOptions, Ways } from '../../src/automation/recovering.ts';
import type { Automation, Person } from '../../src/automation/service.ts';
import type { Card, CardChoice } from '../../src/chat/types.ts';
import type { Clock } from '../../src/clock.ts';
import { AppError } from '../../src/errors.ts';
import { newId } from '../../src/ids.ts';
import type { ExecutionRow, StepRow } from '../../src/store/runs.ts';
import type { Store } from '../../src/store/store.ts';
import type { DraftRow, VersionRow, WorkflowRow } from '../../src/store/workflows.ts';
import type { AnswerOutcome, GateOutcome } from '../../src/temporal/types.ts';

const OPEN = { $in: ['draft', 'awaiting_confirmation'] as DraftRow['status'][] };

/**
 * The life of workflows as far as the room sees it, over the real store: no checks, no Temporal. `faults` are thrown by the
 * next call of a method: before its work, or after it (a crash between doing and telling).
 */
export class FakeAutomation implements Automation {
  readonly calls: string[] = [];
  readonly retried: RetryOptions[] = [];
  readonly faults: { method: string; when: 'before' | 'after'; error: Error }[] = [];
  /** Services without a connection; a draft that needs one has no seal. */
  missing = new Set<string>();
  gate: GateOutcome = { result: 'accepted', text: 'Approved.' };
  given: AnswerOutcome = { result: 'accepted', text: 'Thank you.' };
  /** What was said to runs. */
  readonly said: Record<string, unknown>[] = [];
  running = 0;
  private readonly store: Store;
  private readonly clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.store = store;
    this.clock = clock;
  }

  private async step<T>(method: string, work: () => Promise<T>): Promise<T> {
    this.calls.push(method);
    const at = (when: 'before' | 'after') => {
      const index = this.faults.findIndex((fault) => fault.method === method && fault.when === when);
      if (index >= 0) throw this.faults.splice(index, 1)[0]?.error;
    };
    at('before');
    const result = await work();
    at('after');
    return result;
  }

  count(method: string): number {
    return this.calls.filter((call) => call === method).length;
  }

  async checker() {
    return () => [];
  }

  private sealOf(definition: Definition): string | null {
    if (definition.steps.some((step) => this.missing.has(step.service))) return null;
    return createHash('sha256').update(JSON.stringify(definition)).digest('hex');
  }

  propose(person: Person, input: Parameters<Automation['propose']>[1]): Promise<DraftRow> {
    return this.step('propose', async () => {
      const definition = input.definition as Definition;
      const now = this.clock.now();
      const { workspace, user } = person;
      const seal = this.sealOf(definition);
      const row: DraftRow = {
        _id: newId('drf'),
        workspace,
        user,
        thread: input.thread,
        definition,
        context: input.context,
        status: seal ? 'awaiting_confirmation' : 'draft',
        seal,
        assumptions: input.assumptions,
        connections: {},
        workflow: input.workflow?.id ?? null,
        baseVersion: input.workflow?.baseVersion ?? null,
        outcome: null,
        createdAt: now,
        updatedAt: now,
      };
      await this.store.drafts.updateMany(
        { workspace, user, thread: input.thread, status: OPEN },
        { $set: { status: 'cancelled', outcome: 'replaced', updatedAt: now } },
      );
      await this.store.drafts.create(row);
      return row;
    });
  }

  async draft(person: Person, draftId: string): Promise<DraftRow> {
    const row = await this.store.drafts.findOne({ _id: draftId, workspace: person.workspace }).lean<DraftRow>();
    if (!row) throw new AppError('not_found', 'There is no such draft.');
    if (row.user !== person.user) throw new AppError('forbidden', 'That is not yours.');
    return row;
  }

  async draftCard(person: Person, draftId: string): Promise<Card> {
    const draft = await this.draft(person, draftId);
    const choice = (name: string, label: string): CardChoice => ({
      name,
      label,
      value: `${draftId}:${draft.seal ?? ''}`,
    });
    const ready = draft.seal !== null;
    return {
      title: draft.definition?.name ?? '',
      body: [
        {
          kind: 'steps',
          steps: (draft.definition?.steps ?? []).map((step) => ({ text: `${step.service} ${step.action}` })),
        },
      ],
      choices: [
        ...(ready ? [choice('draft.approve', 'Approve')] : [choice('draft.sandbox', 'Use the sandbox')]),
        choice('draft.change', 'Change'),
        choice('draft.try', 'Try it'),
        choice('draft.cancel', 'Cancel'),
      ],
      footer: draft.seal?.slice(0, 5) ?? 'not ready',
    };
  }

  approve(person: Person, draftId: string, seal: string, where: string) {
    return this.step('approve', async () => {
      const draft = await this.draft(person, draftId);
      if (draft.status === 'confirmed') throw new AppError('conflict', 'This card was approved before.');
      if (draft.seal !== seal || !draft.definition) throw new AppError('conflict', 'This card was replaced.');
      const { workspace, user } = person;
      const now = this.clock.now();
      const workflow: WorkflowRow = {
        _id: draft.workflow ?? newId('wf'),
        workspace,
        user,
        name: draft.definition.name,
        description: '',
        definition: draft.definition,
        status: 'active',
        version: (draft.baseVersion ?? 0) + 1,
        executionCount: 0,
        failuresInARow: 0,
        lastExecutedAt: null,
        createdFromRoom: draft.thread,
        createdFromDraft: draft._id,
        report: 'every',
        pausedReason: null,
        createdAt: now,
        updatedAt: now,
      };
      await this.store.workflows.replaceOne({ _id: workflow._id, workspace }, workflow, { upsert: true });
      const version: VersionRow = {
        _id: `${workflow._id}:${workflow.version}`,
        workspace,
        workflow: workflow._id,
        number: workflow.version,
        definition: draft.definition,
        connections: {},
        contracts: {},
        seal,
        approval: { user, name: person.name, at: now, where, seal, revokedAt: null },
        createdAt: now,
      };
      await this.store.versions.create(version);
      await this.store.drafts.updateOne(
        { _id: draftId, workspace },
        { $set: { status: 'confirmed', outcome: 'approved' } },
      );
      const secretPage = 'https://nod.example/once/abc';
      return { workflow, version, triggers: [], secretPage, howToUse: ['Send events to https://nod.example/w/1.'] };
    });
  }

  async approved(person: Person, draftId: string) {
    const workflow = await this.store.workflows
      .findOne({ workspace: person.workspace, createdFromDraft: draftId })
      .lean<WorkflowRow>();
    const version =
      workflow &&
      (await this.store.versions.findOne({ workspace: person.workspace, workflow: workflow._id }).lean<VersionRow>());
    if (!workflow || !version) return null;
    return { workflow, version, triggers: [], secretPage: null, howToUse: ['Send events to https://nod.example/w/1.'] };
  }

  changeDraft(person: Person, draftId: string, values: Record<string, string>): Promise<DraftRow> {
    return this.step('changeDraft', async () => {
      const row = await this.draft(person, draftId);
      const definition = { ...(row.definition as Definition), name: values.name ?? '' };
      if (!definition.name) throw new AppError('invalid', 'Some of this cannot be used yet.');
      const { assumptions, thread, context } = row;
      return this.propose(person, { definition, assumptions, thread, context });
    });
  }

  cancelDraft(person: Person, draftId: string, outcome: string): Promise<DraftRow> {
    return this.step('cancelDraft', async () => {
      await this.store.drafts.updateOne(
        { _id: draftId, workspace: person.workspace, status: OPEN },
        { $set: { status: 'cancelled', outcome } },
      );
      return this.draft(person, draftId);
    });
  }

  async useSandbox(person: Person, draftId: string): Promise<DraftRow> {
    this.missing.clear();
    const draft = await this.draft(person, draftId);
    const seal = draft.definition ? this.sealOf(draft.definition) : null;
    await this.store.drafts.updateOne(
      { _id: draftId, workspace: person.workspace },
      { $set: { seal, status: 'awaiting_confirmation' } },
    );
    return this.draft(person, draftId);
  }

  async rehearse(_person: Person, _draftId: string) {
    const lines = ['would email amina@example.com', 'Nothing was sent or written.'];
    return { lines, card: { title: 'With a sample', body: [{ kind: 'text' as const, text: lines.join('\n') }] } };
  }

  async workflows(person: Person): Promise<WorkflowRow[]> {
    return this.store.workflows
      .find({ workspace: person.workspace, user: person.user, status: { $ne: 'deleted' } })
      .sort({ createdAt: 1 })
      .lean<WorkflowRow[]>();
  }

  private async own(person: Person, id: string): Promise<WorkflowRow> {
    const row = await this.store.workflows.findOne({ _id: id, workspace: person.workspace }).lean<WorkflowRow>();
    if (!row) throw new AppError('not_found', 'There is no such workflow.');
    if (row.user !== person.user) throw new AppError('forbidden', 'That workflow is not yours.');
    return row;
  }

  async workflow(person: Person, id: string) {
    return { workflow: await this.own(person, id), triggers: [] };
  }

  async versions() {
    return [];
  }

  private change(method: string, person: Person, id: string, change: Partial<WorkflowRow>): Promise<WorkflowRow> {
    return this.step(method, async () => {
      await this.own(person, id);
      await this.store.workflows.updateOne({ _id: id, workspace: person.workspace }, { $set: change });
      return this.own(person, id);
    });
  }

  async pause(person: Person, id: string) {
    const row = await this.store.workflows.findOne({ _id: id, workspace: person.workspace }).lean<WorkflowRow>();
    // Admins may (D25).
    const as = person.admin && row ? { ...person, user: row.user } : person;
    return this.change('pause', as, id, { status: 'paused' });
  }
  resume = (person: Person, id: string) => this.change('resume', person, id, { status: 'active' });
  rename = (person: Person, id: string, name: string) => this.change('rename', person, id, { name });
  setReport = (person: Person, id: string, report: WorkflowRow['report']) =>
    this.change('setReport', person, id, { report });

  async remove(person: Person, id: string) {
    return { workflow: await this.change('remove', person, id, { status: 'deleted' }), running: this.running };
  }

  stopEverything(person: Person): Promise<number> {
    return this.step('stopEverything', async () => {
      const changed = await this.store.workflows.updateMany(
        { workspace: person.workspace, user: person.user, status: 'active' },
        { $set: { status: 'paused' } },
      );
      return changed.modifiedCount;
    });
  }

  async skipNext() {
    return null;
  }

  transfer(person: Person, id: string, to: string) {
    return this.step('transfer', async () => {
      const change = { $set: { user: to, createdFromRoom: null } };
      await this.store.workflows.updateOne({ _id: id, workspace: person.workspace }, change);
      const row = await this.store.workflows.findOne({ _id: id, workspace: person.workspace }).lean<WorkflowRow>();
      if (!row) throw new AppError('not_found', 'There is no such workflow.');
      return { workflow: row, why: null };
    });
  }

  async rotateSecret() {
    return 'test-secret';
  }

  private async start(
    person: Person,
    workflow: WorkflowRow,
    key: string,
    more: Partial<ExecutionRow>,
  ): Promise<ExecutionRow> {
    const _id = `run_${createHash('sha256').update(key).digest('hex').slice(0, 20)}`;
    const before = await this.store.executions.findOne({ _id, workspace: person.workspace }).lean<ExecutionRow>();
    if (before) return before;
    const row = executionRow(workflow, { _id, startedAt: this.clock.now(), ...more });
    await this.store.executions.create(row);
    return row;
  }

  run(
    person: Person,
    id: string,
    data: Record<string, unknown>,
    options: { key?: string } = {},
  ): Promise<ExecutionRow> {
    return this.step('run', async () =>
      this.start(person, await this.own(person, id), options.key ?? newId('k'), { triggerData: data }),
    );
  }

  retry(
    person: Person,
    executionId: string,
    from: 'failure' | 'start',
    options: RetryOptions = {},
  ): Promise<ExecutionRow> {
    this.retried.push(options);
    return this.step(`retry.${from}`, async () => {
      const { execution } = await this.execution(person, executionId);
      const workflow = await this.own(person, execution.workflow);
      const root = from === 'failure' ? { rootExecution: execution.rootExecution } : {};
      return this.start(person, workflow, options.key ?? newId('k'), { retryOf: executionId, ...root });
    });
  }

  /** What can be done about a failure, as each test says. */
  ways: Ways = { change: null, undo: { back: [], stays: [] } };
  readonly chosen: { choice: string; round: number; repeat?: boolean; values?: Record<string, unknown> }[] = [];
  readonly recovery: Recovering = {
    ways: async () => this.ways,
    choose: (_person, _id, answer) =>
      this.step('choose', async () => {
        this.chosen.push(answer);
        return this.gate;
      }),
    undo: (person, id) => this.step('undo', async () => (await this.execution(person, id)).execution),
  };

  async execution(person: Person, executionId: string): Promise<{ execution: ExecutionRow; steps: StepRow[] }> {
    const { workspace } = person;
    const execution = await this.store.executions.findOne({ _id: executionId, workspace }).lean<ExecutionRow>();
    if (!execution) throw new AppError('not_found', 'There is no such run.');
    return { execution, steps: await this.store.steps.find({ workspace, execution: executionId }).lean<StepRow[]>() };
  }

  async executions(person: Person, workflow: string, page: { limit: number }): Promise<ExecutionRow[]> {
    return this.store.executions
      .find({ workspace: person.workspace, workflow })
      .sort({ startedAt: -1 })
      .limit(page.limit)
      .lean<ExecutionRow[]>();
  }

  async deliveries() {
    return [];
  }

  readonly signalled: { id: string; what: string; reason: string }[] = [];
  async signal(person: Person, id: string, what: string, reason: string): Promise<ExecutionRow> {
    return this.step('signal', async () => {
      this.signalled.push({ id, what, reason });
      return (await this.execution(person, id)).execution;
    });
  }

  readonly terminated: { id: string; reason: string }[] = [];
  async terminate(person: Person, id: string, reason: string): Promise<ExecutionRow> {
    return this.step('terminate', async () => {
      this.terminated.push({ id, reason });
      return (await this.execution(person, id)).execution;
    });
  }

  decide(person: Person, _execution: string, said: object): Promise<GateOutcome> {
    return this.step('decide', async () => {
      this.said.push({ by: person.name, ...said });
      return this.gate;
    });
  }

  answer(person: Person, _execution: string, said: object): Promise<AnswerOutcome> {
    return this.step('answer', async () => {
      this.said.push({ by: person.name, ...said });
      return this.given;
    });
  }

  unaskable(_execution: ExecutionRow, gate: { why: string }): Promise<void> {
    return this.step('unaskable', async () => void this.said.push({ ...gate }));
  }

  async receive(): Promise<never> {
    throw new AppError('unavailable', 'No webhooks here.');
  }
}

/** A run as the store has it, of a workflow that stands there. */
export function executionRow(workflow: WorkflowRow, more: Partial<ExecutionRow> = {}): ExecutionRow {
  const _id = more._id ?? newId('run');
  return {
    _id,
    workspace: workflow.workspace,
    workflow: workflow._id,
    user: workflow.user,
    version: workflow.version,
    seal: 'a-seal',
    temporalWorkflowId: `run-${_id}`,
    temporalRunId: null,
    triggerType: 'manual',
    trigger: null,
    triggerData: {},
    status: 'running',
    phase: 'running',
    result: null,
    errorMessage: null,
    failedStep: null,
    retryOf: null,
    rootExecution: _id,
    generation: 0,
    given: {},
    thread: workflow.createdFromRoom,
    dirty: 1,
    rendered: 0,
    asked: null,
    startedAt: new Date(),
    completedAt: null,
    ...more,
  };
}

/** A step of a run as the store has it, done unless `more` says otherwise. */
export function stepRow(run: ExecutionRow, path: string, more: Partial<StepRow> = {}): StepRow {
  return {
    _id: `${run._id}:${path}:0`,
    workspace: run.workspace,
    execution: run._id,
    path,
    iteration: 0,
    service: 'flow',
    action: 'set',
    state: 'success',
    status: null,
    attempt: 1,
    input: null,
    output: null,
    error: null,
    report: null,
    gate: null,
    startedAt: new Date(),
    endedAt: null,
    ...more,
  };
}
