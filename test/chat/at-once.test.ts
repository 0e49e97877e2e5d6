import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAdapterMemory } from '../../src/chat/adapter-memory.ts';
import { createLinkCodes } from '../../src/chat/link-codes.ts';
import type { ThreadId } from '../../src/chat/types.ts';
import { EVERY_WORKSPACE } from '../../src/store/guard.ts';
import { openTestStore } from '../support/store.ts';
import { ANN, codeOf, type House, openPeople, PHONE } from './people-support.ts';
import { proposal } from './support.ts';

/** What two gateways do at the same moment, and what somebody does who tries to get around a limit. */
let opened: Awaited<ReturnType<typeof openTestStore>>;
let house: House;
let dm: ThreadId;
let chat: ThreadId;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.drop());
beforeEach(async () => {
  house = await openPeople(opened.store);
  house.allowed.set(`whatsapp:${PHONE.id}`, 'own');
  dm = house.open(house.slack, ANN);
  chat = house.open(house.whatsapp, PHONE);
});
afterEach(() => house.close());

const userOf = async (platform: string, who: typeof ANN) => (await house.people.find(platform, who))?.user ?? null;

describe('codes', () => {
  it('wrong ones are counted on, also when one’s own is written in between', async () => {
    const own = codeOf((await house.say(dm, ANN, 'link whatsapp'))?.text);
    for (const wrong of ['AAAA-2222', 'AAAA-2223', 'AAAA-2224', 'AAAA-2225']) await house.say(dm, ANN, `link ${wrong}`);
    await house.say(dm, ANN, `link ${own}`);
    await house.say(dm, ANN, 'link AAAA-2226');
    expect(house.texts(dm).at(-1)).toMatch(/^Too many wrong codes/);
  });

  it('of someone who joins another count no more, and one that the other just used is noticed', async () => {
    const codes = createLinkCodes({ store: opened.store, clock: house.clock });
    const owner = { workspace: 'ws_one', user: 'usr_one' };
    const taken = await codes.find((await codes.issue(owner, dm)).replace('-', ''), 'slack:x');
    expect(taken && (await codes.use(taken, 'slack:x'))).toBe(true);
    const open = (await codes.issue(owner, dm)).replace('-', '');
    expect(await codes.withdraw(owner, ['slack:y'])).toBe(false);
    expect(await codes.find(open, 'slack:y')).toBeNull();
    expect(await codes.withdraw(owner, ['slack:x'])).toBe(true);
    house.clock.advance(11 * 60_000);
    expect(await codes.withdraw(owner, ['slack:x'])).toBe(false);
  });

  it('of each other, written at once, make one person whose conversations are theirs', async () => {
    for (let round = 0; round < 4; round++) {
      await house.close();
      house = await openPeople(opened.store);
      house.allowed.set(`whatsapp:${PHONE.id}`, 'own');
      dm = house.open(house.slack, ANN);
      chat = house.open(house.whatsapp, PHONE);
      const anns = codeOf((await house.say(dm, ANN, 'link whatsapp'))?.text);
      const phones = codeOf((await house.say(chat, PHONE, 'link slack'))?.text);
      await house.slack.say(dm, ANN, `link ${phones}`);
      await house.whatsapp.say(chat, PHONE, `link ${anns}`);
      await Promise.all([house.engine.handleConversation(dm), house.engine.handleConversation(chat)]);
      await house.settle();
      const user = await userOf('slack', ANN);
      expect(await userOf('whatsapp', PHONE)).toBe(user);
      const rows = await house.store.conversations
        .find({ workspace: EVERY_WORKSPACE, _id: { $in: [dm, chat] } })
        .lean();
      expect(rows.map((row) => row.user)).toEqual([user, user]);
    }
  });
});

it('a yes that quotes a card counts only once the card, as it now is, stands there', async () => {
  house.planner.will(proposal('Weekly report'));
  await house.say(dm, ANN, 'a weekly report');
  const { id } = house.slack.card(dm, 'Weekly report');
  await house.store.prompts.updateMany(
    { workspace: EVERY_WORKSPACE, kind: 'draft', state: 'open' },
    { $set: { deliveredAt: null } },
  );
  await house.say(dm, ANN, 'yes', { replyTo: id });
  expect(house.automation.count('approve')).toBe(0);
});

it('a card that waits is shown again where its owner is told instead, once its thread is gone', async () => {
  const group = house.open(house.slack, ANN, { id: 'T1/U9', name: 'Zoe' });
  await house.say(group, ANN, 'accounts');
  await house.gate(await house.workflow(ANN, group));
  const gone = await house.store.conversations.findOne({ _id: group, workspace: EVERY_WORKSPACE }).lean();
  expect(gone?.goneAt).toBeNull();
  house.slack.room(group).gone = true;
  await house.say(group, ANN, 'accounts');
  const [prompt] = await house.store.prompts.find({ workspace: EVERY_WORKSPACE, kind: 'gate' }).lean();
  expect(prompt?.thread).not.toBe(group);
  expect(house.card(prompt?.thread ?? '', 'Pay Otieno?').choices).toHaveLength(2);
});

describe('an adapter’s memory', () => {
  const memory = () => createAdapterMemory({ store: opened.store, clock: house.clock, platform: 'slack' });

  it('counts each number once and keeps what is set, whoever is first', async () => {
    for (let round = 0; round < 5; round++) {
      const name = `many-${round}-${Math.random()}`;
      const numbers = await Promise.all(Array.from({ length: 40 }, () => memory().next(name)));
      expect([...numbers].sort((one, other) => one - other)).toEqual(Array.from({ length: 40 }, (_, at) => at + 1));
      await Promise.all(Array.from({ length: 20 }, (_, at) => memory().set(name, at)));
      await Promise.all(Array.from({ length: 20 }, () => memory().sent(dm, name, ['1'])));
      expect((await memory().post(dm, name))?.messageIds).toEqual(['1']);
    }
  });
});
