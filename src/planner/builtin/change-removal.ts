import type { AnswerContext } from './answers.ts';
import { timing } from './change-timing.ts';
import type { Change, Changes } from './changes.ts';
import { maskOf } from './mask.ts';
import type { Sketch } from './sketch.ts';
import { withCondition } from './step-condition.ts';
import { hangOn, removeStep } from './steps.ts';
import { stepsMeant } from './steps-meant.ts';

/** What a change takes out of a draft. */

/** "…, slack is enough", "… after all": why a step goes. */
const ENOUGH =
  /(?: after all)?(?:[,.;:–-]+ ?(?:just |only |the )*[a-z]+(?: message| post)?(?: alone)? (?:is|will be|would be|'s) (?:enough|fine|plenty|ok(?:ay)?|sufficient|all (?:i|we) need)|[,.;:–-]+ ?(?:just |only |the )*[a-z]+(?: alone)? (?:will|would|does|'ll) (?:do|suffice|the job)|[,.;:–-]+ ?(?:we|i) (?:don'?t|do not) (?:need|want) (?:it|that|this|them)(?: any ?more)?| after all)[.!]*$/i;
const ENOUGH_FIRST =
  /^(?:on second thoughts?[,.:]? )?(?:(?:just|only) )?(?:the )?([a-z]+)(?: alone| only)?(?:(?: is|'s) (?:enough|fine|plenty|ok(?:ay)?)| will do)?[,.;:–-]+ (?=(?:no|drop|skip|forget|remove|leave|without|not|lose|take|cut) )/i;

/** "leave the email out after all, slack is enough": the order alone. */
export const plainly = (sketch: Sketch, text: string, context: AnswerContext): string =>
  text
    .trim()
    .replace(/^(?:(?:no|hmm+|oh|actually|ok(?:ay)?|and)[,.]? )*on (?:second|2nd) thoughts?[,.:]? /i, '')
    .replace(ENOUGH_FIRST, (words, service: string) =>
      stepsMeant(sketch, service.toLowerCase(), context).length > 0 ? '' : words,
    )
    .replace(
      /^((?:and |but |please |no,? |actually,? )*)(?:leave|take|cut|keep) ((?:the |that )?[a-z]+(?: [a-z]+)?) out\b/i,
      '$1leave out $2',
    )
    .replace(ENOUGH, (words) =>
      /\b(?:out|drop|skip|forget|remove|no|without|not|lose|cut|don't)\b/i.test(text) ? '' : words,
    );

const REMOVES =
  /^(?:(?:remove|drop|delete|leave out|take out|skip|get rid of|lose|cut|no more|without|don'?t(?: do)?|do not|no need (?:for|to)|no|not|forget(?: about)?|never mind|stop|i (?:don'?t|do not|no longer) (?:want|need))\s+)(?:the |send(?:ing)? (?:the |an? |me )?|posting (?:to |in )?|post (?:to |in )?)?(.+?)(?: part| please| pls| anymore| any more)*[.!]*$/i;
const DAYS = /\b(?:weekend|weekday|\w+days?)s?\b/;
const ON_DAYS = /\b(?:on|at|over|during) (?:(?:the|every|any|each) )*(?=(?:\w+days?|weekends?)\b).*$/;
const ANYTHING =
  /^(?:the |any |my |more )*(?:(?:text|post|mail|note|notification)s|messages?|messaging|texting|emailing|anything|run(?:ning)?(?: it)?|send(?:ing)?(?: it| them| anything)?|it|this|that|them|any) $/;
const SOMETIMES =
  /\b(?:after|before|when|whenever|if|unless|until|till|once|except|everything|anything|while|during|other than|at (?=\d)|as long as|every time)\b/;

/** "drop the email, keep the sms": what stays is no part of what goes. */
const STAYS = /[,;.]? (?:(?:and|but|just|only) )*(?:keep|leave) .*$/;

export const removal: Change = (sketch, text, context) => {
  const words = REMOVES.exec(text)?.[1]?.toLowerCase().replace(STAYS, '');
  if (!words) return false;
  const { masked } = maskOf(words, context.the.timeZone);
  if (DAYS.test(masked)) return onDays(sketch, masked, context);
  if (/\b(?:condition|limit on the amount|filter|only if|threshold)\b/.test(words)) {
    sketch.steps = sketch.steps.map((step) => withCondition(step, undefined));
    return true;
  }
  const [at, more] = stepsMeant(sketch, words, context);
  if (at === undefined) return false;
  // When, and up to where, is no part of a name: what goes then is not the step itself.
  if (SOMETIMES.test(masked)) return null;
  if (more !== undefined && !/\b(?:both|all)\b/.test(words)) return false;
  // What hangs on it would then be done always, or once for all: that is for the person to say.
  if (hangOn(sketch, at)) return null;
  removeStep(sketch, at);
  return true;
};

/** "skip the sms on Fridays": days off where it does nothing else; the days of all steps are no place for those of one. */
function onDays(sketch: Sketch, masked: string, context: AnswerContext): Changes {
  const days = ON_DAYS.exec(masked);
  const meant = stepsMeant(sketch, days ? masked.slice(0, days.index) : masked.replace(DAYS, ''), context);
  // "no texts on Sundays": of all that is sent.
  const any = days && ANYTHING.test(masked.slice(0, days.index));
  if (meant.length === 0) return any ? timing(sketch, `not ${days[0]}`, context) : false;
  const does = sketch.steps.filter((step) => step.service !== 'flow').length;
  return days && meant.length >= does ? timing(sketch, `not ${days[0]}`, context) || null : null;
}

/** Whether a step is to be left out at times: what no card can say. */
export function removesAtTimes(sketch: Sketch, text: string, context: AnswerContext): boolean {
  const words = REMOVES.exec(plainly(sketch, text, context))?.[1]?.toLowerCase();
  if (!words) return false;
  const { masked } = maskOf(words, context.the.timeZone);
  return (DAYS.test(masked) || SOMETIMES.test(masked)) && stepsMeant(sketch, words, context).length > 0;
}
