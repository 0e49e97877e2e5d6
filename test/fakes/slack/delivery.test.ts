import type { App } from '@slack/bolt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listen } from '../server.ts';
import { httpApp } from './app.ts';
import { type FakeSlack, startFakeSlack } from './fake-slack.ts';
import type { Json } from './model.ts';

let slack: FakeSlack;
let app: App | null = null;
beforeEach(async () => {
  slack = await startFakeSlack({ retryAfter: [600_000, 600_000, 600_000], ackMs: 300 });
});
afterEach(async () => {
  await app?.stop();
  app = null;
  await slack.close();
});

/** A Bolt app that acks all there is. */
async function listening(): Promise<void> {
  app = await httpApp(slack);
}

const bodies = () => slack.deliveries.map((one) => one.payload);
const events = () => bodies().map((body) => body.event as Json);

test('The Request URL is verified, and what is not signed, stale or wrongly signed is turned away', async () => {
  await listening();
  expect(await slack.verifyUrl()).toBe(true);
  const body = JSON.stringify({ type: 'event_callback', event: {} });
  const now = Math.floor(Date.now() / 1000);
  expect((await slack.post(body, { secret: null })).status).toBe(401);
  expect((await slack.post(body, { secret: 'other' })).status).toBe(401);
  expect((await slack.post(body, { timestamp: now - 400 })).status).toBe(401);
  expect((await slack.post('ssl_check=1&token=x', { type: 'application/x-www-form-urlencoded' })).status).toBe(200);
});

test('A direct message, a thread reply, a file, an edit and a removal arrive as Slack tells them', async () => {
  await listening();
  const root = await slack.say('U1', 'dm', 'hello <@U2> & co');
  await slack.say('U1', 'dm', 'more', { thread_ts: root.ts });
  await slack.uploadFile('U1', 'dm', { name: 'list.csv', bytes: 'a,b', text: 'here' });
  await slack.editMessage('U1', root, 'hello again');
  await slack.deleteMessage('U1', root);
  const [first, reply, file, changed, gone] = events();
  expect(first).toMatchObject({
    type: 'message',
    channel_type: 'im',
    channel: 'D1',
    user: 'U1',
    ts: root.ts,
    team: 'T1',
  });
  expect(first).toHaveProperty('client_msg_id');
  expect(reply).toMatchObject({ thread_ts: root.ts, parent_user_id: 'U1' });
  expect(file).toMatchObject({ subtype: 'file_share', text: 'here', files: [{ mimetype: 'text/csv', size: 3 }] });
  expect(changed).toMatchObject({
    subtype: 'message_changed',
    message: { text: 'hello again', edited: { user: 'U1' } },
  });
  // A root that has replies leaves its place.
  expect(gone).toMatchObject({ subtype: 'message_changed', message: { subtype: 'tombstone' } });
  expect(slack.deliveries.every((one) => one.state === 'acked')).toBe(true);
});

test('A mention in a channel comes twice, as a mention and as a message, with one ts and two event ids', async () => {
  await listening();
  const message = await slack.say('U1', 'C1', '<@UBOT> hi');
  expect(events().map((one) => [one.type, one.ts])).toEqual([
    ['message', message.ts],
    ['app_mention', message.ts],
  ]);
  expect(new Set(bodies().map((one) => one.event_id)).size).toBe(2);
});

test('What the app says itself comes back to it, as its own', async () => {
  await listening();
  await app?.client.chat.postMessage({ channel: 'C1', text: 'mine' });
  await slack.settled();
  expect(slack.deliveries[0]?.payload.event).toMatchObject({ bot_id: 'BBOT', user: 'UBOT', app_id: 'A1' });
});

test('Only what is subscribed, granted and in a channel with the bot is told', async () => {
  await listening();
  await slack.say('U1', 'C2', 'not there');
  expect(bodies()).toEqual([]);
  await slack.join('UBOT', 'C2');
  expect(events()[0]).toMatchObject({ subtype: 'channel_join', user: 'UBOT' });
  await slack.say('U2', 'C2', 'now');
  expect(events()[1]).toMatchObject({ text: 'now' });
  const deaf = await startFakeSlack({ scopes: ['chat:write'], requestUrl: slack.requestUrl ?? '' });
  await deaf.say('U1', 'dm', 'hello');
  expect(deaf.deliveries).toEqual([]);
  await deaf.close();
});

test('Someone from another workspace is told as such', async () => {
  await listening();
  await slack.say('UEXT', 'C3', 'hello');
  expect(bodies()[0]).toMatchObject({ team_id: 'T1', is_ext_shared_channel: true });
  expect(events()[0]).toMatchObject({ user: 'UEXT', user_team: 'T9', source_team: 'T9', team: 'T9' });
});

test('What was not acked is tried again with the same event id and the reason', async () => {
  let answers = [500, 0, 200];
  const seen: Json[] = [];
  const server = await listen((request, response, body) => {
    seen.push({
      num: request.headers['x-slack-retry-num'],
      why: request.headers['x-slack-retry-reason'],
      body: String(body),
    });
    const status = answers.shift() ?? 200;
    if (status !== 0) response.writeHead(status).end();
  });
  slack.requestUrl = server.url;
  await slack.say('U1', 'dm', 'hello');
  const [delivery] = slack.deliveries;
  expect(delivery?.state).toBe('waiting');
  await slack.retryNow();
  await slack.retryNow();
  expect(delivery?.state).toBe('acked');
  expect(delivery?.attempts.map((one) => [one.status, one.reason])).toEqual([
    [500, 'http_error'],
    [0, 'http_timeout'],
    [200, null],
  ]);
  expect(seen.map((one) => [one.num, one.why])).toEqual([
    [undefined, undefined],
    ['1', 'http_error'],
    ['2', 'http_timeout'],
  ]);
  expect(new Set(seen.map((one) => one.body)).size).toBe(1);
  answers = [500, 500, 500, 500];
  await slack.say('U1', 'dm', 'lost');
  for (let again = 0; again < 4; again += 1) await slack.retryNow();
  expect(slack.deliveries[1]).toMatchObject({ state: 'given up' });
  expect(slack.deliveries[1]?.attempts).toHaveLength(4);
  await server.close();
});

test('A click that is not acked is not tried again', async () => {
  await listening();
  const blocks = [
    {
      type: 'actions' as const,
      elements: [{ type: 'button' as const, action_id: 'x', text: { type: 'plain_text' as const, text: 'X' } }],
    },
  ];
  await app?.client.chat.postMessage({ channel: 'C1', text: 'x', blocks });
  const [card] = slack.messages('C1');
  if (!card) throw new Error('no card');
  const delivery = await slack.click('U1', card, 'X');
  expect(delivery).toMatchObject({ state: 'given up' });
  await expect(slack.click('UGUEST', card, 'X')).rejects.toThrow('not in C1');
  await expect(slack.click('U1', card, 'Y')).rejects.toThrow('there is: x "X"');
});

test('A slash command is answered to the one who gave it; later answers by its response_url, five times in half an hour', async () => {
  app = await httpApp(slack);
  let url = '';
  app.command('/nod', async ({ command, ack }) => {
    url = command.response_url;
    await ack({ text: `you said ${command.text}` });
  });
  await slack.slash('U2', 'C1', '/nod', 'list');
  expect(slack.messages('C1')[0]).toMatchObject({ text: 'you said list', onlyFor: 'U2' });
  const send = async (body: Json) => {
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
    return response.ok ? 'ok' : ((await response.json()) as { error: string }).error;
  };
  expect(await send({ text: 'loud', response_type: 'in_channel' })).toBe('ok');
  expect(slack.messages('C1')[1]?.onlyFor).toBeUndefined();
  expect(await send({})).toBe('no_text');
  expect(await send({ text: 'x', replace_original: true })).toBe('message_not_found');
  expect(await send({ text: 'x' })).toBe('ok');
  expect(await send({ text: 'x' })).toBe('ok');
  expect(await send({ text: 'x' })).toBe('used_url');
  await slack.slash('U2', 'C1', '/nod', 'again');
  slack.advance(30 * 60_000 + 1);
  expect(await send({ text: 'x' })).toBe('expired_url');
});

test('Menus, dates and confirm dialogs of a message, and what stands in its inputs, come with the action', async () => {
  app = await httpApp(slack);
  const seen: Json[] = [];
  app.action(/.*/, async ({ ack, body }) => {
    seen.push(body as unknown as Json);
    await ack();
  });
  const plain = (text: string) => ({ type: 'plain_text' as const, text });
  await app.client.chat.postMessage({
    channel: 'C1',
    text: 'x',
    blocks: [
      { type: 'input', block_id: 'why', label: plain('Why'), element: { type: 'plain_text_input', action_id: 'why' } },
      {
        type: 'actions',
        elements: [
          { type: 'static_select', action_id: 'pick', options: [{ text: plain('Two'), value: '2' }] },
          { type: 'datepicker', action_id: 'day', initial_date: '2026-11-21' },
          {
            type: 'button',
            action_id: 'pay',
            text: plain('Pay'),
            confirm: { title: plain('Sure?'), text: plain('KES 20,000') },
          },
        ],
      },
    ],
  });
  const [card] = slack.messages('C1');
  if (!card) throw new Error('no card');
  slack.fill('U1', card, { Why: 'because' });
  await slack.choose('U1', card, 'pick', 'Two');
  await slack.choose('U1', card, 'day', '2026-12-01');
  expect(await slack.click('U1', card, 'Pay', { confirm: false })).toBeNull();
  await slack.click('U1', card, 'Pay');
  expect(seen.map((body) => (body.actions as Json[])[0])).toMatchObject([
    { action_id: 'pick', type: 'static_select', selected_option: { value: '2' } },
    { action_id: 'day', selected_date: '2026-12-01', initial_date: '2026-11-21' },
    { action_id: 'pay', type: 'button' },
  ]);
  expect(seen[2]).toMatchObject({ state: { values: { why: { why: { value: 'because' } } } } });
});
