import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import getPort from 'get-port';
import { commandOf, endProcess, isAlive, lastLines, spawnDetached } from './process.ts';
import type { Ports, ServiceSpec } from './specs.ts';
import { readState, writeState } from './state.ts';

const START_MS = 60_000;
const ADOPT_MS = 15_000;
const POLL_MS = 50;
const HOST = '127.0.0.1';

export interface Running {
  pid: number;
  ports: Ports;
  /** It ran already. */
  adopted: boolean;
}

export interface Place {
  dataDir: string;
  /** Ports asked for by name, as `{ ui: 8233 }`; others are free ones. */
  wanted: Record<string, number>;
  /** It must come back where it was: others hold its address already. */
  samePorts: boolean;
  find(): Promise<string>;
}

/**
 * Makes one service run: takes over the one that runs on this data and answers, ends one that does not answer, starts
 * it otherwise, on the port it had before if that is free. Throws when it does not start, or may only come back on a port
 * that is taken. To be called under the lock of the data folder.
 */
export async function ensureService(spec: ServiceSpec, place: Place): Promise<Running> {
  const folder = resolve(place.dataDir, spec.name);
  const saved = readState(place.dataDir).services[spec.name];
  if (saved && (await isOurs(saved.pid, folder))) {
    const complete = spec.ports.every((name) => saved.ports[name]);
    if (complete && (await whyNotReady(spec, saved, ADOPT_MS)) === null) return { ...saved, adopted: true };
    await endProcess(saved.pid, spec.graceMs);
  }
  mkdirSync(folder, { recursive: true });
  const command = await place.find();
  const ports = await choosePorts(spec, place.wanted, saved?.ports);
  if (place.samePorts && saved && ports.main !== saved.ports.main) {
    throw new Error(`${spec.tool.title} cannot come back: its port ${saved.ports.main} is taken.`);
  }
  let outcome = await start(spec, place, command, folder, ports);
  // The port may have been taken between looking and listening; anything else fails the same way again.
  if (!outcome.ok && !place.samePorts) {
    outcome = await start(spec, place, command, folder, await choosePorts(spec, place.wanted, undefined));
  }
  if (outcome.ok) return outcome.running;
  throw new Error(`${spec.tool.title} does not start: ${outcome.reason} (its log: ${logFile(place.dataDir, spec)}).`);
}

export function logFile(dataDir: string, spec: ServiceSpec): string {
  return join(dataDir, 'logs', `${spec.name}.log`);
}

/** Whether a process is the service of this data folder, and not a stranger that got its number. */
export async function isOurs(pid: number, folder: string): Promise<boolean> {
  return isAlive(pid) && ((await commandOf(pid))?.includes(folder) ?? false);
}

async function choosePorts(spec: ServiceSpec, wanted: Record<string, number>, last?: Ports): Promise<Ports> {
  const taken = new Set<number>();
  const ports: Record<string, number> = {};
  for (const name of spec.ports) {
    const preferred = [wanted[name], last?.[name]].filter((port) => port !== undefined && port > 0) as number[];
    const before = await firstFree(preferred.filter((port) => !taken.has(port)));
    const port = before ?? (await getPort({ host: HOST, exclude: taken }));
    taken.add(port);
    ports[name] = port;
  }
  return ports as Ports;
}

/** Asked of the ports themselves: get-port keeps what it once gave out from being given out again. */
async function firstFree(ports: number[]): Promise<number | undefined> {
  for (const port of ports) if (await isFree(port)) return port;
  return undefined;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((tell) => {
    const probe = createServer();
    probe.once('error', () => tell(false));
    probe.listen(port, HOST, () => probe.close(() => tell(true)));
  });
}

type Started = { ok: true; running: Running } | { ok: false; reason: string };

async function start(spec: ServiceSpec, place: Place, command: string, folder: string, ports: Ports): Promise<Started> {
  const log = logFile(place.dataDir, spec);
  const child = spawnDetached(command, spec.args(ports, folder), log, folder);
  const failed = new Promise<string>((tell) => {
    child.once('error', (error) => tell(error.message));
    child.once('exit', (code, signal) => tell(lastLines(log, 1) || `it ended at once (${signal ?? code})`));
  });
  const { pid } = child;
  if (pid === undefined) return { ok: false, reason: await failed };
  const state = readState(place.dataDir);
  writeState(place.dataDir, { ...state, services: { ...state.services, [spec.name]: { pid, ports } } });

  const reason = await Promise.race([failed, whyNotReady(spec, { pid, ports }, START_MS)]);
  if (reason === null) return { ok: true, running: { pid, ports, adopted: false } };
  await endProcess(pid, spec.graceMs);
  return { ok: false, reason };
}

/** Asks until it answers: null then, and the last reason when it ends or `patienceMs` passed. */
async function whyNotReady(
  spec: ServiceSpec,
  of: { pid: number; ports: Ports },
  patienceMs: number,
): Promise<string | null> {
  const deadline = Date.now() + patienceMs;
  let reason = 'it ended';
  while (Date.now() < deadline && isAlive(of.pid)) {
    const problem = await spec.ready(of.ports).then(
      () => null,
      (error: Error) => error,
    );
    if (problem === null) return null;
    reason = `it does not answer (${problem.message})`;
    await pause(POLL_MS);
  }
  return reason;
}
