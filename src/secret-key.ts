import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';

const BYTES = 32;

/**
 * The key that stored credentials are encrypted with: NOD_SECRET_KEY, or one made once in DATA_DIR/secret.key that only
 * its owner can read. Throws with the name of what is wrong: a lost or changed key cannot be replaced by a new one.
 */
export function loadSecretKey(config: Pick<Config, 'NOD_SECRET_KEY' | 'DATA_DIR'>): Buffer {
  if (config.NOD_SECRET_KEY) return decode(config.NOD_SECRET_KEY, 'NOD_SECRET_KEY');
  const file = join(config.DATA_DIR, 'secret.key');
  return decode(readKey(file) ?? makeKey(file), file);
}

/** The secret key, and the earlier ones of NOD_SECRET_KEY_PREVIOUS, with which only what is old is read. */
export function loadSecretKeys(
  config: Pick<Config, 'NOD_SECRET_KEY' | 'NOD_SECRET_KEY_PREVIOUS' | 'DATA_DIR'>,
): [Buffer, ...Buffer[]] {
  return [
    loadSecretKey(config),
    ...config.NOD_SECRET_KEY_PREVIOUS.map((key) => decode(key, 'NOD_SECRET_KEY_PREVIOUS')),
  ];
}

function decode(text: string, source: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length === BYTES) return key;
  throw new Error(
    `${source} must be 32 bytes in base64, and has ${key.length}: \`openssl rand -base64 32\` makes one.`,
  );
}

function readKey(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Written aside and linked into place, so that of two processes starting at once both use the first one's key. */
function makeKey(file: string): string {
  mkdirSync(join(file, '..'), { recursive: true });
  const aside = `${file}.${process.pid}`;
  writeFileSync(aside, `${randomBytes(BYTES).toString('base64')}\n`, { mode: 0o600 });
  try {
    linkSync(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside);
  }
  return readFileSync(file, 'utf8');
}
