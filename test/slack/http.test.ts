import { afterEach, expect, test } from 'vitest';
import { signatureOf } from '../fakes/slack/deliveries.ts';
import { envelope } from '../fakes/slack/events.ts';
import type { Json } from '../fakes/slack/model.ts';
import { eventually } from '../support/eventually.ts';
import { openSlack, type SlackWorld } from './world.ts';

let world: SlackWorld;
afterEach(() => world.close());

interface Sent {
  type?: string;
  /** Seconds from now that the request claims to have been made. */
  ahead?: number;
  secret?: string;
  headers?: Record<string, string>;
  method?: string;
}

async function send(body: string, sent: Sent = {}): Promise<{ status: number; text: string }> {
  const timestamp = String(Math.floor(Date.now() / 1000) + (sent.ahead ?? 0));
  const response = await fetch(world.address, {
    method: sent.method ?? 'POST',
    ...(sent.method === 'GET' ? {} : { body }),
    headers: {
      'content-type': sent.type ?? 'application/json',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': signatureOf(sent.secret ?? world.slack.signingSecret, timestamp, body),
      ...sent.headers,
    },
  });
  return { status: response.status, text: await response.text() };
}

const FORM = 'application/x-www-form-urlencoded';
const form = (payload: unknown) => new URLSearchParams({ payload: JSON.stringify(payload) }).toString();

/** An event of the local Slack that nobody made happen. */
function event(about: Json): string {
  return JSON.stringify(envelope(world.slack.state, 'T1', about));
}

const said = (text: string, ts = '1700000000.000100'): Json => ({
  type: 'message',
  channel_type: 'im',
  channel: 'D1',
  user: 'U1',
  text,
  ts,
  event_ts: ts,
  team: 'T1',
});

test('Slack’s question whether the address is ours is answered', async () => {
  world = await openSlack();
  const asked = await send(JSON.stringify({ type: 'url_verification', challenge: 'abc', token: 'v' }));
  expect(asked).toEqual({ status: 200, text: '{"challenge":"abc"}' });
  expect((await send('ssl_check=1&token=v', { type: FORM, secret: 'another-secret' })).status).toBe(200);
});

test('What is unsigned, signed by another, stale or from the future is refused, and nothing of it is kept', async () => {
  world = await openSlack();
  const body = event(said('hello'));
  expect((await send(body, { secret: 'another-secret' })).status).toBe(401);
  expect((await send(body, { ahead: -400 })).status).toBe(401);
  expect((await send(body, { ahead: 4000 })).status).toBe(401);
  expect((await send(body, { headers: { 'x-slack-signature': 'v0=' } })).status).toBe(401);
  expect((await send(body, { headers: { 'x-slack-request-timestamp': 'soon' } })).status).toBe(401);
  const bare = await fetch(world.address, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  expect(bare.status).toBe(401);
  expect(world.messages).toEqual([]);
  expect((await send(body)).status).toBe(200);
  expect(world.messages).toHaveLength(1);
});

test.each([
  ['no JSON', '{"type":', 'application/json'],
  ['null', 'null', 'application/json'],
  ['a list', '[1,2]', 'application/json'],
  ['a number', '7', 'application/json'],
  ['nothing', '', 'application/json'],
  ['a form with a payload that is no JSON', 'payload=%7B', FORM],
  ['a form with a payload that is null', 'payload=null', FORM],
])('Signed, but %s: 400, and the next one is taken', async (_what, body, type) => {
  world = await openSlack();
  expect((await send(body, { type })).status).toBe(400);
  expect((await send(event(said('hello')))).status).toBe(200);
  expect(world.messages).toHaveLength(1);
});

test('Too much is 413, another method 405', async () => {
  world = await openSlack();
  const large = JSON.stringify({ type: 'event_callback', text: 'x'.repeat(5_000_000) });
  expect((await send(large)).status).toBe(413);
  expect((await send('', { method: 'GET' })).status).toBe(405);
});

test.each([
  ['an event nobody knows', { type: 'channel_rename', channel: { id: 'C1', name: 'x' } }],
  ['an event without anything', { type: 'message' }],
  [
    'a reaction',
    { type: 'reaction_added', user: 'U1', reaction: '+1', item: { type: 'message', channel: 'D1', ts: '1.1' } },
  ],
  ['a message with a strange timestamp', { ...said('x'), ts: 'yesterday' }],
  ['a context that changed', { type: 'app_context_changed', user: 'U1', channel: 'D1' }],
])('%s is acknowledged and leads to nothing', async (_what, about) => {
  world = await openSlack();
  expect((await send(event(about))).status).toBe(200);
  expect(world.messages).toEqual([]);
});

test.each([
  ['a shortcut', { type: 'shortcut', callback_id: 'x', trigger_id: '1.2.a', user: { id: 'U1' }, team: { id: 'T1' } }],
  ['a message shortcut', { type: 'message_action', callback_id: 'x', user: { id: 'U1' }, team: { id: 'T1' } }],
  [
    'a closed modal',
    { type: 'view_closed', user: { id: 'U1' }, team: { id: 'T1' }, view: { id: 'V1', callback_id: 'x' } },
  ],
  ['a list asking for its options', { type: 'block_suggestion', user: { id: 'U1' }, team: { id: 'T1' }, value: 'x' }],
  ['an interaction of another kind', { type: 'something_new', user: { id: 'U1' }, team: { id: 'T1' } }],
  [
    'a button of the past',
    { type: 'interactive_message', callback_id: 'x', user: { id: 'U1' }, team: { id: 'T1' }, actions: [{ name: 'a' }] },
  ],
])('%s is acknowledged at once', async (_what, payload) => {
  world = await openSlack();
  const started = performance.now();
  expect((await send(form(payload), { type: FORM })).status).toBe(200);
  expect(performance.now() - started).toBeLessThan(2000);
  expect(world.actions).toEqual([]);
});

test('A form with a charset behind its type is read all the same', async () => {
  world = await openSlack();
  const payload = { type: 'view_closed', user: { id: 'U1' }, team: { id: 'T1' }, view: { id: 'V1', callback_id: 'x' } };
  expect((await send(form(payload), { type: `${FORM}; charset=utf-8` })).status).toBe(200);
});

test('A delivery that cannot be kept is not acknowledged, and is taken when it comes again', async () => {
  world = await openSlack({ fake: { retryAfter: [3_600_000, 3_600_000] } });
  let away = true;
  world.keeping.before = async () => {
    if (away) throw new Error('the database is away');
  };
  await world.slack.say('U1', 'dm', 'keep this');
  expect(world.slack.deliveries[0]).toMatchObject({ state: 'waiting', attempts: [{ status: 503 }] });
  away = false;
  await world.slack.retryNow();
  expect(world.slack.deliveries[0]).toMatchObject({ state: 'acked' });
  expect(world.messages.map((one) => one.text)).toEqual(['keep this']);
});

test('Keeping that takes too long is no ack within Slack’s three seconds', async () => {
  world = await openSlack({ fake: { retryAfter: [3_600_000] } });
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  world.keeping.before = () => held;
  await world.slack.say('U1', 'dm', 'slowly');
  const [first] = world.slack.deliveries;
  expect(first?.attempts[0]).toMatchObject({ status: 503 });
  expect(first?.attempts[0]?.ms).toBeLessThan(3000);
  release();
  await world.slack.retryNow();
  expect(new Set(world.messages.map((one) => one.id)).size).toBe(1);
});

test('Slack’s retries are taken like the first; one that was kept already is only acknowledged', async () => {
  world = await openSlack();
  const body = event(said('once'));
  const retry = { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' };
  expect((await send(body, { headers: retry })).status).toBe(200);
  expect((await send(body, { headers: { ...retry, 'x-slack-retry-num': '2' } })).status).toBe(200);
  await eventually(() => expect(world.messages).toHaveLength(1));
});

test('Without the engine behind it nothing is acknowledged', async () => {
  world = await openSlack({ start: false });
  expect((await send(event(said('too early')))).status).toBe(503);
});

test('An event of a workspace that is not ours is acknowledged and dropped', async () => {
  world = await openSlack();
  const other = JSON.stringify({ ...envelope(world.slack.state, 'T2', said('hello')), team_id: 'T2' });
  expect((await send(other)).status).toBe(200);
  expect(world.messages).toEqual([]);
});
