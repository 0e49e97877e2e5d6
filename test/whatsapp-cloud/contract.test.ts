import { randomInt, randomUUID } from 'node:crypto';
import type { ThreadId } from '../../src/chat/types.ts';
import { type AdapterWorld, adapterContract } from '../contracts/adapter.ts';
import type { Phone } from '../fakes/whatsapp-cloud/phone.ts';
import { openWorld } from './world.ts';

/** One chat is one thread: `newThread` is the same person again, in a chat whose screen was cleared. */
async function open(): Promise<AdapterWorld> {
  const PHONE = `2547${randomInt(10_000_000, 99_999_999)}`;
  const world = await openWorld();
  const { cloud } = world;
  const phone: Phone = cloud.person({ phone: PHONE, open: true });
  const thread: ThreadId = `whatsapp-cloud:+${PHONE}`;
  await world.memory.set(`person:${thread}`, { phone: `+${PHONE}`, userId: null, name: 'Amina', thread, former: [] });
  await world.memory.set(`of:+${PHONE}`, thread);
  await world.memory.set(`window:${thread}`, { lastInboundAt: new Date().toISOString(), messageId: 'wamid.first' });
  const once = (id?: string) => ({ attempts: 1, id: id ? `wamid.${id}` : `wamid.${randomUUID()}` });
  return {
    adapter: world.adapter,
    author: { id: `+${PHONE}`, name: 'Amina' },
    newThread: async () => thread,
    threadIds: [
      'whatsapp-cloud:+254712345678',
      'whatsapp-cloud:KE.13491208655302741918',
      'whatsapp-cloud:+254712345678~2',
    ],
    roundTrip: (given) => `whatsapp-cloud:${given.slice('whatsapp-cloud:'.length)}`,
    shown: async () =>
      phone
        .shown()
        .filter((message) => message.from === 'business')
        .map(({ id, text }) => ({ id, text })),
    deliverMessage: async (_thread, text, id) => void (await phone.say(text, once(id))),
    deliverOwn: async (_thread, text) => {
      const own = { from: '15550783881', id: `wamid.${randomUUID()}`, timestamp: '1749416383', type: 'text' };
      await cloud.hooks.bring({
        messaging_product: 'whatsapp',
        metadata: { display_phone_number: '15550783881', phone_number_id: cloud.phoneNumberId },
        messages: [{ ...own, text: { body: text } }],
      });
      await phone.read();
      await cloud.hooks.settled();
    },
    deliverAttachment: async () => void (await phone.document(Buffer.from('a,b'), 'list.csv')),
    tap: async (_thread, messageId, choice, id) =>
      void (await phone.tap(messageId, `${choice.name}|${choice.value}`, once(id))),
    loseThread: async () => {
      phone.user.left = true;
    },
    close: () => world.close(),
  };
}

adapterContract('WhatsApp Cloud', open);
