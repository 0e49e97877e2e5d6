import { Worker } from '@temporalio/worker';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testBundle } from '../support/bundle.ts';
import { type Harness, openHarness } from './support/harness.ts';

let h: Harness;
beforeAll(async () => { h = await openHarness(); });
afterAll(() => h.close());
const sleep = (ms: number) => new Promise((r) => setTimeout(r, ms));

it('replays branches whose short calls end in another order than they were written', { timeout: 60000 }, async () => {
  h.world.on('peek', async () => { await sleep(300); return { id: 'p' }; });
  h.world.on('put', async () => { await sleep(100); return { id: 'q' }; });
  h.world.on('call', async () => { await sleep(150); return { id: 'c' }; });
  const id = await h.start(await h.approve({ steps: [
    { id: 'a1', action: 'peek', needs: [] },
    { id: 'b1', action: 'put', needs: [] },
    { id: 'a2', action: 'call', needs: ['a1'] },
    { id: 'b2', action: 'peek', needs: ['b1'] },
    { id: 'b3', action: 'put', needs: ['b2'] },
    { id: 'end', action: 'put', needs: ['a2', 'b3'] },
  ] }));
  const { execution } = await h.ended(id);
  expect(execution.status).toBe('completed');
  const history = JSON.parse(historyToJSON(await h.handle(id).fetchHistory()));
  await Worker.runReplayHistory({ workflowBundle: await testBundle() }, history, 'probe');
});
