import type { AnswerContext } from './answers.ts';
import type { Change, Changes } from './changes.ts';
import { conditionIn, leftOf } from './condition-read.ts';
import { turned } from './conditions.ts';
import { anyCurrency, currencyIn, heldTo } from './currencies.ts';
import { GONE, maskOf } from './mask.ts';
import { scopeOf } from './scope.ts';
import type { Sketch } from './sketch.ts';
import { conditionOf, withCondition } from './step-condition.ts';
import { stepsMeant } from './steps-meant.ts';

/** "if it's under 500 don't bother posting": what is left undone where a condition holds. Everything else is done as it was. */

const NOT_TO =
  "(?:don't|do not|dont|never|not|no need to|(?:there's|there is) no need to|(?:you|we|it) (?:don't|do not|doesn't|needn't|need not)(?: (?:need|have) to)?|(?:you|we) (?:can|may|could|should)(?: just)? (?=skip|ignore|leave|drop|forget))";
const VERB =
  '(?:bother(?: (?:to|with|about))?(?: [a-z]+ing)?|run|do|send|post|text|e-?mail|mail|sms|whatsapp|message|tell|notify|ping|alert|write|call|pay|add|log|create|put|share|worry about|need|want|matter|count)';
const THEM =
  '(?: (?:it|them|that|this|those|us|me|anyone|anybody|anything|him|her|about|to|on|in|a|an|the|any|slack|message|messages|text|sms|e-?mail|whatsapp|post|one|channel|team|at all|either|please|then))*';
const SKIPS =
  "(?:(?:just |simply |please |then )*(?:do nothing|nothing(?: (?:happens|to do|needed|needs to happen|should happen|at all))?|skip|ignore|leave|drop|forget(?: about)?|stay (?:silent|quiet)|keep (?:silent|quiet)|no need|(?:there's|there is) no need|no (?:message|post|sms|text|e-?mail|whatsapp|alert|notification|reminder)s?(?: needed)?|not needed|not interested|no one cares))";
const UNDONE = `(?:(?:${NOT_TO} )(?:${VERB}|skip|ignore|leave|drop|forget)|${SKIPS})${THEM}(?: (?:alone|out|be))?`;
const IF = '(?:if|when(?:ever)?|where|in case|as long as)';
const END = '[\\s.!]*$';
const AHEAD = new RegExp(`^(?:(?:and|but|so|oh) )*(?:only )?${IF} (.+?),? (?:then |please )?(${UNDONE})${END}`);
const BEHIND = new RegExp(`^(?:(?:and|but|so|oh) )*(${UNDONE}),? ${IF} (.+?)${END}`);
const ONES =
  '(?:(?:any|every|no)thing|(?:any |all |the |those |these )?(?:small |smaller |little |tiny |big |bigger |large )?(?:payments?|amounts?|orders?|ones?|sales?|deals?|bookings?)|those|that(?: are| is)|(?:all )?that)';
const OF = new RegExp(
  `^(?:(?:and|but|so|oh) )*(${UNDONE})(?: (?:for|with|about|on|of))*(?: ${ONES})?((?: that(?: is| are)?)? (?:below|under|less than|smaller than|lower than|above|over|more than|bigger than|higher than|up to) (?:[a-z]{2,4} ?|[$€£₦] ?)?\\d[^;.!?]*?)${END}`,
);
const ARE = new RegExp(
  `^(?:(?:and|but|so|oh) )*(?:for )?${ONES}? ?((?:below|under|less than|smaller than|lower than|above|over|more than|bigger than|higher than|up to) (?:[a-z]{2,4} ?|[$€£₦] ?)?\\d[^;.!?]*?),? (?:(?:is|are|can be|should be|gets?) )?(?:(?:you|we|i) (?:can )?)?(${UNDONE}|ignored|skipped|left out|left alone|dropped|not (?:interesting|important|relevant|needed|posted|sent))(?:[,;] (?:just |please |so )*(?:skip|ignore|drop|leave out) (?:it|them|those|that))?${END}`,
);
const UNLESS = new RegExp(
  `^(?:(?:and|but|so|oh) )*()(?:unless|except (?:if|when|where)|not (?:if|when|where)|but not (?:if|when)) (.+?)${END}`,
);
const SURELY_TIME =
  /\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:weekend|weekday|holiday|today|tomorrow|morning|evening|night|noon|midnight)|\d ?(?:am|pm)\b|\d:\d\d/;

/** A change without what says that something is left undone, where that became a condition. */
export const withoutUndone = (masked: string): string => {
  const said = saidIn(masked);
  if (!said) return masked;
  const at = masked.lastIndexOf(said.condition);
  const gone = (words: string) => GONE.repeat(words.length);
  return gone(masked.slice(0, at)) + said.condition + gone(masked.slice(at + said.condition.length));
};

export const spared: Change = (sketch, text, context) => {
  const { the, lexicon } = context;
  const source = maskOf(text.trim(), the.timeZone);
  const { masked } = source;
  const said = saidIn(masked);
  if (!said || SURELY_TIME.test(said.condition)) return false;
  const scope = scopeOf(lexicon.catalogue, sketch.triggers, sketch.steps, the.owner, false, sketch.told);
  const from = masked.lastIndexOf(said.condition);
  const to = from + said.condition.length;
  const read = conditionIn({ source, masked, from, to }, scope, the.currency);
  const { expression } = read;
  if (!expression || leftOf(read, from, to, scope).length > 0) return null;
  if (!(scope.webhook || /step_\d/.test(expression))) return null;
  return hold(sketch, expression, said.undone, context);
};

function saidIn(masked: string): { condition: string; undone: string } | null {
  const ahead = AHEAD.exec(masked) ?? ARE.exec(masked);
  if (ahead) return { condition: ahead[1] ?? '', undone: ahead[2] ?? '' };
  const behind = BEHIND.exec(masked) ?? OF.exec(masked) ?? UNLESS.exec(masked);
  return behind ? { condition: behind[2] ?? '', undone: behind[1] ?? '' } : null;
}

/** A verb that is of one kind of message; "don't post it" may be said of any. */
const WAYS: [RegExp, string][] = [
  [/\b(?:text(?:ing)?|sms)\b/, 'sms'],
  [/\be?-?mail(?:ing)?\b/, 'email'],
  [/\bwhatsapp(?:ing)?\b/, 'whatsapp'],
  [/\b(?:post(?:ing)?|slack)\b/, 'slack'],
];

/** Holds the steps that are meant to the opposite. */
function hold(sketch: Sketch, expression: string, undone: string, context: AnswerContext): Changes {
  const bare = turned(anyCurrency(expression));
  const opposite = anyCurrency(expression) === expression ? turned(expression) : heldTo(bare, currencyIn(expression));
  const way = WAYS.find(([words]) => words.test(undone));
  const named = way ? stepsMeant(sketch, way[1], context) : [];
  if (way && named.length === 0 && way[1] !== 'slack') return null;
  const meant = named.length > 0 ? named : sketch.steps.map((_step, at) => at);
  let changes = false;
  for (const at of meant) {
    const step = sketch.steps[at];
    if (!step || expression.includes(`${step.id}.`)) continue;
    const old = conditionOf(step);
    sketch.steps[at] = withCondition(step, old && old !== opposite ? `(${old}) && (${opposite})` : opposite);
    changes = true;
  }
  return changes || null;
}
