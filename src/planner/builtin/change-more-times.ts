import type { Trigger } from '../../automation/definition.ts';
import type { Change } from './changes.ts';
import { clocksIn } from './clock.ts';
import { blot, GONE, maskOf } from './mask.ts';

/** "and again at 5pm": one more time of the day, besides those there are. */

const MORE =
  /^(?:and|plus|also|add|then)\b|\b(?:again|once more|also|too|as well|another (?:one|time|run)|a second (?:one|time)|in addition|besides)\b/;
/** What may stand beside the time; anything else is a change of another kind. */
const BESIDE = new Set(
  'and plus also add then again once more too as well another one time run a second in addition besides please at for do it that send post same thing every each day daily the it’s yes ok so'.split(
    ' ',
  ),
);

export const moreTimes: Change = (sketch, text, { the }) => {
  const { masked } = maskOf(text.trim(), the.timeZone);
  if (!MORE.test(masked) || /\binstead\b/.test(masked)) return false;
  const { clocks } = clocksIn(masked);
  let rest = masked;
  for (const one of clocks) rest = blot(rest, one.start, one.end, GONE);
  const words = rest.replaceAll(GONE, ' ').match(/[^\s,.!]+/g) ?? [];
  if (clocks.length === 0 || words.some((word) => !BESIDE.has(word))) return false;
  const schedules = sketch.triggers.filter((trigger) => trigger.type === 'schedule');
  const [only, ...others] = schedules;
  if (!only) return false;
  // Of several starts it is open which is meant, of "at 5" which half of the day.
  if (others.length > 0 || !only.schedule_cron || clocks.some((clock) => clock.vague)) return null;
  const [minute = '', hour = '', ...days] = only.schedule_cron.split(' ');
  if (!/^\d+$/.test(minute) || !/^\d+(?:,\d+)*$/.test(hour)) return null;
  const hours = hour.split(',').map(Number);
  const same = clocks.filter((clock) => clock.minute === Number(minute)).map((clock) => clock.hour);
  const all = [...new Set([...hours, ...same])].toSorted((one, other) => one - other);
  const apart = clocks.filter((clock) => clock.minute !== Number(minute));
  const at = (clock: string): Trigger => ({ ...only, schedule_cron: [clock, ...days].join(' ') });
  sketch.triggers = sketch.triggers.flatMap((trigger) =>
    trigger === only
      ? [at(`${minute} ${all.join(',')}`), ...apart.map((clock) => at(`${clock.minute} ${clock.hour}`))]
      : [trigger],
  );
  return true;
};
