import type { Step } from '../../automation/definition.ts';
import { isGate } from '../../automation/graph.ts';
import type { Catalogue } from '../../connectors/catalogue.ts';
import { othersAsked } from '../../connectors/flow/people-words.ts';
import { both } from './conditions.ts';
import { template } from './scope.ts';
import { readsSteps } from './sketch.ts';
import { conditionOf } from './step-condition.ts';

/** People who are asked see exactly what their yes lets run: the gate shows and seals the one step it stands before. */
export function withGuards(steps: Step[], catalogue: Catalogue): Step[] {
  return steps.map((gate, at) => {
    if (!isGate(gate)) return gate;
    const { guards, ...params } = gate.params;
    // What may be changed is of the step that was chosen for it.
    if (guards !== undefined && steps.some((step) => step.id === guards && fits(gate, step, steps.slice(0, at))))
      return gate;
    const target = othersAsked(gate).length > 0 && !gate.for_each ? shownOf(steps, at, catalogue) : null;
    return { ...gate, params: target ? { ...params, guards: target.id } : params };
  });
}

/** The only payment up to the next gate, or else what comes directly after this one. */
function shownOf(steps: Step[], at: number, catalogue: Catalogue): Step | null {
  const effect = (step: Step) => catalogue.action(step.service, step.action)?.effect ?? 'read';
  const gate = steps[at];
  const more = steps.slice(at + 1);
  const next = more.findIndex(isGate);
  const until = next < 0 ? more : more.slice(0, next);
  const paid = until.filter((step) => effect(step) === 'money');
  const shown = paid[0] ?? until[0];
  // Of several things that run at once, or several payments, showing one would hide the others.
  const beside = gate ? steps.filter((step) => step.needs?.includes(gate.id)).length : 0;
  if (!gate || !shown || paid.length > 1 || beside > 1 || effect(shown) === 'read') return null;
  const sure = shown.condition === undefined || shown.condition === gate.condition || isYesTo(gate, shown);
  return sure && fits(gate, shown, steps.slice(0, at)) ? shown : null;
}

/** Whether nothing but its own yes, and what it is asked for, lets a step run. */
function isYesTo(gate: Step, { condition = '' }: Step): boolean {
  const base = conditionOf(gate);
  return condition === template(both(base, `${gate.id}.approved`) ?? '');
}

/** What is shown must be known by then, and be one call. */
const fits = (gate: Step, shown: Step, before: Step[]): boolean =>
  shown.service !== 'flow' &&
  !shown.for_each &&
  !gate.for_each &&
  readsSteps(isYesTo(gate, shown) ? { ...shown, condition: '' } : shown).every((id) =>
    before.some((step) => step.id === id),
  ) &&
  (shown.needs === undefined || shown.needs.includes(gate.id));
