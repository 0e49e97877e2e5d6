import { afterEach, expect, test } from 'vitest';
import { createConnection } from '../../adapters/slack/connection.ts';
import { words } from '../../adapters/slack/face/words.ts';
import { createSlackWeb } from '../../adapters/slack/web.ts';
import { splitContent } from '../../src/chat/split.ts';
import type { Card } from '../../src/chat/types.ts';
import { createLog } from '../../src/log.ts';
import { envelope } from '../fakes/slack/events.ts';
import { CARD, openThread } from './thread.ts';
import { openSlack, type SlackWorld } from './world.ts';

let world: SlackWorld;
afterEach(() => world.close());

/** A message as Slack tells of it, with whatever a test puts into it. */
const told = (more: object) =>
  world.slack.post(
    JSON.stringify(
      envelope(world.slack.state, 'T1', {
        type: 'message',
        channel_type: 'im',
        channel: 'D1',
        user: 'U1',
        ts: '1700000000.000100',
        event_ts: '1700000000.000100',
        ...more,
      }),
    ),
  );
const said = () => world.messages.map((one) => one.text);

test.each([
  ['spaces', `a${' '.repeat(100_000)}b`],
  ['mentions that never end', `a${'<@UBOT|'.repeat(30_000)}b`],
  ['mentions', `a${'<@UBOT>'.repeat(30_000)}b`],
])('A message of nothing but %s holds nothing up', async (_, text) => {
  world = await openSlack();
  const began = performance.now();
  expect((await told({ text })).status).toBe(200);
  expect(performance.now() - began).toBeLessThan(2400);
  expect(world.messages).toHaveLength(1);
  expect(world.messages[0]?.text.startsWith('a') && world.messages[0].text.endsWith('b')).toBe(true);
});

test('The call is left out wherever it frames what is said, and stays where it is meant', async () => {
  world = await openSlack();
  await told({ text: ' <@UBOT> <@UBOT|nod>, hello\n<@UBOT> <@UBOT>  ' });
  await told({ text: 'what does <@UBOT> do?', ts: '1700000001.000100' });
  expect(said()).toEqual(['hello', 'what does @Nod do?']);
});

test('A file nobody can make sense of takes neither the words nor the other files with it', async () => {
  world = await openSlack();
  const files = [{ id: 7 }, { id: 'F1', name: 'list.csv', mimetype: 'text/csv', size: 12 }, 'what'];
  await told({ text: 'the list', subtype: 'file_share', files });
  await told({ text: 'and this', ts: '1700000001.000100', files: 'none' });
  expect(world.messages).toMatchObject([
    { text: 'the list', attachments: [{ ref: 'F1', name: 'list.csv' }] },
    { text: 'and this', attachments: [] },
  ]);
});

test('An emoji is heard as the character it is', async () => {
  world = await openSlack();
  const elements = [{ type: 'rich_text_section', elements: [{ type: 'emoji', name: 'tada', unicode: '1f389' }] }];
  await told({ text: 'email “done :tada:” to :nobody:', blocks: [{ type: 'rich_text', elements }] });
  expect(said()).toEqual(['email “done 🎉” to :nobody:']);
});

test('Socket Mode: a bot token that is refused for a while opens no second line', async () => {
  world = await openSlack({ socket: true });
  await world.slack.sockets.connected();
  const { root } = await openThread(world);
  const token = world.slack.state.tokens.get(world.slack.botToken());
  if (!token) throw new Error('no token');
  token.dead = 'token_revoked';
  await expect(world.adapter.post(`slack:T1/${root.channel}/${root.ts}`, 'hello', 'k1')).rejects.toThrow();
  expect(world.adapter.health().ok).toBe(false);
  await world.slack.say('U1', 'dm', 'heard all the same');
  delete token.dead;
  await expect.poll(() => world.adapter.health()).toEqual({ ok: true, detail: words.connected });
  expect(world.slack.sockets.count()).toBe(1);
  expect(said()).toEqual(['hello', 'heard all the same']);
  await world.adapter.stop();
  await expect.poll(() => world.slack.sockets.count()).toBe(0);
});

test('Socket Mode: a stop waits for no Slack that is silent', async () => {
  world = await openSlack({ socket: true, start: false });
  world.slack.fail('apps.connections.open', { hang: true });
  const started = world.adapter.start(world.inbox);
  await expect.poll(() => world.slack.callsOf('apps.connections.open').length).toBe(1);
  const began = performance.now();
  await world.adapter.stop();
  expect(performance.now() - began).toBeLessThan(4000);
  await started;
});

test('A line that stands only after the stop is closed again', async () => {
  world = await openSlack({ start: false });
  const slack = createSlackWeb({
    config: { SLACK_API_URL: world.slack.apiUrl },
    log: createLog('silent', 'slack'),
    tokenOf: () => world.slack.botToken(),
  });
  let stands = false;
  const opening = { done: () => {} };
  const line = {
    open: () =>
      new Promise<void>((resolve) => {
        opening.done = () => {
          stands = true;
          resolve();
        };
      }),
    fallen: () => new Promise<void>(() => {}),
    close: async () => {
      stands = false;
    },
  };
  const connection = createConnection({ web: slack, line, log: createLog('silent', 'slack') });
  const started = connection.start();
  await expect.poll(() => connection.identity()?.team).toBe('T1');
  const stopped = connection.stop();
  opening.done();
  await Promise.all([started, stopped]);
  expect(stands).toBe(false);
  expect(connection.health().ok).toBe(false);
});

test('The forms of a card are those of what it shows, however its changes overtake each other', async () => {
  world = await openSlack();
  const { id: thread } = await openThread(world);
  const form = (title: string): Card => ({
    ...CARD,
    choices: [{ name: 'draft.change', value: 'd1', label: 'Change', form: { title, inputs: [], submit: 'Save' } }],
  });
  const id = await world.adapter.post(thread, form('first'), 'card');
  const { memory } = world;
  const sent = memory.sent.bind(memory);
  let newest: Promise<unknown> = Promise.resolve();
  memory.sent = async (...args) => {
    if (JSON.stringify(args[3]).includes('older')) await newest;
    await sent(...args);
  };
  const older = world.adapter.update(thread, id, form('older'), 'u1');
  newest = world.adapter.update(thread, id, form('newer'), 'u2');
  await Promise.all([older, newest]);
  expect(JSON.stringify((await memory.byMessage(id))?.data)).toContain('newer');
});

test('Two hundred steps with hostile words stand there to the last, in order, and call nobody', async () => {
  world = await openSlack();
  const { id: thread, texts } = await openThread(world, 'C1');
  const steps = Array.from({ length: 200 }, (_, index) => ({
    text: `Step ${index + 1}: <!channel> <https://evil.example|https://bank.example> \u202eno`,
    detail: '@here *bold* & <@U2>',
  }));
  const parts = splitContent({ ...CARD, body: [{ kind: 'steps', steps }] }, world.adapter.limits);
  for (const [index, part] of parts.entries()) await world.adapter.post(thread, part, `part-${index}`);
  const shown = texts().join('\n');
  expect([...shown.matchAll(/Step (\d+):/g)].map((match) => Number(match[1]))).toEqual(steps.map((_, at) => at + 1));
  const raw = JSON.stringify(world.slack.callsOf('chat.postMessage').map((call) => call.args));
  expect(raw).not.toMatch(/"mrkdwn"[^}]*<[!@h]/);
  expect(raw).not.toContain('"broadcast"');
  expect(raw).not.toContain('\u202e');
  for (const { text } of world.slack.messages(thread.split('/')[1] ?? '').slice(1)) expect(text).not.toMatch(/<[!@h]/);
}, 60_000);

test('What people of a channel say to each other leaves nothing behind', async () => {
  world = await openSlack();
  const kept: string[] = [];
  const set = world.memory.set.bind(world.memory);
  world.memory.set = (name, value, seconds) => {
    kept.push(name);
    return set(name, value, seconds);
  };
  const root = await world.slack.say('U1', 'C1', 'lunch?');
  await world.slack.say('U2', 'C1', 'yes', { thread_ts: root.ts });
  expect(kept).toEqual([]);
  const mention = await world.slack.say('U1', 'C1', '<@UBOT> hello');
  for (const delivery of [...world.slack.deliveries]) await world.slack.redeliver(delivery);
  expect(said()).toEqual(['hello']);
  expect(kept).toContain(`said:C1/${mention.ts}`);
});
