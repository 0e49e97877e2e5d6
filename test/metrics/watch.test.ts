import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createWatch } from '../../src/alerts/watch.ts';
import { createAdapterMemory } from '../../src/chat/adapter-memory.ts';
import { EVERY_WORKSPACE } from '../../src/store/guard.ts';
import type { ExecutionRow } from '../../src/store/runs.ts';
import type { NoticeRow } from '../../src/store/services.ts';
import { tallyId } from '../../src/store/watch.ts';
import { openTestStore } from '../support/store.ts';
import { addUser, addWorkflow, deliveryRow, executionRow, type Owner } from './rows.ts';

const ANN: Owner = { workspace: 'w_ann', user: 'usr_ann' };
const BEN: Owner = { workspace: 'w_ben', user: 'usr_ben' };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let opened: Awaited<ReturnType<typeof openTestStore>>;
let time = new Date('2026-11-20T09:00:00Z').getTime();
const clock = { now: () => new Date(time) };

beforeAll(async () => {
  opened = await openTestStore();
  await addUser(opened.store, ANN, false);
  await addUser(opened.store, BEN, true);
  await addWorkflow(opened.store, ANN, 'wf_1', 'Invoice on payment', 'web:ann');
  await addWorkflow(opened.store, ANN, 'wf_2', 'Weekly report', 'web:other');
});
afterAll(() => opened.drop());

beforeEach(async () => {
  const { store } = opened;
  const all = { workspace: EVERY_WORKSPACE };
  for (const model of [store.executions, store.deliveries, store.notices, store.alerts, store.tallies]) {
    await (model as typeof store.alerts).deleteMany(all);
  }
});

function watchOf(id: string) {
  const lease = createAdapterMemory({ store: opened.store, clock, platform: 'alerts' });
  return createWatch({ store: opened.store, clock, lease, id });
}

/** So many runs of Ann's, ended a moment ago after so long. */
async function ended(count: number, more: Partial<ExecutionRow> = {}, seconds = 1): Promise<void> {
  const completedAt = new Date(time - 1_000);
  const startedAt = new Date(completedAt.getTime() - seconds * 1_000);
  const rows = Array.from({ length: count }, () => executionRow(ANN, { startedAt, completedAt, ...more }));
  await opened.store.executions.insertMany(rows);
}

/** What was told since the last call, oldest first. */
async function told(): Promise<Pick<NoticeRow, 'user' | 'thread' | 'text'>[]> {
  const rows = await opened.store.notices.find({ workspace: EVERY_WORKSPACE, sentAt: null }).sort({ _id: 1 }).lean();
  await opened.store.notices.updateMany({ workspace: EVERY_WORKSPACE }, { $set: { sentAt: clock.now() } });
  return rows.map(({ user, thread, text }) => ({ user, thread, text }));
}

it('tells once that runs fail, where the workflow lives, and once that it is over', async () => {
  const watch = watchOf('one');
  await ended(18);
  await ended(2, { status: 'failed', workflow: 'wf_1' });
  await ended(1, { status: 'cancelled', workflow: 'wf_2' });
  await watch.look();
  expect(await told()).toEqual([
    {
      user: ANN.user,
      thread: 'web:ann',
      text: expect.stringMatching(/^⚠️ .* In the past hour 2 of 20 did, all of them “Invoice on payment”/),
    },
  ]);

  time += MINUTE;
  await watch.look();
  expect(await told()).toEqual([]);

  // Good figures count once they have lasted.
  await ended(60);
  await watch.look();
  time += 9 * MINUTE;
  await watch.look();
  expect(await told()).toEqual([]);
  time += 2 * MINUTE;
  await watch.look();
  expect(await told()).toEqual([
    { user: ANN.user, thread: 'web:ann', text: '✅ **Your runs go through again.** In the past hour 2 of 80 failed.' },
  ]);

  // Another episode is told again.
  await ended(10, { status: 'failed', workflow: 'wf_2' });
  await watch.look();
  const texts = (await told()).map((one) => one.text);
  expect(texts.filter((text) => text.includes('In the past hour 12 of 90'))).toHaveLength(1);
});

it('says nothing of a rate that too few runs make up, nor of exactly 95 in a hundred', async () => {
  await ended(4);
  await ended(1, { status: 'failed' });
  await watchOf('one').look();
  expect(await told()).toEqual([]);
  await ended(15);
  await watchOf('one').look();
  expect(await told()).toEqual([]);
});

it('tells of the sixth failure in a day, and not of yesterday', async () => {
  const watch = watchOf('one');
  const earlier = (hours: number) => ({ completedAt: new Date(time - hours * HOUR) });
  await ended(3, { status: 'failed', workflow: 'wf_2', ...earlier(20) });
  await ended(2, { status: 'failed', workflow: 'wf_1', ...earlier(2) });
  await ended(4, { status: 'failed', workflow: 'wf_1', ...earlier(25) });
  await watch.look();
  expect(await told()).toEqual([]);
  await ended(1, { status: 'failed', workflow: 'wf_2' });
  await watch.look();
  const text = expect.stringMatching(
    /^⚠️ \*\*6 runs of yours failed in the last 24 hours\*\*, 4 of them “Weekly report”/,
  );
  expect(await told()).toEqual([{ user: ANN.user, thread: 'web:other', text }]);
  time += 25 * HOUR;
  await watch.look();
  time += 11 * MINUTE;
  await watch.look();
  expect((await told()).map((one) => one.text)).toEqual([expect.stringMatching(/^✅ .*none\.$/)]);
});

it('tells of runs that take long, unless they waited for a person', async () => {
  const watch = watchOf('one');
  await ended(10, { waited: true }, 3 * 24 * 3600);
  await ended(5, { workflow: 'wf_2' }, 20);
  await watch.look();
  expect(await told()).toEqual([]);
  await ended(5, { workflow: 'wf_1' }, 60);
  await watch.look();
  const text = expect.stringMatching(/10 runs took 40 s on average, those of “Invoice on payment” 60 s/);
  expect(await told()).toEqual([{ user: ANN.user, thread: 'web:ann', text }]);
});

it('tells of deliveries that need many tries; what was meant for nobody does not count', async () => {
  const rows = [8, 5, 2].map((attempts) => deliveryRow(ANN, { attempts, receivedAt: clock.now(), state: 'queued' }));
  const ignored = Array.from({ length: 20 }, () => deliveryRow(ANN, { state: 'ignored', receivedAt: clock.now() }));
  await opened.store.deliveries.insertMany([...rows, ...ignored]);
  await watchOf('one').look();
  const text = expect.stringMatching(/The 3 events of the past hour needed 5 more tries each/);
  expect(await told()).toEqual([{ user: ANN.user, thread: null, text }]);
});

it('tells admins, and nobody else, of steps that are cut off', async () => {
  const add = (calls: number, cutOff: number, ago: number) => {
    const at = new Date(time - ago);
    return opened.store.tallies.create({ _id: tallyId('steps', at), workspace: '-', kind: 'steps', at, calls, cutOff });
  };
  await add(90, 40, 2 * HOUR);
  await add(99, 1, 20 * MINUTE);
  await add(1, 0, 10 * MINUTE);
  await watchOf('one').look();
  expect(await told()).toEqual([]);
  await add(0, 1, MINUTE);
  await watchOf('one').look();
  const text = expect.stringMatching(/2 steps of 100 took too long or lost their worker \(2 %\)/);
  expect(await told()).toEqual([{ user: BEN.user, thread: null, text }]);
});

it('is done by one gateway at a time, and by the next at once when the first stops', async () => {
  const [first, second] = [watchOf('first'), watchOf('second')];
  // Leases of the tests before are over.
  time += HOUR;
  await first.look();
  await ended(10, { status: 'failed' });
  await second.look();
  expect(await told()).toEqual([]);
  await first.stop();
  await second.look();
  expect((await told()).length).toBe(2);
  await Promise.all([first.look(), second.look()]);
  expect(await told()).toEqual([]);
});

it('says that it began, although the gateway that saw it died before it could', async () => {
  await ended(12, { status: 'failed' });
  const { store } = opened;
  time += HOUR / 2;
  const since = clock.now();
  const row = { ...ANN, rule: 'success_rate', thread: 'web:ann', since, toldAt: null, goodSince: null };
  await store.alerts.create({ _id: `success_rate:${ANN.user}`, ...row });
  await watchOf('first').look();
  expect((await told()).map((one) => one.text.slice(0, 30))).toEqual(
    expect.arrayContaining([expect.stringContaining('Many of your runs fail')]),
  );
});
