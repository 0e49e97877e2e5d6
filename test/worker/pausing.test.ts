import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { busy, gateOf, refused } from './support/actions.ts';
import { type Harness, openHarness, PERSON } from './support/harness.ts';
import { addWorker } from './support/pair.ts';
import { addPeople, answer, decide, waiting } from './support/people.ts';

/** A paused run does nothing until it goes on, also where it waits for people. */

let h: Harness;
let worker: Awaited<ReturnType<typeof addWorker>>;
/** Held where a test says so, before it does anything. */
const before = { gate: async () => {}, question: async () => {} };

beforeAll(async () => {
  h = await openHarness({ FAILURE_WAIT_HOURS: String(1.5 / 3600) }, { idle: true });
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

const people = (params: Record<string, string | string[]>) => [
  { id: 'ask', service: 'flow', action: 'approve', needs: [], params },
  {
    id: 'what',
    service: 'flow',
    action: 'ask',
    needs: [],
    params: { question: 'What?', default: 'nothing', ...params },
  },
];
const times = async (id: string) => {
  const { ask, what } = await h.steps(id);
  return [ask?.gate, what?.question].map((one) => ({
    deadline: Date.parse(one?.deadline ?? ''),
    reminded: one?.reminded,
    reminders: (one?.reminders ?? []).map((at) => Date.parse(at)),
  }));
};
const until = (at: number) => vi.waitFor(() => expect(Date.now()).toBeGreaterThan(at), LONG);

it('lets the time to answer stand still: nobody is missed or reminded, and it goes on from there', async () => {
  const id = await h.start(await h.approve({ steps: people({ timeout: '3s', reminders: ['2s'] }) }));
  await vi.waitFor(async () => expect((await times(id)).every((one) => one.deadline > 0)).toBe(true), LONG);
  await h.runs.signal(`run-${id}`, 'pause', '');
  await isPaused(id);
  const before = await times(id);
  await until(Math.max(...before.map((one) => one.deadline)) + 200);
  // Long over by the clock, and both still wait.
  expect(await h.steps(id)).toMatchObject({ ask: { state: 'waiting' }, what: { state: 'waiting' } });
  expect(await times(id)).toEqual(before);
  expect(before.map((one) => one.reminded)).toEqual([0, 0]);
  const resumed = Date.now();
  await h.runs.signal(`run-${id}`, 'resume', '');
  await vi.waitFor(async () => {
    for (const one of await times(id)) expect(one.deadline).toBeGreaterThan(resumed);
  }, LONG);
  const after = await times(id);
  for (const [at, one] of after.entries()) {
    const moved = one.deadline - (before[at]?.deadline ?? 0);
    expect(one.reminders).toEqual(before[at]?.reminders.map((time) => time + moved));
  }
  const { steps } = await h.ended(id);
  expect(steps).toMatchObject({
    ask: { gate: { reminded: 1, decision: 'rejected', decidedBy: null } },
    what: { question: { reminded: 1 }, output: { answer: 'nothing', answered: false } },
  });
  expect(steps.ask?.endedAt?.getTime()).toBeGreaterThanOrEqual(after[0]?.deadline ?? 0);
});

it('takes a yes and an answer while it is paused, past what was the deadline too', async () => {
  const id = await h.start(await h.approve({ steps: [...people({ timeout: '5s' }), { id: 'next' }] }));
  const rows = await Promise.all(['ask', 'what'].map((step) => waiting(h, id, step)));
  await h.runs.signal(`run-${id}`, 'pause', '');
  await isPaused(id);
  await until(Math.max(...(await times(id)).map((one) => one.deadline)) + 100);
  const [ask, what] = rows;
  if (!ask || !what) throw new Error('nothing waits');
  expect(await decide(h, id, ask, PERSON)).toMatchObject({ result: 'accepted' });
  expect(await answer(h, id, what, 'this')).toMatchObject({ result: 'accepted' });
  await vi.waitFor(
    async () =>
      expect(await h.runs.query(`run-${id}`)).toMatchObject({
        steps: { ask: 'success', what: 'success', next: 'pending' },
      }),
    LONG,
  );
  await h.runs.signal(`run-${id}`, 'resume', '');
  expect((await h.ended(id)).steps).toMatchObject({
    ask: { output: { approved: true } },
    what: { output: { answer: 'this' } },
    next: { state: 'success' },
  });
});

it('asks on about a failure: silence ends nothing while it is paused', async () => {
  h.world.on('once', () => {
    throw refused('Full.');
  });
  const id = await h.start(await h.approve({ on_failure: 'ask', steps: [{ id: 'bad', action: 'once' }] }));
  const asking = async () => (await h.execution(id)).asking;
  await vi.waitFor(async () => expect(await asking()).toBeTruthy(), LONG);
  await h.runs.signal(`run-${id}`, 'pause', '');
  await isPaused(id);
  expect(await h.execution(id)).toMatchObject({ phase: 'waiting', paused: true });
  const before = Date.parse((await asking())?.deadline ?? '');
  await until(before + 200);
  expect(await asking()).toMatchObject({ decided: null });
  await h.runs.signal(`run-${id}`, 'resume', '');
  await vi.waitFor(async () => expect(Date.parse((await asking())?.deadline ?? '')).toBeGreaterThan(before), LONG);
  expect((await h.ended(id)).execution).toMatchObject({ status: 'failed', asking: { decided: { by: null } } });
  h.world.on('once', () => undefined);
});
