import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { vi } from 'vitest';
import { profileOf } from '../../adapters/whatsapp/session/profile.ts';
import { createSession } from '../../adapters/whatsapp/session/session.ts';
import type {
  SessionDeps,
  Timing,
  WaMessage,
  WaReaction,
  WaSession,
  WaVote,
} from '../../adapters/whatsapp/session/types.ts';
import { type AdapterMemory, createAdapterMemory } from '../../src/chat/adapter-memory.ts';
import { systemClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import { findBrowser } from '../fakes/whatsapp-web/browser.ts';
import type { FakeWhatsApp } from '../fakes/whatsapp-web/fake.ts';
import { openTestStore } from '../support/store.ts';

/** Short enough that nobody waits, long enough for two busy cores. */
export const QUICK: Partial<Timing> = {
  start: 30_000,
  sync: 20_000,
  probe: 300,
  probeLimit: 5000,
  staleQr: 15_000,
  call: 5000,
  mediaCall: 10_000,
  backoff: 50,
  backoffMost: 200,
  lease: 6000,
  end: 5000,
  firstSave: 200,
  save: 60_000,
  conflict: 50,
};

export interface Told {
  messages: WaMessage[];
  votes: WaVote[];
  reactions: WaReaction[];
  edited: WaMessage[];
  revoked: WaMessage[];
  acks: [string, number][];
  /** One for each time it was ready: the first of its process? */
  ready: boolean[];
}

export interface Room {
  session: WaSession;
  told: Told;
  /** What was shown on the terminal. */
  shown: string[];
  /** What was logged, as text. */
  logged: string[];
  dataDir: string;
  /** The browser's `--user-data-dir`. */
  profile: string;
  close(): Promise<void>;
}

export interface RoomOptions {
  fake: FakeWhatsApp;
  memory: AdapterMemory;
  dataDir?: string;
  env?: Record<string, string>;
  timing?: Partial<Timing>;
  events?: Partial<SessionDeps['events']>;
  vault?: SessionDeps['vault'];
}

/** A session with a folder of its own, not started. */
export function openRoom(options: RoomOptions): Room {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'nod-wa-session-'));
  const executable = findBrowser();
  const config = readConfig({
    DATA_DIR: dataDir,
    WHATSAPP_BROWSER_ARGS: options.fake.chromiumArgs().join(','),
    ...(executable ? { PUPPETEER_EXECUTABLE_PATH: executable } : {}),
    ...options.env,
  });
  const told: Told = { messages: [], votes: [], reactions: [], edited: [], revoked: [], acks: [], ready: [] };
  const shown: string[] = [];
  const logged: string[] = [];
  const session = createSession({
    config,
    memory: options.memory,
    clock: systemClock,
    log: pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) }),
    tell: (lines) => void shown.push(lines),
    timing: { ...QUICK, ...options.timing },
    ...(options.vault ? { vault: options.vault } : {}),
    events: {
      message: async (message) => void told.messages.push(message),
      vote: async (vote) => void told.votes.push(vote),
      reaction: async (reaction) => void told.reactions.push(reaction),
      edited: async (message) => void told.edited.push(message),
      revoked: async (message) => void told.revoked.push(message),
      ack: (id, level) => void told.acks.push([id, level]),
      ready: async (first) => void told.ready.push(first),
      ...options.events,
    },
  });
  return {
    session,
    told,
    shown,
    logged,
    dataDir,
    profile: profileOf(config).folder,
    async close() {
      await session.stop();
      if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Starts it and scans the code it shows; connected when it returns. */
export async function linked(room: Room, fake: FakeWhatsApp): Promise<Room> {
  await room.session.start();
  await fake.scanQr();
  await connected(room);
  return room;
}

/** Waits until it is connected, and the `times`th time that it is. */
export async function connected(room: Room, times = 1): Promise<void> {
  await vi.waitFor(
    () => {
      const { detail } = room.session.health();
      if (detail !== 'connected' || room.told.ready.length < times) throw new Error(`not connected: ${detail}`);
    },
    { timeout: 40_000, interval: 50 },
  );
}

/** A memory on a database of its own. */
export async function openMemory(): Promise<{ memory: AdapterMemory; drop(): Promise<void> }> {
  const { store, drop } = await openTestStore();
  return { memory: createAdapterMemory({ store, clock: systemClock, platform: 'whatsapp' }), drop };
}
