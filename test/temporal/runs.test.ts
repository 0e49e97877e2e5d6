import { createServer, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createLog } from '../../src/log.ts';
import { createTemporal } from '../../src/temporal/connection.ts';
import { createRuns } from '../../src/temporal/runs.ts';

const log = createLog('silent', 'test');
const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const START = {
  workspace: 'w1',
  workflow: 'wf_1',
  user: 'usr_1',
  executionId: 'run_1',
  version: 1,
  seal: 's',
  trigger: null,
  name: 'Never starts',
};

function runsAt(address: string) {
  const temporal = createTemporal({ access: { address }, namespace: 'default', log, deadlineMs: 500 });
  closing.push(() => temporal.close());
  return createRuns({ temporal, queue: 'nowhere', log });
}

it('says that runs cannot start when nothing listens', async () => {
  const runs = runsAt('127.0.0.1:1');
  await expect(runs.start(START)).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/^I can't start runs right now: the workflow engine is not answering\./),
  });
  expect(await runs.healthy()).toBe(false);
  await expect(runs.signal('run-x', 'pause', '')).rejects.toMatchObject({ code: 'unavailable' });
});

it('does not wait long for a server that hangs', async () => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => void sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const runs = runsAt(`127.0.0.1:${address.port}`);
  const begun = Date.now();
  await expect(runs.start(START)).rejects.toMatchObject({ code: 'unavailable' });
  expect(Date.now() - begun).toBeLessThan(5000);
});
