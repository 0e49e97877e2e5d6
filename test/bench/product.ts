import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readState } from '../../src/services/state.ts';
import { approved, type Call, callerOf } from './api.ts';
import { now, within } from './clock.ts';
import type { Subject } from './measure.ts';
import { STEPS, type World } from './world.ts';

const DIST = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'src');
const READY_MS = 300_000;

/** Nod itself, started as `npm start` does, in processes of its own. */
export interface Product {
  address: string;
  /** Milliseconds from the start of the process to the table. */
  readyMs: number;
  /** host:port of the Temporal it started. */
  temporal: string;
  /** Gateway and worker. */
  roles: number[];
  /** Pids of gateway, worker and the services, by name. */
  processes: Record<string, number>;
  dataDir: string;
  stop(): Promise<void>;
}

/** Limits that would measure themselves instead of the machine; printed with the results. */
export const LIMITS = { WEBHOOK_RUNS_PER_MINUTE: '1000000', TRIGGERS_PER_MINUTE: '1000000', LOG_LEVEL: 'warn' };

/** Of the settings around only what finds programs and folders: services, keys and limits are the bench's own. */
const KEPT = /^(PATH|HOME|USER|TMPDIR|TEMP|TMP|LANG|LC_.*|XDG_.*|SystemRoot|APPDATA|LOCALAPPDATA|USERPROFILE)$/i;

function ownEnv(dataDir: string): Record<string, string | undefined> {
  const kept = Object.fromEntries(Object.entries(process.env).filter(([name]) => KEPT.test(name)));
  return { ...kept, ...LIMITS, DATA_DIR: dataDir, PORT: '0', PLANNER: 'builtin' };
}

/** Starts Nod on a data folder. Rejects with what it said when it does not start. */
export async function startProduct(dataDir: string, world: World): Promise<Product> {
  const began = now();
  const child = spawn(process.execPath, [join(DIST, '..', 'app', 'main.js'), 'all'], {
    cwd: dataDir,
    env: { ...ownEnv(dataDir), HTTP_ALLOW_PRIVATE: world.host },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  try {
    const address = await within(READY_MS, 'the start of Nod', addressOf(child));
    const readyMs = now() - began;
    const { services } = readState(dataDir);
    const { children: roles } = JSON.parse(readFileSync(join(dataDir, 'nod.json'), 'utf8')) as { children: number[] };
    return {
      address,
      readyMs,
      temporal: `127.0.0.1:${services.temporal?.ports.main}`,
      roles,
      processes: {
        gateway: roles[0] ?? 0,
        worker: roles[1] ?? 0,
        ...Object.fromEntries(Object.entries(services).map(([name, { pid }]) => [name, pid])),
      },
      dataDir,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The address in the table it prints once it is ready. */
function addressOf(child: ChildProcess): Promise<string> {
  let output = '';
  return new Promise((found, failed) => {
    child.once('exit', (code) => failed(new Error(`Nod ended with ${code}:\n${output}`)));
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      output += part;
      const line = /Address\s+(http:\S+)/.exec(output);
      if (line?.[1]) found(line[1]);
    });
  });
}

/** The product's API as one person. */
export const callOf = (product: Product): Call =>
  callerOf(product, join(DIST, 'cli', 'token.js'), ownEnv(product.dataDir));

/** Makes and approves the workflow of two HTTP steps, as anyone would by the API. */
export async function makeSubject(product: Product, call: Call, world: World): Promise<Subject> {
  const [first, second] = STEPS.map((step) => ({
    service: 'http',
    action: 'request',
    params: { url: world.url, method: 'POST', body: { id: '{{ trigger.id }}', step } },
  }));
  const workflow = await approved(call, {
    name: 'Two calls',
    triggers: [{ type: 'webhook', service: 'webhook', event: 'bench' }],
    steps: [
      { id: 'step_1', ...first },
      { id: 'step_2', needs: ['step_1'], ...second },
    ],
  });
  const { webhook_secret: secret } = await call<{ webhook_secret: string }>(
    'POST',
    `/api/workflows/${workflow}/webhook-secret`,
    {},
  );
  return {
    url: `${product.address.replace('localhost', '127.0.0.1')}/api/workflows/webhooks/${workflow}/`,
    headers: (body) => ({ 'x-signature': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` }),
    async completed() {
      const { execution_count: count } = await call<{ execution_count: number }>('GET', `/api/workflows/${workflow}`);
      return count;
    },
  };
}
