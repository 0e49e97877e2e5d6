import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openConversation } from '../../src/chat/conversations.ts';
import { createOutbox } from '../../src/chat/outbox.ts';
import type { Member } from '../../src/chat/people.ts';
import { PlatformError, type ThreadId } from '../../src/chat/types.ts';
import { noWake } from '../../src/queue/wake.ts';
import { EVERY_WORKSPACE } from '../../src/store/guard.ts';
import { openTestStore } from '../support/store.ts';
import { executionRow } from './fake-automation.ts';
import { ANN, BOB, codeOf, type House, OTHER, openPeople, PHONE } from './people-support.ts';
import { deferred, proposal } from './support.ts';

let opened: Awaited<ReturnType<typeof openTestStore>>;
let house: House;
let chat: ThreadId;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.drop());
beforeEach(async () => {
  house = await openPeople(opened.store);
  house.allowed.set(`whatsapp:${PHONE.id}`, { workspace: 'ws_team', name: 'Team' });
  chat = house.open(house.whatsapp, PHONE);
});
afterEach(() => house.close());

const HOUR = 3_600_000;
const direct = `slack:direct-${ANN.id}`;
const elsewhere = () => (house.slack.rooms.has(`direct-${ANN.id}`) ? house.texts(direct) : []);
const told = (texts: string[]) => texts.filter((text) => text.startsWith('Some messages could not be delivered'));

async function sweep(): Promise<void> {
  house.clock.advance(61_000);
  await house.engine.sweep();
  await house.settle();
}

/** WhatsApp takes nothing for more than a day. */
async function dayAway(): Promise<void> {
  house.whatsapp.faults.push(...Array.from({ length: 200 }, () => new PlatformError('unreachable', 'no connection')));
  await house.settle();
  house.clock.advance(25 * HOUR);
  await sweep();
}

async function runEnds(name = 'Payout'): Promise<void> {
  const at = { startedAt: house.clock.now(), completedAt: house.clock.now() };
  const workflow = await house.workflow(PHONE, chat, name);
  const run = executionRow(workflow, { ...at, triggerType: 'manual', status: 'completed', phase: null });
  await house.store.executions.create(run);
  await house.engine.renderRun(run._id);
}

describe('what is given up after a day', () => {
  it('is told in another linked account, once, with the newest of it and what waits', async () => {
    const dm = house.open(house.slack, ANN);
    await house.say(chat, PHONE, `link ${codeOf((await house.say(dm, ANN, 'link whatsapp'))?.text)}`).catch(() => {});
    await house.say(dm, ANN, 'hello');
    const linked = await house.people.find('whatsapp', PHONE);
    expect(linked?.user).toBe((await house.people.find('slack', ANN))?.user);
    house.whatsapp.faults.push(...Array.from({ length: 200 }, () => new PlatformError('unreachable', 'no connection')));
    await runEnds();
    house.planner.will(proposal('Evening report'));
    await house.say(chat, PHONE, 'an evening report');
    house.clock.advance(25 * HOUR);
    await house.settle();
    await sweep();
    await sweep();
    await sweep();
    const news = told(elsewhere());
    expect(news).toHaveLength(1);
    expect(news[0]).toMatch(/could not be delivered on WhatsApp between .+ and .+, and I no longer try/);
    expect(news[0]).toContain('✅ Payout');
    expect(news[0]).toContain('One thing there waits for your decision:');
    await house.tap(direct as ThreadId, ANN, 'Approve', 'Evening report');
    expect(house.automation.count('approve')).toBe(1);
    // Back again: nothing of it is told twice, and a second time away is news of its own.
    house.whatsapp.faults.length = 0;
    await sweep();
    await sweep();
    expect(told(house.texts(chat))).toEqual([]);
    await runEnds('Second');
    await dayAway();
    for (let round = 0; round < 4; round++) await sweep();
    expect(told(elsewhere())).toHaveLength(2);
    expect(told(elsewhere())[1]).toContain('✅ Second');
  });

  it('is told in the same thread once that can be written to, where there is no other account', async () => {
    await house.say(chat, PHONE, 'hello');
    house.planner.will(proposal('Evening report'));
    house.whatsapp.faults.push(...Array.from({ length: 200 }, () => new PlatformError('unreachable', 'no connection')));
    await runEnds();
    await house.say(chat, PHONE, 'an evening report');
    await dayAway();
    await sweep();
    expect(told(house.texts(chat))).toEqual([]);
    house.whatsapp.faults.length = 0;
    for (let round = 0; round < 3; round++) await sweep();
    const news = told(house.texts(chat));
    expect(news).toHaveLength(1);
    expect(news[0]).toContain('✅ Payout');
    expect(house.texts(chat).at(-1)).toContain('Evening report');
    await house.say(chat, PHONE, 'yes');
    expect(house.automation.count('approve')).toBe(1);
  });

  it('is told again when the news of it was itself given up', async () => {
    await house.say(chat, PHONE, 'hello');
    await runEnds();
    await dayAway();
    await dayAway();
    await dayAway();
    house.whatsapp.faults.length = 0;
    for (let round = 0; round < 4; round++) await sweep();
    expect(told(house.texts(chat))).toHaveLength(1);
  });

  it('waits until a chat that takes nothing outside its hours is open again, for days, and asks what still waits', async () => {
    await house.say(chat, PHONE, 'hello');
    house.reachable.whatsapp = false;
    house.whatsapp.faults.push(...Array.from({ length: 200 }, () => new PlatformError('unreachable', '24 hours')));
    await house.gate(await house.workflow(PHONE, chat, 'Payout'));
    for (let day = 0; day < 3; day++) await dayAway();
    const calls = house.whatsapp.calls.length;
    for (let round = 0; round < 3; round++) await sweep();
    expect(house.whatsapp.calls).toHaveLength(calls);
    house.whatsapp.faults.length = 0;
    house.reachable.whatsapp = true;
    await house.say(chat, PHONE, 'hello again');
    for (let round = 0; round < 2; round++) await sweep();
    expect(told(house.texts(chat))).toHaveLength(1);
    expect(told(house.texts(chat))[0]).toContain('One thing there waits for your decision:');
    await house.tap(chat, PHONE, 'Go ahead', 'Pay Otieno');
    expect(house.automation.count('decide')).toBe(1);
  });

  it('is told no more where the telling is refused again and again', async () => {
    await house.say(chat, PHONE, 'hello');
    house.whatsapp.faults.push(...Array.from({ length: 200 }, () => new PlatformError('refused', 'not that')));
    await runEnds();
    await house.settle();
    for (let round = 0; round < 70; round++) await sweep();
    const tried = house.whatsapp.calls.filter((call) => call.text.startsWith('Some messages could not'));
    expect(new Set(tried.map((call) => call.key)).size).toBeLessThanOrEqual(60);
    house.whatsapp.faults.length = 0;
    for (let round = 0; round < 3; round++) await sweep();
    expect(told(house.texts(chat))).toEqual([]);
  });

  it('says that nothing waits where nothing does, and tells a message that was refused for good', async () => {
    await house.say(chat, PHONE, 'hello');
    house.whatsapp.faults.push(new PlatformError('refused', 'no such sticker'));
    await house.say(chat, PHONE, 'and again');
    await sweep();
    await sweep();
    const news = told(house.texts(chat));
    expect(news).toHaveLength(1);
    expect(news[0]).toMatch(/A message of mine from .+ could not be delivered on WhatsApp/);
    expect(news[0]).toContain('You said: and again');
    expect(news[0]).toContain('Nothing there waits for your decision.');
  });
});

describe('what happens meanwhile', () => {
  const conversation = () => house.store.conversations.findOne({ _id: chat, workspace: EVERY_WORKSPACE }).lean();

  /** Ann in Slack and WhatsApp, which gave up a card that waits; nobody was told yet. */
  async function givenUp(): Promise<ThreadId> {
    const dm = house.open(house.slack, ANN);
    await house.say(chat, PHONE, `link ${codeOf((await house.say(dm, ANN, 'link whatsapp'))?.text)}`);
    house.whatsapp.faults.push(...Array.from({ length: 200 }, () => new PlatformError('unreachable', 'no connection')));
    house.planner.will(proposal('Evening report'));
    await house.say(chat, PHONE, 'an evening report');
    house.clock.advance(25 * HOUR);
    await house.settle();
    expect((await conversation())?.unsent).toBeDefined();
    return dm;
  }

  it('is told once where several processes look at the same moment', async () => {
    await givenUp();
    house.reachable.whatsapp = false;
    const other = house.another();
    // Both found the row before either wrote anything.
    const { conversations } = house.store;
    const write = conversations.updateOne.bind(conversations) as (...given: unknown[]) => unknown;
    const both = deferred();
    let found = 0;
    const written = vi.spyOn(conversations, 'updateOne').mockImplementation((async (...given: unknown[]) => {
      if (JSON.stringify(given[1]).includes('unsent.next') && ++found === 2) both.resolve();
      await both.promise;
      return write(...given);
    }) as never);
    house.clock.advance(61_000);
    await Promise.all([house.engine.sweep(), other.sweep()]);
    written.mockRestore();
    for (let round = 0; round < 2; round++) await sweep();
    expect(told(elsewhere())).toHaveLength(1);
  });

  it('is not told by an account that was unlinked before it was, but where its owner still is', async () => {
    await givenUp();
    house.whatsapp.faults.length = 0;
    const where = house.slack.open([ANN], `direct-${ANN.id}`);
    await openConversation(house, where, (await house.people.find('slack', ANN)) as Member);
    // As a process leaves it that ends between having chosen the place and telling.
    const begun = { 'unsent.told': house.clock.now(), 'unsent.where': where };
    await house.store.conversations.updateOne({ _id: chat, workspace: EVERY_WORKSPACE }, { $set: begun });
    await house.say(chat, PHONE, 'unlink slack');
    await house.say(chat, PHONE, 'yes');
    for (let round = 0; round < 3; round++) await sweep();
    expect(house.texts(where)).toEqual([]);
    expect(told(house.texts(chat))).toHaveLength(1);
    const [prompt] = await house.store.prompts.find({ workspace: EVERY_WORKSPACE, kind: 'draft' }).lean();
    expect((prompt?.copies ?? []).map((copy) => copy.thread)).not.toContain(where);
  });

  it('is tried no more where telling it fails again and again', async () => {
    await givenUp();
    let tries = 0;
    house.automation.draft = async () => {
      tries += 1;
      throw new Error('no such draft');
    };
    for (let round = 0; round < 40; round++) await sweep();
    expect(tries).toBeLessThanOrEqual(30);
    expect((await conversation())?.unsent).toBeUndefined();
  });

  it('is nobody’s any more once the account it is of is unlinked', async () => {
    const dm = await givenUp();
    await house.say(dm, ANN, 'unlink whatsapp');
    await house.say(dm, ANN, 'yes');
    expect((await conversation())?.unsent).toBeUndefined();
  });
});

describe('what is counted and shown', () => {
  const refused = () =>
    house.whatsapp.faults.push(...Array.from({ length: 20 }, () => new PlatformError('refused', 'not that')));
  const unsentOf = async (thread: string) =>
    (await house.store.conversations.findOne({ _id: thread, workspace: EVERY_WORKSPACE }).lean())?.unsent;

  it('is each message once, however often it was changed, and none that only somebody else was to read', async () => {
    await house.say(chat, PHONE, 'hello');
    refused();
    const outbox = createOutbox({ ...house, wake: noWake });
    await outbox.post(chat, 'other', 'for Otieno alone', { only: OTHER });
    await house.settle();
    expect(await unsentOf(chat)).toBeUndefined();
    await outbox.post(chat, 'card', 'It runs.');
    await house.settle();
    await outbox.update(chat, 'card', 'It is done.', 'end');
    await house.settle();
    house.whatsapp.faults.length = 0;
    for (let round = 0; round < 2; round++) await sweep();
    expect(told(house.texts(chat))).toHaveLength(1);
    expect(told(house.texts(chat))[0]).toMatch(/A message of mine from .+ could not be delivered/);
    expect(told(house.texts(chat))[0]).toContain('· It is done.');
  });

  it('leaves out a card that is still on its way there', async () => {
    await house.say(chat, PHONE, 'hello');
    const workflow = await house.workflow(PHONE, chat, 'Payout');
    house.whatsapp.faults.push(...Array.from({ length: 200 }, () => new PlatformError('unreachable', 'no connection')));
    await runEnds('Report');
    await house.settle();
    house.clock.advance(25 * HOUR);
    await house.gate(workflow);
    house.whatsapp.faults.length = 0;
    await house.engine.sweep();
    for (let round = 0; round < 3; round++) await sweep();
    expect(told(house.texts(chat))).toHaveLength(1);
    expect(house.texts(chat).filter((text) => text.includes('Pay Otieno?'))).toHaveLength(1);
  });

  it('is over once it is told where a thread moved to that is gone', async () => {
    const group = house.open(house.slack, ANN, BOB);
    await house.say(group, ANN, 'hello');
    house.slack.faults.push(new PlatformError('refused', 'not that'));
    await house.say(group, ANN, 'and again');
    expect(await unsentOf(group)).toBeDefined();
    house.slack.room(group).gone = true;
    await house.say(group, ANN, 'still there?');
    for (let round = 0; round < 3; round++) await sweep();
    expect(told(elsewhere())).toHaveLength(1);
    expect(await unsentOf(group)).toBeUndefined();
  });
});
