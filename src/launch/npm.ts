import { commandOf, isAlive, parentOf } from '../services/process.ts';

const LOOK_MS = 250;

/**
 * Calls `then` once when the npm that started this process is gone. npm hands a Ctrl-C on, but ends without a word to
 * its script when it is told to end itself, and what it started would run on unseen. Does nothing without npm.
 */
export async function whenNpmDies(then: () => void): Promise<void> {
  if (!process.env.npm_lifecycle_event) return;
  const shell = process.ppid;
  const chain = [shell];
  if (!(await isNpm(shell))) {
    const npm = await parentOf(shell);
    if (npm === null || !(await isNpm(npm))) return;
    chain.push(npm);
  }
  const timer = setInterval(() => {
    if (process.ppid === shell && chain.every(isAlive)) return;
    clearInterval(timer);
    then();
  }, LOOK_MS).unref();
}

async function isNpm(pid: number): Promise<boolean> {
  return /\bnpm\b/.test((await commandOf(pid)) ?? '');
}
