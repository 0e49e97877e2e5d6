import * as chrono from 'chrono-node/en';
import { DateTime } from 'luxon';
import type { SimulateContext } from './define.ts';

/** A due date in words ("in 7 days", "today", "2026-12-01") as a date in the person's zone; words that name none stay as they are. */
export function dateIn(words: string, context: Pick<SimulateContext, 'now' | 'timeZone'>): string {
  const here = DateTime.fromISO(context.now, { zone: context.timeZone });
  if (/^\d{4}-\d{2}-\d{2}/.test(words)) return words.slice(0, 10);
  const found = chrono.parseDate(words, { instant: here.toJSDate(), timezone: here.offset }, { forwardDate: true });
  return found ? (DateTime.fromJSDate(found, { zone: context.timeZone }).toISODate() ?? words) : words;
}
