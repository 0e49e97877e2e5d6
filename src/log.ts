import { type Logger, pino } from 'pino';

export type Log = Logger;

/** Paths whose values never reach a log line. */
const SECRETS = ['token', 'secret', 'password', 'apiKey', 'authorization', 'cookie'].flatMap((key) => [
  key,
  `*.${key}`,
  `*.*.${key}`,
]);

/** One JSON logger a process on standard output; secrets are redacted by key. */
export function createLog(level: string, role: string): Log {
  return pino({
    level,
    base: { role },
    redact: { paths: SECRETS, censor: '[redacted]' },
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}
