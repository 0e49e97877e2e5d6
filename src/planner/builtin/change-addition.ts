import type { Step } from '../../automation/definition.ts';
import type { AnswerContext } from './answers.ts';
import type { Change } from './changes.ts';
import { clocksIn } from './clock.ts';
import { maskOf } from './mask.ts';
import { readRequest } from './read.ts';
import { clockText } from './schedule.ts';
import type { Sketch } from './sketch.ts';
import { wonder } from './unheard.ts';

/** What a change puts behind the steps there are. */

const SAME =
  /,? ?(?:with )?(?:the )?same(?: (?:text|message|words|wording|thing|content)\b|(?= (?:to|in|on|by|via)\b|[.!]*$))/i;

/** "and for anything over 20,000 sms …": what comes then. */
const ANYTHING_OVER =
  /^(?:for|with|on) (?:(?:anything|everything|any|all|those|payments?|amounts?|orders?|ones?|the ones) )+(?:that(?:'s| is| are)? )?((?:over|above|below|under|at least|at most|more than|less than) (?:[a-z]{3} |[$€£])?\d[\d,.]*\d?k?(?: [a-z]{3}\b(?<=kes|ksh|usd|bob|eur|ngn))?),? (?=[a-z])/i;

/** "if that call fails text …", "text … if it fails": done besides, in that case. */
const CASE =
  /^(?:(?:and|but|so) )*(?:if|when(?:ever)?|in case|should|on (?:failure|error|success))\b|\b(?:if|when|in case) (?:it|that|this|the [a-z]+)(?: ever)? (?:fails?|failed|does ?n[o']t|does not|goes|is down|is not|isn't|works?|succeeds?|errors?)\b/i;

/** "also tell me on WhatsApp": what it says is read as a request of its own and put behind. */
export const addition: Change = (sketch, text, context) => {
  const starts =
    /^(?:also|and|plus|add|then|additionally|after that|afterwards|finally|as well|oh and|in addition|if it fails|if that fails|when it fails|otherwise|before that|at the end|it should also|make it also|have it also)\b|\b(?:also|as well|too)(?:[.!?]*$| ?:)/i.test(
      text,
    ) ||
    (SAME.test(text) && /\b(?:also|as well|too)\b/i.test(text));
  if (!starts && (!CASE.test(text) || /\binstead\b/i.test(text))) return false;
  const cleaned = text
    .replace(
      /^(?:(?:also|and|plus|additionally|in addition|oh and|as well|it should also|make it also|have it also|at the end|finally)[,\s]+)+/i,
      '',
    )
    .replace(
      /^add (?:a |an |another )?(?:(?:new |last |further )?step(?: (?:to |that |which )|: ?| [-–] ?)|(?=\w))/i,
      (words) => (/step/i.test(words) ? '' : words),
    )
    .replace(/[,\s]+(?:also|as well|too)([.!?]*$| ?:)/i, '$1')
    .replace(/\b(if|when|should) (it|that|this) ever (?=[a-z])/i, '$1 $2 ')
    .replace(ANYTHING_OVER, 'if it is $1, ')
    // "same words also in slack #flat": no verb.
    .replace(/^((?:the )?same [a-z]+) (?:also )?(?=(?:in|to|on|by|via)\b)/i, 'send $1 ');
  const same = SAME.exec(cleaned);
  const read = continued(sketch, ownPayment(sketch, cleaned.replace(same?.[0] ?? '\uE00F', '')), context);
  if (read.cannot || read.steps.length <= sketch.steps.length) return false;
  // "when it fails text …" is of what there is: without a case of its own it may be another start.
  const own = read.steps.slice(sketch.steps.length).every((step) => step.condition !== undefined);
  if (!starts && !(own && JSON.stringify(read.triggers) === JSON.stringify(sketch.triggers))) return false;
  const texts = sketch.steps
    .flatMap((step) => [step.params.body, step.params.message])
    .filter((value) => typeof value === 'string');
  for (let at = sketch.steps.length; at < read.steps.length; at += 1) {
    const step: Step | undefined = read.steps[at];
    const name = step?.service === 'email' ? 'body' : 'message';
    const says = context.lexicon.actions.find(
      (each) => each.action.service === step?.service && each.action.action === step.action,
    )?.speaks;
    const first = texts[0];
    if (step && says && step.params[name] === undefined && first !== undefined && (same || !read.said[at]))
      step.params[name] = first;
  }
  const times = timesOfItsOwn(cleaned, read.steps.slice(sketch.steps.length), context);
  const before = sketch.steps.at(-1)?.condition;
  if (before && /\b(?:then|in that case|if so|when that happens)[.!]*$/i.test(text))
    for (let at = sketch.steps.length; at < read.steps.length; at += 1) {
      const step = read.steps[at];
      if (step && !step.condition) read.steps[at] = { ...step, condition: before };
    }
  Object.assign(sketch, { steps: read.steps, said: read.said, extra: read.extra });
  wonder(sketch, times);
  return true;
};

/** "also post in #team at 5pm": a time that no step uses would be another start than that of the card. */
function timesOfItsOwn(text: string, steps: Step[], { the }: AnswerContext): string[] {
  const written = JSON.stringify(steps);
  return clocksIn(maskOf(text, the.timeZone).masked)
    .clocks.filter((clock) => !written.includes(clockText(clock)))
    .map(({ start, end }) => text.slice(start, end));
}

/** Reads more orders after the ones there are, so that they can refer to them. */
const continued = (sketch: Sketch, text: string, { lexicon, the }: AnswerContext): Sketch =>
  readRequest(lexicon, text, the, { triggers: sketch.triggers, steps: sketch.steps, said: sketch.said });

/** "if the payment fails": of a card that pays, and that no payment starts, what it paid last. */
export function ownPayment({ steps, triggers }: Pick<Sketch, 'steps' | 'triggers'>, text: string): string {
  const last = steps.findLast((step) => step.service !== 'flow');
  return last?.action === 'withdraw' && !triggers.some((one) => one.type === 'webhook')
    ? text.replace(
        /\b(if|when|whenever|in case|should) (?:the|that|this) (?:payment|payout|transfer|withdrawal)\b(?= (?:ever )?(?:fail|goes|does|is|did|bounce|go|work|succeed))/gi,
        '$1 it',
      )
    : text;
}
