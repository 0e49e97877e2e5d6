import { afterEach, expect, test } from 'vitest';
import { words } from '../../adapters/slack/face/words.ts';
import { envelope } from '../fakes/slack/events.ts';
import { openSlack, type SlackWorld } from './world.ts';

let world: SlackWorld;
afterEach(() => world.close());

const health = () => world.adapter.health();

test('A token that Slack refuses is told in health, and nothing else stops; a good one is taken up by itself', async () => {
  world = await openSlack({ start: false });
  const token = world.slack.state.tokens.get(world.slack.botToken());
  if (!token) throw new Error('no token');
  token.dead = 'token_revoked';
  await world.adapter.start(world.inbox);
  expect(health()).toEqual({ ok: false, detail: words.tokenRefused('token_revoked') });
  delete token.dead;
  await expect.poll(health).toEqual({ ok: true, detail: words.connected });
});

test('A token nobody knows', async () => {
  world = await openSlack({ config: { SLACK_BOT_TOKEN: 'xoxb-unknown' } });
  expect(health()).toEqual({ ok: false, detail: words.tokenRefused('invalid_auth') });
});

test('A token alone can hear nothing, and says what is missing', async () => {
  world = await openSlack({ config: { SLACK_SIGNING_SECRET: undefined } });
  expect(world.adapter.routes).toEqual([]);
  expect(health().ok).toBe(false);
  expect(health().detail).toContain('SLACK_SIGNING_SECRET');
});

test('Slack away at the start: told, tried again, and then all is well', async () => {
  world = await openSlack({ start: false });
  const away = world.slack.fail('auth.test', { status: 503, times: Number.POSITIVE_INFINITY });
  await world.adapter.start(world.inbox);
  expect(health()).toMatchObject({ ok: false });
  away.cancel();
  await expect.poll(health).toEqual({ ok: true, detail: words.connected });
});

test('What arrives before Slack told who we are is kept all the same', async () => {
  world = await openSlack({ start: false });
  world.slack.fail('auth.test', { status: 503, times: Number.POSITIVE_INFINITY });
  await world.adapter.start(world.inbox);
  await world.slack.say('U1', 'dm', 'hello');
  expect(world.messages).toMatchObject([{ text: 'hello', author: { id: 'T1/U1' } }]);
});

test('A start does not wait for a Slack that does not answer', async () => {
  world = await openSlack({ start: false });
  world.slack.fail('auth.test', { hang: true, times: Number.POSITIVE_INFINITY });
  const started = performance.now();
  await world.adapter.start(world.inbox);
  expect(performance.now() - started).toBeLessThan(7000);
  expect(health().ok).toBe(false);
});

test('Taken out of the workspace it says so, and comes back when it is put in again', async () => {
  world = await openSlack();
  const token = world.slack.state.tokens.get(world.slack.botToken());
  await world.slack.uninstall('T1');
  await expect.poll(() => health().ok).toBe(false);
  await expect.poll(() => health().detail).toMatch(/refuses the bot token/);
  if (token) {
    delete token.dead;
    world.slack.state.tokens.set(token.value, token);
  }
  const team = world.slack.state.teams.get('T1');
  if (team) team.installed = true;
  await expect.poll(health).toEqual({ ok: true, detail: words.connected });
});

test('Somebody’s own token being revoked is nothing to us; the bot’s is', async () => {
  world = await openSlack();
  const told = (tokens: object) =>
    world.slack.post(JSON.stringify(envelope(world.slack.state, 'T1', { type: 'tokens_revoked', tokens })));
  await told({ oauth: ['U1'], bot: [] });
  expect(health().ok).toBe(true);
  const token = world.slack.state.tokens.get(world.slack.botToken());
  if (token) token.dead = 'token_revoked';
  await told({ oauth: [], bot: ['UBOT'] });
  await expect.poll(() => health().detail).toBe(words.tokenRefused('token_revoked'));
});

test('A post that finds the token dead tells so', async () => {
  world = await openSlack();
  const said = await world.slack.say('U1', 'dm', 'hello');
  const token = world.slack.state.tokens.get(world.slack.botToken());
  if (token) token.dead = 'account_inactive';
  const post = world.adapter.post(`slack:T1/${said.channel}/${said.ts}`, 'hello', 'k1');
  await expect(post).rejects.toMatchObject({ reason: 'unreachable' });
  await expect.poll(health).toEqual({ ok: false, detail: words.tokenRefused('account_inactive') });
});

test('Socket Mode: asked to reconnect or cut off it connects again, and what was not acknowledged comes again', async () => {
  world = await openSlack({ socket: true, fake: { retryAfter: [3_600_000, 3_600_000] } });
  await world.slack.sockets.connected();
  world.slack.sockets.refresh();
  await world.slack.sockets.connected();
  await expect.poll(health).toEqual({ ok: true, detail: words.connected });
  await world.slack.say('U1', 'dm', 'after the refresh');
  world.slack.sockets.cut();
  await world.slack.say('U1', 'dm', 'while it was cut');
  await world.slack.sockets.connected();
  await world.slack.retryNow();
  await expect.poll(() => world.messages.map((one) => one.text)).toEqual(['after the refresh', 'while it was cut']);
});

test('Socket Mode: a process that stood still for some seconds keeps its line', async () => {
  world = await openSlack({ socket: true });
  await expect.poll(() => world.slack.sockets.pings()).toBeGreaterThan(0);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 6_000);
  const before = world.slack.sockets.pings();
  await expect.poll(() => world.slack.sockets.pings()).toBeGreaterThan(before);
  await world.slack.say('U1', 'dm', 'still there?');
  expect(world.slack.deliveries[0]).toMatchObject({ state: 'acked', attempts: [{ reason: null }] });
  expect(health()).toEqual({ ok: true, detail: words.connected });
});

test('Socket Mode: what cannot be kept is not acknowledged', async () => {
  world = await openSlack({ socket: true, fake: { retryAfter: [3_600_000], ackMs: 500 } });
  world.keeping.before = async () => {
    throw new Error('the database is away');
  };
  await world.slack.say('U1', 'dm', 'keep this');
  expect(world.slack.deliveries[0]).toMatchObject({ state: 'waiting', attempts: [{ reason: 'timeout' }] });
  world.keeping.before = async () => {};
  await world.slack.retryNow();
  expect(world.messages).toMatchObject([{ text: 'keep this' }]);
});

test('Socket Mode: an app-level token that is refused is named; nothing falls over', async () => {
  world = await openSlack({ socket: true, config: { SLACK_APP_TOKEN: 'xapp-unknown' } });
  expect(health()).toEqual({ ok: false, detail: words.appTokenRefused('invalid_auth') });
});

test('Socket Mode: Slack away while reconnecting is waited out', async () => {
  world = await openSlack({ socket: true });
  const away = world.slack.fail('apps.connections.open', { status: 503, times: Number.POSITIVE_INFINITY });
  world.slack.sockets.cut();
  await expect.poll(() => away.hits()).toBeGreaterThan(2);
  expect(health()).toEqual({ ok: false, detail: words.reconnecting });
  away.cancel();
  await expect.poll(health).toEqual({ ok: true, detail: words.connected });
});

test('Started again after a stop it is there again', async () => {
  world = await openSlack({ socket: true });
  await world.adapter.stop();
  expect(health().ok).toBe(false);
  await world.adapter.start(world.inbox);
  expect(health().ok).toBe(true);
  await world.slack.sockets.connected();
  await world.slack.say('U1', 'dm', 'hello');
  expect(world.messages).toHaveLength(1);
});
