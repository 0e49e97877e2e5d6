import type { Finding } from '../../errors.ts';
import type { Definition } from '../definition.ts';
import { checkActionLimits } from './action-limits.ts';
import { checkBounded } from './bounded.ts';
import { type CheckContext, Findings } from './context.ts';
import { checkLoops } from './loops.ts';
import { normalise } from './normalise.ts';
import { checkPeopleSteps } from './people.ts';
import { checkPolicy } from './policy.ts';
import { checkAfterRefusal } from './refusals.ts';
import { safeCopy } from './safe.ts';
import { scopeOf } from './scope.ts';
import { shapeOf } from './shape.ts';
import { checkSteps } from './steps.ts';
import { checkTriggers } from './triggers.ts';
import { checkUndos } from './undo.ts';

/**
 * Checks a definition as approval will, all findings at once (at most 50; codes in docs/findings.md). `definition` is the
 * normalised form, null where its shape does not fit; it may be used only when there are no findings. Never throws on input.
 */
export function checkDefinition(
  input: unknown,
  context: CheckContext,
): { definition: Definition | null; findings: Finding[] } {
  const findings = new Findings();
  const copy = safeCopy(input, findings);
  if (copy === null || copy === undefined) {
    if (!findings.any) findings.add('', 'wrong_type', 'The definition must be an object.');
    return { definition: null, findings: findings.list };
  }
  const normal = normalise(copy, context, findings);
  const badSchedules = findings.list.filter((finding) => finding.code === 'bad_schedule').length;
  const definition = shapeOf(normal, findings);
  if (!definition) return { definition: null, findings: findings.list };
  const scope = scopeOf(definition, context);
  if (badSchedules === 0) checkTriggers(definition, context, findings);
  checkSteps(scope, context, findings);
  checkBounded(definition, findings);
  checkUndos(scope, context, findings);
  checkPeopleSteps(scope, context, findings);
  checkLoops(scope, findings);
  checkPolicy(scope, context, findings);
  checkAfterRefusal(scope, findings);
  checkActionLimits(scope, context, findings);
  return { definition, findings: findings.list };
}
