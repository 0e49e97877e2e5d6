import type { Actions } from '../automation/checks/context.ts';
import { recipientsOf } from '../automation/checks/policy.ts';
import type { Definition, Step } from '../automation/definition.ts';
import { stepInWords } from '../automation/step-words.ts';
import { plainInCard } from '../automation/words.ts';

/** Steps named in one question. */
const MOST = 5;

/**
 * What a run pays and whom it writes to, a line a step; empty where neither happens, or where the run itself asks its owner
 * for a yes before it does.
 */
export function reachOf(definition: Definition, catalogue: Actions, currency: string): string[] {
  const reaches = (step: Step): boolean => {
    const spec = catalogue.action(step.service, step.action);
    if (step.service === 'flow' && step.action === 'run_workflow') return true;
    return spec?.effect === 'money' || (spec !== null && spec !== undefined && recipientsOf(step, spec).length > 0);
  };
  const { steps, policy } = definition;
  const first = steps.findIndex(reaches);
  const gate = steps.findIndex((step) => step.service === 'flow' && step.action === 'approve');
  if (first < 0 || (gate >= 0 && gate < first)) return [];
  const asksFirst = policy.requires_user_confirmation === true;
  const left = steps.filter((step) => reaches(step) && !(asksFirst && isMoney(catalogue, step)));
  return left.slice(0, MOST).map((step) => plainInCard(stepInWords(step, definition, catalogue, currency)));
}

const isMoney = (catalogue: Actions, { service, action }: Step): boolean =>
  catalogue.action(service, action)?.effect === 'money';
