import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { State } from '../../src/services/state.ts';
import { type Measured, measure } from './measure.ts';
import { LIMITS, makeSubject, memoryOf, startProduct } from './product.ts';
import { openSink, type Sink } from './sink.ts';

/**
 * `npm run bench [-- --one 100 --burst 1000 --json OUT]`: Nod and bare Temporal do the same work on the same services,
 * one after the other, in one run. Prints both and their ratios.
 */
const { values } = parseArgs({
  options: {
    one: { type: 'string', default: '100' },
    burst: { type: 'string', default: '1000' },
    json: { type: 'string' },
  },
});
const counts = { one: Number(values.one), burst: Number(values.burst) };
const say = (text: string) => process.stdout.write(`${text}\n`);

const dataDir = mkdtempSync(join(tmpdir(), 'nod-bench-'));
const sink = await openSink();
let product = await startProduct(dataDir, sink);
try {
  const first = product.readyMs;
  await product.stop();
  product = await startProduct(dataDir, sink);
  const idle = memoryOf(product);
  say(
    `Machine: ${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`,
  );
  say(
    `Limits set: ${Object.entries(LIMITS)
      .map((pair) => pair.join('='))
      .join(', ')}, HTTP_ALLOW_PRIVATE=${sink.host}`,
  );
  say(
    `Ready after ${seconds(first)} the first time and ${seconds(product.readyMs)} the second; gateway and worker idle at ${Math.round(idle)} MB together.`,
  );

  const nod = await measure(await makeSubject(product, sink), sink, counts);
  const bare = await measureBare(sink);
  say(table(nod, bare));
  if (sink.repeated() > 0) say(`${sink.repeated()} effects came more than once.`);
  if (values.json) {
    const all = {
      counts,
      limits: LIMITS,
      readyMs: product.readyMs,
      idleMb: idle,
      nod,
      bare,
      repeated: sink.repeated(),
    };
    writeFileSync(values.json, `${JSON.stringify(all, null, 2)}\n`);
  }
} finally {
  await product.stop();
  await sink.close();
  rmSync(dataDir, { recursive: true, force: true });
}
process.exit(0);

async function measureBare(world: Sink): Promise<Measured> {
  const { services } = JSON.parse(readFileSync(join(dataDir, 'services.json'), 'utf8')) as State;
  const script = fileURLToPath(new URL('./bare.js', import.meta.url));
  const child = fork(script, [`127.0.0.1:${services.temporal?.ports.main}`, world.url], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [url] = (await once(child, 'message')) as [string];
  try {
    return await measure({ url, headers: () => ({}) }, world, counts);
  } finally {
    const ended = once(child, 'exit');
    child.disconnect();
    await ended;
  }
}

function table(nod: Measured, bare: Measured): string {
  const rows: [string, number, number, string][] = [
    ['(a) webhooks accepted a second, 50 in flight', nod.acceptedPerSecond, bare.acceptedPerSecond, ''],
    ['    p50 of the 202, ms', nod.acceptP50, bare.acceptP50, ''],
    ['    p99 of the 202, ms', nod.acceptP99, bare.acceptP99, ''],
    ['(b) webhook to last effect, one at a time, p50 ms', nod.oneP50, bare.oneP50, 'at most 1.5'],
    ['    p99 ms', nod.oneP99, bare.oneP99, ''],
    [`(c) runs finished a second, ${counts.burst} webhooks`, nod.runsPerSecond, bare.runsPerSecond, 'at least 0.85'],
  ];
  const line = (cells: string[]) =>
    `${cells[0]?.padEnd(52)}${cells
      .slice(1)
      .map((cell) => cell.padStart(14))
      .join('')}`;
  return [
    '',
    line(['', 'Nod', 'bare Temporal', 'ratio', 'aim']),
    ...rows.map(([name, ours, theirs, aim]) =>
      line([name, ours.toFixed(1), theirs.toFixed(1), (ours / theirs).toFixed(2), aim]),
    ),
    '',
  ].join('\n');
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
