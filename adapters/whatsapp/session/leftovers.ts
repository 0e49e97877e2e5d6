import { execFile } from 'node:child_process';
import { lstat, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

/**
 * A killed process leaves its browser running and its profile locked. Whoever holds the session's lease may end what
 * runs on *this* profile, told by its `--user-data-dir`; no other browser is ever touched.
 */

const LOCKS = ['SingletonLock', 'SingletonCookie', 'SingletonSocket'];
const run = promisify(execFile);

interface Process {
  pid: number;
  command: string;
}

/** Ends every browser that runs on the profile and waits until they are gone, at most `limit` ms. Returns how many there were. */
export async function endLeftovers(profile: string, limit: number): Promise<number> {
  const found = await browsersOn(profile);
  if (found.length === 0) return 0;
  // The browser itself first; its helpers follow it.
  for (const { pid } of found.filter(({ command }) => !command.includes('--type='))) end(pid);
  const until = performance.now() + limit;
  let left = await browsersOn(profile);
  while (left.length > 0 && performance.now() < until) {
    for (const { pid } of left) end(pid);
    await pause(50);
    left = await browsersOn(profile);
  }
  return found.length;
}

/** Processes whose command line names exactly this profile. */
export async function browsersOn(profile: string): Promise<Process[]> {
  const wanted = `--user-data-dir=${profile}`;
  const named = ({ command }: Process) =>
    `${command.replaceAll('\0', ' ')} `.replaceAll('"', '').includes(`${wanted} `);
  return (await processes()).filter((one) => one.pid !== process.pid && named(one));
}

async function processes(): Promise<Process[]> {
  if (process.platform === 'win32') return [];
  const pids = await readdir('/proc').catch(() => null);
  if (!pids?.includes('self')) return listed();
  const all = pids
    .filter((name) => /^\d+$/.test(name))
    .map(async (name) => {
      const command = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
      return { pid: Number(name), command };
    });
  return Promise.all(all);
}

/** Where there is no /proc. */
async function listed(): Promise<Process[]> {
  const { stdout } = await run('ps', ['-axww', '-o', 'pid=,command='], { maxBuffer: 16 * 1024 * 1024 });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, command] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid && command ? [{ pid: Number(pid), command }] : [];
  });
}

export function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

/**
 * Removes a profile's lock where nobody can hold it: another host's (a container that was replaced), a dead process's,
 * or one whose number now belongs to something else. Call after `endLeftovers`. Returns whether there was one.
 */
export async function clearStaleLock(profile: string): Promise<boolean> {
  const holder = await readlink(join(profile, 'SingletonLock')).catch(() => null);
  const anything = holder !== null || (await present(join(profile, 'SingletonLock')));
  if (!anything || (await isHeld(profile, holder))) return false;
  for (const lock of LOCKS) await rm(join(profile, lock), { force: true });
  return true;
}

async function isHeld(profile: string, holder: string | null): Promise<boolean> {
  const [, host, pid] = /^(.*)-(\d+)$/.exec(holder ?? '') ?? [];
  if (host !== hostname() || !pid) return false;
  return (await browsersOn(profile)).some((one) => one.pid === Number(pid));
}

const present = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );
