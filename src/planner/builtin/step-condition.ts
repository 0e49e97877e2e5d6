import type { Step } from '../../automation/definition.ts';
import { template } from './scope.ts';

/** The condition of a step that is being put together. */

/** As an expression, without its braces; undefined where it has none. */
export const conditionOf = (step: Step | undefined): string | undefined =>
  step?.condition?.replace(/^\{\{ | \}\}$/g, '');

/** The step with this condition, an expression, and no other. */
export function withCondition(step: Step, expression: string | undefined): Step {
  const { condition: _old, ...rest } = step;
  return expression ? { ...rest, condition: template(expression) } : rest;
}
