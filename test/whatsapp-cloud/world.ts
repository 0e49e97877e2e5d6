import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createWhatsAppCloudAdapter,
  type WhatsAppCloudAdapter,
  type WhatsAppCloudDeps,
} from '../../adapters/whatsapp-cloud/adapter.ts';
import { type AdapterMemory, createAdapterMemory } from '../../src/chat/adapter-memory.ts';
import type { Action, Inbox, Message, ThreadId } from '../../src/chat/types.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { type FakeCloud, startFakeCloud } from '../fakes/whatsapp-cloud/cloud.ts';
import { sharedStore } from '../support/store.ts';

/** A picture small enough for a test. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
  'base64',
);

/** A clock that a test moves. */
export function movingClock() {
  let ahead = 0;
  return {
    now: () => new Date(Date.now() + ahead),
    forward(ms: number) {
      ahead += ms;
    },
  };
}

export interface World {
  cloud: FakeCloud;
  adapter: WhatsAppCloudAdapter;
  memory: AdapterMemory;
  clock: ReturnType<typeof movingClock>;
  /** Where the adapter's route is served. */
  webhook: string;
  received: { messages: Message[]; actions: Action[]; reachable: ThreadId[] };
  inbox: Inbox;
  /** Stops the adapter and starts another on the same memory. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export const TEMPLATE = { name: 'waiting', language: 'en_US', body: 'News from Nod: {{1}}' };

/** The adapter over the local Cloud API, its webhook on a port of its own, its memory in a real database. */
export async function openWorld(
  env: Record<string, string> = {},
  more: Partial<WhatsAppCloudDeps> = {},
): Promise<World> {
  const clock = movingClock();
  const [test, cloud] = await Promise.all([
    sharedStore(),
    startFakeCloud({ now: () => clock.now().getTime(), templates: [TEMPLATE] }),
  ]);
  const memory = createAdapterMemory({ store: test.store, clock, platform: 'whatsapp-cloud' });
  const config = readConfig({ ...cloud.env(), WHATSAPP_CLOUD_TEMPLATE: 'waiting', ...env });
  const received: World['received'] = { messages: [], actions: [], reachable: [] };
  const inbox: Inbox = {
    message: async (message) => void received.messages.push(message),
    action: async (action) => void received.actions.push(action),
    overview: async () => [],
    reachable: async (thread) => void received.reachable.push(thread),
  };
  const make = () =>
    createWhatsAppCloudAdapter({
      config,
      memory,
      png: async () => PNG,
      clock,
      log: createLog(process.env.TEST_LOG ?? 'silent', 'test'),
      timeouts: { send: 400, sign: 400, media: 2000 },
      ...more,
    });
  const world: World = {
    cloud,
    adapter: make(),
    memory,
    clock,
    webhook: '',
    received,
    inbox,
    async restart() {
      await world.adapter.stop();
      world.adapter = make();
      await world.adapter.start(inbox);
    },
    async close() {
      await world.adapter.stop();
      await cloud.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server = await serve(() => world.adapter);
  world.webhook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/whatsapp/cloud`;
  await cloud.hooks.register(world.webhook);
  return world;
}

async function serve(adapter: () => WhatsAppCloudAdapter): Promise<Server> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    const route = adapter().routes?.find((one) => one.path === path);
    if (route) void route.handle(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Started, with somebody who wrote lately. */
export async function startedWorld(env: Record<string, string> = {}, more: Partial<WhatsAppCloudDeps> = {}) {
  const world = await openWorld(env, more);
  await world.adapter.start(world.inbox);
  const amina = world.cloud.person();
  await amina.say('hello');
  const thread = world.received.messages[0]?.thread ?? 'whatsapp-cloud:';
  world.received.messages.length = 0;
  return { ...world, world, amina, thread: thread as ThreadId };
}
