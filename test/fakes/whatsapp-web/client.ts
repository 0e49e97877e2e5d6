// The real library, as the tests of the fake drive it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import wwebjs from 'whatsapp-web.js';
import { eventually } from '../../support/eventually.ts';
import { findBrowser, NO_BROWSER } from './browser.ts';
import type { FakeWhatsApp } from './fake.ts';
import { installKeyShim } from './shim.ts';

export interface Driven {
  client: wwebjs.Client;
  dataPath: string;
  /** Names and first values of what the library told, in order. */
  told: string[];
  /** What failed in the library where nobody waits for it: a page that closes or loads anew while it is injected. */
  troubles: unknown[];
  close(): Promise<void>;
}

export interface DriveOptions {
  /** Without it the library is as published. */
  shim?: boolean;
  dataPath?: string;
  more?: Partial<wwebjs.ClientOptions>;
}

const TOLD = ['qr', 'code', 'authenticated', 'ready', 'disconnected', 'change_state', 'message', 'vote_update'];

/** A client with a profile of its own. It is not started. */
export function drive(fake: FakeWhatsApp, { shim = true, dataPath, more }: DriveOptions = {}): Driven {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Error(NO_BROWSER);
  const folder = dataPath ?? mkdtempSync(join(tmpdir(), 'nod-whatsapp-'));
  const client = new wwebjs.Client({
    authStrategy: new wwebjs.LocalAuth({ dataPath: folder }),
    webVersionCache: { type: 'none' },
    puppeteer: {
      executablePath,
      headless: true,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      args: fake.chromiumArgs(),
    },
    ...more,
  });
  const troubles = keepTroubles(client);
  if (shim) installKeyShim(client);
  const told: string[] = [];
  for (const name of TOLD)
    client.on(name, (value: unknown) => told.push(typeof value === 'string' ? `${name} ${value}` : name));
  return {
    client,
    dataPath: folder,
    told,
    troubles,
    async close() {
      const browser = client.pupBrowser?.process();
      await client.destroy().catch(() => {});
      if (browser && browser.exitCode === null && browser.signalCode === null)
        await new Promise((resolve) => browser.once('exit', resolve));
      // Its children write on for a moment after it has gone: what they add is looked for anew.
      await eventually(() => rmSync(folder, { recursive: true, force: true }));
    },
  };
}

/** The library injects itself again after each navigation, and lets that fail unhandled. */
function keepTroubles(client: wwebjs.Client): unknown[] {
  const troubles: unknown[] = [];
  const inside = client as unknown as { inject(): Promise<void> };
  const inject = inside.inject.bind(client);
  let first = true;
  inside.inject = () => {
    if (!first) return inject().catch((error: unknown) => void troubles.push(error));
    first = false;
    return inject();
  };
  return troubles;
}

/** Starts a client and links it. */
export async function linked(fake: FakeWhatsApp, options: DriveOptions = {}): Promise<Driven> {
  const driven = drive(fake, options);
  try {
    const ready = once(driven.client, 'ready');
    await Promise.all([ready, driven.client.initialize().then(() => fake.scanQr())]);
    return driven;
  } catch (error) {
    await driven.close();
    throw error;
  }
}

/** The values of the next event of this name. */
export function once<T extends unknown[] = unknown[]>(
  client: wwebjs.Client,
  name: string,
  withinMs = 30_000,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no "${name}" within ${withinMs} ms`)), withinMs);
    client.once(name, (...values: unknown[]) => {
      clearTimeout(timer);
      resolve(values as T);
    });
  });
}
