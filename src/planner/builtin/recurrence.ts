import { daysOff } from './days-off.ts';
import { blot, GONE } from './mask.ts';
import { during, monthsIn, withoutMonths } from './months.ts';
import { COUNT, countFrom } from './numbers.ts';
import {
  AND,
  DAY,
  daysOf,
  dowText,
  EVERY,
  expand,
  MONTH,
  monthNumber,
  NTHS,
  OF_MONTH,
  ORD,
  PLURAL,
} from './recurrence-days.ts';
import { days, monthDays, nthDays, quarters, range, sameDays, unclear, yearly } from './recurrence-read.ts';

/** Days on which something repeats, in masked text, as the day fields of a cron line. */

export interface Days {
  kind: 'days';
  dom: string;
  month: string;
  dow: string;
  start: number;
  end: number;
}
/** Every so many minutes, perhaps within hours. */
export interface Every {
  kind: 'every';
  minutes: number;
  /** Minutes past the hour. */
  past?: number;
  start: number;
  end: number;
}
/** Repeats in a way a calendar line cannot hold, or leaves the day open. */
export interface Unclear {
  kind: 'unclear';
  why: 'day_of_week' | 'day_of_month' | 'every_other' | 'uneven' | 'working_day';
  words: string;
  start: number;
  end: number;
}
export type Recurrence = Days | Every | Unclear;

type Reader = (
  found: RegExpMatchArray,
) => Omit<Days, 'start' | 'end'> | Omit<Every, 'start' | 'end'> | Omit<Unclear, 'start' | 'end'> | null;
const RULES: [string, Reader][] = [
  [
    `(?:on |every |each )?(?:the )?((?:${NTHS})(?:${AND}(?:the )?(?:${NTHS}))*) (${DAY})${OF_MONTH}`,
    ([, words = '', day = '', ...unit]) => nthDays(words, day, unit.includes('quarter')),
  ],
  [
    `(?:each|every) (month|quarter),? (?:on )?(?:the )?((?:${NTHS})(?:${AND}(?:the )?(?:${NTHS}))*) (${DAY})`,
    ([, unit, words = '', day = '']) => nthDays(words, day, unit === 'quarter'),
  ],
  [
    `(?:every|each) ((?:first|third|fourth|last|1st|3rd|4th)) (${DAY})`,
    ([, words = '', day = '']) => nthDays(words, day, false),
  ],
  [
    `(?:on |at |every |each )?(?:the )?(?:last day|end) of ?(?:the|each|every)? ?(month|quarter|year)|(?:at |every |each )?month[- ]end|(?:every|each) month,? on the last day|(?:the )?last day(?: of)?,? (?:each|every) month`,
    ([, unit]) => days('*', 'L', unit === 'quarter' ? '3,6,9,12' : unit === 'year' ? '12' : '*'),
  ],
  [
    `(?:on )?(?:the )?(?:first|last|1st) (?:working|business|week) ?day of ?(?:the|each|every)? ?(?:month|quarter|week)`,
    ([words]) => unclear('working_day', words),
  ],
  [
    `(?:on |every |each )?(?:the )?${ORD}(?: of)? ${MONTH}(?:${AND}(?:the )?${ORD}(?: of)? ${MONTH})+(?:,? (?:every|each) year)?`,
    ([words = '']) => sameDays(words),
  ],
  [
    `(?:on |every |each )?(?:the )?(?:(first|last)|${ORD})(?: day)?(?: of)? (${MONTH}(?:${AND}(?:of )?${MONTH})+)(?:,? (?:every|each) year)?`,
    ([, nth, day, months = '']) =>
      days(
        '*',
        nth ? (nth === 'last' ? 'L' : '1') : String(Number(day)),
        [...months.matchAll(new RegExp(`\\b${MONTH}\\b`, 'g'))].map((found) => monthNumber(found[0])).join(','),
      ),
  ],
  [
    `(?:on |every |each )?(?:the )?(first|1st|last) of (?:the|each|every)(?: single)? (month|quarter)`,
    ([, nth, unit]) =>
      days('*', nth === 'last' ? 'L' : '1', unit === 'quarter' ? quarters(nth === 'last' ? 'L' : '1') : '*'),
  ],
  [
    `(?:on |every |each )?(?:the )?(?:first day|start|beginning|1st day) of ?(?:the|each|every)? ?(month|quarter|year)`,
    ([, unit]) => days('*', '1', unit === 'quarter' ? '1,4,7,10' : unit === 'year' ? '1' : '*'),
  ],
  [
    String.raw`(?:on )?(?:the |every |each )?(?:day )?(\d{1,2}(?:st|nd|rd|th)?(?:${AND}(?:the )?\d{1,2}(?:st|nd|rd|th)?)*)(?: day)?,? (?:of )?(?:the |each |every |a )+(month|quarter)`,
    ([, words = '', unit]) => monthDays(words, unit === 'quarter' ? '1,4,7,10' : '*'),
  ],
  [
    String.raw`(?:(?:every|each|once a|once every) (month|quarter)|(?:every|each) (\d+|two|three|four|six) months|monthly|quarterly),? (?:on )?(?:the |day )?(\d{1,2}(?:st|nd|rd|th)?(?:${AND}(?:the )?\d{1,2}(?:st|nd|rd|th)?)*)(?! ?(?:am|pm|:))\b`,
    (found) => {
      const step = countFrom(found[2] ?? '') ?? 1;
      const quarter = found[1] === 'quarter' || found[0].startsWith('quarterly');
      return 12 % step === 0
        ? monthDays(
            found[3] ?? '',
            quarter ? '1,4,7,10' : step === 1 ? '*' : `1-12/${step}`.replace('1-12/3', '1,4,7,10'),
          )
        : null;
    },
  ],
  [
    `(?:every|each) year,? (?:on )?(?:the )?${ORD}(?: of)? (${MONTH})|(?:every|each) ${ORD}(?: of)? (${MONTH})(?: every year)?|(?:yearly|annually) on (?:the )?${ORD}(?: of)? (${MONTH})`,
    ([, a, b, c, d, e, f]) => yearly(a ?? c ?? e, b ?? d ?? f),
  ],
  [
    `(?:every|each) year,? (?:on )?(${MONTH}) (?:the )?${ORD}|(?:every|each) (${MONTH}) (?:the )?${ORD}|(?:yearly|annually) on (${MONTH}) ${ORD}`,
    ([, a, b, c, d, e, f]) => yearly(b ?? d ?? f, a ?? c ?? e),
  ],
  [`(?:on )?(?:the )?${ORD}(?: of)? (${MONTH}),? (?:every|each) year`, ([, day, month]) => yearly(day, month)],
  [`(?:on )?(${MONTH}) (?:the )?${ORD},? (?:every|each) year`, ([, month, day]) => yearly(day, month)],
  [
    String.raw`(?:every|each) \d{1,2}(?:st|nd|rd|th)(?: of the month)?(?:${AND}(?:the )?\d{1,2}(?:st|nd|rd|th))*`,
    ([words]) => monthDays(words, '*'),
  ],
  [
    String.raw`(?:on )?the \d{1,2}(?:st|nd|rd|th)(?:${AND}(?:the )?\d{1,2}(?:st|nd|rd|th))+(?! ?(?:of )?${MONTH})\b`,
    ([words]) => monthDays(words, '*'),
  ],
  [
    String.raw`(?:every|each) (?:other|second|2nd|alternate) (?:week|day|month|${DAY})(?: on ${DAY})?|\bbi-?weekly\b|fortnightly|every fortnight|every (?:two|2|three|3|four|4) weeks(?: on ${DAY}s?)?|every (?:two|2|three|3|four|4|five|5|six|6|ten|10) days`,
    ([words]) => unclear('every_other', words),
  ],
  [
    String.raw`(?:at )?(\d{1,2}|quarter|half|ten|five|twenty) (?:minutes? )?past (?:every|each|the) hour(?:,? every hour)?`,
    ([, past = '']) => ({
      kind: 'every',
      minutes: 60,
      past: past === 'quarter' ? 15 : past === 'half' ? 30 : (countFrom(past) ?? 0),
    }),
  ],
  [`(?:every|each|evry) half[- ](?:an )?hour|half[- ]hourly`, () => ({ kind: 'every', minutes: 30 })],
  [`(?:every|each|evry) (?:quarter(?: of an)? hour)`, () => ({ kind: 'every', minutes: 15 })],
  [
    String.raw`(?:every|each|evry|once every|once an|once a)(?: (${COUNT}))?[ -]?(minute|min|hour|hr)s?\b|\bhourly\b`,
    ([words, count, unit]) => {
      const minutes = (count === undefined ? 1 : (countFrom(count) ?? 0)) * (unit?.startsWith('m') ? 1 : 60);
      const even = minutes < 60 ? 60 % minutes === 0 : minutes % 60 === 0 && 24 % (minutes / 60) === 0;
      return even && minutes > 0 ? { kind: 'every', minutes } : unclear('uneven', words);
    },
  ],
  [
    String.raw`(?:${EVERY} |from |only )?\b(${DAY}) ?(?:to|-|–|—|through|thru|till|until) ?(${DAY})\b(?: (?:every|each) week)?`,
    ([, from = '', to = '']) => range(from, to),
  ],
  [
    String.raw`(?:${EVERY} |only )?(?:on )?(?:weekdays?|week days?|(?:working|business|work) ?days)\b|(?:every|each) (?:working|business|work) ?day`,
    () => days('1-5'),
  ],
  [
    String.raw`(?:${EVERY} |only )?(?:on )?(?<!\b(?:an?|our|your|my|big|long|great|nice|happy|good) )(?:the )?weekends?\b(?! (?:discount|special|offer|menu|sale|deal|promo|banner|plan|trip|getaway))`,
    () => days('0,6'),
  ],
  [
    String.raw`(?:(?:every|each|once a) week,? |weekly,? )(?:on )?(${DAY}(?:${AND}(?:on )?${DAY})*)\b|(?:every|evry|evrey|eveyr|each|kila|any|on every|on each)(?: single)? (${DAY}(?:${AND}(?:every |each |on )?${DAY})*)\b(?: (?:every|each) week)?`,
    ([, one, other]) => days(dowText(daysOf(one ?? other ?? ''))),
  ],
  [
    String.raw`(?:on |only on )?(${PLURAL}(?:${AND}(?:on )?(?:${PLURAL}|${DAY}))*)\b`,
    ([, words = '']) => days(dowText(daysOf(words))),
  ],
  [
    String.raw`(?:on )?(${DAY}(?:${AND}(?:on )?${DAY})*) (?=(?:mornings|afternoons|evenings|nights)\b)`,
    ([, words = '']) => days(dowText(daysOf(words))),
  ],
  [
    String.raw`(?:on )?(${DAY}(?:${AND}(?:on )?${DAY})+)\b|(?:on )?(${DAY}),? (?:every|each) week\b|(?:on )?(${DAY}),? weekly\b`,
    ([, ...words]) => days(dowText(daysOf(words.filter(Boolean).join(' ')))),
  ],
  [
    String.raw`(?:every|each|once a|once every|twice a|per) month|\bmonthly(?=$| ?[.,;:]| at )`,
    ([words]) => unclear('day_of_month', words),
  ],
  [
    String.raw`(?:every|each|once a) (?:quarter|year)|\b(?:quarterly|yearly|annually)(?=$| ?[.,;:]| at )`,
    ([words]) => unclear('day_of_month', words),
  ],
  [
    String.raw`(?:twice|\d+ times|(?:two|three|four|five|six|several|a few) times) (?:a|per|each|every) week\b|(?:every|each|once a|kila) (?:week|wiki)\b|\bweekly(?=$| ?[.,;:]| at )`,
    ([words]) => unclear('day_of_week', words),
  ],
  [
    String.raw`(?:every|evry|evrey|eveyr|evey|each|kila|once a|once per|once every|twice a|two times a|three times a|four times a|five times a|several times a|\d times a|on a)(?: single)? ?(?:day|siku)\b(?: of the week| without fail)?|\beveryday\b|\bevryday\b|\bdaily\b(?! (?:limit|spend|spending|cap|max|total|budget))|\bnightly\b|(?:every|evry|each|kila) (?=morning|afternoon|evening|night|noon|midnight|asubuhi|jioni|usiku|mchana|lunchtime)|\b(?:all )?(?:7|seven) days(?: (?:a|of the|per|each|every) week)?(?! (?:ago|later|from|before|after|in advance|old|notice))|\bday in,? day out`,
    () => days('*'),
  ],
];

const PATTERNS = RULES.map(([pattern, reader]) => [new RegExp(`(?<![\\w-])(?:${pattern})`, 'g'), reader] as const);
/** What repeats, first to last, and the mask without it. "except Sundays" is taken off the days it follows. */
export function recurrencesIn(masked: string): { found: Recurrence[]; rest: string } {
  const { off, rest: working } = daysOff(masked);
  const months = monthsIn(working);
  let rest = months ? withoutMonths(working, months) : working;
  const found: Recurrence[] = [];
  for (const [pattern, reader] of PATTERNS) {
    for (const match of rest.matchAll(pattern)) {
      const read = reader(match);
      if (!read) continue;
      const [start, end] = [match.index, match.index + match[0].length];
      found.push({ ...read, start, end } as Recurrence);
      rest = blot(rest, start, end, GONE);
    }
  }
  apart(found, rest, (words) => {
    rest = words;
  });
  const [single, more] = found;
  if (single && !more) rest = onlyThen(rest, single);
  found.sort((one, other) => one.start - other.start);
  const kept = off.length > 0 ? found.map((one) => without(one, off)) : found;
  if (!months) return { found: kept, rest };
  const only = during(kept, months);
  return only ? { found: only, rest } : recurrencesIn(blot(masked, months.start, months.end, ' '));
}

/** "only on the first Monday of a month", "on Fridays only": said of the one rhythm there is, it narrows nothing. */
function onlyThen(rest: string, { kind, start, end }: Recurrence): string {
  const before = /\bonly (?:on )?(?:the )?$/.exec(rest.slice(0, start));
  const after = /^,? only\b(?=[\s\uE000]*(?:[,.;!)]|$|at\b))/.exec(rest.slice(end));
  return kind === 'days' ? blot(rest, before?.index ?? start, end + (after?.[0].length ?? 0), GONE) : rest;
}

/** "on the 24th at 9am every month": the day stands apart from what repeats. */
function apart(found: Recurrence[], rest: string, left: (rest: string) => void): void {
  const at = found.findIndex((one) => one.kind === 'unclear' && one.why === 'day_of_month' && /month/.test(one.words));
  const open = found[at];
  const said = new RegExp(
    String.raw`\b(?:on )?(?:the )?(?:\d{1,2}(?:st|nd|rd|th)(?:${AND}(?:the )?\d{1,2}(?:st|nd|rd|th))*)(?! ?(?:of )?${MONTH})\b`,
  ).exec(rest);
  const read = said && open ? monthDays(said[0], '*') : null;
  if (!said || !open || !read) return;
  found[at] = { ...read, start: open.start, end: open.end };
  left(blot(rest, said.index, said.index + said[0].length, GONE));
}

function without(one: Recurrence, off: number[]): Recurrence {
  if (one.kind !== 'days' || /[#L]/.test(one.dow)) return one;
  return { ...one, dow: dowText(expand(one.dow).filter((day) => !off.includes(day))) };
}
