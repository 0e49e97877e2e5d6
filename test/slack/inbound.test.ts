import { afterEach, describe, expect, test } from 'vitest';
import { words } from '../../adapters/slack/face/words.ts';
import type { Card, ThreadId } from '../../src/chat/types.ts';
import { clientOf } from '../fakes/slack/app.ts';
import { bodyOf } from '../fakes/slack/deliveries.ts';
import { SCOPES, TEAMS } from '../fakes/slack/seeds.ts';
import { type SlackFixtureName, slackFixture, slackFixtureNames } from '../fixtures/slack/load.ts';
import { openSlack, type SlackWorld } from './world.ts';

let world: SlackWorld;
afterEach(() => world.close());

const heard = () => world.messages.map(({ text, thread, author }) => ({ text, thread, author: author.id }));

describe('every shape Slack sends', () => {
  /** What each leads to: a text that is heard, or nothing. */
  const LEADS_TO: Partial<Record<SlackFixtureName, { text: string; thread: string }>> = {
    'message-im': { text: expect.any(String) as string, thread: 'slack:T1/D1/1700000000.000100' },
    'message-im-thread-reply': { text: expect.any(String) as string, thread: 'slack:T1/D1/1700000000.000100' },
    'message-im-file-share': { text: expect.any(String) as string, thread: expect.any(String) as string },
    'message-channel-mention': {
      text: expect.not.stringContaining('UBOT') as string,
      thread: expect.any(String) as string,
    },
    'app-mention': { text: expect.not.stringContaining('UBOT') as string, thread: expect.any(String) as string },
    'app-mention-in-thread': {
      text: expect.not.stringContaining('UBOT') as string,
      thread: expect.any(String) as string,
    },
    // In a direct message to several a mention is told once, and what does not mention the bot is not for it.
    'message-mpim-mention': { text: 'every Friday', thread: 'slack:T1/G3/1700000000.000100' },
    // Who may use it is the engine's to say, and it says so.
    'message-guest': { text: 'hello from a guest', thread: expect.any(String) as string },
    'slash-command': { text: 'list', thread: 'slack:T1/D1' },
  };

  test.each(slackFixtureNames())('%s is answered as Slack expects', async (name) => {
    world = await openSlack();
    const fixture = slackFixture(name);
    const { body, type } = bodyOf({ kind: fixture.kind, payload: fixture.payload });
    expect((await world.slack.post(body, { type })).status).toBe(200);
    const expected = LEADS_TO[name];
    if (expected) expect(world.messages).toMatchObject([expected]);
    else expect(world.messages).toEqual([]);
    expect(world.actions).toEqual([]);
  });

  test.each(slackFixtureNames())('%s unsigned is not taken', async (name) => {
    world = await openSlack();
    const fixture = slackFixture(name);
    const { body, type } = bodyOf({ kind: fixture.kind, payload: fixture.payload });
    expect((await world.slack.post(body, { type, secret: null })).status).toBe(name === 'ssl-check' ? 200 : 401);
    expect(world.messages).toEqual([]);
  });
});

test('In a channel nothing is heard until the bot is mentioned, and then everything in that thread', async () => {
  world = await openSlack();
  await world.slack.say('U1', 'C1', 'nothing for you');
  const root = await world.slack.say(
    'U1',
    'C1',
    '<@UBOT> every Monday, tell <@U2> in <#C2> about <https://a.example|this>',
  );
  await world.slack.say('U2', 'C1', 'me too', { thread_ts: root.ts });
  await world.slack.say('U2', 'C1', 'something else');
  const thread = `slack:T1/C1/${root.ts}`;
  expect(heard()).toEqual([
    { text: 'every Monday, tell @Otieno in #random about this (https://a.example)', thread, author: 'T1/U1' },
    { text: 'me too', thread, author: 'T1/U2' },
  ]);
});

test('A thread somebody else began is followed from the mention on, also by another gateway', async () => {
  world = await openSlack();
  const root = await world.slack.say('U1', 'G1', 'we should automate this');
  await world.slack.say('U2', 'G1', '<@UBOT>, can you?', { thread_ts: root.ts });
  await world.adapter.stop();
  const other = world.again();
  await other.start(world.inbox);
  world.slack.requestUrl = await world.serve(other);
  await world.slack.say('U1', 'G1', 'every day at 9', { thread_ts: root.ts });
  expect(heard().map((one) => one.text)).toEqual(['can you?', 'every day at 9']);
  expect(new Set(heard().map((one) => one.thread))).toEqual(new Set([`slack:T1/G1/${root.ts}`]));
});

test('In a direct message to several people the bot is spoken to as in a channel', async () => {
  world = await openSlack();
  await world.slack.say('U1', 'G3', 'shall we?');
  const root = await world.slack.say('U1', 'G3', '<@UBOT> every Monday');
  await world.slack.say('U2', 'G3', 'or Tuesday', { thread_ts: root.ts });
  await world.slack.say('U2', 'G3', 'lunch?');
  // The bot is not in this one, and nobody can bring it there.
  await world.slack.say('U1', 'G4', '<@UBOT> every Monday');
  await expect(world.slack.join('UBOT', 'G4')).rejects.toThrow(/nobody joins/);
  const thread = `slack:T1/G3/${root.ts}`;
  expect(heard()).toEqual([
    { text: 'every Monday', thread, author: 'T1/U1' },
    { text: 'or Tuesday', thread, author: 'T1/U2' },
  ]);
  expect(new Set(world.slack.deliveries.map((one) => one.type))).toEqual(new Set(['message']));
  expect(await world.adapter.describe?.(thread as ThreadId)).toMatchObject({
    direct: false,
    people: [{ id: 'T1/U1' }, { id: 'T1/U2' }],
  });
  await world.adapter.post(thread as ThreadId, 'Which of the two?', 'k1');
  expect(world.slack.messages('G3', root.ts).at(-1)).toMatchObject({ user: 'UBOT', threadTs: root.ts });
});

test('An app from before may not hear of direct messages to several, and says nothing wrong about it', async () => {
  const scopes = SCOPES.filter((scope) => !scope.startsWith('mpim:'));
  world = await openSlack({ fake: { teams: TEAMS.map((team) => ({ ...team, scopes })) } });
  const root = await world.slack.say('U1', 'G3', '<@UBOT> every Monday');
  expect(world.messages).toEqual([]);
  expect(await world.adapter.describe?.(`slack:T1/G3/${root.ts}`)).toMatchObject({ direct: false, people: [] });
});

test('A mention alone is heard as nothing said', async () => {
  world = await openSlack();
  await world.slack.say('U1', 'C1', '<@UBOT>');
  expect(heard()).toMatchObject([{ text: '' }]);
});

test('One mention comes as two events and is one message', async () => {
  world = await openSlack();
  await world.slack.say('U1', 'C1', '<@UBOT> hello');
  expect(world.slack.deliveries.map((one) => one.type).sort()).toEqual(['app_mention', 'message']);
  expect(world.messages).toHaveLength(1);
});

test('What is said below a message on the top level belongs there, and is answered below it', async () => {
  world = await openSlack();
  const top = (await world.adapter.direct?.({ id: 'T1/U1' })) as ThreadId;
  expect(top).toBe('slack:T1/D1');
  await world.adapter.post(top, 'Your workflow was paused.', 'k1');
  const [note] = world.slack.messages('U1');
  await world.slack.say('U1', 'dm', 'why?', { thread_ts: note?.ts ?? '' });
  expect(heard()).toEqual([{ text: 'why?', thread: top, author: 'T1/U1' }]);
  await world.adapter.post(top, 'Because it failed.', 'k2');
  expect(world.slack.messages('U1').at(-1)).toMatchObject({ threadTs: note?.ts });
  for (const one of world.slack.messages('U1')) one.deleted = true;
  await world.adapter.post(top, 'And once more.', 'k3');
  expect(world.slack.messages('U1').map((one) => world.slack.text(one))).toEqual(['And once more.']);
});

test('A file is named with what was said about it', async () => {
  world = await openSlack();
  await world.slack.uploadFile('U1', 'dm', { name: 'list.csv', bytes: 'a,b\n1,2\n', text: 'these' });
  expect(world.messages).toMatchObject([
    {
      text: 'these',
      attachments: [{ name: 'list.csv', mediaType: 'text/csv', size: 8, ref: expect.stringMatching(/^F/) }],
    },
  ]);
});

test('A message that is passed on is heard with the words that came with it', async () => {
  world = await openSlack();
  const event = slackFixture('message-im').payload as { event: Record<string, unknown> };
  event.event.text = 'do this every week';
  event.event.attachments = [
    { is_share: true, text: 'Please send me the sales', author_name: 'Otieno' },
    { from_url: 'https://a.example', text: 'a preview' },
  ];
  expect((await world.slack.post(JSON.stringify(event))).status).toBe(200);
  expect(heard()).toMatchObject([{ text: 'do this every week\n\nPlease send me the sales' }]);
});

test('An edit changes nothing that was said, and its author is told so once; what is deleted stays said', async () => {
  world = await openSlack();
  const said = await world.slack.say('U1', 'dm', 'no');
  await world.slack.editMessage('U1', said, 'yes');
  await world.slack.editMessage('U1', said, 'yes, really');
  expect(heard().map((one) => one.text)).toEqual(['no']);
  const told = await world.slack.waitForMessage((one) => one.onlyFor === 'U1');
  expect(world.slack.text(told)).toBe(words.editIgnored);
  await world.slack.deleteMessage('U1', said);
  await world.slack.say('U1', 'dm', 'next');
  expect(heard().map((one) => one.text)).toEqual(['no', 'next']);
  expect(world.slack.callsOf('chat.postEphemeral')).toHaveLength(1);
});

test('An edit among people who are not talking to the bot is none of its business', async () => {
  world = await openSlack();
  const said = await world.slack.say('U1', 'C1', 'lunch?');
  await world.slack.editMessage('U1', said, 'dinner?');
  expect(world.slack.callsOf('chat.postEphemeral')).toEqual([]);
});

test('Stop is handed on with its thread and who pressed it', async () => {
  world = await openSlack();
  const said = await world.slack.say('U1', 'dm', 'hello');
  await clientOf(world.slack).chat.startStream({ channel: said.channel, thread_ts: said.ts, markdown_text: 'I am ' });
  const [, shown] = world.slack.messages('U1', said.ts);
  if (!shown) throw new Error('no stream');
  await world.slack.stopStream('U1', shown);
  expect(world.stops).toEqual([{ thread: world.messages[0]?.thread, author: { id: 'T1/U1' } }]);
});

test('A reaction on ours is handed on to be judged, with whom and on what; courtesy and others’ messages are not', async () => {
  world = await openSlack();
  const said = await world.slack.say('U1', 'dm', 'hello');
  const thread = world.messages[0]?.thread as ThreadId;
  const id = await world.adapter.post(thread, 'Approve?', 'k1');
  const [, card] = world.slack.messages('U1', said.ts);
  if (!card) throw new Error('no card');
  await world.slack.react('U1', card, 'tada');
  await world.slack.react('U1', said, '+1');
  expect(world.actions).toEqual([]);
  await world.slack.react('U1', card, '+1::skin-tone-3');
  await world.slack.react('U1', card, '-1');
  const author = { id: 'T1/U1' };
  expect(world.actions).toMatchObject([
    { thread, messageId: id, author, choice: { name: 'reaction', value: 'yes' } },
    { thread, messageId: id, author, choice: { name: 'reaction', value: 'no' } },
  ]);
  expect(world.messages).toHaveLength(1);
});

test.each([
  ['over HTTP', false],
  ['in Socket Mode', true],
])('The slash command is said directly, wherever it is typed (%s)', async (_name, socket) => {
  world = await openSlack({ socket });
  const elsewhere = await world.slack.slash('U1', 'C1', '/nod', 'list &amp; more');
  expect(elsewhere.state).toBe('acked');
  expect(said(elsewhere.answer)).toBe(words.slashHere);
  expect(heard()).toEqual([{ text: 'list & more', thread: 'slack:T1/D1', author: 'T1/U1' }]);
  expect(said((await world.slack.slash('U1', 'C1', '/nod')).answer)).toBe(words.slashEmpty);
  expect(said((await world.slack.slash('U1', 'C1', '/nod', 'help')).answer)).toBe(words.slashHelp);
  const here = await world.slack.slash('U1', 'D1', '/nod', 'list');
  expect(here).toMatchObject({ state: 'acked', answer: null });
  expect(world.messages).toHaveLength(2);
});

/** What whoever typed a command reads: plain text over HTTP, an object on a socket. */
const said = (answer: unknown): unknown =>
  typeof answer === 'object' && answer !== null && 'text' in answer ? answer.text : answer;

describe('the page and the first words', () => {
  const WORKFLOW: Card = {
    title: 'Weekly report',
    body: [],
    choices: [{ name: 'workflow.pause', value: 'wf_1', label: 'Pause' }],
  };

  test('Whoever opens the messages tab is greeted once, with something to begin with', async () => {
    world = await openSlack();
    await world.slack.openHome('U1', 'messages');
    const hello = await world.slack.waitForMessage((one) => one.channel === 'D1');
    expect(world.slack.text(hello)).toMatch(/^Hello Wanjiru/);
    await world.slack.openHome('U1', 'messages');
    await expect.poll(() => world.slack.callsOf('assistant.threads.setSuggestedPrompts')).toHaveLength(2);
    await world.slack.settled();
    expect(world.slack.messages('U1')).toHaveLength(1);
  });

  test('A guest is not greeted', async () => {
    world = await openSlack();
    await world.slack.openHome('UGUEST', 'messages');
    await expect.poll(() => world.slack.callsOf('users.info')).toHaveLength(1);
    expect(world.slack.callsOf('chat.postMessage')).toEqual([]);
  });

  test('The Home tab shows what there is; a tap there is an action of the direct message, and the page follows', async () => {
    world = await openSlack();
    world.overview.cards = [WORKFLOW];
    await world.slack.openHome('U1', 'home');
    await expect.poll(() => world.slack.home('U1')).not.toBeNull();
    const home = world.slack.home('U1');
    if (!home) throw new Error('no page');
    expect(world.slack.text(home)).toContain('Weekly report');
    await world.slack.click('U1', home, 'Pause');
    expect(world.actions).toMatchObject([
      { thread: 'slack:T1/D1', author: { id: 'T1/U1' }, choice: { name: 'workflow.pause', value: 'wf_1' } },
    ]);
    world.overview.cards = [{ ...WORKFLOW, choices: [{ name: 'workflow.resume', value: 'wf_1', label: 'Resume' }] }];
    await expect.poll(() => world.slack.text(world.slack.home('U1') ?? { blocks: [] })).toContain('Resume');
  });
});
