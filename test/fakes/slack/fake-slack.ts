import { listen } from '../server.ts';
import { createApi } from './api.ts';
import { interaction, press } from './click.ts';
import { createDeliveries, type Delivery, httpSend, type Send } from './deliveries.ts';
import type { Surface } from './elements.ts';
import { createTelling, EVENTS } from './events.ts';
import { createFailures, type Failure, type Injected } from './failures.ts';
import type { ApiCall, FakeMessage, Json } from './model.ts';
import type { Pace } from './pace.ts';
import { type Saying, say } from './say.ts';
import { TEAMS, type TeamSeed } from './seeds.ts';
import { channelOf, createState, type State } from './state.ts';
import { textOf } from './text.ts';

export interface FakeSlackOptions {
  teams?: TeamSeed[];
  /** Where events, interactions and commands go by HTTP; without it, to the app's sockets. */
  requestUrl?: string;
  /** What the app is subscribed to, as the manifest names it. */
  events?: readonly string[];
  signingSecret?: string;
  port?: number;
  /** How long Slack waits for an ack: 3000 ms. */
  ackMs?: number;
  /** After which milliseconds an event is tried again: Slack's are at once, a minute, five minutes. */
  retryAfter?: readonly number[];
}

export interface FakeSlack {
  url: string;
  /** For SLACK_API_URL. */
  apiUrl: string;
  signingSecret: string;
  appId: string;
  appToken: string;
  botToken(team?: string): string;
  /** The app's Request URL; null: Socket Mode. */
  requestUrl: string | null;
  state: State;
  /** Every call of the Web API, in order. */
  calls: ApiCall[];
  callsOf(method: string): ApiCall[];
  fail(method: string, failure: Failure): Injected;
  pace: Pace;
  /** Everything told to the app, oldest first. */
  deliveries: Delivery[];
  retryNow(): Promise<void>;
  settled(): Promise<void>;
  /** Messages of a channel, or of one thread (its root first); deleted ones left out. Channel id, name or `dm` of a user id. */
  messages(channel: string, thread?: string): FakeMessage[];
  /** The first message that fits, as soon as there is one. Milliseconds. */
  waitForMessage(fits: (message: FakeMessage) => boolean, within?: number): Promise<FakeMessage>;
  text(shown: { text?: string; blocks: Json[] }): string;
  /** A person writes. Resolves when the app acked the events, or did not. `dm`: the messages tab of the app. */
  say(user: string, channel: string, text: string, saying?: Saying): Promise<FakeMessage>;
  /** A person clicks a button, by its action_id or its text, and says yes in the confirm dialog; null where `confirm` is false and there is one. */
  click(user: string, surface: Surface, what: string, options?: { confirm?: boolean }): Promise<Delivery | null>;
  advance(ms: number): void;
  close(): Promise<void>;
}

/** A Slack on this machine that is as strict as the real one. */
export async function startFakeSlack(options: FakeSlackOptions = {}): Promise<FakeSlack> {
  const state = createState(
    {
      appId: 'A1',
      clientId: 'test-client',
      clientSecret: 'test-client-secret',
      signingSecret: options.signingSecret ?? 'test-signing-secret',
      verificationToken: 'test-verification',
      appToken: 'xapp-test-A1',
    },
    options.teams ?? TEAMS,
  );
  const failures = createFailures();
  const pace: Pace = { on: false, perSecond: 1, burst: 4, spent: new Map() };
  const api = createApi(state, failures, pace);
  const telling: Promise<unknown>[] = [];
  const watchers = new Set<() => void>();
  const ackMs = options.ackMs ?? 3000;
  const noApp: Send = async () => ({
    via: 'http',
    at: Date.now(),
    ms: 0,
    status: 0,
    reason: 'connection_failed',
    answer: null,
    noRetry: false,
  });
  const send = (): Send => (fake.requestUrl ? httpSend(state, fake.requestUrl, ackMs) : noApp);
  const deliveries = createDeliveries(send, options.retryAfter ?? [0, 60_000, 300_000]);
  const tell = createTelling(state, deliveries, options.events ?? EVENTS);
  state.happened = (team, event) => {
    telling.push(tell(team, event));
  };
  state.changed = () => {
    for (const watcher of [...watchers]) watcher();
  };
  const server = await listen(async (request, response, body) => {
    const url = new URL(request.url ?? '/', state.base);
    if (url.pathname.startsWith('/api/')) return await api.handle(request, response, url, body);
    response.writeHead(404).end();
  }, options.port);
  state.base = server.url;

  const told = async <T>(act: () => T): Promise<T> => {
    const from = telling.length;
    const done = act();
    await Promise.all(telling.slice(from));
    return done;
  };

  const fake: FakeSlack = {
    url: server.url,
    apiUrl: `${server.url}/api/`,
    signingSecret: state.signingSecret,
    appId: state.appId,
    appToken: state.appToken,
    botToken: (team) => botToken(state, team),
    requestUrl: options.requestUrl ?? null,
    state,
    calls: state.calls,
    callsOf: (method) => state.calls.filter((call) => call.method === method),
    fail: failures.add,
    pace,
    deliveries: deliveries.all,
    retryNow: deliveries.retryNow,
    settled: deliveries.settled,
    messages: (channel, thread) => messagesOf(state, channel, thread),
    waitForMessage: (fits, within = 10_000) => waitFor(state, watchers, fits, within),
    text: textOf,
    say: (user, channel, text, saying) => told(() => say(state, user, channel, text, saying)),
    async click(user, surface, what, { confirm = true } = {}) {
      const { found, payload } = press(state, user, surface, what);
      if (found.element.confirm && !confirm) return null;
      return await deliveries.deliver(interaction(state, surface.team, payload));
    },
    advance: state.advance,
    async close() {
      deliveries.stop();
      await server.close();
      await deliveries.settled();
    },
  };
  return fake;
}

function botToken(state: State, team?: string): string {
  const wanted = team ?? [...state.teams.keys()][0];
  const token = [...state.tokens.values()].find((one) => one.kind === 'bot' && one.team === wanted);
  if (!token) throw new Error(`the app is not installed in ${String(wanted)}`);
  return token.value;
}

export function messagesOf(state: State, channel: string, thread?: string): FakeMessage[] {
  const known = state.channels.get(channel);
  const id = known ? known.id : channel.startsWith('D') ? channel : channelOf(state, channel).id;
  return (state.messages.get(id) ?? []).filter(
    (one) => !one.deleted && (thread === undefined || one.ts === thread || one.threadTs === thread),
  );
}

function waitFor(
  state: State,
  watchers: Set<() => void>,
  fits: (message: FakeMessage) => boolean,
  within: number,
): Promise<FakeMessage> {
  const look = () => [...state.messages.values()].flat().find((one) => !one.deleted && fits(one));
  return new Promise((resolve, reject) => {
    const finish = () => {
      clearTimeout(timer);
      watchers.delete(check);
    };
    const check = () => {
      const found = look();
      if (!found) return;
      finish();
      resolve(found);
    };
    const timer = setTimeout(() => {
      finish();
      const last = [...state.messages.values()].flat().slice(-5);
      const seen = last.map((one) => `${one.channel} ${one.user}: ${textOf(one)}`).join('\n');
      reject(new Error(`no such message within ${within} ms; the last ones:\n${seen}`));
    }, within);
    watchers.add(check);
    check();
  });
}
