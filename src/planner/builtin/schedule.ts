import type { Trigger } from '../../automation/definition.ts';
import { type Clock, clocksIn } from './clock.ts';
import { cronIn } from './cron-text.ts';
import { blot, GONE, type Source } from './mask.ts';
import { RANGE } from './months.ts';
import { once } from './once.ts';
import { type Days, type Every, type Recurrence, recurrencesIn, type Unclear } from './recurrence.ts';
import { expand } from './recurrence-days.ts';
import { apart, isMixed, merged, pair, saidOnce } from './schedule-days.ts';
import { zoneIn } from './zones.ts';

/** When it starts, as far as time says it. */
export interface When {
  triggers: Trigger[];
  /** Days without a time of day, or a time that could be morning or afternoon. */
  needs: 'time' | 'half' | 'day' | 'clash' | 'zone' | 'past' | 'even' | 'range' | 'mixed' | null;
  /** What is unclear, in the person's words. */
  words: string;
  /** Zones a word may mean. */
  zones: string[];
  assumptions: string[];
  /** The mask without what was read. */
  rest: string;
  /** Whether anything about time was said. */
  said: boolean;
  /** Minutes from now, of "in 2 hours": a wait where something else starts it. */
  relative: number | null;
}

export interface Now {
  now: string;
  timeZone: string;
}

export const two = (value: number) => String(value).padStart(2, '0');
export const clockText = (clock: Pick<Clock, 'hour' | 'minute'>) => `${two(clock.hour)}:${two(clock.minute)}`;

/** Reads everything about time in a message and takes it out of the mask. */
export function scheduleIn(source: Source, here: Now): When {
  const when: When = {
    triggers: [],
    needs: null,
    words: '',
    zones: [],
    assumptions: [],
    rest: source.masked,
    said: false,
    relative: null,
  };
  const take = (start: number, end: number) => {
    when.rest = blot(when.rest, start, end, GONE);
  };
  const cron = cronIn(source.text);
  if (cron) {
    const quotes = /["'`“”]/;
    take(
      quotes.test(source.text.charAt(cron.start - 1)) ? cron.start - 1 : cron.start,
      quotes.test(source.text.charAt(cron.end)) ? cron.end + 1 : cron.end,
    );
    const gone = (words: string) => GONE.repeat(words.length);
    when.rest = when.rest.replace(CRON_WORDS, gone).replace(CRON_TAIL, gone);
  }
  const zone = zoneIn(when.rest);
  if (zone) take(zone.start, zone.end);
  const timeZone = zone?.zone ?? here.timeZone;
  if (zone?.unclear)
    Object.assign(when, { needs: 'zone', words: zone.unclear.word, zones: zone.unclear.zones, said: true });
  if (cron) return { ...when, ...cronTrigger(cron.cron, timeZone), said: true };

  const hours = hoursIn(when.rest);
  if (hours) take(hours.start, hours.end);
  const repeats = recurrencesIn(when.rest);
  when.rest = repeats.rest;
  if (repeats.found.length > 0) {
    const clocks = clocksIn(when.rest);
    when.rest = leftovers(clocks.rest);
    const against = contrary(
      repeats.found.filter((one): one is Days => one.kind === 'days'),
      source,
    );
    if (against) return { ...when, said: true, needs: 'clash', words: against };
    const read = repeated(when, repeats.found, clocks.clocks, hours, timeZone, source.masked);
    const range = RANGE.exec(source.masked);
    return read.needs === null && range
      ? { ...read, needs: 'range', rest: blot(read.rest, range.index, range.index + range[0].length, GONE) }
      : read;
  }
  if (hours)
    when.rest =
      when.rest.slice(0, hours.start) + source.masked.slice(hours.start, hours.end) + when.rest.slice(hours.end);
  const single = once(when, { ...here, timeZone });
  const gone = (words: string) => GONE.repeat(words.length);
  return single.said
    ? {
        ...single,
        rest: single.rest.replace(
          /,? ?\b(?:just |only )?(?:this once|the once|once only|one[- ]time(?: only)?|one[- ]off|a single time)\b/g,
          gone,
        ),
      }
    : single;
}

/** Words around a cron line. */
const CRON_WORDS =
  /\b(?:(?:please )?(?:run|use|using|schedule|scheduled?|start|trigger|fire|repeat|set)(?: it| this| that)?(?: up)?(?: |$))?(?:(?:on|with|at|by|using|to) )?(?:(?:the|a|this|following) )*(?:(?:cron|crontab|quartz|unix|schedule|timing|pattern|expression)(?: (?:cron|expression|line|schedule|syntax|format|string|pattern|is))*:? ?)?["'`(]*(?=\uE000)/g;
const CRON_TAIL =
  /(?<=\uE000)["'`)]* ?(?:\(?(?:quartz|unix|cron)(?: (?:format|syntax))?\)?)?(?: ?(?:->|=>|→|:|,))?(?: to\b(?= [a-z]))?/g;

/** Small words between times that were read: "6am and 6pm", "monday morning". */
function leftovers(masked: string): string {
  const gone = (words: string) => GONE.repeat(words.length);
  return masked
    .replace(/(?<=\uE000 ?)(?:,|and|&|, and| )*(?:in the )?(?:mornings?|afternoons?|evenings?|nights?)\b/g, gone)
    .replace(/(?<=\uE000 ?)(?:,|and|&|, and|and (?:then )?again|again|once more|at|@)(?: at)?(?= ?\uE000)/g, gone)
    .replace(/(?<=\uE000 ?)instead\b|\b(?:once|starting|at|on|by)(?= ?\uE000)/g, gone)
    .replace(/\b,(?= ?\uE000)(?! ?\uE000+ ?(?:then |and )?(?:post|send|e?mail|text|sms|whatsapp|share)\b)/g, gone);
}

function cronTrigger(cron: string | null, timeZone: string): Partial<When> {
  if (!cron) return { needs: 'even', words: 'that line' };
  return { triggers: [{ type: 'schedule', schedule_cron: cron, schedule_timezone: timeZone }] };
}

/** "from 9am to 5pm", "between 8 and 18:00": hours of a day. */
function hoursIn(masked: string): { from: number; to: number; start: number; end: number } | null {
  const time = String.raw`(\d{1,2})(?::(\d{2}))? ?(am|pm)?`;
  const found =
    new RegExp(
      String.raw`\b(?:from|between) ${time} ?(?:to|and|-|–|until|till|through|thru|up to) ${time}(?![\d:]|,\d|(?<=\d)[ap]m| ?(?:kes|usd|k\b|%))`,
    ).exec(masked) ?? new RegExp(String.raw`\b(\d{1,2})(?::(\d{2}))? ?(am|pm) ?(?:to|-|–) ?${time}`).exec(masked);
  if (!found) return null;
  const hour = (digits: string | undefined, half: string | undefined) =>
    (half ? Number(digits) % 12 : Number(digits)) + (half === 'pm' ? 12 : 0);
  const to = hour(found[4], found[6]);
  const from = hour(found[1], found[3] ?? (found[6] === 'am' ? 'am' : undefined));
  const office = to <= 7 && !found[6] && from >= 6 ? to + 12 : to;
  if (from > 23 || office > 24 || from >= office) return null;
  return { from, to: office, start: found.index, end: found.index + found[0].trimEnd().length };
}

type Hours = ReturnType<typeof hoursIn>;

function repeated(
  when: When,
  found: Recurrence[],
  clocks: Clock[],
  hours: Hours,
  timeZone: string,
  masked: string,
): When {
  const said = { ...when, said: true };
  const unclear = found.find((one): one is Unclear => one.kind === 'unclear');
  const every = found.find((one): one is Every => one.kind === 'every');
  const once = saidOnce(
    found.filter((one): one is Days => one.kind === 'days'),
    clocks,
  );
  if (!every && isMixed(once, clocks))
    return {
      ...said,
      needs: 'mixed',
      words: once.map((one) => `“${masked.slice(one.start, one.end).trim()}”`).join(' and '),
    };
  const parted = apart(once, clocks, masked);
  for (const [start, end] of parted.words) said.rest = blot(said.rest, start, end, GONE);
  const days = merged(parted.days, clocks, masked);
  const trigger = (cron: string): Trigger => ({ type: 'schedule', schedule_cron: cron, schedule_timezone: timeZone });
  const first = days[0];
  if (every) {
    const on = first ? `${first.dom} ${first.month} ${first.dow}` : '* * *';
    const minute = every.minutes >= 60 ? String(every.past ?? 0) : every.minutes === 1 ? '*' : `*/${every.minutes}`;
    const step = Math.max(1, every.minutes / 60);
    const last = hours ? (every.minutes < 60 ? hours.to - 1 : Math.min(23, hours.to)) : 0;
    const hour = hours ? `${hours.from}-${last}${step > 1 ? `/${step}` : ''}` : step > 1 ? `*/${step}` : '*';
    return { ...said, needs: when.needs, triggers: [trigger(`${minute} ${hour === '*/24' ? '0' : hour} ${on}`)] };
  }
  if (unclear && (days.length === 0 || unclear.why === 'every_other' || unclear.why === 'uneven')) {
    const open = unclear.why === 'day_of_week' || unclear.why === 'day_of_month';
    return { ...said, needs: open ? 'day' : 'even', words: unclear.words };
  }
  if (clocks.length === 0)
    return {
      ...said,
      needs: when.needs ?? 'time',
      words: '',
      triggers: days.map((one) => trigger(`? ? ${one.dom} ${one.month} ${one.dow}`)),
    };
  const vague = clocks.find((clock) => clock.vague);
  if (vague) return { ...said, needs: 'half', words: clockText(vague), triggers: pair(days, clocks).map(trigger) };
  const assumptions = clocks.some((clock) => clock.assumed)
    ? [
        `${clocks
          .filter((clock) => clock.assumed)
          .map(clockText)
          .join(' and ')} is in the morning`,
      ]
    : [];
  return { ...said, triggers: pair(days, clocks).map(trigger), assumptions };
}

/** "only on weekends, strictly Monday to Friday": what leaves no day, in the person's words; null where some are left. */
function contrary(days: Days[], source: Source): string | null {
  const plain = days.filter((one) => one.dom === '*' && /^[\d,*-]+$/.test(one.dow));
  const strict = plain.some((one) =>
    /\b(?:only|strictly|solely|nothing but|exclusively)\b/.test(
      source.masked.slice(Math.max(0, one.start - 14), one.end + 8),
    ),
  );
  const left = plain.reduce((now, one) => now.filter((day) => expand(one.dow).includes(day)), [0, 1, 2, 3, 4, 5, 6]);
  if (plain.length < 2 || !strict || left.length > 0) return null;
  return plain.map((one) => `“${source.text.slice(one.start, one.end).trim()}”`).join(' and ');
}
