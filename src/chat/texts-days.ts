import { dayAndTime, listInWords, plural } from '../automation/words.ts';

/** What is said of days: what ran, what comes, what there is. Tone: short, warm, exact. */
export const dayTexts = {
  ranTitle: (days: string, count: number) => `${days}: ${count === 0 ? 'nothing ran' : plural(count, 'run')}`,
  days: (from: number, to: number): string => {
    if (from === 0 && to === 0) return 'Today';
    if (from === -1 && to === -1) return 'Yesterday';
    if (from === 1 && to === 1) return 'Tomorrow';
    return from < 0 ? `The past ${plural(to - from + 1, 'day')}` : `The next ${plural(to - from + 1, 'day')}`;
  },
  nothingRan: (days: string, next: string | null) => [`${days} nothing ran.`, next ?? ''].filter(Boolean).join(' '),
  more: (count: number) => `… and ${count} more.`,

  comingTitle: 'Coming up',
  comingIn: (days: string) => `Coming up: ${days.charAt(0).toLowerCase()}${days.slice(1)}`,
  nothingComes: (days: string | null) =>
    days === null ? 'Nothing is set to start by itself.' : `${days} nothing is set to start by itself.`,
  nextIs: (name: string, at: Date, zone: string, now: Date) => `Next: “${name}”, ${dayAndTime(at, zone, now)}.`,
  byEvent: (names: string[]) =>
    `${listInWords(names.map((name) => `“${name}”`))} ${names.length === 1 ? 'starts' : 'start'} when something comes in, whenever that is.`,
  fromThen: (first: string, often: string) => `${first}, then ${often}`,
  alsoAsked: (words: string) => `You also asked for one more: “${words}”. Say “next” and I set it up.`,

  noReminders: 'You have no reminders. Say what to remind you of and when, and I set one up.',
  reminders: (count: number) => `You have ${plural(count, 'reminder')}`,
  paused: 'paused',
  over: 'its time is over',
  byHand: 'when you say so',

  drafts: (titles: string[]) =>
    `Not approved yet: ${listInWords(titles.map((title) => `“${title}”`))}. Say “my drafts” to see ${titles.length === 1 ? 'it' : 'them'}.`,
  waitsForYou: 'waits for you',
} as const;
