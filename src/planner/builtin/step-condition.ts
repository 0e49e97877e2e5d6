import type { Step } from '../../automation/definition.ts';
import { negated } from './conditions.ts';
import { type Scope, template } from './scope.ts';

/** The condition of a step that is being put together. */

/** As an expression, without its braces; undefined where it has none. */
export const conditionOf = (step: Step | undefined): string | undefined =>
  step?.condition?.replace(/^\{\{ | \}\}$/g, '');

/** The step with this condition, an expression, and no other. */
export function withCondition(step: Step, expression: string | undefined): Step {
  const { condition: _old, ...rest } = step;
  return expression ? { ...rest, condition: template(expression) } : rest;
}

/** What is known in one case: nothing of a step that is done in the other. */
export const ofThisCase = (scope: Scope, steps: Step[], current: string | undefined): Scope => ({
  ...scope,
  fields: scope.fields.filter(({ step }) => !excludes(conditionOf(steps[step]), current)),
});

/** Whether two conditions never hold together: the one is the other's no, or one thing would be two. */
const excludes = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined &&
  other !== undefined &&
  partsOf(one).some((part) =>
    partsOf(other).some((more) => more === negated(part) || part === negated(more) || apart(part, more)),
  );

const partsOf = (expression: string): string[] =>
  expression.split(' && ').map((part) => {
    const open = /^\(*/.exec(part)?.[0].length ?? 0;
    return part.slice(open, part.endsWith(')'.repeat(open)) ? part.length - open : part.length);
  });

const COMPARED = /^(\S+) (==|[<>]=?) (\d[\d.]*|"[^"]*")$/;
const apart = (one: string, other: string): boolean => {
  const [, subject, sign = '', value] = COMPARED.exec(one) ?? [];
  const [, same, side = '', also] = COMPARED.exec(other) ?? [];
  if (subject === undefined || subject !== same) return false;
  return sign === '==' && side === '==' ? value !== also : value === also && OPPOSITE[sign] === side;
};
const OPPOSITE: Record<string, string> = { '>': '<=', '>=': '<', '<': '>=', '<=': '>' };
