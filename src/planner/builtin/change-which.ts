import type { Json, Step } from '../../automation/definition.ts';
import type { AnswerContext } from './answers.ts';
import { shapeOf } from './fill.ts';
import { maskOf } from './mask.ts';
import { amountsIn } from './numbers.ts';
import type { Sketch } from './sketch.ts';
import { stepsMeant } from './steps-meant.ts';
import { say } from './words.ts';

/** Which of several steps a change is of, and the question where it names none of them. */

/** What a step was given of a kind: an amount, a number, an address. */
export interface Held {
  step: Step;
  at: number;
  name: string;
  kind: string;
}

/** What comes with what starts it was not given. */
const given = ({ step, name }: Held): boolean => {
  const value = step.params[name];
  return value !== undefined && !(typeof value === 'string' && value.includes('{{'));
};

/** What is held of a kind, one a step. */
export function heldOf(sketch: Sketch, kind: string, { lexicon }: AnswerContext): Held[] {
  return sketch.steps.flatMap((step, at) => {
    const known = lexicon.actions.find(
      (one) => one.action.service === step.service && one.action.action === step.action,
    );
    const all = known ? shapeOf(known).map(([name, meta]) => ({ step, at, name, kind: meta.kind })) : [];
    return all.filter((one) => one.kind === kind && given(one)).slice(0, 1);
  });
}

const value = ({ step, name }: Held): string => JSON.stringify(step.params[name]);
const NTH = ['first', 'second', 'third', 'fourth', 'fifth'];
const COUNTED = '(?! (?:time|day|week|month|of the month|one of|minute|hour))';

/** Those that the words name: all of them, by their place, by what they hold or by their step; null where that is open. */
export function heldMeant(sketch: Sketch, all: Held[], words: string, context: AnswerContext): Held[] | null {
  if (all.length < 2) return all;
  const { masked, entities } = maskOf(words, context.the.timeZone);
  if (/\b(?:both|all|each|every one|everywhere)\b/.test(masked)) return all;
  const step = /\bstep (\d)\b/.exec(masked)?.[1];
  if (step) return all.filter(({ at }) => at === Number(step) - 1);
  const nth = NTH.findIndex((one) => new RegExp(`\\b${one}\\b${COUNTED}`).test(masked));
  const placed = /\b(?:the|its) last\b/.test(masked) ? all.at(-1) : all[nth];
  if (placed) return [placed];
  const said = entities.map((one) => JSON.stringify(one.value));
  const numbers = amountsIn(masked, context.the.currency).map((one) => String(one.value));
  const ways = [
    all.filter((one) => said.includes(value(one)) || numbers.includes(value(one))),
    all.filter(({ step: { params } }) => Object.values(params).some((one) => said.includes(JSON.stringify(one)))),
    all.filter(({ at }) => stepsMeant(sketch, masked, context).includes(at)),
  ];
  return ways.find((some) => some.length > 0 && some.length < all.length) ?? null;
}

/** Whether all of them hold the same: one of them is changed with the others. */
export const alike = (all: Held[]): boolean => new Set(all.map(value)).size < 2;

/** The question of which amount, number or address; null where the change brings none or there is one only. */
export function whichHeld(sketch: Sketch, text: string, context: AnswerContext): string | null {
  const { masked, entities } = maskOf(text, context.the.timeZone);
  const thing = entities.find((one) => ['email', 'phone', 'channel'].includes(one.kind));
  const amount = amountsIn(masked, context.the.currency).find((one) => one.value >= 100 || one.currency !== null);
  const all = thing ? heldOf(sketch, thing.kind, context) : amount ? heldOf(sketch, 'money', context) : [];
  if (all.length < 2 || /\b(?:also|add|cc|bcc|copy|too)\b/.test(masked)) return null;
  const values = all.map(({ step, name }) => step.params[name] ?? '');
  const nth = NTH[all.length - 1];
  if (thing) return say.whichThing(values.map(String), thing.value);
  return amount && nth ? say.whichAmount(values.map(plain), nth, plain(amount.value)) : null;
}

const plain = (value: Json): string => (typeof value === 'number' ? value.toLocaleString('en-US') : String(value));
