import { type Entity, GONE, type Source } from './mask.ts';
import { amountsIn, sharesIn } from './numbers.ts';
import type { Sketch } from './sketch.ts';
import { say } from './words.ts';

/** What was said and found no place: an amount, a number, an address. Asked about rather than dropped. */

const THINGS: Entity['kind'][] = ['quote', 'said', 'email', 'phone', 'channel', 'url', 'template'];

/** The things of a message that are nowhere in what was understood. */
export function unheardIn(sketch: Sketch, source: Source, left: string, home: string): string[] {
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
  return sketch.steps.length === 0 ? [] : [...new Set(words)].slice(0, 3);
}

/** Asks about words with no place, all of them in one question. `heavy`: they may turn the meaning. */
export function wonder(sketch: Sketch, words: string[], heavy = true): void {
  const clean = words.map((one) => one.trim().replace(/^[\s,;:.]+|[\s,;:.]+$/g, '')).filter(Boolean);
  const before = sketch.extra.find((hole) => hole.kind === 'unheard');
  const all = [...new Set([...(before?.words ?? []), ...clean])].map((one) => one.slice(0, 80)).slice(0, 4);
  if (all.length === 0) return;
  sketch.extra = [
    ...sketch.extra.filter((hole) => hole !== before),
    {
      name: 'unclear',
      label: 'what was not clear',
      ask: say.unheard(all),
      step: -1,
      params: [],
      kind: 'unheard',
      words: all,
      heavy: heavy || before?.heavy === true,
    },
  ];
}

const within = (source: Source, at: number): boolean =>
  source.entities.some((one) => one.start <= at && at < one.end) || source.masked.charAt(at) === GONE;

const spelled = (value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.values(value).flatMap(spelled)
    : [String(value).replaceAll(',', '')];
