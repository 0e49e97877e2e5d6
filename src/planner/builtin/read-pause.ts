import type { Step } from '../../automation/definition.ts';
import { both } from './conditions.ts';
import { type State, withCondition } from './read.ts';
import { stepId } from './scope.ts';
import type { Pause } from './waits.ts';

/** Waits and the yes of the person, put where they belong among the orders. */

export function pause(state: State, one: Pause): void {
  const { sketch } = state;
  if (one.action === 'approve' && sketch.policy.requires_user_confirmation) return;
  const step: Step = { id: stepId(sketch.steps.length), service: 'flow', action: one.action, params: one.params };
  if (one.action === 'approve' && sketch.steps.at(-1)?.action === 'approve') return;
  if (one.action === 'approve' && sketch.steps.length > 0 && one.before) {
    gateBefore(state, step);
    return;
  }
  sketch.steps.push(withCondition(step, both(state.base, state.current)));
  sketch.said.push('');
}

/** "…, but ask me first" after the last order: the gate goes before the last thing that reaches anyone. */
function gateBefore(state: State, gate: Step): void {
  const { sketch } = state;
  const reaches = (step: Step) => state.lexicon.catalogue.action(step.service, step.action)?.effect !== 'read';
  const at = sketch.steps.findIndex(reaches);
  if (at < 0) {
    sketch.steps.push(gate);
    sketch.said.push('');
    return;
  }
  const map = new Map(sketch.steps.map((step, index) => [step.id, stepId(index < at ? index : index + 1)]));
  const renumber = <T>(value: T): T =>
    JSON.parse(JSON.stringify(value).replace(/\bstep_\d+\b/g, (id) => map.get(id) ?? id)) as T;
  const steps = sketch.steps.map((step) => renumber(step));
  const base = steps[at]?.condition;
  steps.splice(at, 0, { ...gate, id: stepId(at), ...(base && !base.includes('step_') ? { condition: base } : {}) });
  sketch.steps = steps;
  sketch.said.splice(at, 0, '');
}
