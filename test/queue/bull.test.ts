import { Redis } from 'ioredis';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { newId } from '../../src/ids.ts';
import { createLog } from '../../src/log.ts';
import { createQueues, type Queues } from '../../src/queue/bull.ts';
import { eventually } from '../support/eventually.ts';
import { spent } from '../support/spent.ts';
import { type OwnValkey, startValkey } from '../support/valkey.ts';

const log = createLog('silent', 'test');
const open: Queues[] = [];
const redises: Redis[] = [];
const servers: OwnValkey[] = [];

async function queues(redisUrl = inject('services').redis): Promise<Queues> {
  const made = createQueues({ redisUrl, log, prefix: newId('q') });
  open.push(made);
  await eventually(async () => expect(await made.healthy()).toBe(true));
  return made;
}

async function own(port?: number): Promise<OwnValkey> {
  const server = await startValkey(port === undefined ? {} : { port });
  servers.push(server);
  return server;
}

/** A promise that is resolved by hand, to hold a handler where the test wants it. */
function gate(): { pass: Promise<void>; open: () => void } {
  let release = () => {};
  const pass = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { pass, open: () => release() };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((made) => made.close()));
  for (const redis of redises.splice(0)) redis.disconnect();
  await Promise.all(servers.splice(0).map((server) => server.remove()));
});

describe('wake-ups', () => {
  test('reach the handler of their kind with what they name', async () => {
    const seen: string[] = [];
    const { wake, consume } = await queues();
    await consume({
      conversation: async (thread) => void seen.push(`conversation ${thread}`),
      outbox: async (thread) => void seen.push(`outbox ${thread}`),
      run: async (id, thread) => void seen.push(`run ${id} ${thread}`),
      deliveries: async (user) => void seen.push(`deliveries ${user}`),
    });
    wake.conversation('web:1');
    wake.outbox('web:1');
    wake.run('exec_1', 'web:1');
    wake.deliveries('usr_1');
    await eventually(() =>
      expect([...seen].sort()).toEqual(['conversation web:1', 'deliveries usr_1', 'outbox web:1', 'run exec_1 web:1']),
    );
  });

  test('coalesce while they wait', async () => {
    const seen: string[] = [];
    const { wake, consume } = await queues();
    for (let i = 0; i < 50; i++) wake.conversation('web:1');
    wake.conversation('web:last');
    await consume({ conversation: async (thread) => void seen.push(thread) }, 1);
    await eventually(() => expect(seen).toContain('web:last'));
    expect(seen.filter((thread) => thread === 'web:1').length).toBeLessThanOrEqual(2);
  });

  test('that come while their job is active run once more, never beside it', async () => {
    const first = gate();
    let calls = 0;
    let beside = 0;
    let most = 0;
    const { wake, consume } = await queues();
    await consume({
      async conversation() {
        most = Math.max(most, ++beside);
        if (++calls === 1) await first.pass;
        beside--;
      },
      async outbox() {
        first.open();
      },
    });
    wake.conversation('web:1');
    await eventually(() => expect(calls).toBe(1));
    for (let i = 0; i < 20; i++) wake.conversation('web:1');
    // Handled by the same Redis after the twenty: when it arrives they are all stored.
    wake.outbox('web:1');
    await eventually(() => expect(calls).toBeGreaterThanOrEqual(2));
    await eventually(() => expect(beside).toBe(0));
    expect(most).toBe(1);
    expect(calls).toBeLessThanOrEqual(3);
  });

  test('survive a handler that throws', async () => {
    const seen: string[] = [];
    const { wake, consume } = await queues();
    await consume({
      async conversation(thread) {
        seen.push(thread);
        if (seen.length === 1) throw new Error('broken');
      },
    });
    wake.conversation('web:1');
    await eventually(() => expect(seen).toHaveLength(1));
    await eventually(() => {
      wake.conversation('web:1');
      expect(seen.length).toBeGreaterThan(1);
    });
  });

  test('work again after all of Redis was thrown away, also in the middle of a job', async () => {
    const held = gate();
    const seen: string[] = [];
    const server = await own();
    const { wake, consume } = await queues(server.url);
    const redis = new Redis(server.url);
    redises.push(redis);
    await consume({
      async conversation(thread) {
        seen.push(thread);
        if (thread === 'web:held') await held.pass;
      },
    });
    wake.conversation('web:held');
    await eventually(() => expect(seen).toEqual(['web:held']));
    await redis.flushall();
    held.open();
    await eventually(() => {
      wake.conversation('web:held');
      wake.conversation('web:next');
      expect(seen).toContain('web:next');
      expect(seen.filter((thread) => thread === 'web:held').length).toBeGreaterThan(1);
    });
  });

  test('cost nothing while Redis is away, and flow again when it is back', async () => {
    const seen: string[] = [];
    const server = await own();
    const made = await queues(server.url);
    await made.consume({ conversation: async (thread) => void seen.push(thread) });
    await server.kill();
    await eventually(async () => expect(await made.healthy()).toBe(false));
    const wakes = () => {
      for (let i = 0; i < 1_000; i++) made.wake.conversation(`web:${i}`);
    };
    expect(spent(wakes)).toBeLessThan(500);
    await own(server.port);
    await eventually(() => {
      made.wake.conversation('web:back');
      expect(seen).toContain('web:back');
    });
    expect(await made.healthy()).toBe(true);
  });
});
