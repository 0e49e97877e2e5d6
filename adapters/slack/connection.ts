import { setTimeout as after } from 'node:timers/promises';
import { webApi } from '@slack/bolt';
import type { PlatformHealth } from '../../src/chat/types.ts';
import type { Log } from '../../src/log.ts';
import { words } from './face/words.ts';
import { isBroken, refusalOf } from './refusals.ts';
import type { SlackWeb } from './web.ts';

/** Who the bot is in Slack. */
export interface Identity {
  team: string;
  teamName: string;
  botUser: string;
  botId: string;
}

/** A connection that must stand for anything to arrive (Socket Mode). */
export interface Line {
  /** Resolves once it stands, at once where it stands already; rejects where it cannot. */
  open(): Promise<void>;
  /** Resolves when it fell. */
  fallen(): Promise<void>;
  close(): Promise<void>;
}

export interface Connection {
  identity(): Identity | null;
  health(): PlatformHealth;
  /** Connects and keeps connected; returns after the first attempt, or after a few seconds where that takes longer. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Slack no longer takes the token: tells so, and tries again from time to time. */
  broken(code: string): void;
}

const FIRST_MS = 5000;
const MOST_BACKOFF_MS = 60_000;
const STEADY_MS = 10_000;
const STOP_MS = 2000;

/** Keeps what is known of the installation: its team, whether its token is good, whether its line stands. */
export function createConnection(deps: {
  web: SlackWeb;
  line: Line | null;
  log: Log;
  /** First wait after a failure, in milliseconds; doubles up to a minute. */
  backoffMs?: number;
}): Connection {
  const { web, line, log } = deps;
  let identity: Identity | null = null;
  let connected = false;
  let problem: string = words.starting;
  let stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let wake = () => {};

  async function whoAmI(): Promise<Identity> {
    const answer = await web.again('').auth.test();
    const { team_id: team, user_id: botUser, bot_id: botId } = answer;
    if (!team || !botUser) throw new Error('auth.test told neither team nor bot');
    return { team, teamName: answer.team ?? team, botUser, botId: botId ?? '' };
  }

  async function run(signal: AbortSignal, attempted: () => void): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        const trouble = new Promise<void>((resolve) => {
          wake = resolve;
        });
        identity = await whoAmI();
        await line?.open();
        if (signal.aborted) return await line?.close();
        connected = true;
        const since = performance.now();
        log.info({ team: identity.team }, 'Slack is connected');
        attempted();
        await Promise.race([trouble, ...(line ? [line.fallen()] : [])]);
        if (connected) problem = words.reconnecting;
        // What falls as soon as it stands is no better than what cannot be opened.
        failures = performance.now() - since < STEADY_MS ? failures + 1 : 0;
      } catch (error) {
        failures += 1;
        problem = problemWords(error, identity !== null && line !== null);
        log.warn({ err: error }, 'Slack is not connected');
      }
      connected = false;
      attempted();
      if (failures > 0) await pause(failures, signal);
    }
  }

  async function pause(failures: number, signal: AbortSignal): Promise<void> {
    const ms = Math.min((deps.backoffMs ?? 1000) * 2 ** Math.min(failures - 1, 10), MOST_BACKOFF_MS);
    await after(ms, undefined, { signal, ref: false }).catch(() => {});
  }

  return {
    identity: () => identity,
    health: () => ({ ok: connected, detail: connected ? words.connected : problem }),

    async start() {
      stopping = new AbortController();
      const { signal } = stopping;
      const first = new Promise<void>((resolve) => {
        running = run(signal, resolve);
      });
      await Promise.race([first, after(FIRST_MS, undefined, { signal, ref: false }).catch(() => {})]);
    },

    async stop() {
      stopping.abort();
      wake();
      await line?.close();
      // A call Slack does not answer is not waited for; what it opens late is closed again.
      await Promise.race([running, after(STOP_MS, undefined, { ref: false })]);
      [connected, problem] = [false, words.starting];
    },

    broken(code) {
      if (!isBroken(code)) return;
      problem = words.tokenRefused(code);
      connected = false;
      wake();
    },
  };
}

/** Why it is not connected, in words. `overLine`: the token is good, the line is what failed. */
function problemWords(error: unknown, overLine: boolean): string {
  if (error instanceof webApi.WebAPIPlatformError) {
    const { error: code, needed } = error.data as { error: string; needed?: string };
    if (code === 'missing_scope') return words.scopeMissing(needed ?? '?');
    const { reason } = refusalOf(error).error;
    if (reason === 'refused' || isBroken(code)) {
      return overLine ? words.appTokenRefused(code) : words.tokenRefused(code);
    }
  }
  return overLine ? words.reconnecting : words.noTeam;
}
