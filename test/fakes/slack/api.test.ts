import { webApi } from '@slack/bolt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientOf, refusal } from './app.ts';
import { type FakeSlack, startFakeSlack } from './fake-slack.ts';

const { ErrorCode } = webApi;

let slack: FakeSlack;
beforeEach(async () => {
  slack = await startFakeSlack();
});
afterEach(() => slack.close());

test('A token tells who calls and where; a wrong, missing, dead or wrong kind of token is refused', async () => {
  expect(await clientOf(slack).auth.test()).toMatchObject({ ok: true, team_id: 'T1', user_id: 'UBOT', bot_id: 'BBOT' });
  expect(await clientOf(slack, slack.botToken('T2')).auth.test()).toMatchObject({ team_id: 'T2', user_id: 'UBOTT2' });
  expect((await refusal(clientOf(slack, 'xoxb-nobody').auth.test())).error).toBe('invalid_auth');
  expect((await refusal(clientOf(slack, '').auth.test())).error).toBe('not_authed');
  expect((await refusal(clientOf(slack, slack.appToken).auth.test())).error).toBe('not_allowed_token_type');
  const token = slack.botToken();
  await slack.uninstall('T1');
  expect((await refusal(clientOf(slack, token).auth.test())).error).toBe('account_inactive');
});

test('A scope that was not granted is named with those that were', async () => {
  const poor = await startFakeSlack({ scopes: ['im:history'] });
  const data = await refusal(clientOf(poor).chat.postMessage({ channel: 'C1', text: 'hi' }));
  expect(data).toMatchObject({ error: 'missing_scope', needed: 'chat:write', provided: 'im:history' });
  await poor.close();
});

test('People are told with zone and locale; guests, bots, strangers and the gone as what they are', async () => {
  const client = clientOf(slack);
  const info = async (user: string) => (await client.users.info({ user, include_locale: true })).user;
  expect(await info('U1')).toMatchObject({ tz: 'Africa/Nairobi', tz_offset: 10_800, locale: 'en-GB', team_id: 'T1' });
  expect(await info('UGUEST')).toMatchObject({ is_restricted: true, is_ultra_restricted: false });
  expect(await info('UGUEST1')).toMatchObject({ is_restricted: true, is_ultra_restricted: true });
  expect(await info('UOTHERBOT')).toMatchObject({ is_bot: true });
  expect(await info('UEXT')).toMatchObject({ is_stranger: true, team_id: 'T9' });
  expect(await info('UGONE')).toMatchObject({ deleted: true });
  expect((await info('U1'))?.profile).not.toHaveProperty('email');
  expect((await refusal(client.users.info({ user: 'U404' }))).error).toBe('user_not_found');
  expect((await refusal(client.users.info({ user: 'U21' }))).error).toBe('user_not_found');
});

test('Lists come in pages', async () => {
  const client = clientOf(slack);
  const names: (string | undefined)[] = [];
  for await (const page of client.paginate('users.list', { limit: 4 })) {
    names.push(...(page as unknown as { members: { id: string }[] }).members.map((one) => one.id));
  }
  expect(names).toHaveLength(new Set(names).size);
  expect(names).toContain('UEXT');
  expect((await refusal(client.users.list({ cursor: 'nonsense' }))).error).toBe('invalid_cursor');
});

test('A message goes where the bot is, and nowhere else', async () => {
  const client = clientOf(slack);
  const post = (channel: string, more = {}) => client.chat.postMessage({ channel, text: 'hi', ...more });
  const { ts, message } = await post('C1');
  expect(message).toMatchObject({ bot_id: 'BBOT', user: 'UBOT', text: 'hi', team: 'T1' });
  expect(slack.messages('C1')).toHaveLength(1);
  expect((await refusal(post('C2'))).error).toBe('not_in_channel');
  expect((await refusal(post('G2'))).error).toBe('channel_not_found');
  expect((await refusal(post('C21'))).error).toBe('channel_not_found');
  expect((await refusal(post('C4'))).error).toBe('is_archived');
  expect((await refusal(post('C1', { text: '' }))).error).toBe('no_text');
  expect((await refusal(post('C1', { thread_ts: '1700000000.000001' }))).error).toBe('thread_not_found');
  expect((await post('U1')).channel).toBe('D1');
  expect((await post('C1', { thread_ts: ts })).message).toMatchObject({ thread_ts: ts, parent_user_id: 'UBOT' });
  expect((await post('C1', { text: 'x'.repeat(40_001) })).message?.text).toHaveLength(40_000);
});

test('A message is changed by its author only; text without blocks takes the blocks away', async () => {
  const client = clientOf(slack);
  const blocks = [{ type: 'divider' }];
  const { ts = '' } = await client.chat.postMessage({ channel: 'C1', text: 'one', blocks });
  await client.chat.update({ channel: 'C1', ts, blocks });
  expect(slack.messages('C1')[0]?.blocks).toHaveLength(1);
  expect(slack.messages('C1')[0]?.edited).toBeUndefined();
  await client.chat.update({ channel: 'C1', ts, text: 'two' });
  expect(slack.messages('C1')[0]).toMatchObject({ text: 'two', blocks: [], edited: { user: 'UBOT' } });
  const said = await slack.say('U1', 'C1', 'mine');
  const change = (of: string, text = 'x') => client.chat.update({ channel: 'C1', ts: of, text });
  expect((await refusal(change(said.ts))).error).toBe('cant_update_message');
  expect((await refusal(change('1700000000.000001'))).error).toBe('message_not_found');
  expect((await refusal(change(ts, 'x'.repeat(4001)))).error).toBe('msg_too_long');
  await client.chat.delete({ channel: 'C1', ts });
  expect((await refusal(change(ts))).error).toBe('message_not_found');
});

test('An ephemeral message is for one person, and cannot be changed through the API', async () => {
  const client = clientOf(slack);
  const { message_ts: ts = '' } = await client.chat.postEphemeral({ channel: 'C1', user: 'U1', text: 'only you' });
  expect(slack.messages('C1')[0]).toMatchObject({ onlyFor: 'U1' });
  expect((await refusal(client.chat.update({ channel: 'C1', ts, text: 'x' }))).error).toBe('message_not_found');
  const other = client.chat.postEphemeral({ channel: 'C1', user: 'UGUEST', text: 'x' });
  expect((await refusal(other)).error).toBe('user_not_in_channel');
  expect((await client.conversations.history({ channel: 'C1' })).messages).toEqual([]);
});

test('Metadata is flat and small, and comes back when asked for', async () => {
  const client = clientOf(slack);
  const post = (payload: object, type = 'nod') =>
    client.chat.postMessage({
      channel: 'C1',
      text: 'hi',
      metadata: { event_type: type, event_payload: payload as Record<string, string> },
    });
  const { ts = '' } = await post({ key: 'k1', flat: { a: 1 }, list: [{ b: true }] });
  await client.chat.postMessage({ channel: 'C1', text: 'reply', thread_ts: ts });
  const read = await client.conversations.replies({ channel: 'C1', ts, include_all_metadata: true });
  expect(read.messages?.map((one) => one.metadata?.event_type)).toEqual(['nod', undefined]);
  const bare = await client.conversations.replies({ channel: 'C1', ts });
  expect(bare.messages?.[0]?.metadata).toBeUndefined();
  expect((await refusal(post({ deep: { a: { b: 1 } } }))).error).toBe('invalid_metadata_schema');
  expect((await refusal(post({ big: 'x'.repeat(9000) }))).error).toBe('metadata_too_large');
  expect((await refusal(post({}, ''))).error).toBe('invalid_metadata_format');
});

test('History is read newest first, by page and by time; threads oldest first', async () => {
  const client = clientOf(slack);
  const first = await slack.say('U1', 'C1', 'one');
  for (const text of ['two', 'three']) await slack.say('U1', 'C1', text);
  await slack.say('U2', 'C1', 'reply', { thread_ts: first.ts });
  const page = await client.conversations.history({ channel: 'C1', limit: 2 });
  expect(page.messages?.map((one) => one.text)).toEqual(['three', 'two']);
  const cursor = page.response_metadata?.next_cursor ?? '';
  const rest = await client.conversations.history({ channel: 'C1', limit: 2, cursor });
  expect(rest.messages?.[0]).toMatchObject({ text: 'one', reply_count: 1, thread_ts: first.ts });
  const later = await client.conversations.history({ channel: 'C1', oldest: first.ts });
  expect(later.messages).toHaveLength(2);
  const thread = await client.conversations.replies({ channel: 'C1', ts: first.ts });
  expect(thread.messages?.map((one) => one.text)).toEqual(['one', 'reply']);
  expect((await refusal(client.conversations.history({ channel: 'C2' }))).error).toBe('not_in_channel');
});

test('Failures are injected: before and after the act, by channel, so often, in every shape', async () => {
  const client = clientOf(slack);
  const post = (channel = 'C1') => client.chat.postMessage({ channel, text: 'hi' });
  slack.fail('chat.postMessage', { retryAfter: 7, channel: 'C1' });
  await expect(post()).rejects.toMatchObject({ code: ErrorCode.RateLimitedError, retryAfter: 7 });
  slack.fail('chat.postMessage', { status: 500, after: true });
  await expect(post()).rejects.toMatchObject({ code: ErrorCode.HTTPError, statusCode: 500 });
  expect(slack.messages('C1')).toHaveLength(1);
  slack.fail('chat.postMessage', { reset: true });
  await expect(post()).rejects.toMatchObject({ code: ErrorCode.RequestError });
  const twice = slack.fail('chat.postMessage', { error: 'internal_error', channel: 'C1', times: 2 });
  await post('G1');
  expect((await refusal(post())).error).toBe('internal_error');
  expect((await refusal(post())).error).toBe('internal_error');
  await post();
  expect(twice.hits()).toBe(2);
  expect(slack.callsOf('chat.postMessage').map((call) => call.outcome)).toEqual([
    'ratelimited',
    'http 500',
    'reset',
    'ok',
    'internal_error',
    'internal_error',
    'ok',
  ]);
});

test('With the pace on, a channel takes a burst and then a message a second', async () => {
  slack.pace.on = true;
  const client = clientOf(slack);
  const post = (channel: string) => client.chat.postMessage({ channel, text: 'hi' });
  for (let count = 0; count < 4; count += 1) await post('C1');
  await expect(post('C1')).rejects.toMatchObject({ code: ErrorCode.RateLimitedError, retryAfter: 1 });
  await post('G1');
  slack.advance(1000);
  await post('C1');
});

test('Arguments come as forms or, where Slack takes it, as JSON; anything else is refused', async () => {
  const call = async (method: string, type: string, body: string, token = slack.botToken()) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': type };
    const response = await fetch(`${slack.apiUrl}${method}`, { method: 'POST', headers, body });
    return (await response.json()) as Record<string, unknown>;
  };
  const json = JSON.stringify({ channel: 'C1', text: 'hi', blocks: [{ type: 'divider' }] });
  expect(await call('chat.postMessage', 'application/json; charset=utf-8', json)).toMatchObject({ ok: true });
  expect(await call('chat.postMessage', 'application/json', json)).toMatchObject({ warning: 'missing_charset' });
  expect(await call('chat.postMessage', 'application/json', '{')).toMatchObject({ error: 'invalid_json' });
  expect(await call('chat.postMessage', 'text/plain', json)).toMatchObject({ error: 'invalid_post_type' });
  expect(await call('users.info', 'application/json', '{"user":"U1"}')).toMatchObject({ error: 'invalid_arguments' });
  const form = new URLSearchParams({ channel: 'C1', blocks: 'not json' }).toString();
  const answer = await call('chat.postMessage', 'application/x-www-form-urlencoded', form);
  expect(answer).toMatchObject({ error: 'invalid_blocks_format' });
  expect(await call('no.such', 'application/x-www-form-urlencoded', '')).toMatchObject({ error: 'unknown_method' });
});
