import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSpend, type SpendRequest } from '../../src/automation/spend.ts';
import { newId } from '../../src/ids.ts';
import { openTestStore } from '../support/store.ts';

let opened: Awaited<ReturnType<typeof openTestStore>>;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.drop());

const NOW = new Date('2026-11-20T22:30:00Z');

function request(more: Partial<SpendRequest> = {}): SpendRequest {
  return {
    workspace: 'w1',
    user: 'u1',
    workflow: 'wf_1',
    reservation: newId('eff'),
    amount: 300,
    currency: 'KES',
    workflowLimit: 10_000,
    ownerLimit: 50_000_000,
    now: NOW,
    timeZone: 'Africa/Nairobi',
    ...more,
  };
}

it('grants exactly 33 of 500 parallel reservations of 3 against 100', async () => {
  const spend = createSpend(opened.store);
  const user = newId('usr');
  const answers = await Promise.all(Array.from({ length: 500 }, () => spend.reserve(request({ user }))));
  expect(answers.filter((answer) => answer.ok)).toHaveLength(33);
  const used = await spend.usedToday({ ...request({ user }) });
  expect(used).toEqual({ owner: 9900, workflow: 9900 });
});

it("holds the owner's ceiling across workflows and leaves other workflows what is theirs", async () => {
  const spend = createSpend(opened.store);
  const user = newId('usr');
  const limits = { user, ownerLimit: 1000, workflowLimit: 700 };
  expect(await spend.reserve(request({ ...limits, workflow: 'wf_a', amount: 600 }))).toMatchObject({ ok: true });
  expect(await spend.reserve(request({ ...limits, workflow: 'wf_a', amount: 200 }))).toEqual({
    ok: false,
    over: 'workflow',
    used: 600,
    limit: 700,
  });
  expect(await spend.reserve(request({ ...limits, workflow: 'wf_b', amount: 500 }))).toEqual({
    ok: false,
    over: 'owner',
    used: 600,
    limit: 1000,
  });
  expect(await spend.reserve(request({ ...limits, workflow: 'wf_b', amount: 400 }))).toMatchObject({ ok: true });
});

it('counts a reservation once, and frees or keeps it once', async () => {
  const spend = createSpend(opened.store);
  const user = newId('usr');
  const one = request({ user, reservation: 'run_1:pay:0:0' });
  const first = await spend.reserve(one);
  const again = await spend.reserve(one);
  expect(first).toMatchObject({ ok: true, fresh: true });
  expect(again).toEqual({ ...first, fresh: false });
  if (!first.ok) throw new Error('refused');
  const where = { workspace: 'w1', row: first.row, workflow: 'wf_1', reservation: one.reservation };
  await Promise.all([spend.settle(where), spend.settle(where), spend.release(where)]);
  const row = await opened.store.spend.findOne({ _id: first.row, workspace: 'w1' }).lean();
  expect(row).toMatchObject({ reserved: 0, open: {} });
  expect([0, 300]).toContain(row?.settled);
  const other = request({ user, reservation: 'run_2:pay:0:0' });
  await spend.reserve(other);
  await spend.release({ ...where, reservation: other.reservation });
  await spend.release({ ...where, reservation: other.reservation });
  expect(await opened.store.spend.findOne({ _id: first.row, workspace: 'w1' }).lean()).toMatchObject({ reserved: 0 });
});

it("starts anew on the owner's next calendar day, not at midnight UTC", async () => {
  const spend = createSpend(opened.store);
  const user = newId('usr');
  const full = { user, amount: 10_000 };
  expect(await spend.reserve(request({ ...full, now: new Date('2026-11-20T20:30:00Z') }))).toMatchObject({ ok: true });
  expect(await spend.reserve(request({ ...full, now: new Date('2026-11-20T20:59:00Z') }))).toMatchObject({ ok: false });
  expect(await spend.reserve(request({ ...full, now: new Date('2026-11-20T21:01:00Z') }))).toMatchObject({ ok: true });
});
