import { chmod, mkdir, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Config } from '../../../src/config.ts';

/** Where the browser's profile lies. It is full access to the account: nobody else may read the folder. */
export interface Profile {
  /** What the library calls its data path. */
  root: string;
  /** The profile itself, the browser's `--user-data-dir`. */
  folder: string;
}

/** Names the library gives the profile's folder. */
export const DISK_NAME = 'session';
export const DATABASE_CLIENT = 'nod';
export const DATABASE_NAME = `RemoteAuth-${DATABASE_CLIENT}`;

export function profileOf(config: Pick<Config, 'DATA_DIR' | 'WHATSAPP_SESSION'>): Profile {
  const root = resolve(config.DATA_DIR, 'whatsapp');
  return { root, folder: resolve(root, config.WHATSAPP_SESSION === 'database' ? DATABASE_NAME : DISK_NAME) };
}

/** Makes the folder, for its owner alone. */
export async function prepareProfile(profile: Profile): Promise<void> {
  await mkdir(profile.root, { recursive: true, mode: 0o700 });
  await chmod(profile.root, 0o700);
}

/** Forgets the log-in. Only once no browser runs on it. */
export async function wipeProfile(profile: Profile): Promise<void> {
  await rm(profile.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
