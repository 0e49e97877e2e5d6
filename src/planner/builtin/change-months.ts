import type { Trigger } from '../../automation/definition.ts';
import type { Change } from './changes.ts';
import { maskOf } from './mask.ts';
import { LONG, monthsIn, numbersOf, withoutMonths } from './months.ts';
import { AND } from './recurrence-days.ts';

/** Months a change takes out of those there are, puts in besides, or leaves alone: "drop July", "December too", "only in June". */

const SOME = `(?:in |for |during |on |of )?(?:the )?(${LONG}(?:${AND}(?:in )?${LONG})*)(?: (?:run|runs|one|ones|reminder|message|email|payment|month))?`;
const END =
  '(?: (?:please|out|off|as well|too|either|at all|any ?more|from it|of it|then|though|altogether))*[\\s.!]*$';
const OUT = new RegExp(
  `^(?:(?:and|but|so) )*(?:(?:drop|leave out|leave|take out|take|remove|lose|exclude|omit|skip|cut|scrap|miss out|forget(?: about)?|never mind|without|no need (?:for|in)|not|never|except(?: for)?|no|(?:don't|do not|never) (?:run|send|do|post|need|want)(?: (?:it|this|that|one|anything))?) )${SOME}${END}`,
);
const OFF = new RegExp(`^${SOME} (?:off|out|excluded|is off|not needed)${END}`);
const MORE = new RegExp(
  `^(?:(?:and|also|plus|add|include|put in)[ ,]+)+${SOME}${END}|^${SOME} (?:too|also|as well)${END}`,
);
const ALONE = /\b(?:please|it|run|do|this|that|make|instead)\b|[\s\uE000,.]+/g;

export const months: Change = (sketch, text, { the }) => {
  const timed = sketch.triggers.filter((one) => one.type === 'schedule' && one.schedule_cron);
  if (timed.length === 0) return false;
  const { masked } = maskOf(text.trim(), the.timeZone);
  const out = OUT.exec(masked) ?? OFF.exec(masked);
  const more = out ? null : MORE.exec(masked);
  const read = out || more ? null : monthsIn(masked);
  const named = numbersOf(out?.[1] ?? more?.[1] ?? more?.[2] ?? '');
  const whole = read !== null && withoutMonths(masked, read).replace(ALONE, '') === '';
  if (!whole && named.length === 0) return false;
  const off = out ? named : (read?.off ?? []);
  const among = (field: string): string => {
    if (off.length === 0 && !more) return read?.field ?? '*';
    const now = monthsOf(field);
    const kept = more ? [...new Set([...now, ...named])] : now.filter((month) => !off.includes(month));
    return kept.length === now.length ? field : kept.length === 12 ? '*' : kept.toSorted((a, b) => a - b).join(',');
  };
  const triggers = sketch.triggers.flatMap((one) => within(one, among));
  // Nothing is left to run in, or it ran in all of them already: it is asked what was meant.
  if (triggers.length === 0 || (more && JSON.stringify(triggers) === JSON.stringify(sketch.triggers))) return null;
  sketch.triggers = triggers;
  return true;
};

/** The start in those months; none where no month is left. */
function within(trigger: Trigger, among: (field: string) => string): Trigger[] {
  if (trigger.type !== 'schedule' || !trigger.schedule_cron) return [trigger];
  const [minute, hour, dom, month = '*', dow] = trigger.schedule_cron.split(' ');
  const field = among(month);
  return field === '' ? [] : [{ ...trigger, schedule_cron: [minute, hour, dom, field, dow].join(' ') }];
}

/** The months of a field of a cron line. */
function monthsOf(field: string): number[] {
  const all = field.split(',').flatMap((part) => {
    const [span = '*', step = '1'] = part.split('/');
    const [from = 1, to = span === '*' ? 12 : from] = span === '*' ? [1, 12] : span.split('-').map(Number);
    return Array.from({ length: 12 }, (_, at) => at + 1).filter(
      (month) => month >= from && month <= to && (month - from) % Number(step) === 0,
    );
  });
  return [...new Set(all)].toSorted((one, other) => one - other);
}
