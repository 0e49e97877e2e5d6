import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { redisSpec } from '../../src/services/specs.ts';
import { readState } from '../../src/services/state.ts';
import { EVERY_WORKSPACE } from '../../src/store/guard.ts';
import type { Caller } from '../support/person.ts';
import { mustHold } from './support/invariants.ts';
import { type Product, startProduct } from './support/product.ts';
import { cardWith, openThread, say, shownIn, tap } from './support/talk.ts';
import {
  type Ack,
  approve,
  asking,
  deliver,
  effect,
  ended,
  type Live,
  live,
  requests,
  run,
  stepIs,
} from './support/workflows.ts';

/** What stands between a sender and the work: repeats, a gateway that dies after its yes, a Redis that forgets everything. */
const EVERY = { workspace: EVERY_WORKSPACE };

let product: Product;
let ann: Caller;
let hooked: Live;
let gated: Live;
const acks: Ack[] = [];

beforeAll(async () => {
  product = await startProduct();
  ann = await product.person('Ann');
  hooked = await live(ann, 'Hooked', [effect(product, 'one'), effect(product, 'two', { needs: ['one'] })], true);
  // What is said about it, in threads side by side, changes nothing that the other tests count on.
  await live(ann, 'Spare', [effect(product, 'spare')]);
  gated = await live(ann, 'Gated', [asking('gate'), effect(product, 'then', { needs: ['gate'] })]);
}, 120_000);
afterAll(() => product?.close(), 60_000);

/** Threads in which something has just been said, one message each. */
async function talk(texts: string[], mark: string) {
  const threads = await Promise.all(texts.map((_, n) => openThread(ann, `${mark}-${n}`)));
  const send = () => Promise.all(threads.map((thread, n) => say(ann, thread, texts[n] ?? '', `${mark}-${n}-said`)));
  return { threads, send };
}

const pending = async () =>
  (await product.store.inbox.countDocuments({ ...EVERY, state: 'new' })) +
  (await product.store.outbox.countDocuments({ ...EVERY, state: 'new' })) +
  (await product.store.deliveries.countDocuments({ ...EVERY, state: 'queued' }));

const SAID = [
  'list my workflows',
  'email ann@example.com every Monday at 9am saying hello',
  'what can you do?',
  'pause Spare please',
  '👍👍👍',
  'resume Spare',
];

it('starts one run for a delivery that comes a hundred times at once, and again later', {
  timeout: 60_000,
}, async () => {
  const same = await Promise.all(Array.from({ length: 100 }, () => deliver(product, hooked, 'the-same')));
  const later = await deliver(product, hooked, 'the-same');
  const all = [...same, later];
  expect(new Set(all.map((ack) => ack.status))).toEqual(new Set([202]));
  expect(new Set(all.map((ack) => ack.execution)).size).toBe(1);
  expect(await product.store.executions.countDocuments({ ...EVERY, workflow: hooked.id })).toBe(1);
  acks.push(later);
});

it('approves once, tapped in the thread and sent by the API at the same moment', { timeout: 60_000 }, async () => {
  const said = await ann.call<{ kind: string; workflow_draft: { id: string; seal: string } }>(
    'POST',
    '/api/workflows/chat/',
    { message: 'Every Monday at 9am email ann@example.com with the subject "Weekly" and the body "Hello"' },
  );
  expect(said.body.kind, JSON.stringify(said.body)).toBe('propose');
  const { id, seal } = said.body.workflow_draft;
  const card = await cardWith(product, ann, 'draft.approve');
  const answers = await Promise.all([
    ann.call('POST', `/api/workflows/drafts/${id}/approve`, { seal }),
    tap(ann, card, 'tap-a'),
    tap(ann, card, 'tap-b'),
    ann.call('POST', `/api/workflows/drafts/${id}/approve`, { seal }),
  ]);
  const [first, , , last] = answers.map((answer) => answer.status);
  expect([first, last].every((status) => status === 200 || status === 409)).toBe(true);
  expect([first, last].filter((status) => status === 200).length).toBeLessThanOrEqual(1);
  const made = await product.store.workflows.find({ ...EVERY, createdFromDraft: id }).lean();
  expect(made).toHaveLength(1);
  expect(await product.store.versions.countDocuments({ ...EVERY, workflow: made[0]?._id ?? '' })).toBe(1);
  expect(await product.store.triggers.countDocuments({ ...EVERY, workflow: made[0]?._id ?? '' })).toBe(1);
});

it('lets a gate be decided once, whichever way it is said first', { timeout: 60_000 }, async () => {
  const id = await run(gated);
  await stepIs(product, ann, id, 'gate', 'waiting');
  const card = await cardWith(product, ann, 'gate.approve', `${id}:gate:0`);
  const decisions = await Promise.all([
    approve(product, ann, id, 'gate', 'one'),
    tap(ann, card, 'two'),
    approve(product, ann, id, 'gate', 'three'),
    approve(product, ann, id, 'gate', 'one'),
  ]);
  const said = [decisions[0], decisions[2], decisions[3]].map((answer) => answer?.body.result ?? '');
  expect(said.every((result) => /accepted|already|refused/.test(result))).toBe(true);
  const after = await ended(product, ann, id);
  expect(after.status).toBe('completed');
  expect(after.steps.gate?.gate).toMatchObject({ decision: 'approved', decidedBy: 'Ann' });
  expect(requests(product, id, 'then')).toHaveLength(1);
});

it('answers and runs what it took just before it was killed', { timeout: 120_000 }, async () => {
  const mark = newId('killed');
  const { threads, send } = await talk(SAID, mark);
  const events = Array.from({ length: 40 }, (_, n) => `${mark}-${n}`);
  // It dies in the middle of the burst, after the messages and some of the deliveries had their yes.
  const statuses = await send();
  let taken = 0;
  const heard = await Promise.all(
    events.map(async (event) => {
      const ack = await deliver(product, hooked, event);
      taken += ack.status === 202 ? 1 : 0;
      if (taken === 10 && ack.status === 202) product.kill('gateway');
      return ack;
    }),
  );
  expect(statuses).toEqual(SAID.map(() => 202));
  const unheard = heard.filter((ack) => ack.status !== 202).length;
  expect(unheard + (await pending()), 'it died with work in its hands').toBeGreaterThan(0);
  expect(heard.filter((ack) => ack.status === 202).length).toBeGreaterThanOrEqual(10);

  await product.healthy();
  // Whoever had no answer sends again, and so does a page that was cut off.
  const again = await Promise.all(
    heard.filter((ack) => ack.status !== 202).map(({ event }) => deliver(product, hooked, event)),
  );
  expect(await send()).toEqual(SAID.map(() => 202));
  acks.push(...heard, ...again);
  await mustHold(product, acks);
  for (const [n, thread] of threads.entries()) {
    expect(await shownIn(product, ann, thread), SAID[n]).toHaveLength(1);
  }
  expect(await product.store.deliveries.countDocuments({ ...EVERY, dedupeKey: new RegExp(mark) })).toBe(events.length);
});

it('handles everything when Redis loses all it had', { timeout: 120_000 }, async () => {
  const mark = newId('forgot');
  const { threads, send } = await talk(SAID, mark);
  const redis = new Redis(redisSpec.url(readState(product.dataDir).services.redis?.ports ?? { main: 0 }));
  const runs = await Promise.all([run(gated), run(gated)]);
  const deliveries = Promise.all(Array.from({ length: 20 }, (_, n) => deliver(product, hooked, `${mark}-${n}`)));
  const statuses = await send();
  await redis.flushall();
  redis.disconnect();
  product.kill('redis');
  const folder = join(product.dataDir, 'redis');
  for (const file of readdirSync(folder)) rmSync(join(folder, file), { recursive: true });
  expect(statuses).toEqual(SAID.map(() => 202));

  acks.push(...(await deliveries));
  for (const id of runs) {
    await cardWith(product, ann, 'gate.approve', `${id}:gate:0`);
    expect((await approve(product, ann, id, 'gate')).body.result).toBe('accepted');
  }
  await product.healthy();
  await mustHold(product, acks);
  for (const [n, thread] of threads.entries()) {
    expect(await shownIn(product, ann, thread), SAID[n]).toHaveLength(1);
  }
});
