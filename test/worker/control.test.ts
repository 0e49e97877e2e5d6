import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { gateOf, lost } from './support/actions.ts';
import { type Harness, openHarness } from './support/harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await openHarness();
});
afterAll(() => h.close());

it('pauses between steps and goes on when told; says so while it does', async () => {
  const inside = gateOf();
  const go = gateOf();
  h.world.on('look', async () => {
    inside.open();
    await go.opened;
    return { id: 'one' };
  });
  const id = await h.start(
    await h.approve({
      steps: [
        { id: 'one', action: 'look' },
        { id: 'two', action: 'put' },
      ],
    }),
  );
  await inside.opened;
  await h.runs.signal(`run-${id}`, 'pause', 'lunch');
  go.open();
  await vi.waitFor(async () => expect((await h.execution(id)).phase).toBe('paused'), { timeout: 15_000 });
  expect(await h.runs.query(`run-${id}`)).toMatchObject({
    paused: true,
    steps: { one: 'success', two: 'pending' },
    progress: 50,
  });
  expect((await h.steps(id)).two).toBeUndefined();
  await h.runs.signal(`run-${id}`, 'resume', '');
  const { execution } = await h.ended(id);
  expect(execution).toMatchObject({ status: 'completed', phase: null });
  h.world.on('look', () => undefined);
});

it('cancels: what runs is told, nothing new starts, the reason is kept', async () => {
  const inside = gateOf();
  h.world.on('look', (_params, context) => {
    inside.open();
    return new Promise((_, reject) => context.signal.addEventListener('abort', () => reject(new Error('aborted'))));
  });
  const id = await h.start(
    await h.approve({
      steps: [
        { id: 'one', action: 'look', needs: [] },
        { id: 'rest', service: 'flow', action: 'wait', needs: [], params: { duration: '1h' } },
        { id: 'two', action: 'write', needs: ['one'] },
      ],
    }),
  );
  await inside.opened;
  await h.runs.signal(`run-${id}`, 'cancel', 'not needed any more');
  const { execution, steps } = await h.ended(id);
  expect(execution).toMatchObject({ status: 'cancelled', errorMessage: 'not needed any more', phase: null });
  expect(steps).toMatchObject({ one: { state: 'failed' }, rest: { state: 'failed' }, two: { state: 'skipped' } });
  h.world.on('look', () => undefined);
  await expect(h.runs.signal(`run-${id}`, 'pause', '')).rejects.toMatchObject({ code: 'conflict' });
});

it('asks a person where an effect may have happened and cannot be asked for', async () => {
  let calls = 0;
  h.world.on('once', () => {
    calls += 1;
    throw lost('The answer never came.');
  });
  const { execution, steps } = await h.run({ steps: [{ id: 'only', action: 'once' }] });
  expect(calls).toBe(1);
  expect(execution.errorMessage).toMatch(/not certain whether it happened/);
  expect(steps.only).toMatchObject({ state: 'failed' });
  const effect = await h.store.effects.findOne({ workspace: 'w1', execution: execution._id }).lean();
  expect(effect).toMatchObject({ state: 'unknown', harmless: false });
});
