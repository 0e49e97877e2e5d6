import type { App } from '@slack/bolt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { httpApp } from '../app.ts';
import { type FakeSlack, startFakeSlack } from '../fake-slack.ts';

let slack: FakeSlack;
let app: App;
beforeEach(async () => {
  slack = await startFakeSlack();
  app = await httpApp(slack);
});
afterEach(async () => {
  await app.stop();
  await slack.close();
});

const look = async (query = 'user=U1&channel=dm') => (await fetch(`${slack.url}/?${query}`)).text();
const send = (path: string, fields: Record<string, string>) =>
  fetch(`${slack.url}/page/${path}`, {
    method: 'POST',
    body: new URLSearchParams({ user: 'U1', channel: 'dm', ...fields }),
  });

test('By hand: one writes, sees the card, clicks, fills in the modal and sees the outcome', async () => {
  app.message(async ({ say, message }) => {
    await say({
      thread_ts: message.ts,
      text: 'card',
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: 'Invoice <on> payment' } },
        { type: 'section', text: { type: 'mrkdwn', text: '*Starts* when <https://x.example|it> &amp; more' } },
        {
          type: 'actions',
          block_id: 'b',
          elements: [{ type: 'button', action_id: 'change', text: { type: 'plain_text', text: 'Change' } }],
        },
      ],
    });
  });
  app.action('change', async ({ ack, body, client }) => {
    await ack();
    if (body.type !== 'block_actions') return;
    const title = { type: 'plain_text' as const, text: 'Change it' };
    await client.views.open({
      trigger_id: body.trigger_id,
      view: {
        type: 'modal',
        callback_id: 'edit',
        title,
        submit: title,
        blocks: [
          { type: 'input', block_id: 'to', label: title, element: { type: 'plain_text_input', action_id: 'value' } },
        ],
      },
    });
  });
  app.view('edit', async ({ ack, view, client }) => {
    await ack();
    await client.chat.postMessage({ channel: 'D1', text: `to ${String(view.state.values.to?.value?.value)}` });
  });
  await send('say', { text: 'pay <someone>' });
  const card = await slack.waitForMessage((one) => one.text === 'card');
  const page = await look();
  expect(page).toContain('Invoice &lt;on&gt; payment');
  expect(page).toContain('<b>Starts</b> when <a href="https://x.example">it</a> &amp; more');
  expect(page).toContain('value="b|change"');
  await send('act', { target: `D1/${card.ts}`, click: 'b|change' });
  await expect.poll(() => look()).toContain('class="modal"');
  const [view] = slack.modals('U1');
  await send('act', { target: view?.id ?? '', submit: '1', 'to|value': 'Otieno' });
  await slack.waitForMessage((one) => one.text === 'to Otieno');
  expect(await look()).not.toContain('class="modal"');
});

test('Opening the Home tab tells the app, whose page is then there; what is for others is not seen', async () => {
  app.event('app_home_opened', async ({ event, client }) => {
    if (event.tab !== 'home') return;
    const blocks = [{ type: 'header' as const, text: { type: 'plain_text' as const, text: 'Your workflows' } }];
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } });
  });
  expect(await look('user=U1&channel=home')).toContain('empty so far');
  await expect.poll(() => look('user=U1&channel=home')).toContain('Your workflows');
  await app.client.chat.postEphemeral({ channel: 'C1', user: 'U2', text: 'psst' });
  expect(await look('user=U1&channel=C1')).not.toContain('psst');
  expect(await look('user=U2&channel=C1')).toContain('Only visible to you');
  // Someone from another workspace sees the app too.
  expect(await look('user=UEXT&channel=dm')).toContain('Elsa');
});

test('Coming to the Home tab again tells the app again; looking at it anew does not', async () => {
  let opened = 0;
  app.event('app_home_opened', async ({ event }) => {
    if (event.tab === 'home') opened += 1;
  });
  await look('user=U1&channel=home');
  await look('user=U1&channel=home');
  await expect.poll(() => opened).toBe(1);
  await look('user=U1&channel=C1');
  await look('user=U1&channel=home');
  await expect.poll(() => opened).toBe(2);
});
