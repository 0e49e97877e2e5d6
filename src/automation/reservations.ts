import type { AllowanceRow } from '../store/allowances.ts';
import type { EffectRow, SpendRow } from '../store/effects.ts';
import { EVERY_WORKSPACE } from '../store/guard.ts';
import type { ExecutionRow } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import { type Allowances, createAllowances } from './allowances.ts';
import type { AutomationDeps } from './deps.ts';
import { createSpend } from './spend.ts';

/** A run that ended a moment ago may still have a call on its way. */
const QUIET_MS = 60_000;
/** Rows older than this were looked through often enough. */
const OLD_MS = 400 * 86_400_000;
const ROWS_AT_ONCE = 200;
const KEYS_AT_ONCE = 500;

const ENDED = { $in: ['completed', 'failed', 'cancelled'] as ExecutionRow['status'][] };

/** `kept`: it was used · `free`: it never was · `open`: nobody knows yet. */
type Verdict = 'kept' | 'free' | 'open';

/**
 * Ends what was set aside by workers that died before they could: as used where the ledger says that the effect happened, as free
 * where it says that it did not, or where it was never begun and its run is over. An effect nobody is sure of stays counted.
 */
export function createReservations({ store, clock }: Pick<AutomationDeps, 'store' | 'clock'>) {
  const spend = createSpend(store);
  const allowances = createAllowances(store);

  /** A run, or one that goes on where it failed, may still come to it. */
  async function underWay(workspace: string, root: string): Promise<boolean> {
    const row = await store.executions.findOne({ _id: root, workspace }, { user: 1 }).lean();
    if (!row) return false;
    const since = new Date(clock.now().getTime() - QUIET_MS);
    const [running, justEnded] = await Promise.all([
      store.executions.exists({ workspace, user: row.user, status: 'running', rootExecution: root }),
      store.executions.exists({ workspace, status: ENDED, completedAt: { $gt: since }, rootExecution: root }),
    ]);
    return running !== null || justEnded !== null;
  }

  /** What became of the effect `root:path:iteration:generation`. */
  async function verdictOf(workspace: string, key: string): Promise<Verdict> {
    const effect = await store.effects.findOne({ _id: key, workspace }).lean<EffectRow>();
    if (effect?.state === 'done') return 'kept';
    // The person chose to have it done anew: what that came to tells what is to be counted.
    if (effect?.state === 'superseded') return verdictOf(workspace, next(key));
    if (effect && effect.state !== 'not_done') return 'open';
    return (await underWay(workspace, rootOf(key))) ? 'open' : 'free';
  }

  /** A run that was counted for its day. */
  async function verdictOfStart(workspace: string, execution: string): Promise<Verdict> {
    const row = await store.executions.findOne({ _id: execution, workspace }, { counted: 1, status: 1 }).lean();
    if (row?.counted) return 'kept';
    return row?.status === 'running' ? 'open' : 'free';
  }

  async function sweep(): Promise<void> {
    const now = clock.now().getTime();
    const filter = {
      workspace: EVERY_WORKSPACE,
      updatedAt: { $gt: new Date(now - OLD_MS) },
      open: { $nin: [{}, null] },
    };
    const spent = await store.spend.find(filter).sort({ updatedAt: -1 }).limit(ROWS_AT_ONCE).lean<SpendRow[]>();
    for (const row of spent) await sweepSpend(row);
    const taken = await store.allowances
      .find(filter)
      .sort({ updatedAt: -1 })
      .limit(ROWS_AT_ONCE)
      .lean<AllowanceRow[]>();
    for (const row of taken) await sweepAllowances(allowances, row);
  }

  async function sweepSpend(row: SpendRow): Promise<void> {
    for (const reservation of Object.keys(row.open).slice(0, KEYS_AT_ONCE)) {
      const verdict = await verdictOf(row.workspace, reservation);
      if (verdict === 'open') continue;
      const [workflow, ...above] = row.of?.[reservation] ?? (await workflowOf(store, row.workspace, reservation));
      if (workflow === undefined) continue;
      const where = { workspace: row.workspace, row: row._id, workflow, above, reservation };
      await (verdict === 'kept' ? spend.settle(where) : spend.release(where));
    }
  }

  async function sweepAllowances(ledger: Allowances, row: AllowanceRow): Promise<void> {
    for (const key of Object.keys(row.open).slice(0, KEYS_AT_ONCE)) {
      const verdict = await (key.includes(':') ? verdictOf : verdictOfStart)(row.workspace, key);
      if (verdict !== 'open') await ledger.end({ workspace: row.workspace, row: row._id, key }, verdict === 'kept');
    }
  }

  return sweep;
}

const rootOf = (key: string): string => key.slice(0, key.indexOf(':'));

/** The same effect as its next generation. */
function next(key: string): string {
  const at = key.lastIndexOf(':') + 1;
  return `${key.slice(0, at)}${Number(key.slice(at)) + 1}`;
}

async function workflowOf(store: Store, workspace: string, key: string): Promise<string[]> {
  const row = await store.executions.findOne({ _id: rootOf(key), workspace }, { workflow: 1 }).lean();
  return row ? [row.workflow] : [];
}
