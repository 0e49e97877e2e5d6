import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { createSlackAdapter, type SlackConfig } from '../../adapters/slack/adapter.ts';
import { type AdapterMemory, createAdapterMemory } from '../../src/chat/adapter-memory.ts';
import type { Action, Adapter, Author, Card, Inbox, Message, ThreadId } from '../../src/chat/types.ts';
import { systemClock } from '../../src/clock.ts';
import { platformRouter } from '../../src/http/platforms.ts';
import { createLog } from '../../src/log.ts';
import type { FakeSlack, FakeSlackOptions } from '../fakes/slack/fake.ts';
import { startFakeSlack } from '../fakes/slack/fake-slack.ts';
import { type openTestStore, sharedStore } from '../support/store.ts';

type TestStore = Awaited<ReturnType<typeof openTestStore>>;

/** The adapter on the local Slack, with what reached the engine's side of it. */
export interface SlackWorld {
  slack: FakeSlack;
  adapter: Adapter;
  memory: AdapterMemory;
  messages: Message[];
  actions: Action[];
  stops: { thread: ThreadId; author: Author }[];
  /** What the engine's side does with a delivery before it is kept: throw, or take its time. */
  keeping: { before: () => Promise<void> };
  overview: { cards: Card[] };
  inbox: Inbox;
  /** The address of the app, for what is sent to it by hand. */
  address: string;
  /** Gives another adapter an address. */
  serve(adapter: Adapter): Promise<string>;
  /** Another adapter on the same database, as a second gateway has it, or the same one after a restart. */
  again(): Adapter;
  close(): Promise<void>;
}

/** A drawing of one pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

async function emptyStore(): Promise<TestStore> {
  const opened = await sharedStore();
  await opened.store.platformPosts.deleteMany({ workspace: '-' });
  await opened.store.platformValues.deleteMany({ workspace: '-' });
  return opened;
}

/** `start`: false leaves the adapter to be started by the test. */
export async function openSlack(
  options: { socket?: boolean; fake?: FakeSlackOptions; config?: Partial<SlackConfig>; start?: boolean } = {},
): Promise<SlackWorld> {
  const { store } = await emptyStore();
  const slack = await startFakeSlack(options.fake);
  const memory = createAdapterMemory({ store, clock: systemClock, platform: 'slack' });
  const config: SlackConfig = {
    SLACK_BOT_TOKEN: slack.botToken(),
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_APP_TOKEN: options.socket ? slack.appToken : undefined,
    SLACK_API_URL: slack.apiUrl,
    SLACK_GUESTS: false,
    ...options.config,
  };
  const make = () =>
    createSlackAdapter({
      config,
      memory,
      png: async () => PIXEL,
      clock: systemClock,
      log: createLog(process.env.TEST_LOG ?? 'silent', 'slack'),
      timing: { backoff: 50, call: 1500 },
    });
  const adapter = make();
  const messages: Message[] = [];
  const actions: Action[] = [];
  const stops: SlackWorld['stops'] = [];
  const keeping = { before: async () => {} };
  const overview = { cards: [] as Card[] };
  const inbox: Inbox = {
    async message(message) {
      await keeping.before();
      messages.push(message);
    },
    async action(action) {
      await keeping.before();
      actions.push(action);
    },
    overview: async () => overview.cards,
    stop: async (thread, author) => void stops.push({ thread, author }),
  };
  const servers: Server[] = [];
  const mount = async (one: Adapter) => {
    const server = await serve(one);
    servers.push(server);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  };
  const address = await mount(adapter);
  if (!options.socket) slack.requestUrl = address;
  if (options.start !== false) await adapter.start(inbox);
  const others: Adapter[] = [];
  return {
    slack,
    adapter,
    memory,
    messages,
    actions,
    stops,
    keeping,
    overview,
    inbox,
    address,
    serve: mount,
    again() {
      const other = make();
      others.push(other);
      return other;
    },
    async close() {
      for (const one of [adapter, ...others]) await one.stop();
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
      await slack.close();
    },
  };
}

/** As the gateway mounts it: before anything reads a body. */
async function serve(adapter: Adapter): Promise<Server> {
  const app = new Koa();
  app.use(platformRouter([adapter]).routes());
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return server;
}
