import getPort from 'get-port';
import { Redis } from 'ioredis';
import { createAdapters, PLATFORMS } from '../adapters/index.ts';
import type { WebAdapter } from '../adapters/web/adapter.ts';
import type { Assets } from '../adapters/web/assets.ts';
import { cleanText } from '../adapters/web/chat-routes.ts';
import { isLocal } from '../adapters/web/local.ts';
import { webRouter } from '../adapters/web/routes.ts';
import { answersPublicly, createSession } from '../adapters/web/session.ts';
import { createWatch } from './alerts/watch.ts';
import { createAutomation } from './automation/create.ts';
import { createAdapterMemory } from './chat/adapter-memory.ts';
import { createEngine } from './chat/engine.ts';
import { createMissedNews } from './chat/missed.ts';
import { createPeople } from './chat/people.ts';
import type { Adapter } from './chat/types.ts';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { createAccounts } from './connectors/accounts.ts';
import { createCatalogue } from './connectors/catalogue.ts';
import { healthChecks } from './gateway-health.ts';
import { createPlatformNotices } from './gateway-notices.ts';
import { panelFor } from './gateway-panel.ts';
import { plannersFor } from './gateway-planners.ts';
import { createRunLinks, runPage } from './gateway-runs.ts';
import { keepUp } from './gateway-upkeep.ts';
import { createChatPort } from './http/chat-port.ts';
import { startHttp } from './http/http.ts';
import { pageRouter } from './http/pages.ts';
import { pathsOf, platformRouter } from './http/platforms.ts';
import { newId } from './ids.ts';
import { createLimit } from './limits.ts';
import type { Log } from './log.ts';
import { createMetrics } from './metrics.ts';
import { createDatabaseReader, DATABASE_GAUGES } from './metrics-database.ts';
import { createPages } from './pages.ts';
import { createQueues } from './queue/bull.ts';
import { repeat } from './repeat.ts';
import { loadSecretKeys } from './secret-key.ts';
import type { ServiceUrls } from './services/services.ts';
import { openStore } from './store/store.ts';
import { openTemporal } from './temporal/open.ts';
import { createRuns } from './temporal/runs.ts';
import { createSchedules } from './temporal/schedules.ts';
import { createTokens } from './tokens.ts';
import { createVault } from './vault.ts';

const SWEEP_MS = 2_000;
const RECONCILE_MS = 60_000;
const WATCH_MS = 60_000;
/** How long a rate limit waits for Redis. */
const LIMIT_MS = 500;
/** Side by side; a conversation holds its place while its planner thinks. */
const CONSUMERS = { conversation: 64, outbox: 16, run: 8 };

/** Wires and starts the gateway: platforms, engine, API, webhooks, page. Resolves when it answers. */
export async function startGateway(given: {
  config: Config;
  services: ServiceUrls;
  log: Log;
  /** The page's files, where they are not the build's. */
  assets?: Assets;
  /** Shows lines to whoever watches the terminal: a code to scan, how the platforms are. Unset: standard output. */
  tell?: (lines: string) => void;
}): Promise<{ address: string; stop(): Promise<void> }> {
  const { services, log } = given;
  const config = given.config.PORT === 0 ? { ...given.config, PORT: await getPort() } : given.config;
  const clock = systemClock;
  const publicUrl = (config.PUBLIC_URL ?? `http://localhost:${config.PORT}`).replace(/\/+$/, '');
  const secretKeys = loadSecretKeys(config);
  const vault = createVault(...secretKeys);
  let byPlatform: ReadonlyMap<string, Adapter> = new Map();
  const store = await openStore(services.mongo);
  await store.prepare();
  const metrics = createMetrics();
  metrics.onScrape(DATABASE_GAUGES, createDatabaseReader({ store, clock, log }));
  const queues = createQueues({ redisUrl: services.redis, log, prefix: config.QUEUE_PREFIX });
  // A Redis that hangs must not hold a call up: the limits then count in memory.
  const redis = new Redis(services.redis, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: LIMIT_MS,
  });
  redis.on('error', (error) => log.debug({ error: error.message }, 'Redis connection of the limits'));
  const { temporal } = openTemporal({ config, address: services.temporal, store, keys: secretKeys, log });
  const runs = createRuns({ temporal, queue: config.TEMPORAL_TASK_QUEUE, log });
  const catalogue = createCatalogue();
  const accounts = createAccounts({ store, vault, catalogue, config, clock });
  const pages = createPages({ store, vault, clock, publicUrl });
  const tokens = createTokens({ store, clock });
  const people = createPeople({
    store,
    clock,
    log,
    config,
    policy: async (platform, author) => (await byPlatform.get(platform)?.admits?.(author)) ?? null,
    profile: async (platform, author) =>
      (await byPlatform.get(platform)?.profile(author)) ?? { name: author.name ?? '' },
  });
  const tellMissed = createMissedNews({ store, clock, people });
  const onMissed: typeof tellMissed = async (missed) => {
    await tellMissed(missed);
    metrics.count('nod_schedules_missed_total', {}, missed.times.length);
  };
  const schedules = createSchedules({ temporal, store, clock, log, queue: config.TEMPORAL_TASK_QUEUE, onMissed });
  const takeTrigger = createLimit(redis, {
    name: `${config.QUEUE_PREFIX}-triggers`,
    points: config.TRIGGERS_PER_MINUTE,
    seconds: 60,
    refusal: (seconds) =>
      `That's more than ${config.TRIGGERS_PER_MINUTE} runs in a minute. This one can go in ${seconds} seconds.`,
  });
  const life = createAutomation({
    store,
    catalogue,
    accounts,
    pages,
    vault,
    runs,
    schedules,
    wake: queues.wake,
    clock,
    log,
    config,
    publicUrl,
    takeTrigger,
    metrics,
  });
  const { automation } = life;
  const { seeing } = automation;
  const links = createRunLinks({ config, publicUrl, uiUrl: services.uiUrl });

  const adapters: readonly [WebAdapter, ...Adapter[]] = await createAdapters({
    config,
    memory: (platform) => createAdapterMemory({ store, clock, platform }),
    png: async (svg) => (await import('./automation/diagram-png.ts')).diagramPng(svg),
    vault,
    ...(given.tell ? { tell: given.tell } : {}),
    store,
    clock,
    log,
    address: () => publicUrl,
    person: (workspace, user) => people.member(workspace, user),
  });
  const [web] = adapters;
  byPlatform = new Map(adapters.map((adapter) => [adapter.platform, adapter]));
  const engine = createEngine({
    store,
    wake: queues.wake,
    adapters,
    automation,
    planners: await plannersFor({ config, catalogue, store, log }),
    people,
    metrics,
    clock,
    log,
    config,
    catalogue,
    tokenPage: async (person) =>
      pages.make(person, 'token', { title: 'API token', secret: await tokens.create(person, 'made in chat') }),
    connectPage: (person, service) => pages.make(person, 'connect', { service }),
    runLink: links.ofRun,
  });
  const session = createSession({
    secretKey: secretKeys[0],
    clock,
    publicUrl: config.PUBLIC_URL,
    localUser: () => people.local(),
    async verifyToken(token) {
      const found = await tokens.verify(token);
      const member = found && (await people.member(found.workspace, found.user));
      return found && member ? { ...member, scopes: found.scopes } : null;
    },
  });
  const health = healthChecks({ store, queues, temporal, adapters, clock, config, life });
  const page = webRouter({
    adapter: web,
    session,
    clock,
    log,
    panel: panelFor({ config, store, clock, catalogue, pages, health, adapters, platforms: PLATFORMS, seeing }),
    run: runPage({ config, store, clock, catalogue, links }),
    ...(given.assets ? { assets: given.assets } : {}),
  });

  const { handleConversation, deliverOutbox, renderRun } = engine;
  const consuming = await queues.consume(
    { conversation: handleConversation, outbox: deliverOutbox, run: renderRun },
    CONSUMERS,
  );
  for (const adapter of adapters) await adapter.start(engine.inbox);
  const notices = createPlatformNotices(PLATFORMS, adapters, (line) => given.tell?.(line));
  if (given.tell) notices.start();
  engine.start();
  const lease = createAdapterMemory({ store, clock, platform: 'alerts' });
  const watch = createWatch({ store, clock, metrics, lease, id: newId('gateway') });
  const repeating = [
    repeat('alerts', WATCH_MS, watch.look, log),
    repeat('deliveries and runs left behind', SWEEP_MS, life.sweep, log),
    repeat('limits left behind', RECONCILE_MS, life.tidy, log),
    repeat('schedules', RECONCILE_MS, () => schedules.reconcile(), log),
    keepUp({ config, temporal, log }),
  ];
  const http = await startHttp({
    config,
    store,
    vault,
    clock,
    log,
    redis,
    automation,
    tokens,
    publicUrl,
    chat: createChatPort({ store, inbox: engine.inbox, threads: web.threads, clean: cleanText, clock }),
    member: (workspace, user) => people.member(workspace, user),
    session: (ctx) => session.person(ctx),
    reachable: (ctx) =>
      config.PUBLIC_URL === undefined ||
      answersPublicly({ path: ctx.path, authorization: ctx.get('authorization') }, pathsOf(adapters)) ||
      (ctx.path === '/metrics' && isLocal(ctx.req)),
    local: (ctx) => isLocal(ctx.req),
    metrics,
    services: health.services,
    worker: health.worker,
    platforms: health.platforms,
    routers: [
      platformRouter(adapters),
      pageRouter({ pages, accounts, catalogue, onConnected: ({ holder }) => engine.refreshDrafts(holder) }),
      page.routes,
    ],
  });

  return {
    address: http.address,
    async stop() {
      page.close();
      await http.stop();
      await Promise.all([...repeating, consuming].map((one) => one.stop()));
      await watch.stop();
      notices.stop();
      for (const adapter of adapters) await adapter.stop();
      await engine.stop();
      await life.stop();
      await queues.close();
      redis.disconnect();
      await temporal.close();
      await store.close();
    },
  };
}
