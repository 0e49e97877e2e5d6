import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { busy, gateOf } from './support/actions.ts';
import { type Harness, openHarness } from './support/harness.ts';

/** What Temporal is told of a step's time limits, that it hears of long calls, and that waits last as long as they should. */
let h: Harness;
beforeAll(async () => {
  h = await openHarness();
});
afterAll(() => h.close());

const seconds = (of: { seconds?: { toString(): string } | null } | null | undefined) => Number(of?.seconds ?? 0);

it.each([
  ['extended', { start: 1200, heartbeat: 30 }],
  ['batch', { start: 3600, heartbeat: 30 }],
  ['long', { start: 7200, whole: 10_800, heartbeat: 300 }],
  ['model', { start: 600, whole: 900, heartbeat: 30 }],
] as const)('of the profile %s', async (profile, wanted) => {
  const id = await h.start(await h.approve({ steps: [{ id: 'one', action: 'look', profile }] }));
  await h.ended(id);
  const { events } = await h.handle(id).fetchHistory();
  const told = events
    ?.map((event) => event.activityTaskScheduledEventAttributes)
    .find((attributes) => attributes?.activityId?.startsWith('one'));
  // A call gets somewhat longer than its limit, so that it ends by itself and says how.
  expect(seconds(told?.startToCloseTimeout)).toBeGreaterThanOrEqual(wanted.start);
  expect(seconds(told?.startToCloseTimeout)).toBeLessThan(wanted.start + 60);
  expect(seconds(told?.heartbeatTimeout)).toBe(wanted.heartbeat);
  if ('whole' in wanted) expect(seconds(told?.scheduleToCloseTimeout)).toBe(wanted.whole);
});

it('hears of a call of hours while it lasts, and that it is to stop', async () => {
  const inside = gateOf();
  const told = gateOf();
  h.world.on('write', (_params, { signal }) => {
    inside.open();
    return new Promise((_, reject) =>
      signal.addEventListener('abort', () => {
        told.open();
        reject(signal.reason);
      }),
    );
  });
  const id = await h.start(await h.approve({ steps: [{ id: 'hours', profile: 'long' }] }));
  await inside.opened;
  const beaten = async () => {
    const { raw } = await h.handle(id).describe();
    return raw.pendingActivities?.[0]?.lastHeartbeatTime ?? null;
  };
  await vi.waitFor(async () => expect(await beaten()).not.toBeNull(), { timeout: 20_000, interval: 100 });
  await h.runs.signal(`run-${id}`, 'cancel', 'enough');
  await told.opened;
  expect((await h.ended(id)).execution.status).toBe('cancelled');
  h.world.on('write', () => undefined);
});

it('waits as long as the other side asks before it tries again', async () => {
  const at: number[] = [];
  h.world.on('write', () => {
    at.push(Date.now());
    if (at.length === 1) throw busy('Too many requests.', 1500);
    return { id: 'done' };
  });
  const retry = { attempts: 2, initial: '10ms', max: '20ms' };
  const { steps } = await h.run({ steps: [{ id: 'one', retry }] });
  expect(steps.one).toMatchObject({ state: 'success', attempt: 2 });
  expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(1500);
  h.world.on('write', () => undefined);
});

it('waits until a moment to come, and not at all until one that has passed', async () => {
  const until = new Date(Date.now() + 1500).toISOString();
  const wait = (id: string, when: string) => ({ id, service: 'flow', action: 'wait', params: { until: when } });
  const { steps } = await h.run({
    steps: [wait('rest', until), wait('past', '2020-01-01T00:00:00Z'), { id: 'after' }],
  });
  expect(steps.rest?.endedAt?.getTime()).toBeGreaterThanOrEqual(Date.parse(until));
  const past = (steps.past?.endedAt?.getTime() ?? 0) - (steps.past?.startedAt.getTime() ?? 0);
  expect(past).toBeLessThan(1000);
  expect(steps.after?.state).toBe('success');
});
