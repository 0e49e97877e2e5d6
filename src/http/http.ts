import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type Router from '@koa/router';
import type { Redis } from 'ioredis';
import type { Context } from 'koa';
import type { Automation, Person } from '../automation/service.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { createLimit } from '../limits.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Store } from '../store/store.ts';
import type { Tokens } from '../tokens.ts';
import type { Vault } from '../vault.ts';
import { apiRouter } from './api.ts';
import { createApp, listen } from './app.ts';
import { createAuth } from './auth.ts';
import { chatStream } from './chat-stream.ts';
import { type Check, healthRouter, type WorkersCheck } from './health.ts';
import { createIdempotency } from './idempotency.ts';
import { metricsRouter } from './metrics.ts';
import { type ChatPort, chatRoutes } from './routes/chat.ts';
import { deadLetterRoutes } from './routes/dead-letters.ts';
import { decisionRoutes } from './routes/decisions.ts';
import { draftRoutes } from './routes/drafts.ts';
import { runRoutes } from './routes/runs.ts';
import { seeingRoutes } from './routes/seeing.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { upkeepRoutes } from './routes/upkeep.ts';
import { workflowRoutes } from './routes/workflows.ts';
import { webhookRouter } from './webhooks.ts';

/** Calls of the API a person may make in a minute, and webhooks an address may send in a second. */
const CALLS_PER_MINUTE = 3000;
const WEBHOOKS_PER_SECOND = 5000;

export interface HttpDeps {
  config: Config;
  store: Store;
  vault: Vault;
  clock: Clock;
  log: Log;
  redis: Redis | null;
  automation: Automation;
  chat: ChatPort;
  tokens: Tokens;
  member(workspace: string, user: string): Promise<Person | null>;
  session(ctx: Context): Promise<Person>;
  /** Whether a request may be served at all. */
  reachable(ctx: Context): boolean;
  /** Whether it comes from this very machine. */
  local(ctx: Context): boolean;
  metrics: Metrics;
  services: Record<string, () => Promise<Check>>;
  worker: () => Promise<WorkersCheck>;
  platforms: () => Record<string, Check>;
  publicUrl: string;
  /** The page, one-time pages, signed platform routes: before and after the API's own. */
  routers: Router[];
}

/** The gateway's HTTP side, wired and listening. */
export async function startHttp(deps: HttpDeps): Promise<{ server: Server; address: string; stop(): Promise<void> }> {
  const { automation, config, tokens } = deps;
  const auth = createAuth(deps);
  const perPerson = createLimit(deps.redis, {
    name: 'nod-api',
    points: CALLS_PER_MINUTE,
    seconds: 60,
    refusal: (seconds) => `That's more than ${CALLS_PER_MINUTE} calls in a minute. Go on in ${seconds} seconds.`,
  });
  const perAddress = createLimit(null, {
    name: 'nod-webhooks',
    points: WEBHOOKS_PER_SECOND,
    seconds: 1,
    refusal: () => 'Too many deliveries at once. Send them again in a moment.',
  });
  const routes = [
    ...chatRoutes({ automation, chat: deps.chat, pause: (ms) => pause(ms), testing: config.NOD_TEST }),
    ...draftRoutes({ automation }),
    ...(automation.seeing ? [...seeingRoutes(automation.seeing), ...upkeepRoutes(automation.seeing)] : []),
    ...deadLetterRoutes({ automation }),
    ...workflowRoutes({ automation }),
    ...runRoutes({ automation, pause: (ms) => pause(ms) }),
    ...decisionRoutes({ automation }),
    ...tokenRoutes({ tokens }),
  ];
  const caller = async (ctx: Context) => {
    const found = await auth(ctx);
    await perPerson(found.person.user);
    return found;
  };
  const stream = chatStream({ store: deps.store, chat: deps.chat, caller });
  const api = apiRouter({
    routes,
    caller,
    once: createIdempotency(deps),
    publicUrl: deps.publicUrl,
  });
  const app = createApp({
    routers: [
      webhookRouter({ receive: automation.receive, limit: perAddress, metrics: deps.metrics }),
      healthRouter(deps),
      metricsRouter({ ...deps, caller: auth }),
      stream.router,
      api,
      ...deps.routers,
    ],
    reachable: deps.reachable,
    log: deps.log,
    metrics: deps.metrics,
  });
  const { server, address } = await listen(app, config.PORT, config.HOST);
  return {
    server,
    address,
    async stop() {
      stream.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const force = setTimeout(() => server.closeAllConnections(), 5000);
      await closed;
      clearTimeout(force);
    },
  };
}
