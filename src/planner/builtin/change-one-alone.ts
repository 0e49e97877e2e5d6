import type { AnswerContext } from './answers.ts';
import type { Change } from './changes.ts';
import { clocksIn } from './clock.ts';
import { maskOf } from './mask.ts';
import { recurrencesIn } from './recurrence.ts';
import { DAY } from './recurrence-days.ts';
import type { Sketch } from './sketch.ts';
import { speaking, stepsMeant } from './steps-meant.ts';

/** "the sms at 5pm": a time for one of several messages, which no card can say, as all of it runs at the same times. */

const A_DAY = new RegExp(`\\b(?:on|to|every|each) (?:${DAY})\\b`);

/** "only post on Mondays": what is posted goes to a channel. */
const POSTS = /\bpost(?:s|ing)?\b(?! (?:it|this|that|them)\b)/;

/** Whether a time is said for some of the messages and not for all. */
export function isOneAlone(sketch: Sketch, text: string, context: AnswerContext): boolean {
  if (!sketch.triggers.some((one) => one.type === 'schedule')) return false;
  const { masked } = maskOf(text, context.the.timeZone);
  const read = clocksIn(masked);
  const timed = read.clocks.length > 0 || recurrencesIn(masked).found.length > 0 || A_DAY.test(masked);
  if (!timed || /\b(?:all|both|everything|every one)\b/.test(masked)) return false;
  const speak = speaking(sketch, context);
  const named = stepsMeant(sketch, masked.toLowerCase().replace(POSTS, 'slack'), context).filter((at) =>
    speak.includes(at),
  );
  return named.length > 0 && named.length < speak.length;
}

/** It is a change, and open of what. */
export const oneAlone: Change = (sketch, text, context) => (isOneAlone(sketch, text, context) ? null : false);
