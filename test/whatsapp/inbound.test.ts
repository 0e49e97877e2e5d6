import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WaMessage } from '../../adapters/whatsapp/session/types.ts';
import { PlatformError, type ThreadId } from '../../src/chat/types.ts';
import { ME, type ScriptedWorld, scriptedWorld } from './scripted.ts';

const WANJIRU = '254712345678@c.us';
const LID = '77712345678901@lid';
const GROUP = '120363@g.us';

describe('what people write on WhatsApp', () => {
  let world: ScriptedWorld;
  beforeEach(async () => {
    world = await scriptedWorld();
  });
  afterEach(() => world.close());

  const texts = () => world.messages.map((one) => one.text);
  const post = (chat: string, text: string, key = text) =>
    world.adapter.post(`whatsapp:${chat}` as ThreadId, text, key);

  describe('who they are', () => {
    test('a phone is named by its number', async () => {
      await world.hear({ chat: WANJIRU, text: 'hi', name: 'Wanjiru' });
      expect(world.messages[0]).toMatchObject({
        thread: `whatsapp:${WANJIRU}`,
        author: { id: '+254712345678', name: 'Wanjiru', aliases: ['+254712345678'] },
      });
    });

    test('a LID is named by its number where WhatsApp tells, asked once; the answer goes to the LID', async () => {
      world.device.contacts.set(LID, { name: 'W', phone: '+254712345678', lid: LID, isBusiness: false });
      await world.hear({ id: 'A', chat: LID, text: 'hi' });
      await world.hear({ id: 'B', chat: LID, text: 'again' });
      await world.restart();
      await world.hear({ id: 'C', chat: LID, text: 'and again' });
      expect(world.messages.map((one) => one.author.id)).toEqual(Array(3).fill('+254712345678'));
      expect(world.messages[0]?.author.aliases).toEqual(['+254712345678', LID]);
      expect(world.messages[0]?.thread).toBe(`whatsapp:${LID}`);
      expect(world.device.calls.filter((call) => call.startsWith('contact'))).toHaveLength(1);
    });

    test('a LID without a number is itself, until the number shows', async () => {
      await world.hear({ id: 'A', chat: LID, text: 'hi' });
      expect(world.messages[0]?.author).toEqual({ id: LID, aliases: [LID] });
      world.device.contacts.set(LID, { name: null, phone: '+254712345678', lid: LID, isBusiness: false });
      world.pass(11 * 60_000);
      await world.hear({ id: 'B', chat: LID, text: 'hi' });
      expect(world.messages[1]?.author).toEqual({ id: '+254712345678', aliases: ['+254712345678', LID] });
    });

    test('a delivery that comes again under the other form of the chat has the same id', async () => {
      world.device.contacts.set(LID, { name: null, phone: '+254712345678', lid: LID, isBusiness: false });
      await world.hear({ id: 'A', chat: LID, text: 'hi' });
      await world.hear({ id: 'A', chat: WANJIRU, text: 'hi' });
      expect(new Set(world.messages.map((one) => one.id)).size).toBe(1);
    });

    test('the same message id of someone else is another delivery', async () => {
      await world.hear({ id: 'A', chat: WANJIRU, text: 'hi' });
      await world.hear({ id: 'A', chat: '254700000000@c.us', text: 'hi' });
      expect(new Set(world.messages.map((one) => one.id)).size).toBe(2);
    });

    test('the profile guesses the zone from the number, and says that it is a guess', async () => {
      expect(await world.adapter.profile({ id: '+254712345678', name: 'Wanjiru' })).toEqual({
        name: 'Wanjiru',
        timeZone: 'Africa/Nairobi',
        timeZoneGuessed: true,
        phone: '+254712345678',
      });
      expect(await world.adapter.profile({ id: LID })).toEqual({ name: LID });
    });

    test('listed numbers are let in, by any of their names; others are strangers', async () => {
      await world.close();
      world = await scriptedWorld({ config: { WHATSAPP_ALLOWED: ['+254 712 345 678'] } });
      const admits = world.adapter.admits;
      expect(await admits?.({ id: '+254712345678' })).toBe('own');
      expect(await admits?.({ id: LID, aliases: ['+254712345678', LID] })).toBe('own');
      expect(await admits?.({ id: '+254700000000' })).toBeNull();
      expect(await admits?.({ id: '254712345678@lid' })).toBeNull();
      expect(await admits?.({ id: ME.phone })).toBe('own');
    });

    test('someone known is found in a chat of their own', async () => {
      expect(await world.adapter.direct?.({ id: '+254712345678' })).toBe(`whatsapp:${WANJIRU}`);
      world.device.client.directChat = async () => null;
      await expect(world.adapter.direct?.({ id: '+254712345678' })).rejects.toMatchObject({ reason: 'gone' });
    });
  });

  describe('what is taken', () => {
    const place = { latitude: -1.2921, longitude: 36.8219, name: 'Nairobi' };
    const card =
      'BEGIN:VCARD\nVERSION:3.0\nN:;Otieno;;;\nFN:Otieno\nTEL;type=CELL;waid=254700000001:+254 700 000001\nEND:VCARD';

    test.each<[string, Partial<WaMessage>, string]>([
      ['a text', { text: 'every Monday' }, 'every Monday'],
      ['a place', { type: 'location', location: place }, 'Location: Nairobi (-1.2921, 36.8219)'],
      ['a contact', { type: 'vcard', text: card, cards: [card] }, 'Contact: Otieno, +254700000001'],
      [
        'several contacts',
        { type: 'multi_vcard', cards: [card, card] },
        'Contact: Otieno, +254700000001\nContact: Otieno, +254700000001',
      ],
      ['an unknown kind with words', { type: 'order', text: 'two boxes' }, 'two boxes'],
    ])('%s in words', async (_kind, more, text) => {
      await world.hear({ chat: WANJIRU, ...more });
      expect(texts()).toEqual([text]);
    });

    test.each<[string, Partial<WaMessage>, string, string]>([
      ['a picture', { type: 'image', text: 'see this', mimeType: 'image/jpeg', size: 1200 }, 'picture', 'see this'],
      ['a voice message', { type: 'ptt', mimeType: 'audio/ogg; codecs=opus', size: 900 }, 'voice message', ''],
      ['a document', { type: 'document', fileName: '../list.csv', mimeType: 'text/csv', size: 12 }, '.._list.csv', ''],
      ['an unknown kind with a file', { type: 'interactive' }, 'file', ''],
    ])('%s as an attachment', async (_kind, more, name, text) => {
      await world.hear({ chat: WANJIRU, hasMedia: true, key: 'false_k', ...more });
      expect(world.messages[0]).toMatchObject({ text, attachments: [{ name, ref: 'false_k', size: more.size ?? 0 }] });
    });

    test.each([
      'sticker',
      'poll_creation',
      'revoked',
      'ciphertext',
      'call_log',
      'gp2',
      'e2e_notification',
      'notification_template',
      'protocol',
      'never_heard_of',
    ])('%s says nothing', async (type) => {
      await world.hear({ chat: WANJIRU, type });
      expect(world.messages).toEqual([]);
    });

    test.each(['status@broadcast', '1203@newsletter', '0@c.us', '15550001111@broadcast'])(
      'nothing from %s',
      async (chat) => {
        await world.hear({ chat, text: 'news' });
        expect(world.messages).toEqual([]);
      },
    );

    test('a reaction on ours is handed on to be judged; courtesy, our own and those on others’ messages are not', async () => {
      const id = await post(WANJIRU, 'Approve?');
      const reaction = {
        messageKey: 'k',
        messageId: id,
        chat: WANJIRU,
        emoji: '👍',
        sender: WANJIRU,
        at: 1_790_000_000,
      };
      const more = [{ emoji: '🎉' }, { emoji: '' }, { messageId: 'theirs' }, { sender: ME.id }];
      for (const one of more) await world.device.events?.reaction({ ...reaction, ...one });
      expect([...world.messages, ...world.actions]).toEqual([]);
      await world.device.events?.reaction(reaction);
      expect(world.actions).toMatchObject([
        {
          thread: `whatsapp:${WANJIRU}`,
          messageId: id,
          author: { id: '+254712345678' },
          choice: { name: 'reaction', value: 'yes' },
          sentAt: '2026-09-21T14:13:20.999Z',
        },
      ]);
      expect(world.device.said(WANJIRU)).toEqual(['Approve?']);
    });

    test('what could not be stored is not taken', async () => {
      world.refusals.push(new Error('the database is away'));
      await expect(world.hear({ id: 'A', chat: WANJIRU, text: 'keep this' })).rejects.toThrow('away');
      await world.hear({ id: 'A', chat: WANJIRU, text: 'keep this' });
      expect(texts()).toEqual(['keep this']);
    });

    test('an answer that quotes ours is known by the id we gave; one of theirs by its own', async () => {
      const id = await post(WANJIRU, 'Which one?');
      await world.hear({ id: 'A', chat: WANJIRU, text: 'that', quotedId: id });
      await world.hear({ id: 'B', chat: WANJIRU, text: 'this', quotedId: 'A' });
      expect(world.messages.map((one) => one.replyTo)).toEqual([id, world.messages[0]?.id]);
    });

    test('a number or a label that quotes its card is the tap it stands for; anything else is said', async () => {
      const choices = [
        { name: 'workflow.run', value: 'w1', label: 'Run now' },
        { name: 'workflow.pause', value: 'w1', label: 'Pause' },
      ];
      const id = await world.adapter.post(`whatsapp:${WANJIRU}`, { title: 'Report', body: [], choices }, 'card');
      await post(WANJIRU, 'something newer');
      const quoting = { chat: WANJIRU, quotedId: id };
      await world.hear({ ...quoting, id: 'A', text: '2.' });
      await world.hear({ ...quoting, id: 'B', text: 'run now' });
      await world.hear({ ...quoting, id: 'C', text: '3' });
      await world.hear({ ...quoting, id: 'D', text: 'pause it' });
      await world.hear({ chat: WANJIRU, id: 'E', text: '1' });
      expect(world.actions.map((one) => [one.messageId, one.choice])).toEqual([
        [id, { name: 'workflow.pause', value: 'w1' }],
        [id, { name: 'workflow.run', value: 'w1' }],
      ]);
      expect(texts()).toEqual(['3', 'pause it', '1']);
    });

    test('a number that quotes a question with numbers to choose from is said as it is', async () => {
      const choices = ['KES 1', 'KES 2'].map((label) => ({ name: 'question.option', value: label, label }));
      const id = await world.adapter.post(`whatsapp:${WANJIRU}`, { title: 'How much?', body: [], choices }, 'card');
      await world.hear({ chat: WANJIRU, id: 'A', quotedId: id, text: '2' });
      expect([texts(), world.actions]).toEqual([['2'], []]);
      await world.hear({ chat: WANJIRU, id: 'B', quotedId: id, text: 'kes 1' });
      expect(world.actions[0]?.choice.value).toBe('KES 1');
    });

    test('someone who quotes a message of another chat quotes nothing of ours', async () => {
      const id = await post('254700000000@c.us', 'Pay it?');
      await world.hear({ chat: WANJIRU, text: 'yes', quotedId: id });
      expect(world.messages[0]?.replyTo).not.toBe(id);
    });

    test('read marks are left only where we talk', async () => {
      await world.hear({ id: 'A', chat: WANJIRU, text: 'hi' });
      expect(world.device.calls).not.toContain(`read ${WANJIRU}`);
      await post(WANJIRU, 'Hello');
      await world.hear({ id: 'B', chat: WANJIRU, text: 'hi' });
      expect(world.device.calls).toContain(`read ${WANJIRU}`);
    });
  });

  describe('groups', () => {
    const inGroup = { chat: GROUP, from: GROUP, author: WANJIRU };

    test('only what mentions us or answers us is taken, without our name in it', async () => {
      await world.hear({ ...inGroup, id: 'A', text: 'lunch?' });
      await world.hear({ ...inGroup, id: 'B', text: '@900000000001 remind us at 5', mentionedMe: true });
      const id = await post(GROUP, 'Every day?');
      await world.hear({ ...inGroup, id: 'C', text: 'yes', quotedId: id });
      await world.hear({ ...inGroup, id: 'D', text: 'who is that', quotedId: 'A' });
      expect(texts()).toEqual(['remind us at 5', 'yes']);
      expect(world.messages[0]).toMatchObject({ thread: `whatsapp:${GROUP}`, author: { id: '+254712345678' } });
      expect(world.messages[1]?.replyTo).toBe(id);
    });

    test('says who is in it, without itself', async () => {
      world.device.chats.set(GROUP, { name: 'Team', isGroup: true, participants: [WANJIRU, ME.lid, ME.id] });
      expect(await world.adapter.describe(`whatsapp:${GROUP}`)).toEqual({
        direct: false,
        people: [{ id: '+254712345678', aliases: ['+254712345678'] }],
      });
      await expect(world.adapter.describe('whatsapp:999@g.us')).rejects.toBeInstanceOf(PlatformError);
    });
  });

  describe('the chat with oneself', () => {
    const note = { chat: ME.id, from: ME.id, fromMe: true };

    test("is its owner's: only our own posts are left out", async () => {
      await world.hear({ ...note, id: 'A', text: 'remind me at 5' });
      const id = await post(ME.id, 'Every day?');
      await world.hear({ ...note, id, text: 'Every day?' });
      await world.hear({ ...note, id: 'B', text: 'Every day?' });
      expect(texts()).toEqual(['remind me at 5', 'Every day?']);
      expect(world.messages[0]?.author).toEqual({ id: ME.phone, aliases: [ME.phone, ME.lid] });
    });

    test('ours is known as ours while it is still being sent, and when it is in doubt', async () => {
      const sendText = world.device.client.sendText;
      let heard: Promise<void> | undefined;
      world.device.client.sendText = async (...given) => {
        const sent = await sendText(...given);
        heard = world.hear({ ...note, id: sent.id, text: 'Every day?' });
        return sent;
      };
      await post(ME.id, 'Every day?');
      await heard;
      world.device.client.sendText = async (...given) => {
        const sent = await sendText(...given);
        heard = world.hear({ ...note, id: sent.id, text: 'Which day?' });
        throw new PlatformError('doubtful', 'no answer');
      };
      await post(ME.id, 'Which day?').catch(() => {});
      await heard;
      expect(world.messages).toEqual([]);
    });

    test('elsewhere what the account writes is its own', async () => {
      await world.hear({ chat: WANJIRU, from: ME.id, fromMe: true, text: 'I answer this one myself' });
      expect(world.messages).toEqual([]);
    });
  });

  describe('edits', () => {
    const edit = (more: Partial<WaMessage>) =>
      world.device.events?.edited({
        ...(world.device.messages[0] as WaMessage),
        fromMe: false,
        chat: WANJIRU,
        ...more,
      });

    test('of what was taken are answered by one line, and change nothing', async () => {
      await world.hear({ id: 'A', key: `false_${WANJIRU}_A`, chat: WANJIRU, text: 'every Monday' });
      await post(WANJIRU, 'At what time?');
      await edit({ id: 'A', text: 'every Tuesday' });
      await edit({ id: 'A', text: 'every Friday' });
      expect(texts()).toEqual(['every Monday']);
      expect(world.device.said(WANJIRU)).toHaveLength(2);
      expect(world.device.said(WANJIRU)[1]).toContain('I go by what you wrote first');
      expect(world.device.quotes.get(world.device.messages[1]?.id ?? '')).toBe(`false_${WANJIRU}_A`);
    });

    test('of strangers, and of what was never taken, are not', async () => {
      await world.hear({ id: 'A', chat: LID, text: 'hello?' });
      await world.device.events?.edited({ ...(await anyMessage()), id: 'A', chat: LID });
      await post(WANJIRU, 'At what time?');
      await edit({ id: 'Z', text: 'x' });
      expect(world.device.said(LID)).toEqual([]);
      expect(world.device.said(WANJIRU)).toEqual(['At what time?']);
    });

    const anyMessage = async (): Promise<WaMessage> => {
      const { message } = await import('./scripted.ts');
      return message({ text: 'changed' });
    };
  });
});
