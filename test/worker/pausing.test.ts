import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { busy, gateOf } from './support/actions.ts';
import { type Harness, openHarness } from './support/harness.ts';
import { addWorker } from './support/pair.ts';
import { addPeople } from './support/people.ts';

/** A paused run does nothing until it goes on, also where it waits for people. */

let h: Harness;
let worker: Awaited<ReturnType<typeof addWorker>>;
/** Held where a test says so, before it does anything. */
const before = { gate: async () => {}, question: async () => {} };

beforeAll(async () => {
  h = await openHarness({}, { idle: true });
  await addPeople(h);
  const made = h.newActivities();
  const activities: typeof made = {
    ...made,
    gate: async (call) => {
      await before.gate();
      return made.gate(call);
    },
    question: async (call) => {
      await before.question();
      return made.question(call);
    },
  };
  worker = await addWorker(h, { activities });
});
afterAll(async () => {
  await worker.stop();
  await h.close();
});

const LONG = { timeout: 20_000 };
const isPaused = (id: string) => vi.waitFor(async () => expect((await h.execution(id)).paused).toBe(true), LONG);

it('stays paused where a gate opens in that moment, and says that it waits as well', async () => {
  const [inside, go, opening, open] = [gateOf(), gateOf(), gateOf(), gateOf()];
  h.world.on('look', async (_params, _context, call) => {
    if (call > 1) return { id: 'done' };
    inside.open();
    await go.opened;
    throw busy('Not now.', 100);
  });
  before.gate = async () => {
    opening.open();
    await open.opened;
  };
  const id = await h.start(
    await h.approve({
      steps: [
        { id: 'one', action: 'look', needs: [], retry: { attempts: 2 } },
        { id: 'ask', service: 'flow', action: 'approve', needs: [], params: {} },
      ],
    }),
  );
  await Promise.all([inside.opened, opening.opened]);
  await h.runs.signal(`run-${id}`, 'pause', '');
  await isPaused(id);
  open.open();
  await vi.waitFor(async () => expect((await h.steps(id)).ask?.state).toBe('waiting'), LONG);
  await vi.waitFor(async () => expect((await h.execution(id)).dirty).toBeGreaterThan(3), LONG);
  expect(await h.execution(id)).toMatchObject({ phase: 'running', paused: true });
  go.open();
  // What failed before the pause is held, though the gate has spoken meanwhile.
  await vi.waitFor(async () => {
    const { events } = await h.handle(id).fetchHistory();
    expect(events?.some((event) => event.activityTaskFailedEventAttributes)).toBe(true);
  }, LONG);
  expect(h.world.called('look')).toHaveLength(1);
  expect(await h.runs.query(`run-${id}`)).toMatchObject({ paused: true, phase: 'running' });
  await h.runs.signal(`run-${id}`, 'resume', '');
  // Only the gate is left, and nothing is paused.
  await vi.waitFor(async () => expect(await h.execution(id)).toMatchObject({ phase: 'waiting', paused: false }), LONG);
  expect(h.world.called('look')).toHaveLength(2);
  await h.runs.signal(`run-${id}`, 'pause', '');
  await isPaused(id);
  expect(await h.execution(id)).toMatchObject({ phase: 'waiting', paused: true });
  expect(await h.runs.query(`run-${id}`)).toMatchObject({ paused: true, phase: 'waiting' });
  await h.runs.signal(`run-${id}`, 'cancel', 'over');
  expect((await h.ended(id)).execution).toMatchObject({ status: 'cancelled', phase: null });
  before.gate = async () => {};
  h.world.on('look', () => undefined);
});

it('tells that only waiting is left, where that comes about during the pause', async () => {
  const [inside, go] = [gateOf(), gateOf()];
  h.world.on('look', async () => {
    inside.open();
    await go.opened;
    return { id: 'done' };
  });
  const id = await h.start(
    await h.approve({
      steps: [
        { id: 'one', action: 'look', needs: [] },
        { id: 'ask', service: 'flow', action: 'approve', needs: [], params: {} },
      ],
    }),
  );
  await inside.opened;
  await vi.waitFor(async () => expect((await h.steps(id)).ask?.state).toBe('waiting'), LONG);
  await h.runs.signal(`run-${id}`, 'pause', '');
  await isPaused(id);
  expect((await h.execution(id)).phase).toBe('running');
  go.open();
  await vi.waitFor(async () => expect(await h.execution(id)).toMatchObject({ phase: 'waiting', paused: true }), LONG);
  await h.runs.signal(`run-${id}`, 'cancel', 'over');
  await h.ended(id);
  h.world.on('look', () => undefined);
});
