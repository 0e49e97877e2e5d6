import type { ActionSpec } from '../../connectors/define.ts';
import type { Step } from '../definition.ts';
import type { CheckContext, Findings } from './context.ts';
import { checkLimitsOf } from './policy.ts';
import type { Scope } from './scope.ts';
import { checkAction, checkParams } from './steps.ts';

/**
 * The definition's own ways to take a step back: checked as steps are, right after the step they belong to, whose outputs they may
 * read; money and messages among them are held to the same limits.
 */
export function checkUndos(scope: Scope, context: CheckContext, findings: Findings): void {
  let money = false;
  for (const { index, step, spec } of [...scope.steps.values()]) {
    if (!step.undo) continue;
    const at = `steps[${index}].undo`;
    if (step.service === 'flow' || step.undo.service === 'flow') {
      findings.add(at, 'not_available', 'Control flow is neither taken back nor takes anything back.', 'Leave it out.');
      continue;
    }
    const back = checkUndo(step, spec, at, scope, context, findings);
    money ||= back?.effect === 'money';
  }
  const { policy, on_failure: onFailure, on_cancel: onCancel } = scope.definition;
  if (money && policy.requires_user_confirmation && (onFailure === 'undo' || onCancel === 'undo'))
    findings.add(
      onFailure === 'undo' ? 'on_failure' : 'on_cancel',
      'undo_asks_first',
      'Taking back would move money by itself, and money is to be confirmed by you.',
      'Say "on_failure": "ask" and leave on_cancel out: then you are asked.',
    );
}

function checkUndo(
  step: Step,
  spec: ActionSpec | null,
  at: string,
  scope: Scope,
  context: CheckContext,
  findings: Findings,
): ActionSpec | null {
  const { undo, condition: _condition, needs: _needs, retry: _retry, timeout: _timeout, ...rest } = step;
  if (!undo) return null;
  const { for_each: _each, ...once } = step;
  const back: Step = { ...rest, ...undo, id: `${step.id} undo` };
  const index = scope.steps.get(step.id)?.index ?? 0;
  const inner: Scope = {
    ...scope,
    // It sees what one pass of the step gave out.
    steps: new Map([...scope.steps, [step.id, { index, step: once, spec }]]),
    ancestors: new Map([...scope.ancestors, [back.id, new Set([...(scope.ancestors.get(step.id) ?? []), step.id])]]),
  };
  const found = checkAction(back, at, context, findings);
  if (!found) return null;
  checkParams(back, found, at, inner, findings);
  checkLimitsOf(back, found, `${at}.params`, inner, context, findings);
  return found;
}
