import { words } from './words.ts';

const DAY = 86_400_000;

const at = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', options);
const clock = at({ hour: '2-digit', minute: '2-digit' });
const weekday = at({ weekday: 'long' });
const dayMonth = at({ weekday: 'long', day: 'numeric', month: 'long' });
const full = at({ day: 'numeric', month: 'long', year: 'numeric' });

const startOfDay = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

/** "10:42" */
export const clockTime = (iso: string): string => clock.format(new Date(iso));

/** "Today", "Yesterday", "Monday 23 November", with the year when it is another. */
export function dayName(iso: string, now: Date = new Date()): string {
  const date = new Date(iso);
  const days = Math.round((startOfDay(date) - startOfDay(now)) / DAY);
  if (days === 0) return 'Today';
  if (days === -1) return 'Yesterday';
  if (days === 1) return 'Tomorrow';
  return date.getFullYear() === now.getFullYear() ? dayMonth.format(date) : full.format(date);
}

/** "Today, 10:42" */
export const moment = (iso: string, now?: Date): string => `${dayName(iso, now)}, ${clockTime(iso)}`;

/** The shortest that tells when: "10:42", "Monday", "3 Nov". */
export function short(iso: string, now: Date = new Date()): string {
  const date = new Date(iso);
  const days = Math.round((startOfDay(now) - startOfDay(date)) / DAY);
  if (days <= 0) return clock.format(date);
  if (days < 6) return weekday.format(date);
  return at({ day: 'numeric', month: 'short' }).format(date);
}

/** How long something took, in words, from two times in milliseconds. */
export function lasted(from: number, to: number): string {
  const ms = Math.max(0, to - from);
  if (ms < 1_000) return words.underASecond;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
