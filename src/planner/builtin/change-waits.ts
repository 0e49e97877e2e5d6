import type { Step } from '../../automation/definition.ts';
import type { Change } from './changes.ts';
import { maskOf } from './mask.ts';
import { COUNT, durationText, minutesOf } from './numbers.ts';
import { addSteps, removeStep } from './steps.ts';

/** Changes of how long is waited between the steps. */

const UNIT = '(second|minute|min|hour|hr|day|week)s?';
const LENGTH = new RegExp(`\\b(${COUNT}) ${UNIT}\\b`);
/** The length and nothing besides: "make that 3 days", "a week later instead". */
const BARE = new RegExp(
  `^(?:(?:no|but|and|make (?:it|that|this)|change (?:it|that|the wait)(?: to)?|set it to|it should be|should be|rather|better|give (?:it|them|him|her|me)|let's (?:say|wait|make it)|wait|after|only after|only|just|say)[ ,]+)*(?:(?:a |an |one )(?:whole|full|good) )?(?:${COUNT}) (?:whole |full )?${UNIT}(?: (?:instead|please|later|after(?:wards)?(?: (?:that|it|this))?|then|rather|from then|in between|of waiting|first))*(?:,? (?:not|instead of|rather than) [\\w ]{1,16})?[\\s.!]*$`,
);
const NO_WAIT =
  /^(?:(?:no|but|and|actually|just)[ ,]+)*(?:(?:(?:send|do|post|text|email|make|run) (?:it|this|that) )?(?:straight away|right away|immediately|at once|instantly|without (?:any |the )?(?:wait(?:ing)?|delay|pause))|(?:drop|skip|remove|leave out|lose|no|no more|forget(?: about)?|don't|do not|without) ?(?:the |any |need (?:for|to) )?(?:wait(?:ing)?|delay|pause|waits))(?:[ ,]+(?:please|then|and|instead|straight away|right away|at all|no (?:wait(?:ing)?|delay)|without (?:wait(?:ing)?|delay)|wait(?:ing)?|immediately|send it|do it|at once|don't wait))*[\s.!]*$/;

export const waits: Change = (sketch, text, { the }) => {
  const { masked } = maskOf(text.trim(), the.timeZone);
  const found = LENGTH.exec(masked.replace(/\b(a|an|one) (?:whole|full|good) (?=[a-z])/, '$1 '));
  const minutes = found ? minutesOf(found[1] ?? '', found[2] ?? '') : null;
  const all = sketch.steps.filter((step) => step.service === 'flow' && step.action === 'wait');
  if (all.length > 0 && NO_WAIT.test(masked)) return without(sketch.steps.indexOf(all[0] as Step), all.length, sketch);
  if (!minutes) return false;
  if (all.length === 0) {
    if (!/^(?:wait|pause|hold on|delay it)\b/.test(masked)) return false;
    const at = /\b(?:at the end|afterwards)\b/.test(masked) ? sketch.steps.length : 0;
    const params = { duration: durationText(minutes) };
    addSteps(sketch, [{ id: 'step_1', service: 'flow', action: 'wait', params }], at);
    return true;
  }
  if (!/\b(?:wait|instead|make it|change|delay|after)\b/.test(masked) && !BARE.test(masked)) return false;
  // Of several waits it is open which is meant.
  if (new Set(all.map((step) => step.params.duration)).size > 1) return null;
  for (const wait of all) wait.params = { duration: durationText(minutes) };
  return true;
};

/** Nothing is waited for any more; of several waits it is open which is meant. */
function without(at: number, count: number, sketch: Parameters<Change>[0]) {
  if (count > 1) return null;
  removeStep(sketch, at);
  return true;
}
