import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import wwebjs, { type Message, type PollVote } from 'whatsapp-web.js';
import { browserTestsRun } from './browser.ts';
import { type Driven, linked, once } from './client.ts';
import { type FakeWhatsApp, startFakeWhatsApp } from './fake.ts';

const ANN = '15550002222@c.us';
const ANN_LID = '900000000002@lid';
const BOB_LID = '900000000003@lid';
const GROUP = '120363000000000001@g.us';

// Browsers start slowly where much else runs.
vi.setConfig({ testTimeout: 60_000 });

describe.skipIf(!browserTestsRun())('polls and groups through the real library', () => {
  let fake: FakeWhatsApp;
  let driven: Driven;

  beforeAll(async () => {
    fake = await startFakeWhatsApp();
    fake.addContact({ pn: ANN, lid: ANN_LID, pushname: 'Ann' });
    fake.addContact({ pn: '15550003333@c.us', lid: BOB_LID, pushname: 'Bob' });
    fake.addGroup({ id: GROUP, subject: 'Friends', participants: [ANN_LID, BOB_LID] });
    driven = await linked(fake);
  });
  afterAll(async () => {
    await driven?.close();
    await fake?.stop();
  });

  const vote = () => once<[PollVote]>(driven.client, 'vote_update');

  async function poll(chat: string, question: string, options: object = {}) {
    const poll = new wwebjs.Poll(question, ['Yes', 'No', 'Maybe'], options as wwebjs.PollSendOptions);
    const message = await driven.client.sendMessage(chat, poll);
    return { message, sent: await fake.sent(question) };
  }

  it('arrives with its options', async () => {
    const { message, sent } = await poll(ANN, 'Shall we?');
    expect(message).toMatchObject({ type: 'poll_creation', allowMultipleAnswers: false });
    expect(sent.poll).toEqual({ name: 'Shall we?', options: ['Yes', 'No', 'Maybe'], multiple: false });
  });

  it('gives the selection each vote leaves, an empty one when it is taken back', async () => {
    const { message, sent } = await poll(ANN, 'Now?');
    for (const [chosen, selected] of [
      [['No'], [{ name: 'No', localId: 1 }]],
      [['Yes'], [{ name: 'Yes', localId: 0 }]],
      [[], []],
    ] as const) {
      const update = vote();
      fake.vote(sent, [...chosen]);
      const [{ selectedOptions, voter, parentMessage }] = await update;
      expect(selectedOptions).toEqual(selected);
      expect(voter).toBe(ANN);
      expect(parentMessage.id._serialized).toBe(message.id._serialized);
    }
    const votes = await message.getPollVotes();
    expect(votes.map(({ voter, selectedOptions }) => ({ voter, selectedOptions }))).toEqual([
      { voter: ANN, selectedOptions: [] },
    ]);
  });

  it('gives only local ids for a poll the page no longer has', async () => {
    const { sent } = await poll(ANN, 'Long ago?');
    fake.forget(sent);
    const update = vote();
    fake.vote(sent, ['Maybe']);
    const [{ selectedOptions, ...rest }] = await update;
    expect(selectedOptions).toEqual([{ name: undefined, localId: 2 }]);
    expect((rest as { parentMsgKey?: { id: string } }).parentMsgKey?.id).toBe(sent.id);
  });

  it('loses the vote and its row when the lookup of the poll fails', async () => {
    const { sent } = await poll(ANN, 'Lost?');
    await fake.fail('WAWebCollections.Msg.getMessagesById', 'db');
    fake.forget(sent, { stored: true });
    const before = driven.told.length;
    fake.vote(sent, ['Yes']);
    const other = await poll(ANN, 'Not lost?');
    const update = vote();
    fake.vote(other.sent, ['Yes']);
    await update;
    expect(driven.told.slice(before).filter((one) => one.startsWith('vote_update'))).toHaveLength(1);
    await fake.heal();
  });

  it('comes from LIDs in a group, and its key names the bot by LID', async () => {
    const { sent } = await poll(GROUP, 'Where?', { allowMultipleAnswers: true });
    expect(sent.key).toMatch(new RegExp(`^true_${GROUP}_3EB0.*_${fake.me.lid}$`));
    expect(sent.poll?.multiple).toBe(true);
    const update = vote();
    fake.vote(sent, ['Yes', 'Maybe'], BOB_LID);
    const [{ voter, selectedOptions }] = await update;
    expect(voter).toBe(BOB_LID);
    expect(selectedOptions.map(({ name }) => name)).toEqual(['Yes', 'Maybe']);
  });

  it('hears a group, who wrote and who is named, and answers there', async () => {
    const message = once<[Message]>(driven.client, 'message');
    fake.say(GROUP, '@900000000001 hello', { from: ANN_LID, mentions: [fake.me.lid] });
    const [heard] = await message;
    expect(heard).toMatchObject({ from: GROUP, author: ANN_LID, mentionedIds: [fake.me.lid] });
    await heard.reply('hello all', undefined, { mentions: [ANN_LID] });
    expect(await fake.sent('hello all')).toMatchObject({
      chat: GROUP,
      mentions: [ANN_LID],
      quoted: { id: heard.id.id, participant: ANN_LID },
    });
    const chat = (await heard.getChat()) as wwebjs.GroupChat;
    expect(chat.participants.map(({ id }) => id._serialized)).toContain(ANN);
  });

  it('tells who comes and goes in a group', async () => {
    const joined = once<[wwebjs.GroupNotification]>(driven.client, 'group_join');
    fake.groupEvent(GROUP, 'add', { from: ANN_LID, recipients: ['900000000009@lid'] });
    expect((await joined)[0]).toMatchObject({ chatId: GROUP, author: ANN_LID, recipientIds: ['900000000009@lid'] });
    const left = once<[wwebjs.GroupNotification]>(driven.client, 'group_leave');
    fake.groupEvent(GROUP, 'remove', { from: ANN_LID, recipients: [fake.me.lid] });
    expect((await left)[0].recipientIds).toEqual([fake.me.lid]);
    const renamed = once<[wwebjs.GroupNotification]>(driven.client, 'group_update');
    fake.groupEvent(GROUP, 'subject', { from: ANN_LID, body: 'Good friends' });
    await renamed;
    expect((await driven.client.getChatById(GROUP)).name).toBe('Good friends');
  });
});
