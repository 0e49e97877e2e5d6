import type { Clock } from './clock.ts';
import type { Days } from './recurrence.ts';
import { dowText, expand } from './recurrence-days.ts';

/** Days and times of day together: which belong to each other, as lines of cron. */

/** "every day, monday to friday" is one set of days; several plain sets without times of their own are one too. */
export function merged(days: Days[], clocks: Clock[], masked: string): Days[] {
  const plain = days.filter((one) => one.dom === '*' && !/[#L]/.test(one.dow));
  if (days.length < 2 || ownTimes(days, clocks)) return days;
  const narrow = plain.filter((one) => one.dow !== '*');
  const dated = days.filter((one) => !plain.includes(one));
  // "every Tuesday and on the 1st": both; "Fridays, the 13th": the one within the other.
  if (dated.length > 0 && narrow.length > 0 && joinedIn(days, masked)) return [...narrow, ...dated];
  if (dated.length > 0 && narrow.length > 0) return dated.map((one) => ({ ...one, dow: narrow[0]?.dow ?? '*' }));
  if (dated.length > 0) return dated;
  const [first] = narrow;
  if (!first) return days.slice(0, 1);
  return [{ ...first, dow: dowText(narrow.flatMap((one) => expand(one.dow))) }];
}

/** "Fridays we finish early, so on Fridays …": said twice of one time, it is one set. */
export function saidOnce(days: Days[], clocks: Clock[]): Days[] {
  const sorted = [...days].sort((one, other) => one.start - other.start);
  return sorted.filter((one, at) => {
    const next = sorted[at + 1];
    const same = next && next.dow === one.dow && next.dom === one.dom && next.month === one.month;
    return !same || clocks.some((clock) => clock.start > one.start && clock.start < next.start);
  });
}

/** What says that a time takes the place of another on its days. */
const INSTEAD =
  /\b(?:instead|rather|but|except|make (?:it|that)|(?:it|that)(?:'s| is| should be)|(?:do|post|send|run|have|move|put) (?:it|this|that|them)(?: out)?)\b/;

/** "every day at 9pm, on Sundays make it 7pm": those days go out of the wider ones; and the places of the words that say so. */
export function apart(days: Days[], clocks: Clock[], masked: string): { days: Days[]; words: [number, number][] } {
  const words: [number, number][] = [];
  if (!ownTimes(days, clocks)) return { days, words };
  const plain = (one: Days) => one.dom === '*' && /^[\d,*-]+$/.test(one.dow);
  const left = days.map((wide) => {
    const off = days.flatMap((narrow) => {
      const within = expand(narrow.dow).every((day) => expand(wide.dow).includes(day));
      if (narrow === wide || !plain(wide) || !plain(narrow) || !within || narrow.start < wide.start) return [];
      const before = [...days, ...clocks].filter((one) => one.end <= narrow.start).map((one) => one.end);
      const after = clocks.find((one) => one.start > narrow.start);
      const from = Math.max(0, ...before);
      const stretch = masked.slice(from, (after?.end ?? narrow.end) + 12);
      const found = INSTEAD.exec(stretch);
      if (!found) return [];
      for (const one of stretch.matchAll(new RegExp(INSTEAD, 'g')))
        words.push([from + one.index, from + one.index + one[0].length]);
      return expand(narrow.dow);
    });
    const rest = expand(wide.dow).filter((day) => !off.includes(day));
    return off.length > 0 && rest.length > 0 ? { ...wide, dow: dowText(rest) } : wide;
  });
  return { days: left, words };
}

/** Whether several sets of days and several times leave open which belong together. */
export function isMixed(days: Days[], clocks: Clock[]): boolean {
  const plain = days.filter((one) => one.dom === '*' && one.dow !== '*' && /^[\d,-]+$/.test(one.dow));
  const shared = plain.some((one, at) =>
    plain.slice(at + 1).some((other) => expand(one.dow).some((day) => expand(other.dow).includes(day))),
  );
  if (plain.length < 2 || clocks.length < 2 || shared || ownTimes(days, clocks)) return false;
  const order = [...days, ...clocks]
    .sort((one, other) => one.start - other.start)
    .map((one) => ('kind' in one ? 'd' : 'c'))
    .join('');
  return !/^d+c+$|^c+d+$/.test(order);
}

const joinedIn = (days: Days[], masked: string): boolean =>
  days.some(
    (one, at) => at > 0 && /\b(?:and|plus|also|as well as|na)\b|&|\+/.test(masked.slice(days[at - 1]?.end, one.start)),
  );

/** Whether each set of days has a time of its own: "mondays at 9 and fridays at 5pm". */
function ownTimes(days: Days[], clocks: Clock[]): boolean {
  if (clocks.length < days.length) return false;
  const order = [...days, ...clocks]
    .sort((one, other) => one.start - other.start)
    .map((one) => ('kind' in one ? 'd' : 'c'))
    .join('');
  return new RegExp(`^(?:dc+){${days.length}}$|^(?:c+d){${days.length}}$|^(?:cd|dc){${days.length}}$`).test(order);
}

export function pair(days: Days[], clocks: Clock[]): string[] {
  if (days.length > 1 && ownTimes(days, clocks)) {
    const sorted = [...days].sort((one, other) => one.start - other.start);
    const times = [...clocks].sort((one, other) => one.start - other.start);
    // "at 4 from Monday to Thursday, Fridays at noon": each set with the time beside it.
    if (clocks.length === days.length) return sorted.flatMap((one, at) => lines(one, times.slice(at, at + 1)));
    const daysFirst = (days[0]?.start ?? 0) < (clocks[0]?.start ?? 0);
    return days.flatMap((one, at) => {
      const next = days[at + 1]?.start ?? Number.POSITIVE_INFINITY;
      const before = at === 0 ? -1 : (days[at - 1]?.start ?? -1);
      const own = clocks.filter((clock) =>
        daysFirst ? clock.start > one.start && clock.start < next : clock.start < one.start && clock.start > before,
      );
      return lines(one, own);
    });
  }
  return days.flatMap((one) => lines(one, clocks));
}

/** One line where the minutes agree, else one a time. */
function lines(on: Days, clocks: Clock[]): string[] {
  const minutes = new Map<number, number[]>();
  for (const clock of clocks) minutes.set(clock.minute, [...(minutes.get(clock.minute) ?? []), clock.hour]);
  return [...minutes].map(
    ([minute, hours]) =>
      `${minute} ${[...new Set(hours)].sort((a, b) => a - b).join(',')} ${on.dom} ${on.month} ${on.dow}`,
  );
}
