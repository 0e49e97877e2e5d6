import Router from '@koa/router';
import type { Adapter, PlatformRoute } from '../chat/types.ts';

/** Paths a platform may have: what a tunnel lets through (`answersPublicly`) must cover them. */
const ALLOWED = /^\/(?:slack|whatsapp)\/[a-z/_-]+$/;

/** The addresses of the platforms, handed over untouched: each verifies and reads what arrives itself. */
export function platformRouter(adapters: readonly Pick<Adapter, 'platform' | 'routes'>[]): Router {
  const router = new Router();
  for (const { platform, routes } of adapters) for (const route of routes ?? []) mount(router, platform, route);
  return router;
}

function mount(router: Router, platform: string, route: PlatformRoute): void {
  if (!ALLOWED.test(route.path)) throw new Error(`${platform}: ${route.path} is not a path of a platform`);
  router.all(route.path, async (ctx) => {
    ctx.respond = false;
    await route.handle(ctx.req, ctx.res);
  });
}
