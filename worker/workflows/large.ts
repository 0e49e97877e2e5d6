import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  patched,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import type { Json } from '../../src/automation/definition.ts';
import { ExpressionError } from '../../src/automation/expression-error.ts';
import { references } from '../../src/automation/expressions.ts';
import { hasRef, MAX_INLINE, type Ref, readsRef } from '../../src/automation/reference.ts';
import {
  evaluateCondition,
  evaluateList,
  resolveParams,
  templateExpressions,
  wholeExpression,
} from '../../src/automation/templates.ts';
import { ENDLESS } from './calls.ts';
import type { Activities, Output } from './contract.ts';
import type { ListedItems } from './contract-large.ts';
import type { At, Notes } from './notes.ts';
import type { StepParts } from './outcome.ts';
import { alone } from './side.ts';

/**
 * Expressions: worked out here where all they read is at hand, as it mostly is; by an activity that loads it where some of it is
 * kept elsewhere.
 */
type Scope = Record<string, unknown>;

const LOADING = { startToCloseTimeout: '60s', retry: ENDLESS } as const;
const within = proxyLocalActivities<Activities>({ ...LOADING, localRetryThreshold: '3s' });
const apart = proxyActivities<Activities>(LOADING);
const calls = () => (alone() ? within : apart);

/** Parameters of a pass with their templates computed. Throws what `reasonOf` puts into words. */
export const paramsOf = (at: At, scope: Scope, parts: StepParts): Promise<Record<string, Json>> =>
  computed(at.step.params, scope, parts);

async function computed(written: Record<string, Json>, scope: Scope, parts: StepParts) {
  const texts = () => templateExpressions(written).map((found) => found.expression);
  if (!lacks(texts, scope)) {
    const params = resolveParams(written, scope);
    if (JSON.stringify(params).length <= MAX_INLINE) return params;
  }
  return loaded(written, scope, parts);
}

function loaded(written: Record<string, Json>, scope: Scope, { notes }: StepParts): Promise<Record<string, Json>> {
  const texts = templateExpressions(written).map((found) => found.expression);
  return calls().resolve({ ...notes.who, params: written, scope: readBy(texts, scope) });
}

/**
 * Parameters of the step a gate shows, as the step itself will compute them. A promise only where something must be loaded: to
 * wait for nothing would also put the gate behind what is asked beside it, which runs of earlier versions did not. Throws with words.
 */
export function shownParams(
  written: Record<string, Json>,
  scope: Scope,
  parts: StepParts,
): Record<string, Json> | Promise<Record<string, Json>> {
  const texts = () => templateExpressions(written).map((found) => found.expression);
  if (lacks(texts, scope) && patched('gates show what is kept elsewhere')) return loaded(written, scope, parts);
  const params = resolveParams(written, scope);
  const long = JSON.stringify(params).length > MAX_INLINE && patched('gates show what goes by reference');
  return long ? loaded(written, scope, parts) : params;
}

/** Notes how a step is taken back, where the definition says how: computed now, while all it may read is at hand. */
export async function undoNoted(at: At, scope: Scope, output: Output | null, parts: StepParts): Promise<void> {
  const { step, path, iteration } = at;
  const place = { step: step.id, path, iteration };
  try {
    const params = await CancellationScope.nonCancellable(() =>
      computed(step.undo ?? {}, { ...scope, ...(output && { [step.id]: output }) }, parts),
    );
    parts.notes.undo({ ...place, params, error: null });
  } catch (error) {
    parts.notes.undo({ ...place, params: null, error: reasonOf(error) });
  }
}

/** Whether a condition holds; null where it reads what is kept elsewhere. */
export function conditionOf(condition: string, scope: Scope): boolean | null {
  return lacks(() => [bare(condition)], scope) ? null : evaluateCondition(condition, scope);
}

/** Whether a condition holds that reads what is kept elsewhere. Throws with words. */
export async function judged(at: At, scope: Scope, parts: StepParts): Promise<boolean> {
  const condition = at.step.condition ?? 'true';
  const call = { ...parts.notes.who, condition, scope: readBy([bare(condition)], scope) };
  try {
    return (await parts.pace.pass(() => calls().judge(call))).holds;
  } catch (error) {
    throw new Error(reasonOf(error));
  }
}

/** The items of a `for_each`; null where they must be `listed`. */
export function itemsOf(forEach: string, scope: Scope): Json[] | null {
  return lacks(() => [bare(forEach)], scope) ? null : evaluateList(forEach, scope);
}

/** The items of a `for_each` over what is kept elsewhere. */
export const listed = (forEach: string, scope: Scope, notes: Notes): Promise<ListedItems> =>
  calls().items({ ...notes.who, forEach, scope: readBy([bare(forEach)], scope) });

/** Some items of a kept list, beginning with one. */
export const pageOf = (list: Ref, from: number, notes: Notes): Promise<Json[]> =>
  calls().page({ ...notes.who, list, from });

export const collected = (call: Parameters<Activities['collect']>[0]): Promise<Output> => calls().collect(call);

/** Outputs as they can be carried over. */
export const stashed = (outputs: Output[], notes: Notes): Promise<Output[]> => calls().stash({ ...notes.who, outputs });

/** A person's words for why something could not be worked out. */
export function reasonOf(error: unknown): string {
  if (error instanceof ActivityFailure && error.cause instanceof ApplicationFailure) return error.cause.message;
  if (error instanceof ExpressionError || error instanceof ApplicationFailure) return error.message;
  return 'This step could not be prepared.';
}

function lacks(texts: () => string[], scope: Scope): boolean {
  if (!Object.values(scope).some(hasRef)) return false;
  return readsRef(texts().flatMap(references), scope);
}

/** The part of what is at hand that these expressions read. */
function readBy(texts: string[], scope: Scope): Record<string, Json> {
  const roots = new Set(texts.flatMap(references).map(([root]) => root ?? ''));
  return Object.fromEntries(Object.entries(scope).filter(([name]) => roots.has(name))) as Record<string, Json>;
}

const bare = (text: string): string => wholeExpression(text) ?? text;
