import { isCancellation } from '@temporalio/workflow';
import type { Json } from '../../src/automation/definition.ts';
import { hasRef, isRef } from '../../src/automation/reference.ts';
import type { Board, BoardState } from './board.ts';
import { type BodyParts, bodyPass } from './body.ts';
import { MAX_ITEMS, type Output, type PlannedStep } from './contract.ts';
import { type Items, itemsFrom } from './items.ts';
import { collected, reasonOf } from './large.ts';
import type { LoopState, Loops } from './loops.ts';
import type { At } from './notes.ts';
import type { Outcome } from './outcome.ts';
import { begun, over } from './side.ts';
import { at, passOf } from './steps.ts';

/** JSON characters all results of one `for_each` may have to be put together here; else they are put together of what is stored. */
const MAX_RESULTS = 256 * 1024;
/** The same for longer lists, which are new: their results go on by reference. */
const MAX_LONG_RESULTS = 32 * 1024;
const LONG = 200;
/** Things the interpreter decided by itself that may wait for the next activity to store them. */
const MAX_NOTES = 100;

export interface LoopParts extends BodyParts {
  loops: Loops;
}

/**
 * Runs a step, or the steps of a loop's body, once for each item, some at a time, in order. The first failure ends it, unless
 * the step goes on after errors: then every item is tried and the failures are kept. Never throws.
 */
export async function forEachOf(
  step: PlannedStep,
  forEach: string,
  scope: Record<string, unknown>,
  parts: LoopParts,
): Promise<Outcome> {
  const whole = at(step);
  const state = parts.loops.begin(step.id);
  const fail = (error: string, output?: Output): Outcome => {
    parts.notes.failed(whole, error);
    return { kind: 'failed', error, ...(output && { output }) };
  };
  let items: Items;
  try {
    const found = itemsFrom(forEach, scope, state, parts);
    items = found instanceof Promise ? await found : found;
  } catch (error) {
    return isCancellation(error) ? { kind: 'cancelled' } : fail(reasonOf(error));
  }
  if (items.count > MAX_ITEMS) return fail(`There are ${items.count} items; I take up to ${MAX_ITEMS} in one go.`);

  state.count = items.count;
  const tally = createTally(step, items.count, state);
  parts.notes.counted(-1);
  await passes({ step, whole, items, scope, tally, state }, parts);
  parts.notes.counted(1);
  if (tally.cancelled) {
    if (tally.told()) parts.notes.failed(whole, 'Stopped before it was finished.');
    return { kind: 'cancelled' };
  }
  let output: Output;
  try {
    output = tally.results() ?? (await allResults(step, items.count, tally.failed(), parts));
  } catch (error) {
    return isCancellation(error) ? { kind: 'cancelled' } : fail(reasonOf(error));
  } finally {
    parts.loops.end(step.id);
  }
  if (tally.failed() > 0 && !step.goesOn) {
    const error = failureWords(state, items.count);
    return fail(error, { ...output, status: 'failed', error });
  }
  parts.notes.succeeded(whole, output);
  const { refused } = state;
  return refused === null ? { kind: 'success', output } : { kind: 'refused', reason: refused, output };
}

/** What an item could not be got for. */
const asOutcome = (error: unknown): Outcome =>
  isCancellation(error) ? { kind: 'cancelled' } : { kind: 'failed', error: reasonOf(error) };

interface Passing {
  step: PlannedStep;
  whole: At;
  items: Items;
  scope: Record<string, unknown>;
  tally: Tally;
  state: LoopState;
}

/** Goes through the items; comes back when none is under way any more. */
async function passes(of: Passing, parts: LoopParts): Promise<void> {
  const { step, items, tally, state } = of;
  const body = bodyFor(step, parts);
  const again = [...state.open];
  const sparse = body !== null || items.count > LONG;

  async function one(index: number, from: BoardState | null): Promise<Outcome> {
    const known = items.at(index);
    const item = known instanceof Promise ? await parts.pace.pass(() => known) : known;
    const scope = { ...of.scope, item, index };
    if (body) {
      const onBoard = (board: Board) => parts.loops.under(step.id, index, board);
      return bodyPass({ loop: step, steps: body, index, scope, from, onBoard }, parts);
    }
    parts.notes.counted(1);
    try {
      return await passOf(at(step, `${step.id}/each`, index), scope, parts);
    } finally {
      parts.notes.counted(-1);
    }
  }

  async function lane(): Promise<void> {
    for (;;) {
      if (parts.pace.full()) await parts.pace.open();
      const before = again.shift();
      if (!before && (state.ended || state.next >= items.count)) return;
      const index = before ? before.index : state.next;
      if (!before) state.next += 1;
      parts.loops.under(step.id, index, null);
      // A cancelled run holds nothing; it is looked at next.
      await parts.control.unpaused().catch(() => {});
      if (parts.control.cancelled !== null) {
        tally.cancelled = true;
        return;
      }
      if (sparse && !body) await parts.pace.room();
      // While it waited, the history may have become full: this item is begun in the next.
      if (sparse && parts.pace.full()) await parts.pace.open();
      const outcome = await one(index, before?.board ?? null).catch(asOutcome);
      parts.loops.over(step.id, index);
      tally.count(index, outcome);
      const item = at(step, `${step.id}/each`, index);
      if (body && outcome.kind === 'failed') parts.notes.failed(item, outcome.error);
      // It may have failed before a person had the loop tried again.
      if (body && outcome.kind === 'success' && step.turn !== undefined) parts.notes.succeeded(item, null);
      if (!sparse) continue;
      if (tally.worthTelling()) parts.notes.progress(of.whole, tally.progress());
      if (parts.notes.count() > MAX_NOTES) await parts.pace.pass(() => parts.notes.flush());
      if (body) await parts.notes.showWaiting();
    }
  }
  if (sparse && items.count > 0) parts.notes.progress(of.whole, tally.progress());
  const lanes = Math.min(step.parallel, items.count);
  // Long lists look at how long the history is, which short calls do not show: theirs are all activities of their own.
  const beside = sparse ? Math.max(1, lanes - 1) : Math.max(0, lanes - 1);
  begun(beside);
  await Promise.all(Array.from({ length: lanes }, lane));
  over(beside);
}

/** The steps of a loop's body, tried again as the loop itself is; null where one step is the loop. */
function bodyFor({ id, turn, generation }: PlannedStep, parts: LoopParts): PlannedStep[] | null {
  const steps = parts.bodies.get(id);
  if (!steps) return null;
  return steps.map((step) => ({
    ...step,
    ...(turn !== undefined && { turn }),
    ...(generation !== undefined && { generation }),
  }));
}

/** What became of the items: results as long as they are few and short, and counts. */
function createTally(step: PlannedStep, count: number, state: LoopState) {
  const results: Json[] = [];
  const failures: { index: number; error: string }[] = [];
  const most = count > LONG ? MAX_LONG_RESULTS : MAX_RESULTS;
  let size = 0;
  let told = false;
  let keeps = state.done === 0 && state.open.length === 0;
  const every = Math.max(1, Math.floor(count / 50));

  function keep(index: number, result: Json): void {
    size += JSON.stringify(result)?.length ?? 0;
    const nested = result !== null && typeof result === 'object' ? Object.values(result) : [];
    if (size > most || nested.some((one) => isRef(one) || hasRef(one))) keeps = false;
    results[index] = result;
    if (!keeps) results.length = 0;
  }

  return {
    cancelled: false,
    failed: () => state.failed,
    count(index: number, outcome: Outcome): void {
      state.done += 1;
      if (outcome.kind === 'cancelled') this.cancelled = true;
      if (outcome.kind === 'refused') state.refused ??= outcome.reason;
      if (outcome.kind === 'failed') {
        state.failed += 1;
        if (keeps) failures.push({ index, error: outcome.error });
        if (state.first === null || index < state.first.index) {
          state.first = { index, error: outcome.error, step: outcome.step ?? null };
        }
      }
      if (outcome.kind === 'cancelled' || (outcome.kind === 'failed' && !step.goesOn)) state.ended = true;
      if (keeps) keep(index, itemResult(step, outcome));
    },
    worthTelling: () => state.done % every === 0,
    told: () => told,
    progress(): Json {
      told = true;
      return { count, done: state.done, failed: state.failed };
    },
    /** Null where they must be put together of what is stored. */
    results(): Output | null {
      if (!keeps) return null;
      const all = Array.from({ length: count }, (_, index) => results[index] ?? itemResult(step, undefined));
      const sorted = failures.sort((a, b) => a.index - b.index);
      return { results: all, count, failed: state.failed, failures: sorted, status: 'success', error: null };
    },
  };
}

type Tally = ReturnType<typeof createTally>;

async function allResults(step: PlannedStep, count: number, failed: number, parts: LoopParts): Promise<Output> {
  const body = parts.bodies.get(step.id)?.filter((one) => !one.background) ?? null;
  const call = {
    ...parts.notes.call(),
    path: step.id,
    count,
    body: body?.map(({ id, outputs }) => ({ id, outputs })) ?? null,
    outputs: step.outputs,
  };
  const output = await parts.pace.pass(() => collected(call));
  return { ...output, count, failed };
}

/** "2 of 12 items failed, the first at “mail”: …". */
function failureWords({ failed, first }: LoopState, count: number): string {
  const error = first?.error ?? '';
  const where = first?.step ? `${failed === 1 ? '' : ', the first'} at “${first.step}”` : '';
  if (failed === 1 && count > 1) return `One of ${count} items failed${where}: ${error}`;
  return count === 1 && !where ? error : `${failed} of ${count} items failed${where}: ${error}`;
}

function itemResult(step: PlannedStep, outcome: Outcome | undefined): Json {
  const body = step.service === 'flow' && step.action === 'loop';
  if (outcome && 'output' in outcome && outcome.output) return outcome.output;
  if (body) return null;
  const nothing = Object.fromEntries(step.outputs.map((name) => [name, null]));
  if (outcome?.kind === 'failed') return { ...nothing, status: 'failed', error: outcome.error };
  return { ...nothing, status: 'skipped', error: null };
}
