import type { AllowanceRow } from '../store/allowances.ts';
import { isDuplicate } from '../store/duplicate.ts';
import type { Store } from '../store/store.ts';

/** One thing that is used up: how much of it is taken now, and how much there may be in all. */
export interface Slot {
  name: string;
  amount: number;
  limit: number;
}

export interface TakeRequest {
  workspace: string;
  row: string;
  /** The same key is counted once for as long as it is open. */
  key: string;
  slots: Slot[];
  now: Date;
}

/** `fresh`: counted by this very call. */
export type TakeAnswer = { ok: true; fresh: boolean } | { ok: false; slot: string; used: number; limit: number };

export interface Place {
  workspace: string;
  row: string;
  key: string;
}

/** A day's row is of no use the day after, a run's once nobody can try it again. */
const KEPT_MS = { day: 40 * 86_400_000, run: 800 * 86_400_000 };

export const runRow = (rootExecution: string): string => `run:${rootExecution}`;
export const dayRow = (workflow: string, day: string): string => `day:${workflow}:${day}`;
/** Calls of an action, as a slot; a dot would be a path. */
export const callsSlot = (action: string): string => `calls/${action.replace('.', '/')}`;
export const STARTS_SLOT = 'starts';

/** Names of fields hold neither dots nor dollars. */
const field = (name: string): string => name.replaceAll('.', '_').replaceAll('$', '_');

export type Allowances = ReturnType<typeof createAllowances>;

/**
 * Limits that hold under any number of runs at once: one update either takes everything that is asked of a row, or nothing.
 * What was taken stays `open` until it is known what became of it; see reservations.ts for what nobody came back for.
 */
export function createAllowances(store: Store) {
  const rows = () => store.connection.collection<AllowanceRow>('allowances');

  async function ensure({ workspace, row, now }: TakeRequest): Promise<void> {
    const kept = row.startsWith('day:') ? KEPT_MS.day : KEPT_MS.run;
    await rows()
      .updateOne(
        { _id: row, workspace },
        { $setOnInsert: { used: {}, open: {}, updatedAt: now, expiresAt: new Date(now.getTime() + kept) } },
        { upsert: true },
      )
      .catch((error) => {
        if (!isDuplicate(error)) throw error;
      });
  }

  async function takeOnce(request: TakeRequest): Promise<boolean> {
    const { workspace, row, slots, now } = request;
    const open = `open.${field(request.key)}`;
    const within = slots.map(({ name, amount, limit }) => ({
      $lte: [{ $add: [{ $ifNull: [`$used.${field(name)}`, 0] }, amount] }, limit],
    }));
    const taken = Object.fromEntries(slots.map(({ name, amount }) => [field(name), amount]));
    const done = await rows().updateOne(
      { _id: row, workspace, [open]: { $exists: false }, $expr: { $and: within } },
      {
        $inc: Object.fromEntries(slots.map(({ name, amount }) => [`used.${field(name)}`, amount])),
        $set: { [open]: taken, updatedAt: now },
      },
    );
    return done.modifiedCount === 1;
  }

  return {
    /** All slots have room and are taken, or nothing changes. */
    async take(request: TakeRequest): Promise<TakeAnswer> {
      if (request.slots.some(({ amount }) => !Number.isSafeInteger(amount) || amount <= 0))
        throw new Error('an allowance is taken in whole, positive units');
      if (await takeOnce(request)) return { ok: true, fresh: true };
      await ensure(request);
      if (await takeOnce(request)) return { ok: true, fresh: true };
      const row = await rows().findOne({ _id: request.row, workspace: request.workspace });
      if (row && Object.hasOwn(row.open, field(request.key))) return { ok: true, fresh: false };
      const used = ({ name }: Slot) => row?.used[field(name)] ?? 0;
      const full = request.slots.find((slot) => used(slot) + slot.amount > slot.limit) ?? (request.slots[0] as Slot);
      return { ok: false, slot: full.name, used: used(full), limit: full.limit };
    },

    /** What was taken is used, or free again. A repeated end changes nothing. */
    async end({ workspace, row, key }: Place, kept: boolean): Promise<void> {
      const open = `open.${field(key)}`;
      const found = kept ? null : await rows().findOne({ _id: row, workspace }, { projection: { [open]: 1 } });
      const taken = Object.entries(found?.open?.[field(key)] ?? {});
      const back = Object.fromEntries(taken.map(([name, amount]) => [`used.${name}`, -amount]));
      await rows().updateOne(
        { _id: row, workspace, [open]: { $exists: true } },
        { $unset: { [open]: 1 }, ...(taken.length > 0 && { $inc: back }) },
      );
    },

    /** What is used of a row, by slot. */
    async used(workspace: string, row: string): Promise<(slot: string) => number> {
      const found = await rows().findOne({ _id: row, workspace }, { projection: { used: 1 } });
      return (slot) => found?.used[field(slot)] ?? 0;
    },
  };
}
