import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Phone } from '../fakes/whatsapp-cloud/phone.ts';
import { PNG, startedWorld } from './world.ts';

describe('what people send', () => {
  let opened: Awaited<ReturnType<typeof startedWorld>>;
  let amina: Phone;
  beforeAll(async () => {
    opened = await startedWorld();
    amina = opened.amina;
  });
  afterAll(() => opened.world.close());
  beforeEach(() => {
    opened.received.messages.length = 0;
    opened.received.actions.length = 0;
  });
  const newest = () => opened.received.messages.at(-1);

  it('files by name, their words as text, their bytes when asked for', async () => {
    await amina.photo(PNG, 'the receipt');
    expect(newest()).toMatchObject({
      text: 'the receipt',
      attachments: [{ name: 'a photo', mediaType: 'image/jpeg' }],
    });
    await amina.document(Buffer.from('a,b\n1,2'), 'people.csv');
    const [file] = newest()?.attachments ?? [];
    expect(file).toMatchObject({ name: 'people.csv', mediaType: 'text/csv' });
    const got = await opened.adapter.download(file?.ref ?? '');
    expect(got.bytes.toString()).toBe('a,b\n1,2');
    await expect(opened.adapter.download(file?.ref ?? '', 3)).rejects.toMatchObject({ reason: 'refused' });
    await amina.voice(PNG);
    expect(newest()?.attachments[0]).toMatchObject({ name: 'a voice message', mediaType: 'audio/ogg' });
    await amina.sticker(PNG);
    expect(newest()).toMatchObject({ text: '', attachments: [{ name: 'a sticker' }] });
    await amina.unsupported('poll_creation');
    expect(newest()?.attachments[0]?.name).toMatch(/does not pass on/);
  });

  it('places and contacts as words', async () => {
    await amina.location(-1.2921, 36.8219, 'The office');
    expect(newest()?.text).toBe('Location: The office, -1.2921, 36.8219');
    await amina.contact('Otieno', '+254 712 345 678');
    expect(newest()?.text).toBe('Contact: Otieno, +254 712 345 678');
  });

  it('a reaction on ours to be judged; courtesy and those on others’ messages are nothing', async () => {
    const id = await opened.adapter.post(opened.thread, 'Pay it?', 'reaction');
    await amina.react(id, '🎉');
    await amina.react(id, '');
    await amina.react('wamid.theirs', '👍');
    expect(opened.received.actions).toEqual([]);
    await amina.react(id, '👍');
    expect(opened.received).toMatchObject({
      messages: [],
      actions: [{ thread: opened.thread, messageId: id, choice: { name: 'reaction', value: 'yes' } }],
    });
  });

  it('nothing for what was taken back, groups and signs that say nothing', async () => {
    await amina.revoke('wamid.earlier');
    await amina.inGroup('approve');
    await amina.unsupported('pin');
    expect(opened.received).toMatchObject({ messages: [], actions: [] });
  });

  it('an edit is heard, and is never a bare yes', async () => {
    await amina.edit('wamid.earlier', 'yes');
    expect(newest()).toMatchObject({ text: 'Correction: yes', replyTo: 'wamid.earlier' });
  });

  it('a quote names the message that is quoted; of a post of several messages, the one with its choices', async () => {
    const id = await opened.adapter.post(
      opened.thread,
      {
        title: 'Card',
        body: [],
        image: { svg: '<svg/>', alt: 'The steps' },
        choices: [{ name: 'a.b', value: '1', label: 'Go' }],
      },
      'quoted',
    );
    const picture = amina.shown().findLast((message) => message.type === 'image');
    await amina.say('what is this?', { quotes: picture?.id ?? '' });
    expect(newest()?.replyTo).toBe(id);
  });

  it('a tap only counts for what stood on that message in that chat', async () => {
    const card = { title: 'Card', body: [], choices: [{ name: 'draft.approve', value: 'drf_1', label: 'Approve' }] };
    const id = await opened.adapter.post(opened.thread, card, 'forged');
    const [own] = amina.shown().filter((message) => message.id === id);
    own?.choices.push({ kind: 'button', id: 'draft.approve|drf_2', title: 'Forged', description: null });
    await amina.tap(id, 'Forged');
    expect(opened.received.actions).toEqual([]);
    expect(newest()?.text).toBe('Forged');
    const other = opened.cloud.person({ name: 'Otieno' });
    other.user.messages.push({ ...(own ?? amina.last()) });
    await other.tap(id, 'Approve');
    expect(opened.received.actions).toEqual([]);
    await amina.tap(id, 'Approve');
    expect(opened.received.actions).toMatchObject([
      { choice: { name: 'draft.approve', value: 'drf_1' }, messageId: id },
    ]);
  });

  it('a batch in no order is heard in the order it was said', async () => {
    opened.cloud.hooks.hold();
    const second = Math.floor(opened.clock.now().getTime() / 1000);
    for (const [index, word] of ['one', 'two', 'three'].entries()) await amina.say(word, { timestamp: second + index });
    await opened.cloud.hooks.release((values) => {
      const messages = values.flatMap((value) => value.messages as unknown[]).reverse();
      return [{ ...values[0], messages }];
    });
    expect(opened.received.messages.map((message) => message.text)).toEqual(['one', 'two', 'three']);
  });

  describe('who they are', () => {
    it('a number, with its user id beside it; the name and the zone that go with it', async () => {
      await amina.say('hi');
      const author = newest()?.author;
      expect(author).toMatchObject({ id: `+${amina.user.phone}`, aliases: [amina.user.userId], name: 'Amina' });
      const profile = await opened.adapter.profile(author ?? { id: '' });
      expect(profile).toMatchObject({
        name: 'Amina',
        timeZone: 'Africa/Nairobi',
        timeZoneGuessed: true,
        phone: author?.id,
      });
      const about = await opened.adapter.describe(opened.thread);
      expect(about).toMatchObject({ direct: true, link: 'https://wa.me/15550783881', people: [{ id: author?.id }] });
    });

    it('a user id where the number is hidden from the start; written to by it', async () => {
      const hidden = opened.cloud.person({ userId: 'KE.9981', name: 'Hidden' });
      await hidden.say('hello');
      expect(newest()).toMatchObject({ thread: 'whatsapp-cloud:KE.9981', author: { id: 'KE.9981' } });
      await opened.adapter.post('whatsapp-cloud:KE.9981', 'Hello back', 'to-hidden');
      expect(hidden.last().text).toBe('Hello back');
      expect((await opened.adapter.profile({ id: 'KE.9981' })).timeZone).toBe('Africa/Nairobi');
    });

    it('the same person in the same thread once the number is hidden', async () => {
      const shy = opened.cloud.person({ name: 'Shy' });
      await shy.say('hello');
      const before = newest();
      shy.hideNumber();
      await shy.say('again');
      expect(newest()).toMatchObject({ thread: before?.thread, author: { id: before?.author.id } });
    });

    it('a new number is the same person; whoever gets the old one is somebody else', async () => {
      const mover = opened.cloud.person({ name: 'Mover' });
      await mover.say('hello');
      const before = newest();
      const old = mover.user.phone ?? '';
      await mover.changeNumber('254733000111', 'KE.5550001');
      await mover.say('my new number');
      expect(newest()).toMatchObject({ thread: before?.thread, author: { id: '+254733000111' } });
      expect(newest()?.author.aliases).toContain(before?.author.id);
      await opened.adapter.post(before?.thread ?? 'whatsapp-cloud:', 'Still here', 'moved');
      expect(mover.last().text).toBe('Still here');
      const next = opened.cloud.person({ phone: old, userId: 'KE.5550002', name: 'Next' });
      await next.say('hello?');
      expect(newest()?.thread).not.toBe(before?.thread);
      expect([newest()?.author.id, ...(newest()?.author.aliases ?? [])]).not.toContain(before?.author.id);
    });
  });
});
