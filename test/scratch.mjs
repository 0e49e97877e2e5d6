// Where the tests keep what they write: in memory where there is plenty of it. The databases of a run make some ten
// thousand files and wait for the disk at every commit, which a run that keeps nothing need not: in memory MongoDB takes
// half the processor time and a third of the wall time to make a database.
import { mkdirSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const PREFIX = 'nod-run-';
const GiB = 2 ** 30;
/** A whole run was seen to write 2.5 GiB at most at a time. */
const ROOM = 5 * GiB;
/** Beside what is written: browsers and services of this many test processes. */
const USED = 2 * GiB * Math.min(availableParallelism() + 1, 4);

/**
 * Makes the folder of this run and returns it with its `remove`; null where there is no memory to spare, and the folder for
 * temporary files is used. What a run that was killed left there goes first, with the processes that still run on it.
 */
export function scratch(pid = process.pid) {
  try {
    removeLeft();
    const { bavail, bsize } = statfsSync(MEMORY);
    if (bavail * bsize < ROOM || available() < ROOM + USED) return null;
    const folder = join(MEMORY, `${PREFIX}${pid}`);
    mkdirSync(folder, { mode: 0o700 });
    return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
  } catch {
    return null;
  }
}

/** Bytes of memory that can be had without swapping. */
function available() {
  const [, kiB] = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8')) ?? [];
  return Number(kiB ?? 0) * 1024;
}

function removeLeft() {
  for (const name of readdirSync(MEMORY).filter((entry) => entry.startsWith(PREFIX))) {
    if (lives(Number(name.slice(PREFIX.length)))) continue;
    const folder = join(MEMORY, name);
    for (const pid of runningOn(folder)) process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Pids of the processes that were started with a path in the folder. */
function runningOn(folder) {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${folder}/`);
      } catch {
        return false;
      }
    });
}

function lives(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
