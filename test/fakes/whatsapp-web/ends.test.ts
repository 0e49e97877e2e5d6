import { cpSync, existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Message } from 'whatsapp-web.js';
import { browserTestsRun } from './browser.ts';
import { once } from './client.ts';
import { ANN, useRooms } from './rooms.ts';

// Browsers start slowly where much else runs.
vi.setConfig({ testTimeout: 60_000 });

describe.skipIf(!browserTestsRun())('how a session of the real library ends', () => {
  const { whatsapp, driver, link } = useRooms();

  it('is unlinked from the phone: the profile is wiped and a new QR code shown', async () => {
    const fake = await whatsapp();
    const driven = await link(fake);
    const gone = once<[string]>(driven.client, 'disconnected');
    const qr = once(driven.client, 'qr');
    expect(existsSync(join(driven.dataPath, 'session', 'Default'))).toBe(true);
    fake.unlinkFromPhone();
    expect((await gone)[0]).toBe('LOGOUT');
    await qr;
    expect(existsSync(join(driven.dataPath, 'session', 'Default', 'Preferences'))).toBe(false);
    const ready = once(driven.client, 'ready');
    await fake.scanQr();
    await ready;
  });

  it('closes when another page takes the session or WhatsApp ends it', async () => {
    for (const state of ['CONFLICT', 'UNPAIRED_IDLE']) {
      const fake = await whatsapp();
      const driven = await link(fake);
      const gone = once<[string]>(driven.client, 'disconnected');
      fake.setState(state);
      expect((await gone)[0]).toBe(state);
      await expect.poll(() => driven.client.pupBrowser?.connected).toBe(false);
      await expect.poll(() => fake.browserPids()).toEqual([]);
    }
  });

  it('gives the session to the page that opened last with the same log-in', async () => {
    const fake = await whatsapp();
    const first = await link(fake);
    await first.client.destroy();
    await fake.waitFor(() => !fake.linked && fake.seen.at(-1)?.type === 'closed');
    await expect.poll(() => fake.browserPids()).toEqual([]);
    const copy = mkdtempSync(join(tmpdir(), 'nod-whatsapp-'));
    cpSync(join(first.dataPath, 'session'), join(copy, 'session'), { recursive: true, verbatimSymlinks: true });
    const [one, other] = [driver(fake, { dataPath: first.dataPath }), driver(fake, { dataPath: copy })];
    for (const { client } of [one, other]) {
      const ready = once(client, 'ready');
      await client.initialize();
      await ready;
    }
    await expect.poll(() => one.told).toContain('disconnected CONFLICT');
    const message = once<[Message]>(other.client, 'message');
    fake.say(ANN, 'who is there?');
    await message;
  });

  it('takes the session back where it is told to', async () => {
    const fake = await whatsapp();
    const driven = await link(fake, { more: { takeoverOnConflict: true } });
    fake.setState('CONFLICT');
    await fake.waitFor(() => fake.seen.some((one) => one.type === 'takeover'));
    await expect.poll(() => driven.told.at(-1)).toBe('change_state CONNECTED');
    const message = once<[Message]>(driven.client, 'message');
    fake.say(ANN, 'back?');
    await message;
  });
});
