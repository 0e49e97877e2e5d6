import type { Step } from '../../src/automation/definition.ts';
import type { ActionSpec } from '../../src/connectors/define.ts';

/** Time limits and attempts, by name; a step may say otherwise. */
interface Profile {
  /** Of one attempt. */
  timeoutMs: number;
  attempts: number;
}

const PROFILES = {
  short: { timeoutMs: 5_000, attempts: 3 },
  standard: { timeoutMs: 60_000, attempts: 3 },
  http: { timeoutMs: 30_000, attempts: 3 },
  model: { timeoutMs: 5 * 60_000, attempts: 3 },
} as const satisfies Record<string, Profile>;

const BY_SERVICE: Record<string, keyof typeof PROFILES> = { http: 'http', llm: 'model', image: 'model' };

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
/** Nothing waits longer in one go: ten years. */
const LONGEST_MS = 3650 * 86_400_000;

/** `30s`, `2 m`, `3 days` in milliseconds; null where it is no duration. */
export function durationMs(text: string): number | null {
  const match = /^(\d+)\s*(ms|[smhdw]|(?:second|minute|hour|day|week)s?)$/.exec(text.trim());
  if (!match) return null;
  const word = match[2] ?? '';
  const unit = word === 'ms' ? 1 : UNITS[word.charAt(0)];
  return unit === undefined ? null : Math.min(Number(match[1]) * unit, LONGEST_MS);
}

/** How long an attempt of a step may take and how often it is tried. */
export function profileOf(step: Step, spec: ActionSpec): Profile {
  const profile = PROFILES[spec.short ? 'short' : (BY_SERVICE[step.service] ?? 'standard')];
  const own = step.timeout ? durationMs(step.timeout) : null;
  return { timeoutMs: Math.max(own ?? profile.timeoutMs, 1), attempts: step.retry?.attempts ?? profile.attempts };
}

/** Wait before the next attempt: doubles from a second up to a minute, or what the provider asked for, at most an hour. */
export function backoffMs(attempt: number, askedMs: number | undefined): number {
  return Math.min(askedMs ?? Math.min(1000 * 2 ** (attempt - 1), 60_000), 3_600_000);
}
