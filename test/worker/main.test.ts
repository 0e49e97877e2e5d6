import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { expect, inject, it, vi } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { newId } from '../../src/ids.ts';
import { createLog } from '../../src/log.ts';
import { servedQueues } from '../../src/temporal/queues.ts';
import { startWorker } from '../../worker/main.ts';
import { testBundle } from '../support/bundle.ts';
import { openTestStore } from '../support/store.ts';

it('starts, gives signs of life, serves other queues once a run is on them, and leaves in order', {
  timeout: 120_000,
}, async () => {
  const { store, url, drop } = await openTestStore();
  const dataDir = mkdtempSync(join(tmpdir(), 'nod-worker-'));
  const queue = newId('queue');
  const config = readConfig({ NODE_ENV: 'test', DATA_DIR: dataDir, TEMPORAL_TASK_QUEUE: queue });
  const worker = await startWorker({
    config,
    services: { ...inject('services'), mongo: url },
    log: createLog('silent', 'test'),
    bundle: await testBundle(),
  });
  expect(worker.health()).toEqual({ ok: true, detail: 'running' });
  const rows = await store.workers.find({ workspace: '-', queue }).lean();
  const [one, long, priority] = [queue, `${queue}-long`, `${queue}-priority`];
  expect(rows).toMatchObject([{ state: 'running', serves: [one, long, priority] }]);

  const connection = await Connection.connect({ address: inject('services').temporal });
  const client = new Client({ connection });
  const polled = async (name: string) => {
    const { pollers } = await client.workflowService.describeTaskQueue({
      namespace: 'default',
      taskQueue: { name },
      taskQueueType: 1,
    });
    return (pollers ?? []).length > 0;
  };
  await vi.waitFor(async () => expect(await polled(one)).toBe(true), { timeout: 20_000 });
  const run = await client.workflow.start('whatever', {
    taskQueue: long,
    workflowId: newId('run'),
    args: [{ workspace: '-', mode: 'undo', executionId: 'none' }],
  });
  await vi.waitFor(async () => expect(await polled(long)).toBe(true), { timeout: 20_000 });
  // A queue that no run is on costs nothing.
  expect(await polled(priority)).toBe(false);
  await run.terminate();
  await connection.close();

  await worker.stop();
  expect(worker.health().ok).toBe(false);
  expect(await store.workers.countDocuments({ workspace: '-', queue })).toBe(0);
  await drop();
  rmSync(dataDir, { recursive: true });
});

it('serves the one queue it is told to, and names those there are where there is no such', () => {
  expect(servedQueues('user-workflows', undefined)).toEqual([
    'user-workflows',
    'user-workflows-long',
    'user-workflows-priority',
  ]);
  expect(servedQueues('user-workflows', 'long')).toEqual(['user-workflows-long']);
  expect(servedQueues('user-workflows', 'user-workflows')).toEqual(['user-workflows']);
  expect(() => servedQueues('user-workflows', 'slow')).toThrow(
    'There is no queue "slow": choose user-workflows, user-workflows-long, user-workflows-priority.',
  );
});
