import { afterEach, expect, test } from 'vitest';
import type { Card, ThreadId } from '../../src/chat/types.ts';
import { CARD, openThread, refused } from './thread.ts';
import { openSlack, type SlackWorld } from './world.ts';

let world: SlackWorld;
afterEach(() => world.close());

test('A channel told to wait waits, in order; others do not', async () => {
  world = await openSlack();
  const [slow, quick] = [await openThread(world, 'C1'), await openThread(world, 'G1')];
  world.slack.fail('chat.postMessage', { retryAfter: 2, channel: 'C1' });
  const started = performance.now();
  const waiting = [world.adapter.post(slow.id, 'one', 'k1'), world.adapter.post(slow.id, 'two', 'k2')];
  await world.adapter.post(quick.id, 'at once', 'k1');
  expect(performance.now() - started).toBeLessThan(1500);
  await Promise.all(waiting);
  expect(performance.now() - started).toBeGreaterThan(1900);
  expect(slow.texts()).toEqual(['one', 'two']);
});

test('A long wait is the engine’s to keep: it is told how long, and nothing more is tried before', async () => {
  world = await openSlack();
  const { id, texts } = await openThread(world, 'C1');
  world.slack.fail('chat.postMessage', { retryAfter: 40, channel: 'C1' });
  const first = await refused(world.adapter.post(id, 'one', 'k1'));
  expect(first).toMatchObject({ reason: 'rate_limited' });
  expect(first.retryAfterMs).toBeGreaterThan(39_000);
  const second = await refused(world.adapter.post(id, 'two', 'k2'));
  expect(second.retryAfterMs).toBeGreaterThan(38_000);
  expect(world.slack.callsOf('chat.postMessage')).toHaveLength(1);
  expect(texts()).toEqual([]);
});

test('Slack’s own pace is kept, and everything arrives in order', async () => {
  world = await openSlack();
  const { id, texts } = await openThread(world, 'C1');
  world.slack.pace.on = true;
  await Promise.all(Array.from({ length: 7 }, (_, index) => world.adapter.post(id, `line ${index}`, `k${index}`)));
  expect(texts()).toEqual(Array.from({ length: 7 }, (_, index) => `line ${index}`));
  expect(world.slack.calls.filter((call) => call.outcome === 'ratelimited').length).toBeLessThan(2);
});

test('Changes of one message come at most once a second; those overtaken are left out, the last is always shown', async () => {
  world = await openSlack();
  const { id, texts } = await openThread(world);
  const message = await world.adapter.post(id, 'step 0', 'run');
  const started = performance.now();
  const done = Array.from({ length: 12 }, (_, index) =>
    world.adapter.update(id, message, `step ${index + 1}`, `run-${index}`),
  );
  expect(new Set(await Promise.all(done))).toEqual(new Set([message]));
  expect(texts()).toEqual(['step 12']);
  const seconds = (performance.now() - started) / 1000;
  expect(world.slack.callsOf('chat.update').length).toBeLessThanOrEqual(1 + seconds);
});

test('A card that becomes a text keeps nothing of the card, and keeps its key', async () => {
  world = await openSlack();
  const { id, root } = await openThread(world);
  const message = await world.adapter.post(id, CARD, 'k1');
  await world.adapter.update(id, message, 'Cancelled.', 'k1-2');
  const [, shown] = world.slack.messages(root.channel, root.ts);
  expect(shown && world.slack.text(shown)).toBe('Cancelled.');
  expect(shown?.metadata).toEqual({ event_type: 'nod_post', event_payload: { key: 'k1' } });
});

test('What was deleted is said anew, and once', async () => {
  world = await openSlack();
  const { id, root, texts } = await openThread(world);
  const message = await world.adapter.post(id, 'running', 'run');
  const [, shown] = world.slack.messages(root.channel, root.ts);
  if (shown) shown.deleted = true;
  const now = await world.adapter.update(id, message, 'done', 'run-1');
  expect(now).not.toBe(message);
  expect(await world.adapter.update(id, message, 'done', 'run-1')).toBe(now);
  expect(texts()).toEqual(['done']);
});

test('A card shows its drawing, uploaded once; where Slack does not take it the card goes without', async () => {
  world = await openSlack();
  const { id, texts } = await openThread(world);
  const message = await world.adapter.post(id, CARD, 'k1');
  await world.adapter.update(id, message, { ...CARD, choices: [], footer: 'Approved' }, 'k1-2');
  expect(texts()[0]).toContain('[image: Monday, then an email]');
  expect(world.slack.callsOf('files.getUploadURLExternal')).toHaveLength(1);
  const other: Card = { ...CARD, image: { svg: '<svg xmlns="http://www.w3.org/2000/svg" width="2"/>', alt: 'x' } };
  world.slack.fail('files.getUploadURLExternal', { error: 'missing_scope' });
  await world.adapter.post(id, other, 'k2');
  expect(texts()[1]).toContain('Weekly report');
  expect(texts()[1]).not.toContain('[image');
});

test('A drawing Slack lost is left out, and made again next time', async () => {
  world = await openSlack();
  const { id, texts } = await openThread(world);
  await world.adapter.post(id, CARD, 'k1');
  world.slack.state.files.clear();
  await world.adapter.post(id, CARD, 'k2');
  expect(texts()[1]).not.toContain('[image');
  await world.adapter.post(id, CARD, 'k3');
  expect(texts()[2]).toContain('[image');
});

test('What is for one person among others is seen by them alone; one to one it simply stands there', async () => {
  world = await openSlack();
  const channel = await openThread(world, 'C1');
  const only = { id: 'T1/U2' };
  const first = await world.adapter.post(channel.id, 'Only Wanjiru can decide this one.', 'k1', { only });
  expect(await world.adapter.post(channel.id, 'Only Wanjiru can decide this one.', 'k1', { only })).toBe(first);
  const alone = world.slack.messages('C1', channel.root.ts).filter((one) => one.onlyFor !== undefined);
  expect(alone).toMatchObject([{ onlyFor: 'U2', threadTs: channel.root.ts }]);
  const direct = await openThread(world);
  await world.adapter.post(direct.id, 'For you', 'k1', { only: { id: 'T1/U1' } });
  expect(direct.texts()).toEqual(['For you']);
  expect(world.slack.callsOf('chat.postEphemeral')).toHaveLength(1);
});

test('A change of what one person saw alone is again for them alone', async () => {
  world = await openSlack();
  const { id } = await openThread(world, 'C1');
  const before = await world.adapter.post(id, 'Which one?', 'k1', { only: { id: 'T1/U2' } });
  await world.adapter.update(id, before, 'That one.', 'k1-2');
  const shown = world.slack.messages('C1').filter((one) => world.slack.text(one) === 'That one.');
  expect(shown).toMatchObject([{ onlyFor: 'U2' }]);
});

test('Someone who left the channel is told directly', async () => {
  world = await openSlack();
  const { id } = await openThread(world, 'C1', 'U2');
  world.slack.leave('U2', 'C1');
  await world.adapter.post(id, 'For you', 'k1', { only: { id: 'T1/U2' } });
  expect(world.slack.messages('U2').map((one) => world.slack.text(one))).toEqual(['For you']);
});

test('A long answer in a direct message appears as it is written, as one message with its key', async () => {
  world = await openSlack();
  const { id, root, texts } = await openThread(world);
  const answer = 'I can do that, and here is how it goes. '.repeat(40).trim();
  const message = await world.adapter.post(id, answer, 'k1');
  expect(world.slack.callsOf('chat.startStream')).toHaveLength(1);
  expect(texts()).toEqual([answer]);
  const [, shown] = world.slack.messages(root.channel, root.ts);
  expect(shown).toMatchObject({ streaming: false, metadata: { event_payload: { key: 'k1' } } });
  await world.adapter.update(id, message, 'Short now.', 'k1-2');
  expect(texts()).toEqual(['Short now.']);
});

test('In a thread after a mention it appears so too, to whoever spoke last', async () => {
  world = await openSlack();
  const root = await world.slack.say('U1', 'C1', '<@UBOT> explain');
  await world.slack.say('U2', 'C1', 'and to me', { thread_ts: root.ts });
  const answer = 'I can do that, and here is how it goes. '.repeat(40).trim();
  await world.adapter.post(world.messages[0]?.thread as ThreadId, answer, 'k1');
  const [start] = world.slack.callsOf('chat.startStream');
  expect(start?.args).toMatchObject({ recipient_team_id: 'T1', recipient_user_id: 'U2', thread_ts: root.ts });
  expect(world.slack.messages('C1', root.ts).map((one) => world.slack.text(one))).toContain(answer);
});

test('An answer somebody stopped stays as far as they let it come, and the engine hears of it', async () => {
  world = await openSlack();
  const { id, root } = await openThread(world);
  const answer = 'I can do that, and here is how it goes. '.repeat(40).trim();
  world.slack.fail('chat.appendStream', { error: 'stopped_by_user' });
  const message = await world.adapter.post(id, answer, 'k1');
  expect(message).toBeTruthy();
  expect(await world.adapter.post(id, answer, 'k1')).toBe(message);
  const [, shown] = world.slack.messages(root.channel, root.ts);
  expect(shown).toMatchObject({ streaming: false });
  expect(shown && world.slack.text(shown).length).toBeLessThan(answer.length);
  expect(world.slack.callsOf('chat.update')).toEqual([]);
});

test('Where Slack does not stream the answer is posted', async () => {
  world = await openSlack();
  const { id, texts } = await openThread(world);
  const answer = 'I can do that, and here is how it goes. '.repeat(40).trim();
  world.slack.fail('chat.startStream', { error: 'unknown_method' });
  await world.adapter.post(id, answer, 'k1');
  expect(texts()).toEqual([answer]);
});

test.each([
  ['channel_not_found', 'gone'],
  ['not_in_channel', 'gone'],
  ['is_archived', 'gone'],
  ['thread_not_found', 'gone'],
  ['invalid_blocks', 'refused'],
  ['msg_too_long', 'refused'],
  ['some_new_error', 'refused'],
  ['token_revoked', 'unreachable'],
  ['internal_error', 'doubtful'],
])('%s means %s', async (error, reason) => {
  world = await openSlack();
  const { id } = await openThread(world);
  world.slack.fail('chat.postMessage', { error });
  expect(await refused(world.adapter.post(id, 'hello', 'k1'))).toMatchObject({ name: 'PlatformError', reason });
});

test('What cannot be put on a button is refused, so that it is said in words', async () => {
  world = await openSlack();
  const { id, texts } = await openThread(world);
  const choices = [{ name: 'draft.approve', value: 'x'.repeat(3000), label: 'Approve' }];
  expect(await refused(world.adapter.post(id, { ...CARD, choices }, 'k1'))).toMatchObject({ reason: 'refused' });
  expect(texts()).toEqual([]);
});

test('Nobody is called by what is posted, and no link is unfolded', async () => {
  world = await openSlack();
  const { id, root } = await openThread(world, 'C1');
  await world.adapter.post(id, 'hello <!channel> @here <@U2> https://example.com & more', 'k1');
  const [call] = world.slack.callsOf('chat.postMessage');
  expect(call?.args).toMatchObject({ unfurl_links: 'false', unfurl_media: 'false', link_names: 'false' });
  const [, shown] = world.slack.messages('C1', root.ts);
  expect(JSON.stringify(shown?.blocks)).not.toMatch(/"type":"(user|broadcast)"/);
  expect(String(call?.args.text)).not.toContain('<!channel>');
  expect(shown?.unfurls).toBe(false);
});

test('With Slack away a post is unreachable, and goes once it is back', async () => {
  world = await openSlack();
  const { id, texts } = await openThread(world);
  world.slack.fail('chat.postMessage', { status: 503 });
  expect(await refused(world.adapter.post(id, 'hello', 'k1'))).toMatchObject({ reason: 'unreachable' });
  await world.adapter.post(id, 'hello', 'k1');
  expect(texts()).toEqual(['hello']);
});
