import type { Readable } from 'node:stream';
import Router from '@koa/router';
import type { Context, Next } from 'koa';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { z } from 'zod';
import { PlatformError } from '../../src/chat/types.ts';
import type { Clock } from '../../src/clock.ts';
import { AppError, type ErrorCode } from '../../src/errors.ts';
import { answerError } from '../../src/http/errors.ts';
import type { Log } from '../../src/log.ts';
import type { WebAdapter } from './adapter.ts';
import { type Assets, loadAssets } from './assets.ts';
import { readBody } from './body.ts';
import { chatRoutes } from './chat-routes.ts';
import type { Scope, Session, WebPerson } from './session.ts';
import { CLOSED_PAGE, createShell, secure } from './shell.ts';
import { createStreams } from './stream.ts';
import type { RunView, SandboxView, SettingsView, WorkflowView } from './wire.ts';
import { words } from './words.ts';

export interface WebRouterDeps {
  adapter: WebAdapter;
  session: Session;
  clock: Clock;
  log: Log;
  /** What the panels show; see panel.ts. */
  panel: {
    workflows(person: WebPerson): Promise<WorkflowView[]>;
    sandbox(person: WebPerson): Promise<SandboxView[]>;
    settings(person: WebPerson): Promise<SettingsView>;
    /** Address of a one-time page that connects a service. */
    connect(person: WebPerson, service: string): Promise<string>;
    /** Has a platform show a code to log in with again; an admin's to ask. */
    logIn(person: WebPerson, platform: string): void;
  };
  /** One run with all that is kept of it; see run-view.ts. Without it runs have no page. */
  run?: {
    /** `after`: where its steps begin. */
    run(person: WebPerson, id: string, after?: string): Promise<RunView>;
    /** The whole of a large value, as JSON. */
    value(person: WebPerson, id: string, value: string, item?: number): Promise<Readable>;
  };
  /** Read from the build when not given. */
  assets?: Assets;
  /** What one person may send in a minute. */
  perMinute?: number;
}

export interface WebRouter {
  routes: Router;
  /** Ends the streams of live updates, so that the server can close. */
  close(): void;
}

/** Everything below `/` and `/app`: the page, its files, and the calls it makes. */
export function webRouter(deps: WebRouterDeps): WebRouter {
  const { adapter, session, panel } = deps;
  // Read when the page is first asked for: the API and the webhooks need no page.
  const site = once(() => {
    const assets = deps.assets ?? loadAssets();
    return { assets, shell: createShell(assets) };
  });
  const streams = createStreams({ feed: adapter.feed, log: deps.log });
  const limiter = new RateLimiterMemory({ points: deps.perMinute ?? 120, duration: 60 });
  const routes = new Router();

  routes.get('/', (ctx) => {
    if (!session.opens(ctx)) {
      secure(ctx);
      ctx.status = 403;
      ctx.type = 'html';
      ctx.body = CLOSED_PAGE;
      return;
    }
    const { shell } = site();
    secure(ctx, shell.policy);
    session.grant(ctx);
    ctx.set('Cache-Control', 'no-store');
    ctx.type = 'html';
    ctx.body = shell.html;
  });

  const app = new Router({ prefix: '/app' });
  app.use((ctx, next) => answerErrors(ctx, next, deps.log));

  app.get('/assets/{*rest}', (ctx) => {
    const { assets } = site();
    const asset = session.opens(ctx) ? assets.files.get(assetPath(ctx.path, assets.version)) : undefined;
    if (!asset) throw new AppError('not_found', words.noPage);
    ctx.set('Cache-Control', 'public, max-age=31536000, immutable');
    ctx.set('Content-Type', asset.type);
    ctx.body = asset.body;
  });

  /** Who asks, and whether they may; what changes something is counted. */
  const person = async (ctx: Context, scope: Scope = 'read'): Promise<WebPerson> => {
    const who = await session.person(ctx, scope);
    ctx.set('Cache-Control', 'no-store');
    if (scope !== 'read') await limit(limiter, who.user);
    return who;
  };

  chatRoutes(app, { adapter, person, clock: deps.clock });

  app.get('/events', async (ctx) => {
    const who = await person(ctx);
    const asked = ctx.get('last-event-id') || String(ctx.query.after ?? '0');
    const after = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).safeParse(asked);
    if (!after.success) throw new AppError('bad_request', 'after: a whole number');
    streams.open(ctx, { workspace: who.workspace, user: who.user }, after.data, () => session.person(ctx));
  });
  app.get('/me', async (ctx) => {
    const { user, name, admin, timeZone } = await person(ctx);
    ctx.body = { user, name, admin, timeZone, version: site().assets.version };
  });
  app.get('/workflows', async (ctx) => {
    ctx.body = { workflows: await panel.workflows(await person(ctx)) };
  });
  app.get('/runs/:id', async (ctx) => {
    const who = await person(ctx);
    if (!deps.run) throw new AppError('not_found', words.noPage);
    const after = ctx.query.after === undefined ? undefined : String(ctx.query.after);
    ctx.body = await deps.run.run(who, String(ctx.params.id), after);
  });
  app.get('/runs/:id/values/:value', async (ctx) => {
    const who = await person(ctx);
    if (!deps.run) throw new AppError('not_found', words.noPage);
    const item = z.coerce.number().int().min(0).optional().safeParse(ctx.query.item);
    if (!item.success) throw new AppError('bad_request', 'item: a whole number');
    const { id = '', value = '' } = ctx.params as { id?: string; value?: string };
    const stream = await deps.run.value(who, id, value, item.data);
    ctx.attachment(`${value}.json`);
    ctx.type = 'application/json';
    ctx.body = stream;
  });
  app.get('/sandbox', async (ctx) => {
    ctx.body = { items: await panel.sandbox(await person(ctx)) };
  });
  app.get('/settings', async (ctx) => {
    ctx.body = await panel.settings(await person(ctx));
  });
  app.post('/connections', async (ctx) => {
    const who = await person(ctx, 'write');
    const { service } = await readBody(ctx, z.strictObject({ service: z.string().min(1).max(60) }));
    ctx.body = { url: await panel.connect(who, service) };
  });
  app.post('/log-in', async (ctx) => {
    const who = await person(ctx, 'write');
    const { platform } = await readBody(ctx, z.strictObject({ platform: z.string().min(1).max(60) }));
    panel.logIn(who, platform);
    ctx.status = 204;
  });
  app.all('/{*rest}', () => {
    throw new AppError('not_found', words.noPage);
  });

  routes.use(app.routes());
  return { routes, close: () => streams.close() };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The part after the version, exactly as it was sent: nothing is decoded, so nothing can climb. */
function assetPath(path: string, version: string): string {
  const start = `/app/assets/${version}/`;
  return path.startsWith(start) ? path.slice(start.length) : '';
}

async function limit(limiter: RateLimiterMemory, user: string): Promise<void> {
  try {
    await limiter.consume(user);
  } catch (error) {
    if (error instanceof Error) throw error;
    const wait = Math.ceil((error as RateLimiterRes).msBeforeNext / 1_000);
    throw new AppError('rate_limited', words.tooMany, { retryAfter: Math.max(1, wait) });
  }
}

const FROM_PLATFORM: Record<PlatformError['reason'], ErrorCode> = {
  gone: 'gone',
  refused: 'bad_request',
  rate_limited: 'rate_limited',
  unreachable: 'unavailable',
  doubtful: 'unavailable',
};

async function answerErrors(ctx: Context, next: Next, log: Log): Promise<void> {
  secure(ctx);
  try {
    await next();
  } catch (error) {
    ctx.set('Cache-Control', 'no-store');
    answerError(ctx, error instanceof PlatformError ? asAppError(error) : error, log);
  }
}

function asAppError(error: PlatformError): AppError {
  const code = FROM_PLATFORM[error.reason];
  return new AppError(code, code === 'unavailable' ? words.unavailable : error.message, { cause: error });
}
