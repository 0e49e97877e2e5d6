import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive } from './process.ts';

const POLL_MS = 100;
/** A lock whose holder did not live long enough to write its name into it. */
const NAMELESS_MS = 5_000;

/**
 * Runs `work` while holding a lock that other processes of this machine respect: a directory with its holder's pid
 * inside. A lock whose holder is gone is removed. `onWait` is called once when somebody else holds it.
 */
export async function withLock<T>(path: string, work: () => Promise<T>, onWait?: () => void): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  while (!take(path)) {
    if (isStale(path)) {
      discard(path);
      continue;
    }
    if (!told) onWait?.();
    told = true;
    await pause(POLL_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

function take(path: string): boolean {
  try {
    mkdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(join(path, 'pid'), String(process.pid));
  return true;
}

function isStale(path: string): boolean {
  try {
    const pid = Number(readFileSync(join(path, 'pid'), 'utf8'));
    if (pid > 0) return !isAlive(pid);
  } catch {
    // No name in it yet: judged by its age below.
  }
  try {
    return Date.now() - statSync(path).mtimeMs > NAMELESS_MS;
  } catch {
    return false;
  }
}

/** Renames before removing, so that of two processes that see the same stale lock only one removes it. */
function discard(path: string): void {
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
    rmSync(aside, { recursive: true, force: true });
  } catch {
    // Another process was first.
  }
}
