import { type DestinationStream, type Logger, pino } from 'pino';
import { logScope } from './log-scope.ts';
import { createRedact } from './redact.ts';

export type Log = Logger;

/** Settings whose values are secrets, by their names. */
const SECRET_SETTING = /(KEY|SECRET|TOKEN|PASSWORD|_DATA|_URL)$|PREVIOUS$/;

/** The secrets among the settings, so that none of them is ever logged, wherever it turns up. */
export function secretsOf(config: Record<string, unknown>): string[] {
  return Object.entries(config)
    .filter(([name]) => SECRET_SETTING.test(name))
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [name.endsWith('_URL') ? passwordOf(value) : value]))
    .filter((value): value is string => typeof value === 'string');
}

function passwordOf(url: unknown): string | null {
  if (typeof url !== 'string' || !URL.canParse(url)) return null;
  return decodeURIComponent(new URL(url).password) || null;
}

/**
 * One JSON logger a process on standard output. Each line says which run it is about (log-scope.ts); secrets are taken out of the
 * finished line, wherever they stand in it: in a key's value, in an error's message or stack, in an address.
 */
export function createLog(level: string, role: string, secrets: readonly string[] = [], to?: DestinationStream): Log {
  return pino(
    {
      level,
      base: { role },
      mixin: () => ({ ...logScope() }),
      hooks: { streamWrite: createRedact(secrets) },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    to ?? pino.destination(1),
  );
}
