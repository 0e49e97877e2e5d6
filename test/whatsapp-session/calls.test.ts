import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { WaClient } from '../../adapters/whatsapp/session/types.ts';
import { browserTestsRun } from '../fakes/whatsapp-web/browser.ts';
import { type FakeWhatsApp, startFakeWhatsApp } from '../fakes/whatsapp-web/fake.ts';
import { connected, linked, openMemory, openRoom, type Room } from './room.ts';

const ANN = '15550002222@c.us';
const ANN_LID = '900000000002@lid';
const BEN_LID = '900000000003@lid';
const GROUP = '120363000000000001@g.us';
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe.skipIf(!browserTestsRun())('what can be said over a linked device', { timeout: 90_000 }, () => {
  let fake: FakeWhatsApp;
  let room: Room;
  let client: WaClient;
  let drop: () => Promise<void>;

  beforeAll(async () => {
    fake = await startFakeWhatsApp();
    fake.addContact({ pn: ANN, lid: ANN_LID, pushname: 'Ann', name: 'Ann A.' });
    fake.addContact({ lid: BEN_LID, pushname: 'Ben' });
    fake.addGroup({ id: GROUP, subject: 'Friends', participants: [ANN_LID, BEN_LID] });
    const opened = await openMemory();
    drop = opened.drop;
    room = openRoom({ fake, memory: opened.memory, timing: { call: 2000, probe: 60_000 } });
    await linked(room, fake);
  });
  beforeEach(async () => {
    await fake.heal();
    await connected(room);
    client = await room.session.client();
  });
  afterAll(async () => {
    await room?.close();
    await fake?.stop();
    await drop?.();
  });

  const message = async (text: string) => {
    await expect.poll(() => room.told.messages.some((one) => one.text === text)).toBe(true);
    const found = room.told.messages.find((one) => one.text === text);
    if (!found) throw new Error(`no message ${text}`);
    return found;
  };

  test('it knows its own account', () => {
    expect(room.session.me()).toEqual({ id: '15550001111@c.us', phone: '+15550001111', lid: '900000000001@lid' });
    expect(room.session.health()).toEqual({ ok: true, detail: 'connected' });
    expect(room.told.ready[0]).toBe(true);
  });

  test('a text arrives quoting what it answers, is acknowledged and found again', async () => {
    const said = fake.say(ANN, 'hello there');
    const heard = await message('hello there');
    expect(heard).toMatchObject({ id: said.id, key: said.key, chat: ANN, fromMe: false, type: 'chat', name: 'Ann' });

    const sent = await client.sendText(ANN, 'hello Ann', { quote: heard.key });
    const arrived = await fake.sent('hello Ann');
    expect(sent).toMatchObject({ id: arrived.message.key.id, key: arrived.key, chat: ANN });
    expect(arrived.message.more.quotedStanzaID).toBe(said.id);
    expect(await client.waitForAck(sent.id, 1, 5000)).toBe(1);
    fake.ack(arrived, 3);
    expect(await client.waitForAck(sent.id, 3, 5000)).toBe(3);
    await expect.poll(() => room.told.acks).toContainEqual([sent.id, 3]);

    const found = await client.findSent(ANN, (one) => one.text === 'hello Ann', 20);
    expect(found).toMatchObject({ id: sent.id, quotedId: said.id });
    expect(await client.findSent(ANN, (one) => one.text === 'never said', 20)).toBeNull();
  });

  test('an answer that quotes the bot names its message', async () => {
    const sent = await client.sendText(ANN, 'quote me');
    fake.say(ANN, 'quoting', { quote: await fake.sent('quote me') });
    expect(await message('quoting')).toMatchObject({ quotedId: sent.id, quotedKey: sent.key });
  });

  test('text that looks like a contact card stays text, and a link gets no preview', async () => {
    await client.sendText(ANN, 'BEGIN:VCARD\nFN:Eve\nEND:VCARD https://example.com');
    expect((await fake.sent('BEGIN:VCARD')).message.type).toBe('chat');
  });

  test('an image goes out with its caption', async () => {
    await client.sendImage(ANN, { data: PNG, mimeType: 'image/png', caption: 'a dot' });
    expect((await fake.sent('a dot')).message.type).toBe('image');
  });

  test('what others send can be downloaded; what is gone is null', async () => {
    fake.say(ANN, { media: { mimetype: 'image/png', bytes: PNG, caption: 'my dot' } });
    const heard = await message('my dot');
    expect(heard).toMatchObject({ hasMedia: true, mimeType: 'image/png' });
    expect((await client.download(heard.key))?.data.equals(PNG)).toBe(true);
    expect(await client.download('false_1@c.us_NOTHING')).toBeNull();
  });

  test('a poll is single-answer; its votes come as they are cast, changed and withdrawn', async () => {
    const poll = await client.sendPoll(ANN, 'Which one?', ['Tea ', 'Coffee']);
    expect(poll.options).toEqual([
      { name: 'Tea', localId: 0 },
      { name: 'Coffee', localId: 1 },
    ]);
    const arrived = await fake.sent('Which one?');
    expect(arrived.message.more.pollSelectableOptionsCount).toBe(1);
    fake.vote(arrived, ['Coffee']);
    await expect
      .poll(() => room.told.votes.at(-1))
      .toMatchObject({ pollKey: poll.key, pollId: poll.id, localIds: [1] });
    expect(room.told.votes.at(-1)?.voter).toBe(ANN);
    fake.vote(arrived, []);
    await expect.poll(() => room.told.votes.at(-1)?.localIds).toEqual([]);
    fake.vote(arrived, ['Tea']);
    await expect.poll(async () => (await client.votes(poll.key)).map(({ localIds }) => localIds)).toEqual([[0]]);
  });

  test('votes of a poll the page forgot are still told and read', async () => {
    const poll = await client.sendPoll(ANN, 'Forgotten?', ['Yes', 'No']);
    const arrived = await fake.sent('Forgotten?');
    fake.forget(arrived);
    fake.vote(arrived, ['No']);
    await expect.poll(() => room.told.votes.at(-1)).toMatchObject({ pollId: poll.id, localIds: [1] });
    expect((await client.votes(poll.key))[0]).toMatchObject({ pollId: poll.id, localIds: [1], voter: ANN });
  });

  test('an own message is changed; a foreign one is not', async () => {
    const sent = await client.sendText(ANN, 'before');
    expect(await client.edit(sent.key, 'after')).toBe(true);
    expect((await fake.sent('after')).before).toEqual(['before']);
    fake.say(ANN, 'mine');
    expect(await client.edit((await message('mine')).key, 'yours')).toBe(false);
    expect(await client.edit('true_15550002222@c.us_NOTHING', 'x')).toBe(false);
  });

  test('reactions go both ways', async () => {
    const sent = await client.sendText(ANN, 'like it?');
    fake.react(await fake.sent('like it?'), '👍');
    await expect.poll(() => room.told.reactions.at(-1)).toMatchObject({ messageId: sent.id, emoji: '👍', sender: ANN });
    const said = fake.say(ANN, 'react to me');
    await client.react((await message('react to me')).key, '❤️');
    await fake.waitFor(() => fake.seen.some((one) => one.type === 'reaction' && one.id === said.id));
  });

  test('typing and reading are shown when asked, and not by sending', async () => {
    const read = () => fake.seen.filter((one) => one.type === 'read').length;
    const before = read();
    fake.say(ANN, 'are you there');
    await message('are you there');
    await client.typing(ANN, true);
    await fake.waitFor(() => fake.seen.some((one) => one.type === 'typing' && one.state === 'composing'));
    await client.typing(ANN, false);
    await client.sendText(ANN, 'yes');
    expect(read()).toBe(before);
    await client.markRead(ANN);
    await fake.waitFor(() => read() > before);
  });

  test('edits and deletions of others are told', async () => {
    const said = fake.say(ANN, 'tpyo');
    await message('tpyo');
    fake.edit(said, 'typo');
    await expect.poll(() => room.told.edited.at(-1)).toMatchObject({ id: said.id, text: 'typo' });
    fake.revoke(said);
    await expect.poll(() => room.told.revoked.at(-1)).toMatchObject({ id: said.id, chat: ANN });
  });

  test('in a group the author is told apart from the chat, and a mention of the bot by either id is seen', async () => {
    fake.say(GROUP, '@Nod help', { from: ANN_LID, mentions: [room.session.me()?.lid ?? ''] });
    expect(await message('@Nod help')).toMatchObject({ chat: GROUP, author: ANN_LID, mentionedMe: true });
    const sent = await client.sendText(GROUP, 'group answer');
    expect(sent.chat).toBe(GROUP);
    expect(await client.chat(GROUP)).toMatchObject({ name: 'Friends', isGroup: true });
    const messages = room.told.messages.length;
    fake.groupEvent(GROUP, 'add', { from: ANN_LID, recipients: [BEN_LID] });
    fake.say(GROUP, 'after the notice', { from: BEN_LID });
    await message('after the notice');
    expect(room.told.messages.slice(messages).map(({ type }) => type)).toEqual(['chat']);
  });

  test('phone and LID of a contact are found where WhatsApp tells them', async () => {
    expect(await client.contact(ANN)).toEqual({
      name: 'Ann A.',
      phone: '+15550002222',
      lid: ANN_LID,
      isBusiness: false,
    });
    expect(await client.contact(ANN_LID)).toMatchObject({ phone: '+15550002222', lid: ANN_LID });
    expect(await client.contact(BEN_LID)).toMatchObject({ name: 'Ben', phone: null, lid: BEN_LID });
  });

  test('a direct chat is looked up by number; a LID is one already', async () => {
    expect(await client.directChat('+15550002222')).toBe(ANN);
    expect(await client.directChat('+19998887777')).toBeNull();
    expect(await client.directChat(BEN_LID)).toBe(BEN_LID);
  });

  test('a chat is read back oldest first', async () => {
    fake.say(ANN, 'first');
    fake.say(ANN, 'second');
    await message('second');
    expect((await client.fetch(ANN, 2)).map(({ text }) => text)).toEqual(['first', 'second']);
    expect(await client.unread()).toContainEqual({ chat: ANN, count: fake.unreadOf(ANN) });
  });

  test('where there is nobody a send says so, and what cannot be known is in doubt', async () => {
    await fake.fail('WAWebFindChatAction.findOrCreateLatestChat', 'No LID for user');
    await expect(client.sendText('19998887777@c.us', 'x')).rejects.toMatchObject({ reason: 'gone' });
    await fake.heal();
    fake.failSends('unreported');
    await expect(client.sendText(ANN, 'unreported')).rejects.toMatchObject({ reason: 'doubtful' });
    // The page hears of it from WhatsApp a little later.
    await expect.poll(() => client.findSent(ANN, (one) => one.text === 'unreported', 5)).toMatchObject({ chat: ANN });
  });

  test('a send that hangs ends in doubt, and the next ones go through', async () => {
    fake.failSends('hanging');
    await expect(client.sendText(ANN, 'hanging')).rejects.toMatchObject({ reason: 'doubtful' });
    await client.sendText(ANN, 'goes through');
    await fake.sent('goes through');
    expect(room.session.health().ok).toBe(true);
  });

  test('a send that fails behind the call is told by its acknowledgement', async () => {
    fake.failSends('refused');
    const refused = await client.sendText(ANN, 'refused');
    expect(await client.waitForAck(refused.id, 1, 5000)).toBe(-1);
    fake.failSends('stuck');
    const stuck = await client.sendText(ANN, 'stuck');
    expect(await client.waitForAck(stuck.id, 1, 100)).toBe(0);
  });

  test('ready again and again is ready once more, and nothing is heard twice', async () => {
    const before = room.told.ready.length;
    fake.resync();
    await expect.poll(() => room.told.ready.length).toBeGreaterThan(before);
    fake.reload();
    await expect.poll(() => room.told.ready.length, { timeout: 30_000 }).toBeGreaterThan(before + 1);
    fake.say(ANN, 'only once');
    await message('only once');
    fake.say(ANN, 'and then');
    await message('and then');
    expect(room.told.messages.filter(({ text }) => text === 'only once')).toHaveLength(1);
    expect(room.told.ready.slice(1)).not.toContain(true);
    await client.sendText(ANN, 'still here');
    await fake.sent('still here');
  });
});
