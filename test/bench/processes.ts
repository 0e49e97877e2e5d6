import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** A share of one core below which something counts as idle. */
const IDLE_SHARE = 0.15;
const LOOK_MS = 1_000;
const MOST_MS = 20_000;
/** A second of /proc. */
const TICKS = 100;

/** Megabytes these processes hold in memory together (resident set sizes). */
export function memoryOf(pids: number[]): number {
  return ps('rss=', pids).reduce((sum, line) => sum + Number(line), 0) / 1024;
}

/** Waits until these processes have done what the last measurement left them with, twenty seconds at most. */
export async function settle(pids: number[]): Promise<void> {
  let before = cpuSeconds(pids);
  for (let waited = 0; waited < MOST_MS; waited += LOOK_MS) {
    await pause(LOOK_MS);
    const after = cpuSeconds(pids);
    if (after - before < (IDLE_SHARE * LOOK_MS) / 1_000) return;
    before = after;
  }
}

/** Seconds of processor time: from /proc where there is one, because `ps` tells whole seconds there. */
export function cpuSeconds(pids: number[]): number {
  if (!existsSync('/proc/self/stat')) return ps('time=', pids).reduce((sum, line) => sum + secondsOf(line), 0);
  return pids.reduce((sum, pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) / TICKS;
  }, 0);
}

/** `1-02:03:04.5` */
function secondsOf(time: string): number {
  const [rest = '', days = '0'] = time.split('-').reverse();
  return rest.split(':').reduce((all, part) => all * 60 + Number(part), 0) + Number(days) * 86_400;
}

function ps(column: string, pids: number[]): string[] {
  return execFileSync('ps', ['-o', column, '-p', pids.join(',')], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim());
}

/** Ends a process that ends with its IPC channel. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  if (child.connected) child.disconnect();
  await ended;
}
