import type { Actions } from '../automation/checks/context.ts';
import { conditionInWords } from '../automation/condition-words.ts';
import type { Step } from '../automation/definition.ts';
import { changesInWords } from '../automation/diff.ts';
import { stepInWords, wordingOf } from '../automation/step-words.ts';
import { plainInCard } from '../automation/words.ts';
import { othersAsked } from '../connectors/flow/people-words.ts';
import { withCurrency } from '../connectors/params.ts';
import type { Log } from '../log.ts';
import { comesAfter, reachOf } from './reach.ts';
import type { Room } from './room.ts';

/** What a step does, whenever it does. */
export const unconditional = ({ condition: _when, ...step }: Step): Step => step;

/** What this room says of definitions, as far as the catalogue is at hand. */
export function definitionWords(of: {
  catalogue?: Actions;
  config: Room['config'];
  log: Log;
}): Pick<Room, 'leaves' | 'reach' | 'after' | 'conditions' | 'changes' | 'stepWords' | 'stepIn'> {
  const { catalogue, log } = of;
  const currency = of.config.WORKFLOW_CURRENCY;
  const words: Pick<Room, 'stepWords'> = {
    stepWords(step, code = currency) {
      try {
        const spec = catalogue?.action(step.service, step.action);
        if (spec) return spec.describe(withCurrency(spec, step.params, code));
      } catch (error) {
        log.debug({ err: error, step: step.id }, 'a step could not be said in words');
      }
      return step.action.replaceAll('_', ' ');
    },
  };
  return {
    ...words,
    stepIn: (definition, step) =>
      catalogue?.action(step.service, step.action)
        ? plainInCard(stepInWords(step, definition, catalogue, definition.policy.currency ?? currency))
        : words.stepWords(step),
    leaves: ({ steps }) =>
      steps.some((step) => {
        const spec = catalogue?.action(step.service, step.action);
        return spec?.effect !== 'read' || step.undo !== undefined || othersAsked(step).length > 0;
      }),
    reach: (definition) => (catalogue ? reachOf(definition, catalogue, currency) : []),
    after: (definition, gate) => (catalogue ? comesAfter(definition, gate, catalogue, currency) : []),
    conditions(definition) {
      if (!catalogue) return [];
      const wording = wordingOf(definition, catalogue, currency);
      const all = definition.steps.flatMap(({ condition }) =>
        condition ? [conditionInWords(condition, wording)] : [],
      );
      return [...new Set(all.filter((one) => !/\bstep \d/.test(one)))];
    },
    changes: (before, after, timeZone) =>
      catalogue ? changesInWords(before, after, { catalogue, currency, timeZone }) : null,
  };
}
