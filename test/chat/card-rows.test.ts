import { afterAll, beforeAll, expect, it } from 'vitest';
import { cardRows } from '../../src/chat/card-rows.ts';
import type { StepRow } from '../../src/store/runs.ts';
import { openTestStore } from '../support/store.ts';

let test: Awaited<ReturnType<typeof openTestStore>>;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.drop());

const at = (second: number) => new Date(Date.UTC(2026, 10, 20) + second * 1000);
const row = (path: string, iteration: number, second: number, more: Partial<StepRow> = {}) => ({
  _id: `run_1:${path}:${iteration}`,
  workspace: 'w1',
  execution: 'run_1',
  path,
  iteration,
  service: 'world',
  action: 'put',
  state: 'success' as const,
  attempt: 1,
  input: {},
  output: {},
  startedAt: at(second),
  ...more,
});

it('has every step of a run with thousands of passes, what waits, and large values as they can be read', async () => {
  const kept = { $ref: `kept_${'a'.repeat(32)}`, bytes: 90_000, type: 'text', preview: 'Dear all' };
  await test.store.steps.insertMany([
    row('first', 0, 0, { output: { text: kept } }),
    row('all', 0, 1),
    ...Array.from({ length: 2500 }, (_, item) => row('all/each/one', item, 2 + item)),
    row('all/each/ask', 2400, 6000, { state: 'waiting' }),
    row('last', 0, 9000),
  ]);
  const steps = [{ id: 'first' }, { id: 'all' }, { id: 'one' }, { id: 'ask' }, { id: 'last' }] as never[];
  const rows = await cardRows(test.store, { _id: 'run_1', workspace: 'w1' }, { steps });
  expect(rows.map((one) => one.path).filter((path) => path !== 'all/each/one')).toEqual([
    'first',
    'all',
    'all/each/ask',
    'last',
  ]);
  expect(rows.length).toBeLessThan(2100);
  expect(rows[0]?.output).toEqual({ text: 'Dear all…' });
});
