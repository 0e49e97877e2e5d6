import { withExtras } from './answer-extras.ts';
import { besideAnswer, isPlain, undenied } from './answer-left.ts';
import { type AnswerContext, answered } from './answers.ts';
import { changed } from './changes.ts';
import { startsAction } from './choose.ts';
import { tokensOf } from './lexicon.ts';
import { maskOf, type Source } from './mask.ts';
import type { Hole, Sketch } from './sketch.ts';
import { wonder } from './unheard.ts';

/** What a reply says besides what was asked: "9am, and also text Ann", "500 at 9 but ask me first". Never dropped. */

/** Holes whose answers are words of any kind: what looks like an order may be what it says. */
const WORDY = new Set(['text', 'title', 'subject', 'list', 'object', 'prompt']);
const SEAM = /(?:[,;\n]|[.!?](?=\s)|\b(?:and|but|plus|also)\b)\s*/g;
const CHANGES =
  /^(?:(?:and|but|also|plus|please|then|oh)\b,? )*(?:only (?:if|when|for|on|to)|unless|if|except|not (?:on|in|for|if|when|before|after)|never|skip|no (?:weekends?|holidays?|sundays?|saturdays?)|max(?:imum)?|at most|no more than|cap|limit|ask me|check with|get my|call it|name it|make (?:it|that|the)|change|remove|drop|without|don't|do not|wait|retry|try again|cc|copy|(?:the |its )?(?:subject|text|message|title|body|name|channel|number|address|amount) (?:is|should|must|of|=|:))(?![a-z])/;

/** The rest of a reply that is a change or an order of its own, and what stands before it. */
function besides(text: string, source: Source, context: AnswerContext): { answer: string; more: string } | null {
  for (const seam of source.masked.matchAll(SEAM)) {
    const at = seam.index + seam[0].length;
    if (seam.index === 0 || at >= text.length) continue;
    const more = source.masked.slice(at);
    const tokens = tokensOf(source.masked, at);
    const order = startsAction(context.lexicon, tokens, 0, tokens.length);
    const goes = /[\uE001-\uE006]/.test(more);
    if (CHANGES.test(more) || (order && order.score > 12 && goes))
      return { answer: text.slice(0, seam.index), more: text.slice(at) };
  }
  return null;
}

/** The answers put into a copy of the sketch, and whatever else was said made a change of it or asked about. */
export function answeredWhole(given: Sketch, holes: Hole[], whole: string, context: AnswerContext): Sketch {
  const extras = withExtras(given, holes, whole, context);
  const { sketch, answer } = extras ?? { sketch: given, answer: whole };
  const said = isPlain(holes) ? undenied(maskOf(answer, context.the.timeZone)) : null;
  if (said === '') return wondering(sketch, [answer]);
  const text = said ?? answer;
  const source = maskOf(text, context.the.timeZone);
  const next = withMore(sketch, holes, text, source, context);
  const kept = JSON.stringify([next.steps, next.triggers, next.policy, next.name, next.extra]);
  const stands = (one: string) => kept.includes(JSON.stringify(one.trim()).slice(1, -1));
  const lost = source.entities
    .filter((one) => THINGS.includes(one.kind) && !stands(one.value) && !stands(text.slice(one.start, one.end)))
    .map((one) => text.slice(one.start, one.end));
  if (lost.length > 0) wonder(next, lost);
  return next;
}
const THINGS = ['email', 'phone', 'channel', 'url', 'quote'];

function withMore(sketch: Sketch, holes: Hole[], text: string, source: Source, context: AnswerContext): Sketch {
  const whole = answered(sketch, holes, text, context);
  if (holes.some((hole) => WORDY.has(hole.kind))) return whole;
  const parts = besides(text, source, context);
  if (!parts) return isPlain(holes) ? wondering(whole, besideAnswer(source, holes, whole, context)) : whole;
  const next = answered(sketch, holes, parts.answer, context);
  // "9am, not on weekends": read already, as part of the answer.
  if (JSON.stringify(next) !== JSON.stringify(whole) || JSON.stringify(next) === JSON.stringify(sketch)) return whole;
  const change = changed(next, `and ${parts.more}`, context) ?? changed(next, parts.more, context);
  if (change) return change;
  wonder(next, [parts.more]);
  return next;
}

function wondering(sketch: Sketch, words: string[]): Sketch {
  const next = structuredClone(sketch);
  wonder(next, words);
  return next;
}

/** Something that is no answer and has an address or an order in it: made a change, or asked about. */
export function notAnswered(sketch: Sketch, text: string, context: AnswerContext): Sketch | null {
  const source = maskOf(text, context.the.timeZone);
  const tokens = tokensOf(source.masked);
  const order = startsAction(context.lexicon, tokens, 0, tokens.length);
  const goes = source.entities.some((one) => ['email', 'phone', 'channel', 'url', 'quote'].includes(one.kind));
  if (!goes && !CHANGES.test(source.masked)) return null;
  const there = sketch.steps.some(
    ({ service, action }) => service === order?.words.action.service && action === order.words.action.action,
  );
  const added = order && order.score > 12 && !there ? changed(sketch, `and also ${text}`, context) : null;
  if (added) return added;
  const next = structuredClone(sketch);
  wonder(next, [text]);
  return next;
}
