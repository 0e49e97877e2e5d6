import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { gateOf } from './support/actions.ts';
import { type Harness, openHarness } from './support/harness.ts';
import { addWorker } from './support/pair.ts';

/** Several workers on one queue: they share the load, and what one of them leaves another finishes. */
let h: Harness;
beforeEach(async () => {
  h = await openHarness({}, { idle: true });
});
afterEach(() => h.close());

const soon = { timeout: 30_000, interval: 50 };

it('shares the steps of forty runs', { timeout: 120_000 }, async () => {
  const workers = [await addWorker(h), await addWorker(h)];
  const approved = await h.approve({
    steps: [{ id: 'one' }, { id: 'two', action: 'once' }, { id: 'three', needs: ['one', 'two'] }],
  });
  const ids = await Promise.all(Array.from({ length: 40 }, () => h.start(approved)));
  const ends = await Promise.all(ids.map((id) => h.ended(id)));
  expect(ends.map(({ execution }) => execution.status)).toEqual(ids.map(() => 'completed'));
  expect(h.world.calls).toHaveLength(120);
  expect(new Set(h.world.calls.map((call) => call.key)).size).toBe(120);
  for (const worker of workers) expect(worker.calls()).toBeGreaterThan(20);
  await Promise.all(workers.map((worker) => worker.stop()));
});

it('finishes what is under way, takes nothing new, and says so', { timeout: 60_000 }, async () => {
  const gate = gateOf();
  h.world.on('write', () => gate.opened.then(() => ({ id: 'done' })));
  const first = await addWorker(h, { drainMs: 20_000 });
  const id = await h.start(await h.approve({ steps: [{ id: 'long', action: 'write', timeout: '1m' }] }));
  await vi.waitFor(() => expect(h.world.calls).toHaveLength(1), soon);
  const stopping = first.stop();
  gate.open();
  expect(await stopping).toMatchObject({ handedOver: [] });
  const second = await addWorker(h);
  const { execution } = await h.ended(id);
  expect(execution.status).toBe('completed');
  expect(h.world.calls).toHaveLength(1);
  await second.stop();
});

it('hands a long step over when the drain is over: another worker finishes it under the same key', {
  timeout: 90_000,
}, async () => {
  const effects = new Map<string, string>();
  const seen: string[] = [];
  const gate = gateOf();
  // The provider does each key once; the first call hangs until it is aborted, as a long one does.
  h.world.on('write', async (_params, context, call) => {
    seen.push(context.idempotencyKey);
    if (call === 1) {
      await new Promise((_, reject) => {
        context.signal.addEventListener('abort', () => reject(context.signal.reason), { once: true });
      });
    }
    await gate.opened;
    effects.set(context.idempotencyKey, 'once');
    return { id: 'done' };
  });
  const first = await addWorker(h, { drainMs: 500 });
  const id = await h.start(
    await h.approve({
      steps: [
        { id: 'long', action: 'write', timeout: '5m' },
        { id: 'after', action: 'put' },
      ],
    }),
  );
  await vi.waitFor(() => expect(seen).toHaveLength(1), soon);
  const second = await addWorker(h);
  const report = await first.stop();
  expect(report.handedOver).toMatchObject([{ type: 'world.write', run: `run-${id}`, activity: 'long' }]);
  gate.open();
  const { execution, steps } = await h.ended(id);
  expect(execution.status).toBe('completed');
  expect(steps.after?.state).toBe('success');
  expect(new Set(seen).size).toBe(1);
  expect(effects.size).toBe(1);
  await second.stop();
});
