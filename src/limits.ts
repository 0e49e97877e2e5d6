import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from './errors.ts';

/**
 * Counts in Redis, and in this process's memory while Redis is away: a limit never disappears and never blocks.
 * The returned function takes one point of `who`; it throws `rate_limited` with the seconds to wait.
 */
export function createLimit(
  redis: Redis | null,
  options: { name: string; points: number; seconds: number; refusal: (waitSeconds: number) => string },
): (who: string) => Promise<void> {
  const shared = { points: options.points, duration: options.seconds, keyPrefix: options.name };
  const memory = new RateLimiterMemory(shared);
  const limiter = redis
    ? new RateLimiterRedis({ ...shared, storeClient: redis, insuranceLimiter: memory, rejectIfRedisNotReady: true })
    : memory;
  return async (who) => {
    try {
      await limiter.consume(who);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
      throw new AppError('rate_limited', options.refusal(seconds), { retryAfter: seconds });
    }
  };
}
