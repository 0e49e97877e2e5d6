import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EffectRow } from '../../src/store/effects.ts';
import { createLedger, type EffectPlace } from '../../worker/activities/ledger.ts';
import { busy, lost, refused } from './support/actions.ts';
import { type Harness, openHarness, PERSON } from './support/harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await openHarness({ WORKFLOW_WITHDRAW_MAX: '100', WORKFLOW_DAILY_SPEND_LIMIT: '250' });
});
afterAll(() => h.close());

const where = { workspace: PERSON.workspace };

/** What a worker leaves behind that died in the middle of a call. */
function leftBehind(root: string, action: string, more: Partial<EffectRow> = {}): EffectRow {
  return {
    _id: `${root}:only:0:0`,
    workspace: PERSON.workspace,
    execution: root,
    by: root,
    harmless: false,
    service: 'world',
    action,
    state: 'started',
    attempt: 1,
    leaseUntil: new Date(Date.now() - 1000),
    result: null,
    error: null,
    reservation: null,
    updatedAt: new Date(),
    createdAt: new Date(),
    ...more,
  };
}

async function afterCrash(action: string, more: Partial<EffectRow> = {}) {
  const approved = await h.approve({ steps: [{ id: 'only', action }] });
  const root = `run_crash_${approved.workflow._id}`;
  await h.store.effects.create(leftBehind(root, action, more));
  const id = await h.start(approved, {}, { _id: root, rootExecution: root, temporalWorkflowId: `run-${root}` });
  const ended = await h.ended(id);
  const effect = await h.store.effects.findOne({ ...where, _id: `${root}:only:0:0` }).lean();
  return { ...ended, effect, calls: h.world.calls.filter((call) => call.execution === root) };
}

it('gives back the first result where the call was done before the crash', async () => {
  const { execution, steps, calls } = await afterCrash('write', { state: 'done', result: { id: 'from before' } });
  expect(execution.status).toBe('completed');
  expect(steps.only).toMatchObject({ output: { id: 'from before', status: 'success' } });
  expect(calls).toHaveLength(0);
});

it('calls again with the same key where the provider keeps keys', async () => {
  const { execution, calls } = await afterCrash('write');
  expect(execution.status).toBe('completed');
  expect(calls.map((call) => call.key)).toEqual([`${execution._id}:only:0:0`]);
});

it('asks the provider what happened where it can be asked', async () => {
  h.world.onLookup('asked', () => ({ id: 'found' }));
  const found = await afterCrash('asked');
  expect(found.steps.only).toMatchObject({ state: 'success', output: { id: 'found' } });
  expect(found.calls).toHaveLength(0);
  expect(found.effect).toMatchObject({ state: 'done', result: { id: 'found' } });
  h.world.onLookup('asked', () => null);
  const none = await afterCrash('asked');
  expect(none.execution.status).toBe('completed');
  expect(none.calls).toHaveLength(1);
});

it('leaves it to the person where nothing helps', async () => {
  const { execution, effect, calls } = await afterCrash('once');
  expect(calls).toHaveLength(0);
  expect(execution).toMatchObject({
    status: 'failed',
    errorMessage: expect.stringMatching(/not certain whether it happened/),
  });
  expect(effect).toMatchObject({ state: 'unknown' });
});

it('waits while another attempt holds the lease', async () => {
  const { execution, calls } = await afterCrash('write', { leaseUntil: new Date(Date.now() + 1500) });
  expect(execution.status).toBe('completed');
  expect(calls).toHaveLength(1);
  expect(Date.now() - execution.startedAt.getTime()).toBeGreaterThan(1000);
});

it('looks before it calls again after an answer that never came', async () => {
  let calls = 0;
  h.world.on('asked', () => {
    calls += 1;
    throw lost('The connection broke.');
  });
  h.world.onLookup('asked', () => ({ id: 'it had happened' }));
  const { execution, steps } = await h.run({ steps: [{ id: 'only', action: 'asked' }] });
  expect(execution.status).toBe('completed');
  expect(steps.only).toMatchObject({ output: { id: 'it had happened' }, attempt: 2 });
  expect(calls).toBe(1);
});

it('repeats only what the person chose to repeat, under a new key', async () => {
  const ledger = createLedger({ store: h.store, clock: { now: () => new Date() } });
  const at = (path: string, generation: number): EffectPlace => ({
    ...where,
    root: 'run_g',
    path,
    iteration: 0,
    generation,
  });
  const claim = { execution: 'run_g', service: 's', action: 'a', leaseMs: 1000, reservation: null };
  const done = await ledger.claim(at('done', 0), claim);
  const lostOne = await ledger.claim(at('lost', 0), claim);
  if (done.kind !== 'go' || lostOne.kind !== 'go') throw new Error('not granted');
  await ledger.done(done.key, 'w1', { id: 1 });
  await ledger.unknown(lostOne.key, 'w1', 'no answer');
  const next = { ...claim, execution: 'run_h' };
  expect(await ledger.claim(at('done', 1), next)).toMatchObject({ kind: 'done', result: { id: 1 } });
  expect(await ledger.claim(at('lost', 1), next)).toMatchObject({ kind: 'go', key: 'run_g:lost:0:1' });
  expect(await ledger.find(at('lost', 0))).toMatchObject({ state: 'superseded' });
  expect(await ledger.claim(at('lost', 1), next)).toMatchObject({ kind: 'busy' });
});

it('lets one of many claims at once through', async () => {
  const ledger = createLedger({ store: h.store, clock: { now: () => new Date() } });
  const place = { ...where, root: 'run_many', path: 'p', iteration: 0, generation: 0 };
  const claim = { execution: 'run_many', service: 's', action: 'a', leaseMs: 5000, reservation: null };
  const claims = await Promise.all(Array.from({ length: 20 }, () => ledger.claim(place, claim)));
  expect(claims.filter((one) => one.kind === 'go')).toHaveLength(1);
  expect(claims.filter((one) => one.kind === 'busy')).toHaveLength(19);
});

const PAY = { id: 'only', action: 'pay', params: { amount: '{{ trigger.amount }}', to: '+254700000001' } };

it.each([
  ['more than the workflow may pay at once', { max_withdraw_amount: 50 }, 60, /KES 60 is more than KES 50/],
  ['more than anyone may pay at once', {}, 101, /KES 101 is more than KES 100/],
  ['a payee who is not on the list', { allowed_phone_numbers: ['+254799999999'] }, 10, /not among the numbers/],
  ['more than fits the day', { daily_spend_limit: 40 }, 41, /does not fit this workflow's limit for a day/],
  ['another currency', { currency: 'USD' }, 10, /spend USD, and I only spend KES/],
  ['an amount that is none', {}, -5, /more|no amount|number above zero/],
  ['parts of a cent', {}, 10.001, /no amount of KES/],
])('pays nothing: %s', async (_what, policy, amount, reason) => {
  const before = h.world.called('pay').length;
  const { execution } = await h.run({ policy, steps: [PAY] }, { amount });
  expect(execution).toMatchObject({ status: 'failed', errorMessage: expect.stringMatching(reason) });
  expect(h.world.called('pay')).toHaveLength(before);
});

it('pays nothing whose amount no limit could count', async () => {
  const steps = [{ id: 'only', action: 'reserve', params: { amount: '{{ trigger.price }}' } }];
  const before = h.world.called('reserve').length;
  const unknown = await h.run({ steps }, { price: null });
  expect(unknown.execution.errorMessage).toMatch(/was not told the amount, so no limit could count it/);
  for (const policy of [{ max_withdraw_amount: 5 }, { daily_spend_limit: 5 }, { max_spend_per_run: 5 }])
    expect((await h.run({ policy, steps: [{ id: 'only', action: 'reserve' }] })).execution.errorMessage).toMatch(
      /no limit could count it/,
    );
  expect(h.world.called('reserve')).toHaveLength(before);
  // Approved without an amount, and with no limit of its own.
  expect((await h.run({ steps: [{ id: 'only', action: 'reserve' }] })).execution.status).toBe('completed');
});

it('pays a payee who comes with the data only from a list', async () => {
  const steps = [{ ...PAY, params: { amount: 5, to: '{{ trigger.phone }}' } }];
  const data = { phone: '+254 700 000001' };
  const without = await h.run({ steps }, data);
  expect(without.execution.errorMessage).toMatch(/no list of numbers/);
  const policy = { allowed_phone_numbers: ['+254700000001'] };
  for (const phone of [data.phone, '0700000001', '00254700000001', '254700000001'])
    expect((await h.run({ policy, steps }, { phone })).execution.status, phone).toBe('completed');
  for (const phone of ['0700000002', '+255700000001', '700000001'])
    expect((await h.run({ policy, steps }, { phone })).execution.errorMessage).toMatch(/not among the numbers/);
});

it('holds the daily limits under parallel runs, and frees what surely was not paid', async () => {
  const approved = await h.approve({ policy: { daily_spend_limit: 90 }, steps: [PAY] });
  const ids = await Promise.all(Array.from({ length: 8 }, () => h.start(approved, { amount: 20 })));
  const ended = await Promise.all(ids.map((id) => h.ended(id)));
  expect(ended.filter((one) => one.execution.status === 'completed')).toHaveLength(4);
  expect(ended.find((one) => one.execution.status === 'failed')?.execution.errorMessage).toMatch(
    /KES 80 of KES 90 is used/,
  );
  const [row] = await h.store.spend.find(where).lean();
  expect(row).toMatchObject({ reserved: 0, open: {} });
  expect(row?.workflows[approved.workflow._id]).toEqual({ reserved: 0, settled: 8000 });

  h.world.on('pay', () => {
    throw refused('The wallet is empty.');
  });
  const other = await h.approve({ steps: [PAY] });
  const failed = await h.ended(await h.start(other, { amount: 50 }));
  expect(failed.execution.errorMessage).toBe('The wallet is empty.');
  const [after] = await h.store.spend.find(where).lean();
  expect(after?.settled).toBe(row?.settled);
  expect(after?.reserved).toBe(0);
  h.world.on('pay', () => undefined);
});

it('counts a payment once, however often it was tried', async () => {
  let calls = 0;
  h.world.on('pay', () => {
    calls += 1;
    if (calls === 1) throw busy('Come back.');
    if (calls === 2) throw lost('No answer.');
    return { id: 'paid' };
  });
  const approved = await h.approve({ steps: [{ ...PAY, retry: { attempts: 4 } }] });
  const { execution } = await h.ended(await h.start(approved, { amount: 7 }));
  expect(execution.status).toBe('completed');
  const [row] = await h.store.spend.find(where).lean();
  expect(row?.workflows[approved.workflow._id]).toEqual({ reserved: 0, settled: 700 });
  const keys = h.world.calls.filter((call) => call.execution === execution._id).map((call) => call.key);
  expect(new Set(keys).size).toBe(1);
  h.world.on('pay', () => undefined);
});

it('writes only to those the workflow may write to', async () => {
  const steps = [{ id: 'only', action: 'notify', params: { to: '{{ trigger.to }}' } }];
  const policy = { allowed_recipients: ['*@example.com', '#team'] };
  for (const to of ['amina@example.com', '#team', 'AMINA@Example.com']) {
    expect((await h.run({ policy, steps }, { to })).execution.status).toBe('completed');
  }
  for (const to of ['amina@example.com.evil.test', 'someone@else.test', '#others']) {
    const { execution } = await h.run({ policy, steps }, { to });
    expect(execution.errorMessage).toMatch(/not among those this workflow may write to/);
  }
});
