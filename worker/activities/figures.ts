import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { PROFILES } from '../../src/automation/definition.ts';
import { durationMs, FIGURES, type Figures, type Profile } from './profiles.ts';

const DAY_MS = 86_400_000;

const time = z.string().transform((text, context) => {
  const ms = durationMs(text);
  if (ms !== null && ms > 0 && ms <= DAY_MS) return ms;
  context.addIssue({ code: 'custom', message: 'a time up to a day is expected, as 90s or 20m' });
  return z.NEVER;
});

/** Steps say that they live every five seconds: what expects it oftener takes the living for dead. */
const LEAST_HEARTBEAT_MS = 15_000;

const changes = z.strictObject({
  timeout: time.optional(),
  /** Of all attempts together. */
  total: time.optional(),
  heartbeat: time
    .refine((ms) => ms >= LEAST_HEARTBEAT_MS, { error: `at least ${LEAST_HEARTBEAT_MS / 1_000} s are expected` })
    .optional(),
  attempts: z.int().min(1).max(20).optional(),
  initial: time.optional(),
  backoff: z.number().min(1).max(10).optional(),
  max: time.optional(),
});

const file = z.partialRecord(z.enum(PROFILES), changes);

/**
 * The figures of all profiles, with those of a JSON file in place of the usual ones: `{"standard": {"timeout": "2m", "attempts": 4}}`.
 * Throws what is wrong with it, in words.
 */
export function readFigures(path: string): Figures {
  const parsed = file.safeParse(contentOf(path));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(
      `PROFILES_FILE (${path}), ${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'is wrong'}.`,
    );
  }
  const figures = { ...FIGURES };
  for (const name of PROFILES) {
    const own = parsed.data[name];
    if (own) figures[name] = whole({ ...figures[name], ...given(own) }, own, `PROFILES_FILE (${path}), ${name}`);
  }
  return figures;
}

/** The whole has room for the attempts that are asked for; one that is said must have room for one. */
function whole(profile: Profile, { timeout, attempts, total }: z.infer<typeof changes>, where: string): Profile {
  const { timeoutMs, totalMs } = profile;
  if (totalMs === undefined || (timeout === undefined && attempts === undefined && total === undefined)) return profile;
  if (total !== undefined && total < timeoutMs)
    throw new Error(`${where}.total: less than the timeout of one attempt.`);
  return total !== undefined ? profile : { ...profile, totalMs: Math.max(totalMs, timeoutMs * profile.attempts * 1.5) };
}

function contentOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`PROFILES_FILE (${path}) cannot be read: ${(error as Error).message}`);
  }
}

function given(own: z.infer<typeof changes>): Partial<Profile> {
  const { timeout, total, heartbeat, initial, max, ...rest } = own;
  const times = { timeoutMs: timeout, totalMs: total, heartbeatMs: heartbeat, initialMs: initial, maxMs: max };
  return Object.fromEntries(Object.entries({ ...rest, ...times }).filter(([, value]) => value !== undefined));
}
