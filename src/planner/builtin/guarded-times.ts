import { clocksIn } from './clock.ts';
import { blot, GONE } from './mask.ts';
import { recurrencesIn } from './recurrence.ts';

/** "I approve it by 8:30", "never pay after 10am": a time for a yes or a no starts nothing. "Never text Ben" orders nothing. */

const GUARDS =
  /\b(?:ask|check with|confirm with|consult) (?:me|us|first)\b|\b(?:my|our) (?:ok|okay|approval|yes|go-?ahead|permission|consent|confirmation|nod)\b|\b(?:i|we)(?:'d|'ll|'ve)?(?: [a-z']+){0,3} (?:approve|ok|okay|confirm|agree|say (?:yes|no|ok|okay|nothing)|answer(?:ed)?|be asked|give)\b|\b(?:unless|if|once|after|before) (?:i|we)\b|^[\s,]*(?:and |but )?(?:never|don't|do not|nothing|not|skip)\b/;
/** An order with a no to somebody who is named. On a condition or at some times only it is a guard of another kind. */
const REFUSED =
  /(?:^|(?<=[.;!?\n,–—])) ?(?:and |but |please |also |so )*\b(?:never|don'?t|do not)(?: ever)? (?:pay|send|text|sms|e-?mail|whatsapp|message|post|transfer|withdraw|tell|notify|remind|write|forward|copy|cc|call|ping)\b[^.;!?\n,]*[\uE002-\uE006][^.;!?\n,]*/g;
const SOMETIMES =
  /\b(?:unless|until|till|without|before|after|if|when|while|but|except|other than|more than|less than|over|above|twice|again|between|at|on|in the|during|anything|anyone)\b/;
const SENTENCE = /[^.;!?\n]+(?:[.](?=\d)[^.;!?\n]*)*/g;

/** The mask without such times and orders, and the sentences they stand in, as written. The first sentence may say when it runs as well. */
export function guardedTimes(text: string, said: string, masked: string): { words: string[]; rest: string } {
  const words: string[] = [];
  let rest = masked;
  for (const [index, sentence] of [...said.matchAll(SENTENCE)].entries()) {
    const [start, end] = [sentence.index, sentence.index + sentence[0].length];
    if (index === 0 || !GUARDS.test(sentence[0])) continue;
    const open = masked.slice(start, end);
    const times = [...clocksIn(open).clocks, ...recurrencesIn(open).found];
    const left = times.filter((one) => open.slice(one.start, one.end).replaceAll(GONE, '').trim() !== '');
    if (left.length === 0) continue;
    for (const one of left) rest = blot(rest, start + one.start, start + one.end, GONE);
    words.push(text.slice(start, end));
  }
  for (const found of said === '' ? [] : [...rest.matchAll(REFUSED)]) {
    if (SOMETIMES.test(found[0])) continue;
    const [start, end] = [found.index, found.index + found[0].length];
    rest = blot(rest, start, end, GONE);
    words.push(text.slice(start, end));
  }
  return { words, rest };
}

/** Of several times for something done once only the first was taken; a day of the month that no reading took. */
export function lostTimes(text: string, masked: string, rest: string, once: boolean): string[] {
  if (!once) return [];
  const clocks = clocksIn(masked).clocks.slice(1);
  const days = [...rest.matchAll(/\bon the \d{1,2}(?:st|nd|rd|th)(?= to\b| at\b|[\s\uE000]*(?:[.,;\uE000]|$))/g)];
  return [
    ...clocks.map((one) => text.slice(one.start, one.end)),
    ...days.map((one) => text.slice(one.index, one.index + one[0].length)),
  ];
}
