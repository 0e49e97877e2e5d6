import Router from '@koa/router';

export interface Check {
  ok: boolean;
  detail: string;
}

/** Each worker that gave a sign lately, with the build it runs. */
export interface WorkersCheck extends Check {
  /** Every queue there is, and how many workers serve it now. */
  queues?: Record<string, number>;
  workers?: {
    id: string;
    queue: string;
    serves: string[];
    state: string;
    build: string;
    started_at: string;
    seen_at: string;
  }[];
}

const CHECK_TIMEOUT_MS = 2000;

/** `/health` and `/health/worker`: each service is really asked; 503 when something the answer stands for is down. */
export function healthRouter(deps: {
  services: Record<string, () => Promise<Check>>;
  platforms: () => Record<string, Check>;
  worker: () => Promise<WorkersCheck>;
}): Router {
  const router = new Router();
  router.get('/health', async (ctx) => {
    const services = Object.fromEntries(
      await Promise.all(
        Object.entries(deps.services).map(async ([name, check]) => [name, await bounded(check)] as const),
      ),
    );
    const ok = Object.values(services).every((service) => service.ok);
    ctx.status = ok ? 200 : 503;
    ctx.body = { status: ok ? 'ok' : 'degraded', services, platforms: deps.platforms() };
  });
  router.get('/health/worker', async (ctx) => {
    const { workers = [], queues = {}, ...worker } = await bounded(deps.worker);
    ctx.status = worker.ok ? 200 : 503;
    ctx.body = { status: worker.ok ? 'ok' : 'down', worker, queues, workers };
  });
  return router;
}

async function bounded(check: () => Promise<WorkersCheck>): Promise<WorkersCheck> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<WorkersCheck>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, detail: 'does not answer' }), CHECK_TIMEOUT_MS);
  });
  try {
    return await Promise.race([check(), timeout]);
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message.slice(0, 200) : 'not reachable' };
  } finally {
    clearTimeout(timer);
  }
}
