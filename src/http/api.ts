import Router from '@koa/router';
import type { Context } from 'koa';
import type { Person } from '../automation/service.ts';
import { AppError } from '../errors.ts';
import type { Scope } from '../tokens.ts';
import { parseJson, readRaw } from './body.ts';
import type { createIdempotency } from './idempotency.ts';
import { openApi } from './openapi.ts';
import { type Answer, isAnswer, parseShape, type Route } from './route.ts';

export interface Caller {
  person: Person;
  scopes: readonly Scope[];
}

/** Serves the declared routes: who calls, may they, is it well-formed, was it answered before; then the handler. */
export function apiRouter(deps: {
  routes: Route[];
  /** Throws `unauthenticated`. */
  caller(ctx: Context): Promise<Caller>;
  once: ReturnType<typeof createIdempotency>;
  publicUrl: string;
}): Router {
  const router = new Router();
  const document = openApi(deps.routes, deps.publicUrl);
  router.get('/api/openapi.json', (ctx) => {
    ctx.body = document;
  });

  async function work(route: Route, ctx: Context, person: Person, raw: Buffer, key: string): Promise<Answer> {
    const body = route.body ? parseShape(route.body, parseJson(raw), 'body') : undefined;
    const query = route.query ? parseShape(route.query, { ...ctx.query }, 'query') : undefined;
    const params = (ctx as Context & { params: Record<string, string> }).params;
    const result = await route.handle({ person, params, body, query, ...(key ? { key } : {}) });
    return isAnswer(result) ? result : { status: route.status, body: result };
  }

  function requireJson(ctx: Context, raw: Buffer): void {
    if (raw.length === 0) return;
    if (!ctx.request.is('application/json')) {
      throw new AppError('bad_request', 'Send JSON, with the header Content-Type: application/json.');
    }
  }

  for (const route of deps.routes) {
    for (const path of [route.path, ...(route.aliases ?? [])]) {
      router[route.method](path, async (ctx) => {
        const { person, scopes } = await deps.caller(ctx);
        if (!scopes.includes(route.scope)) {
          throw new AppError('forbidden', `This token may not do that; it needs the scope “${route.scope}”.`);
        }
        const raw = route.method === 'get' ? Buffer.alloc(0) : await readRaw(ctx.req);
        requireJson(ctx, raw);
        const key = route.method === 'post' ? ctx.get('Idempotency-Key') : '';
        const request = `${ctx.method} ${ctx.path.replace(/\/+$/, '')} ${raw.toString('latin1')}`;
        const result = key
          ? await deps.once(person, key, request, () => work(route, ctx, person, raw, key))
          : await work(route, ctx, person, raw, key);
        ctx.status = result.status;
        if (result.type) ctx.type = result.type;
        ctx.body = result.body;
      });
    }
  }
  return router;
}
