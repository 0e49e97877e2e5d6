import { vi } from 'vitest';

/** Longer than anything takes that happens at all, however busy the machine: only what never happens waits so long. */
const PATIENCE_MS = 30_000;

/** Looks until it is so, and returns what was seen. Throws what the last look threw. */
export const eventually = <T>(look: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(look, { timeout: PATIENCE_MS, interval: 10 });
