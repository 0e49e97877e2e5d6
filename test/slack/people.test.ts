import { afterEach, expect, test } from 'vitest';
import type { ThreadId } from '../../src/chat/types.ts';
import { openSlack, type SlackWorld } from './world.ts';

let world: SlackWorld;
afterEach(() => world.close());

const admits = (user: string, team = 'T1') => world.adapter.admits?.({ id: `${team}/${user}` });

test('Members of the team come in, to the team’s workspace', async () => {
  world = await openSlack();
  expect(await admits('U1')).toEqual({ workspace: 'ws_slack_T1', name: 'Acme' });
  expect(await admits('U3')).toEqual({ workspace: 'ws_slack_T1', name: 'Acme' });
});

test.each(['UGUEST', 'UGUEST1', 'UEXT', 'UOTHERBOT', 'UGONE', 'UBOT', 'UNOBODY'])('%s does not', async (user) => {
  world = await openSlack();
  expect(await admits(user)).toBeNull();
});

test('Guests come in where they may; those of other organisations and bots still do not', async () => {
  world = await openSlack({ config: { SLACK_GUESTS: true } });
  expect(await admits('UGUEST')).toEqual({ workspace: 'ws_slack_T1', name: 'Acme' });
  expect(await admits('UGUEST1')).not.toBeNull();
  expect(await admits('UEXT')).toBeNull();
  expect(await admits('UOTHERBOT')).toBeNull();
});

test('Somebody of another team does not come in, whatever they are called', async () => {
  world = await openSlack();
  expect(await admits('U21', 'T2')).toBeNull();
});

test('While Slack cannot tell who somebody is nobody is sent away', async () => {
  world = await openSlack();
  world.slack.fail('users.info', { status: 500, times: 10 });
  await expect(admits('U1')).rejects.toMatchObject({ name: 'PlatformError' });
});

test('Name, zone and language are those of their profile, asked for once', async () => {
  world = await openSlack();
  const greta = { id: 'T1/U3' };
  expect(await world.adapter.profile(greta)).toEqual({ name: 'Greta', timeZone: 'Europe/Stockholm', locale: 'sv-SE' });
  await Promise.all([world.adapter.profile(greta), world.adapter.profile(greta), admits('U3')]);
  expect(world.slack.callsOf('users.info')).toHaveLength(1);
});

test('Bots are not heard, whatever they say to whom', async () => {
  world = await openSlack();
  await world.slack.say('UOTHERBOT', 'C1', '<@UBOT> every Monday at 9');
  expect(world.messages).toEqual([]);
});

test('Someone through Slack Connect is heard as the stranger they are', async () => {
  world = await openSlack();
  await world.slack.say('UEXT', 'C3', '<@UBOT> every Monday at 9');
  expect(world.messages).toMatchObject([{ author: { id: 'T1/UEXT' } }]);
  const thread = world.messages[0]?.thread as ThreadId;
  await world.adapter.post(thread, 'I do not know you.', 'k1', { only: { id: 'T1/UEXT' } });
  expect(world.slack.messages('C3').at(-1)).toMatchObject({ onlyFor: 'UEXT' });
});

test('A thread tells its link, who is in it and whether it is one to one', async () => {
  world = await openSlack();
  const direct = await world.slack.say('U1', 'dm', 'hello');
  const about = await world.adapter.describe(`slack:T1/${direct.channel}/${direct.ts}`);
  expect(about).toEqual({
    direct: true,
    people: [{ id: 'T1/U1' }],
    link: `https://acme.slack.com/archives/${direct.channel}/p${direct.ts.replace('.', '')}`,
  });
  const among = await world.slack.say('U1', 'C1', 'hello');
  const channel = await world.adapter.describe(`slack:T1/C1/${among.ts}`);
  expect(channel.direct).toBe(false);
  expect(channel.people).toContainEqual({ id: 'T1/U2' });
  expect(channel.people).not.toContainEqual({ id: 'T1/UBOT' });
  await expect(world.adapter.describe('slack:T1/CNONE/1700000000.000100')).rejects.toMatchObject({ reason: 'gone' });
  await expect(world.adapter.describe('slack:nowhere')).rejects.toMatchObject({ reason: 'gone' });
});

test('A private conversation is opened once', async () => {
  world = await openSlack();
  const author = { id: 'T1/U2' };
  expect(await world.adapter.direct?.(author)).toBe('slack:T1/D2');
  expect(await world.again().direct?.(author)).toBe('slack:T1/D2');
  expect(world.slack.callsOf('conversations.open')).toHaveLength(1);
  await expect(world.adapter.direct?.({ id: 'T1/UNOBODY' })).rejects.toMatchObject({ reason: 'gone' });
});

test('That it works is shown below the thread, and ended', async () => {
  world = await openSlack();
  const said = await world.slack.say('U1', 'dm', 'hello');
  const thread: ThreadId = `slack:T1/${said.channel}/${said.ts}`;
  await world.adapter.working(thread, 'Reading the documentation…');
  expect(world.slack.status(said.channel, said.ts)).toBe('is working on it…');
  const [call] = world.slack.callsOf('assistant.threads.setStatus');
  expect(call?.args.loading_messages).toBe('["Reading the documentation…"]');
  await world.adapter.working(thread, null);
  expect(world.slack.status(said.channel, said.ts) ?? '').toBe('');
  world.slack.fail('assistant.threads.setStatus', { status: 500 });
  await expect(world.adapter.working(thread, 'is working on it…')).resolves.toBeUndefined();
});
