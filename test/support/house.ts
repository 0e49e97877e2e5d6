import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { Assets } from '../../adapters/web/assets.ts';
import { readConfig } from '../../src/config.ts';
import { startGateway } from '../../src/gateway.ts';
import { newId } from '../../src/ids.ts';
import { createLog } from '../../src/log.ts';
import type { Store } from '../../src/store/store.ts';
import { startWorker } from '../../worker/main.ts';
import { testBundle } from './bundle.ts';
import { addPerson, type Caller } from './person.ts';
import { openTestStore } from './store.ts';

export type { Caller } from './person.ts';

export interface House {
  address: string;
  dataDir: string;
  store: Store;
  /** A person with a token of their own. */
  person(name: string): Promise<Caller>;
  /** Restarts one of the two with everything it keeps. */
  stopWorker(): Promise<void>;
  startWorker(): Promise<void>;
  close(): Promise<void>;
}

/** The whole product in this process, on a database, a task queue and wake-ups of its own: gateway and worker, real services. */
export async function openHouse(env: Record<string, string> = {}, assets?: Assets): Promise<House> {
  const services = inject('services');
  const name = newId('house').slice(6, 20);
  const { store, url, drop } = await openTestStore();
  const urls = { mongo: url, redis: services.redis, temporal: services.temporal };
  const dataDir = mkdtempSync(join(tmpdir(), 'nod-house-'));
  const config = readConfig({
    PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: process.env.TEST_LOG ?? 'silent',
    NODE_ENV: 'test',
    NOD_TEST: '1',
    PLANNER: 'builtin',
    TEMPORAL_TASK_QUEUE: `house-${name}`,
    QUEUE_PREFIX: `house-${name}`,
    TRIGGERS_PER_MINUTE: '1000',
    // The services are shared: schedules of no installation would stay in them.
    MAINTENANCE_CRON: 'off',
    ...env,
  });
  const log = createLog(config.LOG_LEVEL, 'house');
  const gateway = await startGateway({ config, services: urls, log, ...(assets ? { assets } : {}) });
  const bundle = await testBundle();
  let worker = await startWorker({ config, services: urls, log, bundle });
  let working = true;

  return {
    address: gateway.address,
    dataDir,
    store,

    person: (who) => addPerson(store, () => gateway.address, who, 'Africa/Nairobi'),

    async stopWorker() {
      if (working) await worker.stop();
      working = false;
    },
    async startWorker() {
      if (!working) worker = await startWorker({ config, services: urls, log, bundle });
      working = true;
    },

    async close() {
      if (working) await worker.stop();
      await gateway.stop();
      await drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
