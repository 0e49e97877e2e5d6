import type { Trigger } from '../../automation/definition.ts';
import { daysOff } from './days-off.ts';
import { recurrencesIn } from './recurrence.ts';
import { DAY, daysOf, expand } from './recurrence-days.ts';
import type { Sketch } from './sketch.ts';

/** "make it 3k on Fridays": days that a change says while it leaves the days as they were. */

const ONE_DAY = new RegExp(`\\b(?:(?:on|for|to) )?(?:the )?(${DAY})s?\\b`, 'g');

/** Where days are said that are not the card's own, and that nothing it says or is called by has taken. */
export function daysLost(masked: string, before: Sketch, next: Sketch): { start: number; end: number }[] {
  const plain = daysOff(masked).rest;
  const { found, rest } = recurrencesIn(plain);
  const several = found.flatMap((one) =>
    one.kind === 'days' && one.dom === '*' ? [{ start: one.start, end: one.end, days: expand(one.dow) }] : [],
  );
  const single = [...rest.matchAll(ONE_DAY)].map(({ 0: words, 1: day = '', index }) => ({
    start: index,
    end: index + words.length,
    days: daysOf(day),
  }));
  const own = next.triggers.map(daysOfStart);
  const written = JSON.stringify([next.steps, next.name === before.name ? null : next.name]).toLowerCase();
  return [...several, ...single].filter(
    ({ start, end, days }) =>
      !own.some((one) => one.length === days.length && days.every((day) => one.includes(day))) &&
      !written.includes(masked.slice(start, end).toLowerCase().replace(/^on /, '').trim()),
  );
}

/** The days of the week that it starts on. */
function daysOfStart(trigger: Trigger): number[] {
  if (trigger.type !== 'schedule') return [];
  if (trigger.schedule_at) return [new Date(`${trigger.schedule_at.slice(0, 10)}T00:00:00Z`).getUTCDay()];
  const [, , dom, , dow = '*'] = trigger.schedule_cron?.split(' ') ?? [];
  return dom === '*' ? expand(dow) : [];
}
