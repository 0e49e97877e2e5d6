import type { PROFILES, Step } from '../../src/automation/definition.ts';
import type { ActionSpec } from '../../src/connectors/define.ts';

export type ProfileName = (typeof PROFILES)[number];

/** Time limits and attempts, by name. An action names one, a step may name another, or say single figures. */
export interface Profile {
  /** Of one attempt. */
  timeoutMs: number;
  /** Of all attempts together, the waits between them included; for calls that are activities of their own. */
  totalMs?: number;
  /** A worker that does not say within this time that it is still on it is taken for dead. */
  heartbeatMs?: number;
  attempts: number;
  /** The first wait between attempts; each further one is `backoff` times as long, up to `maxMs`. */
  initialMs: number;
  backoff: number;
  maxMs: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** S1.36: three attempts, the first wait a second, each twice the one before, none over a minute. */
const USUAL = { attempts: 3, initialMs: SECOND, backoff: 2, maxMs: MINUTE } as const;

export type Figures = Record<ProfileName, Profile>;

/** Unless a file says otherwise (PROFILES_FILE, `figures.ts`). */
export const FIGURES: Figures = {
  short: { ...USUAL, timeoutMs: 5 * SECOND },
  standard: { ...USUAL, timeoutMs: MINUTE },
  http: { ...USUAL, timeoutMs: 30 * SECOND },
  /** S1.35. */
  model: { ...USUAL, timeoutMs: 10 * MINUTE, totalMs: 15 * MINUTE, heartbeatMs: 30 * SECOND },
  /** S2.25–26. */
  extended: { ...USUAL, timeoutMs: 20 * MINUTE, heartbeatMs: 30 * SECOND, attempts: 5 },
  /** S1.28–31. */
  batch: { ...USUAL, timeoutMs: HOUR, heartbeatMs: 30 * SECOND, attempts: 5 },
  /** S4.27. */
  long: { ...USUAL, timeoutMs: 2 * HOUR, totalMs: 3 * HOUR, heartbeatMs: 5 * MINUTE, maxMs: 10 * MINUTE },
};

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

/** How long an attempt of a step may take, and how it is tried again. */
export function profileOf(
  step: Pick<Step, 'timeout' | 'retry' | 'profile'>,
  spec: ActionSpec,
  figures: Figures = FIGURES,
): Profile {
  const profile = figures[step.profile ?? spec.profile ?? (spec.short ? 'short' : 'standard')];
  const { retry } = step;
  const timeoutMs = Math.max(said(step.timeout) ?? profile.timeoutMs, 1);
  const attempts = retry?.attempts ?? profile.attempts;
  const own = step.timeout !== undefined || retry !== undefined;
  const { totalMs, ...rest } = profile;
  return {
    ...rest,
    timeoutMs,
    attempts,
    initialMs: said(retry?.initial) ?? profile.initialMs,
    backoff: retry?.backoff ?? profile.backoff,
    maxMs: said(retry?.max) ?? profile.maxMs,
    // A step that says more than its profile must get the time for it.
    ...(totalMs !== undefined && { totalMs: own ? Math.max(totalMs, timeoutMs * attempts * 1.5) : totalMs }),
  };
}

const said = (text: string | undefined): number | null => (text === undefined ? null : durationMs(text));

/** Wait before the next attempt: what the provider asked for, at most an hour; else as the profile says. */
export function backoffMs(
  attempt: number,
  askedMs: number | undefined,
  { initialMs, backoff, maxMs }: Pick<Profile, 'initialMs' | 'backoff' | 'maxMs'>,
): number {
  return Math.min(askedMs ?? Math.min(initialMs * backoff ** (attempt - 1), maxMs), HOUR);
}
