import type { Actions } from '../automation/checks/context.ts';
import { recipientsOf } from '../automation/checks/policy.ts';
import type { Definition, Step } from '../automation/definition.ts';
import { ancestorsOf } from '../automation/graph.ts';
import { stepInWords } from '../automation/step-words.ts';
import { plainInCard } from '../automation/words.ts';

/** What runs do to people and money, in words for a question. */

/** Steps named in one question. */
const MOST = 5;

const isMoney = (catalogue: Actions, { service, action }: Step): boolean =>
  catalogue.action(service, action)?.effect === 'money';

function reaches(catalogue: Actions, step: Step): boolean {
  const spec = catalogue.action(step.service, step.action);
  if (step.service === 'flow' && step.action === 'run_workflow') return true;
  return spec?.effect === 'money' || (spec !== undefined && spec !== null && recipientsOf(step, spec).length > 0);
}

const said = (steps: Step[], definition: Definition, catalogue: Actions, currency: string): string[] =>
  steps.slice(0, MOST).map((step) => plainInCard(stepInWords(step, definition, catalogue, currency)));

/** A gate that its owner decides whatever comes, and whose silence is no yes. */
const asksOwner = ({ service, action, params, condition }: Step): boolean =>
  service === 'flow' &&
  action === 'approve' &&
  condition === undefined &&
  params.who === undefined &&
  (params.on_silence === undefined || params.on_silence === 'reject');

/**
 * What a run pays and whom it writes to, a line a step; empty where neither happens, or where the run itself asks its owner
 * for a yes before it does.
 */
export function reachOf(definition: Definition, catalogue: Actions, currency: string): string[] {
  const { steps, policy } = definition;
  const ancestors = ancestorsOf(definition);
  const gates = steps.filter(asksOwner);
  const asked = (step: Step): boolean => gates.some((gate) => ancestors.get(step.id)?.has(gate.id));
  const asksFirst = policy.requires_user_confirmation === true;
  const left = steps.filter(
    (step) => reaches(catalogue, step) && !asked(step) && !(asksFirst && isMoney(catalogue, step)),
  );
  return said(left, definition, catalogue, currency);
}

/** What a yes at this step lets go on: what is paid and who is written to behind it, up to the next yes. */
export function comesAfter(definition: Definition, gate: string, catalogue: Actions, currency: string): string[] {
  const at = definition.steps.find((step) => step.id === gate);
  if (at?.service !== 'flow' || at.action !== 'approve') return [];
  const ancestors = ancestorsOf(definition);
  const gates = definition.steps.filter((step) => step.action === 'approve' && ancestors.get(step.id)?.has(gate));
  const behind = definition.steps.filter(
    (step) =>
      reaches(catalogue, step) &&
      ancestors.get(step.id)?.has(gate) &&
      !gates.some((other) => ancestors.get(step.id)?.has(other.id)),
  );
  return said(behind, definition, catalogue, currency);
}
