import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import getPort from 'get-port';
import { withLock } from '../services/lock.ts';
import { commandOf, endProcess, isAlive } from '../services/process.ts';

/** Who runs on a data folder, in DATA_DIR/nod.json. */
interface Claim {
  pid: number;
  children: number[];
  address?: string;
  /** It is stopping: the next start waits for it. */
  leaving?: boolean;
}

const ORPHAN_MS = 30_000;
const LEAVE_MS = 60_000;
/** How long one whose npm was killed takes to notice at most. */
const NOTICE_MS = 1_000;

/**
 * Takes the data folder for this process. Throws, with the remedy, when another one runs on it. Gateway and worker of
 * one that was killed are waited for: they are just finishing.
 */
export async function claimData(
  dataDir: string,
  tell: (line: string) => void,
): Promise<{
  note(children: number[], address?: string): void;
  /** From now on the next start waits instead of refusing. */
  leaving(): void;
  release(): void;
}> {
  const file = join(dataDir, 'nod.json');
  mkdirSync(dataDir, { recursive: true });
  let mine: Claim = { pid: process.pid, children: [] };
  const write = (more: Partial<Claim>) => {
    mine = { ...mine, ...more };
    writeFileSync(file, `${JSON.stringify(mine)}\n`);
  };
  const before = await withLock(join(dataDir, 'nod.lock'), async () => {
    await waitForFirst(file, dataDir, tell);
    const last = read(file);
    // Its children stay noted until they are gone.
    write({ children: last?.children ?? [] });
    return last;
  });
  const orphans: number[] = [];
  for (const pid of before?.children ?? []) if (await isNod(pid)) orphans.push(pid);
  if (orphans.length > 0) tell('Waiting for what the last start left behind to finish …');
  await Promise.all(orphans.map(waitForOrphan));
  write({ children: [] });
  return {
    note: (children, address) => write({ children, ...(address ? { address } : {}) }),
    leaving: () => write({ leaving: true }),
    release: () => rmSync(file, { force: true }),
  };
}

/** Waits for one that is stopping; throws when it stays. */
async function waitForFirst(file: string, dataDir: string, tell: (line: string) => void): Promise<void> {
  const began = Date.now();
  let told = false;
  for (;;) {
    const first = read(file);
    if (!first || first.pid === process.pid || !(await isNod(first.pid))) return;
    if (Date.now() - began > (first.leaving ? LEAVE_MS : NOTICE_MS)) {
      const where = first.address ? ` at ${first.address}` : '';
      throw new Error(
        `Nod runs on ${dataDir} already${where} (process ${first.pid}): use that one, stop it first, or choose another PORT and DATA_DIR for a second copy.`,
      );
    }
    if (first.leaving && !told) tell('Waiting for the last start, which is just stopping …');
    told = told || first.leaving === true;
    await pause(50);
  }
}

async function waitForOrphan(pid: number): Promise<void> {
  const deadline = Date.now() + ORPHAN_MS;
  while (isAlive(pid) && (await isNod(pid))) {
    if (Date.now() > deadline) return endProcess(pid, 0);
    await pause(50);
  }
}

/** A pid alone may have gone to another program since. */
async function isNod(pid: number): Promise<boolean> {
  return isAlive(pid) && /(start\.mjs|main\.js)/.test((await commandOf(pid)) ?? '');
}

function read(file: string): Claim | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Claim;
  } catch {
    return null;
  }
}

/** The port to listen on: `port` itself when it is free, any free one for 0. Throws, with the remedy, when it is taken. */
export async function choosePort(port: number, host: string): Promise<number> {
  if (port === 0) return getPort({ host });
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => reject(new Error(portProblem(error, port, host))));
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
  return port;
}

function portProblem(error: NodeJS.ErrnoException, port: number, host: string): string {
  if (error.code === 'EADDRINUSE') {
    return `Port ${port} is taken. Stop what uses it, or choose another with PORT=${port + 1}.`;
  }
  if (error.code === 'EACCES') return `Port ${port} may not be used here. Choose one above 1024 with PORT.`;
  return `Nod cannot listen on ${host}, port ${port} (${error.code ?? error.message}). Check HOST and PORT.`;
}
