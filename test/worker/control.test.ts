import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { busy, gateOf, lost, refused } from './support/actions.ts';
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
  await vi.waitFor(async () => expect((await h.execution(id)).paused).toBe(true), { timeout: 15_000 });
  go.open();
  await vi.waitFor(async () => expect((await h.steps(id)).one?.state).toBe('success'), { timeout: 15_000 });
  // That a step came to its end does not unsay it.
  expect((await h.execution(id)).paused).toBe(true);
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

for (const action of ['write', 'look']) {
  it(`does not try again what failed before the pause, until it goes on (${action})`, async () => {
    const inside = gateOf();
    const go = gateOf();
    h.world.on(action, async (_params, _context, call) => {
      if (call > 1) return { id: 'done' };
      inside.open();
      await go.opened;
      throw busy('Not now.', 200);
    });
    h.world.calls.length = 0;
    const id = await h.start(await h.approve({ steps: [{ id: 'one', action, retry: { attempts: 2 } }] }));
    await inside.opened;
    await h.runs.signal(`run-${id}`, 'pause', '');
    await vi.waitFor(async () => expect((await h.execution(id)).paused).toBe(true), { timeout: 15_000 });
    go.open();
    await heldBack(id, 1);
    expect(h.world.called(action)).toHaveLength(1);
    expect((await h.steps(id)).one).toMatchObject({ state: 'running', error: 'Not now.' });
    await h.runs.signal(`run-${id}`, 'resume', '');
    const { execution, steps } = await h.ended(id);
    expect(execution).toMatchObject({ status: 'completed' });
    expect(steps.one).toMatchObject({ state: 'success', attempt: 2 });
    expect(h.world.called(action)).toHaveLength(2);
    h.world.on(action, () => undefined);
  });
}

it.each(['put', 'peek', 'call'])('hears of a pause between attempts of a short call too (%s)', async (action) => {
  h.world.on(action, () => {
    throw busy('Not now.', 400);
  });
  h.world.calls.length = 0;
  const id = await h.start(await h.approve({ steps: [{ id: 'one', action, retry: { attempts: 20 } }] }));
  await vi.waitFor(() => expect(h.world.called(action).length).toBeGreaterThan(1), { timeout: 15_000 });
  await h.runs.signal(`run-${id}`, 'pause', '');
  await vi.waitFor(async () => expect((await h.execution(id)).paused).toBe(true), { timeout: 4000 });
  const calls = () => h.world.called(action).filter(({ execution }) => execution === id).length;
  // One may be under way at that moment.
  const most = calls() + 1;
  const other = h.world.called('look').length;
  h.world.on('look', () => {
    if (h.world.called('look').length < other + 4) throw busy('Later.', 400);
  });
  await h.run({ steps: [{ id: 'meanwhile', action: 'look', retry: { attempts: 5 } }] });
  expect(calls()).toBeLessThanOrEqual(most);
  await h.runs.signal(`run-${id}`, 'cancel', 'enough');
  expect((await h.ended(id)).execution).toMatchObject({ status: 'cancelled', errorMessage: 'enough' });
  for (const one of [action, 'look']) h.world.on(one, () => undefined);
});

it('counts attempts across a pause, and cancels while it holds one back', async () => {
  const begin = async () => {
    const inside = gateOf();
    const go = gateOf();
    h.world.calls.length = 0;
    h.world.on('look', async () => {
      inside.open();
      await go.opened;
      throw busy('Never.', 100);
    });
    const id = await h.start(await h.approve({ steps: [{ id: 'one', action: 'look', retry: { attempts: 2 } }] }));
    await inside.opened;
    await h.runs.signal(`run-${id}`, 'pause', '');
    await vi.waitFor(async () => expect((await h.execution(id)).paused).toBe(true), { timeout: 15_000 });
    go.open();
    await heldBack(id, 1);
    return id;
  };
  const id = await begin();
  await h.runs.signal(`run-${id}`, 'resume', '');
  expect((await h.ended(id)).execution).toMatchObject({ status: 'failed', errorMessage: 'Never.' });
  expect(h.world.called('look')).toHaveLength(2);
  const other = await begin();
  await h.runs.signal(`run-${other}`, 'cancel', 'enough');
  expect((await h.ended(other)).execution).toMatchObject({ status: 'cancelled', errorMessage: 'enough' });
  expect(h.world.called('look')).toHaveLength(1);
  h.world.on('look', () => undefined);
});

it('takes nothing back while it is paused', async () => {
  const inside = gateOf();
  const go = gateOf();
  h.world.calls.length = 0;
  h.world.on('once', async () => {
    inside.open();
    await go.opened;
    throw refused('No.');
  });
  const id = await h.start(
    await h.approve({
      on_failure: 'undo',
      steps: [
        { id: 'kept', action: 'keep' },
        { id: 'bad', action: 'once' },
      ],
    }),
  );
  await inside.opened;
  await h.runs.signal(`run-${id}`, 'pause', '');
  await vi.waitFor(async () => expect((await h.execution(id)).paused).toBe(true), { timeout: 15_000 });
  go.open();
  await vi.waitFor(async () => expect((await h.steps(id)).bad?.state).toBe('failed'), { timeout: 15_000 });
  expect(await h.runs.query(`run-${id}`)).toMatchObject({ paused: true });
  expect(h.world.called('drop')).toEqual([]);
  await h.runs.signal(`run-${id}`, 'resume', '');
  const { steps } = await h.ended(id);
  expect(steps.kept?.undone).toMatchObject({ state: 'undone' });
  h.world.on('once', () => undefined);
});

it('holds what another workflow did for it too, and tries none of it again until it goes on', async () => {
  const inside = gateOf();
  const go = gateOf();
  h.world.calls.length = 0;
  h.world.on('once', () => {
    throw refused('No.');
  });
  h.world.on('drop', async (_params, _context, call) => {
    if (call > 1) return {};
    inside.open();
    await go.opened;
    throw busy('Not now.', 100);
  });
  const inner = await h.approve({ steps: [{ id: 'kept', action: 'keep' }] });
  const sub = { id: 'sub', service: 'flow', action: 'run_workflow', params: { workflow: inner.workflow.name } };
  const steps = [{ id: 'own', action: 'keep' }, sub, { id: 'bad', action: 'once' }];
  const id = await h.start(await h.approve({ on_failure: 'undo', steps }));
  await inside.opened;
  await h.runs.signal(`run-${id}`, 'pause', '');
  await vi.waitFor(async () => expect((await h.execution(id)).paused).toBe(true), { timeout: 15_000 });
  go.open();
  await heldBack(id, 1);
  expect(h.world.called('drop')).toHaveLength(1);
  await h.runs.signal(`run-${id}`, 'resume', '');
  await h.ended(id);
  expect((await h.steps(`${id}-sub`)).kept?.undone).toMatchObject({ state: 'undone' });
  expect((await h.steps(id)).own?.undone).toMatchObject({ state: 'undone' });
  expect(h.world.called('drop')).toHaveLength(3);
  h.world.on('once', () => undefined);
  h.world.on('drop', () => undefined);
});

/** Until so many calls came back to the run because it is paused. */
async function heldBack(id: string, times: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const { events } = await h.handle(id).fetchHistory();
      const back = events?.filter(
        (event) => event.activityTaskFailedEventAttributes?.failure?.applicationFailureInfo?.type === 'held_back',
      );
      expect(back).toHaveLength(times);
    },
    { timeout: 15_000 },
  );
}

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
