import type { AnswerContext } from './answers.ts';
import type { Change } from './changes.ts';
import type { Sketch } from './sketch.ts';
import { withCondition } from './step-condition.ts';
import { removeStep } from './steps.ts';
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

export const removal: Change = (sketch, text, context) => {
  const found =
    /^(?:(?:remove|drop|delete|leave out|take out|skip|get rid of|lose|cut|no more|without|don'?t(?: do)?|do not|no need (?:for|to)|no|not|forget(?: about)?|never mind|stop|i (?:don'?t|do not|no longer) (?:want|need))\s+)(?:the |send(?:ing)? (?:the |an? |me )?|posting (?:to |in )?|post (?:to |in )?)?(.+?)(?: part| please| pls| anymore| any more)*[.!]*$/i.exec(
      text,
    );
  const words = found?.[1]?.toLowerCase();
  if (!words || /\b(?:weekend|weekday|\w+days?)s?\b/.test(words)) return false;
  if (/\b(?:condition|limit on the amount|filter|only if|threshold)\b/.test(words)) {
    sketch.steps = sketch.steps.map((step) => withCondition(step, undefined));
    return true;
  }
  const [at, more] = stepsMeant(sketch, words, context);
  if (at === undefined || (more !== undefined && !/\bboth|all\b/.test(words))) return false;
  removeStep(sketch, at);
  return true;
};
