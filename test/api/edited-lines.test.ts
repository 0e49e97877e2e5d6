import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { chatStream } from '../../src/http/chat-stream.ts';
import { createEditedLines } from '../../src/http/edited-lines.ts';
import { newId } from '../../src/ids.ts';
import type { MessageRow } from '../../src/store/conversations.ts';
import type { Store } from '../../src/store/store.ts';
import { sharedStore } from '../support/store.ts';

/** No edit is missed by whoever follows a conversation, and none is sent twice. */

const START = Date.parse('2026-11-20T09:00:00.000Z');
const at = (ms: number) => new Date(START + ms);
let store: Store;
let thread: string;

beforeAll(async () => {
  ({ store } = await sharedStore());
});
beforeEach(async () => {
  thread = newId('web:');
  for (const seq of [1, 2, 3]) {
    const row = { _id: `${thread}:${seq}`, workspace: 'w', thread, seq, from: 'bot', text: `line ${seq}`, at: at(seq) };
    await store.messages.create({ ...row, user: null, key: null, parts: [] } as never);
  }
});

const edit = (seq: number, text: string, editedAt: Date) =>
  store.messages.updateOne({ _id: `${thread}:${seq}`, workspace: 'w' }, { $set: { text, editedAt } });

function follow(after = 3) {
  const lines = createEditedLines(store, { workspace: 'w', thread });
  return async () => {
    const rows: MessageRow[] = await lines.look(after);
    for (const row of rows) lines.keep(row);
    lines.settle();
    return rows.map(({ text }) => text);
  };
}

it('tells of an edit made after the lines were read and before they were followed', async () => {
  await edit(1, 'changed', at(5));
  const look = follow();
  expect(await look()).toEqual(['changed']);
  expect(await look()).toEqual([]);
});

it('tells of an edit that is seen later than another of the same moment, or of one before', async () => {
  const look = follow();
  await edit(2, 'first', at(60_000));
  expect(await look()).toEqual(['first']);
  await edit(1, 'same moment', at(60_000));
  await edit(3, 'a moment before', at(59_000));
  expect(await look()).toEqual(['a moment before', 'same moment']);
  await edit(1, 'once more', at(60_000));
  expect(await look()).toEqual(['once more']);
  expect(await look()).toEqual([]);
});

it('tells of edits as they come, of each only once', async () => {
  const look = follow();
  for (const seq of [1, 2, 3]) {
    await edit(seq, `changed ${seq}`, at(seq * 60_000));
    expect(await look()).toEqual([`changed ${seq}`]);
  }
  expect(await look()).toEqual([]);
});

it('is what a stream of events begins with', async () => {
  const person = { workspace: 'w', user: 'u' };
  const deps = { store, chat: { own: async () => thread }, caller: async () => ({ person, scopes: ['read'] }) };
  const { router, close } = chatStream(deps as never);
  const app = new Koa().use(router.routes());
  // The listener goes away in the middle.
  app.silent = true;
  const server = createServer(app.callback()).listen(0, '127.0.0.1');
  try {
    await edit(1, 'changed in between', at(5));
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/api/workflows/chat/${thread}/events?after=3`);
    let heard = '';
    for await (const part of answer.body as unknown as AsyncIterable<Uint8Array>) {
      heard += new TextDecoder().decode(part);
      if (heard.includes('changed in between')) break;
    }
    expect(heard).toContain('id: 3\nevent: message');
  } finally {
    close();
    server.close();
  }
});
