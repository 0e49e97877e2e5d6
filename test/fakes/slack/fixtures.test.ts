import type { App } from '@slack/bolt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { slackEvent, slackFixture, slackFixtureNames } from '../../fixtures/slack/load.ts';
import { httpApp } from './app.ts';
import { bodyOf } from './deliveries.ts';
import { type FakeSlack, startFakeSlack } from './fake-slack.ts';

let slack: FakeSlack;
let app: App;
beforeAll(async () => {
  slack = await startFakeSlack();
  app = await httpApp(slack);
  app.action(/.*/, ({ ack }) => ack());
  app.view(/.*/, ({ ack }) => ack());
  app.view({ callback_id: /.*/, type: 'view_closed' }, ({ ack }) => ack());
  app.command(/.*/, ({ ack }) => ack());
});
afterAll(async () => {
  await app.stop();
  await slack.close();
});

test.each(slackFixtureNames())('Bolt takes the payload %s as Slack sends it', async (name) => {
  const { body, type } = bodyOf(slackFixture(name));
  const { status, text } = await slack.post(body, { type });
  expect(status).toBe(200);
  if (name === 'url-verification') expect(JSON.parse(text)).toEqual({ challenge: 'test-challenge' });
});

/** The fields of an object, as far down as they are named alike everywhere. */
const fields = (value: unknown) => Object.keys(value as object).sort();

test('What the fake tells has the fields that are recorded', async () => {
  const root = await slack.say('U1', 'dm', 'hello');
  await slack.say('U1', 'dm', 'and this', { thread_ts: root.ts });
  await slack.say('U1', 'C1', '<@UBOT> every Friday');
  await slack.openHome('U1', 'messages');
  const told = slack.deliveries.map((one) => one.payload.event);
  expect(fields(slack.deliveries[0]?.payload)).toEqual(fields(slackFixture('message-im').payload));
  expect(fields(told[0])).toEqual(fields(slackEvent('message-im')));
  expect(fields(told[1])).toEqual(fields(slackEvent('message-im-thread-reply')));
  expect(fields(told[2])).toEqual(fields(slackEvent('message-channel-mention')));
  expect(fields(told[3])).toEqual(fields(slackEvent('app-mention')));
  expect(fields(told[4])).toEqual(fields(slackEvent('app-home-opened-messages')));
});
