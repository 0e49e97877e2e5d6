import type { Trigger } from '../../automation/definition.ts';
import type { Change } from './changes.ts';
import { type Clock, clocksIn } from './clock.ts';
import { daysOff } from './days-off.ts';
import { maskOf } from './mask.ts';
import { COUNT, minutesOf } from './numbers.ts';
import { recurrencesIn } from './recurrence.ts';
import { DAY, dowText, expand, MONTH } from './recurrence-days.ts';
import { clockText, scheduleIn } from './schedule.ts';
import type { Sketch } from './sketch.ts';
import { zoneIn } from './zones.ts';

/** Changes of when a draft starts. */

/** "make it 10am", "skip weekends", "on Tuesdays instead", "in London time", "an hour earlier". */
export const timing: Change = (sketch, text, context) => {
  const before = JSON.stringify([sketch.triggers, sketch.when]);
  const { assumptions } = sketch;
  sketch.assumptions = assumptions.filter((one) => !OF_TIME.test(one));
  const changes = retimed(sketch, text, context);
  if (!changes || before === JSON.stringify([sketch.triggers, sketch.when])) sketch.assumptions = assumptions;
  return changes;
};

/** "next Tuesday": a day, not a rhythm. */
const ONLY_ONCE = /\b(?:next|this(?: coming)?|coming) (?:mon|tues|wednes|thurs|fri|satur|sun)day\b(?!s)/;
/** What was assumed of the time it had. */
export const OF_TIME =
  /^(?:once, (?:today|tomorrow) at |(?:[\d:, and]+|the time) (?:is|are) in the morning$|\d\d:\d\d, as no time)/;

/** "pm", "I meant in the evening". */
const OTHER_HALF =
  /^(?:(?:no|oh|oops|sorry|wait|actually|i mean(?:t)?|make (?:it|that)|it's|it is|that's|that is|should be)[,.:]* )*(?:in the |at )?(?:(am|a\.m|morning)|pm|p\.m|afternoon|evening|night)(?: please| instead)?[\s.!]*$/i;

/** The words with the hour they speak of, where it starts at one time: "make it 9pm". */
export function wholeTime(sketch: Sketch, text: string): string {
  const half = OTHER_HALF.exec(text.trim());
  const [time, ...more] = sketch.triggers.flatMap((trigger) => (trigger.type === 'schedule' ? timeOf(trigger) : []));
  return half && time && more.length === 0
    ? `make it ${time.hour % 12 || 12}:${time.minute}${half[1] ? 'am' : 'pm'}`
    : text;
}

function timeOf({
  schedule_at,
  schedule_cron,
}: {
  schedule_at?: string | undefined;
  schedule_cron?: string | undefined;
}) {
  const [, minute, hour] = /^(\d+) (\d+) /.exec(schedule_cron ?? '') ?? [];
  const [, hourAt = hour, minuteAt = minute] = /T(\d\d):(\d\d)/.exec(schedule_at ?? '') ?? [];
  return hourAt === undefined || minuteAt === undefined
    ? []
    : [{ hour: Number(hourAt), minute: minuteAt.padStart(2, '0') }];
}

const retimed: Change = (sketch, text, { the }) => {
  const schedules = sketch.triggers.filter((trigger) => trigger.type === 'schedule');
  const zoneNow = schedules[0]?.schedule_timezone ?? the.timeZone;
  const source = maskOf(text, the.timeZone);
  const zone = zoneIn(source.masked);
  const shift = SHIFT.exec(source.masked);
  const crons = (change: (fields: string[]) => string[], hasTime = true) => {
    sketch.triggers = sketch.triggers.map(
      (trigger): Trigger =>
        trigger.type === 'schedule' && trigger.schedule_cron
          ? { ...trigger, schedule_cron: change(trigger.schedule_cron.split(' ')).join(' ') }
          : trigger,
    );
    // Other days leave it open which time was meant.
    if (hasTime || !/^(?:half|time)$/.test(sketch.when?.needs ?? '')) sketch.when = null;
  };
  if (shift && schedules.length > 0) {
    const minutes = (minutesOf(shift[1] ?? '', shift[2] ?? '') ?? 0) * (/earlier|before/.test(shift[3] ?? '') ? -1 : 1);
    if (schedules.some((one) => later(one.schedule_cron, minutes) === null)) return null;
    crons((fields) => later(fields.join(' '), minutes)?.split(' ') ?? fields);
    return true;
  }
  const skip = skipped(source.masked);
  const others = skip?.rest ?? source.masked;
  const instead = recurrencesIn(`every ${others.replace(/^.*?\bon /, '')}`).found.some((one) => one.kind === 'days');
  if (skip && schedules.length > 0 && !instead) {
    const { off } = skip;
    if (off.length === 0 || schedules.some((one) => leftOver(one.schedule_cron, off).length === 0)) return false;
    const said = nearNow(clocksIn(others).clocks, schedules[0]);
    if (said.some((clock) => clock.vague)) return false;
    crons(
      ([minute = '0', hour = '0', dom = '*', month = '*', dow = '*']) => [
        said[0] ? String(said[0].minute) : minute,
        said[0] ? said.map((clock) => clock.hour).join(',') : hour,
        dom,
        month,
        dowText(expand(dow).filter((day) => !off.includes(day))),
      ],
      said.length > 0,
    );
    return off.length > 0;
  }
  const kept = skip ? { ...source, masked: skip.plain } : source;
  const read = scheduleIn(kept, { now: the.now, timeZone: zone?.zone ?? zoneNow });
  const repeats = recurrencesIn(kept.masked).found.filter((found) => found.kind === 'days');
  const { clocks } = clocksIn(
    source.masked.replace(/^(?:make (?:it|that)|change (?:it|the time) to|no,?|at|to)? ?(?=\d{1,2}$)/, 'at '),
  );
  const [first] = repeats;
  const day =
    /\b(?:on|to|it|for)?\s*((?:mon|tues|wednes|thurs|fri|satur|sun)days?(?:(?:,| and|, and) (?:mon|tues|wednes|thurs|fri|satur|sun)days?)*)\b/.exec(
      kept.masked,
    )?.[1];
  nearNow(clocks, schedules[0]);
  const fresh = read.triggers.length > 0 && sketch.triggers.every((trigger) => trigger.type === 'manual');
  if (fresh && read.needs === 'half') {
    sketch.triggers = read.triggers;
    sketch.when = { needs: read.needs, words: read.words, zones: read.zones };
    return true;
  }
  if (clocks.some((clock) => clock.vague)) {
    sketch.when = { needs: 'half', words: read.words || `0${clocks[0]?.hour}:00`.slice(-5), zones: [] };
    return true;
  }
  const cron = schedules.some((trigger) => trigger.schedule_cron);
  if (
    cron &&
    (first || day) &&
    !ONLY_ONCE.test(source.masked) &&
    !read.triggers.some(
      (trigger) => trigger.type === 'schedule' && trigger.schedule_cron && !trigger.schedule_cron.includes('?'),
    )
  ) {
    const dow =
      first?.dow ??
      dowText(recurrencesIn(`every ${day}`).found.flatMap((found) => (found.kind === 'days' ? expand(found.dow) : [])));
    const more =
      /\b(?:too|also|as well|in addition|additionally|plus)\b/.test(source.masked) && !first?.dom.match(/\d/);
    crons(
      ([minute = '0', hour = '0', oldDom = '*', oldMonth = '*', oldDow = '*']) =>
        more && oldDom === '*' && !clocks[0] && /^[\d,*-]+$/.test(oldDow)
          ? [minute, hour, oldDom, oldMonth, dowText([...expand(oldDow), ...expand(dow)])]
          : [
              clocks[0] ? String(clocks[0].minute) : minute,
              clocks[0] ? clocks.map((clock) => clock.hour).join(',') : hour,
              first?.dom ?? '*',
              first?.month ?? '*',
              dow,
            ],
      clocks.length > 0,
    );
    return true;
  }
  if (cron && clocks.length > 0 && !first && !/\b(?:tomorrow|today|tonight|next)\b/.test(source.masked)) {
    crons(([, , ...days]) => [String(clocks[0]?.minute ?? 0), clocks.map((clock) => clock.hour).join(','), ...days]);
    if (zone?.zone) rezone(sketch, zone.zone);
    return true;
  }
  const at = schedules.find((trigger) => trigger.schedule_at);
  const [clock] = clocks;
  if (at?.schedule_at && clock && !OTHER_DAY.test(source.masked)) {
    sketch.triggers = sketch.triggers.map((trigger) =>
      trigger === at ? { ...trigger, schedule_at: `${at.schedule_at?.slice(0, 10)}T${clockText(clock)}` } : trigger,
    );
    if (sketch.when?.needs === 'half') sketch.when = null;
    return true;
  }
  if (read.triggers.length > 0 && schedules.length > 0) {
    sketch.triggers = [...sketch.triggers.filter((trigger) => trigger.type !== 'schedule'), ...read.triggers];
    sketch.when = read.needs ? { needs: read.needs, words: read.words, zones: read.zones } : null;
    return true;
  }
  if (zone?.zone && schedules.length > 0) {
    rezone(sketch, zone.zone);
    return true;
  }
  if (fresh && !read.needs) {
    sketch.triggers = read.triggers;
    sketch.assumptions.push(...read.assumptions);
    return true;
  }
  return false;
};

const SHIFT = new RegExp(`\\b(${COUNT}) (minute|min|hour|hr)s? (earlier|later|before|after)\\b`);

/** Every time of it that much later; null where it would be on another day, or has no times of its own. */
function later(cron: string | undefined, minutes: number): string | null {
  const [minute = '', hour = '', dom = '*', month = '*', dow = '*'] = cron?.split(' ') ?? [];
  if (!/^\d+$/.test(minute) || !/^\d+(?:,\d+)*$/.test(hour)) return null;
  const daily = dom === '*' && dow === '*';
  const times = hour.split(',').map((one) => Number(one) * 60 + Number(minute) + minutes);
  if (!daily && times.some((one) => one < 0 || one >= 1440)) return null;
  const hours = times.map((one) => Math.floor(((one + 1440) % 1440) / 60)).toSorted((one, other) => one - other);
  return [((times[0] ?? 0) + 1440) % 60, hours.join(','), dom, month, dow].join(' ');
}

/** Another day is said with the time. */
const OTHER_DAY = new RegExp(
  `\\b(?:tomorrow|today|tonight|next|on|every|in \\d+|day after|${DAY}|\\d{1,2}(?:st|nd|rd|th)|(?:${MONTH}) \\d|\\d{1,2} (?:${MONTH}))\\b`,
);

/** "half six" of something at 18:00 is in the evening. */
function nearNow(clocks: Clock[], start: Parameters<typeof timeOf>[0] | undefined): Clock[] {
  const hourNow = start ? (timeOf(start)[0]?.hour ?? Number.NaN) : Number.NaN;
  for (const clock of clocks) {
    if (!(clock.vague || clock.assumed) || !Number.isInteger(hourNow)) continue;
    const near = [clock.hour, (clock.hour + 12) % 24].find((hour) => Math.abs(hour - hourNow) <= 2);
    if (near !== undefined) Object.assign(clock, { hour: near, vague: false, assumed: false });
  }
  return clocks;
}

/** The days a change takes out, and the mask without what says so. */
function skipped(masked: string): { off: number[]; rest: string; plain: string } | null {
  const found =
    /,? ?(?:and |but )?\b(?:remove|drop|leave out|take out|lose|exclude|without|don't run (?:it )?on) (?:the )?(weekends?|weekdays?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?(?:(?:,| and|, and) (?:mon|tues|wednes|thurs|fri|satur|sun)days?\b(?! ?(?:to|-|–|through|till|until|only)(?![a-z])))*)\b/.exec(
      masked,
    );
  const plain = found ? masked.replace(found[0], ` except ${found[1]}`.padEnd(found[0].length)) : masked;
  const said = daysOff(plain);
  return said.off.length > 0 ? { ...said, plain } : null;
}

/** Days of a cron line that stay when some are taken out; none of a line without plain days. */
const leftOver = (cron: string | undefined, off: number[]): number[] =>
  expand(cron?.split(' ')[4] ?? '*').filter((day) => !off.includes(day));

function rezone(sketch: Sketch, zone: string): void {
  sketch.triggers = sketch.triggers.map((trigger) =>
    trigger.type === 'schedule' ? { ...trigger, schedule_timezone: zone } : trigger,
  );
}
