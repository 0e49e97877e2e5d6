import Router from '@koa/router';
import type { Context } from 'koa';
import type { Automation } from '../automation/service.ts';
import { AppError } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import { readRaw } from './body.ts';

/** Events from outside (D1, S0.98–100): no session, no token; the signature over the raw body is the proof. */
export function webhookRouter(deps: {
  receive: Automation['receive'];
  /** Per address, before any work; throws `rate_limited`. */
  limit(address: string): Promise<void>;
  metrics: Pick<Metrics, 'count'>;
}): Router {
  const router = new Router();
  const handle = async (ctx: Context & { params: Record<string, string> }): Promise<void> => {
    await deps.limit(ctx.ip);
    const rawBody = await readRaw(ctx.req);
    const headers = Object.fromEntries(
      Object.entries(ctx.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
    );
    const receipt = await inTime(deps.receive(ctx.params.id ?? '', { rawBody, headers }));
    ctx.status = 202;
    ctx.body = {
      execution_id: receipt.executionId,
      status: receipt.status,
      ...(receipt.reason ? { reason: receipt.reason } : {}),
    };
  };
  const counted = async (ctx: Parameters<typeof handle>[0]): Promise<void> => {
    let answer = 'internal';
    try {
      await handle(ctx);
      answer = (ctx.body as { status: string }).status;
    } catch (error) {
      if (error instanceof AppError) answer = error.code;
      throw error;
    } finally {
      deps.metrics.count('nod_webhooks_total', { answer });
    }
  };
  router.post('/api/workflows/webhooks/:id', counted);
  router.post('/webhooks/workflows/:id', counted);
  return router;
}

/** Senders give up after some seconds; what was not stored by then is said to be, and they send it again. */
const ANSWER_MS = 20_000;

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const refusal = new AppError('unavailable', 'I cannot store this right now. Send it again in a moment.', {
      retryAfter: 5,
    });
    timer = setTimeout(() => reject(refusal), ANSWER_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}
