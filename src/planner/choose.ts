import type { Config } from '../config.ts';
import type { Planner } from './types.ts';

export interface Planners {
  /** Asked first. */
  primary: Planner;
  /** Asked from the next message on, once the person has been told that the first cannot be reached; null where there is none. */
  fallback: Planner | null;
  /** Which one is in use, for the table at the start and for status. */
  name: 'claude' | 'builtin';
}

/**
 * Which planner is in use (PLANNER): `builtin` alone, `claude` alone or with the built-in behind it, `auto` Claude where
 * there is a key. Throws when Claude is asked for and there is no key.
 */
export function createPlanners(options: {
  config: Pick<Config, 'PLANNER' | 'ANTHROPIC_API_KEY'>;
  builtin: Planner;
  /** Called once, only where Claude is in use. */
  claude(apiKey: string): Planner;
}): Planners {
  const { PLANNER: wanted, ANTHROPIC_API_KEY: apiKey } = options.config;
  if (wanted === 'claude' && !apiKey) {
    throw new Error('PLANNER=claude needs ANTHROPIC_API_KEY. Set it, or choose PLANNER=builtin.');
  }
  if (wanted === 'builtin' || !apiKey) return { primary: options.builtin, fallback: null, name: 'builtin' };
  return { primary: options.claude(apiKey), fallback: options.builtin, name: 'claude' };
}
