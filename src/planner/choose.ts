import type { Config } from '../config.ts';
import { type Planner, PlannerUnavailable } from './types.ts';

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

/** What a conversation remembers of planners; plain JSON. */
export interface PlannerState {
  /** Until when (ISO instant) the fallback answers, after the first could not be reached. */
  fallbackUntil: string | null;
}

/** How long a conversation stays with the fallback before the first is tried again. */
export const FALLBACK_MS = 10 * 60_000;

/** The planner for the next message of a conversation. */
export function plannerFor(planners: Planners, state: PlannerState, now: Date): Planner {
  const away = state.fallbackUntil !== null && Date.parse(state.fallbackUntil) > now.getTime();
  return away && planners.fallback ? planners.fallback : planners.primary;
}

/** What to tell and remember when a planner failed; null where the failure is of another kind and goes on. */
export function afterFailure(
  planners: Planners,
  error: unknown,
  now: Date,
): { text: string; state: PlannerState } | null {
  if (!(error instanceof PlannerUnavailable)) return null;
  if (!planners.fallback) {
    return {
      text: "I can't think just now: the language model is not answering. Nothing is lost; please say it again in a few minutes.",
      state: { fallbackUntil: null },
    };
  }
  return {
    text: "The language model is not answering just now. Say it again and I'll work it out with my built-in planner, which knows fewer ways of putting things; or wait a few minutes.",
    state: { fallbackUntil: new Date(now.getTime() + FALLBACK_MS).toISOString() },
  };
}
