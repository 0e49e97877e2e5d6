import { mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { AdapterMemory } from '../../src/chat/adapter-memory.ts';
import {
  type Adapter,
  type Author,
  type Content,
  type Inbox,
  PlatformError,
  type ThreadId,
} from '../../src/chat/types.ts';
import type { Clock } from '../../src/clock.ts';
import type { Config } from '../../src/config.ts';
import { newId } from '../../src/ids.ts';
import type { Log } from '../../src/log.ts';
import { meaning, type Offer } from './line.ts';
import { render } from './render.ts';
import { socketPath } from './socket.ts';
import { words } from './words.ts';

/** Everything is one conversation: that of whoever sits at this machine. */
const THREAD: ThreadId = 'terminal:main';
const ME: Author = { id: 'me' };
/** What someone who comes is shown of what was said before. */
const SHOWN_BEFORE = 5;
const MOST_TERMINALS = 8;

interface Posted {
  content: Content;
  replyTo?: string;
  only?: string;
}

export interface TerminalAdapter extends Adapter {
  readonly platform: 'terminal';
  /** One typed line; `id` names the delivery. Rejects when it could not be stored. */
  line(text: string, id?: string): Promise<void>;
}

/**
 * Nod in a terminal: plain lines over a socket in the data folder that only this machine's user may open. The smallest
 * adapter there is; what is posted while nobody listens is shown to whoever comes.
 */
export function createTerminalAdapter(deps: {
  memory: AdapterMemory;
  clock: Clock;
  log: Log;
  config: Pick<Config, 'DATA_DIR'>;
}): TerminalAdapter {
  const { memory, clock, log } = deps;
  const socket = socketPath(deps.config.DATA_DIR);
  const listeners = new Set<Socket>();
  let inbox: Inbox | null = null;
  let doing: string | null = null;
  let server: Server | null = null;

  const say = (text: string): void => {
    for (const listener of listeners) listener.write(text);
  };
  const shown = (id: string, { content, ...more }: Posted): string => render(id, content, more);

  /** Messages in the order they were posted, oldest first. */
  async function posted(limit: number): Promise<{ id: string; data: Posted }[]> {
    const rows = (await memory.recent(THREAD, limit)).filter((row) => row.messageIds.length > 0);
    return rows.reverse().map((row) => ({ id: row.messageIds[0] ?? '', data: row.data as Posted }));
  }

  async function offers(): Promise<Offer[]> {
    return (await posted(100)).flatMap(({ id, data }) => {
      const choices = typeof data.content === 'string' ? [] : (data.content.choices ?? []);
      return choices.length > 0 ? [{ id, choices }] : [];
    });
  }

  async function line(text: string, id = newId('line')): Promise<void> {
    if (!inbox) throw new PlatformError('unreachable', 'the terminal is not started');
    const about = { id, thread: THREAD, author: ME, sentAt: clock.now().toISOString() };
    const meant = meaning(text, await offers());
    if (meant === 'no such') return say(`${words.noSuch}\n`);
    if (meant) return inbox.action({ ...about, ...meant });
    const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    await inbox.message({ ...about, text, attachments: [], timeZone });
  }

  async function welcome(terminal: Socket): Promise<void> {
    if (listeners.size >= MOST_TERMINALS) return void terminal.destroy();
    terminal.setEncoding('utf8').on('error', (error) => log.debug({ err: error }, 'a terminal left'));
    terminal.once('close', () => listeners.delete(terminal));
    const before = await posted(SHOWN_BEFORE);
    terminal.write(`${words.hello}\n\n${before.map(({ id, data }) => shown(id, data)).join('')}`);
    listeners.add(terminal);
    for await (const typed of createInterface({ input: terminal })) {
      if (typed.trim() === '') continue;
      await line(typed).catch((error: unknown) => {
        log.warn({ err: error }, 'a line was not kept');
        terminal.write(`${words.notKept}\n`);
      });
    }
  }

  async function post(...[thread, content, key, options = {}]: Parameters<Adapter['post']>): Promise<string> {
    if (thread !== THREAD) throw new PlatformError('gone', `there is only ${THREAD}`);
    const data: Posted = {
      content,
      ...(options.replyTo === undefined ? {} : { replyTo: options.replyTo }),
      ...(options.only?.name === undefined ? {} : { only: options.only.name }),
    };
    const earlier = await memory.begin(THREAD, key, data);
    const [there] = earlier?.messageIds ?? [];
    if (there !== undefined) return there;
    const id = String(await memory.next('message'));
    await memory.sent(THREAD, key, [id], data);
    say(shown(id, data));
    return id;
  }

  return {
    platform: 'terminal',
    limits: { text: 10_000, choices: 20, update: false, quotes: true },
    line,

    async start(given) {
      inbox = given;
      // A folder nobody else may enter keeps everybody else out.
      mkdirSync(dirname(socket), { recursive: true, mode: 0o700 });
      rmSync(socket, { force: true });
      const opened = createServer((terminal) => {
        welcome(terminal).catch((error: unknown) => log.warn({ err: error }, 'a terminal could not be served'));
      });
      await new Promise<void>((resolve, reject) => opened.once('error', reject).listen(socket, resolve));
      server = opened;
    },
    async stop() {
      inbox = null;
      for (const listener of listeners) listener.destroy();
      const closing = server;
      server = null;
      if (closing) await new Promise((resolve) => closing.close(resolve));
    },
    health: () => ({ ok: server !== null, detail: server ? 'ready: npm run chat' : 'stopped' }),

    // It is kept for whoever comes, but nobody reads it now.
    canReach: async () => listeners.size > 0,
    describe: async () => ({ direct: true, people: [ME] }),

    post,
    async working(_thread, text) {
      // A line that was printed stays: the same again says nothing new.
      if (text !== null && text !== doing) say(`${words.working(text)}\n`);
      doing = text;
    },
    update: (thread, messageId, content, key) => post(thread, content, key, { replyTo: messageId }),
    profile: async () => ({ name: 'You', timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }),
    direct: async () => THREAD,
    admits: async () => 'local',
  };
}
