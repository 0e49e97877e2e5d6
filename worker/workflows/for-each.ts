import type { Json } from '../../src/automation/definition.ts';
import { evaluateList } from '../../src/automation/templates.ts';
import { MAX_ITEMS, type Output, type PlannedStep } from './contract.ts';
import type { Outcome, StepParts } from './outcome.ts';
import { at, passOf } from './steps.ts';

/** JSON characters all results of one `for_each` may have together. */
const MAX_RESULTS = 256 * 1024;

/**
 * Runs a step once for each item, some at a time, in order. The first failure ends it, unless the step goes on after errors: then
 * every item is tried and the failures stand among the results. Never throws.
 */
export async function forEachOf(
  step: PlannedStep,
  forEach: string,
  scope: Record<string, unknown>,
  parts: StepParts,
): Promise<Outcome> {
  const whole = at(step);
  const fail = (error: string, output?: Output): Outcome => {
    parts.notes.failed(whole, error);
    return { kind: 'failed', error, ...(output && { output }) };
  };
  let items: Json[];
  try {
    items = evaluateList(forEach, scope);
  } catch (error) {
    return fail(error instanceof Error ? error.message : 'The list could not be worked out.');
  }
  if (items.length > MAX_ITEMS) return fail(`There are ${items.length} items; I take up to ${MAX_ITEMS} in one go.`);

  const outcomes = await passes(step, items, scope, parts);
  if (outcomes.some((outcome) => outcome?.kind === 'cancelled')) return { kind: 'cancelled' };
  const results = outcomes.map((outcome) => resultOf(step, outcome));
  if (JSON.stringify(results).length > MAX_RESULTS)
    return fail('The results of all items together are too large to keep.');

  const failures = outcomes.filter((outcome) => outcome?.kind === 'failed');
  const output: Output = { results, count: items.length, failed: failures.length, status: 'success', error: null };
  const [first] = failures;
  if (first?.kind === 'failed') {
    const error =
      failures.length === 1 && items.length > 1
        ? `One of ${items.length} items failed: ${first.error}`
        : items.length === 1
          ? first.error
          : `${failures.length} of ${items.length} items failed: ${first.error}`;
    return fail(error, { ...output, status: 'failed', error });
  }
  parts.notes.succeeded(whole, output);
  const refused = outcomes.find((outcome) => outcome?.kind === 'refused');
  if (refused?.kind === 'refused') return { kind: 'refused', reason: refused.reason, output };
  return { kind: 'success', output };
}

/** Outcomes in the order of the items; undefined for those that were not begun. */
async function passes(
  step: PlannedStep,
  items: Json[],
  scope: Record<string, unknown>,
  parts: StepParts,
): Promise<(Outcome | undefined)[]> {
  const outcomes = new Array<Outcome | undefined>(items.length).fill(undefined);
  let next = 0;
  let ended = false;
  async function lane(): Promise<void> {
    while (!ended && next < items.length) {
      const iteration = next;
      next += 1;
      await parts.control.unpaused();
      if (parts.control.cancelled !== null) {
        outcomes[iteration] = { kind: 'cancelled' };
        return;
      }
      const pass = at(step, `${step.id}/each`, iteration);
      const outcome = await passOf(pass, { ...scope, item: items[iteration], index: iteration }, parts);
      outcomes[iteration] = outcome;
      if (outcome.kind === 'cancelled' || (outcome.kind === 'failed' && !step.goesOn)) ended = true;
    }
  }
  await Promise.all(Array.from({ length: Math.min(step.parallel, items.length) }, lane));
  return outcomes;
}

function resultOf(step: PlannedStep, outcome: Outcome | undefined): Json {
  if (outcome && 'output' in outcome && outcome.output) return outcome.output;
  const nothing = Object.fromEntries(step.outputs.map((name) => [name, null]));
  if (outcome?.kind === 'failed') return { ...nothing, status: 'failed', error: outcome.error };
  return { ...nothing, status: 'skipped', error: null };
}
