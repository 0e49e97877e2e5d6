import type { Step } from '../../automation/definition.ts';
import type { Catalogue } from '../../connectors/catalogue.ts';
import { gatesIn } from './asking-gates.ts';
import type { Change } from './changes.ts';
import { maskOf } from './mask.ts';
import { amountsIn, durationText, minutesOf } from './numbers.ts';
import { policyIn } from './policy.ts';
import { closeTo } from './recipients.ts';
import { scopeOf } from './scope.ts';
import type { Sketch } from './sketch.ts';
import { addSteps } from './steps.ts';
import { askIf, yesIfIn } from './yes-if.ts';

/** Changes of limits, of what is asked first, and of waits. */

export const policy: Change = (sketch, text, { the, lexicon }) => {
  const source = maskOf(text.replace(/^[\s,;.]+/, ''), the.timeZone);
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

export const waits: Change = (sketch, text) => {
  const found = /\b(\d+|an?|one|two|three|four|five|six|seven|ten) (minute|hour|day|week)s?\b/i.exec(text);
  const minutes = found ? minutesOf((found[1] ?? '').toLowerCase(), (found[2] ?? '').toLowerCase()) : null;
  const wait = sketch.steps.find((step) => step.action === 'wait');
  if (minutes && !wait && /^(?:wait|pause|hold on|delay it)\b/i.test(text)) {
    const at = /\b(?:at the end|afterwards)\b/i.test(text) ? sketch.steps.length : 0;
    addSteps(
      sketch,
      [{ id: 'step_1', service: 'flow', action: 'wait', params: { duration: durationText(minutes) } }],
      at,
    );
    return true;
  }
  if (!minutes || !wait || !/\b(?:wait|instead|make it|change|delay|after)\b/i.test(text)) return false;
  wait.params = { duration: durationText(minutes) };
  return true;
};

export const limits: Change = (sketch, text, { the }) => {
  const source = maskOf(text, the.timeZone);
  if (!/\b(?:max|maximum|limit|cap)\b/.test(source.masked)) return false;
  const amount = amountsIn(source.masked, the.currency)[0];
  if (!amount) return false;
  if (/\b(?:day|daily)\b/.test(source.masked)) sketch.policy.daily_spend_limit = amount.value;
  else sketch.policy.max_withdraw_amount = amount.value;
  return true;
};
