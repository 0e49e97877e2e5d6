import * as chrono from 'chrono-node/en';
import { DateTime } from 'luxon';
import type { Trigger } from '../../automation/definition.ts';
import { type Clock, clocksIn } from './clock.ts';
import { blot, GONE } from './mask.ts';
import { clockText, type Now, two, type When } from './schedule.ts';

/** A single moment said in words. */

const RELATIVE = /(?:^(?:in|within)\b.*\b(?:sec|min|h(?:ou)?r)|(?:sec|min|h(?:ou)?r)\w* (?:from now|later))/i;

/** A single moment: "tomorrow at 9", "on 3 March 2027 at 14:00", "in 2 hours". */
export function once(when: When, here: Now): When {
  const local = DateTime.fromISO(here.now, { zone: here.timeZone });
  const readable = when.rest
    .replace(/[\uE000-\uE010]/g, '_')
    .replace(/\bat (noon|midday)\b/g, (words) => '12:00pm'.padEnd(words.length));
  const feast = feastIn(readable, local);
  const results = chrono.parse(readable, { instant: local.toJSDate(), timezone: local.offset }, { forwardDate: true });
  const found = results.find((one) => telling(one, when.rest));
  if (feast && !(found && RELATIVE.test(found.text))) return onDay(when, feast, local, here);
  if (!found) return clockOnly(when, local, here);
  const start = found.index;
  let rest = blot(when.rest, start, start + found.text.length, GONE);
  rest = rest.replace(
    /\b(?:(?:on|at|by) )?(?:(?:this|the) )?(?:coming|upcoming) ?(?=\uE000)|\b(?:on|at|by|this|the) ?(?=\uE000)/g,
    (words) => GONE.repeat(words.length),
  );
  if (RELATIVE.test(found.text)) {
    const moment = DateTime.fromJSDate(found.start.date(), { zone: here.timeZone });
    const relative = Math.round(moment.diff(local, 'minutes').minutes);
    // Up to the minute, and never one that is over before anybody can have said yes.
    const soonest = local.plus({ minutes: 1 });
    const met = DateTime.max(moment, soonest).plus({ seconds: 59, milliseconds: 999 }).startOf('minute');
    return { ...when, said: true, rest, relative, triggers: [at(met, here.timeZone)] };
  }
  const [year, month, day] = (['year', 'month', 'day'] as const).map((part) => found.start.get(part) ?? 1);
  const date = { year: year ?? local.year, month: month ?? 1, day: day ?? 1 };
  const clocks = clocksIn(blotOthers(when.rest, start, found.text.length));
  const hour = found.start.isCertain('hour') ? (found.start.get('hour') ?? 0) : null;
  const own = clocks.clocks[0] ?? clocksIn(rest).clocks[0];
  if (own && hour === null) rest = blot(rest, own.start, own.end, GONE);
  const relative =
    /\b(?:days?|weeks?)\b/.test(found.text) && /^in\b|from now|later/.test(found.text)
      ? Math.round(
          DateTime.fromObject(date, { zone: here.timeZone }).startOf('day').diff(local.startOf('day'), 'minutes')
            .minutes,
        )
      : null;
  const time =
    own ??
    (hour === null
      ? partOfDay(found.text)
      : { hour, minute: found.start.get('minute') ?? 0, vague: false, assumed: false });
  if (!time)
    return {
      ...when,
      said: true,
      rest,
      relative,
      needs: when.needs ?? 'time',
      words: `${date.year}-${two(date.month)}-${two(date.day)}`,
    };
  const moment = DateTime.fromObject({ ...date, hour: time.hour, minute: time.minute }, { zone: here.timeZone });
  const said = { ...when, said: true, rest, relative, triggers: [at(moment, here.timeZone)] };
  if (moment <= local) return { ...said, needs: when.needs ?? 'past', words: moment.toFormat('d LLLL yyyy, HH:mm') };
  return {
    ...said,
    needs: when.needs ?? (time.vague ? 'half' : null),
    words: clockText(time),
    assumptions: time.assumed ? [`${clockText(time)} is in the morning`] : [],
  };
}

const FEASTS: [RegExp, number, number][] = [
  [/\b(?:on )?(?:christmas|xmas) eve\b/, 12, 24],
  [/\b(?:on )?(?:christmas|xmas)(?: day)?\b/, 12, 25],
  [/\b(?:on )?boxing day\b/, 12, 26],
  [/\b(?:on )?new year'?s'? eve\b/, 12, 31],
  [/\b(?:on )?new year'?s'?(?: day)?\b/, 1, 1],
  [/\b(?:on )?valentine'?s'?(?: day)?\b/, 2, 14],
  [/\b(?:on )?hall?oween\b/, 10, 31],
  [/\b(?:on )?(?:labou?r|may) day\b/, 5, 1],
];
const MONTH_END =
  /\b(?:(?:on |at )?(?:the )?(?:last day|end) of (this|next) month|(?:on |at )?(?:the )?end of (?:the )?month)\b/;

const DAY_OF = /\b(?:on )?(?:the )?([12]?\d|3[01])(?:st|nd|rd|th)? of (this|next) month\b/;

interface Feast {
  day: DateTime;
  start: number;
  end: number;
}

/** A day with a name of its own: Christmas, the last day of this month. */
function feastIn(masked: string, local: DateTime): Feast | null {
  const end = MONTH_END.exec(masked);
  if (end) {
    const month = end[1] === 'next' ? local.plus({ months: 1 }) : local;
    return { day: month.endOf('month').startOf('day'), start: end.index, end: end.index + end[0].length };
  }
  const dated = DAY_OF.exec(masked);
  if (dated) {
    const day = local.plus({ months: dated[2] === 'next' ? 1 : 0 }).set({ day: Number(dated[1]) });
    return { day: day.startOf('day'), start: dated.index, end: dated.index + dated[0].length };
  }
  for (const [pattern, month, day] of FEASTS) {
    const found = pattern.exec(masked);
    if (!found) continue;
    const here = local.set({ month, day }).startOf('day');
    const next = here < local.startOf('day') ? here.plus({ years: 1 }) : here;
    return { day: next, start: found.index, end: found.index + found[0].length };
  }
  return null;
}

function onDay(when: When, feast: Feast, local: DateTime, here: Now): When {
  const { clocks, rest } = clocksIn(blot(when.rest, feast.start, feast.end, GONE));
  const [clock] = clocks;
  const said = { ...when, said: true, rest };
  if (!clock) return { ...said, needs: when.needs ?? 'time', words: feast.day.toFormat('yyyy-MM-dd') };
  const moment = feast.day.set({ hour: clock.hour, minute: clock.minute });
  if (moment <= local) return { ...said, needs: when.needs ?? 'past', words: moment.toFormat('d LLLL yyyy, HH:mm') };
  return {
    ...said,
    triggers: [at(moment, here.timeZone)],
    needs: when.needs ?? (clock.vague ? 'half' : null),
    words: clockText(clock),
    assumptions: clock.assumed ? [`${clockText(clock)} is in the morning`] : [],
  };
}

const partOfDay = (_text: string): Clock | null => null;

/** Only the stretch chrono read is looked at for its time. */
function blotOthers(masked: string, start: number, length: number): string {
  return (
    GONE.repeat(start) + masked.slice(start, start + length) + GONE.repeat(Math.max(0, masked.length - start - length))
  );
}

/** Whether chrono found a day or a stretch of time rather than a word that looks like one. */
function telling(found: chrono.ParsedResult, masked: string): boolean {
  if (/^[\w-]/.test(masked.slice(found.index + found.text.length))) return false;
  const text = found.text.toLowerCase();
  if (
    /^(?:now|may|sat|sun|mar|march|second|today|this (?:morning|week|month)|last .*|yesterday.*|.* ago)$/.test(text) &&
    !/^today$/.test(text)
  )
    return false;
  if (/\d(?:\.\d+)?(?:k|m)$/.test(text)) return false;
  if (/^'s/.test(masked.slice(found.index + found.text.length))) return false;
  if (
    /(?:past|last|previous|these|of|for|over|within) (?:the )?$/.test(masked.slice(0, found.index)) &&
    !/\d{4}|at/.test(text)
  )
    return false;
  return (
    found.start.isCertain('day') ||
    found.start.isCertain('weekday') ||
    RELATIVE.test(text) ||
    /\b(?:days?|weeks?|months?)\b/.test(text)
  );
}

function clockOnly(when: When, local: DateTime, here: Now): When {
  const { clocks, rest } = clocksIn(when.rest);
  const [clock] = clocks;
  if (!clock) return when;
  const gone =
    /\b(?:yesterday|last (?:night|week|month|(?:mon|tues|wednes|thurs|fri|satur|sun)day)|\d+ (?:days?|weeks?) ago)\b/.exec(
      rest,
    );
  if (gone)
    return {
      ...when,
      rest: blot(rest, gone.index, gone.index + gone[0].length, GONE),
      said: true,
      needs: 'past',
      words: gone[0],
    };
  if (
    /\b(?:every|evrey|evry|eveyr|each|daily|weekly|monthly)\b/.test(
      rest.replace(/\b(?:each|every) (?:one|row|item|person|customer|time|of)\b/g, ''),
    )
  )
    return { ...when, rest, said: true, needs: 'day', words: clockText(clock) };
  let moment = local.set({ hour: clock.hour, minute: clock.minute, second: 0, millisecond: 0 });
  const tomorrow = moment <= local;
  if (tomorrow) moment = moment.plus({ days: 1 });
  const assumptions = [`once, ${tomorrow ? 'tomorrow' : 'today'} at ${clockText(clock)}`];
  return {
    ...when,
    rest,
    said: true,
    needs: when.needs ?? (clock.vague ? 'half' : null),
    words: clockText(clock),
    triggers: [at(moment, here.timeZone)],
    assumptions,
  };
}

function at(moment: DateTime, timeZone: string): Trigger {
  return { type: 'schedule', schedule_at: moment.toFormat("yyyy-MM-dd'T'HH:mm"), schedule_timezone: timeZone };
}
