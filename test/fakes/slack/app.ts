import { App, type AppOptions, type Logger, LogLevel, webApi } from '@slack/bolt';
import type { FakeSlack } from './fake.ts';

const logger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};
const quiet = { logger, convoStore: false as const };

/** A Bolt app on the fake over HTTP, its Request URL entered; the caller stops it. */
export async function httpApp(slack: FakeSlack, options: AppOptions = {}): Promise<App> {
  const app = new App({
    ...(options.authorize ? {} : { token: slack.botToken() }),
    signingSecret: slack.signingSecret,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
    ...quiet,
    ...options,
  });
  const address = (await app.start({ port: 0, host: '127.0.0.1' })).address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  slack.requestUrl = `http://127.0.0.1:${address.port}/slack/events`;
  return app;
}

/** A Bolt app in Socket Mode. */
export async function socketApp(slack: FakeSlack): Promise<App> {
  const app = new App({
    token: slack.botToken(),
    appToken: slack.appToken,
    socketMode: true,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
    ...quiet,
  });
  await app.start();
  return app;
}

/** A web client that tries once, and leaves 429 to the test. */
export function clientOf(slack: FakeSlack, token = slack.botToken()): webApi.WebClient {
  return new webApi.WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger,
  });
}

/** Slack's error code of a call that must fail, with the rest of its answer. */
export async function refusal(call: Promise<unknown>): Promise<{ error: string; [key: string]: unknown }> {
  try {
    await call;
  } catch (error) {
    const data = (error as { data?: { error: string } }).data;
    if (data) return data;
    throw error;
  }
  throw new Error('the call went through');
}
