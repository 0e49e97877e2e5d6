import { type Allowances, callsSlot, dayRow, runRow, type Slot } from '../../src/automation/allowances.ts';
import type { Json } from '../../src/automation/definition.ts';
import { moneyFromMinor, toMinor } from '../../src/automation/money.ts';
import { localDay } from '../../src/automation/zone.ts';
import type { Clock } from '../../src/clock.ts';
import type { ActionSpec } from '../../src/connectors/define.ts';
import type { RunContext } from './contexts.ts';
import { StepFailure } from './failures.ts';
import type { Allowed } from './limits.ts';

/** A row of allowances and what one call takes of it. */
interface Cap {
  row: string;
  slots: Slot[];
  refusal(used: number, limit: number, slot: string): string;
}

const nameOf = (spec: ActionSpec): string => `${spec.service}.${spec.action}`;

/** The run itself and those it is a part of: what their policies limit holds for all that happens in it. */
const levelsOf = (run: RunContext): Pick<RunContext, 'root' | 'workflow' | 'policy'>[] => [run, ...run.above];

/** `action_limits.max_amount`: the most of one call, whether it is paid, invoiced or asked for. */
export function checkAmount(run: RunContext, spec: ActionSpec, params: Record<string, Json>, home: string): void {
  for (const { policy } of levelsOf(run)) {
    const most = policy.action_limits?.[nameOf(spec)]?.max_amount;
    if (most !== undefined) checkMost(most, policy.currency ?? home, spec, params);
  }
}

function checkMost(most: number, counted: string, spec: ActionSpec, params: Record<string, Json>): void {
  const { amount, currency } = amountOf(spec, params);
  if (amount === null) return;
  if (currency && currency !== counted)
    throw new StepFailure(`This is in ${currency}, and its limit counts in ${counted}. Nothing was done.`);
  const [given, limit] = [minor(amount, counted), minor(most, counted)];
  if (given <= limit) return;
  throw new StepFailure(
    `${moneyFromMinor(given, counted)} is more than ${moneyFromMinor(limit, counted)}, the most of one “${spec.title}” in this workflow. Nothing was done.`,
  );
}

function amountOf(spec: ActionSpec, params: Record<string, Json>): { amount: number | null; currency: string } {
  const spend = spec.spend?.(params);
  const amount = spend?.amount ?? params.amount;
  const currency = spend?.currency || (typeof params.currency === 'string' ? params.currency : '');
  return { amount: typeof amount === 'number' ? amount : null, currency };
}

function minor(amount: number, currency: string): number {
  try {
    return toMinor(amount, currency);
  } catch {
    throw new StepFailure(`${amount} is no amount of ${currency}. Nothing was done.`);
  }
}

/** What a call takes of the limits of runs and days; nothing where no policy limits either. */
export function capsOf(run: RunContext, spec: ActionSpec, allowed: Allowed | null, now: Date): Cap[] {
  const day = localDay(now, run.timeZone);
  const calls = callsSlot(nameOf(spec));
  const often = (used: number, what: string) =>
    `“${spec.title}” was done ${used === 1 ? 'once' : `${used} times`} ${what}, as often as this workflow may. Nothing more was done.`;
  return levelsOf(run).flatMap(({ root, workflow, policy }) => {
    const { per_run: inRun, per_day: inDay } = policy.action_limits?.[nameOf(spec)] ?? {};
    const ofRun: Cap['slots'] = [];
    if (inRun !== undefined) ofRun.push({ name: calls, amount: 1, limit: inRun });
    if (allowed && policy.max_spend_per_run !== undefined)
      ofRun.push({
        name: allowed.currency,
        amount: allowed.amount,
        limit: minor(policy.max_spend_per_run, allowed.currency),
      });
    const caps: Cap[] = [];
    if (ofRun.length > 0)
      caps.push({
        row: runRow(root),
        slots: ofRun,
        refusal: (used, limit, slot) =>
          slot === calls || !allowed ? often(used, 'in this run') : overRun(allowed, used, limit),
      });
    if (inDay !== undefined)
      caps.push({
        row: dayRow(workflow, day),
        slots: [{ name: calls, amount: 1, limit: inDay }],
        refusal: (used) => often(used, 'today'),
      });
    return caps;
  });
}

const overRun = ({ amount, currency }: Allowed, used: number, limit: number): string =>
  `${moneyFromMinor(amount, currency)} does not fit the limit for one run: ${moneyFromMinor(used, currency)} of ${moneyFromMinor(limit, currency)} is used. Nothing was paid.`;

/** What of the allowances a call took. */
export interface Counted {
  rows: string[];
  /** Rows in which this very call counted it: taken back when it turns out to have been counted before. */
  fresh: string[];
}

export const NOT_COUNTED: Counted = { rows: [], fresh: [] };

export function createCaps({ allowances, clock }: { allowances: Allowances; clock: Clock }) {
  const end = async (workspace: string, key: string, rows: readonly string[], kept: boolean): Promise<void> => {
    for (const row of rows) await allowances.end({ workspace, row, key }, kept);
  };

  return {
    end,

    /** Takes everything a call needs, or nothing: throws StepFailure with the limit that is reached. */
    async take(run: RunContext, key: string, caps: Cap[]): Promise<Counted> {
      const counted: Counted = { rows: [], fresh: [] };
      for (const { row, slots, refusal } of caps) {
        const answer = await allowances.take({ workspace: run.workspace, row, key, slots, now: clock.now() });
        if (!answer.ok) {
          await end(run.workspace, key, counted.fresh, false);
          throw new StepFailure(refusal(answer.used, answer.limit, answer.slot));
        }
        counted.rows.push(row);
        if (answer.fresh) counted.fresh.push(row);
      }
      return counted;
    },

    /** A call that only looks, counted when it came to something. */
    async around<T>(run: RunContext, spec: ActionSpec, key: string, work: () => Promise<T>): Promise<T> {
      const caps = capsOf(run, spec, null, clock.now());
      if (caps.length === 0) return work();
      const { rows } = await this.take(run, key, caps);
      const kept = await work().then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );
      await end(run.workspace, key, rows, 'value' in kept);
      if ('error' in kept) throw kept.error;
      return kept.value;
    },
  };
}

export type Caps = ReturnType<typeof createCaps>;
