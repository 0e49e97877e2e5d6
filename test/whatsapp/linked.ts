import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { createWhatsAppAdapter } from '../../adapters/whatsapp/adapter.ts';
import { NO_PACE } from '../../adapters/whatsapp/pacing.ts';
import { createSession } from '../../adapters/whatsapp/session/session.ts';
import type { Timing, WaEvents, WaSession } from '../../adapters/whatsapp/session/types.ts';
import { createAdapterMemory } from '../../src/chat/adapter-memory.ts';
import type { Adapter } from '../../src/chat/types.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import type { Store } from '../../src/store/store.ts';
import { findBrowser, NO_BROWSER } from '../fakes/whatsapp-web/browser.ts';
import { type FakeWhatsApp, startFakeWhatsApp } from '../fakes/whatsapp-web/fake.ts';
import type { Said } from '../fakes/whatsapp-web/people.ts';
import { openTestStore } from '../support/store.ts';

/** Short enough for tests that let things go wrong. */
const TIMING: Partial<Timing> = { backoff: 50, backoffMost: 200, call: 5000 };

const clock = { now: () => new Date() };

export interface Linked {
  fake: FakeWhatsApp;
  store: Store;
  /** An adapter on the one session; those of before no longer hear anything. */
  adapter(allowed?: string[]): Adapter;
  /** Says something and waits until the adapter has seen it. */
  said(say: () => Said): Promise<Said>;
  /** Does something and waits until the adapter has seen the vote it casts. */
  voted(cast: () => void): Promise<void>;
  close(): Promise<void>;
}

/** The real library in a real browser on the page of the tests, logged in: one for a file, since starting takes seconds. */
export async function openLinked(): Promise<Linked> {
  const browser = findBrowser();
  if (browser === null) throw new Error(NO_BROWSER);
  const fake = await startFakeWhatsApp();
  const { store, drop } = await openTestStore();
  const dataDir = mkdtempSync(join(tmpdir(), 'nod-whatsapp-'));
  const config = readConfig({
    DATA_DIR: dataDir,
    NODE_ENV: 'test',
    WHATSAPP_ENABLED: 'true',
    WHATSAPP_BROWSER_ARGS: fake.chromiumArgs().join(','),
    PUPPETEER_EXECUTABLE_PATH: browser,
  });
  const log = createLog(process.env.TEST_LOG ?? 'silent', 'test');
  const memory = createAdapterMemory({ store, clock, platform: 'whatsapp' });
  const seen = new Set<string>();
  let votes = 0;
  let told: WaEvents | null = null;
  const events: WaEvents = {
    async message(message) {
      await told?.message(message);
      seen.add(message.id);
    },
    async vote(vote) {
      await told?.vote(vote);
      votes += 1;
    },
    reaction: async (reaction) => told?.reaction(reaction),
    edited: async (message) => told?.edited(message),
    revoked: async (message) => told?.revoked(message),
    ack: (id, level) => told?.ack(id, level),
    ready: async (first) => told?.ready(first),
  };
  const session = createSession({ config, memory, clock, log, events, tell: () => {}, timing: TIMING });
  await session.start();
  await fake.scanQr();
  await until(() => session.health().ok, 'a session that is well');

  return {
    fake,
    store,

    adapter(allowed = []) {
      return createWhatsAppAdapter({
        config: { WHATSAPP_ALLOWED: allowed },
        memory,
        clock,
        log,
        png: async () => PNG,
        pace: NO_PACE,
        timing: { ack: 3000, settle: 300, pending: 600 },
        open(events): WaSession {
          told = events;
          const stop = async () => {
            if (told === events) told = null;
          };
          return { ...session, start: async () => {}, stop };
        },
      });
    },

    /** A sticker behind it says nothing, and is seen once everything before it was. */
    async said(say) {
      const said = say();
      const behind = fake.say(said.chat, { media: { bytes: PNG, mimetype: 'image/webp', as: 'sticker' } });
      await until(() => seen.has(behind.id), `"${said.id}" and what came behind it`);
      return said;
    },

    async voted(cast) {
      const before = votes;
      cast();
      await until(() => votes > before, 'a vote');
    },

    async close() {
      await session.stop();
      await fake.stop();
      await drop();
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Looks until it is so. */
export async function until(holds: () => boolean, what: string, withinMs = 20_000): Promise<void> {
  await vi.waitFor(
    () => {
      if (!holds()) throw new Error(`not within ${withinMs} ms: ${what}`);
    },
    { timeout: withinMs, interval: 20 },
  );
}

/** One white dot. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg==',
  'base64',
);
