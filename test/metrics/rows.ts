import { newId } from '../../src/ids.ts';
import type { DeliveryRow } from '../../src/store/deliveries.ts';
import type { ExecutionRow, StepRow } from '../../src/store/runs.ts';
import type { Store } from '../../src/store/store.ts';

export interface Owner {
  workspace: string;
  user: string;
}

/** Rows as the product writes them; `more` says what matters to a test. */
export function executionRow(owner: Owner, more: Partial<ExecutionRow>): ExecutionRow {
  const _id = newId('run');
  return {
    _id,
    ...owner,
    workflow: 'wf_1',
    version: 1,
    seal: 'seal',
    temporalWorkflowId: _id,
    temporalRunId: null,
    triggerType: 'manual',
    trigger: null,
    triggerData: null,
    status: 'completed',
    phase: null,
    result: null,
    errorMessage: null,
    failedStep: null,
    retryOf: null,
    rootExecution: _id,
    generation: 0,
    given: {},
    thread: null,
    dirty: 0,
    rendered: 0,
    asked: null,
    startedAt: new Date(),
    completedAt: new Date(),
    ...more,
  };
}

export function deliveryRow(owner: Owner, more: Partial<DeliveryRow>): DeliveryRow {
  const _id = newId('dlv');
  return {
    _id,
    ...owner,
    workflow: 'wf_1',
    trigger: 'trg_1',
    dedupeKey: _id,
    event: 'payment.confirmed',
    body: {},
    data: {},
    signed: true,
    state: 'started',
    reason: null,
    executionId: newId('run'),
    attempts: 0,
    dueAt: new Date(),
    receivedAt: new Date(),
    ...more,
  };
}

export function stepRow(owner: Owner, more: Partial<StepRow>): StepRow {
  return {
    _id: newId('step'),
    workspace: owner.workspace,
    execution: 'run_1',
    path: 'step_1',
    iteration: 0,
    service: 'flow',
    action: 'approve',
    state: 'waiting',
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

export async function addWorkflow(store: Store, owner: Owner, _id: string, name: string, thread: string | null) {
  const now = new Date();
  await store.workflows.create({
    _id,
    ...owner,
    name,
    description: '',
    definition: { name, description: '', policy: {}, triggers: [], steps: [] },
    status: 'active',
    version: 1,
    executionCount: 0,
    failuresInARow: 0,
    lastExecutedAt: null,
    createdFromRoom: thread,
    alsoTell: [],
    createdFromDraft: null,
    report: 'every',
    pausedReason: null,
    createdAt: now,
    updatedAt: now,
  });
}

export async function addUser(store: Store, { workspace, user }: Owner, admin: boolean): Promise<void> {
  await store.users.create({
    _id: user,
    workspace,
    name: user,
    email: null,
    phone: null,
    timeZone: 'Africa/Nairobi',
    locale: null,
    admin,
    stoppedAt: null,
    createdAt: new Date(),
  });
}
