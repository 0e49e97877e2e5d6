import { vi } from 'vitest';
import { EVERY_WORKSPACE } from '../../src/store/guard.ts';
import { mustHold } from '../faults/support/invariants.ts';
import { PARTS, type Part, type Product, startProduct } from '../faults/support/product.ts';
import { type Ack, deliver, live } from '../faults/support/workflows.ts';
import { patientApprover, stepsOver } from './people.ts';
import { type Kill, killsOf } from './random.ts';
import { EXPECTED, everything, STEPS } from './workflow.ts';

const EVERY = { workspace: EVERY_WORKSPACE };
const LONG = { timeout: 240_000, interval: 100 };

export interface Struck extends Kill<Part> {
  /** Milliseconds until everything answered again. */
  backMs: number;
}

/** What there was in the end against what there must be. */
export interface Count {
  what: string;
  wanted: number;
  found: number;
}

export interface Report {
  seed: number;
  struck: Struck[];
  counts: Count[];
  repeatedCalls: number;
}

/**
 * Runs of twenty steps, with parts of the product killed at steps that the seed chooses, some of them while others are still
 * coming back. Throws where something acknowledged is lost, doubled or left hanging.
 */
export async function chaos(given: { seed: number; kills: number; runs: number }): Promise<Report> {
  const product = await startProduct();
  try {
    const ann = await product.person('Ann');
    const workflow = await live(ann, 'All of it', everything(product), true);
    const plan = killsOf(PARTS, { seed: given.seed, count: given.kills, steps: given.runs * STEPS });
    const approver = patientApprover(product, ann, workflow.id);
    const acks = await allDelivered(product, workflow, given.runs);
    const struck = await strike(product, plan);
    await vi.waitFor(async () => {
      const left = await product.store.executions.countDocuments({ ...EVERY, status: 'running' });
      const over = await product.store.executions.countDocuments({ ...EVERY, status: { $ne: 'running' } });
      if (left > 0 || over < given.runs) throw new Error(`${left} runs are still going, ${over} are over`);
    }, LONG);
    await approver.stop();
    await product.healthy();
    await mustHold(product, acks);
    return { seed: given.seed, struck, ...(await counted(product, given.runs)) };
  } finally {
    await product.close();
  }
}

/** Every event heard with a 202 at last, as a sender repeats it. */
async function allDelivered(product: Product, workflow: Parameters<typeof deliver>[1], runs: number): Promise<Ack[]> {
  const acks: Ack[] = [];
  for (let n = 0; n < runs; n += 1) acks.push(await deliver(product, workflow, `chaos-${n}`));
  return acks;
}

async function strike(product: Product, plan: Kill<Part>[]): Promise<Struck[]> {
  const struck: Struck[] = [];
  for (const kill of plan) {
    await vi.waitFor(async () => {
      const over = await stepsOver(product);
      if (over < kill.atStep) throw new Error(`${over} of ${kill.atStep} steps are over`);
    }, LONG);
    await vi.waitFor(() => product.kill(kill.part), LONG);
    const at = Date.now();
    // Every third kill comes while this one is still being got over.
    if (struck.length % 3 !== 1) await product.healthy();
    struck.push({ ...kill, backMs: Date.now() - at });
  }
  return struck;
}

async function counted(product: Product, runs: number): Promise<Pick<Report, 'counts' | 'repeatedCalls'>> {
  const { store, world } = product;
  const arrivals = world.lines().map((line) => line.key);
  const keys = new Set(arrivals);
  const sandbox = (action: string) => store.sandbox.countDocuments({ ...EVERY, action });
  const spend = await store.spend.find(EVERY).lean();
  const settled = spend.reduce((sum, row) => sum + row.settled, 0);
  const reserved = spend.reduce((sum, row) => sum + row.reserved, 0);
  const gates = await store.steps.countDocuments({ ...EVERY, action: 'approve', 'gate.decision': 'approved' });
  const counts = [
    ['runs completed', runs, await store.executions.countDocuments({ ...EVERY, status: 'completed' })],
    ['effects, by key', runs * (EXPECTED.effects + EXPECTED.items), keys.size],
    ['payments', runs * EXPECTED.payments, await sandbox('withdraw')],
    ['emails', runs * EXPECTED.emails, await sandbox('send_email')],
    ['gates decided', runs * EXPECTED.gates, gates],
    ['money settled, KES', runs * 500, settled / 100],
    ['money still reserved', 0, reserved],
  ] as const;
  return {
    counts: counts.map(([what, wanted, found]) => ({ what, wanted, found })),
    // A call that was cut off is repeated with the same key: the other side does it once.
    repeatedCalls: arrivals.length - keys.size,
  };
}

/** The report as a table for people. */
export function asTable({ seed, struck, counts, repeatedCalls }: Report): string {
  const kills = struck.map(
    ({ part, atStep, backMs }, index) =>
      `  ${String(index + 1).padStart(3)}  ${part.padEnd(8)}  after step ${String(atStep).padStart(4)}  back in ${(backMs / 1000).toFixed(1)} s`,
  );
  const lines = counts.map(
    ({ what, wanted, found }) =>
      `  ${what.padEnd(22)} ${String(wanted).padStart(6)} wanted  ${String(found).padStart(6)} found  ${wanted === found ? 'ok' : 'WRONG'}`,
  );
  return [
    `Seed ${seed}, ${struck.length} kills`,
    ...kills,
    ...lines,
    `  calls repeated with their own key: ${repeatedCalls}`,
  ].join('\n');
}
