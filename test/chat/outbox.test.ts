import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { openConversation } from '../../src/chat/conversations.ts';
import { createOutbox, type Outbox } from '../../src/chat/outbox.ts';
import { PlatformError } from '../../src/chat/types.ts';
import { noWake } from '../../src/queue/wake.ts';
import { EVERY_WORKSPACE } from '../../src/store/guard.ts';
import { openTestStore } from '../support/store.ts';
import { emptyRoom, openRoom, type Room } from './support.ts';

let opened: Awaited<ReturnType<typeof openTestStore>>;
let room: Room;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.drop());
beforeEach(async () => {
  room = await emptyRoom(opened.store);
});
afterEach(() => room.close());

async function ready(where = room): Promise<Outbox> {
  await openConversation(where, where.thread, await where.member());
  return createOutbox({ store: where.store, wake: noWake, clock: where.clock });
}

it('sends in order, once a key, from several senders at once', async () => {
  const outbox = await ready();
  for (let index = 0; index < 8; index++) await outbox.post(room.thread, `k${index}`, `line ${index}`);
  await outbox.post(room.thread, 'k3', 'line 3 again');
  const engines = [room.engine, room.another(), room.another()];
  await Promise.all(engines.map((engine) => engine.deliverOutbox(room.thread)));
  expect(room.texts()).toEqual(Array.from({ length: 8 }, (_, index) => `line ${index}`));
});

it('waits as long as the platform asks, and keeps the order meanwhile', async () => {
  const outbox = await ready();
  room.platform.faults.push(new PlatformError('rate_limited', 'slow down', { retryAfterMs: 5_000 }));
  await outbox.post(room.thread, 'a', 'first');
  await outbox.post(room.thread, 'b', 'second');
  await room.settle();
  expect(room.texts()).toEqual([]);
  room.clock.advance(4_000);
  await room.settle();
  expect(room.texts()).toEqual([]);
  room.clock.advance(2_000);
  await room.settle();
  expect(room.texts()).toEqual(['first', 'second']);
});

it('posts once when the platform took a message and its answer was lost', async () => {
  const outbox = await ready();
  room.platform.lostAnswers.push(new PlatformError('doubtful', 'no answer'));
  await outbox.post(room.thread, 'a', 'first');
  await room.settle();
  await outbox.update(room.thread, 'a', 'first, changed', 'x');
  room.clock.advance(10_000);
  await room.settle();
  expect(room.texts()).toEqual(['first, changed']);
});

it('posts what was cut off before it was put on its way, once, with what it was changed to', async () => {
  const outbox = await ready();
  await outbox.post(room.thread, 'card', 'the card');
  await room.settle();
  await outbox.post(room.thread, 'a', 'first', { replyTo: 'card' });
  // Killed between the line of the transcript and the row that is sent.
  await room.store.outbox.deleteOne({ _id: `${room.thread}|a`, workspace: EVERY_WORKSPACE });
  await outbox.update(room.thread, 'a', 'changed', 'r1');
  await outbox.update(room.thread, 'a', 'changed again', 'r2');
  const rows = await room.store.outbox.find({ workspace: EVERY_WORKSPACE, key: 'a' }).sort({ seq: 1 }).lean();
  expect(rows.map(({ op, content, replyTo }) => [op, content, replyTo ?? null])).toEqual([
    ['post', 'changed', 'card'],
    ['update', 'changed again', null],
  ]);
  await room.settle();
  expect(room.texts()).toEqual(['the card', 'changed again']);
  const line = await room.store.messages.findOne({ workspace: EVERY_WORKSPACE, key: 'a' }).lean();
  expect(line).toMatchObject({ text: 'changed again', platformId: expect.any(String) });
});

it('tries again after anything unexpected, and gives up after a day without stopping the rest', async () => {
  const outbox = await ready();
  for (let index = 0; index < 3; index++) room.platform.faults.push(new Error('socket hang up'));
  await outbox.post(room.thread, 'a', 'first');
  for (let round = 0; round < 4; round++) {
    await room.settle();
    room.clock.advance(61_000);
  }
  expect(room.texts()).toEqual(['first']);
  await outbox.post(room.thread, 'b', 'never');
  await outbox.post(room.thread, 'c', 'after it');
  room.clock.advance(25 * 3_600_000);
  room.platform.faults.push(new Error('still away'));
  await room.settle();
  expect(room.texts()).toEqual(['first', 'after it']);
});

it('says in words what a platform will not show as a card', async () => {
  const outbox = await ready();
  room.platform.faults.push(new PlatformError('refused', 'invalid blocks'));
  const choices = [{ name: 'draft.approve', value: 'd', label: 'Approve' }];
  await outbox.post(room.thread, 'card', { title: 'A card', body: [{ kind: 'text', text: 'what it does' }], choices });
  await room.settle();
  expect(room.texts()).toEqual(['A card\nwhat it does\nReply 1 for Approve.']);
});

it('sends only the newest of several changes', async () => {
  const outbox = await ready();
  await outbox.post(room.thread, 'card', 'zero');
  await room.settle();
  for (const state of ['one', 'two', 'three']) await outbox.update(room.thread, 'card', state, state);
  await outbox.update(room.thread, 'card', 'three', 'three');
  await room.settle();
  expect(room.texts()).toEqual(['three']);
  expect(room.platform.calls.map((call) => call.text)).toEqual(['zero', 'three']);
  const line = await room.store.messages.findOne({ workspace: EVERY_WORKSPACE, key: 'card' }).lean();
  expect(line).toMatchObject({ text: 'three', platformId: room.platform.last(room.thread).id });
});

it('changes a message that had to be split, part by part, and leaves no button behind', async () => {
  const small = openRoom(opened.store, { limits: { text: 120 } });
  const outbox = await ready(small);
  const body = [{ kind: 'text' as const, text: Array.from({ length: 40 }, (_, index) => `word${index}`).join(' ') }];
  const choices = [{ name: 'draft.approve', value: 'd', label: 'Approve' }];
  await outbox.post(small.thread, 'card', { title: 'A card', body, choices });
  await small.settle();
  const before = small.platform.shown(small.thread);
  expect(before.length).toBeGreaterThan(2);
  expect(before.map((one) => typeof one.content !== 'string' && one.content.choices !== undefined)).toEqual(
    before.map((_, index) => index === before.length - 1),
  );
  await outbox.update(small.thread, 'card', { title: 'A card', body: [], footer: 'Approved' }, 'over');
  await small.settle();
  expect(small.texts()[0]).toBe('A card\nApproved');
  expect(small.platform.shown(small.thread).some((one) => typeof one.content !== 'string' && one.content.choices)).toBe(
    false,
  );
  await small.close();
});

it('tells the owner directly when the thread is gone, all that waited in it', async () => {
  const outbox = await ready();
  room.platform.room(room.thread).gone = true;
  await outbox.post(room.thread, 'a', 'first');
  await outbox.post(room.thread, 'b', 'second');
  await room.settle();
  const direct = 'memory:direct-wanjiru';
  await room.settle(direct);
  expect(room.texts(direct as typeof room.thread)).toEqual([expect.stringContaining('is gone'), 'first', 'second']);
  await outbox.post(room.thread, 'c', 'third');
  await room.settle(direct as typeof room.thread);
  expect(room.texts(direct as typeof room.thread).at(-1)).toBe('third');
  const row = await room.store.conversations.findOne({ _id: room.thread, workspace: EVERY_WORKSPACE }).lean();
  expect(row).toMatchObject({ goneAt: expect.any(Date), movedTo: direct });
});

it('sends what waits at once when the platform says that a thread can be reached again', async () => {
  const outbox = await ready();
  room.platform.faults.push(new PlatformError('rate_limited', 'the day is over', { retryAfterMs: 3_600_000 }));
  await outbox.post(room.thread, 'a', 'first');
  await outbox.post(room.thread, 'b', 'second');
  await room.settle();
  expect(room.texts()).toEqual([]);
  await room.engine.inbox.reachable?.(room.thread);
  await room.settle();
  expect(room.texts()).toEqual(['first', 'second']);
});

it('leaves what waits to the gateway that holds the connection', async () => {
  const outbox = await ready();
  await outbox.post(room.thread, 'a', 'first');
  room.platform.standsBy = true;
  await room.settle();
  expect(room.texts()).toEqual([]);
  room.platform.standsBy = false;
  await room.settle();
  expect(room.texts()).toEqual(['first']);
});
