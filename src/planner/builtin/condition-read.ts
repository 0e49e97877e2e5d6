import { unplacedIn } from './accounted.ts';
import { type Compared, comparisons } from './conditions.ts';
import { blot, GONE, type Source } from './mask.ts';
import type { Scope } from './scope.ts';
import { textConditions } from './text-conditions.ts';

/** A condition in words, whole: comparisons of numbers and of words together, and whatever of it has no place. */

export interface ReadCondition {
  /** Without braces; null where nothing could be compared. */
  expression: string | null;
  /** Words that were not understood, or that name nothing known. */
  unknown: string | null;
  /** The stretch with what was read covered. */
  rest: string;
}

interface Where {
  source: Source;
  masked: string;
  from: number;
  to: number;
}

/** Reads every comparison of a stretch. `event`: the clause that starts it, where "is …" is no comparison. */
export function conditionIn(
  { source, masked, from, to }: Where,
  scope: Scope,
  home: string,
  event = false,
): ReadCondition {
  const numbers = comparisons(masked, from, to, scope, home);
  if (numbers && !('expression' in numbers)) return { expression: null, unknown: numbers.unknown, rest: masked };
  let rest = numbers ? blot(masked, numbers.start, numbers.end, GONE) : masked;
  const found: Compared[] = [
    ...(numbers ? [numbers] : []),
    ...textConditions(source, rest, from, to, scope, event),
  ].sort((one, other) => one.start - other.start);
  for (const one of found) rest = blot(rest, one.start, one.end, GONE);
  return { expression: joined(found, masked), unknown: null, rest };
}

function joined(found: Compared[], masked: string): string | null {
  let all: string | null = null;
  let end = 0;
  for (const one of found) {
    const or = /\bor\b/.test(masked.slice(end, one.start));
    all = all === null ? one.expression : `(${all}) ${or ? '||' : '&&'} (${one.expression})`;
    end = one.end;
  }
  return all;
}

/** Words of a condition that no comparison took up. */
export function leftOf(read: ReadCondition, from: number, to: number, scope: Scope): string[] {
  const spoken = scope.fields.flatMap((field) => field.spoken.flatMap((one) => one.split(' ')));
  return unplacedIn(read.rest.slice(from, to), [...spoken, ...SUBJECTS, ...(read.expression ?? '').split(/\W+/)]);
}

/** What conditions are about, besides the fields of the event. */
export const SUBJECTS =
  'payment payments amount total sum value price order orders worth paid pays pay customer client payer buyer sale sales deal case exactly equal equals or group groups party parties table tables booking bookings people guests'.split(
    ' ',
  );
