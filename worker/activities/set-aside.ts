import type { SpendLedger } from '../../src/automation/spend.ts';
import type { ActionSpec } from '../../src/connectors/define.ts';
import type { EffectRow } from '../../src/store/effects.ts';
import { type Caps, type Counted, capsOf, NOT_COUNTED } from './caps.ts';
import type { RunContext } from './contexts.ts';
import type { ActivityDeps } from './deps.ts';
import { StepFailure } from './failures.ts';
import { insist } from './insist.ts';
import type { EffectPlace, Held, Ledger } from './ledger.ts';
import { type Allowed, reserve } from './limits.ts';

/** What one call took out of the limits before it began. */
interface Mine {
  reserved: { row: string; fresh: boolean } | null;
  counted: Counted;
}

/**
 * Limits around a call: what it needs is set aside before, and counts as used or is free again once it is known what became of
 * it. In between it counts as used, so that no run can overdraw.
 */
export function createSetAside(deps: ActivityDeps, parts: { ledger: Ledger; spend: SpendLedger; caps: Caps }) {
  const { ledger, spend, caps } = parts;

  const where = (run: RunContext, key: string, row: string) => ({
    workspace: run.workspace,
    row,
    workflow: run.workflow,
    above: run.above.map((one) => one.workflow).filter((one) => one !== run.workflow),
    reservation: key,
  });

  async function release(run: RunContext, key: string, held: Held): Promise<void> {
    const row = held.reservation;
    if (row) await insist(() => spend.release(where(run, key, row)));
    if (held.taken.length > 0) await insist(() => caps.end(run.workspace, key, held.taken, false));
  }

  return {
    /** Throws StepFailure with the limit that is in the way. An effect whose attempt before took it already takes nothing. */
    async take(run: RunContext, spec: ActionSpec, allowed: Allowed | null, place: EffectPlace): Promise<Mine> {
      const counts = capsOf(run, spec, allowed, deps.clock.now());
      const before: EffectRow | null = spec.spend || counts.length > 0 ? await ledger.find(place) : null;
      const key = `${place.root}:${place.path}:${place.iteration}:${place.generation}`;
      const done = before?.state === 'done';
      const mustCount = counts.length > 0 && !done && !before?.taken?.length;
      const counted = mustCount ? await caps.take(run, key, counts) : NOT_COUNTED;
      if (allowed === null || done || before?.reservation) return { reserved: null, counted };
      try {
        return { reserved: await reserve(spend, run, key, allowed, deps), counted };
      } catch (error) {
        if (error instanceof StepFailure) await insist(() => caps.end(run.workspace, key, counted.fresh, false));
        throw error;
      }
    },

    /** The effect had happened before this call: what only this call set aside would never be freed by anybody else. */
    takeBack: (run: RunContext, key: string, { reserved, counted }: Mine) =>
      release(run, key, { reservation: reserved?.fresh ? reserved.row : null, taken: counted.fresh }),

    /** It happened: what was set aside is used. */
    async settle(run: RunContext, key: string, held: Held): Promise<void> {
      const row = held.reservation;
      if (row) await insist(() => spend.settle(where(run, key, row)));
      if (held.taken.length > 0) await insist(() => caps.end(run.workspace, key, held.taken, true));
    },

    /** It surely did not happen. */
    release,
  };
}

export type SetAside = ReturnType<typeof createSetAside>;
