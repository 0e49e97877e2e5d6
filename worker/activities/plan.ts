import type { Definition, Step } from '../../src/automation/definition.ts';
import { references } from '../../src/automation/expressions.ts';
import { ancestorsOf, bodyOf, failuresRead, isGate, needsOf } from '../../src/automation/graph.ts';
import { templateExpressions, wholeExpression } from '../../src/automation/templates.ts';
import type { ActionSpec } from '../../src/connectors/define.ts';
import { queueOf } from '../../src/temporal/queues.ts';
import type { Lane, PlannedStep } from '../workflows/contract.ts';
import type { ActivityDeps } from './deps.ts';
import { type Figures, profileOf } from './profiles.ts';

/** Items of a `for_each` under way at once. Money goes out one by one. */
const PARALLEL = 5;
/** Local activities keep the workflow's task open: nothing longer goes there. */
const LOCAL_MS = 5000;
const FLOW = new Set(['wait', 'approve', 'ask', 'set', 'stop', 'run_workflow', 'loop']);

/** What the interpreter needs to know of each step. Null in place of a step whose action is unknown or cannot run here. */
export function planOf(
  definition: Definition,
  catalogue: ActivityDeps['catalogue'],
  /** The queue that others are named after. */
  base: string,
  figures?: Figures,
): (PlannedStep | null)[] {
  const needs = needsOf(definition);
  const ancestors = ancestorsOf(definition);
  return definition.steps.map((step) => {
    const spec = catalogue.action(step.service, step.action);
    if (!spec || (step.service === 'flow' && !FLOW.has(step.action))) return null;
    const money = spec.effect === 'money';
    const { timeoutMs, totalMs, heartbeatMs } = profileOf(step, spec, figures);
    return {
      id: step.id,
      service: step.service,
      action: step.action,
      params: step.params,
      condition: step.condition ?? null,
      needs: needs.get(step.id) ?? [],
      after: [...(ancestors.get(step.id) ?? [])],
      readsFailureOf: [...failuresRead(step)],
      reads: readsOf(step),
      goesOn: step.on_error === 'continue' || step.background === true,
      forEach: step.for_each ?? null,
      // Money leaves one by one, and of people one thing is asked at a time.
      parallel: step.max_parallel ?? (money || isAsk(step) || oneByOne(step, definition, catalogue) ? 1 : PARALLEL),
      ...(step.inside !== undefined && { inside: step.inside }),
      ...(step.background && { background: true }),
      lane: laneOf(step, spec, timeoutMs),
      success: spec.success ?? 'success',
      outputs: Object.keys(spec.result.shape),
      timeoutMs,
      ...(spec.queue !== undefined && { queue: queueOf(base, spec.queue) }),
      ...(step.undo && { undo: step.undo.params }),
      ...(totalMs !== undefined && { totalMs }),
      ...(heartbeatMs !== undefined && { heartbeatMs }),
      confirm: money && definition.policy.requires_user_confirmation === true,
      ...guardOf(step, definition),
    };
  });
}

const isAsk = (step: Step): boolean => step.service === 'flow' && step.action === 'ask';

/** What a gate shows, and by which gates a step is shown. */
function guardOf(step: Step, { steps }: Definition): Pick<PlannedStep, 'guards' | 'guardedBy'> {
  const guarded = isGate(step) ? steps.find((one) => one.id === step.params.guards) : undefined;
  const by = steps.filter((one) => isGate(one) && one.params.guards === step.id).map((one) => one.id);
  return {
    ...(guarded && { guards: { step: guarded.id, params: guarded.params } }),
    ...(by.length > 0 && { guardedBy: by }),
  };
}

/** Whether money leaves, or people are asked, in the body of a loop. */
const oneByOne = (step: Step, definition: Definition, catalogue: ActivityDeps['catalogue']): boolean =>
  bodyOf(definition, step.id).some(
    (one) => isAsk(one) || catalogue.action(one.service, one.action)?.effect === 'money',
  );

/** Short reads and keyed calls stay in the worker that has the workflow; money without a provider's key never does. */
function laneOf(step: Step, spec: ActionSpec, timeoutMs: number): Lane {
  if (step.service === 'flow') return 'flow';
  const keyed = spec.effect === 'read' || spec.idempotency === 'key' || spec.idempotency === 'natural';
  const risky = spec.effect === 'money' && spec.idempotency !== 'key';
  if (spec.short === true && keyed && !risky && timeoutMs <= LOCAL_MS) return 'local';
  // The ledger guards it as it would any other; only how long it may take is not known.
  return spec.quick === true && spec.effect !== 'money' ? 'quick' : 'remote';
}

/** Ids of the steps a condition reads anything of. */
function readsOf(step: Step): string[] {
  if (!step.condition) return [];
  const whole = wholeExpression(step.condition);
  const texts =
    whole !== null
      ? [whole]
      : step.condition.includes('{{')
        ? templateExpressions(step.condition).map((found) => found.expression)
        : [step.condition];
  return [
    ...new Set(texts.flatMap((text) => references(text).flatMap(([root]) => (root === undefined ? [] : [root])))),
  ];
}
