import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import { vi } from 'vitest';
import { findTool } from '../../src/services/find.ts';
import { silentProgress } from '../../src/services/progress.ts';
import { redisSpec } from '../../src/services/specs.ts';
import { valkey } from '../../src/services/tools.ts';

export interface OwnValkey {
  url: string;
  port: number;
  /** kill -9, as a crash. What was written stays in its folder for the next start on the same folder. */
  kill(): Promise<void>;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

/** A Valkey of the test's own, for what would disturb others: emptying it, killing it. Give port and folder to start it again. */
export async function startValkey(again: { port?: number; folder?: string } = {}): Promise<OwnValkey> {
  const port = again.port ?? (await getPort({ host: '127.0.0.1' }));
  const folder = again.folder ?? mkdtempSync(join(tmpdir(), 'nod-valkey-'));
  const command = await findTool(valkey, silentProgress);
  const child: ChildProcess = spawn(command, redisSpec.args({ main: port }, folder), { stdio: 'ignore' });
  const end = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
  };
  await vi.waitFor(() => redisSpec.ready({ main: port }), { timeout: 10_000 });
  return {
    url: redisSpec.url({ main: port }),
    port,
    kill: end,
    async remove() {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
