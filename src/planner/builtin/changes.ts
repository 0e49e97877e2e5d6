import type { AnswerContext } from './answers.ts';
import { lostIn } from './change-account.ts';
import { addition } from './change-addition.ts';
import { another } from './change-another.ts';
import { handStart } from './change-by-hand.ts';
import { copied } from './change-copies.ts';
import { behindIt, insteadOf } from './change-instead.ts';
import { limitDrafted } from './change-limits.ts';
import { edges, mention, orEqual, rename } from './change-mention.ts';
import { monthDay } from './change-month-day.ts';
import { months } from './change-months.ts';
import { moreTimes } from './change-more-times.ts';
import { movedOnce } from './change-once.ts';
import { oneAlone } from './change-one-alone.ts';
import { parameter } from './change-params.ts';
import { partsOf, piecesOf } from './change-parts.ts';
import { morePlaces } from './change-places.ts';
import { plainOrder, withoutReasons } from './change-reasons.ts';
import { plainly, removal } from './change-removal.ts';
import { rowsOnly } from './change-rows.ts';
import { bareTimes } from './change-said.ts';
import { someDays } from './change-some-days.ts';
import { spared } from './change-spared.ts';
import { start } from './change-start.ts';
import { cutOff, retries, swap, threshold } from './change-steps.ts';
import { timing, wholeTime } from './change-timing.ts';
import { limits, policy } from './change-trust.ts';
import { waits } from './change-waits.ts';
import { conditionIn } from './condition-read.ts';
import { comparisons } from './conditions.ts';
import { anyCurrency, currencyIn, heldTo } from './currencies.ts';
import { maskOf } from './mask.ts';
import { scopeOf } from './scope.ts';
import type { Sketch } from './sketch.ts';
import { conditionOf, withCondition } from './step-condition.ts';
import { understood } from './understood.ts';
import { wonder } from './unheard.ts';

/**
 * What a sentence changes in a draft; null when it changes nothing we can tell. What it says besides is made a change of its
 * own, or asked about: a part of a change is never dropped.
 */
export function changed(sketch: Sketch, said: string, context: AnswerContext): Sketch | null {
  const equal = structuredClone(sketch);
  if (orEqual(equal, said, context)) return equal;
  const limit = limitDrafted(sketch, said, context.the.currency);
  if (limit) return limit;
  if (handStart(equal, said, context)) return equal;
  const written = withoutReasons(plainOrder(said), context.the.timeZone);
  const meant = insteadOf(sketch, wholeTime(sketch, plainly(sketch, bareTimes(written), context)).trim(), context);
  const text = understood(edges(meant), context.lexicon, context.the.timeZone);
  if (handStart(equal, text, context)) return equal;
  const next = once(sketch, text, context);
  if (!next) return null;
  const lost = lostIn(text, sketch, next, context.lexicon, context.the);
  if (lost.length === 0) return next;
  const parts = piecesOf(text, context.the.timeZone);
  const all = parts.length > 1 && parts.length < 5 ? each(sketch, parts, context) : null;
  if (all && lostIn(text, sketch, all, context.lexicon, context.the).length === 0) return all;
  wonder(next, lost);
  return next;
}

function each(sketch: Sketch, parts: string[], context: AnswerContext): Sketch | null {
  let now: Sketch | null = sketch;
  for (const part of parts) now = now && once(now, part, context);
  return now;
}

function once(sketch: Sketch, text: string, context: AnswerContext): Sketch | null {
  const said = text
    .trim()
    .replace(
      /^(?:(?:no(?=[,.!-]| (?:make|change|use|send|it|i|the|at|on|let|wait|actually|sorry|not|don't)\b)|nope|yes|ok|okay|and|but|actually|hmm+|um+|hold on|wait(?=,)|sorry|oh|also please|please|can you|could you|one more thing|almost|great|good|nice|perfect|looks good|fine)[,\s.!-]+(?:but |and )?)+/i,
      '',
    )
    .replace(/^(?:can you|could you|please|let's|and|but)\s+/i, '');
  const joined = MORE.test(text) || /^\W*(?:and|plus) at \d/i.test(text);
  const plain = behindIt(said).replace(/^(?=\S)/, joined ? 'and ' : '');
  const parts = partsOf(plain, context.the.timeZone);
  const several = parts.length > 1 ? inTurn(sketch, parts, context) : null;
  if (several) return several;
  const next = structuredClone(sketch);
  for (const change of [
    handStart,
    rowsOnly,
    someDays,
    spared,
    rename,
    months,
    removal,
    mention,
    copied,
    another,
    morePlaces,
    anotherAddress,
    parameter,
    swap,
    cutOff,
    policy,
    retries,
    waits,
    addition,
    condition,
    threshold,
    limits,
    oneAlone,
    monthDay,
    movedOnce,
    moreTimes,
    timing,
    start,
  ]) {
    const done = change(next, plain, context);
    if (done !== false) return done && next;
  }
  return null;
}

/** "and email ann@b.co the same": what is joined on with an address of its own is done besides. */
const MORE =
  /^\W*(?:(?:ok(?:ay)?|great|good|nice|perfect|oh|yes),? )?(?:and|plus|also)(?: also| then| please)* (?:e?mail|text|sms|send|post|tell|whatsapp|message|notify|ping|put|drop|share|slack|let|call|copy|cc)\b(?!.*\binstead\b).*(?:[\w.+-]+@[\w-]+\.|#[a-z]|\+\d)/is;

/** Each part a change of its own; null where one of them is none. */
function inTurn(sketch: Sketch, parts: string[], context: AnswerContext): Sketch | null {
  let now: Sketch | null = sketch;
  let open = sketch.when;
  for (const part of parts) {
    now = now && once(now, part, context);
    open = now?.when ?? open;
  }
  // A time that could be morning or afternoon stays open whatever the other parts set.
  return now && { ...now, when: open };
}

/** Whether it changed something; null where it is a change and open of what: nothing else may take it then. */
export type Changes = boolean | null;
export type Change = (sketch: Sketch, text: string, context: AnswerContext) => Changes;

/** "send it by sms to +1… instead of slack": the number belongs to the new way, and to no step there is. */
const anotherAddress: Change = (sketch, text, context) =>
  /^send it by [a-z]+ to \S+ instead of [a-z]+$/i.test(text.trim()) ? swap(sketch, text, context) : false;

const TURNS = /\b(?:no|not|never|nothing|none|don't|dont|skip|ignore|leave|without|doesn't|needn't|isn't)\b/;

const condition: Change = (sketch, text, { lexicon, the }) => {
  const source = maskOf(text, the.timeZone);
  if (
    /\b(?:for (?:all|every|any) (?:payments?|amounts?|orders?)|regardless|whatever the amount|any amount|no matter)\b/.test(
      source.masked,
    )
  ) {
    sketch.steps = sketch.steps.map((step) => withCondition(step, undefined));
    return true;
  }
  const scope = scopeOf(lexicon.catalogue, sketch.triggers, sketch.steps, the.owner);
  const read = conditionIn({ source, masked: source.masked, from: 0, to: source.masked.length }, scope, the.currency);
  const numbered = comparisons(source.masked, 0, source.masked.length, scope, the.currency) !== null;
  const expression = numbered || /\b(?:only|if|when|unless)\b/.test(source.masked) ? read.expression : null;
  if (!expression || !(scope.webhook || /step_\d/.test(expression))) return false;
  // A no that is none of the comparison turns it round: which way is asked.
  if (TURNS.test(read.rest)) return null;
  const path = expression.split(' ')[0] ?? '';
  for (const [at, step] of sketch.steps.entries()) {
    if (expression.includes(`${step.id}.`)) continue;
    const old = conditionOf(step);
    const replaced = old?.startsWith(path) === true && !anyCurrency(old).includes('&&');
    const held = replaced ? heldTo(expression, currencyIn(old)) : expression;
    sketch.steps[at] = withCondition(step, old && !replaced ? `(${old}) && (${held})` : held);
  }
  return true;
};
