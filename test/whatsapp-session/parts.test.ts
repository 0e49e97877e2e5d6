import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createAcks } from '../../adapters/whatsapp/session/acks.ts';
import { findBrowser } from '../../adapters/whatsapp/session/browser.ts';
import { endOfState } from '../../adapters/whatsapp/session/ends.ts';
import { guardRejections } from '../../adapters/whatsapp/session/guard.ts';
import { createInbound } from '../../adapters/whatsapp/session/inbound.ts';
import { createKeptLogIn } from '../../adapters/whatsapp/session/kept-login.ts';
import { createLease } from '../../adapters/whatsapp/session/lease.ts';
import { clearStaleLock } from '../../adapters/whatsapp/session/leftovers.ts';
import { createReadMark } from '../../adapters/whatsapp/session/read-mark.ts';
import { backoffOf, TIMING } from '../../adapters/whatsapp/session/timing.ts';
import type { WaEvents, WaMessage } from '../../adapters/whatsapp/session/types.ts';
import type { AdapterMemory } from '../../src/chat/adapter-memory.ts';
import { ownerHere } from '../../src/chat/owner.ts';
import { newId } from '../../src/ids.ts';
import { createVault } from '../../src/vault.ts';
import { eventually } from '../support/eventually.ts';
import { openMemory } from './room.ts';

const log = pino({ level: 'silent' });

let memory: AdapterMemory;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ memory, drop } = await openMemory());
});
afterAll(() => drop());

const message = (id: string, chat = '1555@c.us', at = 100): WaMessage => ({
  ...{
    id,
    key: `false_${chat}_${id}`,
    chat,
    from: chat,
    author: null,
    fromMe: false,
    type: 'chat',
    text: id,
    at,
    ack: 1,
  },
  ...{ hasMedia: false, quotedKey: null, quotedId: null, mentions: [], mentionedMe: false, name: null },
});

describe('what arrives', () => {
  const quiet: WaEvents = {
    message: async () => {},
    vote: async () => {},
    reaction: async () => {},
    edited: async () => {},
    revoked: async () => {},
    ack: () => {},
    ready: async () => {},
  };
  const open = (events: Partial<WaEvents>) => {
    const mark = createReadMark({ memory, log });
    mark.of(newId('account'));
    const inbound = createInbound({
      events: { ...quiet, ...events },
      mark,
      log,
      timing: { backoff: 1, backoffMost: 5 },
    });
    return { inbound, mark };
  };

  test('and cannot be stored is offered again, in order, and only then counts as read', async () => {
    let away = true;
    const stored: string[] = [];
    const take = vi.fn(async ({ id }: WaMessage) => {
      if (away) throw new Error('the database is away');
      stored.push(id);
    });
    const { inbound, mark } = open({ message: take });
    inbound.message(message('A', '1555@c.us', 10));
    inbound.message(message('B', '1555@c.us', 11));
    await eventually(() => expect(take.mock.calls.length).toBeGreaterThan(2));
    await mark.flush();
    expect([stored, await mark.get()]).toEqual([[], null]);
    away = false;
    await eventually(() => expect(stored).toEqual(['A', 'B']));
    await mark.flush();
    expect(await mark.get()).toBe(11);
    await inbound.end();
  });

  test('is handed on once, after what was missed; a chat that waits holds up no other', async () => {
    const stored: string[] = [];
    let go = (): void => {};
    const stuck = new Promise<void>((resolve) => {
      go = resolve;
    });
    const { inbound } = open({
      message: async ({ id, chat }) => {
        if (chat === 'slow@c.us' && id === 'M1') await stuck;
        stored.push(id);
      },
    });
    inbound.hold();
    inbound.when(() => inbound.message(message('L1', 'slow@c.us')));
    inbound.release([message('M1', 'slow@c.us'), message('M2', 'slow@c.us'), message('O', 'other@c.us')]);
    inbound.message(message('M1', 'slow@c.us'));
    inbound.message({ ...message('S', 'status@broadcast') });
    inbound.message({ ...message('N', 'slow@c.us'), type: 'e2e_notification' });
    await eventually(() => expect(stored).toEqual(['O']));
    go();
    await eventually(() => expect(stored).toEqual(['O', 'M1', 'M2', 'L1']));
    await inbound.end();
  });
});

test('acknowledgements count at their highest; an error only while nothing got through', async () => {
  const acks = createAcks();
  const waited = acks.wait('A', 2, 60_000);
  for (const level of [0, 1, 3, 2]) acks.note('A', level);
  expect([await waited, acks.of('A')]).toEqual([3, 3]);
  acks.note('A', -1);
  acks.note('B', 0);
  acks.note('B', -1);
  expect([acks.of('A'), await acks.wait('B', 1, 60_000)]).toEqual([3, -1]);
  const never = acks.wait('C', 1, 60_000);
  acks.end();
  expect(await never).toBe(0);
});

describe('the kept log-in', () => {
  const archive = Buffer.from(Array.from({ length: 5_000_000 }, (_, index) => (index * 31) % 251));

  test('comes back whole, sealed for its place, and a newer one takes its place', async () => {
    const vault = createVault(Buffer.alloc(32, 1));
    const kept = createKeptLogIn({ memory, vault });
    expect([await kept.about(), await kept.load()]).toEqual([null, null]);
    await kept.save(archive, 'here');
    expect((await kept.load())?.equals(archive)).toBe(true);
    expect(await createKeptLogIn({ memory, vault: createVault(Buffer.alloc(32, 2)) }).load()).toBeNull();
    expect(await createKeptLogIn({ memory }).load()).toBeNull();
    await kept.save(Buffer.from('newer'), 'here');
    expect((await kept.load())?.toString()).toBe('newer');
    await kept.handTo('there');
    expect(await kept.about()).toMatchObject({ profile: 'there', bytes: 5 });
    await kept.remove();
    expect(await kept.load()).toBeNull();
  });

  test('is not replaced by one who no longer holds the session', async () => {
    await createKeptLogIn({ memory }).save(Buffer.from('theirs'), 'there');
    const late = createKeptLogIn({ memory, mayWrite: () => false });
    await expect(late.save(Buffer.from('old'), 'here')).rejects.toThrow(/another process/);
    expect((await late.load())?.toString()).toBe('theirs');
  });
});

test('the lease of a process of this machine that was killed is taken over at once, nobody else’s is', async () => {
  const [place = '', , mark = ''] = ownerHere().split('|');
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  const holding = async (owner: string) => {
    await memory.remove('lease:session');
    expect(await memory.hold('session', owner, 60_000)).toBe(true);
    const lease = createLease({ memory, owner: ownerHere(), ms: 60_000, onLost() {} });
    const taken = await lease.take();
    if (taken) await lease.release();
    return taken;
  };
  expect(await holding(`${place}|${dead}|${mark}`)).toBe(true);
  expect(await holding(`${place}|${process.ppid}|${mark}`)).toBe(false);
  expect(await holding(`another-host|${dead}|${mark}`)).toBe(false);
  expect(await holding('something else')).toBe(false);
  await memory.remove('lease:session');
});

test('one of two holds the lease; the other gets it when it is let go or runs out', async () => {
  const lost = vi.fn();
  const mine = createLease({ memory, owner: 'mine', ms: 600, onLost: lost });
  const theirs = createLease({ memory, owner: 'theirs', ms: 600, onLost: () => {} });
  expect([await mine.take(), await theirs.take()]).toEqual([true, false]);
  expect([mine.live(), theirs.live()]).toEqual([true, false]);
  const hold = vi.spyOn(memory, 'hold').mockRejectedValue(new Error('the database is away'));
  await eventually(() => expect(lost).toHaveBeenCalledTimes(1));
  expect(mine.live()).toBe(false);
  hold.mockRestore();
  await eventually(async () => expect(await theirs.take()).toBe(true));
  await theirs.release();
  expect(await mine.take()).toBe(true);
  await mine.release();
  expect(lost).toHaveBeenCalledTimes(1);
});

describe('a profile that is locked', () => {
  let profile: string;
  const lock = () => join(profile, 'SingletonLock');
  beforeEach(() => {
    profile = mkdtempSync(join(tmpdir(), 'nod-lock-'));
    mkdirSync(profile, { recursive: true });
  });
  afterEach(() => rmSync(profile, { recursive: true, force: true }));

  test.each([
    ['by another machine', 'another-host-12'],
    ['by a process that is dead', `${hostname()}-999999`],
    ['by a process that is no browser on it', `${hostname()}-${process.pid}`],
    ['by something unreadable', 'nonsense'],
  ])('%s is freed', async (_by, holder) => {
    symlinkSync(holder, lock());
    expect(await clearStaleLock(profile)).toBe(true);
    expect(() => readlinkSync(lock())).toThrow();
  });

  test('not at all needs nothing', async () => {
    expect(await clearStaleLock(profile)).toBe(false);
  });
});

describe('rejections nobody handles', () => {
  const emit = (reason: unknown) => process.emit('unhandledRejection', reason, Promise.resolve());
  const others = process.listeners('unhandledRejection');
  beforeEach(() => void process.removeAllListeners('unhandledRejection'));
  afterEach(() => {
    process.removeAllListeners('unhandledRejection');
    for (const other of others) process.on('unhandledRejection', other);
  });

  test("the library's are taken, those of others go where they would have gone", () => {
    const taken: unknown[] = [];
    const end = guardRejections((reason) => void taken.push(reason));
    emit('auth timeout');
    const inside = Object.assign(new Error('Target closed'), { stack: 'at /x/node_modules/puppeteer-core/lib/a.js:1' });
    emit(inside);
    expect(taken).toEqual(['auth timeout', inside]);
    const foreign = new Error('somebody else forgot to catch');
    expect(() => emit(foreign)).toThrow(foreign);
    expect(() => emit('some string')).toThrow('some string');
    const heard: unknown[] = [];
    process.on('unhandledRejection', (reason) => heard.push(reason));
    emit(foreign);
    expect(heard).toEqual([foreign]);
    end();
    end();
    emit('auth timeout');
    expect([taken.length, heard.at(-1)]).toEqual([2, 'auth timeout']);
  });
});

test('pauses double up to the most, spread', () => {
  const at = (attempt: number, random: number) => backoffOf(attempt, TIMING, () => random);
  expect([at(0, 1), at(1, 1), at(3, 1), at(50, 1)]).toEqual([5000, 10_000, 40_000, 300_000]);
  expect(at(1, 0)).toBe(5000);
});

test('each state that ends a connection means something', () => {
  expect(endOfState('LOGOUT', 1)).toMatchObject({ next: 'now', forget: true });
  expect(endOfState('CONFLICT', 7)).toMatchObject({ next: 'again', atLeast: 7 });
  expect(endOfState('UNPAIRED', 1)).toMatchObject({ next: 'now' });
  for (const state of ['TOS_BLOCK', 'SMB_TOS_BLOCK', 'PROXYBLOCK', 'DEPRECATED_VERSION']) {
    expect(endOfState(state, 1)).toMatchObject({ next: 'halt' });
  }
  expect(endOfState('SOMETHING_NEW', 1)).toMatchObject({ next: 'again' });
  for (const state of ['CONFLICT', 'UNPAIRED', 'TOS_BLOCK']) expect(endOfState(state, 1).forget).toBeUndefined();
});

test('a browser that is named and not there is said, and so is none at all', async () => {
  await expect(findBrowser('/nowhere/chrome')).rejects.toThrow('PUPPETEER_EXECUTABLE_PATH names /nowhere/chrome');
  expect(await findBrowser(process.execPath)).toBe(process.execPath);
});
