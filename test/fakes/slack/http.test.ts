import { App, LogLevel } from '@slack/bolt';
import { afterEach, expect, test } from 'vitest';
import type { FakeSlack } from './fake.ts';
import { startFakeSlack } from './fake-slack.ts';

let slack: FakeSlack;
let app: App;

afterEach(async () => {
  await app.stop();
  await slack.close();
});

async function start(): Promise<void> {
  slack = await startFakeSlack();
  app = new App({
    token: slack.botToken(),
    signingSecret: slack.signingSecret,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
    convoStore: false,
    logLevel: LogLevel.ERROR,
  });
  const server = await app.start({ port: 0, host: '127.0.0.1' });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  slack.requestUrl = `http://127.0.0.1:${address.port}/slack/events`;
}

test('A message reaches Bolt over HTTP, signed; its answer is in the thread; its button is clicked', async () => {
  await start();
  app.message(async ({ message, say }) => {
    if (message.subtype !== undefined) return;
    await say({
      thread_ts: message.thread_ts ?? message.ts,
      text: 'Approve?',
      blocks: [
        { type: 'section', text: { type: 'mrkdwn', text: 'Pay <@U2> &amp; tell' } },
        {
          type: 'actions',
          block_id: 'choices',
          elements: [
            { type: 'button', action_id: 'approve', value: 'w1', text: { type: 'plain_text', text: 'Approve' } },
          ],
        },
      ],
    });
  });
  app.action('approve', async ({ ack, body, client }) => {
    await ack();
    if (body.type !== 'block_actions' || !body.channel || !body.message) return;
    await client.chat.update({ channel: body.channel.id, ts: body.message.ts, text: 'Approved', blocks: [] });
  });
  const said = await slack.say('U1', 'dm', 'hello');
  expect(slack.deliveries[0]).toMatchObject({ type: 'message', state: 'acked' });
  const card = await slack.waitForMessage((message) => message.user === 'UBOT' && message.threadTs === said.ts);
  expect(slack.text(card)).toBe('Pay @U2 & tell\n[Approve]');
  const delivery = await slack.click('U1', card, 'Approve');
  expect(delivery).toMatchObject({ state: 'acked', attempts: [{ status: 200 }] });
  await expect.poll(() => slack.text(card)).toBe('Approved');
});
