import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PlatformError } from '../../src/chat/types.ts';
import { openTestStore } from '../support/store.ts';
import { type DevServer, OTHER, OWNER, startDevServer } from './dev-server.ts';

let opened: Awaited<ReturnType<typeof openTestStore>>;
let server: DevServer;
let second: DevServer;
beforeAll(async () => {
  opened = await openTestStore();
  server = await startDevServer({ store: opened.store });
  second = await startDevServer({ store: opened.store });
});
afterAll(async () => {
  await Promise.all([server.stop(), second.stop()]);
  await opened.drop();
});

const open = (name: string) => server.adapter.threads.open(OWNER, `client-${name}`);
const shown = async (thread: string) => (await server.adapter.threads.messages(OWNER, thread)).rows;

describe('posting', () => {
  it('lands once per key, also when two gateways try at the same moment', async () => {
    const thread = await open('once');
    const ids = await Promise.all(
      [server, second, server, second].map(({ adapter }) => adapter.post(thread, 'Hello', 'k1')),
    );
    expect(new Set(ids).size).toBe(1);
    expect(await server.adapter.post(thread, 'something else', 'k1')).toBe(ids[0]);
    expect((await shown(thread)).map((row) => row.content)).toEqual(['Hello']);
  });

  it('keeps every message in order without gaps under many writers', async () => {
    const thread = await open('order');
    const posts = Array.from({ length: 30 }, (_, index) =>
      (index % 2 ? server : second).adapter.post(thread, `n${index}`, `k${index}`),
    );
    await Promise.all(posts);
    const rows = await shown(thread);
    expect(rows.map((row) => row.seq)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    expect(new Set(rows.map((row) => row.rev)).size).toBe(30);
  });

  it('refuses what is longer than one message', async () => {
    const thread = await open('long');
    const long = 'x'.repeat(server.adapter.limits.text + 1);
    await expect(server.adapter.post(thread, long, 'k')).rejects.toMatchObject({ reason: 'refused' });
  });

  it('shows a private message to its person alone', async () => {
    const thread = await open('only');
    await server.adapter.post(thread, 'for someone else', 'k1', { only: { id: OTHER.user } });
    await server.adapter.post(thread, 'for you', 'k2', { only: { id: OWNER.user } });
    expect((await shown(thread)).map((row) => row.content)).toEqual(['for you']);
    const changes = await server.adapter.feed.since(OWNER, 0);
    expect(changes.messages.some((message) => message.content === 'for someone else')).toBe(false);
  });

  it('says a thread that never was, or was removed, is gone', async () => {
    const thread = await open('gone');
    const first = await server.adapter.post(thread, 'here', 'k1');
    await server.adapter.threads.remove(OWNER, thread);
    for (const dead of [thread, 'web:never' as const]) {
      await expect(server.adapter.post(dead, 'x', 'k2')).rejects.toBeInstanceOf(PlatformError);
      await expect(server.adapter.describe(dead)).rejects.toMatchObject({ reason: 'gone' });
      await expect(server.adapter.update(dead, first, 'y', 'k3')).rejects.toMatchObject({ reason: 'gone' });
      await server.adapter.working(dead, 'thinking');
    }
  });
});

describe('changing', () => {
  it('happens in place, and a repeated or equal change is no change', async () => {
    const thread = await open('change');
    const id = await server.adapter.post(thread, 'one', 'k1');
    expect(await server.adapter.update(thread, id, 'two', 'u1')).toBe(id);
    const before = await server.adapter.feed.rev(OWNER);
    await server.adapter.update(thread, id, 'two', 'u1');
    await server.adapter.update(thread, id, 'two', 'u2');
    expect(await server.adapter.feed.rev(OWNER)).toBe(before);
    expect((await shown(thread)).map((row) => row.content)).toEqual(['two']);
  });

  it('follows up where the message is not there', async () => {
    const thread = await open('follow');
    const id = await server.adapter.update(thread, 'wm_missing', 'instead', 'u1');
    expect(await server.adapter.update(thread, 'wm_missing', 'instead', 'u1')).toBe(id);
    expect((await shown(thread)).map((row) => row.content)).toEqual(['instead']);
  });

  it('never changes what a person said', async () => {
    const thread = await open('mine');
    const said = await server.adapter.threads.say(OWNER, thread, {
      key: 'in:1',
      from: 'user',
      content: 'mine',
      only: null,
    });
    await server.adapter.update(thread, said._id, 'not yours', 'u1');
    expect((await shown(thread))[0]?.content).toBe('mine');
  });
});

it('opens the same thread for the same client id, whoever of two gateways is asked', async () => {
  const both = await Promise.all([open('same'), second.adapter.threads.open(OWNER, 'client-same')]);
  expect(both[0]).toBe(both[1]);
  expect(await server.adapter.threads.open(OTHER, 'client-same')).not.toBe(both[0]);
});

it('calls a thread by its first words, then by the card that was made of it, then as its person says', async () => {
  const thread = await open('title');
  const title = async () => (await server.adapter.threads.get(OWNER, thread))?.title;
  const words = 'Every Monday at nine send the **weekly** report to the whole team and to the board';
  await server.adapter.threads.say(OWNER, thread, { key: 'in:1', from: 'user', content: words, only: null });
  expect(await title()).toBe('Every Monday at nine send the weekly report to the whole…');
  const choices = [{ name: 'draft.approve', value: 'd', label: 'Approve' }];
  await server.adapter.post(thread, { title: 'Weekly report', body: [], choices }, 'k1');
  expect(await title()).toBe('Weekly report');
  await server.adapter.threads.rename(OWNER, thread, 'Mondays');
  await server.adapter.post(thread, { title: 'Another', body: [], choices }, 'k2');
  expect(await title()).toBe('Mondays');
});

it('knows a person’s name and what zone their browser said', async () => {
  await server.adapter.feed.seen(OWNER, { timeZone: 'Africa/Nairobi', locale: 'en-KE' });
  expect(await server.adapter.profile({ id: OWNER.user })).toEqual({
    name: 'Wanjiru',
    timeZone: 'Africa/Nairobi',
    locale: 'en-KE',
  });
  expect(await server.adapter.profile({ id: 'nobody', name: 'Someone' })).toEqual({ name: 'Someone' });
});

it('has one thread for news of a person, however often it is asked for', async () => {
  const thread = await server.adapter.direct?.({ id: OWNER.user });
  expect(await second.adapter.direct?.({ id: OWNER.user })).toBe(thread);
  await expect(server.adapter.direct?.({ id: 'nobody' })).rejects.toMatchObject({ reason: 'gone' });
});

it('counts what was not seen, and a person’s own words as seen', async () => {
  const thread = await open('unread');
  await server.adapter.post(thread, 'a', 'k1');
  await server.adapter.post(thread, 'b', 'k2');
  const row = async () => server.adapter.threads.get(OWNER, thread);
  expect(await row()).toMatchObject({ lastSeq: 2, readSeq: 0 });
  await server.adapter.threads.read(OWNER, thread, 99);
  expect(await row()).toMatchObject({ readSeq: 2 });
  await server.adapter.threads.say(OWNER, thread, { key: 'in:1', from: 'user', content: 'c', only: null });
  expect(await row()).toMatchObject({ lastSeq: 3, readSeq: 3 });
});
