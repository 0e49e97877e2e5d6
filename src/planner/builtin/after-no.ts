import type { Step } from '../../automation/definition.ts';
import { isGate } from '../../automation/graph.ts';
import type { Catalogue } from '../../connectors/catalogue.ts';
import { both } from './conditions.ts';
import { conditionOf, withCondition } from './step-condition.ts';
import { isYesOrNo } from './waits-event.ts';

/**
 * "If I say no, post …. Then pay …": a step for the no lets the run go on, so what comes after it is done on a yes alone, unless
 * it says itself what it is done on. Where a yes and a no were both provided for, what both lead to stays, but for money.
 */
export function onlyOnYes(steps: Step[], catalogue: Catalogue): Step[] {
  const next = [...steps];
  for (const [index, asked] of steps.entries()) {
    if (asked.service !== 'flow' || !isYesOrNo(asked) || asked.for_each) continue;
    const [yes, no] = answersOf(asked);
    const onNo = (step: Step, at: number) => at > index && bare(step).includes(no);
    // Whoever is asked instead decides in turn.
    const first = next.findIndex((step, at) => onNo(step, at) && !isGate(step));
    if (first < 0) continue;
    const instead = next.filter((step, at) => onNo(step, at) && isGate(step)).map((step) => `${step.id}.approved`);
    const bothWays = next.some((step) => bare(step).replaceAll(no, '').includes(yes));
    const base = bare(asked);
    for (const [at, step] of next.entries()) {
      const effect = catalogue.action(step.service, step.action)?.effect ?? 'read';
      const counts =
        effect === 'money' || (isGate(asked) && !bothWays && (effect !== 'read' || step.service === 'flow'));
      if (at <= first || !counts || bare(step).includes(`${asked.id}.`)) continue;
      // What was not asked about goes on without an answer.
      const unasked = base && !bare(step).includes(base) ? [`!(${base})`] : [];
      next[at] = withCondition(step, both(bare(step) || undefined, [...unasked, yes, ...instead].join(' || ')));
    }
  }
  return next;
}

const bare = (step: Step): string => conditionOf(step) ?? '';

/** Its yes and its no, as conditions have them. */
const answersOf = (asked: Step): [string, string] =>
  isGate(asked)
    ? [`${asked.id}.approved`, `!${asked.id}.approved`]
    : [`${asked.id}.answer == "yes"`, `${asked.id}.answer == "no"`];
