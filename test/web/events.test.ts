import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { WireChanges } from '../../adapters/web/wire.ts';
import { openTestStore } from '../support/store.ts';
import { ask, asPage, type Heard, listen } from './client.ts';
import { type DevServer, OWNER, startDevServer } from './dev-server.ts';

let opened: Awaited<ReturnType<typeof openTestStore>>;
let server: DevServer;
let second: DevServer;
let page: Awaited<ReturnType<typeof asPage>>;
beforeAll(async () => {
  opened = await openTestStore();
  server = await startDevServer({ store: opened.store });
  second = await startDevServer({ store: opened.store });
  page = await asPage(server.url);
});
afterAll(async () => {
  await Promise.all([server.stop(), second.stop()]);
  await opened.drop();
});

const said = (heard: Heard[]) =>
  heard.flatMap((event) =>
    event.event === 'changes' ? (event.data as WireChanges).messages.map((message) => message.content) : [],
  );
const wait = { timeout: 15_000, interval: 20 };

it('tells of messages, changes and status as they happen, also those of another process', async () => {
  const thread = await server.adapter.threads.open(OWNER, 'live');
  const stream = await listen(server.url, '/app/events?after=0', page.headers);
  const id = await server.adapter.post(thread, 'from here', 'k1');
  await second.adapter.post(thread, 'from there', 'k2');
  await second.adapter.working(thread, 'thinking');
  await vi.waitFor(() => {
    expect(said(stream.heard)).toEqual(expect.arrayContaining(['from here', 'from there']));
    const threads = stream.heard.flatMap((event) => (event.data as WireChanges).threads ?? []);
    expect(threads.at(-1)?.working?.text).toBe('thinking');
  }, wait);
  await second.adapter.update(thread, id, 'changed there', 'u1');
  await vi.waitFor(() => expect(said(stream.heard)).toContain('changed there'), wait);
  stream.close();
});

it('goes on where the last event was, with nothing missed and nothing old', async () => {
  const thread = await server.adapter.threads.open(OWNER, 'resume');
  const stream = await listen(server.url, '/app/events?after=0', page.headers);
  await server.adapter.post(thread, 'before the break', 'k1');
  await vi.waitFor(() => expect(said(stream.heard)).toContain('before the break'), wait);
  stream.close();
  const lastId = stream.heard.at(-1)?.id ?? '';
  for (let index = 0; index < 12; index += 1) await server.adapter.post(thread, `missed ${index}`, `m${index}`);
  const again = await listen(second.url, '/app/events?after=0', { ...page.headers, 'last-event-id': lastId });
  await vi.waitFor(() => expect(said(again.heard)).toHaveLength(12), wait);
  expect(said(again.heard)).toEqual(Array.from({ length: 12 }, (_, index) => `missed ${index}`));
  const ids = again.heard.map((event) => Number(event.id));
  expect(ids).toEqual([...ids].sort((a, b) => a - b));
  again.close();
});

it('reads what was missed in parts, each change once, in order', async () => {
  const thread = await server.adapter.threads.open(OWNER, 'parts');
  const from = await server.adapter.feed.rev(OWNER);
  for (let index = 0; index < 11; index += 1) await server.adapter.post(thread, `part ${index}`, `p${index}`);
  const read: unknown[] = [];
  for (let at = from, more = true; more; ) {
    const changes = await server.adapter.feed.since(OWNER, at, 4);
    read.push(...changes.messages.map((message) => message.content));
    expect(changes.rev).toBeGreaterThan(at);
    ({ rev: at, more } = changes);
  }
  expect(read).toEqual(Array.from({ length: 11 }, (_, index) => `part ${index}`));
});

it('never tells one person what is another’s', async () => {
  const stream = await listen(server.url, '/app/events?after=0', { authorization: 'Bearer test-token-other' });
  const own = await listen(server.url, '/app/events?after=0', page.headers);
  const thread = await server.adapter.threads.open(OWNER, 'secret');
  await server.adapter.post(thread, 'for Wanjiru', 'k1');
  await vi.waitFor(() => expect(said(own.heard)).toContain('for Wanjiru'), wait);
  expect(said(stream.heard)).toEqual([]);
  stream.close();
  own.close();
});

it('keeps a few streams a person: a further one ends the oldest, with the reason', async () => {
  const streams: Awaited<ReturnType<typeof listen>>[] = [];
  for (let index = 0; index < 5; index += 1) {
    streams.push(await listen(server.url, '/app/events?after=999999', page.headers));
  }
  await vi.waitFor(() => expect(streams[0]?.state.ended).toBe(true), wait);
  expect(streams[0]?.heard.at(-1)).toMatchObject({ event: 'bye', data: { reason: 'elsewhere' } });
  expect(streams.slice(1).every((stream) => !stream.state.ended)).toBe(true);
  for (const stream of streams) stream.close();
});

it('refuses a place that is no number, and strangers', async () => {
  expect((await ask(server.url, '/app/events?after=x', { headers: page.headers })).status).toBe(400);
  expect((await ask(server.url, '/app/events?after=-1', { headers: page.headers })).status).toBe(400);
  expect((await ask(server.url, '/app/events?after=0')).status).toBe(401);
});
