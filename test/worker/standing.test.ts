import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { ExecutionRow } from '../../src/store/runs.ts';
import { createStanding } from '../../worker/activities/standing.ts';
import { refused } from './support/actions.ts';
import { type Harness, openHarness, PERSON } from './support/harness.ts';
import { answer, decide, waiting } from './support/people.ts';

/** A list that is gone through once more keeps what its passes reached: results, decisions, and failures that were handled. */

let h: Harness;
beforeAll(async () => {
  h = await openHarness();
});
afterAll(() => h.close());

const inside = { inside: 'each' };
const steps = [
  { id: 'each', service: 'flow', action: 'loop', for_each: '{{ trigger.items }}', max_parallel: 1 },
  { id: 'see', action: 'look', ...inside },
  { id: 'risky', action: 'once', ...inside, params: { to: '{{ item }}' } },
  {
    id: 'alarm',
    action: 'put',
    ...inside,
    condition: '{{ risky.status == "failed" }}',
    needs: ['risky'],
    params: { to: '{{ item }}' },
  },
  {
    id: 'yes',
    service: 'flow',
    action: 'approve',
    ...inside,
    needs: ['see', 'alarm'],
    params: { message: 'Save {{ item }}, {{ see.id }}?' },
  },
  { id: 'how', service: 'flow', action: 'ask', ...inside, params: { question: 'How?' } },
  { id: 'rest', service: 'flow', action: 'wait', ...inside, params: { duration: '1s' } },
  { id: 'save', ...inside, params: { to: '{{ item }}', data: '{{ how.answer }}' } },
];
const items = ['a', 'b'];
const at = (step: string, index: number) => `each/each/${step}:${index}`;

beforeEach(() => {
  h.world.calls.length = 0;
  h.world.on('once', ({ to }) => {
    if (to === 'a') throw refused('Full.');
    return {};
  });
  h.world.on('write', ({ to }) => {
    if (to === 'b') throw refused('Not b.');
    return {};
  });
});

/** Says yes and answers, for one item. */
async function decideOn(id: string, index: number): Promise<void> {
  await decide(h, id, await waiting(h, id, at('yes', index)), PERSON);
  await answer(h, id, await waiting(h, id, at('how', index)), `well ${index}`);
}
const called = (action: string) => h.world.called(action).map((call) => call.params.to);

/** What is there to be kept: of a all, with an alarm in place of what failed; of b all but the last. */
function reached(): void {
  expect(called('once')).toEqual(['a', 'b']);
  expect(called('put')).toEqual(['a']);
  expect(h.world.called('look')).toHaveLength(2);
  // Everything would go well by now.
  h.world.on('once', () => ({}));
  h.world.on('write', () => ({}));
}

function kept(rows: Awaited<ReturnType<Harness['ended']>>['steps']): void {
  expect(called('once')).toEqual(['a', 'b']);
  expect(called('put')).toEqual(['a']);
  expect(h.world.called('look')).toHaveLength(2);
  expect(called('write').filter((to) => to === 'a')).toHaveLength(1);
  expect(rows).toMatchObject({
    [at('risky', 0)]: { state: 'failed', error: 'Full.' },
    [at('alarm', 0)]: { state: 'success' },
    [at('yes', 1)]: { gate: { decision: 'approved', decidedBy: PERSON.name } },
    [at('save', 1)]: { state: 'success', input: { data: 'well 1' } },
    each: { state: 'success', output: { count: 2, failed: 0 } },
  });
}

it('keeps it in a run that goes on from one that failed', async () => {
  const approved = await h.approve({ steps });
  const id = await h.start(approved, { items });
  await decideOn(id, 0);
  await decideOn(id, 1);
  expect((await h.ended(id)).execution).toMatchObject({ status: 'failed', failedStep: 'each' });
  reached();
  const again = await h.start(approved, { items }, { retryOf: id, rootExecution: id });
  const ended = await h.ended(again);
  expect(ended.execution).toMatchObject({ status: 'completed' });
  kept(ended.steps);
  const output = ended.steps.each?.output as { results: Record<string, { status: string }>[] } | undefined;
  expect(output?.results.map((one) => [one.risky?.status, one.alarm?.status, one.yes?.status])).toEqual([
    ['failed', 'success', 'success'],
    ['success', 'skipped', 'success'],
  ]);
});

it('keeps it where the run itself is told to try again', async () => {
  const id = await h.start(await h.approve({ on_failure: 'ask', steps }), { items });
  await decideOn(id, 0);
  await decideOn(id, 1);
  await vi.waitFor(async () => expect((await h.execution(id)).asking).toMatchObject({ round: 1 }), { timeout: 15_000 });
  reached();
  const choice = { round: 1, choice: 'retry' as const, user: PERSON.user, name: PERSON.name, actionId: 'tap' };
  expect(await h.runs.choose(`run-${id}`, choice)).toMatchObject({ result: 'accepted' });
  kept((await h.ended(id)).steps);
});

it('asks again what would be asked otherwise now, and goes on with items that nothing was done for', async () => {
  const [gate, save] = [
    { id: 'yes', service: 'flow', action: 'approve', ...inside, params: { message: 'Save {{ item }}?' } },
    { id: 'save', ...inside, params: { to: '{{ item }}' } },
  ];
  const approved = await h.approve({ steps: [steps[0] as object, gate, save] });
  const id = await h.start(approved, { items: ['b', 'c'] });
  await decide(h, id, await waiting(h, id, at('yes', 0)), PERSON);
  expect((await h.ended(id)).execution).toMatchObject({ status: 'failed' });
  h.world.on('write', () => ({}));
  const again = await h.start(approved, { items: ['x', 'c'] }, { retryOf: id, rootExecution: id });
  for (const index of [0, 1]) await decide(h, again, await waiting(h, again, at('yes', index)), PERSON);
  expect((await h.ended(again)).execution).toMatchObject({ status: 'completed' });
});

it('goes through the list of the day on which it began, on whatever day it goes on', async () => {
  const days = { list: '{{ trigger.items.filter(i, i.day == run.date).map(i, i.to) }}' };
  const today = new Date().toISOString().slice(0, 10);
  const began = new Date(`2026-03-02T09:00:00Z`);
  const of = (day: string, ...all: string[]) => all.map((to) => ({ day, to }));
  const data = { items: [...of('2026-03-02', 'p', 'q'), ...of(today, 'r', 's')] };
  const params = { to: '{{ item }}', data: '{{ run.started_at }}' };
  const list = { id: 'each', for_each: days.list, max_parallel: 1, params };
  const approved = await h.approve({ steps: [list] });
  h.world.on('write', ({ to }) => {
    if (to === 'q') throw refused('Not q.');
    return {};
  });
  const id = await h.start(approved, data, { startedAt: began });
  expect((await h.ended(id)).execution).toMatchObject({ status: 'failed' });
  h.world.on('write', () => ({}));
  const again = await h.start(approved, data, { retryOf: id, rootExecution: id });
  expect((await h.ended(again)).execution).toMatchObject({ status: 'completed' });
  expect(h.world.called('write').map(({ params }) => [params.to, params.data])).toEqual(
    ['p', 'q', 'q'].map((to) => [to, began.toISOString()]),
  );
});

/** A run that reached much of a long list, and one that goes on from it and has not begun. */
async function longList(count: number) {
  const [list, ...rest] = steps;
  const body = rest.filter(({ id }) => ['see', 'risky', 'alarm'].includes(id));
  const { execution } = await h.run({ steps: [list as object, ...body] }, { items: [] });
  const row = (id: string, iteration: number, state: string) => ({
    _id: `${execution._id}:each/each/${id}:${iteration}`,
    workspace: PERSON.workspace,
    execution: execution._id,
    path: `each/each/${id}`,
    iteration,
    state,
  });
  const rows = Array.from({ length: count }, (_, at) => [
    row('see', at, 'success'),
    row('risky', at, 'failed'),
    // Of the last nothing stood in for the failure.
    ...(at < count - 1 ? [row('alarm', at, 'success')] : []),
  ]);
  const stored = h.store.connection.collection('steps');
  // In another order than they are gone through.
  await stored.insertMany(rows.flat().sort((one, other) => one._id.localeCompare(other._id)) as never[]);
  const id = `${execution._id}-again`;
  const temporalWorkflowId = `${execution.temporalWorkflowId}-again`;
  const again = { ...execution, _id: id, temporalWorkflowId, retryOf: execution._id };
  await h.store.executions.create(again);
  const of = (step: string) => stored.countDocuments({ execution: id, path: `each/each/${step}` });
  return {
    again,
    definition: { steps: [list, ...body] as never },
    copied: async () => [await of('see'), await of('risky'), await of('alarm')],
    row: async () =>
      (await h.store.executions.findOne({ _id: id, workspace: PERSON.workspace }).lean()) as ExecutionRow,
  };
}

it('keeps what was reached of a list however long it is, and item by item', { timeout: 60_000 }, async () => {
  const { again, definition, copied } = await longList(7_500);
  await createStanding(h, { ms: 60_000 }).copy(again, definition);
  expect(await copied()).toEqual([7_500, 7_499, 7_499]);
});

it('goes on copying where an attempt whose time was up left off', { timeout: 60_000 }, async () => {
  const { definition, copied, row } = await longList(1_200);
  const { copy } = createStanding(h, { ms: 0 });
  const reached: number[] = [];
  for (let over = false; !over; ) {
    over = await copy(await row(), definition).then(
      () => true,
      (error) => {
        expect(error).toMatchObject({ type: 'try_later', nonRetryable: false });
        return false;
      },
    );
    reached.push((await copied()).reduce((sum, one) => sum + one, 0));
    expect(reached.length).toBeLessThan(30);
  }
  expect(reached.length).toBeGreaterThan(3);
  expect(reached.slice(0, 3)).toEqual([...new Set(reached.slice(0, 3))]);
  expect(await copied()).toEqual([1_200, 1_199, 1_199]);
});
