import type { Definition, Step } from './definition.ts';
import { reads } from './expressions.ts';
import { templateExpressions, wholeExpression } from './templates.ts';

/** What runs after what. Imported by the interpreter: pure. */
type Steps = Pick<Definition, 'steps'>;

/**
 * Step id to the ids it needs (D8): those it names, else the step written before it. The body of a loop is a row of its own:
 * its first step needs nothing, and what follows the loop does not see it.
 */
export function needsOf(definition: Steps): Map<string, string[]> {
  const needs = new Map<string, string[]>();
  const before = new Map<string | undefined, string>();
  for (const step of definition.steps) {
    const previous = before.get(step.inside);
    needs.set(step.id, step.needs ? [...new Set(step.needs)] : previous === undefined ? [] : [previous]);
    before.set(step.inside, step.id);
  }
  return needs;
}

/** The steps of a definition that stand in no loop's body. */
export const outerSteps = <S extends Pick<Step, 'inside'>>(definition: { steps: S[] }): S[] =>
  definition.steps.filter((step) => step.inside === undefined);

/** The steps of a loop's body. */
export const bodyOf = <S extends Pick<Step, 'inside'>>(definition: { steps: S[] }, loop: string): S[] =>
  definition.steps.filter((step) => step.inside === loop);

export const isLoop = (step: Pick<Step, 'service' | 'action'>): boolean =>
  step.service === 'flow' && step.action === 'loop';

export const isGate = (step: Pick<Step, 'service' | 'action'>): boolean =>
  step.service === 'flow' && step.action === 'approve';

/** Why a step that failed cannot be left out; null where it can. What comes after an approval would go on without it. */
export const whyNotSkipped = (step: Pick<Step, 'service' | 'action'>): string | null =>
  isGate(step)
    ? 'An approval cannot be skipped: what comes after it would go on without one. Try it again, or stop.'
    : null;

/**
 * Step id to every step that is surely over before it starts, directly or indirectly; for a step of a loop's body also what is
 * over before the loop. Cycles are harmless here.
 */
export function ancestorsOf(definition: Steps): Map<string, Set<string>> {
  const needs = needsOf(definition);
  const inside = new Map(definition.steps.map((step) => [step.id, step.inside]));
  const ancestors = new Map<string, Set<string>>();
  for (const id of needs.keys()) {
    const found = new Set<string>();
    const open = [...(needs.get(id) ?? []), ...(needs.get(inside.get(id) ?? '') ?? [])];
    while (open.length > 0) {
      const next = open.pop() as string;
      if (found.has(next)) continue;
      found.add(next);
      open.push(...(needs.get(next) ?? []));
    }
    ancestors.set(id, found);
  }
  return ancestors;
}

/** The ids of one cycle in order, or null. Needs of unknown steps are left out. */
export function cycleIn(definition: Steps): string[] | null {
  const needs = needsOf(definition);
  const done = new Set<string>();
  for (const start of needs.keys()) {
    const path: string[] = [];
    const stack: { id: string; rest: string[] }[] = [{ id: start, rest: [...(needs.get(start) ?? [])] }];
    path.push(start);
    while (stack.length > 0) {
      const top = stack[stack.length - 1] as { id: string; rest: string[] };
      const next = top.rest.pop();
      if (next === undefined) {
        done.add(top.id);
        stack.pop();
        path.pop();
      } else if (path.includes(next)) return path.slice(path.indexOf(next));
      else if (!done.has(next) && needs.has(next)) {
        stack.push({ id: next, rest: [...(needs.get(next) ?? [])] });
        path.push(next);
      }
    }
  }
  return null;
}

/** Steps in waves: those of one wave need nothing of each other and may run side by side. Throws on a cycle or an unknown need. */
export function wavesOf(definition: Steps): string[][] {
  const needs = needsOf(definition);
  const waves: string[][] = [];
  const over = new Set<string>();
  while (over.size < needs.size) {
    const wave = [...needs].filter(([id, of]) => !over.has(id) && of.every((need) => over.has(need))).map(([id]) => id);
    if (wave.length === 0) throw new Error('The steps cannot be put in order');
    for (const id of wave) over.add(id);
    waves.push(wave);
  }
  return waves;
}

/** Steps nothing else needs: a run is over when these are. */
export function lastSteps(definition: Steps): string[] {
  const needs = needsOf(definition);
  const needed = new Set([...needs.values()].flat());
  return [...needs.keys()].filter((id) => !needed.has(id));
}

/** Ids of the steps whose `status` or `error` a step's condition reads. */
export function failuresRead(step: Pick<Step, 'condition'>): Set<string> {
  const found = new Set<string>();
  if (!step.condition) return found;
  for (const expression of conditionExpressions(step.condition))
    for (const { path } of reads(expression)) {
      const [id, field] = path;
      if (id !== undefined && (field === 'status' || field === 'error')) found.add(id);
    }
  return found;
}

function conditionExpressions(condition: string): string[] {
  try {
    const whole = wholeExpression(condition);
    if (whole !== null) return [whole];
    return condition.includes('{{') ? templateExpressions(condition).map((found) => found.expression) : [condition];
  } catch {
    return [];
  }
}

/** D9: the later steps that handle a step's failure, because their condition reads its status or error. */
export function handlersOf(definition: Steps, stepId: string): string[] {
  return definition.steps.filter((step) => step.id !== stepId && failuresRead(step).has(stepId)).map((step) => step.id);
}

/** D9: whether a step's condition reads a failure of any of these steps: only such steps run until one of them did. */
export function handles(step: Pick<Step, 'condition'>, failed: Iterable<string>): boolean {
  const read = failuresRead(step);
  for (const id of failed) if (read.has(id)) return true;
  return false;
}
