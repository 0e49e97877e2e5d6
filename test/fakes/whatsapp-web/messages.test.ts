import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from 'whatsapp-web.js';
import { browserTestsRun } from './browser.ts';
import { type Driven, linked, once } from './client.ts';
import { type FakeWhatsApp, startFakeWhatsApp } from './fake.ts';

const ANN = '15550002222@c.us';

describe.skipIf(!browserTestsRun())('messages through the real library', () => {
  let fake: FakeWhatsApp;
  let driven: Driven;

  beforeAll(async () => {
    fake = await startFakeWhatsApp();
    fake.addContact({ pn: ANN, lid: '900000000002@lid', pushname: 'Ann' });
    driven = await linked(fake);
  });
  afterAll(async () => {
    await driven?.close();
    await fake?.stop();
  });

  async function heard(act: () => void): Promise<Message> {
    const message = once<[Message]>(driven.client, 'message');
    act();
    return (await message)[0];
  }

  it('hears a text and answers it with a quote', async () => {
    const message = await heard(() => fake.say(ANN, 'hello'));
    expect(message).toMatchObject({ body: 'hello', from: ANN, to: fake.me.pn, type: 'chat', fromMe: false });
    const answer = await message.reply('hello Ann');
    expect(answer.id._serialized).toMatch(/^true_15550002222@c\.us_3EB0/);
    const sent = await fake.sent('hello Ann');
    expect(sent.quoted).toEqual({ id: message.id.id, text: 'hello', participant: ANN });
    expect((await answer.getQuotedMessage()).body).toBe('hello');
  });
});
