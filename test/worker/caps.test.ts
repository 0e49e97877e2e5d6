import { afterAll, beforeAll, expect, it } from 'vitest';
import { callsSlot, createAllowances, runRow } from '../../src/automation/allowances.ts';
import { createReservations } from '../../src/automation/reservations.ts';
import { createSpend } from '../../src/automation/spend.ts';
import { newId } from '../../src/ids.ts';
import type { EffectRow } from '../../src/store/effects.ts';
import { busy } from './support/actions.ts';
import { type Harness, openHarness, PERSON } from './support/harness.ts';

/** Limits of runs and actions, under parallel runs, retries and crashes. */
let h: Harness;
beforeAll(async () => {
  h = await openHarness({ WORKFLOW_WITHDRAW_MAX: '100', WORKFLOW_DAILY_SPEND_LIMIT: '100000' });
});
afterAll(() => h.close());

const { workspace } = PERSON;
const PAY = { id: 'only', action: 'pay', params: { amount: '{{ trigger.amount }}', to: '+254700000001' } };
const each = (more: object) => ({
  ...PAY,
  for_each: '{{ trigger.amounts }}',
  params: { amount: '{{ item }}', to: '+254700000001' },
  ...more,
});

it('begins no more runs a day than allowed, however many come at once, and says so once', async () => {
  const approved = await h.approve({ policy: { max_runs_per_day: 3 }, steps: [{ id: 'only', action: 'put' }] });
  const ids = await Promise.all(Array.from({ length: 8 }, () => h.start(approved)));
  const ended = await Promise.all(ids.map(async (id) => (await h.ended(id)).execution));
  expect(ended.filter((run) => run.status === 'completed')).toHaveLength(3);
  const left = ended.filter((run) => run.status === 'cancelled');
  expect(left).toHaveLength(5);
  for (const run of left)
    expect(run).toMatchObject({ overLimit: true, errorMessage: expect.stringContaining('3 times today') });
  const notices = await h.store.notices.find({ workspace, _id: new RegExp(`^runs:${approved.workflow._id}`) }).lean();
  expect(notices).toHaveLength(1);
  expect(notices[0]?.text).toContain('as often as you allowed');
  // None of them counts as a failure of the workflow.
  const workflow = await h.store.workflows.findOne({ workspace, _id: approved.workflow._id }).lean();
  expect(workflow).toMatchObject({ status: 'active', failuresInARow: 0 });
});

it('lets a run that goes on where it failed go on, whatever the day has seen', async () => {
  const approved = await h.approve({ policy: { max_runs_per_day: 1 }, steps: [{ id: 'only', action: 'put' }] });
  const first = (await h.ended(await h.start(approved))).execution;
  const again = await h.start(approved, {}, { retryOf: first._id, rootExecution: first._id });
  expect((await h.ended(again)).execution.status).toBe('completed');
});

it('spends no more in one run than its limit, side by side and one after the other', async () => {
  const approved = await h.approve({
    policy: { max_spend_per_run: 100 },
    steps: [each({ max_parallel: 5, on_error: 'continue' })],
  });
  const before = h.world.called('pay').length;
  const id = await h.start(approved, { amounts: [30, 30, 30, 30, 30] });
  const { steps } = await h.ended(id);
  expect(h.world.called('pay').length - before).toBe(3);
  const used = await createAllowances(h.store).used(workspace, runRow(id));
  expect(used('KES')).toBe(9000);
  const refused = Object.values(steps).find((step) => step.state === 'failed' && step.error?.includes('one run'));
  expect(refused?.error).toMatch(/KES 30 does not fit the limit for one run: KES (60|90) of KES 100 is used/);
  // Another run has its own.
  expect((await h.ended(await h.start(approved, { amounts: [90] }))).execution.status).toBe('completed');
});

it('does an action as often a day as allowed over runs at once, counting a call once however often it is tried', async () => {
  const tries = new Map<string, number>();
  h.world.on('write', (_params, context) => {
    const count = (tries.get(context.executionId) ?? 0) + 1;
    tries.set(context.executionId, count);
    if (count === 1) throw busy('Come back.');
    return { id: 'written' };
  });
  const approved = await h.approve({
    policy: { action_limits: { 'world.write': { per_day: 2 } } },
    steps: [{ id: 'only', action: 'write', retry: { attempts: 5 } }],
  });
  const ids = await Promise.all(Array.from({ length: 5 }, () => h.start(approved)));
  const ended = await Promise.all(ids.map(async (id) => (await h.ended(id)).execution));
  const done = ended.filter((run) => run.status === 'completed').length;
  // What is being tried again holds its place only while it may still happen, so a free place may go to another run.
  expect(done).toBe(2);
  const refused = ended.find((run) => run.status === 'failed');
  expect(refused?.errorMessage).toMatch(/“write” was done 2 times today, as often as this workflow may/);
  h.world.on('write', () => undefined);
});

it('holds the limits of one call and of calls in a run, also of what only looks', async () => {
  const policy = { action_limits: { 'world.pay': { max_amount: 20 }, 'world.look': { per_run: 2 } } };
  const dear = await h.run({ policy, steps: [PAY] }, { amount: 21 });
  expect(dear.execution.errorMessage).toMatch(/KES 21 is more than KES 20, the most of one “pay”/);
  const looks = ['a', 'b', 'c'].map((id) => ({ id, action: 'look' }));
  const { execution, steps } = await h.run({ policy, steps: looks });
  expect(execution.status).toBe('failed');
  expect([steps.a?.state, steps.b?.state, steps.c?.state]).toEqual(['success', 'success', 'failed']);
  expect(steps.c?.error).toMatch(/done 2 times in this run/);
});

it('ends what a killed worker set aside as the ledger says, and frees nothing that may have happened', async () => {
  const spend = createSpend(h.store);
  const allowances = createAllowances(h.store);
  const user = newId('usr');
  const now = new Date();
  const root = newId('run');
  const states: (EffectRow['state'] | null)[] = ['done', 'not_done', 'unknown', 'started', null];
  for (const [index, state] of states.entries()) {
    const key = `${root}:step_${index}:0:0`;
    const slots = [{ name: callsSlot('world.pay'), amount: 1, limit: 10 }];
    await allowances.take({ workspace, row: runRow(root), key, slots, now });
    await spend.reserve({
      workspace,
      user,
      workflow: 'wf_x',
      reservation: key,
      amount: 100,
      currency: 'KES',
      workflowLimit: null,
      ownerLimit: 1_000_000,
      now,
      timeZone: 'UTC',
    });
    if (state) await h.store.effects.create({ ...effect(key, root), state });
  }
  const tidy = createReservations({ store: h.store, clock: { now: () => new Date() } });
  const running = {
    ...(await h.execution(await anyRun())),
    _id: root,
    temporalWorkflowId: root,
    rootExecution: root,
    status: 'running' as const,
    completedAt: null,
  };
  await h.store.executions.create(running);
  await tidy();
  const where = { workspace, user, workflow: 'wf_x', now, timeZone: 'UTC', currency: 'KES' };
  // While the run goes on only what is known to have happened is ended.
  expect(await spend.usedToday(where)).toEqual({ owner: 500, workflow: 500 });
  const since = new Date(Date.now() - 120_000);
  await h.store.executions.updateOne({ workspace, _id: root }, { $set: { status: 'failed', completedAt: since } });
  await tidy();
  await tidy();
  expect(await spend.usedToday(where)).toEqual({ owner: 300, workflow: 300 });
  const row = await h.store.spend.findOne({ workspace, _id: new RegExp(`^owner:${user}`) }).lean();
  expect(row).toMatchObject({ settled: 100, reserved: 200 });
  expect(Object.keys(row?.open ?? {})).toHaveLength(2);
  expect((await allowances.used(workspace, runRow(root)))(callsSlot('world.pay'))).toBe(3);
});

const effect = (key: string, root: string) => ({
  _id: key,
  workspace,
  execution: root,
  by: root,
  harmless: false,
  service: 'world',
  action: 'pay',
  attempt: 1,
  leaseUntil: new Date(0),
  result: null,
  error: null,
  reservation: null,
  updatedAt: new Date(),
  createdAt: new Date(),
});

async function anyRun(): Promise<string> {
  const id = await h.start(await h.approve({ steps: [{ id: 'only', action: 'put' }] }));
  await h.ended(id);
  return id;
}
