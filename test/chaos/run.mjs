// `npm run chaos -- --seed N --kills K [--runs R]`: kills parts of the product while runs go on, and prints what came of it.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { checkNode, prepare } from '../../src/start.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const LIMITS = { seed: 2 ** 31, kills: 500, runs: 50 };
const text = { type: 'string' };

checkNode();
let values;
try {
  ({ values } = parseArgs({ options: { seed: text, kills: text, runs: text } }));
} catch (error) {
  fail(error.message);
}
const env = { ...process.env };
for (const [name, most] of Object.entries(LIMITS)) {
  const given = values[name];
  if (given === undefined) continue;
  if (!/^\d+$/.test(given) || Number(given) > most || (name === 'runs' && Number(given) < 1))
    fail(`--${name} is a whole number up to ${most}`);
  env[`CHAOS_${name.toUpperCase()}`] = given;
}
prepare();
const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
const child = spawn(process.execPath, [vitest, 'run', 'test/chaos/chaos.test.ts', '-t', 'loses nothing'], {
  cwd: ROOT,
  env,
  stdio: 'inherit',
});
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code) => process.exit(code ?? 1));

function fail(message) {
  process.stderr.write(`${message}\nnpm run chaos -- [--seed N] [--kills K] [--runs R]\n`);
  process.exit(1);
}
