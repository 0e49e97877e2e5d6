import { spawn } from 'node:child_process';
import { readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { browsersOn } from '../../adapters/whatsapp/session/leftovers.ts';
import type { AdapterMemory } from '../../src/chat/adapter-memory.ts';
import { browserTestsRun } from '../fakes/whatsapp-web/browser.ts';
import { type FakeWhatsApp, startFakeWhatsApp } from '../fakes/whatsapp-web/fake.ts';
import { connected, linked, openMemory, openRoom, type Room } from './room.ts';

const ANN = '15550002222@c.us';
const SHORT_CALLS = { call: 1500, probeLimit: 1500 };

/** One account and one profile: what happens to it happens in a row, and it comes back each time. */
describe.skipIf(!browserTestsRun())('a linked device comes back from', { timeout: 90_000 }, () => {
  let fake: FakeWhatsApp;
  let room: Room;
  let memory: AdapterMemory;
  let drop: () => Promise<void>;

  beforeAll(async () => {
    fake = await startFakeWhatsApp();
    fake.addContact({ pn: ANN, pushname: 'Ann' });
    ({ memory, drop } = await openMemory());
    room = openRoom({ fake, memory, timing: SHORT_CALLS });
    await linked(room, fake);
    // Chromium writes what a page keeps some seconds later, or when it ends: killed before that, a fresh log-in is lost.
    await room.session.stop();
    room = openRoom({ fake, memory, dataDir: room.dataDir, timing: SHORT_CALLS });
    await room.session.start();
    await connected(room);
  });
  afterEach(() => fake.heal().catch(() => {}));
  afterAll(async () => {
    await room?.close();
    if (room) rmSync(room.dataDir, { recursive: true, force: true, maxRetries: 5 });
    await fake?.stop();
    await drop?.();
  });

  const codes = () => room.shown.length;

  /** It was gone and is connected again, without anybody scanning anything, and can talk. */
  async function backAgain(readyBefore: number): Promise<void> {
    await connected(room, readyBefore + 1);
    const text = `back ${readyBefore}`;
    await expect.poll(async () => (await room.session.client()).sendText(ANN, text)).toMatchObject({ chat: ANN });
    await fake.sent(text);
    expect(await browsersOn(room.profile)).not.toEqual([]);
  }

  test('a restart, without a QR code, with what was missed read back once and in order', async () => {
    fake.say(ANN, 'before');
    await expect.poll(() => room.told.messages.map(({ text }) => text)).toEqual(['before']);
    const codesBefore = codes();
    await room.session.stop();
    expect(await browsersOn(room.profile)).toEqual([]);
    expect(fake.browserPids()).toEqual([]);
    await expect(room.session.client()).rejects.toMatchObject({ reason: 'unreachable' });

    fake.say(ANN, 'missed one');
    fake.say('15550003333@c.us', 'missed two');
    fake.say(ANN, 'missed three');
    const earlier = room;
    room = openRoom({ fake, memory, dataDir: earlier.dataDir, timing: SHORT_CALLS });
    await room.session.start();
    await connected(room);
    await expect.poll(() => room.told.messages.map(({ text }) => text)).toContain('missed two');
    await expect
      .poll(() => room.told.messages.filter(({ chat }) => chat === ANN).map(({ text }) => text))
      .toEqual(expect.arrayContaining(['missed one', 'missed three']));
    fake.say(ANN, 'live again');
    await expect.poll(() => room.told.messages.at(-1)?.text).toBe('live again');
    const texts = room.told.messages.map(({ text }) => text).filter((text) => text !== 'before');
    expect(texts.filter((text) => text.startsWith('missed') || text.startsWith('live'))).toHaveLength(4);
    expect(texts.indexOf('missed one')).toBeLessThan(texts.indexOf('missed three'));
    expect([codesBefore, codes()]).toEqual([codesBefore, 0]);
  });

  test('a browser that is killed', async () => {
    const before = room.told.ready.length;
    fake.killBrowser();
    await backAgain(before);
  });

  test('a page that crashes', async () => {
    const before = room.told.ready.length;
    fake.crashPage();
    await backAgain(before);
  });

  test('a page that is closed', async () => {
    const before = room.told.ready.length;
    const [port] = readFileSync(join(room.profile, 'DevToolsActivePort'), 'utf8').split('\n');
    const tabs = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as { id: string; type: string }[];
    const page = tabs.find(({ type }) => type === 'page');
    expect(await (await fetch(`http://127.0.0.1:${port}/json/close/${page?.id}`)).text()).toContain('closing');
    await backAgain(before);
  });

  test('a page that stands still, though its browser runs', async () => {
    const before = room.told.ready.length;
    fake.freeze();
    await backAgain(before);
    fake.thaw();
  });

  test('calls that hang, one after the other', async () => {
    const before = room.told.ready.length;
    await fake.hang('WAWebSendMsgChatAction.addAndSendMsgToChat');
    const client = await room.session.client();
    for (const text of ['one', 'two', 'three']) {
      await expect(client.sendText(ANN, text)).rejects.toMatchObject({ reason: expect.stringMatching(/doubtful/) });
    }
    await fake.heal().catch(() => {});
    await backAgain(before);
  });

  test('a connection that is only a picture', async () => {
    const before = room.told.ready.length;
    fake.setState('OPENING');
    await expect.poll(() => room.session.health()).toMatchObject({ ok: false });
    await expect(room.session.client()).rejects.toMatchObject({ reason: 'unreachable' });
    await backAgain(before);
  });

  test('a broken line, by itself', async () => {
    const before = fake.browserPids();
    fake.dropConnection();
    await expect.poll(() => room.session.health().detail).toBe('connected');
    fake.say(ANN, 'after the break');
    await expect.poll(() => room.told.messages.some(({ text }) => text === 'after the break')).toBe(true);
    expect(fake.browserPids()).toEqual(before);
  });

  test('being opened elsewhere', async () => {
    const before = room.told.ready.length;
    fake.setState('CONFLICT');
    await backAgain(before);
    expect(codes()).toBe(0);
  });

  test('a crash of its process that left the browser running and the profile locked', async () => {
    const before = room.told.ready.length;
    const [browser] = fake.browserPids();
    expect(browser).toBeDefined();
    // A second process on the same folder, once the first is gone without ending anything.
    await room.session.stop();
    const executable = process.env.PUPPETEER_EXECUTABLE_PATH ?? '/usr/bin/chromium';
    const left = spawn(executable, [...fake.chromiumArgs(), `--user-data-dir=${room.profile}`, 'about:blank'], {
      stdio: 'ignore',
    });
    await expect.poll(() => browsersOn(room.profile)).not.toEqual([]);
    const ended = new Promise((resolve) => left.once('exit', resolve));
    room = openRoom({ fake, memory, dataDir: room.dataDir });
    await room.session.start();
    await ended;
    await connected(room);
    expect(before).toBeGreaterThan(0);
    expect(codes()).toBe(0);
  });

  test('a lock that another machine left', async () => {
    await room.session.stop();
    symlinkSync('some-other-host-4711', join(room.profile, 'SingletonLock'));
    room = openRoom({ fake, memory, dataDir: room.dataDir });
    await room.session.start();
    await connected(room);
    expect(codes()).toBe(0);
  });

  test('being unlinked on the phone: a fresh code, and with it a fresh log-in', async () => {
    const before = room.told.ready.length;
    fake.unlinkFromPhone();
    await expect.poll(() => room.session.health().setup?.kind, { timeout: 30_000 }).toBe('qr');
    expect(room.session.health()).toMatchObject({ ok: false, detail: expect.stringContaining('QR code') });
    expect(codes()).toBeGreaterThan(0);
    await fake.scanQr();
    await backAgain(before);
    await room.session.stop();
    const shown = codes();
    room = openRoom({ fake, memory, dataDir: room.dataDir });
    await room.session.start();
    await connected(room);
    expect(shown).toBeGreaterThan(0);
    expect(codes()).toBe(0);
  });

  test('an account that WhatsApp blocked: it is said, and not tried again', async () => {
    fake.setState('TOS_BLOCK');
    await expect.poll(() => room.session.health().detail).toContain('TOS_BLOCK');
    await expect.poll(() => fake.browserPids()).toEqual([]);
    await room.session.stop();
  });
});
