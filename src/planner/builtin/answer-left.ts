import type { AnswerContext } from './answers.ts';
import { clocksIn } from './clock.ts';
import { GONE, type Source } from './mask.ts';
import { amountsIn } from './numbers.ts';
import type { Reading } from './read.ts';
import { scheduleIn } from './schedule.ts';
import type { Hole, Sketch } from './sketch.ts';
import { CONSENT } from './unheard.ts';

/** What stands beside an address, a number or an amount in an answer: whom it is not for, another amount, another day. */

const ADDRESSES = ['email', 'phone', 'channel', 'url'];
const PLAIN = new Set([...ADDRESSES, 'money']);
/** "not +254…", "anyone but ann@…". */
const NOT =
  /(?:[,;.–-] *|\b(?:and|but|or) +)*\b(?:not|never|except|excluding|without|no longer|anyone but|other than|do(?:n't| not)|isn't|is not)(?: (?:ever|to|for|use|send|text|email|pay|post|write|it|them|this|that|on|in|at|the|number|address|anything|money|any more))* *$/;
/** Words that turn what they stand with. */
const TURNS =
  /\b(?:not|never|don't|if|unless|when(?:ever)?|after|before|until|till|except|without|twice|thrice|or|half|double|[a-z]+n't)\b/;

/** Whether all that is asked for is an address, a number or an amount. */
export const isPlain = (holes: Hole[]): boolean => holes.length > 0 && holes.every((hole) => PLAIN.has(hole.kind));

/** The answer without whom it is not for; empty where nobody else is named, null where it says no such thing. */
export function undenied({ text, masked, entities }: Source): string | null {
  let rest = text;
  for (const one of entities.filter(({ kind }) => ADDRESSES.includes(kind)).toReversed()) {
    const no = NOT.exec(masked.slice(0, one.start));
    if (no) rest = rest.slice(0, no.index) + rest.slice(one.end);
  }
  if (rest === text) return null;
  return /[@+#\d]/.test(rest) ? rest.replace(/^[\s,;.–-]+/, '') : '';
}

/** What of an answer is neither what was asked for nor of no weight, and is nowhere in what became of it. */
export function besideAnswer(source: Source, holes: Hole[], next: Sketch, { the }: AnswerContext): string[] {
  const { text, masked } = source;
  const mine = source.entities.filter(({ kind }) => ADDRESSES.includes(kind));
  const amounts = amountsIn(masked, the.currency);
  const asked = holes.some(({ kind }) => kind === 'money') ? amounts.slice(0, 1) : [];
  if (mine.length === 0 && asked.length === 0) return [];
  const rest = [...mine, ...asked].reduce(
    (now, { start, end }) => now.slice(0, start) + GONE.repeat(end - start) + now.slice(end),
    masked,
  );
  const runs = [...rest.matchAll(/[^\uE000]+/g)].map((run) => ({
    masked: run[0],
    text: text.slice(run.index, run.index + run[0].length),
  }));
  const kept = JSON.stringify([next.steps, next.policy]);
  return runs.flatMap((run) => {
    const when = timeIn(run.masked, next, the);
    if (TURNS.test(run.masked) || CONSENT.test(run.text) || when === 'other') return [run.text];
    const other = when === 'same' ? [] : amountsIn(run.masked, the.currency);
    return other
      .filter(({ value }) => !new RegExp(`(?<![\\d.])${value}(?!\\d)`).test(kept))
      .map(({ start, end }) => run.text.slice(start, end));
  });
}

/** Whether it tells of a time, and of another than what was asked for is done at. */
function timeIn(masked: string, { triggers }: Sketch, the: Reading): 'same' | 'other' | null {
  const read = scheduleIn({ text: masked, masked, entities: [] }, the);
  if (!read.said && clocksIn(masked).clocks.length === 0) return null;
  const at = read.triggers.flatMap((one) => (one.type === 'schedule' ? [one.schedule_cron ?? one.schedule_at] : []));
  const now = JSON.stringify(triggers);
  return at.length > 0 && at.every((one) => one && now.includes(one)) ? 'same' : 'other';
}
