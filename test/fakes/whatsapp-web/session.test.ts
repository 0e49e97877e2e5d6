import { describe, expect, it, vi } from 'vitest';
import type { Message } from 'whatsapp-web.js';
import { browserTestsRun } from './browser.ts';
import { once } from './client.ts';
import { ANN, useRooms } from './rooms.ts';

// Browsers start slowly where much else runs.
vi.setConfig({ testTimeout: 60_000 });

describe.skipIf(!browserTestsRun())('the session of the real library', () => {
  const { whatsapp, driver, link } = useRooms();

  it('shows one QR code after the other until one is scanned, and is ready within a moment', async () => {
    const fake = await whatsapp();
    const driven = driver(fake);
    const first = once<[string]>(driven.client, 'qr');
    await driven.client.initialize();
    const [code] = await first;
    expect(code).toMatch(/^2@[^,]+,[^,]+,[^,]+,[^,]+,1$/);
    const second = once<[string]>(driven.client, 'qr');
    await fake.nextQr();
    expect((await second)[0]).not.toBe(code);
    const ready = once(driven.client, 'ready');
    const start = Date.now();
    await fake.scanQr();
    await ready;
    expect(Date.now() - start).toBeLessThan(1500);
    expect(driven.client.info).toMatchObject({ pushname: 'Nod', wid: { _serialized: fake.me.pn } });
    expect(driven.told.filter((one) => !one.startsWith('qr'))).toEqual(
      ['authenticated', 'change_state PAIRING', 'change_state CONNECTED', 'ready'].filter((one) =>
        driven.told.includes(one),
      ),
    );
    expect(await driven.client.getState()).toBe('CONNECTED');
  });

  it('links by a pairing code too, only by the right one', async () => {
    const fake = await whatsapp();
    const pairWithPhoneNumber = { phoneNumber: '15550001111', showNotification: true, intervalMs: 180_000 };
    const driven = driver(fake, { more: { pairWithPhoneNumber } });
    const code = once<[string]>(driven.client, 'code');
    await expect(fake.enterPairingCode('ABCD1234')).rejects.toThrow('not the code');
    await driven.client.initialize();
    const [shown] = await code;
    expect(fake.seen).toContainEqual(
      expect.objectContaining({ type: 'pairingCode', phone: '15550001111', code: shown }),
    );
    await expect(fake.enterPairingCode('WRONG999')).rejects.toThrow('not the code');
    const ready = once(driven.client, 'ready');
    await fake.enterPairingCode(shown);
    await ready;
  });

  it('never gives a code when the call hangs', async () => {
    const fake = await whatsapp();
    await fake.hang('WAWebAltDeviceLinkingApi.startAltLinkingFlow');
    const driven = driver(fake);
    const qr = once(driven.client, 'qr');
    await driven.client.initialize();
    await qr;
    const asked = driven.client.requestPairingCode('15550001111').then(
      () => 'resolved',
      () => 'rejected',
    );
    await fake.nextQr();
    await expect.poll(() => driven.told.filter((one) => one.startsWith('qr'))).toHaveLength(2);
    expect(await Promise.race([asked, driven.client.getState()])).toBe('UNPAIRED');
  });

  it('loads anew while it is not linked, with a QR code each time', async () => {
    const fake = await whatsapp({ reloadUnlinkedMs: 1000 });
    const driven = driver(fake);
    await driven.client.initialize();
    await expect.poll(() => driven.told.filter((one) => one.startsWith('qr')).length).toBeGreaterThanOrEqual(3);
    const ready = once(driven.client, 'ready');
    await fake.scanQr();
    await ready;
  });

  it('is ready again when the page loads anew after it was linked, and hears each message once', async () => {
    const fake = await whatsapp({ reloadAfterPairing: 'synced' });
    const driven = await link(fake);
    await fake.waitFor(() => fake.seen.filter((one) => one.type === 'synced').length >= 2);
    await expect.poll(() => driven.told.at(-1)).toBe('ready');
    const message = once<[Message]>(driven.client, 'message');
    fake.say(ANN, 'still there?');
    expect((await message)[0].body).toBe('still there?');
    await driven.client.sendMessage(ANN, 'yes');
    expect(driven.told.filter((one) => one === 'message')).toHaveLength(1);
  });

  it("may load anew in the middle of the library's start", async () => {
    const fake = await whatsapp({ reloadAfterPairing: 20 });
    const driven = driver(fake);
    await driven.client.initialize();
    await fake.scanQr();
    await fake.waitFor(() => fake.seen.filter((one) => one.type === 'connected').length >= 2);
    await fake.waitFor(() => fake.seen.at(-1)?.type === 'synced');
  });

  it('says ready more than once: after a resync, a reload and a frame that navigates', async () => {
    const fake = await whatsapp();
    const driven = await link(fake);
    const readies = () => driven.told.filter((one) => one === 'ready').length;
    fake.resync();
    await expect.poll(readies).toBeGreaterThanOrEqual(2);
    const before = readies();
    fake.reload();
    await expect.poll(readies).toBeGreaterThan(before);
    fake.navigateFrame();
    await expect.poll(() => driven.client.pupPage?.frames().length).toBe(2);
    const last = readies();
    await expect
      .poll(() => {
        fake.resync();
        return readies() - last;
      })
      .toBeGreaterThanOrEqual(2);
  });

  it('comes back without a QR code, and hears nothing of what was said meanwhile', async () => {
    const fake = await whatsapp();
    fake.saidBefore(ANN, 'long ago', { t: 1_700_000_000 });
    const first = await link(fake);
    await first.client.destroy();
    await fake.waitFor(() => fake.seen.at(-1)?.type === 'closed');
    // Of one second, the library may give them in another order.
    const t = Math.floor(Date.now() / 1000);
    fake.say(ANN, 'are you there?', { t });
    fake.say(ANN, 'hello?', { t: t + 1 });

    const again = driver(fake, { dataPath: first.dataPath });
    const ready = once(again.client, 'ready');
    await again.client.initialize();
    await ready;
    const chat = (await again.client.getChats()).find(({ id }) => id._serialized === ANN);
    expect(chat?.unreadCount).toBe(2);
    const messages = await chat?.fetchMessages({ limit: 2 });
    expect(messages?.map(({ body }) => body)).toEqual(['are you there?', 'hello?']);
    expect((await chat?.fetchMessages({ limit: 10 }))?.map(({ body }) => body)).toContain('long ago');
    expect(again.told.some((one) => one.startsWith('qr') || one === 'message')).toBe(false);
  });

  it('may hear what was said meanwhile after all', async () => {
    const fake = await whatsapp({ offline: 'emitted' });
    const first = await link(fake);
    await first.client.destroy();
    await fake.waitFor(() => fake.seen.at(-1)?.type === 'closed');
    fake.say(ANN, 'are you there?');
    const again = driver(fake, { dataPath: first.dataPath });
    const message = once<[Message]>(again.client, 'message');
    await again.client.initialize();
    expect((await message)[0].body).toBe('are you there?');
  });

  it('goes on after a lost connection, with what was said and sent meanwhile', async () => {
    const fake = await whatsapp();
    const driven = await link(fake);
    fake.down();
    await expect.poll(() => driven.told.at(-1)).toBe('change_state TIMEOUT');
    fake.say(ANN, 'in the dark');
    const waiting = await driven.client.sendMessage(ANN, 'out of the dark');
    expect(waiting.ack).toBe(0);
    expect(fake.outbox).toHaveLength(0);
    const message = once<[Message]>(driven.client, 'message');
    fake.up();
    expect((await message)[0].body).toBe('in the dark');
    expect((await fake.sent('out of the dark')).ack).toBe(1);
    expect(driven.told.filter((one) => one === 'ready')).toHaveLength(1);
  });
});
