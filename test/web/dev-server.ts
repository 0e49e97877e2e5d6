import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import Koa from 'koa';
import { createWebAdapter, type WebAdapter } from '../../adapters/web/adapter.ts';
import type { Assets } from '../../adapters/web/assets.ts';
import { webRouter } from '../../adapters/web/routes.ts';
import { createSession, type WebPerson } from '../../adapters/web/session.ts';
import type { Action, Inbox, Message } from '../../src/chat/types.ts';
import { type Clock, systemClock } from '../../src/clock.ts';
import { createLog } from '../../src/log.ts';
import type { Store } from '../../src/store/store.ts';
import { examplePanel } from './example-panel.ts';
import { exampleRun } from './example-run.ts';

export const OWNER: WebPerson = {
  workspace: 'ws_home',
  user: 'usr_wanjiru',
  name: 'Wanjiru',
  admin: true,
  timeZone: 'UTC',
};
export const OTHER: WebPerson = {
  workspace: 'ws_away',
  user: 'usr_otieno',
  name: 'Otieno',
  admin: false,
  timeZone: 'UTC',
};

/** What stands behind the web chat in a test: everything that arrives, and whoever answers it. */
export interface Engine {
  messages: Message[];
  actions: Action[];
  /** Thrown instead of taking the next delivery, once. */
  refuse: Error | null;
  onMessage(message: Message): void;
  onAction(action: Action): void;
}

export interface DevServer {
  url: string;
  adapter: WebAdapter;
  engine: Engine;
  stop(): Promise<void>;
}

const ALL = ['read', 'write', 'approve'];
const TOKENS: Record<string, WebPerson & { scopes: string[] }> = {
  'test-token-owner': { ...OWNER, scopes: ALL },
  'test-token-other': { ...OTHER, scopes: ALL },
  'test-token-reader': { ...OWNER, scopes: ['read'] },
  'test-token-writer': { ...OWNER, scopes: ['read', 'write'] },
};

interface Options {
  store: Store;
  assets?: Assets;
  publicUrl?: string;
  port?: number;
  clock?: Clock;
  perMinute?: number;
}

const NO_ASSETS: Assets = {
  version: 'test',
  files: new Map([['page.css', { body: Buffer.from('p{}'), type: 'text/css' }]]),
};

/** The web chat on its own, over a real server and store, with an inbox that drops what it has seen, as the engine's does. */
export async function startDevServer(options: Options): Promise<DevServer> {
  const { store } = options;
  const clock = options.clock ?? systemClock;
  const log = createLog('silent', 'test');
  const engine: Engine = { messages: [], actions: [], refuse: null, onMessage() {}, onAction() {} };
  const person = async (_workspace: string, user: string) =>
    [OWNER, OTHER].find((known) => known.user === user) ?? null;
  const adapter = createWebAdapter({ store, clock, log, person });
  await adapter.start(inboxOf(engine));
  const session = createSession({
    secretKey: Buffer.alloc(32, 7),
    clock,
    publicUrl: options.publicUrl,
    localUser: async () => OWNER,
    verifyToken: async (token) => TOKENS[token] ?? null,
  });
  const web = webRouter({
    adapter,
    session,
    clock,
    log,
    panel: examplePanel,
    run: { run: exampleRun, value: async () => Readable.from(['"the whole value"']) },
    assets: options.assets ?? NO_ASSETS,
    perMinute: options.perMinute ?? 10_000,
  });
  const app = new Koa();
  app.silent = true;
  app.use(web.routes.routes());
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(options.port ?? 0, '127.0.0.1', () => resolve(listening));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    adapter,
    engine,
    async stop() {
      web.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await adapter.stop();
    },
  };
}

function inboxOf(engine: Engine): Inbox {
  const seen = new Set<string>();
  const take = (id: string): boolean => {
    const { refuse } = engine;
    engine.refuse = null;
    if (refuse) throw refuse;
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  };
  return {
    async message(message) {
      if (!take(message.id)) return;
      engine.messages.push(message);
      engine.onMessage(message);
    },
    async action(action) {
      if (!take(action.id)) return;
      engine.actions.push(action);
      engine.onAction(action);
    },
    overview: async () => [],
  };
}
