import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import wwebjs, { type Message } from 'whatsapp-web.js';
import { browserTestsRun } from './browser.ts';
import { type Driven, linked, once } from './client.ts';
import { type FakeWhatsApp, startFakeWhatsApp } from './fake.ts';

const ANN = '15550002222@c.us';
const BOB = '900000000003@lid';
const DOT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

// Browsers start slowly where much else runs.
vi.setConfig({ testTimeout: 60_000 });

describe.skipIf(!browserTestsRun())('messages through the real library', () => {
  let fake: FakeWhatsApp;
  let driven: Driven;

  beforeAll(async () => {
    fake = await startFakeWhatsApp();
    fake.addContact({ pn: ANN, lid: '900000000002@lid', pushname: 'Ann' });
    fake.addContact({ lid: BOB, pushname: 'Bob' });
    driven = await linked(fake);
  });
  afterAll(async () => {
    await driven?.close();
    await fake?.stop();
  });

  async function heard(act: () => unknown): Promise<Message> {
    const message = once<[Message]>(driven.client, 'message');
    act();
    return (await message)[0];
  }

  it('hears a text and answers it with a quote', async () => {
    const message = await heard(() => fake.say(ANN, 'hello'));
    expect(message).toMatchObject({ body: 'hello', from: ANN, to: fake.me.pn, type: 'chat', fromMe: false });
    const answer = await message.reply('hello Ann');
    expect(answer.id._serialized).toMatch(/^true_15550002222@c\.us_3EB0[0-9A-F]{18}$/);
    const sent = await fake.sent('hello Ann');
    expect(sent.quoted).toEqual({ id: message.id.id, text: 'hello', participant: ANN });
    expect((await answer.getQuotedMessage()).body).toBe('hello');
  });

  it('knows who wrote, and the chat it was in', async () => {
    const message = await heard(() => fake.say(ANN, 'who am I'));
    expect(await message.getContact()).toMatchObject({ number: '15550002222', pushname: 'Ann' });
    const chat = await message.getChat();
    expect(chat).toMatchObject({ isGroup: false, unreadCount: fake.unreadOf(ANN) });
    expect(chat.lastMessage.body).toBe('who am I');
    await chat.sendSeen();
    await fake.waitFor(() => fake.seen.some((one) => one.type === 'read' && one.chat === ANN));
    expect(fake.unreadOf(ANN)).toBe(0);
  });

  it('finds the message of its own that somebody quotes', async () => {
    const mine = await driven.client.sendMessage(ANN, 'quote me');
    const sent = await fake.sent('quote me');
    const message = await heard(() => fake.say(ANN, 'about that', { quote: sent }));
    expect((await message.getQuotedMessage()).id._serialized).toBe(mine.id._serialized);
  });

  it('tells each ack of what it sent', async () => {
    const acks: number[] = [];
    const note = (_message: Message, ack: number) => acks.push(ack);
    driven.client.on('message_ack', note);
    await driven.client.sendMessage(ANN, 'count the ticks');
    const sent = await fake.sent('count the ticks');
    fake.ack(sent, 2);
    fake.ack(sent, 3);
    await expect.poll(() => acks).toEqual([1, 2, 3]);
    driven.client.off('message_ack', note);
  });

  it('sends a picture with a caption and a file, byte for byte', async () => {
    const picture = new wwebjs.MessageMedia('image/png', DOT.toString('base64'), 'dot.png');
    const message = await driven.client.sendMessage(ANN, picture, { caption: 'a dot' });
    expect(message).toMatchObject({ type: 'image', hasMedia: true, body: 'a dot' });
    const sent = await fake.sent('a dot');
    expect(sent).toMatchObject({ type: 'image', media: { mimetype: 'image/png', filename: 'dot.png' } });
    expect(sent.media?.bytes.equals(DOT)).toBe(true);
    await driven.client.sendMessage(ANN, picture, { sendMediaAsDocument: true });
    await fake.sent((one) => one.type === 'document' && one.media?.filename === 'dot.png');
  });

  it('takes in pictures, voice, stickers and files, until WhatsApp no longer has them', async () => {
    const kinds = [
      { as: 'image', mimetype: 'image/png', type: 'image' },
      { as: 'voice', mimetype: 'audio/ogg; codecs=opus', type: 'ptt' },
      { as: 'sticker', mimetype: 'image/webp', type: 'sticker' },
      { as: 'document', mimetype: 'application/pdf', type: 'document' },
    ] as const;
    for (const { as, mimetype, type } of kinds) {
      const message = await heard(() => fake.say(ANN, { media: { bytes: DOT, mimetype, as, caption: 'look' } }));
      expect(message).toMatchObject({ type, hasMedia: true, body: 'look' });
      expect(await message.downloadMedia()).toMatchObject({ data: DOT.toString('base64'), mimetype });
    }
    const gone = await heard(() => fake.say(ANN, { media: { bytes: DOT, mimetype: 'image/png', gone: true } }));
    expect(await gone.downloadMedia()).toBeUndefined();
  });

  it('takes in places and contact cards, and sends them', async () => {
    const place = { latitude: -1.28, longitude: 36.82, name: 'Java House', address: 'Mama Ngina St' };
    const here = await heard(() => fake.say(ANN, { location: place }));
    expect(here.location).toMatchObject({ latitude: -1.28, longitude: 36.82, name: 'Java House' });
    const card = await heard(() => fake.say(ANN, { contact: { name: 'Bob', phone: '254700000001' } }));
    expect(card.vCards[0]).toContain('waid=254700000001');
    await driven.client.sendMessage(ANN, new wwebjs.Location(-1.3, 36.8, { name: 'The office' }));
    await fake.sent((one) => one.type === 'location' && one.message.more.lat === -1.3);
  });

  it('hears edits and deletions, and makes them', async () => {
    const said = fake.say(ANN, 'firts');
    const edited = once<[Message, string, string]>(driven.client, 'message_edit');
    fake.edit(said, 'first');
    expect((await edited).slice(1)).toEqual(['first', 'firts']);
    const revoked = once<[Message]>(driven.client, 'message_revoke_everyone');
    fake.revoke(said);
    expect((await revoked)[0].id.id).toBe(said.id);

    const mine = await driven.client.sendMessage(ANN, 'version 1');
    await mine.edit('version 2');
    const sent = await fake.sent('version 2');
    expect(sent.before).toEqual(['version 1']);
    await mine.delete(true);
    await fake.waitFor(() => sent.revoked);
  });

  it('hears and makes reactions', async () => {
    const mine = await driven.client.sendMessage(ANN, 'like it?');
    const reaction = once<[wwebjs.Reaction]>(driven.client, 'message_reaction');
    fake.react(await fake.sent('like it?'), '👍');
    expect((await reaction)[0]).toMatchObject({ reaction: '👍', senderId: ANN, msgId: { id: mine.id.id } });
    const message = await heard(() => fake.say(ANN, 'nice'));
    await message.react('❤️');
    await fake.waitFor(() => fake.seen.find((one) => one.type === 'reaction' && one.id === message.id.id));
  });

  it('shows that it is typing', async () => {
    const chat = await driven.client.getChatById(ANN);
    await chat.sendStateTyping();
    await fake.waitFor(() => fake.seen.find((one) => one.type === 'typing' && one.state === 'composing'));
    await chat.clearState();
    await fake.waitFor(() => fake.seen.find((one) => one.type === 'typing' && one.state === 'paused'));
  });

  it('is answered in a chat that has only a LID, and never learns the number', async () => {
    const message = await heard(() => fake.say(BOB, 'from a lid'));
    expect(message).toMatchObject({ from: BOB, to: fake.me.pn });
    await message.reply('to a lid');
    expect(await fake.sent('to a lid')).toMatchObject({ chat: BOB, quoted: { participant: BOB } });
    expect(await driven.client.getContactLidAndPhone([BOB])).toEqual([{ lid: BOB, pn: undefined }]);
    fake.addContact({ lid: BOB, pn: '15550003333@c.us' });
    await expect.poll(() => driven.client.getContactLidAndPhone([BOB])).toEqual([{ lid: BOB, pn: '15550003333@c.us' }]);
  });

  it('hears its own account on the phone as its own', async () => {
    const created = once<[Message]>(driven.client, 'message_create');
    fake.noteToSelf('a note');
    expect((await created)[0]).toMatchObject({ fromMe: true, body: 'a note', to: fake.me.pn, from: fake.me.pn });
  });

  it('hears a message once, however often it comes', async () => {
    const messages: string[] = [];
    const note = (message: Message) => messages.push(message.body);
    driven.client.on('message', note);
    const said = fake.say(ANN, 'once');
    fake.say(ANN, 'once', { id: said.id });
    fake.say(ANN, 'after it');
    await expect.poll(() => messages).toEqual(['once', 'after it']);
    fake.sayAgain(said, { chat: '900000000002@lid' });
    await expect.poll(() => messages).toEqual(['once', 'after it', 'once']);
    driven.client.off('message', note);
  });

  it('shows what cannot be decrypted, and what it was when it can be', async () => {
    const unreadable = once<[Message]>(driven.client, 'message_ciphertext');
    const said = fake.say(ANN, { raw: { type: 'ciphertext' } });
    await unreadable;
    const message = await heard(() => fake.reveal(said, 'now readable'));
    expect(message).toMatchObject({ body: 'now readable', type: 'chat', id: { id: said.id } });
  });

  it('tells of a call', async () => {
    const call = once<[wwebjs.Call]>(driven.client, 'call');
    fake.call(ANN, { video: true });
    expect((await call)[0]).toMatchObject({ from: ANN, isVideo: true });
  });

  it('has no module it does not know', async () => {
    await expect(driven.client.setStatus('x')).rejects.toThrow(/unknown module "WAWebContactStatusBridge"/);
    await fake.waitFor(() => fake.seen.find((one) => one.type === 'missing'));
  });
});
