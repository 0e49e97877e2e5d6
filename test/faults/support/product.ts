import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { isAlive } from '../../../src/services/process.ts';
import { mongoSpec } from '../../../src/services/specs.ts';
import { readState } from '../../../src/services/state.ts';
import { openStore, type Store } from '../../../src/store/store.ts';
import { startWorld, type World } from '../../fakes/world/world.ts';
import { dataFolder, type Nod, rolesOf, startNod } from '../../support/nod.ts';
import { addPerson, type Caller } from '../../support/person.ts';

export const PARTS = ['gateway', 'worker', 'mongo', 'redis', 'temporal'] as const;
export type Part = (typeof PARTS)[number];

const BACK_MS = 90_000;

/** The built product in processes of its own, which this kills; the world it acts on and its database outlive them all. */
export interface Product {
  address(): string;
  dataDir: string;
  /** A connection of the test's own. */
  store: Store;
  world: World;
  pid(part: Part): number;
  /** Ends a part without a word: `kill -9`. */
  kill(part: Part): void;
  /** Keeps the launcher from starting anything again until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** Ends launcher, roles and services in one go, then starts as a person would. */
  killAll(): Promise<void>;
  startAgain(): Promise<void>;
  /** Waits until each part runs and answers. */
  healthy(): Promise<void>;
  person(name: string): Promise<Caller>;
  close(): Promise<void>;
}

export async function startProduct(env: Record<string, string> = {}): Promise<Product> {
  const folder = dataFolder();
  const dataDir = folder.path;
  const world = await startWorld(join(dataDir, 'world.jsonl'));
  const settings = {
    HTTP_ALLOW_PRIVATE: world.pair,
    TRIGGERS_PER_MINUTE: '100000',
    LOG_LEVEL: 'warn',
    PLANNER: 'builtin',
    ...env,
  };
  let nod: Nod = startNod(dataDir, settings);
  let address = await nod.ready();
  const ports = readState(dataDir).services.mongo?.ports ?? { main: 0 };
  const store = await openStore(mongoSpec.url(ports), { timeoutMs: BACK_MS });

  const pid = (part: Part): number => {
    const [gateway = 0, worker = 0] = rolesOf(dataDir);
    if (part === 'gateway') return gateway;
    if (part === 'worker') return worker;
    return readState(dataDir).services[part]?.pid ?? 0;
  };
  const end = (victim: number) => {
    if (victim > 1 && isAlive(victim)) process.kill(victim, 'SIGKILL');
  };

  const product: Product = {
    address: () => address,
    dataDir,
    store,
    world,
    pid,
    kill(part) {
      const victim = pid(part);
      expect(isAlive(victim), `${part} runs`).toBe(true);
      end(victim);
    },
    freeze: () => nod.signal('SIGSTOP'),
    thaw: () => nod.signal('SIGCONT'),
    async killAll() {
      const victims = [nod.pid, ...PARTS.map(pid)];
      for (const victim of victims) end(victim);
      await nod.ended;
      await vi.waitFor(() => expect(victims.filter(isAlive)).toEqual([]), { timeout: 30_000, interval: 20 });
    },
    async startAgain() {
      nod = startNod(dataDir, settings);
      address = await nod.ready();
    },
    async healthy() {
      await vi.waitFor(
        async () => {
          for (const part of PARTS) expect(isAlive(pid(part)), `${part} runs`).toBe(true);
          for (const path of ['/health', '/health/worker']) {
            const answer = await fetch(`${address}${path}`);
            if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
          }
        },
        { timeout: BACK_MS, interval: 100 },
      );
    },
    person: (name) => addPerson(store, () => address, name, 'Africa/Nairobi'),
    async close() {
      nod.signal('SIGCONT');
      nod.signal('SIGTERM');
      await nod.ended;
      await store.close();
      await world.close();
      await folder.remove();
    },
  };
  return product;
}
