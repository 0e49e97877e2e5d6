import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The real product on data of its own, as `npm start` runs it. */
export interface Product {
  url: string;
  token: string;
  stop(): Promise<void>;
}

/** The build this file is part of: it is up to date when the command runs. */
const built = (file: string) => fileURLToPath(new URL(`../../src/${file}`, import.meta.url));
const START_MS = 300_000;

/** Starts services, gateway and worker with NOD_TEST=1 and a planner. Throws, with what it said, when it does not come up. */
export async function startProduct(planner: 'builtin' | 'claude'): Promise<Product> {
  const dataDir = mkdtempSync(join(tmpdir(), 'nod-eval-'));
  const env = {
    ...process.env,
    NOD_TEST: '1',
    PLANNER: planner,
    DATA_DIR: dataDir,
    PORT: '0',
    TEMPORAL_UI_PORT: '0',
    PUBLIC_URL: '',
    // The eval talks to nobody but the planner's model.
    SLACK_BOT_TOKEN: '',
    WHATSAPP_ENABLED: '',
    NODE_ENV: 'development',
  };
  const child = spawn(process.execPath, [built('../app/main.js'), 'all'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = async () => {
    await ended(child);
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await ready(child);
    const claim = JSON.parse(readFileSync(join(dataDir, 'nod.json'), 'utf8')) as { address?: string };
    if (!claim.address) throw new Error('The product does not tell its address.');
    return { url: claim.address, token: makeToken(env), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const late = setTimeout(() => reject(new Error(`The product is not ready in time:\n${said}`)), START_MS);
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('Nod is ready')) done(resolve);
    };
    const done = (then: () => void) => {
      clearTimeout(late);
      then();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', () => done(() => reject(new Error(`The product does not start:\n${said}`))));
  });
}

function makeToken(env: Record<string, string | undefined>): string {
  const made = spawnSync(process.execPath, [built('cli/token.js'), '--user', 'Evaluation'], { env, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`No token could be made: ${made.stderr}`);
  return made.stdout.trim().split('\n').at(-1) ?? '';
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
