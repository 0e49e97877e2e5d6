import { type Logger, LogLevel, webApi } from '@slack/bolt';
import type { Config } from '../../src/config.ts';
import type { Log } from '../../src/log.ts';

export type Client = webApi.WebClient;

export interface SlackWeb {
  /** For what may be repeated: looking something up, changing a message, opening a view. */
  again(team: string): Client;
  /** For what must not be done twice: nothing is tried again here, the caller looks first. */
  once(team: string): Client;
}

/** As long as one call may take. */
const TIMEOUT_MS = 15_000;
const OFFICIAL = 'https://slack.com/api/';

/** The address of Slack's Web API, ending in a slash. */
export const apiUrl = (config: Pick<Config, 'SLACK_API_URL'>): string =>
  `${(config.SLACK_API_URL ?? OFFICIAL).replace(/\/+$/, '')}/`;

/**
 * How every client is made. `headers` is never among them: it would be shared, and one workspace's token with it. Retries are
 * always told: Socket Mode would otherwise write a hundred of them into the same object.
 */
export const clientOptions = (
  config: Pick<Config, 'SLACK_API_URL'>,
  log: Log,
  retries: number,
  timeout = TIMEOUT_MS,
): webApi.WebClientOptions => ({
  slackApiUrl: apiUrl(config),
  retryConfig: { retries, factor: 2, minTimeout: 300, maxTimeout: 2000 },
  timeout,
  rejectRateLimitedCalls: true,
  logger: boltLog(log),
});

/** The token of a workspace: one from the environment for the one workspace there is. */
export function tokens(config: Pick<Config, 'SLACK_BOT_TOKEN'>): (team: string) => string {
  return () => config.SLACK_BOT_TOKEN ?? '';
}

/** Clients of Slack's Web API, two for each workspace. */
export function createSlackWeb(deps: {
  config: Pick<Config, 'SLACK_API_URL'>;
  log: Log;
  tokenOf: (team: string) => string;
  /** As long as one call may take. */
  timeoutMs?: number;
}): SlackWeb {
  const made = new Map<string, Client>();
  const clientOf = (team: string, retries: number): Client => {
    const token = deps.tokenOf(team);
    const known = made.get(`${retries} ${token}`);
    if (known) return known;
    const client = new webApi.WebClient(token, clientOptions(deps.config, deps.log, retries, deps.timeoutMs));
    made.set(`${retries} ${token}`, client);
    return client;
  };
  return { again: (team) => clientOf(team, 2), once: (team) => clientOf(team, 0) };
}

/** Slack's own log lines in ours; what it calls debugging holds whole messages and is left out. */
export function boltLog(log: Log): Logger {
  const line = (parts: unknown[]) =>
    parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ');
  return {
    debug: () => {},
    info: (...parts: unknown[]) => log.debug(line(parts)),
    warn: (...parts: unknown[]) => log.debug(line(parts)),
    error: (...parts: unknown[]) => log.warn(line(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}
