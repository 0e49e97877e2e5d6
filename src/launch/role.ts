import type { Config } from '../config.ts';
import { createLog, type Log, secretsOf } from '../log.ts';
import type { ServiceUrls } from '../services/services.ts';
import { startTracing } from '../tracing-start.ts';
import { whenNpmDies } from './npm.ts';

export type Role = 'gateway' | 'worker';

/** What a role tells the launcher that forked it. */
export type RoleMessage =
  | { type: 'ready'; address?: string }
  | { type: 'failed'; message: string }
  | { type: 'show'; text: string };

interface Part {
  address?: string;
  stop(): Promise<void>;
}

/** How long a part may take to end in all: a worker's steps get DRAIN_TIMEOUT of it. */
export const endMs = (config: Pick<Config, 'DRAIN_TIMEOUT'>): number => config.DRAIN_TIMEOUT * 1000 + 10_000;

/**
 * Runs the gateway or the worker in this process until it is told to end (SIGTERM, Ctrl-C, or the death of the launcher
 * that forked it); then it finishes what it has begun. Services that no URL names are started as `npm start` does.
 */
export async function runRole(role: Role, config: Config): Promise<void> {
  const log = createLog(config.LOG_LEVEL, role, secretsOf(config));
  const launched = process.connected === true;
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'an error nobody expected; this process ends and is started again');
    process.exit(1);
  });
  try {
    const tracing = await startTracing(config, role);
    const services = await servicesFor(config, log);
    const part = await startPart(role, config, services.urls, log, launched);
    endWhenTold({ log, launched, withinMs: endMs(config) }, async () => {
      await part.stop();
      await tracing.stop();
      await services.stop();
    });
    if (launched) tell({ type: 'ready', ...(part.address ? { address: part.address } : {}) });
    else log.info({ address: part.address }, `the ${role} is ready`);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    log.fatal({ err: error }, `the ${role} does not start`);
    if (!launched) throw error;
    tell({ type: 'failed', message }, () => process.exit(1));
  }
}

async function startPart(
  role: Role,
  config: Config,
  services: ServiceUrls,
  log: Log,
  launched: boolean,
): Promise<Part> {
  if (role === 'gateway') {
    const { startGateway } = await import('../gateway.ts');
    // A launched role writes to its log; what a person is to see goes to the terminal through the launcher.
    const show = (text: string) => tell({ type: 'show', text });
    return startGateway({ config, services, log, ...(launched ? { tell: show } : {}) });
  }
  const { startWorker } = await import('../../worker/main.ts');
  return startWorker({ config, services, log });
}

/** The services the environment names; what it does not name runs on this machine, shared by the roles. */
async function servicesFor(config: Config, log: Log): Promise<{ urls: ServiceUrls; stop(): Promise<void> }> {
  const { MONGODB_URL: mongo, REDIS_URL: redis, TEMPORAL_HOST: temporal, TEMPORAL_UI_URL: uiUrl } = config;
  const ui = uiUrl ? { uiUrl } : {};
  if (mongo && redis && temporal) return { urls: { mongo, redis, temporal, ...ui }, async stop() {} };
  const { startServices } = await import('../services/services.ts');
  const { createProgress } = await import('../services/progress.ts');
  return startServices({
    dataDir: config.DATA_DIR,
    given: { mongo, redis, temporal },
    namespace: config.TEMPORAL_NAMESPACE,
    ui: config.TEMPORAL_UI_PORT,
    progress: await createProgress(),
    tell: (line) => log.warn(line),
  });
}

function endWhenTold(how: { log: Log; launched: boolean; withinMs: number }, stop: () => Promise<void>): void {
  const { log, launched } = how;
  let ending = false;
  const end = (why: string) => {
    if (ending) return;
    ending = true;
    log.info({ why }, 'finishing what is under way');
    setTimeout(() => {
      log.error('not everything could be finished in time; it is taken up again at the next start');
      process.exit(1);
    }, how.withinMs).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'could not end in order');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  // A Ctrl-C in the terminal reaches the launcher too, which then tells its children in its own order.
  process.on('SIGINT', () => {
    if (!launched) end('SIGINT');
  });
  if (launched) process.once('disconnect', () => end('the launcher is gone'));
  else void whenNpmDies(() => end('npm is gone'));
}

function tell(message: RoleMessage, then: () => void = () => {}): void {
  if (process.connected) process.send?.(message, undefined, undefined, then);
  else then();
}
