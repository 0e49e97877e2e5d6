import type { Step } from '../../automation/definition.ts';
import type { Catalogue } from '../../connectors/catalogue.ts';
import { gatesIn } from './asking-gates.ts';
import type { Change } from './changes.ts';
import { maskOf } from './mask.ts';
import { amountsIn } from './numbers.ts';
import { policyIn } from './policy.ts';
import { closeTo } from './recipients.ts';
import { scopeOf } from './scope.ts';
import type { Sketch } from './sketch.ts';
import { addSteps } from './steps.ts';
import { askIf, yesIfIn } from './yes-if.ts';

/** Changes of limits and of what is asked first. */

export const policy: Change = (sketch, text, { the, lexicon }) => {
  const source = maskOf(text.replace(/^[\s,;.]+/, ''), the.timeZone);
  // "5 not 6" is no limit.
  if (/^[^a-z]*(?:[ap]m\W*)?(?:not|rather than|instead of)[^a-z]*(?:[ap]m)?\W*$/.test(source.masked)) return null;
  const moves = sketch.steps.some((step) => ['withdraw', 'refund', 'book_hotel'].includes(step.action));
  const sometimes = yesIfIn(source, source.masked, true);
  if (sometimes.found.length > 0) {
    const scope = scopeOf(lexicon.catalogue, sketch.triggers, sketch.steps, the.owner, false, sketch.told);
    askIf(sketch, sometimes.found, source, scope, lexicon.catalogue, the.currency);
    return true;
  }
  const [gate] = gatesIn(source, source.masked).pauses;
  if (gate) {
    if (gate.assumed) sketch.assumptions.push(gate.assumed);
    addSteps(
      sketch,
      [{ id: 'step_1', service: 'flow', action: 'approve', params: gate.params }],
      firstOut(sketch, lexicon.catalogue),
    );
    return true;
  }
  const payees = sketch.steps.flatMap((step) =>
    step.action === 'withdraw' && typeof step.params.phone === 'string' ? [step.params.phone] : [],
  );
  if (moves && payees.length > 0 && payees.every((phone) => phone.startsWith('+')) && ONLY_THERE.test(source.masked)) {
    sketch.policy = { ...sketch.policy, allowed_phone_numbers: [...new Set(payees)] };
    return true;
  }
  const read = policyIn(source, moves ? `${source.masked} , withdraw` : source.masked, the.currency);
  if (Object.keys(read.policy).length > 0) {
    sketch.policy = { ...sketch.policy, ...read.policy };
    return true;
  }
  if (read.closed) return closeTo(sketch, lexicon.catalogue);
  if (read.approvals.length === 0) return false;
  addSteps(
    sketch,
    [{ id: 'step_1', service: 'flow', action: 'approve', params: {} }],
    firstOut(sketch, lexicon.catalogue),
  );
  return true;
};

/** "only to that number", of the one in the draft. */
const ONLY_THERE =
  /^(?:and |please |also )*(?:it (?:may|can|should|must) )?(?:only|nowhere but)(?: ever)?(?: (?:pay|send|go))?(?: it| money)? (?:to )?(?:that|this|those|these|the same)(?: (?:one|two))? (?:phone )?(?:numbers?|ones?)[\s.!]*$/;

/** The first step that reaches anyone: what is asked first comes before it. */
function firstOut(sketch: Sketch, catalogue: Catalogue): number {
  const reaches = (step: Step) => catalogue.action(step.service, step.action)?.effect !== 'read';
  return Math.max(0, sketch.steps.findIndex(reaches));
}

export const limits: Change = (sketch, text, { the }) => {
  const source = maskOf(text, the.timeZone);
  if (!/\b(?:max|maximum|limit|cap)\b/.test(source.masked)) return false;
  const amount = amountsIn(source.masked, the.currency)[0];
  if (!amount) return false;
  if (/\b(?:day|daily)\b/.test(source.masked)) sketch.policy.daily_spend_limit = amount.value;
  else sketch.policy.max_withdraw_amount = amount.value;
  return true;
};
