import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Worker as TemporalWorker, WorkflowBundleOption } from '@temporalio/worker';
import { followStop } from '../src/automation/stopping.ts';
import { systemClock } from '../src/clock.ts';
import type { Config } from '../src/config.ts';
import { createAccounts } from '../src/connectors/accounts.ts';
import { createCatalogue } from '../src/connectors/catalogue.ts';
import { createSandbox } from '../src/connectors/sandbox.ts';
import { createConnectorTools } from '../src/connectors/tools.ts';
import { newId } from '../src/ids.ts';
import type { Log } from '../src/log.ts';
import { createMetrics } from '../src/metrics.ts';
import { createQueues } from '../src/queue/bull.ts';
import { loadSecretKeys } from '../src/secret-key.ts';
import { openStore } from '../src/store/store.ts';
import { createDeployments } from '../src/temporal/deployments.ts';
import { openTemporal } from '../src/temporal/open.ts';
import { declaredQueues, servedQueues } from '../src/temporal/queues.ts';
import { createSchedules } from '../src/temporal/schedules.ts';
import { createVault } from '../src/vault.ts';
import { readFigures } from './activities/figures.ts';
import { createHandover } from './activities/handover.ts';
import { createActivities } from './activities/index.ts';
import { createMeasures } from './activities/measures.ts';
import { serveWhenUsed } from './aside.ts';
import { workflowBundle } from './bundle.ts';
import { connect, quietRuntime } from './connect.ts';
import { buildOf, takeFirstPlace, versioning } from './deployment.ts';
import { createLife } from './life.ts';
import { serveMetrics } from './metrics.ts';
import { createWorker } from './run.ts';
import { inScopes } from './scopes.ts';
import { createTally } from './tally.ts';
import { createUnderWay } from './under-way.ts';

/** Wires and starts the worker: it carries out runs. Resolves when it polls. */
export async function startWorker(given: {
  config: Config;
  services: { mongo: string; redis: string; temporal: string };
  log: Log;
  /** The workflows' code, where it was made before; else it is found or made here. */
  bundle?: WorkflowBundleOption;
}): Promise<{ health(): { ok: boolean; detail: string }; stop(): Promise<void> }> {
  const { config, services, log } = given;
  const serves = servedQueues(config.TEMPORAL_TASK_QUEUE, config.WORKER_QUEUE);
  // A file that cannot be used stops the start before anything is opened.
  const figures = config.PROFILES_FILE === undefined ? undefined : readFigures(config.PROFILES_FILE);
  quietRuntime(log);
  const clock = systemClock;
  const bundling = given.bundle ?? workflowBundle();
  const store = await openStore(services.mongo);
  await store.prepare();
  const queues = createQueues({ redisUrl: services.redis, log, prefix: config.QUEUE_PREFIX });
  const keys = loadSecretKeys(config);
  const { temporal, access, codec } = openTemporal({ config, address: services.temporal, store, keys, log });
  await temporal.prepare();
  const connection = await connect(access);
  const tools = createConnectorTools({ config, store, clock });
  const catalogue = createCatalogue();
  const handover = createHandover();
  const metrics = createMetrics();
  const tally = createTally({ store, clock, log });
  const queue = config.TEMPORAL_TASK_QUEUE;
  const schedules = createSchedules({ temporal, store, clock, log, queue });
  const bundle = await bundling;
  const engine = await temporal.engine().catch(() => undefined);
  const build = config.WORKER_BUILD_ID ?? (await buildOf(bundle));
  const underWay = createUnderWay();
  const drainMs = config.DRAIN_TIMEOUT * 1000;
  const options = {
    connection,
    namespace: config.TEMPORAL_NAMESPACE,
    bundle,
    versioning: versioning(config, build),
    around: [inScopes, underWay.interceptor],
    codec,
    activities: createActivities({
      store,
      catalogue,
      accounts: createAccounts({ store, vault: createVault(...keys), catalogue, config, clock }),
      sandbox: createSandbox({ store, clock }),
      tools,
      wake: queues.wake,
      handover,
      measures: createMeasures({ metrics, tally }),
      ...(figures && { figures }),
      ...(engine && { engine }),
      clock,
      log,
      config,
      onStopped: (workflow) => followStop(store, schedules, workflow),
    }),
    drainMs,
  };
  const workers: TemporalWorker[] = [];
  const running: Promise<void>[] = [];
  const ending = new AbortController();
  let failure: Error | null = null;
  async function serve(name: string): Promise<void> {
    const worker = await createWorker({ ...options, queue: name, main: name === queue });
    workers.push(worker);
    const run = worker.run();
    run.catch(ended);
    running.push(run);
  }
  function ended(error: Error): void {
    failure = error;
    log.fatal({ err: error }, 'the worker ended by itself');
    // Whoever started this process starts it again.
    process.exitCode = 1;
    setImmediate(() => process.emit('uncaughtException', error));
  }
  const [first = queue, ...others] = serves;
  await serve(first);
  // Calls wait on these without any run being there.
  const declared = declaredQueues(queue, catalogue.actions());
  for (const name of others.filter((one) => declared.has(one)))
    await serve(others.splice(others.indexOf(name), 1)[0] ?? name);
  // Temporal takes a build for the one of a deployment only on queues that it polls.
  if (config.WORKER_DEPLOYMENT !== undefined) for (const name of others.splice(0)) await serve(name);
  const id = newId('worker');
  const identity = `${hostname()}-${process.pid}-${id}`;
  const health = () => {
    const states = workers.map((worker) => worker.getState());
    const state = states.find((one) => one !== 'RUNNING') ?? 'RUNNING';
    return { ok: failure === null && state === 'RUNNING', detail: state.toLowerCase() };
  };
  const life = createLife({ store, clock, log, queue, serves, id: identity, name: id, build });
  const { METRICS_PORT: port, METRICS_HOST: host } = config;
  const served =
    port === undefined
      ? null
      : await serveMetrics({ metrics, port, host, log, health: () => ({ ...health(), id, queue, build }) });
  await life.start();
  tally.start();
  const aside = serveWhenUsed({ queues: others, temporal, serve, log });
  if (config.WORKER_DEPLOYMENT !== undefined) {
    const deployments = createDeployments({ temporal, deployment: config.WORKER_DEPLOYMENT, identity });
    void takeFirstPlace(deployments, build, { log, ending: ending.signal });
  }

  return {
    health,
    async stop() {
      const until = Date.now() + drainMs;
      ending.abort();
      handover.close();
      underWay.drain();
      log.info({ build, underWay: underWay.count() }, 'takes no new work and finishes what is under way');
      await life.drain();
      await aside.stop();
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await Promise.allSettled(running);
      await Promise.race([handover.finished(), pause(Math.max(1000, until - Date.now()))]);
      const { finished, handedOver } = underWay.report();
      log.info(
        { build, finished, handedOver },
        `${finished} finished, ${handedOver.length} handed over to other workers`,
      );
      await life.end();
      await tally.stop();
      await served?.stop();
      await Promise.allSettled([connection.close(), temporal.close(), tools.close(), queues.close()]);
      await store.close();
    },
  };
}
