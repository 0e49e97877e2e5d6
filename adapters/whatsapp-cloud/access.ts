import type { PlatformHealth } from '../../src/chat/types.ts';
import { PlatformError } from '../../src/chat/types.ts';
import type { Clock } from '../../src/clock.ts';
import type { Log } from '../../src/log.ts';
import { GraphError, type Meaning } from './errors.ts';
import type { Graph } from './graph.ts';
import { words } from './words.ts';

const RECHECK_MS = 5 * 60_000;
const PAIR_MS = 6_000;
const PACE_MS = 2_000;
const MOST_WAIT_MS = 15 * 60_000;
/** People whose pace is remembered. */
const MOST_PAIRS = 5_000;

const OURS = new Set<Meaning>(['token', 'permission', 'number', 'account']);

/**
 * Whether we may call now: obeys what WhatsApp said of one person's pace, of the number's pace and of our access, so that
 * nothing is knocked at in vain. Tells health.
 */
export interface Access {
  /** Runs a call, unless WhatsApp asked to wait; `person` is whom it writes to. Throws PlatformError. */
  through<T>(person: string | null, call: () => Promise<T>): Promise<T>;
  /** Milliseconds until something may be sent to a person; 0 for now. */
  wait(person: string): number;
  /** Asks for the number, and so whether the token is good. Never throws. */
  check(): Promise<void>;
  /** Notes what is wrong with a template, or that it is right. */
  template(name: string, problem: string | null): void;
  health(): PlatformHealth;
  /** The number as people see it; null until known. */
  number(): string | null;
}

interface Hold {
  until: number;
  step: number;
}

export function createAccess(deps: { graph: Graph; clock: Clock; log: Log }): Access {
  const { graph, clock, log } = deps;
  const pairs = new Map<string, Hold>();
  const pace: Hold = { until: 0, step: 0 };
  let problem: { detail: string; until: number } | null = null;
  let away = false;
  let template: string | null = null;
  let number: string | null = null;
  let checked = false;
  const now = () => clock.now().getTime();

  function hold(held: Hold, base: number, told: number | null): number {
    const ms = told ?? Math.min(base * 2 ** held.step, MOST_WAIT_MS);
    held.until = now() + ms;
    held.step = Math.min(held.step + 1, 10);
    return ms;
  }

  function holdPair(person: string, told: number | null): number {
    const held = pairs.get(person) ?? { until: 0, step: 0 };
    pairs.delete(person);
    pairs.set(person, held);
    const [oldest] = pairs.keys();
    if (pairs.size > MOST_PAIRS && oldest) pairs.delete(oldest);
    return hold(held, PAIR_MS, told);
  }

  /** What WhatsApp answered, remembered; returns the error with the time to wait. */
  function note(person: string | null, error: unknown): unknown {
    if (!(error instanceof GraphError)) {
      away = error instanceof PlatformError && error.reason === 'unreachable' ? true : away;
      return error;
    }
    const { fault, meaning } = error;
    away = false;
    if (meaning === 'pair' && person) return new GraphError(fault, meaning, holdPair(person, fault.retryAfterMs));
    if (meaning === 'pace' || meaning === 'pair')
      return new GraphError(fault, meaning, hold(pace, PACE_MS, fault.retryAfterMs));
    if (!OURS.has(meaning)) return error;
    const detail =
      meaning === 'account' ? words.health.account(fault.message) : words.health[meaning as 'token' | 'permission'];
    if (problem?.detail !== detail) log.error({ code: fault.code, status: fault.status }, detail);
    problem = { detail, until: now() + RECHECK_MS };
    return new PlatformError('unreachable', detail, { retryAfterMs: RECHECK_MS, cause: error });
  }

  function refuseEarly(person: string | null): void {
    const left = problem ? problem.until - now() : 0;
    if (problem && left > 0) throw new PlatformError('unreachable', problem.detail, { retryAfterMs: left });
    const ms = person === null ? 0 : access.wait(person);
    if (ms > 0) throw new PlatformError('rate_limited', 'WhatsApp asked to write more slowly', { retryAfterMs: ms });
  }

  const access: Access = {
    async through(person, call) {
      refuseEarly(person);
      try {
        const result = await call();
        [problem, away, pace.step] = [null, false, 0];
        if (person) pairs.delete(person);
        return result;
      } catch (error) {
        throw note(person, error);
      }
    },

    wait: (person) => Math.max(pace.until, pairs.get(person)?.until ?? 0, now()) - now(),

    async check() {
      try {
        problem = null;
        number = await access.through(null, () => graph.number());
      } catch (error) {
        away = problem === null;
        log.warn({ err: error }, 'WhatsApp could not be asked about its number');
      }
      checked = true;
    },

    template(name, wrong) {
      if (wrong && !template) log.error({ template: name }, wrong);
      template = wrong && words.health.template(name, wrong);
    },

    health() {
      if (problem) return { ok: false, detail: problem.detail };
      if (!checked) return { ok: false, detail: words.health.starting };
      if (away) return { ok: false, detail: words.health.away };
      const connected = words.health.connected(number ?? '');
      return { ok: true, detail: template ? `${connected}; ${template}` : connected };
    },
    number: () => number,
  };
  return access;
}
