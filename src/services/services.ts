import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findTool } from './find.ts';
import { withLock } from './lock.ts';
import { endProcess, isAlive } from './process.ts';
import type { Progress } from './progress.ts';
import { ensureService, isOurs, type Running } from './service.ts';
import { mongoSpec, redisSpec, type ServiceName, type ServiceSpec, temporalSpec } from './specs.ts';
import { readState, writeState } from './state.ts';

/** Where the three services are. */
export interface ServiceUrls {
  mongo: string;
  redis: string;
  /** host:port */
  temporal: string;
  uiUrl?: string;
}

export interface ServicesOptions {
  dataDir: string;
  /** Services that run elsewhere; the others are started here. */
  given: { mongo?: string | undefined; redis?: string | undefined; temporal?: string | undefined };
  namespace: string;
  /** Temporal's pages: a port (0: any free one), or false for none. */
  ui: number | false;
  progress: Progress;
  /** One line when a service ended by itself and when it is back. */
  tell(line: string): void;
}

export interface RunningServices {
  urls: ServiceUrls;
  /** Of the services that run on this machine for us. */
  pids: Partial<Record<ServiceName, number>>;
  /** Stops what this data folder's services are, unless another process uses them still. */
  stop(): Promise<void>;
}

const WATCH_MS = 500;
const BACKOFF_MS = [0, 500, 1_000, 2_000, 5_000, 10_000, 30_000];
/** A service that ran this long starts its waiting times anew. */
const STEADY_MS = 60_000;

/**
 * Starts what is not given by URL, on data in `dataDir`, or takes over what still runs there; then watches it and
 * starts it again when it ends. Throws MissingTool, or an Error with one sentence when a service does not start.
 */
export async function startServices(options: ServicesOptions): Promise<RunningServices> {
  const { dataDir, given } = options;
  const specs: ServiceSpec[] = [
    mongoSpec,
    redisSpec,
    temporalSpec({ ui: options.ui !== false, namespace: options.namespace }),
  ].filter((spec) => !given[spec.name]);
  const locked = <T>(work: () => Promise<T>) => withLock(join(dataDir, 'services.lock'), work);
  const ensure = (spec: ServiceSpec, samePorts: boolean) =>
    ensureService(spec, {
      dataDir,
      samePorts,
      wanted: spec.name === 'temporal' && options.ui ? { ui: options.ui } : {},
      find: () => findTool(spec.tool, options.progress),
    });

  const running = new Map<ServiceName, Running>();
  if (specs.length > 0) await locked(startAll);

  async function startAll(): Promise<void> {
    // All outcomes are awaited: a failure must not leave another one starting behind it.
    const outcomes = await Promise.allSettled(
      specs.map(async (spec) => void running.set(spec.name, await ensure(spec, false))),
    );
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure) {
      if (readState(dataDir).users.length === 0) await endAll(specs, dataDir);
      throw failure.reason;
    }
    const state = readState(dataDir);
    writeState(dataDir, { ...state, users: [...new Set([...state.users, process.pid])] });
  }

  let stopping = false;
  const watchers = specs.map((spec) => watch(spec));

  async function watch(spec: ServiceSpec): Promise<void> {
    let failures = 0;
    let since = Date.now();
    while (!stopping) {
      await pause(WATCH_MS);
      const now = running.get(spec.name);
      if (stopping || (now && isAlive(now.pid))) continue;
      if (Date.now() - since > STEADY_MS) failures = 0;
      const wait = BACKOFF_MS[Math.min(failures++, BACKOFF_MS.length - 1)] ?? 0;
      options.tell(`${spec.tool.title} has stopped; starting it again${wait ? ` in ${wait / 1_000} s` : ''}.`);
      for (let waited = 0; waited < wait && !stopping; waited += WATCH_MS) await pause(WATCH_MS);
      if (stopping) return;
      await locked(async () => {
        if (!stopping) running.set(spec.name, await ensure(spec, true));
      }).then(
        () => options.tell(`${spec.tool.title} is back.`),
        (error: Error) => options.tell(error.message),
      );
      since = Date.now();
    }
  }

  const urlOf = (spec: ServiceSpec) => {
    const found = running.get(spec.name);
    return found ? spec.url(found.ports) : '';
  };
  const ui = running.get('temporal')?.ports.ui;
  const urls: ServiceUrls = { mongo: '', redis: '', temporal: '' };
  for (const name of ['mongo', 'redis', 'temporal'] as const) urls[name] = given[name] ?? '';
  for (const spec of specs) urls[spec.name] = urlOf(spec);
  if (ui) urls.uiUrl = `http://127.0.0.1:${ui}`;

  return {
    urls,
    get pids() {
      return Object.fromEntries([...running].map(([name, { pid }]) => [name, pid]));
    },
    async stop() {
      stopping = true;
      await Promise.all(watchers);
      if (specs.length === 0) return;
      await locked(async () => {
        const state = readState(dataDir);
        const users = state.users.filter((pid) => pid !== process.pid);
        writeState(dataDir, { ...state, users });
        if (users.length === 0) await endAll(specs, dataDir);
      });
    },
  };
}

/** Ends the services that `services.json` names, if they are still the ones it means. */
async function endAll(specs: ServiceSpec[], dataDir: string): Promise<void> {
  const { services } = readState(dataDir);
  await Promise.all(
    specs.map(async (spec) => {
      const saved = services[spec.name];
      if (saved && (await isOurs(saved.pid, resolve(dataDir, spec.name)))) await endProcess(saved.pid, spec.graceMs);
    }),
  );
}
