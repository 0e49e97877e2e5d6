import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** `/metrics` for Prometheus: for this machine, or with a token; to everybody else it is not there. */
export function metricsRouter(deps: {
  metrics: Metrics;
  log: Log;
  /** Whether the request comes from this very machine. */
  local(ctx: Context): boolean;
  /** Throws `unauthenticated`. */
  caller(ctx: Context): Promise<unknown>;
}): Router {
  const router = new Router();
  router.get('/metrics', async (ctx) => {
    if (ctx.get('authorization') !== '') await deps.caller(ctx);
    else if (!deps.local(ctx)) throw new AppError('not_found', 'There is nothing at this address.');
    try {
      const text = await deps.metrics.text();
      ctx.set('Cache-Control', 'no-store');
      ctx.type = deps.metrics.contentType;
      ctx.body = text;
    } catch (error) {
      deps.log.warn({ err: error }, 'metrics could not be given out');
      throw new AppError('unavailable', 'The metrics cannot be read right now.', { retryAfter: 5 });
    }
  });
  return router;
}

/** Counts and times every request under the template of its route, never under what stands in its address. */
export function measureRequests(metrics: Metrics): Middleware {
  return async (ctx, next) => {
    const from = performance.now();
    try {
      await next();
    } finally {
      const matched: unknown = (ctx as Context & { _matchedRoute?: unknown })._matchedRoute;
      const route = typeof matched === 'string' ? matched : 'none';
      const method = METHODS.has(ctx.method) ? ctx.method : 'other';
      const labels = { method, route, status: String(ctx.status) };
      metrics.observe('nod_http_request_duration_seconds', labels, (performance.now() - from) / 1000);
    }
  };
}
