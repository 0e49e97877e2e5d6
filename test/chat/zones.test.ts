import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ThreadId } from '../../src/chat/types.ts';
import { zoneNamed } from '../../src/chat/zones.ts';
import { EVERY_WORKSPACE } from '../../src/store/guard.ts';
import { openTestStore } from '../support/store.ts';
import { ANN, BOB, codeOf, type House, openPeople, PHONE } from './people-support.ts';
import { proposal } from './support.ts';

let opened: Awaited<ReturnType<typeof openTestStore>>;
let house: House;
let chat: ThreadId;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.drop());
beforeEach(async () => {
  house = await openPeople(opened.store, { admins: ['slack:T1/U2'] });
  house.allowed.set(`whatsapp:${PHONE.id}`, 'own');
  house.whatsapp.profiles.set(PHONE.id, {
    name: 'Ann',
    timeZone: 'Africa/Nairobi',
    timeZoneGuessed: true,
    phone: PHONE.id,
  });
  chat = house.open(house.whatsapp, PHONE);
});
afterEach(() => house.close());

const zoneOf = async () => {
  const person = await house.people.find('whatsapp', PHONE);
  return [person?.timeZone, person?.zoneFrom];
};
const told = () => house.texts(chat).filter((text) => text.startsWith('I take your time zone to be Africa/Nairobi'));

it.each([
  ['Europe/Berlin', 'Europe/Berlin'],
  ['berlin', 'Europe/Berlin'],
  ['new york', 'America/New_York'],
  ['São Paulo', 'America/Sao_Paulo'],
  ['nairobi', 'Africa/Nairobi'],
  ['mumbai', 'Asia/Kolkata'],
  ['EAT', 'Africa/Nairobi'],
  ['UTC', 'UTC'],
  ['UTC+3', 'Etc/GMT-3'],
  ['gmt-5', 'Etc/GMT+5'],
  ['kenya', 'Africa/Nairobi'],
])('reads “%s” as %s', (words, zone) => {
  expect(zoneNamed(words)).toEqual({ zone });
});

it('reads no zone where there is none, and says what may be meant', () => {
  for (const words of ['atlantis', 'utc+99', '', '../..', 'yesterday']) expect(zoneNamed(words)).toBeNull();
  expect(zoneNamed('CST')).toEqual({ zones: ['America/Chicago', 'Asia/Shanghai'] });
});

it('tells a guessed zone once, with the first greeting', async () => {
  await house.say(chat, PHONE, 'hello');
  expect(told()).toHaveLength(1);
  expect(await zoneOf()).toEqual(['Africa/Nairobi', 'guessed']);
  await house.say(chat, PHONE, 'hello');
  await house.say(house.open(house.whatsapp, PHONE), PHONE, 'hello');
  expect(told()).toHaveLength(1);
  expect((await house.people.find('whatsapp', PHONE))?.phone).toBe(PHONE.id);
});

it('tells it with the first card that has a time in it', async () => {
  house.planner.will(
    proposal('By hand'),
    proposal('Weekly', { triggers: [{ type: 'schedule', schedule_cron: '0 9 * * 1', schedule_timezone: 'UTC' }] }),
  );
  await house.say(chat, PHONE, 'by hand');
  expect(told()).toHaveLength(0);
  await house.say(chat, PHONE, 'every monday');
  expect(told()).toHaveLength(1);
});

describe('a number of a country with several', () => {
  const weekly = proposal('Weekly', {
    triggers: [{ type: 'schedule', schedule_cron: '0 9 * * 1', schedule_timezone: 'America/New_York' }],
  });
  const asked = () => house.texts(chat).filter((text) => text.startsWith('Which time do you live by?'));
  const cards = () => house.texts(chat).filter((text) => text.startsWith('Weekly'));
  beforeEach(() => {
    house.whatsapp.profiles.set(PHONE.id, {
      name: 'Ann',
      timeZone: 'America/New_York',
      timeZoneGuessed: true,
      timeZones: ['America/New_York', 'America/Chicago', 'America/Los_Angeles'],
      phone: PHONE.id,
    });
  });

  it.each(['Chicago', '2', 'my time zone is Chicago'])('is asked once, and “%s” is remembered', async (words) => {
    await house.say(chat, PHONE, 'hello');
    expect(asked()).toHaveLength(1);
    expect(asked()[0]).toContain('I count in the time of America/New_York');
    expect((await house.say(chat, PHONE, words))?.text).toMatch(/^Your time zone is America\/Chicago now/);
    expect(await zoneOf()).toEqual(['America/Chicago', 'said']);
    expect(house.card(chat, 'Which time').choices ?? []).toEqual([]);
    await house.say(chat, PHONE, 'hello');
    expect(asked()).toHaveLength(1);
  });

  it('stands beside the card: a yes is to the card, what is said next is said, and the question stays', async () => {
    house.planner.will(weekly, proposal('Daily'));
    await house.say(chat, PHONE, 'every monday at nine');
    expect(asked()).toHaveLength(1);
    await house.say(chat, PHONE, 'make it daily');
    await house.say(chat, PHONE, 'yes');
    expect(house.automation.count('approve')).toBe(1);
    await house.tap(chat, PHONE, 'Los Angeles');
    expect(await zoneOf()).toEqual(['America/Los_Angeles', 'said']);
  });

  it('makes the card anew with the time that was chosen, and leaves one that is right', async () => {
    house.planner.will(weekly);
    await house.say(chat, PHONE, 'every monday at nine');
    await house.tap(chat, PHONE, 'Los Angeles');
    expect(cards()).toHaveLength(2);
    const drafts = await house.store.drafts.find({ workspace: EVERY_WORKSPACE }).sort({ createdAt: 1 }).lean();
    expect(drafts.map((draft) => draft.definition?.triggers[0])).toMatchObject([
      { schedule_timezone: 'America/New_York' },
      { schedule_timezone: 'America/Los_Angeles' },
    ]);
    await house.say(chat, PHONE, 'yes');
    expect(house.automation.count('approve')).toBe(1);
  });

  it.each(['before', 'after'] as const)('makes it anew also after it was cut off %s that was done', async (when) => {
    house.planner.will(weekly);
    await house.say(chat, PHONE, 'every monday at nine');
    house.automation.faults.push({ method: 'propose', when, error: new Error('killed') });
    await house.tap(chat, PHONE, 'Los Angeles');
    house.clock.advance(120_000);
    await house.settle();
    expect(await zoneOf()).toEqual(['America/Los_Angeles', 'said']);
    expect(cards()).toHaveLength(2);
    await house.say(chat, PHONE, 'yes');
    expect(house.automation.count('approve')).toBe(1);
    const [workflow] = await house.store.workflows.find({ workspace: EVERY_WORKSPACE }).lean();
    expect(workflow?.definition.triggers[0]).toMatchObject({ schedule_timezone: 'America/Los_Angeles' });
  });

  it('takes nothing from a yes to the card that was sent before the question was answered', async () => {
    house.planner.will(weekly);
    await house.say(chat, PHONE, 'every monday at nine');
    const sentAt = house.clock.now().toISOString();
    house.clock.advance(1_000);
    await house.tap(chat, PHONE, 'New York');
    await house.say(chat, PHONE, 'yes', { sentAt });
    expect(house.automation.count('approve')).toBe(1);
  });

  it('leaves what the planner asked the thing that is answered', async () => {
    house.planner.will({ kind: 'ask', text: 'For which team?', missing: [] });
    await house.say(chat, PHONE, 'hello');
    expect(asked()).toHaveLength(1);
    await house.say(chat, PHONE, 'my time zone is Chicago');
    expect(house.planner.texts.at(-1)).toBe('my time zone is Chicago');
  });

  it('keeps the guess where that is chosen, and helps with a place that is not offered', async () => {
    house.planner.will(weekly);
    await house.say(chat, PHONE, 'every monday at nine');
    await house.tap(chat, PHONE, 'Somewhere else');
    expect(house.texts(chat).at(-1)).toMatch(/^Name it by a large city/);
    await house.say(chat, PHONE, 'my time zone is America/New_York');
    expect(await zoneOf()).toEqual(['America/New_York', 'said']);
    expect(cards()).toHaveLength(1);
  });
});

it('takes what the person says over all else, in any platform, and the device over a guess', async () => {
  await house.say(chat, PHONE, 'hello', { timeZone: 'Africa/Kampala' });
  expect(await zoneOf()).toEqual(['Africa/Kampala', 'reported']);
  expect((await house.say(chat, PHONE, 'my time zone is Berlin'))?.text).toMatch(
    /^Your time zone is Europe\/Berlin now/,
  );
  await house.say(chat, PHONE, 'hello', { timeZone: 'Africa/Kampala' });
  expect(await zoneOf()).toEqual(['Europe/Berlin', 'said']);
  expect((await house.say(chat, PHONE, 'my time zone is Atlantis'))?.text).toMatch(/no time zone called “atlantis”/);
  expect((await house.say(chat, PHONE, 'what is my time zone?'))?.text).toMatch(/^Your time zone is Europe\/Berlin/);
  expect(told()).toHaveLength(0);
});

it('takes the zone of a linked account over a guess, and no guess over what is known', async () => {
  house.slack.profiles.set(ANN.id, { name: 'Ann', timeZone: 'Europe/Paris', email: 'ann@example.com' });
  const dm = house.open(house.slack, ANN);
  await house.say(dm, ANN, `link ${codeOf((await house.say(chat, PHONE, 'link slack'))?.text)}`);
  expect(await zoneOf()).toEqual(['Europe/Paris', 'reported']);
  expect((await house.people.find('slack', ANN))?.email).toBe('ann@example.com');
  await house.say(dm, ANN, 'unlink whatsapp');
  await house.say(dm, ANN, 'yes');
  await house.say(chat, PHONE, `link ${codeOf((await house.say(dm, ANN, 'link whatsapp'))?.text)}`);
  expect(await zoneOf()).toEqual(['Europe/Paris', 'reported']);
});

it('makes the rows of a Slack workspace once, for all of its people', async () => {
  const one = house.open(house.slack, ANN);
  const other = house.open(house.slack, BOB);
  await Promise.all([house.slack.say(one, ANN, 'hello'), house.slack.say(other, BOB, 'hello')]);
  await house.settle();
  expect(await house.store.workspaces.countDocuments({ workspace: 'ws_team' })).toBe(1);
  expect(await house.store.users.countDocuments({ workspace: 'ws_team' })).toBe(2);
  expect(await house.store.workspaces.countDocuments({ workspace: EVERY_WORKSPACE })).toBe(1);
});

it('lets an admin of the workspace pause what is another’s, by name, and tells them', async () => {
  const ann = house.open(house.slack, ANN);
  const admin = house.open(house.slack, BOB);
  const workflow = await house.workflow(ANN, ann, 'Weekly report');
  await house.say(ann, ANN, 'hello');
  expect((await house.say(admin, BOB, "pause Ann's Weekly report"))?.text).toBe(
    '“Weekly report” of Ann is paused. Ann is told.',
  );
  const row = await house.store.workflows.findOne({ _id: workflow._id, workspace: 'ws_team' }).lean();
  expect(row?.status).toBe('paused');
  expect(house.texts(ann).at(-1)).toMatch(/^Bob paused “Weekly report”/);
  const asked = house.planner.asked.length;
  await house.say(ann, ANN, "pause Bob's Weekly report");
  expect(house.planner.asked).toHaveLength(asked + 1);
});

it('lets an admin transfer a workflow, on a yes, and tells both', async () => {
  const ann = house.open(house.slack, ANN);
  const admin = house.open(house.slack, BOB);
  const workflow = await house.workflow(ANN, ann, 'Weekly report');
  await house.say(ann, ANN, 'hello');
  await house.say(admin, BOB, "transfer Ann's Weekly report to me");
  expect(house.automation.count('transfer')).toBe(0);
  await house.say(admin, BOB, 'yes');
  const row = await house.store.workflows.findOne({ _id: workflow._id, workspace: 'ws_team' }).lean();
  expect(row?.user).toBe((await house.people.find('slack', BOB))?.user);
  expect(house.texts(ann).at(-1)).toMatch(/^Bob transferred “Weekly report” to Bob/);
  await house.gate({ ...workflow, user: row?.user ?? '', createdFromRoom: null });
  expect(house.texts(ann).join('\n')).not.toContain('Pay Otieno');
  await house.say(ann, ANN, 'transfer 500 to otieno');
  expect(house.planner.texts.at(-1)).toBe('transfer 500 to otieno');
});
