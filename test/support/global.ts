import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mongoose';
import type { TestProject } from 'vitest/node';
import { endProcess } from '../../src/services/process.ts';
import { createProgress } from '../../src/services/progress.ts';
import { isOurs } from '../../src/services/service.ts';
import { startServices } from '../../src/services/services.ts';
import type { ServiceName } from '../../src/services/specs.ts';
import { readState } from '../../src/services/state.ts';

export interface TestServices {
  /** MongoDB URL without a database. */
  mongo: string;
  redis: string;
  /** host:port */
  temporal: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    services: TestServices;
  }
}

/** Settings of the person who runs the tests that must not reach them: their services, their keys, their limits. */
const FOREIGN =
  /^(MONGODB_|REDIS_|TEMPORAL_|ANTHROPIC_|SLACK_|WHATSAPP_|TERMINAL_CHAT$|INTASEND_|MAILGUN_|SMTP_|AMADEUS_|CALENDLY_|SEARCH_|WORKFLOW_|NOD_SECRET_KEY$|PUBLIC_URL$|PORT$|HOST$|DATA_DIR$|PLANNER$|ADMINS$|SANDBOX$|EMAIL_FROM$)/;
const PREFIX = 'nod-test-';

/** What is started for all projects of a run: each loads this file by itself, all in one process. */
interface Started {
  services: Promise<{ urls: TestServices; stop(): Promise<void> }>;
  users: number;
}
const shared = process as unknown as { nodTestServices?: Started };

/**
 * Real services of the run's own, on free ports and an empty folder, removed afterwards. NOD_TEST_SERVICES (a JSON file
 * like TestServices) makes it use ones that run already, for quick repeats while developing.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.nodTestServices ??= { services: begin(), users: 0 };
  const started = shared.nodTestServices;
  started.users += 1;
  const { urls, stop } = await started.services;
  project.provide('services', urls);
  return async () => {
    started.users -= 1;
    if (started.users === 0) await stop();
  };
}

async function begin(): Promise<{ urls: TestServices; stop(): Promise<void> }> {
  for (const name of Object.keys(process.env)) if (FOREIGN.test(name)) delete process.env[name];
  const running = process.env.NOD_TEST_SERVICES;
  if (running) {
    const urls = JSON.parse(readFileSync(running, 'utf8')) as TestServices;
    await keepRows(urls.mongo);
    return { urls, async stop() {} };
  }
  await removeLeftovers();
  const dataDir = mkdtempSync(join(tmpdir(), PREFIX));
  const services = await startServices({
    dataDir,
    given: {},
    namespace: 'default',
    ui: false,
    progress: await createProgress(),
    tell: (line) => process.stderr.write(`${line}\n`),
  });
  const { redis, temporal } = services.urls;
  const mongo = new URL(services.urls.mongo);
  // Every test takes a database of its own.
  mongo.pathname = '/';
  await keepRows(mongo.href);
  return {
    urls: { mongo: mongo.href, redis, temporal },
    async stop() {
      await services.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/**
 * Tests have clocks of their own, whose days are long over: by the real one MongoDB would take rows for old and remove them,
 * once a minute, in the middle of a test.
 */
async function keepRows(url: string): Promise<void> {
  const connection = await createConnection(url).asPromise();
  await connection.db?.admin().command({ setParameter: 1, ttlMonitorEnabled: false });
  await connection.close();
}

/** What an earlier run that was killed has left running: its services, once none of their users lives. */
async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    const { users, services } = readState(folder);
    const young = Date.now() - statSync(folder).mtimeMs < 120_000;
    if (users.length > 0 || young) continue;
    for (const [service, { pid }] of Object.entries(services) as [ServiceName, { pid: number }][]) {
      if (await isOurs(pid, join(folder, service))) await endProcess(pid, 5_000);
    }
    rmSync(folder, { recursive: true, force: true });
  }
}
