import { EVERY_WORKSPACE } from '../../../src/store/guard.ts';
import type { SandboxRow } from '../../../src/store/services.ts';
import type { UpkeepPage } from '../../workflows/contract-upkeep.ts';
import type { UpkeepDeps } from './deps.ts';

/** Rows of a kind one call takes. */
const AT_ONCE = 1000;
/** Pages one call looks through. */
const PAGES = 50;

type Sent = Pick<SandboxRow, '_id' | 'execution' | 'workspace' | 'at'>;

/**
 * Takes away what is temporary and over, a bounded number at a time: large values past their time, what runs long ended left in
 * the sandbox, notices told long ago. A draft nobody decided counts as given up. Harmless to repeat.
 */
export function createClearUp({ store, clock, days, alive, stopped }: UpkeepDeps) {
  const before = () => new Date(clock.now().getTime() - days * 86_400_000);

  async function values(): Promise<number> {
    const rows = await store.kept
      .find({ workspace: EVERY_WORKSPACE, expiresAt: { $lt: clock.now() } }, { _id: 1 })
      .limit(AT_ONCE)
      .lean<{ _id: string }[]>();
    return gone(store.kept, rows);
  }

  /** What a run that still goes may want to look up stays, and does not stand before the rest. */
  async function sandbox(): Promise<{ taken: number; more: boolean }> {
    let taken = 0;
    let last: Sent | undefined;
    for (let page = 0; page < PAGES && taken < AT_ONCE && !stopped(); page += 1) {
      alive();
      const rows = await sent(last);
      const going = await store.executions
        .find(
          { workspace: EVERY_WORKSPACE, _id: { $in: rows.map((row) => row.execution) }, status: 'running' },
          { _id: 1 },
        )
        .lean<{ _id: string }[]>();
      const held = new Set(going.map((row) => row._id));
      const over = rows.filter((row) => !held.has(row.execution));
      taken += await gone(store.sandbox, over);
      if (rows.length < AT_ONCE) return { taken, more: false };
      last = rows.at(-1);
    }
    return { taken, more: taken >= AT_ONCE };
  }

  const sent = (last: Sent | undefined) =>
    store.sandbox
      .find(
        {
          workspace: EVERY_WORKSPACE,
          at: { $lt: before() },
          ...(last && { $or: [{ at: { $gt: last.at } }, { at: last.at, _id: { $gt: last._id } }] }),
        },
        { execution: 1, workspace: 1, at: 1 },
      )
      .sort({ at: 1, _id: 1 })
      .limit(AT_ONCE)
      .lean<Sent[]>();

  async function notices(): Promise<number> {
    const rows = await store.notices
      .find({ workspace: EVERY_WORKSPACE, sentAt: { $lt: before() } }, { _id: 1 })
      .limit(AT_ONCE)
      .lean<{ _id: string }[]>();
    return gone(store.notices, rows);
  }

  async function drafts(): Promise<number> {
    const rows = await store.drafts
      .find(
        {
          workspace: EVERY_WORKSPACE,
          status: { $in: ['draft', 'awaiting_confirmation'] },
          updatedAt: { $lt: before() },
        },
        { _id: 1 },
      )
      .limit(AT_ONCE)
      .lean<{ _id: string }[]>();
    const closed = await store.drafts.updateMany(
      {
        workspace: EVERY_WORKSPACE,
        _id: { $in: rows.map((row) => row._id) },
        status: { $in: ['draft', 'awaiting_confirmation'] },
        // One that was touched a moment ago is wanted.
        updatedAt: { $lt: before() },
      },
      { $set: { status: 'cancelled', outcome: 'expired', updatedAt: clock.now() } },
    );
    return closed.modifiedCount;
  }

  return async function clearUp(): Promise<UpkeepPage> {
    const [large, told, given] = [await values(), await notices(), await drafts()];
    const entries = await sandbox();
    return {
      counts: { values: large, sandbox: entries.taken, notices: told, drafts: given },
      more: large === AT_ONCE || told === AT_ONCE || given === AT_ONCE || entries.more,
    };
  };
}

interface Rows {
  deleteMany(filter: { workspace: typeof EVERY_WORKSPACE; _id: { $in: string[] } }): PromiseLike<{
    deletedCount: number;
  }>;
}

async function gone(rows: unknown, found: { _id: string }[]): Promise<number> {
  if (found.length === 0) return 0;
  const ids = found.map((row) => row._id);
  return (await (rows as Rows).deleteMany({ workspace: EVERY_WORKSPACE, _id: { $in: ids } })).deletedCount;
}
