import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startBare } from './bare.ts';
import { burst, oneByOne, type Subject } from './measure.ts';
import { cpuSeconds, memoryOf, settle } from './processes.ts';
import { callOf, makeSubject, type Product, startProduct } from './product.ts';
import { type Counts, limits, type Measured, machine, type Results, rows, table } from './report.ts';
import { type ShapeCounts, shapesOf } from './shapes.ts';
import { openWorld, type World } from './world.ts';

/**
 * `npm run bench [-- --quick --json OUT]`: Nod and bare Temporal do the same work in turn, on the same services, in one run.
 * Prints both, their ratios, and everything that was set. Ends with an error only when something went wrong, not when an aim
 * was missed.
 */
const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } } });
const COUNTS: Counts = values.quick ? { rounds: 1, one: 10, burst: 100 } : { rounds: 2, one: 20, burst: 1000 };
const SHAPES: ShapeCounts = values.quick
  ? { loop: 100, branches: 40, gates: 50 }
  : { loop: 1000, branches: 200, gates: 1000 };
/** Runs of each side before anything counts. */
const WARM_UP = 20;

const say = (text: string) => void process.stdout.write(`${text}\n`);
/** What must be ended, the last begun first. */
const open: (() => Promise<void> | void)[] = [];
let closing: Promise<void> | undefined;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void closeAll().finally(() => process.exit(130)));
}
try {
  const results = await bench();
  say(table(results));
  if (values.json) {
    writeFileSync(resolve(values.json), `${JSON.stringify({ rows: rows(results), ...results }, null, 2)}\n`);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await closeAll();
}
process.exit();

async function bench(): Promise<Results> {
  const dataDir = mkdtempSync(join(tmpdir(), 'nod-bench-'));
  open.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const world = await openWorld();
  open.push(world.close);
  say(`Machine: ${machine()}`);
  const set = limits(COUNTS, world.host);
  for (const line of set) say(line);

  say('Starting on a fresh data folder …');
  const first = await startProduct(dataDir, world);
  await stopping(first);
  say('Starting again …');
  const product = await startProduct(dataDir, world);
  open.push(product.stop);
  await settle(product.roles);
  const idleMb = memoryOf(product.roles);

  const call = callOf(product);
  const subject = await makeSubject(product, call, world);
  const bare = await startBare(product.temporal, world.url);
  open.push(bare.stop);
  return {
    machine: machine(),
    counts: COUNTS,
    limits: set,
    firstReadyMs: first.readyMs,
    readyMs: product.readyMs,
    idleMb,
    ...(await sideBySide(product.processes, world, subject, bare)),
    shapes: await shapesOf({ call, roles: product.roles, say }, world, SHAPES),
  };
}

/** Both sides in turn, so that what slows the machine for a while slows both. */
async function sideBySide(
  processes: Record<string, number>,
  world: World,
  nod: Subject,
  bare: Awaited<ReturnType<typeof startBare>>,
): Promise<{ nod: Measured; bare: Measured }> {
  const sides: Record<'nod' | 'bare', Side> = {
    nod: { name: 'Nod', subject: nod, processes, into: { one: [], bursts: [], cpu: {} } },
    bare: {
      name: 'bare Temporal',
      subject: bare,
      processes: { ...bare.processes, temporal: processes.temporal ?? 0 },
      into: { one: [], bursts: [], cpu: {} },
    },
  };
  const quiet = () => settle([...Object.values(processes), ...Object.values(bare.processes)]);
  for (const { subject } of Object.values(sides)) await oneByOne(subject, world, WARM_UP);
  for (let round = 1; round <= COUNTS.rounds; round++) {
    for (const { name, subject, into } of Object.values(sides)) {
      await quiet();
      say(`Round ${round}, ${name}: ${COUNTS.one} one at a time …`);
      into.one.push(...(await oneByOne(subject, world, COUNTS.one)));
    }
    for (const side of Object.values(sides)) {
      await quiet();
      say(`Round ${round}, ${side.name}: ${COUNTS.burst} at once …`);
      await burstOf(side, world, quiet);
    }
  }
  return { nod: sides.nod.into, bare: sides.bare.into };
}

interface Side {
  name: string;
  subject: Subject;
  /** Pids by name. */
  processes: Record<string, number>;
  into: Measured;
}

/** One burst, with what it cost each process until all was quiet again. */
async function burstOf({ subject, processes, into }: Side, world: World, quiet: () => Promise<void>): Promise<void> {
  const before = Object.entries(processes).map(([name, pid]) => ({ name, pid, spent: cpuSeconds([pid]) }));
  into.bursts.push(await burst(subject, world, COUNTS.burst));
  await quiet();
  for (const { name, pid, spent } of before) into.cpu[name] = (into.cpu[name] ?? 0) + cpuSeconds([pid]) - spent;
}

/** Stops it now, and, should that be interrupted, at the end. */
async function stopping(product: Product): Promise<void> {
  open.push(product.stop);
  await product.stop();
}

function closeAll(): Promise<void> {
  closing ??= (async () => {
    for (const close of open.reverse()) {
      try {
        await close();
      } catch (error) {
        say(String(error));
      }
    }
  })();
  return closing;
}
