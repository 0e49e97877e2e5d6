import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { EVERY_WORKSPACE } from '../../src/store/guard.ts';
import type { Caller } from '../support/person.ts';
import { mustHold } from './support/invariants.ts';
import { type Product, startProduct } from './support/product.ts';
import {
  type Ack,
  approve,
  arrived,
  asking,
  deliver,
  effect,
  ended,
  type Live,
  live,
  requests,
  run,
  stepIs,
  waiting,
} from './support/workflows.ts';

/** What everything stands on goes away in the middle of work and comes back: first Temporal, then MongoDB. */
const EVERY = { workspace: EVERY_WORKSPACE };
const SENDERS = 8;

let product: Product;
let ann: Caller;
let hooked: Live;
const acks: Ack[] = [];

beforeAll(async () => {
  product = await startProduct();
  ann = await product.person('Ann');
  hooked = await live(ann, 'Hooked', [effect(product, 'one'), effect(product, 'two', { needs: ['one'] })], true);
}, 120_000);
afterAll(() => product?.close(), 60_000);

it('takes webhooks while Temporal is away, starts nothing by hand, and every run goes on', {
  timeout: 120_000,
}, async () => {
  const after = (step: string) => effect(product, 'then', { needs: [step] });
  const waits = await live(ann, 'Waits', [waiting('pause', '2s'), after('pause')]);
  const asks = await live(ann, 'Asks', [asking('gate'), after('gate')]);
  const calls = await live(ann, 'Calls', [effect(product, 'first', { hold: 'away', method: 'POST' }), after('first')]);
  const ids = { waits: await run(waits), asks: await run(asks), calls: await run(calls) };
  await stepIs(product, ann, ids.waits, 'pause', 'waiting');
  await stepIs(product, ann, ids.asks, 'gate', 'waiting');
  await arrived(product, ids.calls, 'first');

  product.freeze();
  product.kill('temporal');
  // The call is answered while nobody can be told.
  product.world.release('away');
  const before = await product.store.executions.countDocuments(EVERY);
  const [byHand, ...heard] = await Promise.all([
    ann.call<{ error: { code: string } }>('POST', `/api/workflows/${waits.id}/run/`, {}),
    ...Array.from({ length: 10 }, (_, n) => deliver(product, hooked, `away-${n}`)),
  ]);
  expect(byHand.status).toBe(503);
  expect(heard.map((ack) => ack.status)).toEqual(heard.map(() => 202));
  const byWebhook = await product.store.executions.countDocuments({ ...EVERY, triggerType: 'webhook' });
  expect(await product.store.executions.countDocuments(EVERY)).toBe(before + byWebhook);
  acks.push(...heard);
  product.thaw();

  await product.healthy();
  expect((await approve(product, ann, ids.asks, 'gate')).body.result).toBe('accepted');
  for (const id of Object.values(ids)) {
    expect((await ended(product, ann, id)).status, id).toBe('completed');
    expect(requests(product, id, 'then')).toHaveLength(1);
  }
  expect(requests(product, ids.calls, 'first')).toHaveLength(1);
  await mustHold(product, acks);
});

it('says 202 only to what it has kept when MongoDB is killed in the middle of a burst', {
  timeout: 300_000,
}, async () => {
  let over = false;
  let count = 0;
  const heard: Ack[] = [];
  const during: Ack[] = [];
  let away = false;
  const sender = async () => {
    while (!over) {
      const began = away;
      const ack = await deliver(product, hooked, `burst-${++count}`);
      heard.push(ack);
      if (began && away) during.push(ack);
      if (ack.status === 0) throw new Error('the gateway itself is gone');
    }
  };
  const senders = Promise.all(Array.from({ length: SENDERS }, sender));
  await vi.waitFor(() => expect(heard.length).toBeGreaterThan(25), { timeout: 20_000, interval: 5 });
  product.freeze();
  product.kill('mongo');
  away = true;
  // Those that wait are told no in the end, and told so honestly; none hears yes.
  await vi.waitFor(() => expect(during.length).toBeGreaterThan(0), { timeout: 60_000, interval: 50 });
  away = false;
  product.thaw();
  const back = heard.filter((ack) => ack.status === 202).length;
  await vi.waitFor(() => expect(heard.filter((ack) => ack.status === 202).length).toBeGreaterThan(back), {
    timeout: 120_000,
    interval: 20,
  });
  over = true;
  await senders;

  expect(during.filter((ack) => ack.status < 500)).toEqual([]);
  const refused = heard.filter((ack) => ack.status !== 202);
  const again = await Promise.all(refused.map(({ event }) => deliver(product, hooked, event)));
  expect(again.map((ack) => ack.status)).toEqual(again.map(() => 202));
  acks.push(...heard, ...again);
  await product.healthy();
  await mustHold(product, acks);
  expect(await product.store.deliveries.countDocuments({ ...EVERY, dedupeKey: /id:burst-/ })).toBe(count);
});
