import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { isAlive } from '../../src/services/process.ts';
import { redisSpec } from '../../src/services/specs.ts';
import { readState } from '../../src/services/state.ts';
import { dataFolder, type Nod, rolesOf, startNod } from '../support/nod.ts';

const folders: ReturnType<typeof dataFolder>[] = [];
const nods: Nod[] = [];

function folder(): string {
  const made = dataFolder();
  folders.push(made);
  return made.path;
}

function start(...args: Parameters<typeof startNod>): Nod {
  const nod = startNod(...args);
  nods.push(nod);
  return nod;
}

afterEach(async () => {
  for (const nod of nods.splice(0)) {
    nod.signal('SIGKILL');
    await nod.ended;
  }
  await Promise.all(folders.splice(0).map((made) => made.remove()));
}, 60_000);

const pidsOf = (dataDir: string) =>
  Object.values(readState(dataDir).services)
    .map(({ pid }) => pid)
    .toSorted();

async function note(dataDir: string, text?: string): Promise<string | undefined> {
  const port = readState(dataDir).services.mongo?.ports.main;
  const connection = await mongoose.createConnection(`mongodb://127.0.0.1:${port}/marks?replicaSet=nod`).asPromise();
  const marks = connection.collection<{ _id: number; text: string }>('marks');
  if (text) await marks.insertOne({ _id: 1, text }, { writeConcern: { w: 'majority', journal: true } });
  const found = await marks.findOne({ _id: 1 });
  await connection.close();
  return found?.text;
}

async function isHealthy(address: string): Promise<void> {
  const answer = await fetch(`${address}/health`);
  if (!answer.ok) throw new Error(await answer.text());
}

describe('npm start', () => {
  test('keeps its data and its ports whatever is killed, takes over what a killed start left behind, and leaves nothing running', {
    timeout: 300_000,
  }, async () => {
    const dataDir = folder();
    const fresh = performance.now();
    const first = start(dataDir);
    const address = await first.ready();
    const firstMs = performance.now() - fresh;
    await vi.waitFor(() => isHealthy(address), { timeout: 60_000 });
    expect(first.output()).toContain(dataDir);
    expect(first.output()).toMatch(/Planner\s+built-in \(ANTHROPIC_API_KEY turns on Claude\)/);
    expect(first.output()).toMatch(/Slack\s+off \(SLACK_BOT_TOKEN turns it on\)/);
    expect(await note(dataDir, 'kept')).toBe('kept');
    // The key of stored credentials is its owner's only.
    const key = join(dataDir, 'secret.key');
    expect(statSync(key).mode & 0o777).toBe(0o600);
    const made = readFileSync(key, 'utf8');
    const ports = Object.values(readState(dataDir).services).map((service) => service.ports.main);
    expect([...pidsOf(dataDir), ...rolesOf(dataDir)]).toHaveLength(5);

    const [gateway = 0, worker = 0] = rolesOf(dataDir);
    process.kill(gateway, 'SIGKILL');
    process.kill(worker, 'SIGKILL');
    process.kill(readState(dataDir).services.mongo?.pid ?? 0, 'SIGKILL');
    process.kill(readState(dataDir).services.redis?.pid ?? 0, 'SIGKILL');
    for (const name of ['MongoDB', 'Valkey', 'The gateway', 'The worker'])
      await first.printed(new RegExp(`${name}.* is back`));
    await vi.waitFor(() => isHealthy(address), { timeout: 60_000 });
    expect(await note(dataDir)).toBe('kept');

    const services = pidsOf(dataDir);
    const roles = rolesOf(dataDir);
    first.signal('SIGKILL');
    await first.ended;
    const second = start(dataDir);
    await vi.waitFor(async () => isHealthy(await second.ready()), { timeout: 60_000 });
    expect(pidsOf(dataDir)).toEqual(services);
    expect(roles.filter(isAlive)).toEqual([]);
    expect(await note(dataDir)).toBe('kept');
    const ending = [...services, ...rolesOf(dataDir)];
    second.signal('SIGINT');
    expect(await second.ended).toBe(0);
    expect(ending.filter(isAlive)).toEqual([]);

    const began = performance.now();
    const third = start(dataDir);
    await third.ready();
    // Seconds on a machine at rest; on a busy one no more than the first, which made all the data.
    expect(performance.now() - began).toBeLessThan(Math.max(20_000, firstMs * 1.5));
    expect(await note(dataDir)).toBe('kept');
    expect(readFileSync(key, 'utf8')).toBe(made);
    expect(Object.values(readState(dataDir).services).map((service) => service.ports.main)).toEqual(ports);
    third.signal('SIGTERM');
    expect(await third.ended).toBe(0);
  });

  test('runs beside a second copy, and refuses what belongs to the first', { timeout: 240_000 }, async () => {
    const [one, two] = [folder(), folder()];
    const copies = [start(one), start(two)];
    const [first = '', second = ''] = await Promise.all(copies.map((nod) => nod.ready()));
    expect(first).not.toBe(second);
    await vi.waitFor(() => Promise.all([isHealthy(first), isHealthy(second)]), { timeout: 60_000 });
    expect(pidsOf(one).filter((pid) => pidsOf(two).includes(pid))).toEqual([]);

    const again = start(one);
    expect(await again.ended).toBe(1);
    expect(again.output()).toContain(`Nod runs on ${one} already at ${first}`);
    expect(again.output()).toContain('DATA_DIR');
    await isHealthy(first);
  });

  test('says in one sentence that its port is taken, and leaves nothing running', { timeout: 60_000 }, async () => {
    const other = createServer();
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
    const { port } = other.address() as AddressInfo;
    const dataDir = folder();
    const nod = start(dataDir, { PORT: String(port) });
    expect(await nod.ended).toBe(1);
    expect(nod.output().trim()).toBe(
      `Port ${port} is taken. Stop what uses it, or choose another with PORT=${port + 1}.`,
    );
    expect(pidsOf(dataDir)).toEqual([]);
    await new Promise((closed) => other.close(closed));
  });

  test('names a bad setting and what was expected', { timeout: 60_000 }, async () => {
    const nod = start(folder(), { PLANNER: 'sometimes', WORKFLOW_CURRENCY: 'shillings' });
    expect(await nod.ended).toBe(1);
    expect(nod.output()).toMatch(/PLANNER: .*"auto"\|"claude"\|"builtin"/);
    expect(nod.output()).toContain('WORKFLOW_CURRENCY: three capital letters');
  });
});

test('ends with the npm that started it, and the next start waits for that', { timeout: 240_000 }, async () => {
  const dataDir = folder();
  const npm = start(dataDir, {}, 'all', 'npm');
  await npm.ready();
  const [gateway = 0] = rolesOf(dataDir);
  npm.signal('SIGKILL');
  const next = start(dataDir);
  await next.ready();
  expect(isAlive(gateway)).toBe(false);
  next.signal('SIGTERM');
  expect(await next.ended).toBe(0);
});

test('gateway and worker started apart share services; the last to leave stops them', {
  timeout: 240_000,
}, async () => {
  const dataDir = folder();
  const gateway = start(dataDir, {}, 'gateway');
  const worker = start(dataDir, {}, 'worker');
  await Promise.all([gateway.printed(/the gateway is ready/), worker.printed(/the worker is ready/)]);
  const services = pidsOf(dataDir);
  const redis = readState(dataDir).services.redis?.ports ?? { main: 0 };
  gateway.signal('SIGTERM');
  expect(await gateway.ended).toBe(0);
  await redisSpec.ready(redis);
  worker.signal('SIGTERM');
  expect(await worker.ended).toBe(0);
  expect(services.filter(isAlive)).toEqual([]);
});
