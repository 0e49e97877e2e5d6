import { type ChildProcess, fork } from 'node:child_process';
import { closeSync } from 'node:fs';
import { endProcess, openLogFile } from '../services/process.ts';
import type { Role, RoleMessage } from './role.ts';

const BACKOFF_MS = [0, 500, 1_000, 2_000, 5_000, 10_000, 30_000];
/** A process that lived this long starts its waiting times anew. */
const STEADY_MS = 10_000;

/** Two V8 heaps in the worker (its own and the workflows') each keep a nursery; small ones save some 50 MB when idle. */
const V8_FLAGS: Record<Role, string[]> = {
  gateway: ['--max-semi-space-size=4'],
  worker: ['--max-semi-space-size=2'],
};
/** Each of the many threads of Temporal's core would else keep an arena of its own (glibc): some 30 MB. */
const NATIVE = { MALLOC_ARENA_MAX: '2' };

export interface Supervised {
  /** The first start: its address when it has one. Rejects with the one sentence of why it does not start. */
  ready: Promise<string | undefined>;
  pid(): number | undefined;
  stop(): Promise<void>;
}

/**
 * Keeps one role running in a process of its own: started again, with growing waits, whenever it ends by itself. Only a
 * failure of the very first start is final.
 */
export function superviseRole(options: {
  role: Role;
  /** The file that runs it. */
  script: string;
  env: Record<string, string | undefined>;
  logFile: string;
  /** How long it may take to end. */
  endMs: number;
  tell(line: string): void;
  /** Called with the pid at each start. */
  started(): void;
}): Supervised {
  const { role, tell } = options;
  let child: ChildProcess | undefined;
  let stopping = false;
  let everReady = false;
  let failures = 0;
  let ready: (address: string | undefined) => void = () => {};
  let failed: (error: Error) => void = () => {};
  const first = new Promise<string | undefined>((resolve, reject) => {
    ready = resolve;
    failed = reject;
  });

  function start(): void {
    const began = Date.now();
    const log = openLogFile(options.logFile);
    child = fork(options.script, [role], {
      env: { ...NATIVE, ...options.env },
      execArgv: V8_FLAGS[role],
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    options.started();
    let reason = '';
    child.on('message', (message: RoleMessage) => {
      if (message.type === 'failed') {
        reason = message.message;
        return;
      }
      if (message.type === 'show') {
        tell(message.text);
        return;
      }
      if (everReady) tell(`The ${role} is back.`);
      everReady = true;
      ready(message.address);
    });
    child.on('error', (error) => {
      reason = error.message;
    });
    child.once('exit', (code, signal) => {
      if (stopping) return;
      const why = reason || `it ended with ${signal ?? `code ${code}`}`;
      if (!everReady) {
        failed(new Error(reason || `The ${role} does not start: ${why}. See ${options.logFile}.`));
        return;
      }
      if (Date.now() - began > STEADY_MS) failures = 0;
      again(why);
    });
  }

  function again(why: string): void {
    const wait = BACKOFF_MS[Math.min(failures++, BACKOFF_MS.length - 1)] ?? 0;
    tell(`The ${role} has stopped (${why}); starting it again${wait ? ` in ${wait / 1_000} s` : ''}.`);
    setTimeout(() => {
      if (!stopping) start();
    }, wait);
  }

  start();
  return {
    ready: first,
    pid: () => child?.pid,
    async stop() {
      stopping = true;
      const pid = child?.pid;
      if (pid === undefined || child?.exitCode !== null || child.signalCode !== null) return;
      await endProcess(pid, options.endMs + 3_000);
    },
  };
}
