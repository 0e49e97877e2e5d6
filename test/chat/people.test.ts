import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { EVERY_WORKSPACE } from '../../src/store/guard.ts';
import { openTestStore } from '../support/store.ts';
import { emptyRoom, OTIENO, openRoom, type Room, STRANGER, WANJIRU } from './support.ts';

let opened: Awaited<ReturnType<typeof openTestStore>>;
let room: Room;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.drop());
beforeEach(async () => {
  room = await emptyRoom(opened.store);
});
afterEach(() => room.close());

it('is closed to strangers: one polite line, once, and no planner', async () => {
  const thread = room.open(STRANGER);
  await room.say('hello', STRANGER, thread);
  await room.say('hello?', STRANGER, thread);
  expect(room.texts(thread)).toHaveLength(1);
  expect(room.texts(thread)[0]).toContain('invitation code');
  expect(room.planner.asked).toEqual([]);
  expect(await room.store.users.countDocuments({ workspace: EVERY_WORKSPACE })).toBe(0);
  expect(await room.store.messages.countDocuments({ workspace: EVERY_WORKSPACE, from: 'user' })).toBe(0);
});

it('gives strangers no answer at all where a platform wants silence', async () => {
  const quiet = openRoom(opened.store, { limits: { silentToStrangers: true } });
  await quiet.say('hello', STRANGER);
  expect(quiet.texts()).toEqual([]);
  await quiet.close();
});

it('lets in who has an invitation, once', async () => {
  const invited = await room.say('invite someone');
  const code = /NOD-\S+/.exec(invited?.text ?? '')?.[0] ?? '';
  expect(code).toMatch(/^NOD(-[A-Z2-9]{4}){3}$/);
  expect(JSON.stringify(await room.store.invitations.find({ workspace: EVERY_WORKSPACE }).lean())).not.toContain(
    code.slice(4),
  );
  const thread = room.open(STRANGER);
  await room.say('hello', STRANGER, thread);
  expect((await room.say(code.toLowerCase(), STRANGER, thread))?.text).toMatch(/^Welcome, Someone/);
  await room.say('a report', STRANGER, thread);
  expect(room.planner.texts).toEqual(['a report']);
  const other = room.open({ id: 'other' });
  await room.say(code, { id: 'other' }, other);
  expect(room.texts(other)).toEqual([expect.stringContaining('I only work for people I know')]);
});

it('gives only admins invitations', async () => {
  const thread = room.open(OTIENO);
  expect((await room.say('invite someone', OTIENO, thread))?.text).toBe('Only an admin can invite people.');
});

it('gives each person elsewhere than Slack a workspace of their own', async () => {
  await room.say('hello', WANJIRU);
  await room.say('hello', OTIENO, room.open(OTIENO));
  const [wanjiru, otieno] = [await room.member(WANJIRU), await room.member(OTIENO)];
  expect(wanjiru.workspace).not.toBe(otieno.workspace);
  expect([wanjiru.admin, otieno.admin]).toEqual([true, false]);
});

it('makes one person of many first messages at once', async () => {
  await Promise.all(
    Array.from({ length: 8 }, (_, index) => room.send('hello', OTIENO, room.open(OTIENO), { id: `m${index}` })),
  );
  expect(await room.store.users.countDocuments({ workspace: EVERY_WORKSPACE })).toBe(1);
  expect(await room.store.workspaces.countDocuments({ workspace: EVERY_WORKSPACE })).toBe(1);
});

it('takes what others say in a thread as context, labelled, and answers only its owner', async () => {
  await room.say('plan a report');
  await room.say('make it daily', OTIENO);
  expect(room.planner.texts).toEqual(['plan a report']);
  await room.say('go on then, please');
  expect(room.planner.asked[1]?.history.map((line) => line.text)).toEqual([
    'plan a report',
    'You said: plan a report',
    '[context, said by someone else] make it daily',
  ]);
});

it("knows the page's local user as one admin", async () => {
  const [one, two] = await Promise.all([room.people.local(), room.people.recognise('web', { id: 'local' })]);
  expect(two).toEqual(one);
  expect(one.admin).toBe(true);
  expect(await room.people.recognise('web', { id: 'someone-else' })).toBeNull();
});
