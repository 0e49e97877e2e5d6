import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLinkCodes } from '../../src/chat/link-codes.ts';
import type { ThreadId } from '../../src/chat/types.ts';
import { EVERY_WORKSPACE } from '../../src/store/guard.ts';
import { openTestStore } from '../support/store.ts';
import { ANN, BOB, codeOf, type House, OTHER, openPeople, PHONE } from './people-support.ts';
import { proposal } from './support.ts';

let opened: Awaited<ReturnType<typeof openTestStore>>;
let house: House;
let dm: ThreadId;
let chat: ThreadId;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.drop());
beforeEach(async () => {
  house = await openPeople(opened.store, { admins: ['slack:U2'] });
  dm = house.open(house.slack, ANN);
  chat = house.open(house.whatsapp, PHONE);
});
afterEach(() => house.close());

const code = async (thread = dm, who = ANN, words = 'link whatsapp') =>
  codeOf((await house.say(thread, who, words))?.text);
const linkPhone = async () => house.say(chat, PHONE, `link ${await code()}`);
const userOf = async (platform: string, who: typeof ANN) => (await house.people.find(platform, who))?.user ?? null;

describe('a code', () => {
  it('makes an account that nobody knew one of its owner, and both sides are told', async () => {
    await linkPhone();
    expect(await userOf('whatsapp', PHONE)).toBe(await userOf('slack', ANN));
    expect(house.texts(chat).at(-1)).toMatch(/^This account is now linked to Ann \(Slack \(Ann\)\): same workflows/);
    expect(house.texts(dm).at(-1)).toMatch(/^Your WhatsApp \+254700000001 is now linked: .*“unlink whatsapp”/);
    house.planner.will(proposal('Weekly report'));
    await house.say(chat, PHONE, 'a weekly report');
    await house.say(chat, PHONE, 'yes');
    expect(house.automation.count('approve')).toBe(1);
    expect(await house.automation.workflows((await house.people.find('slack', ANN)) as never)).toHaveLength(1);
  });

  it('is short, of forty bits, stored as a hash only, and good for ten minutes', async () => {
    const one = await code();
    expect(one).toMatch(/^[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}$/);
    const rows = JSON.stringify(await house.store.invitations.find({ workspace: EVERY_WORKSPACE }).lean());
    expect(rows).not.toContain(one.replace('-', ''));
    expect(rows).not.toContain(one);
    house.clock.advance(10 * 60_000);
    await house.say(chat, PHONE, `link ${one}`);
    expect(house.texts(chat)).toEqual([]);
    expect(await userOf('whatsapp', PHONE)).toBeNull();
  });

  it('works once, whichever of the last three it is; older ones count no more', async () => {
    const first = await code();
    const second = await code();
    await code();
    await code();
    await house.say(chat, PHONE, `link ${first}`);
    expect(await userOf('whatsapp', PHONE)).toBeNull();
    await house.say(chat, PHONE, `Link ${second.toLowerCase().replace('-', ' - ').replaceAll(' ', '')}`);
    expect(await userOf('whatsapp', PHONE)).not.toBeNull();
    const elsewhere = house.open(house.whatsapp, OTHER);
    await house.say(elsewhere, OTHER, `link ${second}`);
    expect(await userOf('whatsapp', OTHER)).toBeNull();
    expect(house.texts(elsewhere)).toEqual([]);
  });

  it('is taken by one of two that write it at once', async () => {
    const one = await code();
    const elsewhere = house.open(house.whatsapp, OTHER);
    await Promise.all([
      house.whatsapp.say(chat, PHONE, `link ${one}`),
      house.whatsapp.say(elsewhere, OTHER, `link ${one}`),
    ]);
    await house.settle();
    const linked = [await userOf('whatsapp', PHONE), await userOf('whatsapp', OTHER)].filter(Boolean);
    expect(linked).toHaveLength(1);
  });

  it('cannot be guessed: after five wrong ones even the right one is not looked at for an hour', async () => {
    const one = await code();
    for (const wrong of ['AAAA-AAA2', 'AAAA-AAA3', 'AAAA-AAA4', 'AAAA-AAA5', 'AAAA-AAA6']) {
      await house.say(chat, PHONE, `link ${wrong}`);
    }
    // Counted in the database: a process that has just started knows it too.
    expect(await createLinkCodes(house).mayTry(`whatsapp:${PHONE.id}`)).toBe(false);
    await house.say(chat, PHONE, `link ${one}`);
    expect(await userOf('whatsapp', PHONE)).toBeNull();
    expect(house.texts(chat)).toEqual([]);
    house.clock.advance(3_600_000);
    await house.say(chat, PHONE, `link ${await code()}`);
    expect(await userOf('whatsapp', PHONE)).toBe(await userOf('slack', ANN));
  });

  it('tells someone known that it is wrong, and says so once there were too many', async () => {
    const texts: string[] = [];
    for (let index = 2; index < 9; index++) {
      texts.push((await house.say(dm, ANN, `link AAAA-AAA${index}`))?.text ?? '');
    }
    expect(texts[0]).toMatch(/^That code is not good/);
    expect(texts.at(-1)).toMatch(/^Too many wrong codes/);
  });

  it('is not given where others read along: it comes in the private chat', async () => {
    const channel = house.open(house.slack, ANN, BOB);
    const answer = await house.say(channel, ANN, 'link whatsapp');
    expect(answer?.text).toMatch(/^I sent you the code in our private chat/);
    expect(house.texts(channel).join('\n')).not.toMatch(/link [A-Z2-9]{4}-/);
    const [direct] = [...house.slack.rooms.keys()].filter((name) => name.startsWith('direct-'));
    await house.say(chat, PHONE, `link ${codeOf(house.texts(`slack:${direct}`).at(-1))}`);
    expect(await userOf('whatsapp', PHONE)).toBe(await userOf('slack', ANN));
  });

  it('names the platforms there are where another one is asked for', async () => {
    expect((await house.say(dm, ANN, 'link telegram'))?.text).toBe('I am not on Telegram here. You can link WhatsApp.');
  });
});

describe('an account that is somebody already', () => {
  beforeEach(() => {
    house.allowed.set(`whatsapp:${PHONE.id}`, 'own');
  });

  it('is joined where they own nothing: their conversation is the owner’s, and what waited there is closed', async () => {
    house.planner.will(proposal('Draft of the phone'));
    await house.say(chat, PHONE, 'something');
    const before = await userOf('whatsapp', PHONE);
    await linkPhone();
    const ann = await userOf('slack', ANN);
    expect(await userOf('whatsapp', PHONE)).toBe(ann);
    expect(ann).not.toBe(before);
    expect(house.card(chat, 'Draft of the phone').choices).toBeUndefined();
    expect((await house.store.conversations.findOne({ _id: chat, workspace: EVERY_WORKSPACE }).lean())?.user).toBe(ann);
    await house.say(chat, PHONE, 'yes');
    expect(house.automation.count('approve')).toBe(0);
  });

  it('is refused where they own something, with a way out, and the code stays good', async () => {
    await house.say(chat, PHONE, 'hello there you');
    await house.workflow(PHONE, chat, 'Their own');
    const one = await code();
    const refused = await house.say(chat, PHONE, `link ${one}`);
    expect(refused?.text).toMatch(/Link the other way around: say “link Slack” here/);
    expect(await userOf('whatsapp', PHONE)).not.toBe(await userOf('slack', ANN));
    const other = house.open(house.whatsapp, OTHER);
    await house.say(other, OTHER, `link ${one}`);
    expect(await userOf('whatsapp', OTHER)).toBe(await userOf('slack', ANN));
  });

  it('says which to keep where both own something', async () => {
    await house.workflow(PHONE, chat, 'Their own');
    await house.say(dm, ANN, 'hello there you');
    await house.workflow(ANN, dm, 'Of Ann');
    const refused = await house.say(chat, PHONE, `link ${await code()}`);
    expect(refused?.text).toMatch(/do not put two people's together/);
    expect(await userOf('whatsapp', PHONE)).not.toBe(await userOf('slack', ANN));
  });

  it('links the other way around', async () => {
    await house.workflow(PHONE, chat, 'Their own');
    const one = await code(chat, PHONE, 'link slack');
    await house.say(dm, ANN, `link ${one}`);
    expect(await userOf('slack', ANN)).toBe(await userOf('whatsapp', PHONE));
    expect((await house.say(dm, ANN, 'list'))?.text).toBeDefined();
    expect(house.texts(chat).at(-1)).toMatch(/^Your Slack \(Ann\) is now linked/);
  });

  it('says when the code is their own', async () => {
    const own = await house.say(dm, ANN, `link ${await code()}`);
    expect(own?.text).toMatch(/it is to be written from the other one/);
    await linkPhone();
    const again = await house.say(chat, PHONE, `link ${await code()}`);
    expect(again?.text).toBe('This account is yours already; nothing changed.');
  });

  it('asks an admin first, since whoever gave the code becomes one', async () => {
    const admin = house.open(house.slack, BOB);
    const one = await code(chat, PHONE, 'link slack');
    await house.say(admin, BOB, `link ${one}`);
    expect(await userOf('slack', BOB)).not.toBe(await userOf('whatsapp', PHONE));
    expect(house.card(admin, 'Make this account part of').choices?.map((choice) => choice.label)).toEqual([
      'Yes',
      'No',
    ]);
    await house.say(admin, BOB, 'yes');
    expect(await userOf('slack', BOB)).toBe(await userOf('whatsapp', PHONE));
    expect((await house.people.find('whatsapp', PHONE))?.admin).toBe(true);
    await house.say(admin, BOB, 'unlink whatsapp');
    await house.say(admin, BOB, 'yes');
    expect((await house.people.find('slack', BOB))?.admin).toBe(true);
  });
});

describe('the ids of one account', () => {
  const LID = '4711@lid';
  it('are one person, whichever comes first', async () => {
    await linkPhone();
    const ann = await userOf('slack', ANN);
    expect(await userOf('whatsapp', { id: LID, aliases: [PHONE.id, LID] })).toBe(ann);
    expect(await userOf('whatsapp', { id: LID })).toBe(ann);
  });

  it('never put two people together', async () => {
    house.allowed.set(`whatsapp:${LID}`, 'own');
    await linkPhone();
    const lid = await house.people.recognise('whatsapp', { id: LID });
    const both = { id: LID, aliases: [PHONE.id] };
    expect((await house.people.recognise('whatsapp', both))?.user).toBe(lid?.user);
    expect(await userOf('whatsapp', PHONE)).toBe(await userOf('slack', ANN));
  });

  it('are an admin where the configuration names one of them, or a Slack user without the team', async () => {
    expect((await house.people.recognise('slack', BOB))?.admin).toBe(true);
    expect((await house.people.recognise('slack', ANN))?.admin).toBe(false);
  });
});

describe('unlinking', () => {
  it('asks first, and makes a stranger of the account', async () => {
    await linkPhone();
    await house.workflow(PHONE, chat, 'Told on the phone');
    await house.say(dm, ANN, 'unlink whatsapp');
    expect(await userOf('whatsapp', PHONE)).not.toBeNull();
    await house.tap(dm, ANN, 'Yes', 'Unlink');
    expect(await userOf('whatsapp', PHONE)).toBeNull();
    expect(house.texts(dm).at(-1)).toMatch(
      /WhatsApp \+254700000001 is unlinked: .*from now on: “Told on the phone”\.$/,
    );
    const told = house.texts(chat).length;
    const [workflow] = await house.automation.workflows((await house.people.find('slack', ANN)) as never);
    expect(workflow?.createdFromRoom).toBe(dm);
    await house.gate(workflow as never);
    expect(house.card(dm, 'Pay Otieno').choices).toHaveLength(2);
    await house.say(chat, PHONE, 'yes');
    await house.say(chat, PHONE, 'list');
    expect(house.texts(chat)).toHaveLength(told);
    expect(house.automation.count('decide')).toBe(0);
  });

  it('moves what waits for an answer there to an account that stays', async () => {
    await linkPhone();
    const workflow = await house.workflow(PHONE, chat, 'Payout');
    await house.gate(workflow);
    await house.say(dm, ANN, 'unlink whatsapp');
    await house.say(dm, ANN, 'yes');
    await house.tap(dm, ANN, 'Go ahead', 'Pay Otieno');
    expect(house.automation.count('decide')).toBe(1);
  });

  it('brings the account back as someone new, never as who it was', async () => {
    const one = await code();
    await house.say(chat, PHONE, `link ${one}`);
    const ann = await userOf('slack', ANN);
    await house.say(chat, PHONE, 'unlink slack');
    await house.say(chat, PHONE, 'yes');
    expect(await userOf('slack', ANN)).toBeNull();
    expect(await userOf('whatsapp', PHONE)).toBe(ann);
    await house.say(dm, ANN, 'hello again');
    expect(await userOf('slack', ANN)).not.toBe(ann);
    expect(await userOf('slack', ANN)).not.toBeNull();
  });

  it('is not undone by writing the used code again', async () => {
    const one = await code();
    await house.say(chat, PHONE, `link ${one}`);
    await house.say(dm, ANN, 'unlink whatsapp');
    await house.say(dm, ANN, 'yes');
    await house.say(chat, PHONE, `link ${one}`);
    expect(await userOf('whatsapp', PHONE)).toBeNull();
  });

  it('keeps the last account, and names what is linked where the words fit none', async () => {
    expect((await house.say(dm, ANN, 'unlink slack'))?.text).toMatch(/^This is the only account I know you by/);
    expect((await house.say(dm, ANN, 'unlink whatsapp'))?.text).toBe(
      'No such account of yours is linked. Linked are: Slack (Ann).',
    );
  });

  it('lists the accounts', async () => {
    await linkPhone();
    await house.say(chat, PHONE, 'my accounts');
    expect(house.texts(chat).at(-1)).toContain('• WhatsApp +254700000001 (this one)\n• Slack (Ann)');
  });
});

describe('a number that is not linked', () => {
  it('approves nothing of others: no tap, no vote, no typed yes, not in a group either', async () => {
    await linkPhone();
    const group = house.open(house.whatsapp, PHONE, OTHER);
    house.planner.will(proposal('Weekly report'));
    await house.say(group, PHONE, 'a weekly report');
    const workflow = await house.workflow(PHONE, group, 'Payout');
    await house.gate(workflow);
    for (const known of [false, true]) {
      if (known) house.allowed.set(`whatsapp:${OTHER.id}`, 'own');
      for (const words of ['yes', 'ndio', '1', 'approve', 'Go ahead']) await house.say(group, OTHER, words);
      await house.tap(group, OTHER, 'Approve', 'email send_email');
      await house.tap(group, OTHER, 'Go ahead', 'Pay Otieno');
      await house.tap(group, OTHER, 'Cancel', 'email send_email');
    }
    const asPhone = { ...OTHER, name: PHONE.name ?? '' };
    await house.tap(group, asPhone, 'Approve', 'email send_email');
    expect(house.automation.count('approve')).toBe(0);
    expect(house.automation.count('decide')).toBe(0);
    expect(house.automation.count('cancelDraft')).toBe(0);
    await house.tap(group, PHONE, 'Approve', 'email send_email');
    expect(house.automation.count('approve')).toBe(1);
  });
});
