import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const LOG_LIMIT = 10 * 1024 * 1024;

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  // A process that ended but was not collected by its parent is not running any more.
  return !/^\d+ \(.*\) Z/s.test(readProc(pid, 'stat') ?? '');
}

/** The command line of a process, or null when it is gone or cannot be told. */
export async function commandOf(pid: number): Promise<string | null> {
  const proc = readProc(pid, 'cmdline');
  if (proc !== null) return proc.replaceAll('\0', ' ').trim() || null;
  if (existsSync('/proc/self/cmdline')) return null;
  return run('ps', ['-p', String(pid), '-o', 'command='], { timeout: 5_000 }).then(
    ({ stdout }) => stdout.trim() || null,
    () => null,
  );
}

/** The parent of a process, or null when it cannot be told. */
export async function parentOf(pid: number): Promise<number | null> {
  return run('ps', ['-p', String(pid), '-o', 'ppid='], { timeout: 5_000 }).then(
    ({ stdout }) => Number(stdout) || null,
    () => null,
  );
}

function readProc(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return null;
  }
}

/** Opens a log file for appending; one that has grown large is set aside first (one generation is kept). */
export function openLogFile(path: string): number {
  mkdirSync(dirname(path), { recursive: true });
  if (existsSync(path) && statSync(path).size > LOG_LIMIT) renameSync(path, `${path}.1`);
  return openSync(path, 'a');
}

/**
 * Starts a program in its own process group (a Ctrl-C in the terminal does not reach it; it survives the death of
 * whoever started it, to be found again), writing to a log file.
 */
export function spawnDetached(command: string, args: string[], logFile: string, cwd: string): ChildProcess {
  const log = openLogFile(logFile);
  const child = spawn(command, args, { cwd, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  child.unref();
  return child;
}

/** Asks a process to end, and after `graceMs` ends it. Returns when it is gone. */
export async function endProcess(pid: number, graceMs: number): Promise<void> {
  const deadline = Date.now() + graceMs;
  signal(pid, 'SIGTERM');
  while (isAlive(pid)) {
    if (Date.now() > deadline) signal(pid, 'SIGKILL');
    await pause(20);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Already gone.
  }
}

/** The last lines of a log file that say something, for an error message. */
export function lastLines(path: string, count: number): string {
  try {
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    return lines.slice(-count).join('\n').slice(-600);
  } catch {
    return '';
  }
}
