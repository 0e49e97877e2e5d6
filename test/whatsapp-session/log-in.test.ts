import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createKeptLogIn } from '../../adapters/whatsapp/session/kept-login.ts';
import type { AdapterMemory } from '../../src/chat/adapter-memory.ts';
import { createVault } from '../../src/vault.ts';
import { browserTestsRun } from '../fakes/whatsapp-web/browser.ts';
import { type FakeWhatsApp, startFakeWhatsApp } from '../fakes/whatsapp-web/fake.ts';
import type { FakeWhatsAppOptions } from '../fakes/whatsapp-web/options.ts';
import { connected, linked, openMemory, openRoom, type Room } from './room.ts';

const vault = createVault(Buffer.alloc(32, 7));

describe.skipIf(!browserTestsRun())('logging in', { timeout: 90_000 }, () => {
  let fake: FakeWhatsApp;
  let memory: AdapterMemory;
  let drop: () => Promise<void>;
  const rooms: Room[] = [];

  beforeEach(async () => {
    ({ memory, drop } = await openMemory());
  });
  afterEach(async () => {
    for (const room of rooms.splice(0)) {
      await room.close();
      rmSync(room.dataDir, { recursive: true, force: true, maxRetries: 5 });
    }
    await fake?.stop();
    await drop();
  });

  function room(options: Partial<Parameters<typeof openRoom>[0]> = {}): Room {
    const one = openRoom({ fake, memory, ...options });
    rooms.push(one);
    return one;
  }
  const start = async (options: FakeWhatsAppOptions = {}) => {
    fake = await startFakeWhatsApp(options);
  };

  test('the QR code stands on the terminal and in the settings, and follows WhatsApp', async () => {
    await start();
    const one = room();
    expect(one.session.health()).toEqual({ ok: false, detail: 'not started' });
    await one.session.start();
    await expect.poll(() => one.session.health().setup?.value, { timeout: 40_000 }).toMatch(/^2@/);
    const first = one.session.health().setup?.value;
    await fake.nextQr();
    await expect.poll(() => one.session.health().setup?.value).not.toBe(first);
    expect(one.shown[0]).toContain('█');
    expect(one.logged.join('')).not.toContain(first);
    await fake.scanQr();
    await connected(one);
    expect(one.session.health()).toEqual({ ok: true, detail: 'connected' });
    expect(statSync(join(one.dataDir, 'whatsapp')).mode & 0o777).toBe(0o700);
  });

  test('a QR code nobody scans is renewed, also when WhatsApp fell asleep over it', async () => {
    await start();
    const one = room({ timing: { staleQr: 700 } });
    await one.session.start();
    await expect.poll(() => one.session.health().setup?.value, { timeout: 40_000 }).toMatch(/^2@/);
    const first = one.session.health().setup?.value;
    fake.setState('UNPAIRED_IDLE');
    await expect.poll(() => one.session.health().setup?.value ?? first, { timeout: 40_000 }).not.toBe(first);
  });

  test('a browser is not kept running for codes nobody takes; asked for one, it shows one again', async () => {
    await start();
    const one = room({ timing: { unscanned: 1 } });
    await one.session.start();
    await expect.poll(() => one.shown.length, { timeout: 40_000 }).toBe(1);
    await fake.nextQr();
    await expect.poll(() => one.session.health()).toMatchObject({ ok: false, asleep: true });
    expect(one.session.health().detail).toMatch(/^nobody took the code for .* ask for a new one on the settings page/);
    await expect.poll(() => fake.browserPids()).toEqual([]);
    one.session.logIn();
    await expect.poll(() => one.shown.length, { timeout: 40_000 }).toBe(2);
    await fake.scanQr();
    await connected(one);
    expect(one.session.health()).toEqual({ ok: true, detail: 'connected' });
  });

  test('a pairing code, while the page loads anew under it', async () => {
    await start({ reloadUnlinkedMs: 2500 });
    const one = room({ env: { WHATSAPP_PAIR_NUMBER: '+1 555 000 1111' } });
    await one.session.start();
    await expect.poll(() => one.session.health().setup, { timeout: 40_000 }).toMatchObject({ kind: 'code' });
    await fake.waitFor(() => fake.seen.filter(({ type }) => type === 'pairingCode').length > 1);
    expect(fake.seen.find(({ type }) => type === 'pairingCode')).toMatchObject({ phone: '15550001111' });
    const code = one.session.health().setup?.value ?? '';
    expect(one.shown.join('\n')).toContain(code);
    await fake.enterPairingCode(code);
    await connected(one);
  });

  test('a pairing code that never comes is asked for again', async () => {
    await start();
    await fake.hang('WAWebAltDeviceLinkingApi.startAltLinkingFlow');
    const one = room({ env: { WHATSAPP_PAIR_NUMBER: '15550001111' }, timing: { start: 4000 } });
    await one.session.start();
    await expect.poll(() => one.session.health().detail, { timeout: 40_000 }).toContain('trying again');
    await fake.heal().catch(() => {});
    await expect.poll(() => one.session.health().setup?.kind, { timeout: 40_000 }).toBe('code');
  });

  test('the database keeps the log-in: another disk goes on with it, without a code', async () => {
    await start();
    const env = { WHATSAPP_SESSION: 'database' };
    const first = await linked(room({ env, vault }), fake);
    const kept = createKeptLogIn({ memory, vault });
    await expect.poll(() => kept.about(), { timeout: 30_000 }).not.toBeNull();
    fake.say('15550002222@c.us', 'hello');
    await expect.poll(() => first.told.messages.length).toBe(1);
    await first.session.stop();
    expect(fake.browserPids()).toEqual([]);
    expect(readdirSync(join(first.dataDir, 'whatsapp')).filter((name) => /zip|temp/.test(name))).toEqual([]);
    expect((await createKeptLogIn({ memory }).load()) ?? 'sealed').toBe('sealed');

    const second = room({ env, vault });
    await second.session.start();
    await connected(second);
    expect(second.shown).toEqual([]);

    // Opened elsewhere: the library alone would have deleted what the database keeps.
    fake.setState('CONFLICT');
    await connected(second, 2);
    expect(await kept.about()).not.toBeNull();
    expect(second.shown).toEqual([]);

    // The phone unlinks it: nothing is left to log in with.
    fake.unlinkFromPhone();
    await expect.poll(() => second.session.health().setup?.kind, { timeout: 40_000 }).toBe('qr');
    expect(await kept.about()).toBeNull();
  });

  test('two processes, one log-in: the second stands by, sends nothing, and takes over', async () => {
    await start();
    const first = await linked(room({ timing: { lease: 1500 } }), fake);
    const second = room({ dataDir: first.dataDir, timing: { lease: 1500 } });
    await second.session.start();
    await expect.poll(() => second.session.health()).toMatchObject({ ok: true, detail: /standing by/ });
    await expect(second.session.client()).rejects.toMatchObject({ reason: 'unreachable' });
    expect([first.session.standsBy(), second.session.standsBy()]).toEqual([false, true]);
    expect(fake.browserPids()).toHaveLength(1);
    await first.session.stop();
    await connected(second);
    expect(second.shown).toEqual([]);

    // Somebody else has the lease (this process was thought dead): it lets go at once.
    const stop = await stealLease(memory);
    await expect.poll(() => second.session.health().detail).toMatch(/standing by/);
    await expect(second.session.client()).rejects.toMatchObject({ reason: 'unreachable' });
    await expect.poll(() => fake.browserPids()).toEqual([]);
    await stop();
    await connected(second, 2);
  });

  test('no browser: what to do is said, and it goes on once there is one', async () => {
    await start();
    const one = room({ env: { PUPPETEER_EXECUTABLE_PATH: '/nowhere/chromium' } });
    await one.session.start();
    await expect.poll(() => one.session.health().detail).toContain('PUPPETEER_EXECUTABLE_PATH names /nowhere/chromium');
    expect(one.session.health().ok).toBe(false);
  });

  test('WhatsApp cannot be reached: it says so and tries again until it can', async () => {
    await start();
    fake.down();
    const one = room();
    await one.session.start();
    await expect.poll(() => one.session.health().detail, { timeout: 30_000 }).toContain('trying again');
    fake.up();
    await fake.scanQr();
    await connected(one);
  });
});

/** Takes the lease from whoever has it and keeps it until stopped. */
async function stealLease(memory: AdapterMemory): Promise<() => Promise<void>> {
  const thief = 'somebody else';
  await memory.remove('lease:session');
  while (!(await memory.hold('session', thief, 60_000))) await memory.remove('lease:session');
  return () => memory.release('session', thief);
}
