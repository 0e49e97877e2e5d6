import type { Lexicon } from './lexicon.ts';
import { type Entity, GONE, type Source } from './mask.ts';
import { amountsIn, sharesIn } from './numbers.ts';
import type { Hole, Sketch } from './sketch.ts';
import { say } from './words.ts';

/** What was said and found no place: an amount, a number, an address. Asked about rather than dropped. */

const THINGS: Entity['kind'][] = ['quote', 'email', 'phone', 'channel', 'url', 'template'];

/** A question about the first things of a message that are nowhere in what was understood; null when all are. */
export function unheardIn(sketch: Sketch, source: Source, left: string, home: string, lexicon: Lexicon): Hole | null {
  const kept = JSON.stringify([sketch.steps, sketch.policy, sketch.triggers, sketch.name]);
  const words = [
    ...source.entities.filter(
      (one) =>
        THINGS.includes(one.kind) &&
        !kept.includes(JSON.stringify(one.value.trim()).slice(1, -1)) &&
        left.slice(one.start, one.end).replaceAll(GONE, '') !== '',
    ),
  ].map((one) => source.text.slice(one.start, one.end));
  const numbers = `${kept} ${sketch.steps.flatMap((step) => spelled(step.params)).join(' ')}`;
  for (const amount of amountsIn(left, home)) {
    const written = source.text.slice(amount.start, amount.end).trim();
    if (/\//.test(left.charAt(amount.start - 1)) || within(source, amount.start)) continue;
    if (new RegExp(`(?<![\\d.])${amount.value}(?![\\d])`).test(numbers) || kept.includes(written)) continue;
    words.push(written);
  }
  for (const share of sharesIn(left)) {
    const written = source.text.slice(share.start, share.end).trim();
    if (!kept.includes(`* ${share.factor}`) && !kept.includes(written)) words.push(written);
  }
  if (sketch.extra.some((hole) => hole.kind === 'unheard')) return null;
  if (words.length === 0 || sketch.steps.length === 0 || lexicon.actions.length === 0) return null;
  return unheard([...new Set(words)].slice(0, 3));
}

const QUALIFIES =
  /\b(?:except|unless|other than|but not|not (?:when|if|on|in)|only (?:if|when|on|in|for|to)|provided|as long as|only (?:the|those|rows|items)|at most|when (?:it|that|this|the|they|there)|until|excluding|besides|rather than|instead of)\b.*$/;

/** "but not when I am on leave" left over in a clause: a condition nobody read. */
export function qualifierIn(rest: string): string | null {
  return QUALIFIES.exec(rest.toLowerCase())?.[0].slice(0, 80) ?? null;
}

/** A question about words with no place. */
export const unheard = (words: string[]): Hole => ({
  name: 'unclear',
  label: 'what was not clear',
  ask: say.unheard(words),
  step: -1,
  params: [],
  kind: 'unheard',
});

const within = (source: Source, at: number): boolean =>
  source.entities.some((one) => one.start <= at && at < one.end) || source.masked.charAt(at) === GONE;

const spelled = (value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.values(value).flatMap(spelled)
    : [String(value).replaceAll(',', '')];
