import { isDuplicate } from '../store/duplicate.ts';
import type { SpendRow } from '../store/effects.ts';
import type { Store } from '../store/store.ts';
import { localDay } from './zone.ts';

/**
 * Limits on spend that hold under any number of parallel runs. One document per owner and day carries the owner's total and each
 * workflow's part, so that a single update decides both limits or neither (S0.122, D5).
 */
export interface SpendRequest {
  workspace: string;
  user: string;
  workflow: string;
  /** The effect's key: the same effect is counted once. */
  reservation: string;
  /** Minor units. */
  amount: number;
  currency: string;
  /** Minor units a day; null where the policy sets none. */
  workflowLimit: number | null;
  /** The workflows whose runs this one's is part of: what it spends counts as theirs too. */
  above?: { workflow: string; limit: number | null }[];
  /** Minor units a day over all of the owner's workflows. */
  ownerLimit: number;
  /** Instant and the owner's zone: a day is the owner's calendar day. */
  now: Date;
  timeZone: string;
}

/** `fresh`: counted by this very call. */
export type Reserved =
  | { ok: true; row: string; fresh: boolean }
  | { ok: false; over: 'workflow' | 'above' | 'owner'; used: number; limit: number };

/** Where an amount is reserved. */
export interface Reservation {
  workspace: string;
  row: string;
  workflow: string;
  /** As it was reserved. */
  above?: string[];
  reservation: string;
}

export interface Used {
  /** Minor units, settled and reserved together. */
  owner: number;
  workflow: number;
}

/** Each workflow once, with its limit: one that stands above itself counts once. */
function partsOf(request: SpendRequest): { workflow: string; limit: number | null }[] {
  const own = { workflow: request.workflow, limit: request.workflowLimit };
  return [own, ...(request.above ?? []).filter((one) => one.workflow !== own.workflow)];
}

const each = (parts: string[], make: (part: string) => [string, unknown]): Record<string, unknown> =>
  Object.fromEntries(parts.map(make));

/** Where a reservation is kept inside the row: keys of effects hold characters that field names cannot. */
const field = (reservation: string) => reservation.replaceAll('.', '_').replaceAll('$', '_');
const rowId = (user: string, day: string, currency: string) => `owner:${user}:${day}:${currency}`;

export function createSpend(store: Store) {
  const spend = () => store.connection.collection<SpendRow>('spend');

  async function ensureRow(request: SpendRequest, id: string, day: string): Promise<void> {
    await spend()
      .updateOne(
        { _id: id, workspace: request.workspace },
        {
          $setOnInsert: {
            day,
            currency: request.currency,
            reserved: 0,
            settled: 0,
            open: {},
            of: {},
            workflows: {},
            updatedAt: request.now,
          },
        },
        { upsert: true },
      )
      .catch((error) => {
        if (!isDuplicate(error)) throw error;
      });
  }

  /** One atomic step: both limits hold and the amount is reserved, or nothing changes. */
  async function take(request: SpendRequest, id: string): Promise<SpendRow | null> {
    const { amount } = request;
    const key = field(request.reservation);
    const parts = partsOf(request);
    const part = (of: string, name: string) => ({ $ifNull: [`$workflows.${of}.${name}`, 0] });
    const within: object[] = [
      { $lte: [{ $add: ['$reserved', '$settled', amount] }, request.ownerLimit] },
      ...parts.flatMap(({ workflow, limit }) =>
        limit === null
          ? []
          : [{ $lte: [{ $add: [part(workflow, 'reserved'), part(workflow, 'settled'), amount] }, limit] }],
      ),
    ];
    return spend().findOneAndUpdate(
      {
        _id: id,
        workspace: request.workspace,
        [`open.${key}`]: { $exists: false },
        $expr: { $and: within },
      },
      {
        $inc: {
          reserved: amount,
          ...Object.fromEntries(parts.map(({ workflow }) => [`workflows.${workflow}.reserved`, amount])),
        },
        $set: {
          [`open.${key}`]: amount,
          [`of.${key}`]: parts.map(({ workflow }) => workflow),
          updatedAt: request.now,
        },
      },
      { returnDocument: 'after' },
    );
  }

  /** Ends a reservation; a repeated end changes nothing. */
  async function end(where: Reservation, kept: boolean): Promise<void> {
    const key = field(where.reservation);
    const amount = `$open.${key}`;
    const parts = [where.workflow, ...(where.above ?? [])].map((workflow) => `workflows.${workflow}`);
    await spend().updateOne({ _id: where.row, workspace: where.workspace, [`open.${key}`]: { $exists: true } }, [
      {
        $set: {
          reserved: { $subtract: ['$reserved', amount] },
          ...each(parts, (own) => [`${own}.reserved`, { $subtract: [`$${own}.reserved`, amount] }]),
          ...(kept && {
            settled: { $add: ['$settled', amount] },
            ...each(parts, (own) => [`${own}.settled`, { $add: [{ $ifNull: [`$${own}.settled`, 0] }, amount] }]),
          }),
        },
      },
      { $unset: [`open.${key}`, `of.${key}`] },
    ]);
  }

  return {
    /** Takes the amount out of today's limits before the call. The same reservation again is granted without counting twice. */
    async reserve(request: SpendRequest): Promise<Reserved> {
      if (!Number.isSafeInteger(request.amount) || request.amount <= 0)
        throw new Error('spend must be whole minor units');
      const day = localDay(request.now, request.timeZone);
      const id = rowId(request.user, day, request.currency);
      if (await take(request, id)) return { ok: true, row: id, fresh: true };
      await ensureRow(request, id, day);
      if (await take(request, id)) return { ok: true, row: id, fresh: true };
      const row = await spend().findOne({ _id: id, workspace: request.workspace });
      if (row && field(request.reservation) in row.open) return { ok: true, row: id, fresh: false };
      return refusal(request, row);
    },

    /** The call happened: what was reserved counts as spent. */
    settle: (where: Reservation) => end(where, true),

    /** The call surely did not happen: what was reserved is free again. */
    release: (where: Reservation) => end(where, false),

    /** What today's spend is, for cards: minor units. */
    async usedToday(who: {
      workspace: string;
      user: string;
      workflow: string;
      now: Date;
      timeZone: string;
      currency: string;
    }): Promise<Used> {
      const id = rowId(who.user, localDay(who.now, who.timeZone), who.currency);
      const row = await spend().findOne({ _id: id, workspace: who.workspace });
      const own = row?.workflows[who.workflow];
      return { owner: row ? row.reserved + row.settled : 0, workflow: (own?.reserved ?? 0) + (own?.settled ?? 0) };
    },
  };
}

export type SpendLedger = ReturnType<typeof createSpend>;

function refusal(request: SpendRequest, row: SpendRow | null): Reserved {
  for (const { workflow, limit } of partsOf(request)) {
    const own = row?.workflows[workflow];
    const used = (own?.reserved ?? 0) + (own?.settled ?? 0);
    if (limit === null || used + request.amount <= limit) continue;
    return { ok: false, over: workflow === request.workflow ? 'workflow' : 'above', used, limit };
  }
  return { ok: false, over: 'owner', used: row ? row.reserved + row.settled : 0, limit: request.ownerLimit };
}
