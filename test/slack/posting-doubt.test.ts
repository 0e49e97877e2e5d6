import { afterEach, expect, test, vi } from 'vitest';
import type { ThreadId } from '../../src/chat/types.ts';
import { CARD, openThread, refused } from './thread.ts';
import { openSlack, type SlackWorld } from './world.ts';

let world: SlackWorld;
afterEach(() => world.close());

test.each([
  ['the answer is lost', { reset: true, after: true } as const, 'doubtful'],
  ['Slack answers 500 after it was done', { status: 500, after: true } as const, 'unreachable'],
  ['Slack says itself that it does not know', { error: 'fatal_error', after: true } as const, 'doubtful'],
  ['nothing is answered in time', { hang: true, after: true } as const, 'doubtful'],
])('A post that landed while %s is found again and not sent twice', async (_what, failure, reason) => {
  world = await openSlack();
  const { id, texts } = await openThread(world);
  world.slack.fail('chat.postMessage', failure);
  expect(await refused(world.adapter.post(id, 'Done.', 'k1'))).toMatchObject({ name: 'PlatformError', reason });
  const found = await world.adapter.post(id, 'Done.', 'k1');
  expect(texts()).toEqual(['Done.']);
  expect(world.slack.callsOf('chat.postMessage')).toHaveLength(1);
  expect(await world.again().post(id, 'Done.', 'k1')).toBe(found);
});

test('A doubtful post on the top level of a direct message is found there', async () => {
  world = await openSlack();
  const id = (await world.adapter.direct?.({ id: 'T1/U1' })) as ThreadId;
  world.slack.fail('chat.postMessage', { reset: true, after: true });
  await refused(world.adapter.post(id, 'Good morning', 'k1'));
  await world.adapter.post(id, 'Good morning', 'k1');
  expect(world.slack.messages('U1').map((one) => world.slack.text(one))).toEqual(['Good morning']);
});

test('A doubtful post that did not land is sent', async () => {
  world = await openSlack();
  const { id, texts } = await openThread(world);
  world.slack.fail('chat.postMessage', { reset: true });
  expect(await refused(world.adapter.post(id, 'Done.', 'k1'))).toMatchObject({ reason: 'doubtful' });
  await world.adapter.post(id, 'Done.', 'k1');
  expect(texts()).toEqual(['Done.']);
});

test('A post in doubt is not sent while Slack cannot be asked about it', async () => {
  world = await openSlack();
  const { id, texts } = await openThread(world);
  world.slack.fail('chat.postMessage', { reset: true, after: true });
  await refused(world.adapter.post(id, 'Done.', 'k1'));
  const away = world.slack.fail('conversations.replies', { retryAfter: 20, times: 10 });
  expect(await refused(world.adapter.post(id, 'Done.', 'k1'))).toMatchObject({
    reason: 'rate_limited',
    retryAfterMs: 20_000,
  });
  away.cancel();
  await world.adapter.post(id, 'Done.', 'k1');
  expect(texts()).toEqual(['Done.']);
});

test('A crash between sending and noting it leaves one message', async () => {
  world = await openSlack();
  const { id, texts } = await openThread(world);
  const sent = vi.spyOn(world.memory, 'sent').mockRejectedValueOnce(new Error('the database is away'));
  await refused(world.adapter.post(id, CARD, 'k1'));
  sent.mockRestore();
  const after = world.again();
  await after.post(id, CARD, 'k1');
  expect(texts()).toHaveLength(1);
});

test('The same key at the same time lands once', async () => {
  world = await openSlack();
  const { id, texts } = await openThread(world);
  const ids = await Promise.all([1, 2, 3].map(() => world.adapter.post(id, 'Done.', 'k1')));
  expect(new Set(ids).size).toBe(1);
  expect(texts()).toEqual(['Done.']);
});

test.each(['chat.appendStream', 'chat.stopStream'])(
  'When %s fails midway the message is made whole, not sent twice',
  async (method) => {
    world = await openSlack();
    const { id, root, texts } = await openThread(world);
    const answer = 'I can do that, and here is how it goes. '.repeat(40).trim();
    world.slack.fail(method, { error: 'internal_error' });
    await world.adapter.post(id, answer, 'k1');
    expect(texts()).toEqual([answer]);
    expect(world.slack.messages(root.channel, root.ts)[1]).toMatchObject({
      streaming: false,
      metadata: { event_payload: { key: 'k1' } },
    });
  },
);

test('A stream whose beginning is in doubt is found and made whole', async () => {
  world = await openSlack();
  const { id, texts } = await openThread(world);
  const answer = 'I can do that, and here is how it goes. '.repeat(40).trim();
  world.slack.fail('chat.startStream', { reset: true, after: true });
  await refused(world.adapter.post(id, answer, 'k1'));
  await world.adapter.post(id, answer, 'k1');
  expect(texts()).toEqual([answer]);
});

test('A crash in the middle of a stream leaves one whole message', async () => {
  world = await openSlack();
  const { id, root, texts } = await openThread(world);
  const answer = 'I can do that, and here is how it goes. '.repeat(40).trim();
  world.slack.fail('chat.appendStream', { status: 500 });
  const away = world.slack.fail('chat.update', { status: 500, times: 9 });
  await refused(world.adapter.post(id, answer, 'k1'));
  away.cancel();
  await world.again().post(id, answer, 'k1');
  expect(texts()).toEqual([answer]);
  expect(world.slack.messages(root.channel, root.ts)[1]).toMatchObject({
    streaming: false,
    metadata: { event_payload: { key: 'k1' } },
  });
});
