import { createServer, type Server } from 'node:http';
import Router from '@koa/router';
import Koa, { type Context } from 'koa';
import type { Logger } from 'pino';
import { AppError } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import { answerError, errorBoundary } from './errors.ts';
import { measureRequests } from './metrics.ts';

const REQUEST_TIMEOUT_MS = 30_000;
const MAX_CONNECTIONS = 10_000;

/** The gateway's HTTP face: what may be reached at all, one error boundary, then the routers in order. */
export function createApp(deps: {
  routers: Router[];
  /** Whether this request may be served at all; with PUBLIC_URL set only few paths are. */
  reachable(ctx: Context): boolean;
  log: Logger;
  metrics: Metrics;
}): Koa {
  const app = new Koa();
  app.use(measureRequests(deps.metrics));
  app.use(errorBoundary(deps.log));
  app.use(async (ctx, next) => {
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.set('Referrer-Policy', 'no-referrer');
    if (!deps.reachable(ctx)) {
      if (ctx.path.startsWith('/api/')) throw new AppError('unauthenticated', 'Send a token: Authorization: Bearer …');
      throw new AppError('not_found', 'There is nothing at this address.');
    }
    await next();
  });
  for (const router of deps.routers) app.use(router.routes());
  // A path that is there, asked with another method: 405, and which ones there are.
  app.use(new Router().allowedMethods());
  app.on('error', (error, ctx?: Context) => {
    if (ctx) answerError(ctx, error, deps.log);
    else deps.log.error({ err: error }, 'http');
  });
  return app;
}

/** Listens; resolves with the address. A taken port is one sentence with the remedy. */
export async function listen(app: Koa, port: number, host: string): Promise<{ server: Server; address: string }> {
  const server = createServer(app.callback());
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.headersTimeout = 10_000;
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error);
      reject(new Error(`Port ${port} is taken. Stop what uses it, or choose another with PORT=${port + 1}.`));
    });
    server.listen(port, host, resolve);
  });
  const bound = server.address();
  const actual = typeof bound === 'object' && bound ? bound.port : port;
  const name = host === '127.0.0.1' || host === '::1' ? 'localhost' : host === '0.0.0.0' ? 'localhost' : host;
  return { server, address: `http://${name}:${actual}` };
}
