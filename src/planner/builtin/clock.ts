import { blot, GONE } from './mask.ts';
import { NUMBER_WORDS } from './numbers.ts';

/** Times of day in masked text: 8:30, 6pm, noon, half past nine, saa tatu asubuhi. */

export interface Clock {
  hour: number;
  minute: number;
  start: number;
  end: number;
  /** The hour alone may be morning or afternoon: the person is asked. */
  vague: boolean;
  /** Read as morning without its being said: named as an assumption. */
  assumed: boolean;
}

const NUMBER = `\\d{1,2}|${Object.keys(NUMBER_WORDS).join('|')}`;
/** The dot behind "9am" ends the sentence; the one of "9 a.m." does where another begins. */
const HALF = String.raw`(am\b|pm\b|[ap]\.m\b(?:\.(?! (?:also|then|and|if|unless|when|after|next|finally|otherwise|please|only|ask|wait|don't)\b))?)`;
const PART = String.raw`(?:,? ?(?:in the |at |every |each |this )?(morning|afternoon|evening|night|tonight)\b)`;
const SAA: Record<string, number> = {
  moja: 1,
  mbili: 2,
  tatu: 3,
  nne: 4,
  tano: 5,
  sita: 6,
  saba: 7,
  nane: 8,
  tisa: 9,
  'kumi na moja': 11,
  'kumi na mbili': 12,
  kumi: 10,
};

type Reader = (found: RegExpMatchArray, context: string) => Omit<Clock, 'start' | 'end'> | null;

const exact = (hour: number, minute = 0): Omit<Clock, 'start' | 'end'> | null =>
  hour >= 0 && hour < 24 && minute >= 0 && minute < 60 ? { hour, minute, vague: false, assumed: false } : null;

/** A twelve-hour time with what says its half of the day; `written`: with minutes, as a 24-hour clock shows it. */
function read(
  hour: number,
  minute: number,
  half: string | undefined,
  part: string | undefined,
  context: string,
  written: boolean,
) {
  if (half) {
    if (hour > 12 || hour < 1) return hour < 24 && half.startsWith('p') ? exact(hour, minute) : null;
    return exact((hour % 12) + (half.startsWith('p') ? 12 : 0), minute);
  }
  const said =
    part ??
    /\b(morning|afternoon|evening|night|tonight|asubuhi|jioni|usiku|mchana|dinner|breakfast|lunch)s?\b/.exec(
      context,
    )?.[1];
  if (hour > 12 || hour === 0) return exact(hour, minute);
  if (said && /morning|asubuhi|breakfast/.test(said)) return exact(hour % 12, minute);
  if (said && /night|tonight|usiku/.test(said)) return exact(hour === 12 ? 0 : hour < 5 ? hour : hour + 12, minute);
  if (said) return exact(hour === 12 ? 12 : hour + 12, minute);
  if (hour === 12) return exact(12, minute);
  if (hour >= 7) return { hour, minute, vague: false, assumed: !written };
  return { hour, minute, vague: true, assumed: false };
}

const READERS: [RegExp, Reader][] = [
  [
    new RegExp(
      String.raw`\bsaa (${Object.keys(SAA)
        .sort((a, b) => b.length - a.length)
        .join(
          '|',
        )}|\d{1,2})( na nusu| na robo)?(?: (?:za|ya|cha))?(?: (asubuhi|mchana|jioni|usiku|alasiri|alfajiri))?\b`,
      'g',
    ),
    ([, word = '', more, part]) => {
      const counted = SAA[word] ?? Number(word);
      const minute = more === ' na nusu' ? 30 : more ? 15 : 0;
      const base = (counted + 6) % 12;
      if (part === 'mchana' || part === 'jioni' || part === 'alasiri')
        return exact(base === 0 ? 12 : base + 12, minute);
      if (part === 'usiku') return exact(base === 0 ? 0 : base < 6 ? base : base + 12, minute);
      return exact(base === 0 ? 12 : base, minute);
    },
  ],
  [/\b(?:at )?(?:12 )?(noon|midday|mid-day)\b/g, () => exact(12)],
  [/\b(?:at )?(?:12 )?midnight\b/g, () => exact(0)],
  [
    new RegExp(
      String.raw`\b(?:at )?(half past|half|quarter past|quarter to|(?:5|10|20|25) past|(?:5|10|20|25) to) (${NUMBER})\b ?${HALF}?${PART}?`,
      'g',
    ),
    ([, how = '', word = '', half, part], context) => {
      const hour = NUMBER_WORDS[word] ?? Number(word);
      const minutes = how.startsWith('half') ? 30 : how.startsWith('quarter') ? 15 : Number.parseInt(how, 10);
      const time = read(hour, 0, half, part, context, false);
      if (!time) return null;
      if (!how.endsWith('to')) return { ...time, minute: minutes };
      return { ...time, hour: (time.hour + 23) % 24, minute: 60 - minutes };
    },
  ],
  [
    new RegExp(
      String.raw`(?<![\d:.,/+-])(?:\b(?:at|by|@) ?)?(\d{1,2}) ?[:h] ?([0-5]\d)(?::00)?(?!\d|:\d|[-/]\d) ?${HALF}?(?: ?(?:hrs|hours|h|(o'clock))\b)?${PART}?`,
      'g',
    ),
    ([, hour = '', minute = '', half, spoken, part], context) =>
      read(Number(hour), Number(minute), half, part, hour.startsWith('0') ? 'morning' : context, !spoken),
  ],
  [
    new RegExp(String.raw`(?<![\d:,/+-])\b(?:at |by |@ ?)?(\d{1,2})\.([0-5]\d)(?: ?${HALF}|${PART})`, 'g'),
    ([, hour = '', minute = '', half, part], context) => read(Number(hour), Number(minute), half, part, context, true),
  ],
  // "tuesday and friday 10.30": a day before it.
  [
    /(?<=\b(?:[a-z]+days?|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|daily|at|um),? |\uE000,? )([01]?\d|2[0-3])\.([0-5]\d)(?![\d%]|[.,]\d| ?(?:k|kes|ksh|bob|usd|eur|ngn|dollars?|euros?|shillings?)\b)/g,
    ([, hour = '', minute = ''], context) => read(Number(hour), Number(minute), undefined, undefined, context, true),
  ],
  // "at 20h".
  [
    /(?:\b(?:at|by|um) |(?<=\uE000,? )(?:at )?)([01]?\d|2[0-3]) ?h\b/g,
    ([, hour = ''], context) => read(Number(hour), 0, undefined, undefined, context, true),
  ],
  [/\b(?:at )?([01]\d|2[0-3])([0-5]\d) ?(?:hrs|hours|h)\b/g, ([, hour, minute]) => exact(Number(hour), Number(minute))],
  [
    new RegExp(String.raw`(?<![\d:.,/+-])\b(?:at |by )?(${NUMBER}) ?${HALF}${PART}?`, 'g'),
    ([, word = '', half, part], context) => read(NUMBER_WORDS[word] ?? Number(word), 0, half, part, context, false),
  ],
  [
    new RegExp(
      String.raw`(?<![\d:.,/+-])(?:\bat |@ ?)(${NUMBER})(?! ?(?:%|percent|usd|kes|ksh|k\b|days?|hours?|minutes?|mins?|times?|people|st\b|nd\b|rd\b|th\b))(?![\w:/%-]|[.,]\d)(?: ?o'clock)?(?: ?(?:sharp|exactly))?${PART}?`,
      'g',
    ),
    ([, word = '', part], context) => read(NUMBER_WORDS[word] ?? Number(word), 0, undefined, part, context, false),
  ],
  [
    new RegExp(String.raw`(?<![\d:.,/+-])\b(${NUMBER})(?: o'clock${PART}?|${PART})`, 'g'),
    ([, word = '', one, other], context) =>
      read(NUMBER_WORDS[word] ?? Number(word), 0, undefined, one ?? other, context, false),
  ],
];

/** All times of day, first to last; and the mask without them. */
export function clocksIn(masked: string): { clocks: Clock[]; rest: string } {
  const clocks: Clock[] = [];
  let rest = masked;
  for (const [pattern, reader] of READERS) {
    for (const found of rest.matchAll(pattern)) {
      const context = masked.slice(Math.max(0, found.index - 40), found.index + found[0].length + 15);
      const time = reader(found, context);
      if (!time) continue;
      const [start, end] = [found.index, found.index + found[0].trimEnd().length];
      clocks.push({
        ...(isContrary(masked, start, end) ? { ...time, hour: time.hour % 12, vague: true } : time),
        start,
        end,
      });
      rest = blot(rest, start, end, GONE);
    }
  }
  for (const clock of [...clocks]) rest = listBefore(rest, clock, clocks);
  clocks.sort((one, other) => one.start - other.start);
  return { clocks, rest };
}

const DAY_PART = '(mornings?|afternoons?|evenings?|nights?|tonight)';
const PART_BEFORE = new RegExp(`\\b${DAY_PART},? (?:at |by |around |about |from )?$`);
const PART_WITHIN = new RegExp(`\\b${DAY_PART}$`);
const PART_BEHIND = new RegExp(
  `^,? (?:(?:in the|every|each|this|on|of the|at) )?(?:\\uE000+ ?)?(?:[a-z]+days? )?${DAY_PART}\\b`,
);

/** "every evening at 6am", "9pm in the morning": the half of the day is said in two ways, so that it is open. */
function isContrary(masked: string, start: number, end: number): boolean {
  const words = masked.slice(start, end);
  const half = /(am|pm|a\.m|p\.m)\b/.exec(words)?.[1]?.charAt(0);
  const before = masked.slice(Math.max(0, start - 30), start);
  // "good morning, every day at 9pm": a greeting.
  const said = /\bgood [a-z]+,? $/.test(before) ? null : PART_BEFORE.exec(before);
  const part = said?.[1] ?? PART_WITHIN.exec(words)?.[1] ?? PART_BEHIND.exec(masked.slice(end, end + 40))?.[1];
  if (!half || !part) return false;
  const hour = Number(/\d{1,2}/.exec(words)?.[0] ?? 0);
  if (/morning/.test(part)) return half === 'p';
  if (/afternoon|evening/.test(part)) return half === 'a';
  return half === 'a' ? hour >= 6 && hour < 12 : hour === 12 || (hour > 0 && hour < 5);
}

/** "8, 12 and 16:00", "9 and 11am": bare hours of a list share the half of the day that ends it. */
function listBefore(masked: string, last: Clock, clocks: Clock[]): string {
  const found = /(?<![\d:.,/+-])\b(?:at )?(\d{1,2}) ?(?:,|and|&|, and|na) ?$/.exec(masked.slice(0, last.start));
  const hour = Number(found?.[1]);
  if (!found || hour > 23) return masked;
  const afternoon = last.hour >= 12 && hour < 12 && hour + 12 < last.hour;
  const clock = {
    hour: afternoon ? hour + 12 : hour,
    minute: 0,
    start: found.index,
    end: last.start,
    vague: false,
    assumed: false,
  };
  clocks.push(clock);
  return listBefore(blot(masked, clock.start, clock.end, GONE), clock, clocks);
}
