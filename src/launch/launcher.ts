import { join, resolve } from 'node:path';
import type { Config } from '../config.ts';
import { TEMPORAL_ACCESS } from '../config-temporal.ts';
import type { Platform } from '../platforms.ts';
import { createProgress } from '../services/progress.ts';
import { type RunningServices, startServices } from '../services/services.ts';
import { type Supervised, superviseRole } from './child.ts';
import { choosePort, claimData } from './claim.ts';
import { whenNpmDies } from './npm.ts';
import { endMs } from './role.ts';
import { readyTable } from './table.ts';

/** The Temporal that is started here takes no key and no certificate; said as empty, so that no .env file brings them back. */
const WITHOUT_ACCESS = Object.fromEntries(TEMPORAL_ACCESS.map((name) => [name, '']));

/**
 * Runs everything on this machine: the services, the gateway and the worker, each in its own process; prints a short
 * table when all are ready; on Ctrl-C or SIGTERM lets them finish and stops whatever it started. Rejects with one
 * sentence when something does not start. It stays small itself: nothing but processes is handled here. `script` is what runs a
 * role: Node's file, with the role's name behind it.
 */
export async function launch(config: Config, platforms: readonly Platform[], script: string): Promise<void> {
  const dataDir = resolve(config.DATA_DIR);
  const tell = (line: string) => void process.stdout.write(`${line}\n`);
  const claim = await claimData(dataDir, tell);
  let services: RunningServices | undefined;
  let roles: Supervised[] = [];
  let stopping: Promise<void> | undefined;

  const stopAll = () => {
    stopping ??= (async () => {
      claim.leaving();
      await Promise.all(roles.map((role) => role.stop()));
      await services?.stop();
      claim.release();
    })();
    return stopping;
  };
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    tell('\nFinishing what is under way …');
    claim.leaving();
    starting.finally(stopAll).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  void whenNpmDies(end);

  async function startAll(): Promise<void> {
    const port = await choosePort(config.PORT, config.HOST);
    tell('Starting MongoDB, Valkey, Temporal, the gateway and the worker: some seconds …');
    services = await startServices({
      dataDir,
      given: { mongo: config.MONGODB_URL, redis: config.REDIS_URL, temporal: config.TEMPORAL_HOST },
      namespace: config.TEMPORAL_NAMESPACE,
      ui: config.TEMPORAL_UI_PORT,
      progress: await createProgress(),
      tell,
    });
    const { urls } = services;
    if (config.TEMPORAL_UI_URL) urls.uiUrl = config.TEMPORAL_UI_URL;
    const env = {
      ...process.env,
      ...(config.TEMPORAL_HOST === undefined && WITHOUT_ACCESS),
      PORT: String(port),
      DATA_DIR: dataDir,
      MONGODB_URL: urls.mongo,
      REDIS_URL: urls.redis,
      TEMPORAL_HOST: urls.temporal,
      TEMPORAL_UI_URL: urls.uiUrl,
    };
    let address: string | undefined;
    const started = () =>
      claim.note(
        roles.map((role) => role.pid()).filter((pid) => pid !== undefined),
        address,
      );
    roles = (['gateway', 'worker'] as const).map((role) =>
      superviseRole({
        role,
        script,
        env,
        logFile: join(dataDir, 'logs', `${role}.log`),
        endMs: endMs(config),
        tell,
        started: () => started(),
      }),
    );
    started();
    [address] = await Promise.all(roles.map((role) => role.ready));
    started();
    tell(readyTable(config, address ?? `http://localhost:${port}`, urls, platforms));
  }

  const starting = startAll();
  await starting.catch(async (error: unknown) => {
    await stopAll();
    throw error;
  });
}
