import { afterAll, beforeAll, describe } from 'vitest';
import { chatOf, threadOf } from '../../adapters/whatsapp/threads.ts';
import { adapterContract } from '../contracts/adapter.ts';
import { browserTestsRun } from '../fakes/whatsapp-web/browser.ts';
import { type Linked, openLinked, PNG } from './linked.ts';

const LABELS: Record<string, string> = { 'draft.approve': 'Approve', 'draft.cancel': 'Cancel' };

describe.skipIf(!browserTestsRun())('through the real library, in a real browser', () => {
  let linked: Linked;
  let people = 0;

  beforeAll(async () => {
    linked = await openLinked();
  });
  afterAll(() => linked?.close());

  adapterContract('WhatsApp Web', () => {
    const { fake } = linked;
    people += 1;
    const digits = `2547000000${String(people).padStart(2, '0')}`;
    const chat = `${digits}@c.us`;
    fake.addContact({ pn: chat, lid: `7770000000${people}@lid`, pushname: 'Amina' });
    const thread = threadOf(chat);
    return {
      adapter: linked.adapter([`+${digits}`]),
      author: { id: `+${digits}`, name: 'Amina' },
      newThread: async () => thread,
      threadIds: ['whatsapp:254712345678@c.us', 'whatsapp:77712345678901@lid', 'whatsapp:120363-1@g.us'],
      roundTrip: (given) => threadOf(chatOf(given)),
      shown: async (given) =>
        fake.outbox.filter((sent) => sent.chat === chatOf(given)).map(({ id, text }) => ({ id, text })),
      async deliverMessage(given, text, id) {
        await linked.said(() => fake.say(chatOf(given), text, id === undefined ? {} : { id: `${digits}-${id}` }));
      },
      async deliverOwn(given, text) {
        await linked.said(() => fake.say(chatOf(given), text, { fromMe: true }));
      },
      async deliverAttachment(given) {
        const media = { bytes: PNG, mimetype: 'text/csv', filename: 'list.csv' };
        await linked.said(() => fake.say(chatOf(given), { media }));
      },
      async tap(_given, messageId, choice) {
        const poll = await fake.sent((sent) => sent.poll !== null && sent.quoted?.id === messageId);
        await linked.voted(() => fake.vote(poll, [LABELS[choice.name] ?? '']));
      },
      loseThread: () => fake.fail('WAWebFindChatAction.findOrCreateLatestChat', 'No LID for user'),
      close: () => fake.heal(),
    };
  });
});
