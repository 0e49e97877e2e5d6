import { isDay } from '../automation/fitting.ts';
import { MONTHS, WEEKDAYS } from '../automation/words.ts';
import { localDay } from '../automation/zone.ts';

const DAY_MS = 86_400_000;
const UNIT_DAYS: Record<string, number> = { day: 1, week: 7 };

/** A day somebody wrote, as `2026-12-01`; null for what is none. Counted from their own day. */
export function saidDate(text: string, now: Date, timeZone: string): string | null {
  const said = text.trim().toLowerCase().replace(/[.,!]/g, ' ').replace(/\s+/g, ' ').trim();
  if (said.length > 60) return null;
  if (isDay(said)) return said;
  const today = localDay(now.getTime(), timeZone);
  const from = Date.parse(`${today}T00:00:00Z`);
  const after = (days: number) => new Date(from + days * DAY_MS).toISOString().slice(0, 10);
  if (said === 'today') return today;
  if (said === 'tomorrow') return after(1);
  const span = /^in (\d{1,4}) (day|week)s?$/.exec(said);
  if (span) return after(Number(span[1]) * (UNIT_DAYS[span[2] ?? ''] ?? 1));
  const weekday = /^(?:on |this |next )?([a-z]+)$/.exec(said)?.[1];
  const wanted = WEEKDAYS.findIndex((day) => day.toLowerCase() === weekday);
  if (wanted >= 0) {
    const ahead = (wanted - new Date(from).getUTCDay() + 7) % 7;
    return after(ahead === 0 ? 7 : ahead);
  }
  return byMonth(said, today);
}

/** "1 December", "December 1st 2027"; without a year the next such day. */
function byMonth(said: string, today: string): string | null {
  const match =
    /^(?:(\d{1,2})(?:st|nd|rd|th)? (?:of )?([a-z]{3,9})|([a-z]{3,9}) (\d{1,2})(?:st|nd|rd|th)?)(?: (\d{4}))?$/.exec(
      said,
    );
  if (!match) return null;
  const name = match[2] ?? match[3] ?? '';
  const month = MONTHS.findIndex((one) => one.toLowerCase() === name || one.toLowerCase().slice(0, 3) === name);
  if (month < 0) return null;
  const two = (value: number) => String(value).padStart(2, '0');
  const year = Number(match[5] ?? today.slice(0, 4));
  const day = (of: number) => `${of}-${two(month + 1)}-${two(Number(match[1] ?? match[4]))}`;
  const found = match[5] === undefined && day(year) < today ? day(year + 1) : day(year);
  return isDay(found) ? found : null;
}
