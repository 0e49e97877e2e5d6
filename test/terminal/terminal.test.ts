import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTerminalAdapter } from '../../adapters/terminal/adapter.ts';
import { meaning } from '../../adapters/terminal/line.ts';
import { harmless, render } from '../../adapters/terminal/render.ts';
import { socketPath } from '../../adapters/terminal/socket.ts';
import { createAdapterMemory } from '../../src/chat/adapter-memory.ts';
import type { Action, Card, Message } from '../../src/chat/types.ts';
import { systemClock } from '../../src/clock.ts';
import { type AdapterWorld, adapterContract } from '../contracts/adapter.ts';
import { openTestStore } from '../support/store.ts';

let opened: Awaited<ReturnType<typeof openTestStore>>;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.drop());

const CARD: Card = {
  title: 'Weekly report',
  body: [{ kind: 'text', text: '**Next:** Monday' }],
  choices: [
    { name: 'draft.approve', value: 'd:1', label: 'Approve' },
    { name: 'draft.cancel', value: 'd', label: 'Cancel' },
  ],
};

async function openTerminal() {
  await Promise.all([
    opened.store.platformPosts.deleteMany({ workspace: '-' }),
    opened.store.platformValues.deleteMany({ workspace: '-' }),
  ]);
  const folder = mkdtempSync(join(tmpdir(), 'nod-terminal-'));
  const memory = createAdapterMemory({ store: opened.store, clock: systemClock, platform: 'terminal' });
  const log = pino({ level: 'silent' });
  const adapter = createTerminalAdapter({ memory, clock: systemClock, log, config: { DATA_DIR: folder } });
  const terminals: Socket[] = [];
  return {
    adapter,
    folder,
    /** A terminal as `npm run chat` opens it, and all it was shown. */
    async sit() {
      const socket = connect(socketPath(folder));
      terminals.push(socket);
      let seen = '';
      socket.setEncoding('utf8').on('data', (text) => {
        seen += String(text);
      });
      await expect.poll(() => seen).toContain('Nod is here');
      return { socket, seen: () => seen, type: (line: string) => socket.write(`${line}\n`) };
    },
    close() {
      for (const socket of terminals) socket.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

adapterContract(
  'terminal',
  async (): Promise<AdapterWorld> => {
    const world = await openTerminal();
    let terminal: Awaited<ReturnType<typeof world.sit>> | undefined;
    return {
      adapter: world.adapter,
      author: { id: 'me' },
      newThread: async () => {
        terminal = await world.sit();
        return 'terminal:main';
      },
      threadIds: ['terminal:main'],
      roundTrip: (thread) => thread,
      async shown() {
        // Everything posted so far has arrived once something said later has.
        const mark = `mark-${Math.random()}`;
        await world.adapter.working('terminal:main', mark);
        await expect.poll(() => terminal?.seen()).toContain(mark);
        const seen = terminal?.seen().replace(/^… .*$/gm, '') ?? '';
        const all = seen.split(/^#/m).slice(1);
        return all.map((text) => ({
          id: /^\d+/.exec(text)?.[0] ?? '',
          text: text.slice(text.indexOf('\n') + 1).trim(),
        }));
      },
      deliverMessage: (_thread, text, id) => world.adapter.line(text, id),
      async tap(_thread, messageId, choice, id) {
        const at = choice.name === 'draft.approve' ? 1 : 2;
        await world.adapter.line(`${messageId}.${at}`, id);
      },
      close: async () => world.close(),
    };
  },
  {
    deliverOwn: 'what a terminal shows does not come back as typed',
    deliverAttachment: 'lines only',
    loseThread: 'its one conversation is always there',
  },
);

describe('a terminal', () => {
  it('takes lines and numbers, and shows whoever comes what was said last', async () => {
    const world = await openTerminal();
    const messages: Message[] = [];
    const actions: Action[] = [];
    await world.adapter.start({
      message: async (message) => void messages.push(message),
      action: async (action) => void actions.push(action),
      overview: async () => [],
    });
    expect(statSync(dirname(socketPath(world.folder))).mode & 0o077).toBe(0);
    const id = await world.adapter.post('terminal:main', CARD, 'card');
    const one = await world.sit();
    expect(one.seen()).toContain(`#${id}\nWeekly report\nNext: Monday\n   1  Approve\n   2  Cancel`);
    one.type('every Monday at 9');
    one.type('2');
    one.type('9');
    await expect.poll(() => actions.length).toBe(1);
    expect(messages.map((message) => message.text)).toEqual(['every Monday at 9']);
    expect(actions[0]).toMatchObject({ messageId: id, choice: { name: 'draft.cancel', value: 'd' } });
    await expect.poll(one.seen).toContain('no such choice');
    await world.adapter.stop();
    world.close();
  });

  it('can be reached while somebody sits at it', async () => {
    const world = await openTerminal();
    await world.adapter.start({ message: async () => {}, action: async () => {}, overview: async () => [] });
    const reached = () => world.adapter.canReach?.('terminal:main');
    expect(await reached()).toBe(false);
    const one = await world.sit();
    await expect.poll(reached).toBe(true);
    one.socket.destroy();
    await expect.poll(reached).toBe(false);
    await world.adapter.stop();
    world.close();
  });

  it('says so when a line was not kept, and goes on', async () => {
    const world = await openTerminal();
    let away = true;
    const kept: string[] = [];
    await world.adapter.start({
      message: async ({ text }) => {
        if (away) throw new Error('the database is away');
        kept.push(text);
      },
      action: async () => {},
      overview: async () => [],
    });
    const one = await world.sit();
    one.type('hello');
    await expect.poll(one.seen).toContain('did not reach Nod');
    away = false;
    one.type('hello again');
    await expect.poll(() => kept).toEqual(['hello again']);
    await world.adapter.stop();
    world.close();
  });

  it('shows nothing a terminal would obey', () => {
    expect(harmless('\u001b[2Jgone\u0007\u202Eevil')).toBe('[2Jgoneevil');
    const shown = render('1', { ...CARD, title: '\u001b]0;x\u0007title' }, {});
    expect(shown.includes('\u001b') || shown.includes('\u0007')).toBe(false);
  });

  it('reads numbers as choices only where some are offered', () => {
    const offers = [
      { id: '3', choices: [{ name: 'a', value: '1' }] },
      { id: '7', choices: [{ name: 'b', value: '2' }] },
    ];
    expect(meaning('1', offers)).toEqual({ choice: { name: 'b', value: '2' }, messageId: '7' });
    expect(meaning('3.1', offers)).toEqual({ choice: { name: 'a', value: '1' }, messageId: '3' });
    expect(meaning('5', offers)).toBe('no such');
    expect(meaning('9.1', offers)).toBe('no such');
    expect(meaning('1', [])).toBeNull();
    expect(meaning('1 more thing', offers)).toBeNull();
  });
});
