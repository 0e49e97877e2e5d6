import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { within } from './clock.ts';
import type { Subject } from './measure.ts';
import { endChild } from './processes.ts';

export const BARE_QUEUE = 'bench-bare';
const START_MS = 60_000;

/** The same work on Temporal alone: a webhook and a worker, a process each. `temporal`: host:port. */
export async function startBare(
  temporal: string,
  world: string,
): Promise<Subject & { processes: Record<string, number>; stop(): Promise<void> }> {
  const children: ChildProcess[] = [];
  const start = async (file: string, args: string[]): Promise<string> => {
    const child = fork(fileURLToPath(new URL(`./${file}`, import.meta.url)), args, {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    children.push(child);
    const gone = once(child, 'exit').then(([code]) => {
      throw new Error(`${file} ended with ${code}`);
    });
    gone.catch(() => {});
    const [said] = (await within(START_MS, file, Promise.race([once(child, 'message'), gone]))) as [string];
    return said;
  };
  const stop = async () => void (await Promise.all(children.map(endChild)));
  try {
    const [url] = await Promise.all([start('bare-webhook.js', [temporal, world]), start('bare-worker.js', [temporal])]);
    const connection = await Connection.connect({ address: temporal });
    const client = new Client({ connection });
    return {
      url,
      headers: () => ({}),
      processes: Object.fromEntries(children.map((child, at) => [at === 0 ? 'webhook' : 'worker', child.pid ?? 0])),
      async completed() {
        const { count } = await client.workflow.count("WorkflowType = 'twoSteps' AND ExecutionStatus = 'Completed'");
        return count;
      },
      async stop() {
        await connection.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
