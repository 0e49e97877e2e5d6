import { DateTime } from 'luxon';
import { put } from './change-once.ts';
import type { Change } from './changes.ts';

/** "move it to the 25th", "3rd not 5th", "change the 5th to the 3rd": another day of the month, at the time it has. */

const NTH = '(?:the )?(\\d{1,2})(?:st|nd|rd|th)';
const OF_MONTH = '(?:,? (?:of (?:each|every|the) month|each month|every month|day))?';
const LEAD =
  "(?:(?:no|it's|it is|i meant?|i mean|sorry|should be|it should be|rather|but|and|actually|(?:make|move|change|set|put|do|push|bring|switch|shift|have|run|send|post)(?: (?:it|that|this|the day|the date))?(?: back| forward)?(?: to| on| for)?|use|on|to|for|that's)[ ,]+)*";
const TIME = '(?:,? (?:(?:at )?the same (?:time|hour)|same (?:time|hour)|time stays(?: the same)?))?';
const END = `(?: (?:instead|please|then|rather|from now on))*${TIME}[.!\\s]*$`;
const NOT = `,? ?(?:(?:and|but) )?(?:not|instead of|rather than|no longer) (?:on )?${NTH}`;
const FORMS: [RegExp, 'new' | 'old'][] = [
  [new RegExp(`^${LEAD}${NTH}${OF_MONTH}${END}`, 'i'), 'new'],
  [new RegExp(`^${LEAD}${NTH}${OF_MONTH}(?:${NOT})${OF_MONTH}${END}`, 'i'), 'new'],
  [
    new RegExp(
      `^${LEAD}(?:not|instead of|rather than) (?:on )?${NTH}${OF_MONTH}(?:[,;.] ?| but | - | – )+(?:(?:but|rather|on|make it|it's|use|move it to) )*${NTH}${OF_MONTH}${END}`,
      'i',
    ),
    'old',
  ],
  [new RegExp(`^${LEAD}(?:from )?${NTH}${OF_MONTH} (?:to|into|becomes) ${NTH}${OF_MONTH}${END}`, 'i'), 'old'],
];

export const monthDay: Change = (sketch, text, { the }) => {
  const plain = text.trim();
  const [found, first] =
    FORMS.map(([form, what]) => [form.exec(plain), what] as const).find(([one]) => one !== null) ?? [];
  const timed = sketch.triggers.filter((one) => one.type === 'schedule');
  const [trigger] = timed;
  if (!found || timed.length !== 1 || !trigger) return false;
  const [one, other] = [Number(found[1]), found[2] === undefined ? null : Number(found[2])];
  const [day, old] = first === 'old' ? [other ?? 0, one] : [one, other];
  if (!(day >= 1 && day <= 31)) return false;
  const moved = trigger.schedule_cron
    ? ofEach(trigger.schedule_cron, day, old)
    : ofOnce(trigger.schedule_at ?? '', day, old);
  // "3rd not 5th" of something on the 10th: another day was meant.
  if (moved === null) return old === null ? false : null;
  if (!trigger.schedule_cron) {
    const zone = trigger.schedule_timezone ?? the.timeZone;
    return put(sketch, trigger, DateTime.fromISO(moved, { zone }), DateTime.fromISO(the.now));
  }
  const when = { schedule_cron: moved };
  sketch.triggers = sketch.triggers.map((each) => (each === trigger ? { ...trigger, ...when } : each));
  return true;
};

/** Of each month: one day of it, or the one of several that was named. */
function ofEach(cron: string, day: number, old: number | null): string | null {
  const [minute, hour, dom = '*', month, dow] = cron.split(' ');
  const days = dom.split(',');
  if (dow !== '*' || !days.every((one) => /^\d{1,2}$/.test(one)) || (old === null && days.length > 1)) return null;
  if (old !== null && !days.includes(String(old))) return null;
  const next = new Set(days.map((one) => (old === null || one === String(old) ? day : Number(one))));
  return [minute, hour, [...next].toSorted((a, b) => a - b).join(','), month, dow].join(' ');
}

/** Of the month it is in. */
function ofOnce(at: string, day: number, old: number | null): string | null {
  const last = new Date(Number(at.slice(0, 4)), Number(at.slice(5, 7)), 0).getDate();
  if (at === '' || day > last || (old !== null && old !== Number(at.slice(8, 10)))) return null;
  return `${at.slice(0, 8)}${String(day).padStart(2, '0')}${at.slice(10)}`;
}
