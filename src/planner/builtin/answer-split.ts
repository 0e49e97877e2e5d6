import { ALIASES } from './answers.ts';
import { clocksIn } from './clock.ts';
import { escaped } from './fill.ts';
import { maskOf } from './mask.ts';
import { amountsIn } from './numbers.ts';
import { scheduleIn } from './schedule.ts';
import type { Hole } from './sketch.ts';

/** Which part of a reply answers which question. */

/** Texts for each hole, by its place; the rest stays open. */
export function split(text: string, holes: Hole[], timeZone: string): Map<number, string> {
  const found = new Map<number, string>();
  const named = [
    ...text.matchAll(/(?:^|[;\n,]|(?<=[.!?]))\s*(?:the )?([a-z][a-z_ ]{1,30}?)\s*(?::|=| is )\s*/gi),
  ].filter((match) => match[0].includes(':') || match[0].includes('='));
  const keyed = named
    .map((match) => ({ at: match.index, from: match.index + match[0].length, hole: holeNamed(holes, match[1] ?? '') }))
    .filter((one) => one.hole >= 0);
  if (keyed.length > 0) {
    for (const [index, one] of keyed.entries()) {
      const value = text
        .slice(one.from, keyed[index + 1]?.at ?? text.length)
        .trim()
        .replace(/;$/, '')
        .trim();
      if (value) found.set(one.hole, value);
    }
    return found;
  }
  const numbered = text.split(/(?:^|[\n;,]\s*|\s)(?=\d[.)] )/).filter((part) => /^\d[.)] /.test(part.trim()));
  if (numbered.length > 0 && holes.length > 1) {
    for (const part of numbered) {
      const at = Number(part.trim()[0]) - 1;
      if (holes[at]) found.set(at, part.trim().slice(2).trim());
    }
    return found;
  }
  if (holes.length === 1) return new Map([[0, text.trim()]]);
  // Words nobody could place are no question a value answers: it is for the other one.
  const [only, more] = holes.flatMap((hole, at) => (OPEN_WORDS.has(hole.kind) ? [] : [at]));
  if (only !== undefined && more === undefined && !COMPARES.test(text)) return new Map([[only, text.trim()]]);
  return byKind(text, holes, timeZone);
}

const OPEN_WORDS = new Set(['unheard', 'late', 'condition']);
const COMPARES = /\b(?:over|under|above|below|at least|at most|more than|less than|only if|leave it out)\b/i;

function holeNamed(holes: Hole[], said: string): number {
  const key = said.trim().toLowerCase().replaceAll('_', ' ');
  const exact = holes.findIndex(
    (hole) => hole.name.replaceAll('_', ' ') === key || hole.label.replace(/^the /, '').toLowerCase() === key,
  );
  return exact >= 0 ? exact : holes.findIndex((hole) => ALIASES[hole.name]?.includes(key) ?? false);
}

/** Half of the day, and nothing else. */
const HALF =
  /^\W*(?:in the |at |it'?s )?(?:am|pm|a\.m\.?|p\.m\.?|morning|afternoon|evening|night|asubuhi|jioni)(?: please| pls)?\W*$/i;

const optionIn = (text: string, option: string): RegExpExecArray | null =>
  new RegExp(`(?<![\\p{L}\\p{N}])${escaped(option)}(?![\\p{L}\\p{N}])`, 'iu').exec(text);

/** A bare reply to several questions: what can only be one thing goes there, words to the first open text. */
function byKind(text: string, holes: Hole[], timeZone: string): Map<number, string> {
  const found = new Map<number, string>();
  const source = maskOf(text, timeZone);
  let left = text;
  for (const [at, hole] of holes.entries()) {
    const entity = source.entities.find((one) => one.kind === hole.kind);
    if (!entity) continue;
    found.set(at, entity.value);
    left = left.replace(text.slice(entity.start, entity.end), ' ');
  }
  const when = holes.findIndex((hole) => hole.kind === 'when' || hole.kind === 'trigger');
  if (when >= 0 && HALF.test(left)) return found.set(when, text);
  // "IntaSend": one of what was offered can be nothing else.
  const offered = holes[when]?.options?.map((option) => optionIn(left, option)).find((one) => one !== null);
  if (offered) {
    found.set(when, offered[0]);
    left = left.replace(offered[0], ' ');
  }
  if (when >= 0 && !found.has(when)) {
    const read = scheduleIn(maskOf(left, timeZone), { now: new Date().toISOString(), timeZone });
    if (read.said || clocksIn(maskOf(left, timeZone).masked).clocks.length > 0) {
      found.set(when, text);
      left = [...left].map((letter, index) => (read.rest.charCodeAt(index) >= 0xe000 ? ' ' : letter)).join('');
    }
  }
  const money = holes.findIndex((hole) => hole.kind === 'money' || hole.kind === 'conflict');
  const amount = money >= 0 ? amountsIn(maskOf(left, timeZone).masked)[0] : undefined;
  if (amount) {
    found.set(money, left.slice(amount.start, amount.end));
    left = left.slice(0, amount.start) + left.slice(amount.end);
  }
  const words = left
    .replace(/^[\s,;.]+|[\s,;.]+$/g, '')
    .replace(/^(?:and|to|for|at|on|send it to|it's)\b\s*/i, '')
    .replace(/\s*\b(?:and|to|for|at|on)$/i, '')
    .trim();
  const open = holes.findIndex(
    (hole, at) =>
      !found.has(at) &&
      !['email', 'phone', 'channel', 'url', 'money', 'when'].includes(hole.kind) &&
      (!OPEN_WORDS.has(hole.kind) || COMPARES.test(text)),
  );
  if (words.length > 1 && open >= 0 && (found.size === 0 || words.split(' ').length > 2)) found.set(open, words);
  if (found.size === 0 && holes[0]) found.set(0, text.trim());
  return found;
}
