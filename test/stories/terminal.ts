import { connect, type Socket } from 'node:net';
import { vi } from 'vitest';
import { socketPath } from '../../adapters/terminal/socket.ts';
import { isLabel, type Teller } from './teller.ts';

interface Shown {
  id: string;
  text: string;
  choices: string[];
}

/** A terminal: what it prints is all that is known of it. */
export function terminalTeller(dataDir: () => string): Teller {
  let socket: Socket | undefined;
  /** By number: what is shown again after a restart is the same message. */
  const seen = new Map<string, Shown>();
  let rest = '';
  /** The newest message when the person last spoke. */
  let spoken = 0;

  function print(part: string): void {
    rest += part;
    const blocks = rest.split(/\n\n(?=#\d|…|$)/);
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const head = /^#(\d+)/m.exec(block);
      if (!head?.[1]) continue;
      const body = block.slice(block.indexOf('\n', head.index) + 1);
      const choices = [...body.matchAll(/^ {3}(\d+) {2}(.+)$/gm)].map((match) => match[2] ?? '');
      seen.set(head[1], { id: head[1], text: body, choices });
    }
  }
  const newestFirst = () => [...seen.values()].sort((a, b) => Number(b.id) - Number(a.id));

  function offer(label: string | RegExp): { id: string; at: number } | null {
    for (const { id, choices } of newestFirst()) {
      if (Number(id) <= spoken) return null;
      const at = choices.findIndex((choice) => isLabel(choice, label));
      if (at >= 0) return { id, at: at + 1 };
    }
    return null;
  }
  const type = (line: string) => void socket?.write(`${line}\n`);

  return {
    name: 'a terminal',
    env: { TERMINAL_CHAT: 'true' },
    async arrive() {
      socket?.destroy();
      rest = '';
      await vi.waitFor(
        () =>
          new Promise<void>((resolve, reject) => {
            socket?.destroy();
            socket = connect(socketPath(dataDir()));
            socket.setEncoding('utf8').on('error', reject);
            socket.on('data', (part) => {
              print(String(part));
              resolve();
            });
          }),
        { timeout: 20_000, interval: 100 },
      );
    },
    async says(text) {
      spoken = Number(newestFirst()[0]?.id ?? 0);
      type(text);
    },
    reads: async () =>
      newestFirst()
        .reverse()
        .map((one) => one.text),
    offers: async (label) => offer(label) !== null,
    async taps(label) {
      const found = offer(label);
      if (!found) throw new Error(`nothing offers ${label}`);
      type(`${found.id}.${found.at}`);
    },
    async close() {
      socket?.destroy();
    },
  };
}
