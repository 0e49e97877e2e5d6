import Router from '@koa/router';
import type { Adapter, PlatformRoute } from '../chat/types.ts';

/** Paths a platform may have: below the first word of its name, so that none takes another's or one of the gateway's own. */
const PATH = /^\/[a-z]+(?:\/[a-z_-]+)+$/;

const isOwn = (platform: string, path: string): boolean =>
  PATH.test(path) && path.startsWith(`/${platform.split('-')[0]}/`);

/** The addresses of the platforms, handed over untouched: each verifies and reads what arrives itself. */
export function platformRouter(adapters: readonly Pick<Adapter, 'platform' | 'routes'>[]): Router {
  const router = new Router();
  for (const { platform, routes } of adapters) for (const route of routes ?? []) mount(router, platform, route);
  return router;
}

/** All of them. */
export const pathsOf = (adapters: readonly Pick<Adapter, 'routes'>[]): string[] =>
  adapters.flatMap(({ routes }) => (routes ?? []).map(({ path }) => path));

function mount(router: Router, platform: string, route: PlatformRoute): void {
  if (!isOwn(platform, route.path)) throw new Error(`${platform}: ${route.path} is not a path of a platform`);
  router.all(route.path, async (ctx) => {
    ctx.respond = false;
    await route.handle(ctx.req, ctx.res);
  });
}
