import { hostname } from 'node:os';
import { parseArgs } from 'node:util';
import { type Config, readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { silentProgress } from '../services/progress.ts';
import { startServices } from '../services/services.ts';
import { temporalAccess, withTemporalProfile } from '../temporal/access.ts';
import { createTemporal } from '../temporal/connection.ts';
import { type Build, createDeployments } from '../temporal/deployments.ts';

const USAGE = `Usage: npm run --silent builds [-- --promote BUILD]
Shows the builds of WORKER_DEPLOYMENT and how many runs are still on each; new runs go to the promoted one.`;

/** `npm run builds`: the two things a rolling deploy needs, where there is no `temporal` command. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { promote: { type: 'string' } } });
  try {
    process.loadEnvFile('.env');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const config = readConfig(withTemporalProfile(process.env));
  const deployment = config.WORKER_DEPLOYMENT;
  if (deployment === undefined)
    throw new Error(`WORKER_DEPLOYMENT is not set: runs are not kept with builds.\n${USAGE}`);
  const { address, stop } = await findTemporal(config);
  const access = config.TEMPORAL_HOST === undefined ? { address } : temporalAccess(process.env, address);
  const log = createLog('silent', 'builds');
  const temporal = createTemporal({ access, namespace: config.TEMPORAL_NAMESPACE, log });
  try {
    const deployments = createDeployments({ temporal, deployment, identity: `npm run builds on ${hostname()}` });
    if (values.promote !== undefined) await deployments.promote(values.promote);
    process.stdout.write(table(await deployments.builds()));
  } finally {
    await temporal.close();
    await stop();
  }
}

async function findTemporal(config: Config): Promise<{ address: string; stop(): Promise<void> }> {
  const services = await startServices({
    dataDir: config.DATA_DIR,
    // Only Temporal is needed: what is named counts as given and is not started.
    given: { mongo: config.MONGODB_URL ?? '-', redis: config.REDIS_URL ?? '-', temporal: config.TEMPORAL_HOST },
    namespace: config.TEMPORAL_NAMESPACE,
    ui: config.TEMPORAL_UI_PORT,
    progress: silentProgress,
    tell: (line) => process.stderr.write(`${line}\n`),
  });
  return { address: services.urls.temporal, stop: () => services.stop() };
}

function table(builds: Build[]): string {
  if (builds.length === 0) return 'No worker of this deployment has started yet.\n';
  const lines = builds.map(({ id, current, running, fresh }) => {
    const runs = running === 1 ? '1 run' : `${running} runs`;
    const note = current
      ? 'new runs go here'
      : fresh
        ? 'waits: promote it for new runs'
        : running === 0
          ? 'empty: its workers can be stopped'
          : 'finishing its runs';
    return `${id.padEnd(16)} ${runs.padStart(10)}   ${note}`;
  });
  return `${lines.join('\n')}\n`;
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
