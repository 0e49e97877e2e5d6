import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { AutomationDeps } from '../../src/automation/deps.ts';
import { newExecution, startOf } from '../../src/automation/execution.ts';
import { createRelay } from '../../src/automation/relay.ts';
import { systemClock } from '../../src/clock.ts';
import type { DeliveryRow } from '../../src/store/deliveries.ts';
import type { WorkflowRow } from '../../src/store/workflows.ts';
import { eventually } from '../support/eventually.ts';
import { refused } from './support/actions.ts';
import { type Harness, openHarness, PERSON } from './support/harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await openHarness();
});
afterAll(() => h.close());

const STEPS = [{ id: 'only', action: 'put' }];
const where = { workspace: PERSON.workspace };

it('starts the same execution once, however often it is asked to', async () => {
  const approved = await h.approve({ steps: STEPS });
  const id = await h.start(approved);
  const start = {
    workspace: PERSON.workspace,
    workflow: approved.workflow._id,
    user: PERSON.user,
    executionId: id,
    version: 1,
    seal: approved.version.seal,
    trigger: null,
    name: approved.workflow.name,
  };
  await Promise.all([h.runs.start(start), h.runs.start(start)]);
  await h.ended(id);
  await h.runs.start(start);
  expect(h.world.calls.filter((call) => call.execution === id)).toHaveLength(1);
  const described = await h.handle(id).describe();
  expect(described.type).toBe(approved.workflow.name);
  expect(described.searchAttributes).toMatchObject({ NodOwner: [PERSON.user], NodOrigin: ['manual'] });
});

it('runs nothing but what was approved', async () => {
  const approved = await h.approve({ steps: STEPS });
  const tampered = {
    ...approved.version.definition,
    steps: [{ ...approved.version.definition.steps[0], action: 'pay' }],
  };
  await h.store.versions.updateOne({ ...where, _id: approved.version._id }, { $set: { definition: tampered } });
  const { execution } = await h.ended(await h.start(approved));
  expect(execution).toMatchObject({ status: 'failed', errorMessage: expect.stringMatching(/not what was approved/) });
  expect(h.world.calls.filter((call) => call.execution === execution._id)).toHaveLength(0);
});

it('refuses a seal that is not the version’s, and an approval that was taken back', async () => {
  const approved = await h.approve({ steps: STEPS });
  const forged = await h.ended(await h.start(approved, {}, { seal: 'forged' }));
  expect(forged.execution).toMatchObject({
    status: 'failed',
    errorMessage: expect.stringMatching(/not what was approved/),
  });
  await h.store.versions.updateOne(
    { ...where, _id: approved.version._id },
    { $set: { 'approval.revokedAt': new Date() } },
  );
  const revoked = await h.ended(await h.start(approved));
  expect(revoked.execution).toMatchObject({ status: 'failed', errorMessage: expect.stringMatching(/taken back/) });
});

it('does not begin for a workflow that is paused or deleted, whatever was started before', async () => {
  const approved = await h.approve({ steps: STEPS });
  for (const [status, reason] of [
    ['paused', /paused/],
    ['deleted', /deleted/],
  ] as const) {
    await h.store.workflows.updateOne({ ...where, _id: approved.workflow._id }, { $set: { status } });
    const { execution } = await h.ended(await h.start(approved));
    expect(execution).toMatchObject({ status: 'cancelled', phase: null, errorMessage: expect.stringMatching(reason) });
  }
});

it('pauses a workflow whose action no longer does what was approved', async () => {
  const approved = await h.approve({ steps: STEPS });
  const spec = h.world.catalogue.action('world', 'put');
  if (!spec) throw new Error('no such action');
  spec.contract = 2;
  const { execution } = await h.ended(await h.start(approved));
  spec.contract = 1;
  expect(execution).toMatchObject({
    status: 'failed',
    errorMessage: expect.stringMatching(/Approve the workflow anew/),
  });
  const workflow = await h.store.workflows.findOne({ ...where, _id: approved.workflow._id }).lean();
  expect(workflow).toMatchObject({ status: 'paused', failuresInARow: 0 });
  expect(await h.store.notices.countDocuments({ ...where, _id: `stopped:${execution._id}` })).toBe(1);
});

it('ends quietly when its execution was taken back', async () => {
  const approved = await h.approve({ steps: STEPS });
  await h.runs.start({
    workspace: PERSON.workspace,
    workflow: approved.workflow._id,
    user: PERSON.user,
    executionId: `run_gone${approved.workflow._id}`,
    version: 1,
    seal: approved.version.seal,
    trigger: null,
    name: 'gone',
  });
  expect(await h.handle(`run_gone${approved.workflow._id}`).result()).toMatchObject({ success: false });
});

it('waits for the row of a run that a webhook started before it was written', async () => {
  const approved = await h.approve({ steps: STEPS });
  const row = newExecution(approved.workflow, approved.version, {
    triggerType: 'webhook',
    trigger: 'trg_1',
    triggerData: { id: 'evt_1' },
    now: new Date(),
  });
  const looks = vi.spyOn(h.store.executions, 'findOne');
  await h.runs.start({ ...startOf(row), name: approved.workflow.name, rowComes: true });
  await expect.poll(() => looks.mock.calls).toContainEqual([expect.objectContaining({ _id: row._id }), { status: 1 }]);
  looks.mockRestore();
  await h.store.executions.create(row);
  const { execution } = await h.ended(row._id);
  expect(execution).toMatchObject({ status: 'completed', phase: null });
  expect(h.world.calls.filter((call) => call.execution === row._id)).toHaveLength(1);
});

it('begins once a delivery’s row is there, which could not be written when Temporal was told of it', async () => {
  const approved = await h.approve({ steps: STEPS });
  const delivery = await arrived(approved.workflow);
  const deps = { store: h.store, runs: h.runs, config: h.config, catalogue: h.world.catalogue, clock: systemClock };
  const relay = createRelay({ ...deps, log: h.log } as unknown as AutomationDeps);
  const refused = vi.spyOn(h.store.writes, 'insert').mockRejectedValueOnce(new Error('the database is away'));
  relay.kick(PERSON.user, delivery);
  const state = () => h.store.deliveries.findOne({ ...where, _id: delivery._id }).lean();
  await expect.poll(state).toMatchObject({ state: 'queued', attempts: 1 });
  refused.mockRestore();
  await expect
    .poll(async () => {
      await relay.sweep();
      return state();
    })
    .toMatchObject({ state: 'started' });
  await relay.stop();
  const { execution } = await h.ended(delivery.executionId);
  expect(execution).toMatchObject({ status: 'completed', triggerType: 'webhook' });
  expect(h.world.calls.filter((call) => call.execution === execution._id)).toHaveLength(1);
});

async function arrived({ _id: workflow }: WorkflowRow): Promise<DeliveryRow> {
  const of = { ...where, workflow, user: PERSON.user };
  await h.store.triggers.create({ _id: `trg_${workflow}`, ...of, version: 1, type: 'webhook', service: 'custom' });
  const row = await h.store.deliveries.create({
    _id: `dlv_${workflow}`,
    ...of,
    trigger: `trg_${workflow}`,
    dedupeKey: `${workflow}:id:evt_1`,
    event: '*',
    body: { id: 'evt_1' },
    data: { id: 'evt_1' },
    signed: true,
    state: 'queued',
    reason: null,
    executionId: `run_${workflow}`,
    attempts: 0,
    dueAt: new Date(),
    receivedAt: new Date(),
  });
  return row.toObject();
}

it('stops a workflow after five failures in a row and says so; a success in between starts the count anew', async () => {
  const approved = await h.approve({ steps: [{ id: 'only', action: 'write' }] });
  const state = async () => h.store.workflows.findOne({ ...where, _id: approved.workflow._id }).lean();
  let broken = true;
  h.world.on('write', () => {
    if (broken) throw refused('It is broken.');
    return { id: 'fine' };
  });
  for (let round = 0; round < 4; round += 1) await h.ended(await h.start(approved));
  expect(await state()).toMatchObject({ status: 'active', failuresInARow: 4, executionCount: 4 });
  broken = false;
  await h.ended(await h.start(approved));
  expect(await state()).toMatchObject({ failuresInARow: 0, executionCount: 5 });
  broken = true;
  for (let round = 0; round < 5; round += 1) await h.ended(await h.start(approved));
  expect(await state()).toMatchObject({ status: 'failed', pausedReason: 'failed 5 times in a row' });
  const notice = await h.store.notices.findOne({ ...where, text: /failed 5 times in a row/ }).lean();
  expect(notice).toMatchObject({ user: PERSON.user, thread: 'web:thread' });
  h.world.on('write', () => undefined);
});

it('goes on from what an earlier run reached, and asks no provider twice', async () => {
  let broken = true;
  h.world.on('look', () => {
    if (broken) throw refused('Not today.');
    return { id: 'looked' };
  });
  const approved = await h.approve({
    steps: [
      { id: 'one', action: 'write' },
      { id: 'two', action: 'look', params: { to: '{{ one.id }}' } },
      { id: 'three', action: 'put', params: { to: '{{ one.id }}' } },
    ],
  });
  const first = await h.ended(await h.start(approved));
  expect(first.execution).toMatchObject({ status: 'failed', failedStep: 'two' });
  broken = false;
  const again = await h.ended(
    await h.start(
      approved,
      {},
      { retryOf: first.execution._id, rootExecution: first.execution._id, given: { one: first.steps.one?.output } },
    ),
  );
  expect(again.execution.status).toBe('completed');
  expect(again.steps).toMatchObject({
    one: { state: 'success', report: first.steps.one?.report },
    three: { input: { to: (first.steps.one?.output as { id?: string } | undefined)?.id } },
  });
  expect(h.world.calls.filter((call) => call.execution === again.execution._id).map((call) => call.action)).toEqual([
    'look',
    'put',
  ]);
  h.world.on('look', () => undefined);
});

it('gives a webhook’s data, with the reserved names winning', async () => {
  const approved = await h.approve({ steps: [{ id: 'only', action: 'put', params: { data: '{{ trigger }}' } }] });
  const trigger = await h.trigger(approved, { type: 'webhook' });
  const id = await h.start(
    approved,
    {},
    {
      triggerType: 'webhook',
      trigger: trigger._id,
      triggerData: { data: { amount: 3, type: 'mine' }, event: 'payment.confirmed', body: { raw: true } },
    },
  );
  const { steps } = await h.ended(id);
  expect(steps.only?.input).toEqual({
    data: {
      amount: 3,
      type: 'webhook',
      event: 'payment.confirmed',
      body: { raw: true },
      data: { amount: 3, type: 'mine' },
    },
  });
  await eventually(async () => {
    const row = await h.store.triggers.findOne({ ...where, _id: trigger._id }).lean();
    expect(row).toMatchObject({ triggerCount: 1, lastTriggeredAt: expect.any(Date) });
  });
});
