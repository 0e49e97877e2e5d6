import type { AdapterMemory } from '../../src/chat/adapter-memory.ts';
import type { Adapter } from '../../src/chat/types.ts';
import type { Clock } from '../../src/clock.ts';
import type { Config } from '../../src/config.ts';
import type { Log } from '../../src/log.ts';
import { createWhatsAppAdapter } from './adapter.ts';
import { HUMAN_PACE, NO_PACE } from './pacing.ts';
import { createSession } from './session/session.ts';
import type { SessionDeps } from './session/types.ts';

/** WhatsApp as configured: a browser of its own, logged in as a device of an account. */
export function openWhatsApp(deps: {
  config: Config;
  memory: AdapterMemory;
  clock: Clock;
  log: Log;
  png(svg: string): Promise<Buffer>;
  vault?: SessionDeps['vault'];
  tell?: (lines: string) => void;
}): Adapter {
  const { config, memory, clock, log, vault } = deps;
  // Tests and the evaluation wait for answers, write to no real account, and have nobody to scan a code.
  const real = !config.NOD_TEST && config.NODE_ENV !== 'test';
  const tell = real ? (deps.tell ? { tell: deps.tell } : {}) : { tell: () => {} };
  return createWhatsAppAdapter({
    ...deps,
    pace: real ? HUMAN_PACE : NO_PACE,
    open: (events) => createSession({ config, memory, clock, log, events, ...tell, ...(vault ? { vault } : {}) }),
  });
}
