import { listen } from '../server.ts';
import { createApi } from './api.ts';
import { createDeliveries, httpSend, type Send } from './deliveries.ts';
import { createTelling, EVENTS } from './events.ts';
import { createFailures } from './failures.ts';
import type { FakeSlack, FakeSlackOptions } from './fake.ts';
import type { FakeMessage } from './model.ts';
import type { Pace } from './pace.ts';
import { servePage } from './page/serve.ts';
import { createPeople } from './people.ts';
import { postRaw, verifyUrl } from './raw.ts';
import { serveRest } from './routes.ts';
import { TEAMS } from './seeds.ts';
import { createSockets } from './sockets.ts';
import { channelOf, createState, imOf, placeOfUser, type State } from './state.ts';
import { textOf } from './text.ts';
import { modalsOf } from './views.ts';

export type { FakeSlack, FakeSlackOptions } from './fake.ts';

/** A Slack on this machine that is as strict as the real one. */
export async function startFakeSlack(options: FakeSlackOptions = {}): Promise<FakeSlack> {
  const app = {
    appId: 'A1',
    clientId: 'test-client',
    clientSecret: 'test-client-secret',
    signingSecret: options.signingSecret ?? 'test-signing-secret',
    verificationToken: 'test-verification',
    appToken: 'xapp-test-A1',
  };
  const { scopes } = options;
  const seeds = (options.teams ?? TEAMS).map((team) => (scopes ? { scopes, ...team } : team));
  const state = createState(app, seeds);
  state.rotation = options.rotation ?? false;
  state.grants = scopes ?? null;
  const failures = createFailures();
  const pace: Pace = { on: false, perSecond: 1, burst: 4, spent: new Map() };
  const api = createApi(state, failures, pace);
  const server = await listen(async (request, response, body) => {
    const url = new URL(request.url ?? '/', state.base);
    if (url.pathname.startsWith('/api/')) return await api.handle(request, response, url, body);
    if (await serveRest(state, request, response, url, body)) return;
    if (await servePage(fake, request, response, url, body)) return;
    response.writeHead(404).end();
  }, options.port);
  state.base = server.url;

  const ackMs = options.ackMs ?? 3000;
  const sockets = createSockets(state, server.server, ackMs);
  const send = (): Send => (fake.requestUrl ? httpSend(state, fake.requestUrl, ackMs) : sockets.send);
  const deliveries = createDeliveries(send, options.retryAfter ?? [0, 60_000, 300_000]);
  const tell = createTelling(state, deliveries, options.events ?? EVENTS);
  const telling: Promise<unknown>[] = [];
  const watchers = new Set<() => void>();
  state.happened = (team, event) => void telling.push(tell(team, event));
  state.changed = () => {
    for (const watcher of [...watchers]) watcher();
  };
  const told = async <T>(act: () => T): Promise<T> => {
    const from = telling.length;
    const done = act();
    await Promise.all(telling.slice(from));
    return done;
  };

  const fake: FakeSlack = {
    ...app,
    ...createPeople(state, deliveries, told),
    url: server.url,
    apiUrl: `${server.url}/api/`,
    botToken: (team) => botToken(state, team),
    requestUrl: options.requestUrl ?? null,
    sockets,
    state,
    calls: state.calls,
    callsOf: (method) => state.calls.filter((call) => call.method === method),
    fail: failures.add,
    pace,
    deliveries: deliveries.all,
    retryNow: deliveries.retryNow,
    redeliver: deliveries.again,
    settled: deliveries.settled,
    post: (body, how) => postRaw(state, fake.requestUrl, body, how),
    verifyUrl: () => verifyUrl(state, fake.requestUrl),
    tell: async (team, event) => void (await tell(team, event)),
    messages: (channel, thread) => messagesOf(state, channel, thread),
    waitForMessage: (fits, within = 10_000) => waitFor(state, watchers, fits, within),
    text: textOf,
    home: (user, team = firstTeam(state)) => state.views.get(state.homes.get(`${team}/${user}`) ?? '') ?? null,
    modals: (user) => modalsOf(state, user),
    status: (channel, thread) => statusOf(state, channel, thread),
    file: (id) => state.files.get(id),
    advance: state.advance,
    async close() {
      deliveries.stop();
      sockets.close();
      await server.close();
      await deliveries.settled();
    },
  };
  return fake;
}

function firstTeam(state: State): string {
  return [...state.teams.keys()][0] ?? '';
}

function botToken(state: State, team = firstTeam(state)): string {
  const token = [...state.tokens.values()].find((one) => one.kind === 'bot' && one.team === team && !one.dead);
  if (!token) throw new Error(`the app is not installed in ${team}`);
  return token.value;
}

function statusOf(state: State, channel: string, thread: string): string | null {
  const status = state.statuses.get(`${channel}/${thread}`);
  return status && state.now() - status.at < 120_000 ? status.text : null;
}

function messagesOf(state: State, channel: string, thread?: string): FakeMessage[] {
  const user = state.users.get(channel);
  const known = user ? imOf(state, placeOfUser(state, user.id), user.id) : (state.channels.get(channel) ?? null);
  const id = known?.id ?? (/^D/.test(channel) ? channel : channelOf(state, channel).id);
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
