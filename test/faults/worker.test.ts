import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Card } from '../../src/chat/types.ts';
import { isAlive } from '../../src/services/process.ts';
import { type FakeIntasend, startFakeIntasend } from '../fakes/intasend/intasend.ts';
import type { Caller } from '../support/person.ts';
import { mustHold } from './support/invariants.ts';
import { type Product, startProduct } from './support/product.ts';
import {
  type Ack,
  arrived,
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

/**
 * The worker is killed once, while runs stand at every place it can be hurt at: in a call that may be repeated, in one
 * that may not, in payments at each of their two steps, between two steps, in the middle of a burst, and while what was done is
 * taken back.
 */
const KEYS = { public: 'test-public', secret: 'test-secret' };
const BURST = 30;

let product: Product;
let intasend: FakeIntasend;
let ann: Caller;
const runs: Record<'repeatable' | 'once' | 'between' | 'paid' | 'laidOut' | 'undoing' | 'undoingOnce', string> = {
  repeatable: '',
  once: '',
  between: '',
  paid: '',
  laidOut: '',
  undoing: '',
  undoingOnce: '',
};
let once: Live;
let acks: Ack[];

/** The card of a run, once it says that the run is over. */
async function cardOf(id: string): Promise<Card> {
  const row = await product.store.webMessages.findOne({ workspace: ann.workspace, key: `out:run:${id}` }).lean();
  const card = row?.content as Card | undefined;
  if (!card?.choices) throw new Error(`the card of ${id} is not up to date: ${JSON.stringify(card)}`);
  return card;
}

const pay = (phone: string) => ({
  id: 'pay',
  service: 'payment',
  action: 'withdraw',
  params: { amount: 500, phone, currency: 'KES' },
});

/** A step with the definition's own way back; its name at the world is `back …`. */
function undoable(id: string, back: { method?: 'PUT' | 'POST'; hold?: string } = {}) {
  const { service, action, params } = effect(product, `back ${id}`, back);
  return { ...effect(product, id), undo: { service, action, params } };
}

/** Fails: the world refuses it. */
function refusedStep() {
  const { params, ...step } = effect(product, 'bad');
  return { ...step, params: { ...params, headers: { 'x-world-status': '422' } } };
}

beforeAll(async () => {
  intasend = await startFakeIntasend(KEYS);
  product = await startProduct({
    INTASEND_PUBLIC_KEY: KEYS.public,
    INTASEND_SECRET_KEY: KEYS.secret,
    INTASEND_API_URL: intasend.url,
  });
  ann = await product.person('Ann');
  // The credentials of the environment are for admins.
  await product.store.users.updateOne({ _id: ann.user, workspace: ann.workspace }, { $set: { admin: true } });

  const held = { hold: 'held' };
  const repeatable = await live(ann, 'Repeatable', [
    effect(product, 'first', held),
    effect(product, 'then', { needs: ['first'] }),
  ]);
  once = await live(ann, 'Once only', [
    effect(product, 'first', { ...held, method: 'POST' }),
    effect(product, 'then', { needs: ['first'] }),
  ]);
  const between = await live(ann, 'Between', [
    effect(product, 'first'),
    waiting('pause', '3s', ['first']),
    effect(product, 'then', { needs: ['pause'] }),
  ]);
  const paid = await live(ann, 'Paid', [pay('254712345678')]);
  const laidOut = await live(ann, 'Laid out', [pay('254712345679')]);
  const undoing = await live(
    ann,
    'Undoing',
    [undoable('first'), undoable('second', held), undoable('third'), refusedStep()],
    false,
    { on_failure: 'undo' },
  );
  const undoingOnce = await live(
    ann,
    'Undoing once',
    [undoable('first'), undoable('second', { ...held, method: 'POST' }), refusedStep()],
    false,
    { on_failure: 'undo' },
  );
  const burst = await live(ann, 'Burst', [effect(product, 'one'), effect(product, 'two', { needs: ['one'] })], true);

  // IntaSend does what it is asked and never answers, once at each step of a payment.
  intasend.spoil('/send-money/approve/', { hang: true, after: true });
  runs.paid = await run(paid);
  await vi.waitFor(() => expect(intasend.moved).toHaveLength(1), { timeout: 20_000, interval: 20 });
  intasend.spoil('/send-money/initiate/', { hang: true, after: true });
  const laid = intasend.calls.length;
  runs.laidOut = await run(laidOut);
  await vi.waitFor(() => expect(intasend.calls.length).toBeGreaterThan(laid), { timeout: 20_000, interval: 20 });

  runs.repeatable = await run(repeatable);
  runs.once = await run(once);
  runs.between = await run(between);
  runs.undoing = await run(undoing);
  runs.undoingOnce = await run(undoingOnce);
  await Promise.all([
    arrived(product, runs.undoing, 'back second'),
    arrived(product, runs.undoingOnce, 'back second'),
    arrived(product, runs.repeatable, 'first'),
    arrived(product, runs.once, 'first'),
    stepIs(product, ann, runs.between, 'first', 'success'),
  ]);
  acks = await Promise.all(Array.from({ length: BURST }, (_, n) => deliver(product, burst, `event-${n}`)));
  product.kill('worker');
  product.world.release('held');
}, 120_000);
afterAll(async () => {
  await product?.close();
  await intasend?.close();
}, 60_000);

it('repeats a call that may be repeated, with the same key, and goes on', { timeout: 60_000 }, async () => {
  const after = await ended(product, ann, runs.repeatable);
  expect(after.status).toBe('completed');
  const sent = requests(product, runs.repeatable, 'first');
  expect(sent.length).toBeGreaterThan(1);
  expect(new Set(sent.map((line) => line.key)).size).toBe(1);
  expect(requests(product, runs.repeatable, 'then')).toHaveLength(1);
});

it('does not repeat a call that may not be repeated: it says what is uncertain, and asks', {
  timeout: 60_000,
}, async () => {
  const after = await ended(product, ann, runs.once);
  expect(after.status).toBe('failed');
  expect(after.errorMessage).toMatch(/not certain whether it happened/);
  expect(requests(product, runs.once, 'first')).toHaveLength(1);
  expect(requests(product, runs.once, 'then')).toHaveLength(0);
  const card = await vi.waitFor(() => cardOf(runs.once), { timeout: 15_000, interval: 50 });
  expect(card.body).toContainEqual(expect.objectContaining({ kind: 'alert', text: after.errorMessage }));
  expect(card.choices?.map((choice) => choice.name)).toContain('run.retry');

  const retry = (options: object) =>
    ann.call<{ execution_id: string }>('POST', `/api/workflows/${once.id}/executions/${runs.once}/retry`, options);
  expect((await retry({ from: 'failure' })).status).toBe(409);
  const again = await retry({ from: 'failure', repeat_doubtful: true });
  expect(again.status).toBe(202);
  expect((await ended(product, ann, again.body.execution_id)).status).toBe('completed');
});

it('goes on between two steps without doing the first again', { timeout: 60_000 }, async () => {
  expect((await ended(product, ann, runs.between)).status).toBe('completed');
  expect(requests(product, runs.between, 'first')).toHaveLength(1);
  expect(requests(product, runs.between, 'then')).toHaveLength(1);
});

it('goes on taking back where it was, and takes nothing back twice', { timeout: 60_000 }, async () => {
  const after = await ended(product, ann, runs.undoing);
  expect(after).toMatchObject({ status: 'failed', undone: { state: 'over' } });
  const states = Object.fromEntries(Object.entries(after.steps).map(([id, row]) => [id, row.undone?.state]));
  expect(states).toMatchObject({ first: 'undone', second: 'undone', third: 'undone' });
  for (const step of ['first', 'third']) {
    expect(requests(product, runs.undoing, step)).toHaveLength(1);
    expect(requests(product, runs.undoing, `back ${step}`)).toHaveLength(1);
  }
  const again = requests(product, runs.undoing, 'back second');
  expect(again.length).toBeGreaterThan(1);
  expect(new Set(again.map((line) => line.key)).size).toBe(1);
  const order = product.world.lines().flatMap((line) => {
    const { run: of, step = '' } = JSON.parse(line.body) as { run?: string; step?: string };
    return of === runs.undoing && step.startsWith('back ') ? [step] : [];
  });
  expect([...new Set(order)]).toEqual(['back third', 'back second', 'back first']);
});

it('does not repeat a way back that may not be repeated: it names it, and goes on with the others', {
  timeout: 60_000,
}, async () => {
  const after = await ended(product, ann, runs.undoingOnce);
  expect(requests(product, runs.undoingOnce, 'back second')).toHaveLength(1);
  expect(requests(product, runs.undoingOnce, 'back first')).toHaveLength(1);
  expect(after.steps.second?.undone).toMatchObject({
    state: 'failed',
    error: expect.stringMatching(/not certain whether it happened/),
  });
  expect(after.steps.first?.undone).toMatchObject({ state: 'undone' });
});

it('asks the provider what became of a payment instead of paying again', { timeout: 60_000 }, async () => {
  const [paid, laidOut] = await Promise.all([ended(product, ann, runs.paid), ended(product, ann, runs.laidOut)]);
  expect([paid.status, laidOut.status]).toEqual(['completed', 'completed']);
  expect(intasend.moved.map((one) => one.account).toSorted()).toEqual(['254712345678', '254712345679']);
  const [spent] = await product.store.spend.find({ workspace: ann.workspace }).lean();
  expect(spent).toMatchObject({ reserved: 0, settled: 100_000 });
});

it('told to stop, a worker finishes the call it is in before it goes, and another takes its place', {
  timeout: 120_000,
}, async () => {
  await product.healthy();
  const held = { hold: 'drained', method: 'POST' as const };
  const steps = [effect(product, 'first', held), effect(product, 'next', { needs: ['first'] })];
  const id = await run(await live(ann, 'Drained', steps));
  await arrived(product, id, 'first');
  const before = product.pid('worker');
  process.kill(before, 'SIGTERM');
  // It takes nothing new from now on, and is still there for what it has begun.
  await vi.waitFor(async () => {
    const rows = await product.store.workers.find({ workspace: '-', state: 'draining' }).lean();
    expect(rows).not.toEqual([]);
  }, 20_000);
  expect(isAlive(before)).toBe(true);
  product.world.release('drained');
  const after = await ended(product, ann, id);
  // A call that may not be repeated would have been in doubt.
  expect(after).toMatchObject({ status: 'completed', steps: { first: { attempt: 1 }, next: { attempt: 1 } } });
  expect(requests(product, id, 'first')).toHaveLength(1);
  await vi.waitFor(() => expect(isAlive(before)).toBe(false), 30_000);
  await vi.waitFor(() => expect(product.pid('worker')).not.toBe(before), 30_000);
  await product.healthy();
});

it('loses nothing and doubles nothing', { timeout: 90_000 }, async () => {
  expect(acks.map((ack) => ack.status)).toEqual(acks.map(() => 202));
  await mustHold(product, acks);
});
