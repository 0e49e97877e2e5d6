import type { Step } from '../definition.ts';
import { evaluate, references } from '../expressions.ts';
import { isGate } from '../graph.ts';
import { templateExpressions, wholeExpression } from '../templates.ts';
import type { Findings } from './context.ts';
import type { Scope } from './scope.ts';

/** Money after a no: once a step takes up a refusal the run goes on, so a later payment must say what it does about it. */
export function checkAfterRefusal(scope: Scope, findings: Findings): void {
  const steps = [...scope.steps.values()];
  const money = steps.filter(({ spec }) => spec?.effect === 'money');
  if (money.length === 0) return;
  const after = (id: string, before: string) => scope.ancestors.get(id)?.has(before) ?? false;
  for (const { step: gate } of steps) {
    if (!isGate(gate) || gate.for_each !== undefined) continue;
    const left = leftOut(gate, scope);
    const takesUp = steps
      .map(({ step }) => step)
      .filter((step) => after(step.id, gate.id) && !left.has(step.id) && readOf(step, gate.id).length > 0);
    for (const { index, step } of money) {
      if (!after(step.id, gate.id) || left.has(step.id) || readOf(step, gate.id).some(isDecision)) continue;
      // Another gate before it asks anew, and what comes after it does not make way for it.
      const goesOn = takesUp.some(({ id, ...one }) => !after(id, step.id) && !(isGate(one) && after(step.id, id)));
      if (!goesOn) continue;
      findings.add(
        `steps[${index}].condition`,
        'money_after_refusal',
        `This pays even when “${gate.id}” was refused.`,
        `Add the condition {{ ${gate.id}.approved }}.`,
      );
    }
  }
}

/** Steps that surely do not run where a gate was refused. */
function leftOut(gate: Step, scope: Scope): Set<string> {
  const before = (id: string) => scope.ancestors.get(id) ?? new Set<string>();
  const known: Record<string, unknown> = {
    [gate.id]: { approved: false, decision: 'rejected', status: 'rejected', error: null },
  };
  const left = new Set<string>();
  const stops = new Set<string>();
  const inTurn = [...scope.steps.values()].sort((one, other) => before(one.step.id).size - before(other.step.id).size);
  for (const { step } of inTurn) {
    if (!before(step.id).has(gate.id)) continue;
    const holds = verdict(step, known);
    const stopped = [...before(step.id)].some((id) => stops.has(id));
    if (holds === false || stopped || gate.params.guards === step.id || left.has(step.inside ?? '')) {
      left.add(step.id);
      known[step.id] = { status: 'skipped', error: null };
    } else if (holds === true && step.service === 'flow' && step.action === 'stop') stops.add(step.id);
  }
  return left;
}

/** What a condition comes to by what is known; null where the rest of what it reads decides. */
function verdict({ condition }: Step, known: Record<string, unknown>): boolean | null {
  try {
    const text = condition === undefined ? null : (wholeExpression(condition) ?? condition);
    const value = text === null ? null : evaluate(text, known);
    return typeof value === 'boolean' ? value : null;
  } catch {
    return null;
  }
}

/** What a step's condition reads of a gate: names of fields. */
function readOf({ condition = '' }: Step, gate: string): string[] {
  return expressionsOf(condition)
    .flatMap((text) => references(text))
    .flatMap(([root, field]) => (root === gate ? [field ?? ''] : []));
}

const isDecision = (field: string): boolean => ['approved', 'decision', 'status'].includes(field);

function expressionsOf(condition: string): string[] {
  try {
    return condition.includes('{{') ? templateExpressions(condition).map((found) => found.expression) : [condition];
  } catch {
    return []; // Reported where all templates are checked.
  }
}
