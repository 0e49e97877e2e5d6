import type { Definition, Json, Step } from '../../src/automation/definition.ts';
import { expressionsIn, readsOfSource, readsOfText } from './reads.ts';

/** What the walk needs of the product: its expressions and what its actions answer when rehearsed. */
export interface Runtime {
  /** The value of a text with expressions in it. Throws where one cannot be evaluated. */
  evaluate(text: string, scope: Record<string, unknown>): unknown;
  /** What the step would output, `status` and `error` included. */
  simulate(step: Step, params: Record<string, Json>): Record<string, unknown>;
  /** What is recorded of a step that failed or was skipped. */
  without(step: Step, status: 'failed' | 'skipped'): Record<string, unknown>;
  /** What is recorded of a step that ran once for each item. */
  collected(step: Step, each: Record<string, unknown>[]): Record<string, unknown>;
}

export interface Sample {
  trigger?: Record<string, unknown> | undefined;
  /** By step id of the draft: its outcome, and outputs that differ from the rehearsed ones. */
  steps?: Map<string, Record<string, unknown>>;
}

export interface Walked {
  ran: boolean;
  /** Why its condition could not be evaluated. */
  error?: string;
}

/** Walks the whole draft in order on sample data and tells which steps run (README, "Conditions"; D9). */
export function walk(definition: Definition, sample: Sample, runtime: Runtime): Map<string, Walked> {
  const walked = new Map<string, Walked>();
  const scope: Record<string, unknown> = {
    trigger: triggerData(definition, sample.trigger),
    run: { id: 'run_sample', started_at: '2026-11-20T10:00:00Z' },
    owner: { name: 'Sample', email: 'owner@example.com', phone: '+254700000000', timezone: 'UTC' },
  };
  let over = false;
  let pending: string | null = null;
  for (const [index, step] of definition.steps.entries()) {
    const blocked: boolean = over || (pending !== null && !readsFailure(step, pending));
    const held: Walked = blocked ? { ran: false } : holds(step, scope, runtime);
    walked.set(step.id, held);
    if (!held.ran) {
      scope[step.id] = runtime.without(step, 'skipped');
      continue;
    }
    pending = null;
    const told = sample.steps?.get(step.id);
    if (told?.$outcome === 'failed') {
      scope[step.id] = { ...runtime.without(step, 'failed'), ...outputs(told) };
      if (step.on_error === 'continue') continue;
      if (definition.steps.slice(index + 1).some((later) => readsFailure(later, step.id))) pending = step.id;
      else over = true;
      continue;
    }
    scope[step.id] = { ...result(step, scope, runtime), ...outputs(told) };
    if (step.service === 'flow' && step.action === 'stop') over = true;
  }
  return walked;
}

function outputs(told: Record<string, unknown> | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(told ?? {}).filter(([key]) => !key.startsWith('$')));
}

/** Whether a step's condition reads another's status or error. */
function readsFailure(step: Step, id: string): boolean {
  if (!step.condition) return false;
  return readsOfText(step.condition, true)
    .map((path) => (path[0] === 'steps' ? path.slice(1) : path))
    .some((path) => path[0] === id && (path[1] === 'status' || path[1] === 'error'));
}

function triggerData(definition: Definition, given: Record<string, unknown> | undefined): Record<string, unknown> {
  const first = definition.triggers.find((trigger) => trigger.type === (given?.type ?? trigger.type));
  const type = String(given?.type ?? first?.type ?? 'manual');
  const event = String(given?.event ?? (first?.type === 'webhook' ? first.event : ''));
  const always: Record<string, unknown> =
    type === 'schedule'
      ? { type, date: '2026-11-20', scheduled_at: '2026-11-20T10:00:00+00:00' }
      : type === 'webhook'
        ? { type, event }
        : { type };
  const data = given ?? {};
  return { ...always, ...data, data, body: { event, data } };
}

function holds(step: Step, scope: Record<string, unknown>, runtime: Runtime): Walked {
  if (!step.condition) return { ran: true };
  const condition = step.condition;
  try {
    const readsItem = readsOfText(condition, true).some((path) => path[0] === 'item' || path[0] === 'index');
    const scopes = step.for_each && readsItem ? itemScopes(step.for_each, scope, runtime) : [scope];
    return { ran: scopes.some((each) => truth(evaluate(condition, each, runtime))) };
  } catch (error) {
    return { ran: false, error: String(error) };
  }
}

function truth(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new Error(`the condition is ${JSON.stringify(value)}, not true or false`);
  return value;
}

function itemScopes(list: string, scope: Record<string, unknown>, runtime: Runtime): Record<string, unknown>[] {
  const items = evaluate(list, scope, runtime);
  return Array.isArray(items) ? items.map((item, index) => ({ ...scope, item: item as unknown, index })) : [];
}

function result(step: Step, scope: Record<string, unknown>, runtime: Runtime): Record<string, unknown> {
  const once = (within: Record<string, unknown>) => runtime.simulate(step, rendered(step, within, runtime));
  if (!step.for_each) return once(scope);
  try {
    return runtime.collected(step, itemScopes(step.for_each, scope, runtime).slice(0, 20).map(once));
  } catch {
    return runtime.collected(step, []);
  }
}

/** Parameters with their expressions evaluated; one that fails is the empty string. */
function rendered(step: Step, scope: Record<string, unknown>, runtime: Runtime): Record<string, Json> {
  const render = (value: Json): Json => {
    if (typeof value === 'string') {
      if (expressionsIn(value).length === 0) return value;
      try {
        return evaluate(value, scope, runtime) as Json;
      } catch {
        return '';
      }
    }
    if (Array.isArray(value)) return value.map(render);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, render(item)]));
  };
  return render(step.params) as Record<string, Json>;
}

/** Evaluates with every unknown field of the trigger that the text needs reading as the empty string. */
function evaluate(text: string, scope: Record<string, unknown>, runtime: Runtime): unknown {
  const braced = expressionsIn(text).length > 0 ? text : `{{ ${text} }}`;
  const needed = expressionsIn(braced).flatMap((source) => readsOfSource(source, true));
  let trigger = scope.trigger;
  for (const path of needed) if (path[0] === 'trigger') trigger = filled(trigger, path.slice(1));
  return runtime.evaluate(braced, { ...scope, trigger });
}

function filled(value: unknown, path: string[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined || key === '*') return value;
  if (value !== undefined && (typeof value !== 'object' || value === null || Array.isArray(value))) return value;
  const fields = (value ?? {}) as Record<string, unknown>;
  const inner = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (rest.length === 0) return inner === undefined ? { ...fields, [key]: '' } : fields;
  return { ...fields, [key]: filled(inner, rest) };
}

/** Whether a step's own condition reads anything of the trigger, perhaps through a set step. */
export function conditionReadsTrigger(step: Step, reach: { of(step: Step, text: string, bare?: boolean): string[][] }) {
  return step.condition !== undefined && reach.of(step, step.condition, true).some((path) => path[0] === 'trigger');
}
