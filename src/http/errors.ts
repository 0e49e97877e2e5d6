import type { Context, Next } from 'koa';
import type { Logger } from 'pino';
import { AppError, type ErrorCode } from '../errors.ts';

const STATUS: Record<ErrorCode, number> = {
  bad_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  too_large: 413,
  invalid: 422,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
};

/** True for errors of the database driver that say it cannot be reached, so that the sender tries again. */
function isOutage(error: unknown): boolean {
  const name = error instanceof Error ? error.name : '';
  return /^(Mongo(Network|BulkWrite|ServerSelection|NotConnected|Topology|PoolCleared|WriteConcern)|MongooseServerSelection)/.test(
    name,
  );
}

/** The one place where an error becomes an answer: what may be shown is shown, everything else is logged and called internal. */
export function errorBoundary(log: Logger) {
  return async (ctx: Context, next: Next): Promise<void> => {
    try {
      await next();
      if (ctx.status === 404 && ctx.body === undefined)
        throw new AppError('not_found', 'There is nothing at this address.');
      if (ctx.status === 405 || ctx.status === 501) {
        ctx.body = { error: { code: 'bad_request', message: `${ctx.method} is not possible here.` } };
      }
    } catch (error) {
      answerError(ctx, error, log);
    }
  };
}

export function answerError(ctx: Context, error: unknown, log: Logger): void {
  const known = error instanceof AppError ? error : toAppError(error, log, ctx);
  ctx.status = STATUS[known.code];
  if (known.retryAfter !== undefined) ctx.set('Retry-After', String(known.retryAfter));
  if (known.code === 'unauthenticated') ctx.set('WWW-Authenticate', 'Bearer');
  // What was left unread of a body would be taken for the next request.
  if (!ctx.req.complete) ctx.set('Connection', 'close');
  ctx.body = {
    error: { code: known.code, message: known.message, ...(known.findings ? { findings: known.findings } : {}) },
  };
}

function toAppError(error: unknown, log: Logger, ctx: Context): AppError {
  log.error({ err: error, method: ctx.method, path: ctx.path }, 'request failed');
  if (isOutage(error)) {
    return new AppError(
      'unavailable',
      'I cannot store anything right now. Nothing was done; send it again in a moment.',
      {
        retryAfter: 5,
      },
    );
  }
  return new AppError('internal', 'Something went wrong on my side. It is logged; try again in a moment.');
}
