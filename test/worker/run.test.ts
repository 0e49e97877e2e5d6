import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { busy, gateOf, refused } from './support/actions.ts';
import { type Harness, openHarness } from './support/harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await openHarness();
});
afterAll(() => h.close());

it('runs steps that need nothing of each other side by side', async () => {
  const both = gateOf();
  let there = 0;
  h.world.on('look', async () => {
    there += 1;
    if (there === 2) both.open();
    await both.opened;
    return { id: `l${there}` };
  });
  const { execution, steps } = await h.run({
    steps: [
      { id: 'start', action: 'peek' },
      { id: 'left', action: 'look', needs: ['start'] },
      { id: 'right', action: 'look', needs: ['start'] },
      { id: 'join', action: 'put', needs: ['left', 'right'], params: { data: ['{{ left.id }}', '{{ right.id }}'] } },
    ],
  });
  expect(execution.status).toBe('completed');
  expect(steps.join?.input).toEqual({ data: expect.arrayContaining(['l2']) });
});

it('ends as failed with the cause, skips the rest, and lets what runs finish', async () => {
  const slow = gateOf();
  h.world.on('look', async () => {
    await slow.opened;
    return { id: 'slow' };
  });
  h.world.on('write', () => {
    throw refused('The address has no domain.');
  });
  const id = await h.start(
    await h.approve({
      steps: [
        { id: 'slow', action: 'look', needs: [] },
        { id: 'bad', needs: [] },
        { id: 'after_slow', action: 'peek', needs: ['slow'] },
        { id: 'after_bad', action: 'peek', needs: ['bad'] },
      ],
    }),
  );
  await vi.waitFor(
    async () => expect(await h.runs.query(`run-${id}`)).toMatchObject({ steps: { bad: 'failed', slow: 'running' } }),
    { timeout: 15_000 },
  );
  slow.open();
  const { execution, steps } = await h.ended(id);
  expect(execution).toMatchObject({
    status: 'failed',
    failedStep: 'bad',
    errorMessage: 'The address has no domain.',
    phase: null,
  });
  expect(steps).toMatchObject({
    slow: { state: 'success' },
    bad: { state: 'failed', attempt: 1 },
    after_slow: { state: 'skipped' },
    after_bad: { state: 'skipped' },
  });
  h.world.on('write', () => ({ id: 'fine' }));
});

it.each([
  ['peek', 'a read beside the workflow'],
  ['look', 'a read of its own'],
  ['write', 'a keyed write'],
  ['put', 'a keyed write beside the workflow'],
])('tries again as often as it may: %s, %s', async (action) => {
  let calls = 0;
  h.world.on(action, () => {
    calls += 1;
    if (calls < 3) throw busy('Come back later.');
    return { id: 'third' };
  });
  const good = await h.run({ steps: [{ id: 'only', action, retry: { attempts: 3 } }] });
  expect(good.steps.only).toMatchObject({ state: 'success', attempt: 3, error: null });
  calls = 0;
  const bad = await h.run({ steps: [{ id: 'only', action, retry: { attempts: 2 } }] });
  expect(bad.execution).toMatchObject({ status: 'failed', errorMessage: 'Come back later.' });
  expect(bad.steps.only).toMatchObject({ state: 'failed', attempt: 2 });
  expect(calls).toBe(2);
  h.world.on(action, () => undefined);
});

it('gives up on a call that takes too long', async () => {
  h.world.on(
    'look',
    (_params, context) =>
      new Promise((_, reject) => {
        context.signal.addEventListener('abort', () => reject(new Error('aborted')));
      }),
  );
  const { execution, steps } = await h.run({
    steps: [{ id: 'only', action: 'look', timeout: '60ms', retry: { attempts: 1 } }],
  });
  expect(execution).toMatchObject({ status: 'failed' });
  expect(steps.only?.error).toMatch(/did not finish within 60 milliseconds/);
  h.world.on('look', () => undefined);
});

it('fails a step whose parameters cannot be worked out or do not fit, and calls nothing', async () => {
  const before = h.world.calls.length;
  const missing = await h.run({ steps: [{ id: 'only', params: { to: '{{ trigger.nobody }}' } }] });
  expect(missing.execution.errorMessage).toMatch(/nobody/);
  const wrong = await h.run(
    { steps: [{ id: 'only', params: { amount: '{{ trigger.amount }}' } }] },
    { amount: 'much' },
  );
  expect(wrong.execution.errorMessage).toMatch(/cannot use amount/);
  expect(h.world.calls.length).toBe(before);
});

it('goes through a list, some at a time, and collects the results in order', async () => {
  h.world.on('look', async (params) => ({ id: `got ${String(params.to)}`, data: params.data }));
  const items = Array.from({ length: 12 }, (_, at) => ({ name: `n${at}` }));
  const { execution, steps } = await h.run(
    {
      steps: [
        {
          id: 'each',
          action: 'look',
          for_each: '{{ trigger.items }}',
          params: { to: '{{ item.name }}', data: '{{ index }}' },
        },
        { id: 'count', action: 'put', params: { data: '{{ size(each.results) }}', to: '{{ each.results[11].id }}' } },
      ],
    },
    { items },
  );
  expect(execution.status).toBe('completed');
  expect(steps.count?.input).toEqual({ data: 12, to: 'got n11' });
  expect(steps['each/each:3']).toMatchObject({ state: 'success', input: { to: 'n3', data: 3 } });
  expect(h.world.most()).toBeLessThanOrEqual(5);
});

it('stops a list at its first failure, or keeps the failures where the step goes on', async () => {
  h.world.on('write', (params) => {
    if (params.data === 1) throw refused('Not this one.');
    return { id: 'ok' };
  });
  const step = { id: 'each', for_each: '{{ trigger.items }}', params: { data: '{{ item }}' } };
  const stopped = await h.run({ steps: [step, { id: 'next', action: 'peek' }] }, { items: [0, 1, 2] });
  expect(stopped.execution).toMatchObject({ status: 'failed', errorMessage: expect.stringContaining('Not this one.') });
  const kept = await h.run(
    {
      steps: [
        { ...step, on_error: 'continue' },
        { id: 'next', action: 'put', params: { data: '{{ each.failed }}', to: '{{ each.results[1].error }}' } },
      ],
    },
    { items: [0, 1, 2] },
  );
  expect(kept.execution.status).toBe('completed');
  expect(kept.steps.next?.input).toEqual({ data: 1, to: 'Not this one.' });
  const empty = await h.run({ steps: [step] }, { items: [] });
  expect(empty.execution.status).toBe('completed');
  const many = await h.run({ steps: [step] }, { items: Array.from({ length: 10_001 }, () => 0) });
  expect(many.execution.errorMessage).toMatch(/10001 items; I take up to 10000/);
  const none = await h.run({ steps: [step] }, { items: 'text' });
  expect(none.execution).toMatchObject({ status: 'failed', errorMessage: expect.stringMatching(/list/) });
  h.world.on('write', () => undefined);
});

it('waits, keeps values, stops', async () => {
  const begun = Date.now();
  const { execution, steps } = await h.run({
    steps: [
      {
        id: 'keep',
        service: 'flow',
        action: 'set',
        params: { values: { name: '{{ owner.name }}', twice: '{{ 2 * 3 }}' } },
      },
      { id: 'rest', service: 'flow', action: 'wait', params: { duration: '300ms' } },
      { id: 'late', service: 'flow', action: 'wait', params: { until: '2020-01-01T09:00' } },
      { id: 'use', action: 'put', params: { data: '{{ keep.values }}' } },
      { id: 'stop', service: 'flow', action: 'stop', params: { reason: 'enough' } },
      { id: 'never', action: 'write' },
    ],
  });
  expect(Date.now() - begun).toBeGreaterThanOrEqual(300);
  expect(execution).toMatchObject({ status: 'completed', result: { success: true, reason: 'enough' } });
  expect(steps).toMatchObject({
    rest: { state: 'success', report: 'Waited' },
    use: { input: { data: { name: 'Wanjiru', twice: 6 } } },
    stop: { state: 'success' },
    never: { state: 'skipped' },
  });
});
