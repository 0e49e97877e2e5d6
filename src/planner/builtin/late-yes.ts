import { isGate } from '../../automation/graph.ts';
import type { Catalogue } from '../../connectors/catalogue.ts';
import { whoInWords } from '../../connectors/flow/people-words.ts';
import type { Hole, Sketch } from './sketch.ts';
import { moveStep } from './steps.ts';
import { say } from './words.ts';

/** A yes that is asked for only when money has gone out already: never proposed without asking. */

/** The first payment that no yes stands before and the first yes that comes after it. */
function lateIn({ steps }: Sketch, catalogue: Catalogue): { money: number; gate: number } | null {
  const gate = steps.findIndex((step) => isGate(step));
  const money = steps.findIndex((step) => catalogue.action(step.service, step.action)?.effect === 'money');
  return gate > money && money >= 0 ? { money, gate } : null;
}

export function lateYes(sketch: Sketch, catalogue: Catalogue): Hole | null {
  const late = lateIn(sketch, catalogue);
  if (!late) return null;
  return {
    name: 'yes',
    label: 'when the yes is asked for',
    ask: say.lateYes(whoInWords(sketch.steps[late.gate]?.params.who, 'or')),
    step: -1,
    params: [],
    kind: 'late',
    options: say.lateYesOptions,
  };
}

/** "before": the yes goes before the money; "after": it was meant so. */
export function answerLate(sketch: Sketch, value: string, catalogue: Catalogue): void {
  const before = /\b(?:before|first|yes|earlier)\b/i.test(value);
  if (before === /\b(?:after|later|afterwards)\b/i.test(value)) return;
  const late = lateIn(sketch, catalogue);
  if (before && late) moveStep(sketch, late.gate, late.money);
  sketch.extra = sketch.extra.filter((hole) => hole.kind !== 'late');
}
