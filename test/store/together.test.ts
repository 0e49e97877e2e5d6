import { afterAll, beforeAll, expect, it } from 'vitest';
import { isDuplicate } from '../../src/store/duplicate.ts';
import type { Store } from '../../src/store/store.ts';
import { shared, together } from '../../src/store/together.ts';
import { openTestStore } from '../support/store.ts';

let store: Store;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ store, drop } = await openTestStore());
});
afterAll(() => drop());

const row = (id: string) => ({ _id: id, workspace: 'w1', execution: 'run', path: id, iteration: 0, state: 'running' });

it('does what comes while it is busy in one go, and answers each by itself', async () => {
  const flushes: number[][] = [];
  const ends: (() => void)[] = [];
  const double = together<number, number>(async (items) => {
    flushes.push(items);
    await new Promise<void>((end) => ends.push(end));
    return items.map((item) => (item === 3 ? new Error('three') : item * 2));
  });
  const turn = () => new Promise((next) => setImmediate(() => setImmediate(next)));
  const first = double(1);
  await turn();
  const second = double(2);
  await turn();
  const rest = Promise.allSettled([double(3), double(4), double(5)]);
  await turn();
  expect(flushes).toEqual([[1], [2]]);
  ends[0]?.();
  expect(await first).toBe(2);
  await turn();
  expect(flushes).toEqual([[1], [2], [3, 4, 5]]);
  ends[1]?.();
  ends[2]?.();
  expect(await second).toBe(4);
  expect(await rest).toMatchObject([
    { status: 'rejected', reason: new Error('three') },
    { status: 'fulfilled', value: 8 },
    { status: 'fulfilled', value: 10 },
  ]);
});

it('fails all of a flush when nothing is certain', async () => {
  const broken = together<number, number>(async () => {
    throw new Error('away');
  });
  const outcomes = await Promise.allSettled([broken(1), broken(2)]);
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected']);
});

it('never answers with what was read before it was asked', async () => {
  let value = 0;
  const ends: (() => void)[] = [];
  const look = shared(async () => {
    const seen = value;
    await new Promise<void>((end) => ends.push(end));
    return seen;
  });
  const early = [look('a'), look('a')];
  await new Promise((next) => setImmediate(() => setImmediate(next)));
  expect(ends).toHaveLength(1);
  value = 1;
  const late = look('a');
  await new Promise((next) => setImmediate(() => setImmediate(next)));
  for (const end of ends) end();
  expect(await Promise.all(early)).toEqual([0, 0]);
  expect(await late).toBe(1);
});

it('writes every row of many asked for at once, and tells only the doubled one', async () => {
  await store.writes.insert('steps', row('there'));
  const ids = Array.from({ length: 500 }, (_, at) => `s${at}`);
  const outcomes = await Promise.allSettled([...ids, 'there'].map((id) => store.writes.insert('steps', row(id))));
  const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(failed).toHaveLength(1);
  expect(isDuplicate(failed[0]?.reason)).toBe(true);
  expect(await store.steps.countDocuments({ workspace: 'w1' })).toBe(501);
});

it('counts each of many changes of one row', async () => {
  await store.writes.insert('executions', { _id: 'run_1', workspace: 'w1', dirty: 0 });
  await Promise.all(
    Array.from({ length: 300 }, () =>
      store.writes.update('executions', { _id: 'run_1', workspace: 'w1' }, { $inc: { dirty: 1 } }),
    ),
  );
  const found = await store.executions.findOne({ _id: 'run_1', workspace: 'w1' }).lean();
  expect(found?.dirty).toBe(300);
});
