import { vi } from 'vitest';
import { EVERY_WORKSPACE } from '../../src/store/guard.ts';
import type { StepRow } from '../../src/store/runs.ts';
import type { Product } from '../faults/support/product.ts';
import type { Caller } from '../support/person.ts';

const PACE_MS = 200;
/** Longer than any sweep. */
const LONGEST_MS = 6 * 3_600_000;

/**
 * A person who approves whatever waits, and says so again until it is heard, as people do when nothing happens. Each gate
 * is tapped with one action id, so that only the product can make two decisions of it.
 */
export function patientApprover(product: Product, caller: Caller, workflow: string) {
  let stopped = false;
  const taps = { sent: 0, accepted: new Set<string>(), again: 0 };

  async function round(): Promise<void> {
    const scope = { workspace: caller.workspace };
    const waiting = await product.store.steps
      .find({ ...scope, state: 'waiting', action: 'approve', 'gate.decision': null })
      .lean<StepRow[]>();
    for (const row of waiting) {
      taps.sent += 1;
      const path = `/api/workflows/${workflow}/executions/${row.execution}/decisions`;
      const answer = await caller
        .call<{ result: string }>('POST', path, {
          step: row.path,
          decision: 'approve',
          action_id: `tap-${row._id}`,
          seal: row.gate?.seal ?? '',
        })
        .catch(() => null);
      if (answer?.body.result === 'accepted') taps.accepted.add(row._id);
      else taps.again += 1;
    }
  }

  const done = vi.waitFor(
    async () => {
      // What is down now is asked again in the next round.
      await round().catch(() => {});
      if (!stopped) throw new Error('They are still there.');
    },
    { timeout: LONGEST_MS, interval: PACE_MS },
  );

  return {
    taps,
    async stop(): Promise<void> {
      stopped = true;
      await done;
    },
  };
}

/** How many steps of all runs are over. */
export const stepsOver = (product: Product): Promise<number> =>
  product.store.steps.countDocuments({
    workspace: EVERY_WORKSPACE,
    state: { $in: ['success', 'failed', 'skipped'] },
    path: { $not: /\// },
  });
