import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createHandover } from '../../worker/activities/handover.ts';
import { gateOf } from './support/actions.ts';
import { type Harness, openHarness, PERSON } from './support/harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await openHarness();
});
afterAll(() => h.close());

/** Activities that Temporal was asked for; local ones are not among them. */
async function scheduled(id: string): Promise<number> {
  const { events } = await h.handle(id).fetchHistory();
  return (events ?? []).filter((event) => event.activityTaskScheduledEventAttributes).length;
}

it('asks Temporal for no activity where a quick step is over soon', async () => {
  const id = await h.start(await h.approve({ steps: [{ id: 'only', action: 'call' }] }));
  const { execution } = await h.ended(id);
  expect(execution.status).toBe('completed');
  expect(await scheduled(id)).toBe(0);
});

it('hands a quick step over that takes longer, and calls once', async () => {
  const { opened, open } = gateOf<{ id: string }>();
  h.world.on('call', () => opened);
  const id = await h.start(await h.approve({ steps: [{ id: 'only', action: 'call' }] }));
  await vi.waitFor(async () => expect(await scheduled(id)).toBe(1), { timeout: 20_000, interval: 100 });
  open({ id: 'late' });
  const { execution, steps } = await h.ended(id);
  expect(execution.status).toBe('completed');
  expect(steps.only).toMatchObject({ state: 'success', output: { id: 'late', status: 'success' } });
  expect(h.world.calls.filter((call) => call.execution === id)).toHaveLength(1);
});

it('stops a call that was handed over when its run is cancelled', async () => {
  const told = gateOf();
  h.world.on(
    'call',
    (_params, { signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          told.open();
          reject(signal.reason);
        });
      }),
  );
  const id = await h.start(await h.approve({ steps: [{ id: 'only', action: 'call' }] }));
  await vi.waitFor(async () => expect(await scheduled(id)).toBe(1), { timeout: 20_000, interval: 100 });
  await h.handle(id).cancel();
  await told.opened;
  const { execution } = await h.ended(id);
  expect(execution.status).toBe('cancelled');
  const effect = await h.store.effects.findOne({ _id: `${id}:only:0:0`, workspace: PERSON.workspace }).lean();
  expect(effect?.state).toBe('unknown');
});

it('hands nothing over once the worker is ending', async () => {
  const handover = createHandover();
  const { opened, open } = gateOf<{ status: string }>();
  handover.close();
  const first = handover.first('key', { work: opened, stop: new AbortController() }, 1);
  expect(handover.take('key')).toBeNull();
  open({ status: 'success' });
  expect(await first).toEqual({ status: 'success' });
});
