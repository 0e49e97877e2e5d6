import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AdapterMemory } from '../../src/chat/adapter-memory.ts';
import { browserTestsRun } from '../fakes/whatsapp-web/browser.ts';
import { type FakeWhatsApp, startFakeWhatsApp } from '../fakes/whatsapp-web/fake.ts';
import type { FakeWhatsAppOptions } from '../fakes/whatsapp-web/options.ts';
import { linked, openMemory, openRoom, type Room } from './room.ts';

const ANN = '15550002222@c.us';

describe.skipIf(!browserTestsRun())('WhatsApp Web as its builds change', { timeout: 90_000 }, () => {
  let fake: FakeWhatsApp;
  let room: Room;
  let memory: AdapterMemory;
  let drop: () => Promise<void>;

  beforeEach(async () => {
    ({ memory, drop } = await openMemory());
  });
  afterEach(async () => {
    await room?.close();
    await fake?.stop();
    await drop();
  });

  async function open(options: FakeWhatsAppOptions): Promise<Room> {
    fake = await startFakeWhatsApp(options);
    fake.addContact({ pn: ANN, pushname: 'Ann' });
    room = openRoom({ fake, memory });
    return room;
  }

  for (const keys of ['legacy', 'renamed', 'fields'] as const) {
    test(`message keys of a build that keeps them differently (${keys}): everything works`, async () => {
      await linked(await open({ keys }), fake);
      const client = await room.session.client();
      const said = fake.say(ANN, 'hello');
      await expect.poll(() => room.told.messages[0]).toMatchObject({ id: said.id, key: said.key });
      const sent = await client.sendText(ANN, 'hi', { quote: said.key });
      const arrived = await fake.sent('hi');
      expect([sent.key, arrived.message.more.quotedStanzaID]).toEqual([arrived.key, said.id]);
      expect(await client.waitForAck(sent.id, 1, 5000)).toBe(1);
      const poll = await client.sendPoll(ANN, 'Well?', ['Yes', 'No']);
      fake.vote(await fake.sent('Well?'), ['No']);
      await expect.poll(() => room.told.votes[0]).toMatchObject({ pollKey: poll.key, localIds: [1] });
      expect(await client.edit(sent.key, 'changed')).toBe(true);
      await client.react(said.key, '👍');
      await fake.waitFor(() => fake.seen.some((one) => one.type === 'reaction' && one.id === said.id));
      fake.say(ANN, { media: { mimetype: 'image/png', bytes: Buffer.from('picture'), caption: 'look' } });
      await expect.poll(() => room.told.messages.at(-1)?.text).toBe('look');
      expect((await client.download(room.told.messages.at(-1)?.key ?? ''))?.data.toString()).toBe('picture');
    });
  }

  test('keys nobody can read: refused with the reason, and not tried again', async () => {
    await open({ keys: 'unreadable' });
    await room.session.start();
    await fake.scanQr();
    await expect.poll(() => room.session.health().detail, { timeout: 40_000 }).toMatch(/^WhatsApp changed again: /);
    expect(room.session.health()).toMatchObject({ ok: false, detail: expect.stringContaining('message keys') });
    await expect(room.session.client()).rejects.toMatchObject({ reason: 'unreachable' });
    await expect.poll(() => fake.browserPids()).toEqual([]);
    expect(room.told.ready).toEqual([]);
    expect(room.logged.some((line) => line.includes('WhatsApp changed again'))).toBe(true);
  });

  test('a module that is gone: refused with its name', async () => {
    await open({});
    await fake.missModule('WAWebSendMsgChatAction');
    await room.session.start();
    await fake.scanQr();
    await expect.poll(() => room.session.health().detail, { timeout: 40_000 }).toContain('WAWebSendMsgChatAction');
    expect(room.session.health().detail).toMatch(/^WhatsApp changed again: /);
  });

  test('a module the library needs to become ready is gone: found out, not waited for', async () => {
    fake = await startFakeWhatsApp();
    room = openRoom({ fake, memory, timing: { sync: 1500 } });
    await fake.missModule('WAWebCollections');
    await room.session.start();
    await fake.scanQr();
    await expect.poll(() => room.session.health().detail, { timeout: 40_000 }).toMatch(/^WhatsApp changed again: /);
  });

  test.each(['synced', 20, 300] as const)(
    'the page loads anew after it was linked (%s): ready, and each thing heard once',
    async (when) => {
      await linked(await open({ reloadAfterPairing: when }), fake);
      await expect.poll(() => fake.seen.filter(({ type }) => type === 'synced').length).toBeGreaterThan(0);
      fake.say(ANN, 'once');
      await expect.poll(() => room.told.messages.map(({ text }) => text)).toContain('once');
      // A send that meets the reload is in doubt, and so may go twice here.
      await vi.waitFor(async () => (await room.session.client()).sendText(ANN, 'answer'), { timeout: 20_000 });
      await fake.sent('answer');
      expect(room.told.messages.filter(({ text }) => text === 'once')).toHaveLength(1);
    },
  );
});
