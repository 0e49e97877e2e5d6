import type { AdapterMemory } from '../../src/chat/adapter-memory.ts';
import type { Adapter, Inbox, PlatformRoute } from '../../src/chat/types.ts';
import type { Clock } from '../../src/clock.ts';
import type { Config } from '../../src/config.ts';
import type { Log } from '../../src/log.ts';
import { createConnection } from './connection.ts';
import { createDrawings } from './drawings.ts';
import { LIMITS } from './face/limits.ts';
import { createGate } from './gate.ts';
import { createHome } from './home.ts';
import { createInbound } from './inbound.ts';
import { createSlackPeople } from './people.ts';
import { createPosting } from './posting.ts';
import { createSendQueue } from './queue.ts';
import { createHttpReceiver } from './receiver.ts';
import { refusalOf } from './refusals.ts';
import { createRooms } from './rooms.ts';
import { createSocket } from './socket.ts';
import { messageOf, threadId, timeOf, userOf } from './threads.ts';
import { clientOptions, createSlackWeb, tokens } from './web.ts';

export type SlackConfig = Pick<
  Config,
  'SLACK_BOT_TOKEN' | 'SLACK_SIGNING_SECRET' | 'SLACK_APP_TOKEN' | 'SLACK_API_URL' | 'SLACK_GUESTS'
>;

export interface SlackAdapterDeps {
  config: SlackConfig;
  memory: AdapterMemory;
  png(svg: string): Promise<Buffer>;
  clock: Clock;
  log: Log;
  /** Shorter waits, for tests: milliseconds. */
  timing?: { backoff?: number; call?: number };
}

/** What is missing in the settings, in words; null where nothing is. */
function missing(config: SlackConfig): string | null {
  if (config.SLACK_APP_TOKEN || config.SLACK_SIGNING_SECRET) return null;
  return 'Slack can send nothing yet: SLACK_SIGNING_SECRET is not set (or SLACK_APP_TOKEN, for Socket Mode). See docs/slack.md.';
}

/**
 * Slack as a platform: by HTTP at /slack/events, or over a socket where SLACK_APP_TOKEN is set. Without either it can
 * speak and not hear, and its health says so.
 */
export function createSlackAdapter(deps: SlackAdapterDeps): Adapter {
  const { config, memory, clock, log } = deps;
  const tokenOf = tokens(config);
  const web = createSlackWeb({ config, log, tokenOf, ...(deps.timing?.call ? { timeoutMs: deps.timing.call } : {}) });
  const { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = config;
  const socket = appToken ? createSocket({ config, appToken, log }) : null;
  const http = !socket && signingSecret ? createHttpReceiver({ signingSecret, log }) : null;
  const connection = createConnection({
    web,
    line: socket?.line ?? null,
    log,
    ...(deps.timing?.backoff ? { backoffMs: deps.timing.backoff } : {}),
  });
  const identity = () => connection.identity();
  const people = createSlackPeople({ config, web, memory, clock, identity });
  const queue = createSendQueue();
  const drawings = createDrawings({ web, memory, png: deps.png, log });
  const posting = createPosting({ web, memory, queue, drawings, people, connection, log });
  const rooms = createRooms({ web, identity, log });
  let inbox: Inbox | null = null;
  const home = createHome({ web, memory, people, posting, inbox: () => inbox, log });
  const keep = createInbound({ inbox: () => inbox, memory, people, connection, home, web, log });
  const receiver = socket?.receiver ?? http?.receiver;
  if (receiver) {
    createGate({
      receiver,
      clientOptions: clientOptions(config, log, 2),
      authorize() {
        const me = connection.identity();
        return { botToken: tokenOf(me?.team ?? ''), ...(me ? { botId: me.botId, botUserId: me.botUser } : {}) };
      },
      keep,
      log,
    });
  }
  const routes: PlatformRoute[] = http ? [http.route] : [];
  const problem = missing(config);

  return {
    platform: 'slack',
    limits: LIMITS,
    routes,

    async start(given) {
      inbox = given;
      queue.start();
      await connection.start();
    },
    async stop() {
      await connection.stop();
      home.stop();
      queue.stop();
      inbox = null;
    },
    health: () => (problem === null ? connection.health() : { ok: false, detail: problem }),

    describe: (thread) => rooms.describe(thread),
    working: (thread, text) => rooms.working(thread, text),
    room: (name, author) => rooms.room(name, author),
    post: (thread, content, key, options) => posting.post(thread, content, key, options),
    update: (thread, id, content, key) => posting.update(thread, id, content, key),
    shownAt(id) {
      const message = messageOf(id);
      return message && new Date(timeOf(message.ts));
    },
    profile: (author) => people.profile(author),
    admits: (author) => people.admits(author),

    async direct(author) {
      const { team, user } = userOf(author);
      try {
        return threadId({ team, channel: await people.directChannel(team, user) });
      } catch (error) {
        throw refusalOf(error).error;
      }
    },
  };
}
