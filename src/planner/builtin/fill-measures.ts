import type { ParamMeta } from '../../connectors/define.ts';
import { escaped, has, take, type Work } from './fill.ts';
import { sameWord } from './lexicon.ts';
import { amountsIn, COUNT, countFrom, durationText, minutesOf, sharesIn } from './numbers.ts';
import { monthNumber } from './recurrence-days.ts';
import { template } from './scope.ts';

/** Amounts, counts, durations and dates of an order. */

/** "for 2 guests", "3 days": a count before the parameter's own word. */
function counted(work: Work, name: string, meta: ParamMeta): void {
  const { start, end } = work.clause;
  const nouns = [name.replaceAll('_', ' '), ...(meta.spoken ?? [])].filter((word) => /^[a-z]{4,}/.test(word));
  for (const noun of nouns) {
    const found = new RegExp(`\\b(?:for )?(${COUNT}) ${escaped(noun.replace(/s$/, ''))}s?\\b`).exec(
      work.left.slice(start, end),
    );
    const count = countFrom(found?.[1] ?? '');
    if (!found || count === null || !Number.isInteger(count)) continue;
    work.params[name] = count;
    take(work, start + found.index, start + found.index + found[0].length);
    return;
  }
}

const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*';

const DATE = new RegExp(
  `\\b(?:on |for )?(?:the )?(\\d{1,2}(?:st|nd|rd|th)?(?: of)? ${MONTH}(?:,? \\d{4})?|${MONTH} \\d{1,2}(?:st|nd|rd|th)?(?:,? \\d{4})?|\\d{4}-\\d{2}-\\d{2})\\b`,
);

/** A date in the clause that is no start: "search flights … on 19 December 2026". */
function dated(work: Work, name: string): void {
  const { start, end, source } = work.clause;
  const found = DATE.exec(work.left.slice(start, end));
  if (!found?.[1]) return;
  const from = start + found.index + found[0].length - found[1].length;
  work.params[name] = dayOf(source.text.slice(from, from + found[1].length));
  take(work, start + found.index, start + found.index + found[0].length);
}

/** A day with its year as a calendar writes it: `2026-12-18`. */
function dayOf(written: string): string {
  const [, day, name, year] = /^(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]+),? (\d{4})$/i.exec(written) ?? [];
  const [, other, date, last] = /^([a-z]+) (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/i.exec(written) ?? [];
  const month = monthNumber((name ?? other ?? '').toLowerCase());
  const [count, of] = [Number(day ?? date), year ?? last];
  return month > 0 && count > 0 && count < 32
    ? `${of}-${String(month).padStart(2, '0')}-${String(count).padStart(2, '0')}`
    : written;
}

const CALENDAR = /^\d{4}-\d\d-\d\d$/;

/** "leaving 12 December 2026 and back on the 15th": both as a calendar writes them, with the month and year of the one said whole. */
export function datesBeside({ params }: Work, shape: [string, ParamMeta, boolean][]): void {
  const names = shape.flatMap(([name, meta]) => (meta.kind === 'date' ? [name] : []));
  if (names.length < 2) return;
  const said = names.flatMap((name) => {
    const value = params[name];
    return typeof value === 'string' ? [{ name, value: dayOf(value.trim()) }] : [];
  });
  const whole = said.find((one) => CALENDAR.test(one.value))?.value;
  for (const { name, value } of said) {
    const day = /^(?:the )?(\d{1,2})(?:st|nd|rd|th)?$/i.exec(value)?.[1];
    const near = !whole
      ? value
      : day
        ? `${whole.slice(0, 8)}${day.padStart(2, '0')}`
        : dayOf(`${value} ${whole.slice(0, 4)}`);
    const fits = !whole || CALENDAR.test(value) || (CALENDAR.test(near) && near >= whole);
    params[name] = CALENDAR.test(value) ? value : fits ? near : value;
  }
}

/** The amount a share is taken of: the trigger's, else the one an earlier step gave. */
function moneyOf(work: Work): string | null {
  const known = work.scope.fields.filter((field) => field.kind === 'money');
  const field = known.find((one) => one.step < 0) ?? known.at(-1);
  if (!field) return work.scope.open ? 'number(trigger.amount)' : null;
  // What an own webhook sends may be written as text.
  return work.scope.open && field.path.startsWith('trigger.') ? `number(${field.path})` : field.path;
}

/** "50 KES per litre", "litres x 45": a field that was told of, and how far the words for it reach. */
function perUnit(
  work: Work,
  stretch: string,
  { start, end }: { start: number; end: number },
): { path: string; before: number; after: number } | null {
  const after =
    /^(?: ?\/ ?| ?(?:per|for (?:each|every)|each|every|an?|times|x|\*)(?: the)?(?: number of)? )([a-z][a-z_]*)\b/.exec(
      stretch.slice(end),
    );
  const before = /\b(?:the )?([a-z][a-z_]*) ?(?: times| x|\*| multiplied by| at) ?$/.exec(stretch.slice(0, start));
  const said = after?.[1] ?? before?.[1];
  const field = work.scope.fields.find(
    (one) =>
      said !== undefined &&
      one.step < 0 &&
      /^trigger\.\w+$/.test(one.path) &&
      ['number', 'text'].includes(one.kind) &&
      one.spoken.some((word) => sameWord(said, word)),
  );
  if (!field) return null;
  return { path: field.path, before: after ? 0 : (before?.[0].length ?? 0), after: after?.[0].length ?? 0 };
}

export function measured(work: Work, name: string, meta: ParamMeta): void {
  if (has(work, name)) return;
  const { start, end } = work.clause;
  const stretch = work.left.slice(start, end);
  if (meta.kind === 'number') {
    counted(work, name, meta);
    return;
  }
  if (meta.kind === 'date') {
    dated(work, name);
    return;
  }
  if (meta.kind === 'duration') {
    const found =
      /\b(\d+(?:\.\d+)?|an?|half an?|one|two|three|four|five|six|seven|ten|twelve|fifteen|twenty|thirty)[ -]?(minute|min|hour|hr|day|week|second)s?\b/.exec(
        stretch,
      );
    const minutes = found ? minutesOf(found[1] ?? '', found[2] ?? '') : null;
    if (found && minutes) {
      work.params[name] = durationText(minutes);
      take(work, start + found.index, start + found.index + found[0].length);
    }
  }
  if (meta.kind === 'money') {
    const [share] = sharesIn(stretch);
    const whole = share ? moneyOf(work) : null;
    if (share && whole) {
      work.params[name] = template(`${whole} * ${share.factor}`);
      const tail = /^ of (?:it|that|this|(?:the |that |their |its )?[a-z]+)/.exec(stretch.slice(share.end));
      take(work, start + share.start, start + share.end + (tail?.[0].length ?? 0));
      return;
    }
    if (share) return;
    const [amount] = amountsIn(stretch, work.home);
    if (!amount) return;
    const unit = perUnit(work, stretch, amount);
    work.params[name] = unit ? template(`number(${unit.path}) * ${amount.value}`) : amount.value;
    if (amount.currency && amount.currency !== work.home) work.params.currency = amount.currency;
    const lead =
      /(?:\b(?:for|of|worth|totalling|amount|total)\b[\s:]*)+$/.exec(stretch.slice(0, amount.start))?.[0].length ?? 0;
    take(work, start + amount.start - (unit?.before ?? lead), start + amount.end + (unit?.after ?? 0));
  }
}
