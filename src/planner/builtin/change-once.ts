import { DateTime } from 'luxon';
import type { Trigger } from '../../automation/definition.ts';
import type { Change, Changes } from './changes.ts';
import { GONE, maskOf } from './mask.ts';
import { COUNT, minutesOf } from './numbers.ts';
import { DAY, MONTH } from './recurrence-days.ts';
import { scheduleIn } from './schedule.ts';
import type { Sketch } from './sketch.ts';

/** A single moment moved: "push it to Sunday, same time", "ten minutes later", "the day after instead". */

type Once = Extract<Trigger, { type: 'schedule' }>;

const LEAD =
  "(?:(?:no|it's|it is|i meant?|sorry|should be|it should be|rather|but|and|actually|better|let's (?:do|say|make it))[ ,]+)*";
const IT = '(?: (?:it|that|this|the date|the day))?';
const TIME =
  '(?:[,;]? ?(?:(?:at|with|and|keep|but)(?: at)? )?(?:the )?same (?:time|hour)(?: of (?:the )?day)?|,? (?:the )?time stays(?: the same)?)?';
const END = `(?: (?:instead|please|then|rather))*${TIME}(?: (?:instead|please))*[\\s.!]*$`;
const ON = `(?:(?:(?:next|this|coming|the coming|this coming) )?(?:${DAY})|tomorrow|today|(?:the )?day after tomorrow|(?:the )?\\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:${MONTH})(?: \\d{4})?|(?:${MONTH}) (?:the )?\\d{1,2}(?:st|nd|rd|th)?|in ${COUNT} (?:days?|weeks?)|(?:${DAY}) next week|next week (?:on )?(?:${DAY}))`;
const TO_DAY = new RegExp(
  `^${LEAD}(?:(?:not|instead of|rather than) (?:on )?(?:${ON})(?:,|;| but|,? rather| –| -)+ ?(?:but |rather |make it )?)?(?:(?:make|push|move|shift|change|set|put|postpone|delay|do|send|reschedule|bring|switch)${IT}(?: back| forward| off)? ?)?(?:(?:to|on|for|until|till) )?(${ON})(?:,? (?:not|instead of|rather than) (?:on )?(?:${ON}))?${END}`,
);
const NEXT_DAY = new RegExp(
  `^${LEAD}(?:make it |move it to |on )?(?:the )?(?:(day (?:after|later)|next day|following day)|(day before|previous day))${END}`,
);
const SHIFT = new RegExp(
  `^${LEAD}(?:(push|delay|postpone|put|move|make|bring|shift|start|do|send)${IT}(?: (back|forward|off|out|up))? ?)?(?:by |for )?(?:another )?(${COUNT}) (second|minute|min|hour|hr|day|week)s?(?: (earlier|sooner|before|later|after(?:wards)?|back|on))?${END}`,
);

export const movedOnce: Change = (sketch, text, { the }) => {
  const trigger = sketch.triggers.find((one): one is Once => one.type === 'schedule' && one.schedule_at !== undefined);
  if (!trigger || sketch.triggers.length > 1) return false;
  const { masked } = maskOf(text.trim(), the.timeZone);
  const zone = trigger.schedule_timezone ?? the.timeZone;
  const now = DateTime.fromISO(trigger.schedule_at ?? '', { zone });
  const next = shifted(masked, now) ?? onDay(masked, now, { now: the.now, timeZone: zone });
  if (next === null || next === 'open') return next === null ? false : null;
  return put(sketch, trigger, next, DateTime.fromISO(the.now));
};

/** Where it is not over by then. */
export function put(sketch: Sketch, trigger: Once, at: DateTime, now: DateTime): Changes {
  if (!at.isValid || at <= now) return null;
  const schedule_at = at.toFormat("yyyy-MM-dd'T'HH:mm");
  sketch.triggers = sketch.triggers.map((one) => (one === trigger ? { ...trigger, schedule_at } : one));
  sketch.when = null;
  return true;
}

/** "an hour earlier": of the time it has. A stretch that says no direction is none from now. */
function shifted(masked: string, now: DateTime): DateTime | 'open' | null {
  const day = NEXT_DAY.exec(masked);
  if (day) return now.plus({ days: day[1] ? 1 : -1 });
  const found = SHIFT.exec(masked);
  const [, verb = '', way = '', count = '', unit = '', side = ''] = found ?? [];
  const minutes = found ? minutesOf(count, unit) : null;
  if (!minutes || (side === '' && way === '' && !/^(?:delay|postpone)$/.test(verb))) return null;
  const earlier = /earlier|sooner|before/.test(side) || (verb === 'bring' && way === 'forward');
  const later = /later|after|on/.test(side) || /^(?:push|put)$/.test(verb) || /^(?:delay|postpone)$/.test(verb);
  // "move it forward an hour" is said of both ways.
  return earlier ? now.minus({ minutes }) : later ? now.plus({ minutes }) : 'open';
}

/** The same time on another day. */
function onDay(masked: string, now: DateTime, here: { now: string; timeZone: string }): DateTime | null {
  const day = TO_DAY.exec(masked)?.[1];
  if (!day) return null;
  const words = `${/^(?:tomorrow|today|in |next|this|the day|day)/.test(day) ? '' : 'on '}${day} at ${now.toFormat('HH:mm')}`;
  const read = scheduleIn(maskOf(words, here.timeZone), here);
  const [only, more] = read.triggers;
  const whole = read.rest.replaceAll(GONE, '').trim() === '';
  return whole && !more && only?.type === 'schedule' && only.schedule_at
    ? DateTime.fromISO(only.schedule_at, { zone: here.timeZone })
    : null;
}
