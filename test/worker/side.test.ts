import { setTimeout as pause } from 'node:timers/promises';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testBundle } from '../support/bundle.ts';
import { type Harness, openHarness } from './support/harness.ts';

/**
 * When a run is replayed, all short calls of a task end at once. Calls side by side must therefore leave in the history which
 * of them ended first, or a worker that takes a run over could not go on with it.
 */
let h: Harness;
beforeAll(async () => {
  h = await openHarness();
  // How long each takes is what this is about: they must end in another order than they were begun in.
  h.world.on('peek', () => pause(300, { id: 'p' }));
  h.world.on('put', () => pause(60, { id: 'q' }));
  h.world.on('call', () => pause(150, { id: 'c' }));
});
afterAll(() => h.close());

/** Runs it to its end, then replays what Temporal has of it. Returns how many activities of their own it took. */
async function replayed(steps: Record<string, unknown>[]): Promise<number> {
  const id = await h.start(await h.approve({ steps: steps as never }));
  const { execution } = await h.ended(id);
  expect(execution.status).toBe('completed');
  const history = await h.handle(id).fetchHistory();
  await Worker.runReplayHistory({ workflowBundle: await testBundle() }, JSON.parse(historyToJSON(history)), id);
  return (history.events ?? []).filter((event) => event.activityTaskScheduledEventAttributes).length;
}

it('replays branches whose short calls ended in another order than they were written in', async () => {
  await replayed([
    { id: 'a1', action: 'peek', needs: [] },
    { id: 'b1', action: 'put', needs: [] },
    { id: 'a2', action: 'call', needs: ['a1'] },
    { id: 'b2', action: 'peek', needs: ['b1'] },
    { id: 'b3', action: 'put', needs: ['b2'] },
    { id: 'end', action: 'put', needs: ['a2', 'b3'] },
  ]);
});

it('replays a list beside a branch', async () => {
  await replayed([
    { id: 'each', action: 'put', needs: [], for_each: '{{ [1, 2, 3, 4, 5, 6, 7] }}' },
    { id: 'peek', action: 'peek', needs: [] },
    { id: 'call', action: 'call', needs: ['peek'] },
    { id: 'end', action: 'put', needs: ['each', 'call'] },
  ]);
});

it('replays a body gone through side by side', async () => {
  await replayed([
    { id: 'each', service: 'flow', action: 'loop', for_each: '{{ [1, 2, 3, 4, 5, 6] }}', max_parallel: 3 },
    { id: 'look', action: 'peek', inside: 'each' },
    { id: 'keep', action: 'put', inside: 'each' },
    { id: 'tell', action: 'call', inside: 'each' },
  ]);
});

it('replays a gate beside a branch of short calls', async () => {
  await replayed([
    { id: 'pause', service: 'flow', action: 'wait', params: { duration: '1s' }, needs: [] },
    { id: 'a1', action: 'put', needs: [] },
    { id: 'a2', action: 'peek', needs: ['a1'] },
    { id: 'a3', action: 'put', needs: ['a2'] },
    { id: 'b1', action: 'call', needs: ['pause'] },
    { id: 'b2', action: 'peek', needs: ['b1'] },
    { id: 'end', action: 'put', needs: ['a3', 'b2'] },
  ]);
});

it('keeps short calls within the task where they are alone, whatever other runs do meanwhile', async () => {
  const step = (id: string, action: string) => ({ id, action });
  const plain = [step('one', 'put'), step('two', 'call'), step('three', 'peek'), step('four', 'put')];
  const all = await Promise.all([replayed(plain), replayed(plain), replayed(plain)]);
  expect(all).toEqual([0, 0, 0]);
});
