import { beforeAll, beforeEach, expect, it } from 'vitest';
import { createOutbox, type Outbox } from '../../src/chat/outbox.ts';
import { asFarAsStanding } from '../../src/http/standing.ts';
import { newId } from '../../src/ids.ts';
import type { MessageRow } from '../../src/store/conversations.ts';
import { EVERY_WORKSPACE } from '../../src/store/guard.ts';
import type { Store } from '../../src/store/store.ts';
import { sharedStore } from '../support/store.ts';

let store: Store;
let thread: string;
let outbox: Outbox;

beforeAll(async () => {
  ({ store } = await sharedStore());
});
beforeEach(async () => {
  thread = newId('web:');
  const row = { _id: thread, workspace: 'w', user: 'u', platform: 'web', seq: 0, outSeq: 0, createdAt: new Date() };
  await store.conversations.create(row as never);
  outbox = createOutbox({ store, clock: { now: () => new Date() }, wake: { outbox() {} } as never });
  await outbox.post(thread, 'first', 'First');
  await outbox.post(thread, 'card', 'Approve this?');
});

async function read(now = new Date()): Promise<string[]> {
  const lines = await store.messages.find({ workspace: 'w', thread }).sort({ seq: 1 }).lean<MessageRow[]>();
  return (await asFarAsStanding(store, 'web', now, lines)).map(({ text }) => text);
}

const settle = (key: string, state: 'sent' | 'failed') =>
  store.outbox.updateOne({ thread, key, workspace: EVERY_WORKSPACE }, { $set: { state } });

it('reads a card only once it stands in its thread', async () => {
  expect(await read()).toEqual([]);
  await settle('first', 'sent');
  expect(await read()).toEqual(['First']);
  await settle('card', 'sent');
  expect(await read()).toEqual(['First', 'Approve this?']);
});

it('never lets one that could not be sent hide what follows', async () => {
  await settle('first', 'failed');
  await settle('card', 'sent');
  expect(await read()).toEqual(['First', 'Approve this?']);
});

it('waits for a line whose way out is not written yet, for a minute', async () => {
  await store.outbox.deleteMany({ thread, workspace: EVERY_WORKSPACE });
  expect(await read()).toEqual([]);
  expect(await read(new Date(Date.now() + 61_000))).toEqual(['First', 'Approve this?']);
});

it('leaves conversations of other platforms as they are', async () => {
  const lines = await store.messages.find({ workspace: 'w', thread }).lean<MessageRow[]>();
  expect(await asFarAsStanding(store, 'slack', new Date(), lines)).toHaveLength(2);
});
