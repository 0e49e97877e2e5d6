import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Subject } from './measure.ts';
import type { Sink } from './sink.ts';

const DIST = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'src');

/** Nod itself, started as `npm start` does, in processes of its own. */
export interface Product {
  address: string;
  /** Milliseconds from the start of the process to the table. */
  readyMs: number;
  dataDir: string;
  stop(): Promise<void>;
}

/** Limits that would measure themselves instead of the machine; printed with the results. */
export const LIMITS = { WEBHOOK_RUNS_PER_MINUTE: '1000000', TRIGGERS_PER_MINUTE: '1000000', LOG_LEVEL: 'warn' };

export async function startProduct(dataDir: string, sink: Sink): Promise<Product> {
  const env = { ...process.env, ...LIMITS, DATA_DIR: dataDir, PORT: '0', HTTP_ALLOW_PRIVATE: sink.host };
  const began = performance.now();
  const child: ChildProcess = spawn(process.execPath, [join(DIST, 'main.js'), 'all'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const address = await new Promise<string>((found, failed) => {
    child.once('exit', (code) => failed(new Error(`Nod ended with ${code}:\n${output}`)));
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      output += part;
      const line = /Address\s+(http:\S+)/.exec(output);
      if (line?.[1]) found(line[1]);
    });
  });
  return {
    address,
    readyMs: performance.now() - began,
    dataDir,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Megabytes that gateway and worker hold in memory together. */
export function memoryOf(product: Product): number {
  const { children } = JSON.parse(readFileSync(join(product.dataDir, 'nod.json'), 'utf8')) as { children: number[] };
  const kilobytes = execFileSync('ps', ['-o', 'rss=', '-p', children.join(',')], { encoding: 'utf8' });
  return (
    kilobytes
      .trim()
      .split(/\s+/)
      .reduce((sum, each) => sum + Number(each), 0) / 1024
  );
}

/** Makes and approves the workflow of two HTTP steps, as anyone would by the API. */
export async function makeSubject(product: Product, sink: Sink): Promise<Subject> {
  const token = execFileSync(process.execPath, [join(DIST, 'cli', 'token.js'), '--user', 'bench'], {
    encoding: 'utf8',
    env: { ...process.env, DATA_DIR: product.dataDir },
  }).trim();
  const call = async <T>(path: string, body: unknown): Promise<T> => {
    const answer = await fetch(`${product.address}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const step = (name: string) => ({
    service: 'http',
    action: 'request',
    params: { url: sink.url, method: 'POST', body: { id: '{{ trigger.id }}', step: name } },
  });
  const draft = await call<{ id: string; seal: string }>('/api/workflows', {
    definition: {
      name: 'Two calls',
      triggers: [{ type: 'webhook', service: 'webhook', event: 'bench' }],
      steps: [
        { id: 'step_1', ...step('first') },
        { id: 'step_2', needs: ['step_1'], ...step('second') },
      ],
    },
  });
  const { workflow } = await call<{ workflow: { id: string } }>(`/api/workflows/drafts/${draft.id}/approve`, {
    seal: draft.seal,
  });
  const { webhook_secret: secret } = await call<{ webhook_secret: string }>(
    `/api/workflows/${workflow.id}/webhook-secret`,
    {},
  );
  return {
    url: `${product.address.replace('localhost', '127.0.0.1')}/api/workflows/webhooks/${workflow.id}/`,
    headers: (body) => ({ 'x-signature': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` }),
  };
}
