import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { endProcess } from '../../src/services/process.ts';
import { isOurs } from '../../src/services/service.ts';
import { readState } from '../../src/services/state.ts';

const MAIN = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'dist', 'app', 'main.js');
const READY_MS = 240_000;

/** The built product as a person starts it, in processes of its own. */
export interface Nod {
  pid: number;
  /** All it has printed so far. */
  output(): string;
  /** Waits until what it printed matches; fails with the output when it ends before. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** Waits for the table and returns the address in it. */
  ready(): Promise<string>;
  signal(name: NodeJS.Signals): void;
  /** Its exit code, when it has ended; null after a kill. */
  ended: Promise<number | null>;
}

/** As npm does it: a parent of that name, which ends without a word to the script when it is killed. */
const AS_NPM = `process.title = 'npm start';
require('node:child_process').spawn(process.execPath, process.argv.slice(1), {
  stdio: 'inherit', env: { ...process.env, npm_lifecycle_event: 'start' },
});`;

export function startNod(
  dataDir: string,
  env: Record<string, string> = {},
  role = 'all',
  by: 'node' | 'npm' = 'node',
): Nod {
  const { npm_lifecycle_event: _, ...own } = process.env;
  const args = by === 'npm' ? ['-e', AS_NPM, MAIN, role] : [MAIN, role];
  const child: ChildProcess = spawn(process.execPath, args, {
    env: { ...own, NODE_ENV: 'development', PORT: '0', DATA_DIR: dataDir, ...env },
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (part: string) => {
      output += part;
    });
  }
  let code: number | null | undefined;
  const ended = once(child, 'close').then(([status]) => {
    code = status as number | null;
    return code;
  });
  const printed = (pattern: RegExp) =>
    vi.waitUntil(
      () => {
        const found = pattern.exec(output);
        if (!found && code !== undefined) throw new Error(`it ended with ${code}:\n${output}`);
        return found;
      },
      { timeout: READY_MS, interval: 20 },
    ) as Promise<RegExpExecArray>;
  return {
    pid: child.pid ?? 0,
    output: () => output,
    printed,
    ready: async () => (await printed(/Address\s+(http:\S+)/))[1] ?? '',
    signal: (name) => void child.kill(name),
    ended,
  };
}

/** A data folder of the test's own; `remove` ends whatever still runs on it. */
export function dataFolder(): { path: string; remove(): Promise<void> } {
  const path = mkdtempSync(join(tmpdir(), 'nod-data-'));
  return {
    path,
    async remove() {
      for (const pid of rolesOf(path)) await endProcess(pid, 1_000);
      for (const [name, { pid }] of Object.entries(readState(path).services)) {
        if (await isOurs(pid, resolve(path, name))) await endProcess(pid, 5_000);
      }
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Pids of the gateway and the worker that run on a data folder, in this order. */
export function rolesOf(dataDir: string): number[] {
  try {
    return (JSON.parse(readFileSync(join(dataDir, 'nod.json'), 'utf8')) as { children: number[] }).children;
  } catch {
    return [];
  }
}
