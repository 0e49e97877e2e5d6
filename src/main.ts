import { fileURLToPath } from 'node:url';
import { PLATFORMS } from '../adapters/index.ts';
import { type Config, readConfig } from './config.ts';
import { showSourceLines } from './stack-lines.ts';

/**
 * Reads the settings and starts the role asked for: `all` (services, gateway and worker on this machine), `gateway` or
 * `worker`. What cannot start says why in one sentence and ends with code 1.
 */
showSourceLines();
await start(process.argv[2] ?? 'all').catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});

async function start(role: string): Promise<void> {
  loadEnvFile();
  const config: Config = readConfig(await temporalProfile(process.env));
  if (role === 'all') {
    const { launch } = await import('./launch/launcher.ts');
    await launch(config, PLATFORMS, fileURLToPath(import.meta.url));
  } else if (role === 'gateway' || role === 'worker') {
    const { runRole } = await import('./launch/role.ts');
    await runRole(role, { ...config, ...queueAsked(process.argv.slice(3)) });
  } else {
    throw new Error(`There is no role "${role}": choose all, gateway or worker.`);
  }
}

/** `--queue X`, of a worker. */
function queueAsked(args: string[]): Pick<Config, 'WORKER_QUEUE'> {
  const at = args.indexOf('--queue');
  const queue = at < 0 ? args.find((arg) => arg.startsWith('--queue='))?.slice('--queue='.length) : args[at + 1];
  if (at >= 0 && queue === undefined) throw new Error('Say which queue: --queue long.');
  return queue === undefined ? {} : { WORKER_QUEUE: queue };
}

/** Temporal's own configuration file is only looked at where a setting asks for it. */
async function temporalProfile(env: NodeJS.ProcessEnv): Promise<Record<string, string | undefined>> {
  if (!env.TEMPORAL_PROFILE && !env.TEMPORAL_CONFIG_FILE) return env;
  return (await import('./temporal/access.ts')).withTemporalProfile(env);
}

/** `.env` of the folder it is started in; what the environment says already wins. */
function loadEnvFile(): void {
  try {
    process.loadEnvFile('.env');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
