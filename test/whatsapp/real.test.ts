import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { threadOf } from '../../adapters/whatsapp/threads.ts';
import type { Action, Adapter, Card, Message, PlatformError } from '../../src/chat/types.ts';
import { browserTestsRun } from '../fakes/whatsapp-web/browser.ts';
import type { FakeWhatsApp } from '../fakes/whatsapp-web/fake.ts';
import type { SendFailure } from '../fakes/whatsapp-web/options.ts';
import { type Linked, openLinked, PNG, until } from './linked.ts';

const CARD: Card = {
  title: 'Pay Otieno?',
  body: [{ kind: 'fields', fields: [{ label: 'Amount', value: 'KES 20,000' }] }],
  choices: [
    { name: 'gate.approve', value: 'g1', label: 'Pay it' },
    { name: 'gate.reject', value: 'g1', label: 'Don’t' },
  ],
  image: { svg: '<svg xmlns="http://www.w3.org/2000/svg"/>', alt: 'a payment' },
};

/** What only the library and the page together can show. */
describe.skipIf(!browserTestsRun())('WhatsApp, through the real library', { timeout: 60_000 }, () => {
  let linked: Linked;
  let fake: FakeWhatsApp;
  let adapter: Adapter;
  let messages: Message[];
  let actions: Action[];
  let people = 0;

  beforeAll(async () => {
    linked = await openLinked();
    fake = linked.fake;
  }, 60_000);
  afterAll(async () => {
    await adapter?.stop();
    await linked?.close();
  }, 60_000);
  beforeEach(async () => {
    await adapter?.stop();
    [messages, actions] = [[], []];
    adapter = linked.adapter();
    await adapter.start({
      message: async (message) => void messages.push(message),
      action: async (action) => void actions.push(action),
      overview: async () => [],
    });
  });

  function someone(): { pn: string; lid: string } {
    people += 1;
    const contact = { pn: `2547100000${String(people).padStart(2, '0')}@c.us`, lid: `8880000000${people}@lid` };
    fake.addContact({ ...contact, pushname: 'Amina' });
    return contact;
  }

  const sentTo = (chat: string) => fake.outbox.filter((sent) => sent.chat === chat);

  test('a card is a drawing, words and a single-answer poll that quotes them', async () => {
    const { pn } = someone();
    const id = await adapter.post(threadOf(pn), CARD, 'card');
    const [image, text, poll] = sentTo(pn);
    expect(image).toMatchObject({ type: 'image', text: '*Pay Otieno?*', media: { mimetype: 'image/png' } });
    expect(text).toMatchObject({ id, type: 'chat' });
    expect(text?.text).toBe('*Pay Otieno?*\n*Amount:* KES 20,000\n\nReply 1 to Pay it or 2 to Don’t.');
    expect(poll?.poll).toEqual({ name: 'Pay Otieno? — go ahead?', options: ['Pay it', 'Don’t'], multiple: false });
    expect(poll?.quoted?.id).toBe(id);
  });

  test('a vote counts once, also after the page has forgotten the poll, and when it is changed', async () => {
    const { pn } = someone();
    const thread = threadOf(pn);
    const messageId = await adapter.post(thread, CARD, 'card');
    const poll = await fake.sent((sent) => sent.poll !== null && sent.chat === pn);
    await linked.voted(() => fake.vote(poll, ['Pay it']));
    fake.forget(poll);
    await linked.voted(() => fake.vote(poll, []));
    await linked.voted(() => fake.vote(poll, ['Don’t']));
    expect(actions.map((one) => one.choice.name)).toEqual(['gate.approve', 'gate.reject']);
    expect(actions[0]).toMatchObject({ thread, messageId, author: { id: `+${pn.slice(0, -5)}` } });
  });

  test.each<[SendFailure, string]>([
    ['unreported', 'it arrived and nobody said so'],
    ['hanging', 'it arrived and the call never came back'],
  ])('a send that is %s (%s) is found again, not repeated', async (failure) => {
    const { pn } = someone();
    await adapter.post(threadOf(pn), 'first', 'first');
    fake.failSends(failure);
    const first = await adapter.post(threadOf(pn), 'Invoice sent', 'k').catch((error: PlatformError) => error.reason);
    if (first === 'doubtful') await adapter.post(threadOf(pn), 'Invoice sent', 'k');
    expect(sentTo(pn).map((sent) => sent.text)).toEqual(['first', 'Invoice sent']);
  });

  test('a send that never left the page is said again once that is sure', async () => {
    const { pn } = someone();
    const thread = threadOf(pn);
    fake.failSends('stuck');
    await expect(adapter.post(thread, 'Invoice sent', 'k')).rejects.toMatchObject({ reason: 'doubtful' });
    expect(sentTo(pn)).toEqual([]);
    await expect
      .poll(() => adapter.post(thread, 'Invoice sent', 'k').catch(() => null), { timeout: 20_000 })
      .toBeTruthy();
    expect(sentTo(pn).map((sent) => sent.text)).toEqual([
      'Sent again, in case the first did not arrive:\nInvoice sent',
    ]);
  });

  test('what WhatsApp refuses is not in doubt', async () => {
    const { pn } = someone();
    fake.failSends('refused');
    const reason = await adapter.post(threadOf(pn), 'hello', 'k').catch((error: PlatformError) => error.reason);
    expect(['unreachable', 'refused']).toContain(reason);
    expect(sentTo(pn)).toEqual([]);
  });

  test('a report quotes its card, and an answer that quotes it comes with its id', async () => {
    const { pn } = someone();
    const thread = threadOf(pn);
    const card = await adapter.post(thread, 'The card', 'card');
    await adapter.post(thread, 'The report', 'report', { replyTo: card });
    const [quoted, report] = sentTo(pn);
    expect(report?.quoted?.id).toBe(card);
    await linked.said(() => fake.say(pn, 'thanks', { quote: quoted }));
    expect(messages[0]?.replyTo).toBe(card);
    await adapter.post(thread, 'You are welcome', 'welcome', { replyTo: messages[0]?.id ?? '' });
    expect(sentTo(pn).at(-1)?.quoted?.text).toBe('thanks');
  });

  test('words are edited in place', async () => {
    const { pn } = someone();
    const id = await adapter.post(threadOf(pn), '⏳ working', 'run');
    expect(await adapter.update(threadOf(pn), id, '✅ done', 'run-1')).toBe(id);
    await expect.poll(() => sentTo(pn).map((sent) => [sent.text, sent.before])).toEqual([['✅ done', ['⏳ working']]]);
  });

  test('a chat by LID is answered by LID, its person known by number', async () => {
    const { pn, lid } = someone();
    await linked.said(() => fake.say(lid, 'hi'));
    expect(messages[0]).toMatchObject({ thread: threadOf(lid), author: { id: `+${pn.slice(0, -5)}` } });
    expect(messages[0]?.author.aliases).toContain(lid);
    await adapter.post(threadOf(lid), 'hello', 'hello');
    expect(sentTo(lid).map((sent) => sent.text)).toEqual(['hello']);
  });

  test('someone who hides their number is known by their LID', async () => {
    const lid = '8889999999901@lid';
    fake.addContact({ lid, pushname: 'Nobody' });
    await linked.said(() => fake.say(lid, 'hi'));
    expect(messages[0]?.author).toMatchObject({ id: lid, name: 'Nobody' });
    await adapter.post(threadOf(lid), 'hello', 'hello');
    expect(sentTo(lid)).toHaveLength(1);
  });

  test('a group is heard when it mentions or answers; its votes are of who cast them', async () => {
    const [first, second] = [someone(), someone()];
    const group = '120363000000000001@g.us';
    fake.addGroup({ id: group, subject: 'Team', participants: [first.lid, second.lid] });
    await linked.said(() => fake.say(group, 'lunch?', { from: first.lid }));
    expect(messages).toEqual([]);
    const mention = `@${fake.me.lid.split('@')[0]} ask us before you pay`;
    await linked.said(() => fake.say(group, mention, { from: first.lid, mentions: [fake.me.lid] }));
    expect(messages[0]).toMatchObject({ text: 'ask us before you pay', thread: threadOf(group) });
    expect(messages[0]?.author.id).toBe(`+${first.pn.slice(0, -5)}`);
    const card = await adapter.post(threadOf(group), CARD, 'card');
    const poll = await fake.sent((sent) => sent.poll !== null && sent.chat === group);
    await linked.voted(() => fake.vote(poll, ['Pay it'], second.lid));
    expect(actions[0]).toMatchObject({ messageId: card, author: { id: `+${second.pn.slice(0, -5)}` } });
    const words = fake.outbox.find((sent) => sent.id === card);
    await linked.said(() => fake.say(group, 'yes', { from: first.lid, quote: words }));
    expect(messages[1]).toMatchObject({ text: 'yes', replyTo: card });
    const about = await adapter.describe(threadOf(group));
    expect(about.direct).toBe(false);
    expect(about.people.map((person) => person.id).sort()).toEqual(
      [first, second].map(({ pn }) => `+${pn.slice(0, -5)}`),
    );
    await adapter.post(threadOf(group), 'Only Amina decides this one.', 'only', {
      only: { id: `+${second.pn.slice(0, -5)}` },
    });
    expect(fake.outbox.at(-1)).toMatchObject({ text: 'Only Amina decides this one.' });
    expect([second.pn, second.lid]).toContain(fake.outbox.at(-1)?.chat);
  });

  test('the chat with oneself is its owner’s; elsewhere the account’s own words are nobody’s', async () => {
    const { pn } = someone();
    await linked.said(() => fake.say(pn, 'I answer this myself', { fromMe: true }));
    expect(messages).toEqual([]);
    await adapter.post(threadOf(fake.me.pn), 'Every day?', 'note');
    fake.say(fake.me.pn, 'remind me at 5', { fromMe: true });
    await until(() => messages.length > 0, 'the note');
    expect(messages.map((one) => one.text)).toEqual(['remind me at 5']);
    expect(messages[0]?.author.id).toBe(`+${fake.me.pn.slice(0, -5)}`);
  });

  test('an edit of what was taken is answered once', async () => {
    const { pn } = someone();
    const said = await linked.said(() => fake.say(pn, 'every Monday'));
    await adapter.post(threadOf(pn), 'At what time?', 'ask');
    fake.edit(said, 'every Tuesday');
    const line = await fake.sent((sent) => sent.chat === pn && sent.text.startsWith('I go by what you wrote first'));
    expect(line.quoted?.id).toBe(said.id);
    expect(messages).toHaveLength(1);
  });

  test('places, contacts, voice and pictures are read; stickers and polls are not', async () => {
    const { pn } = someone();
    await linked.said(() => fake.say(pn, { location: { latitude: -1.29, longitude: 36.82, name: 'Nairobi' } }));
    await linked.said(() => fake.say(pn, { contact: { name: 'Otieno', phone: '254700000001' } }));
    await linked.said(() => fake.say(pn, { media: { bytes: PNG, mimetype: 'image/png', caption: 'see this' } }));
    await linked.said(() => fake.say(pn, { media: { bytes: PNG, mimetype: 'audio/ogg; codecs=opus', as: 'voice' } }));
    await linked.said(() => fake.say(pn, { poll: { name: 'Lunch?', options: ['yes', 'no'] } }));
    const read = messages.map(({ text, attachments }) => [text, ...attachments.map((one) => one.name)]);
    expect(read).toEqual([
      ['Location: Nairobi (-1.29, 36.82)'],
      ['Contact: Otieno, +254700000001'],
      ['see this', 'picture'],
      ['', 'voice message'],
    ]);
  });

  test('what is said and voted while the page is away counts once when it is back', async () => {
    const { pn } = someone();
    const thread = threadOf(pn);
    await adapter.post(thread, CARD, 'card');
    const poll = await fake.sent((sent) => sent.poll !== null && sent.chat === pn);
    fake.down();
    fake.vote(poll, ['Don’t']);
    fake.say(pn, 'no, leave it');
    fake.up();
    fake.reload();
    await until(() => actions.length > 0 && messages.length > 0, 'what was missed', 40_000);
    fake.reload();
    await linked.said(() => fake.say(pn, 'still there?'));
    expect(actions.map((one) => one.choice.name)).toEqual(['gate.reject']);
    expect(messages.map((one) => one.text)).toEqual(['no, leave it', 'still there?']);
  });

  test('typing is shown and ended; a chat that is worked on is read', async () => {
    const { pn } = someone();
    await linked.said(() => fake.say(pn, 'hi'));
    await adapter.working(threadOf(pn), 'Working on it…');
    await adapter.working(threadOf(pn), null);
    const seen = await fake.waitFor(() => {
      const of = fake.seen.filter((one) => 'chat' in one && one.chat === pn);
      return of.some((one) => one.type === 'typing' && one.state === 'paused') && of;
    });
    expect(seen.map((one) => (one.type === 'typing' ? one.state : one.type))).toEqual(['read', 'composing', 'paused']);
  });

  test('whom WhatsApp does not know is gone', async () => {
    const { pn } = someone();
    await fake.fail('WAWebFindChatAction.findOrCreateLatestChat', 'No LID for user');
    await expect(adapter.post(threadOf(pn), 'hello', 'k')).rejects.toMatchObject({ reason: 'gone' });
    await fake.heal();
  });

  test('a message that comes again in the other form of its chat is the same delivery', async () => {
    const { pn, lid } = someone();
    const said = await linked.said(() => fake.say(pn, 'once'));
    fake.sayAgain(said, { chat: lid });
    await linked.said(() => fake.say(lid, 'after it'));
    const once = messages.filter((one) => one.text === 'once');
    expect(new Set(once.map((one) => one.id)).size).toBe(1);
    expect(messages.at(-1)?.text).toBe('after it');
  });

  test('what could not be decrypted is taken once it can be', async () => {
    const { pn } = someone();
    const said = await linked.said(() => fake.say(pn, { raw: { type: 'ciphertext' } }));
    expect(messages).toEqual([]);
    fake.reveal(said, 'every Monday');
    await until(() => messages.length > 0, 'the message in clear');
    expect(messages.map((one) => one.text)).toEqual(['every Monday']);
  });
});
