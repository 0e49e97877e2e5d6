import { afterAll, beforeAll, expect, it } from 'vitest';
import { EVERY_WORKSPACE } from '../../src/store/guard.ts';
import type { Caller } from '../support/person.ts';
import { mustHold } from './support/invariants.ts';
import { type Product, startProduct } from './support/product.ts';
import { openThread, say, shownIn } from './support/talk.ts';
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

/** A power cut: launcher, gateway, worker and all services end at once, then somebody starts it again. */
const EVERY = { workspace: EVERY_WORKSPACE };

let product: Product;
let ann: Caller;
let hooked: Live;

beforeAll(async () => {
  product = await startProduct();
  ann = await product.person('Ann');
  hooked = await live(ann, 'Hooked', [effect(product, 'one'), effect(product, 'two', { needs: ['one'] })], true);
}, 120_000);
afterAll(() => product?.close(), 60_000);

it('handles all it took, once, and every run goes on after everything was killed', { timeout: 180_000 }, async () => {
  const after = (step: string) => effect(product, 'then', { needs: [step] });
  const waits = await live(ann, 'Waits', [effect(product, 'first'), waiting('pause', '3s', ['first']), after('pause')]);
  const asks = await live(ann, 'Asks', [asking('gate'), after('gate')]);
  const calls = await live(ann, 'Calls', [effect(product, 'first', { hold: 'cut' }), after('first')]);
  const ids = { waits: await run(waits), asks: await run(asks), calls: await run(calls) };
  await stepIs(product, ann, ids.waits, 'pause', 'waiting');
  await stepIs(product, ann, ids.asks, 'gate', 'waiting');
  await arrived(product, ids.calls, 'first');

  const said = ['list my workflows', 'email ann@example.com every Monday at 9am saying hello', 'what can you do?'];
  const threads = await Promise.all(said.map((_, n) => openThread(ann, `cut-off-${n}`)));
  const sendAll = () => Promise.all(threads.map((thread, n) => say(ann, thread, said[n] ?? '', `cut-off-${n}`)));
  const statuses = await sendAll();
  let taken = 0;
  let killed: Promise<void> | undefined;
  const heard: Ack[] = await Promise.all(
    Array.from({ length: 30 }, async (_, n) => {
      const ack = await deliver(product, hooked, `cut-${n}`);
      taken += ack.status === 202 ? 1 : 0;
      if (taken >= 8) killed ??= product.killAll();
      return ack;
    }),
  );
  await killed;
  expect(statuses).toEqual(said.map(() => 202));
  expect(taken).toBeGreaterThanOrEqual(8);

  product.world.release('cut');
  await product.startAgain();
  await product.healthy();
  const again = await Promise.all(
    heard.filter((ack) => ack.status !== 202).map(({ event }) => deliver(product, hooked, event)),
  );
  expect(await sendAll()).toEqual(said.map(() => 202));
  expect((await approve(product, ann, ids.asks, 'gate')).body.result).toBe('accepted');
  for (const id of Object.values(ids)) {
    expect((await ended(product, ann, id)).status, id).toBe('completed');
    expect(requests(product, id, 'then')).toHaveLength(1);
  }
  expect(requests(product, ids.waits, 'first')).toHaveLength(1);
  await mustHold(product, [...heard, ...again]);
  for (const [n, thread] of threads.entries()) {
    expect(await shownIn(product, ann, thread), said[n]).toHaveLength(1);
  }
  expect(await product.store.deliveries.countDocuments({ ...EVERY, dedupeKey: /id:cut-/ })).toBe(30);
});
