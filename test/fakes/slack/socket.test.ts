import type { App } from '@slack/bolt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import WebSocket from 'ws';
import { clientOf, refusal, socketApp } from './app.ts';
import { type FakeSlack, startFakeSlack } from './fake-slack.ts';

let slack: FakeSlack;
let app: App | null = null;
beforeEach(async () => {
  slack = await startFakeSlack({ ackMs: 300, retryAfter: [600_000] });
});
afterEach(async () => {
  await app?.stop();
  app = null;
  await slack.close();
});

test('In Socket Mode events, clicks and commands are pushed and acked on the socket', async () => {
  app = await socketApp(slack);
  app.message(async ({ say }) => {
    await say({
      text: 'card',
      blocks: [
        { type: 'actions', elements: [{ type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } }] },
      ],
    });
  });
  app.action('go', async ({ ack, respond }) => {
    await ack();
    await respond({ replace_original: true, text: 'gone' });
  });
  app.command('/nod', async ({ ack }) => {
    await ack({ text: 'yes' });
  });
  await slack.say('U1', 'dm', 'hello');
  const card = await slack.waitForMessage((one) => one.text === 'card');
  await slack.click('U1', card, 'Go');
  await expect.poll(() => card.text).toBe('gone');
  await slack.slash('U1', 'dm', '/nod');
  expect(slack.messages('U1').at(-1)).toMatchObject({ text: 'yes', onlyFor: 'U1' });
  expect(slack.deliveries.every((one) => one.attempts[0]?.via === 'socket' && one.state === 'acked')).toBe(true);
});

test('When asked to, the app reconnects; what came while it was away is told again', async () => {
  app = await socketApp(slack);
  const texts: string[] = [];
  app.message(async ({ message }) => {
    if ('text' in message) texts.push(String(message.text));
  });
  slack.sockets.refresh();
  await slack.say('U1', 'dm', 'while away');
  expect(slack.deliveries[0]).toMatchObject({ state: 'waiting', attempts: [{ reason: 'no_connection' }] });
  await slack.sockets.connected();
  await slack.retryNow();
  await expect.poll(() => texts).toEqual(['while away']);
  expect(slack.callsOf('apps.connections.open')).toHaveLength(2);
}, 30_000);

test('A socket that takes an event and says nothing gets it again, as the same envelope of the same event', async () => {
  const { url = '' } = await clientOf(slack, slack.appToken).apps.connections.open();
  const socket = new WebSocket(url);
  const heard: { type: string; retry_attempt?: number; retry_reason?: string; payload?: { event_id: string } }[] = [];
  socket.on('message', (data) => heard.push(JSON.parse(String(data))));
  await slack.sockets.connected();
  await slack.say('U1', 'dm', 'hello');
  await slack.retryNow();
  const [hello, first, again] = heard;
  expect(hello).toMatchObject({ type: 'hello', num_connections: 1 });
  expect(first).toMatchObject({ type: 'events_api', retry_attempt: 0, accepts_response_payload: false });
  expect(again).toMatchObject({ retry_attempt: 1, retry_reason: 'timeout' });
  expect(again?.payload?.event_id).toBe(first?.payload?.event_id);
  socket.terminate();
});

test('A ticket is good once, and only with a token of the app', async () => {
  const { url = '' } = await clientOf(slack, slack.appToken).apps.connections.open();
  const first = new WebSocket(url);
  await slack.sockets.connected();
  const second = new WebSocket(url);
  const status = await new Promise((resolve) =>
    second.on('unexpected-response', (_request, response) => resolve(response.statusCode)),
  );
  expect(status).toBe(401);
  expect((await refusal(clientOf(slack).apps.connections.open())).error).toBe('not_allowed_token_type');
  first.terminate();
});
