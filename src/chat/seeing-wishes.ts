import { asSaid, firstIn } from './said.ts';

/** What a person asks of figures and limits, in fixed words with some tolerance. */
export type SeeingWish =
  /** `name` null: all of them, or the one talked of. */
  | { kind: 'limits'; name: string | null }
  | { kind: 'stats'; name: string; days: number }
  | { kind: 'trouble'; name: string | null }
  | { kind: 'failed' };

const POLITE =
  /^(?:please|hey|hi|ok|okay|nod|so|and|can you (?:tell|show) me|could you (?:tell|show) me|tell me|show me)[\s,]+/i;
const TODAY = '(?:today|for today|so far today|this day)';
const OF = '(?: (?:by|for|in|of|from|on|with) (?<name>.+?))?';

/** "of Rent today", and "for Rent today": the name before the day. */
const OF_TODAY = '(?: (?:by|for|in|of|from|on|with) (?<name>.+?))?(?: (?:today|for today|so far today))?';
const LEFT = 'how much(?: money)?';
const LIMITS = [
  new RegExp(`^${LEFT}(?: is|'s)? (?:still )?left(?: to spend)?${OF_TODAY}$`, 'i'),
  new RegExp(`^${LEFT} (?:can|may) (?:i|we) still (?:spend|pay)(?: out)?${OF_TODAY}$`, 'i'),
  new RegExp(`^(?:(?:what are|show|list) )?(?:the )?limits${OF_TODAY}$`, 'i'),
  new RegExp(
    `^(?:how much|what)(?: money)?(?: is|'s| do i have| have i(?: got)?)? (?:still )?left(?: to spend)? ${TODAY}${OF}$`,
    'i',
  ),
  new RegExp(
    `^(?:how much|what)(?: money)? (?:did i|have i|was|is|has been|did we|have we) (?:spend|spent|used|paid|pay)(?: already)?(?: ${TODAY})?${OF}(?: ${TODAY})?$`,
    'i',
  ),
  new RegExp(
    `^(?:how much|what) (?:has|did|does) (?<name>.+?) (?:spent|spend|paid|pay|used)(?: already)?(?: ${TODAY})?$`,
    'i',
  ),
  new RegExp(`^how much may (?<name>.+?) still (?:spend|pay)(?: ${TODAY})?$`, 'i'),
  new RegExp(`^(?:what are )?(?:my |the )?(?:limits|spend(?:ing)?|money)(?: used)?(?: ${TODAY})${OF}$`, 'i'),
  /^(?:what are |show )?my limits$/i,
];
const PERIOD =
  '(?: (?:in|over|for|within|during)?(?: the)? ?(?:(?:past|last|this) )?(?<days>\\d{1,2} days?|week|month|fortnight|today|day))';
const STATS = [
  new RegExp(`^how (?:is|has|was|did) (?<name>.+?) (?:doing|been doing|been|going|do)${PERIOD}$`, 'i'),
  new RegExp(`^(?:statistics|stats|figures|numbers|performance) (?:of|for|on) (?<name>.+?)${PERIOD}?$`, 'i'),
  new RegExp(`^(?<name>.+?) (?:statistics|stats)${PERIOD}?$`, 'i'),
];
const TROUBLE = [
  /^why (?:does|do|did|has|is|isn't|hasn't|doesn't|didn't) (?<name>.+?) (?:not|never)(?: yet| been)? (?:run|ran|start|started|starting|trigger|triggered|triggering|fire|fired|firing|running)(?: .{0,30})?$/i,
  /^why (?:doesn't|didn't|hasn't|isn't|don't) (?<name>.+?) (?:run|start|started|trigger|triggered|fire|fired|triggering|firing|running)(?: .{0,30})?$/i,
  /^(?:check|find out) why (?<name>.+?) (?:does not|doesn't|did not|didn't|is not|isn't) (?:run|start|trigger|fire|running|starting|triggering|firing)(?: .{0,30})?$/i,
];

/** Steps that failed and still wait for someone. */
const FAILED = [
  /^(?:what|which (?:runs?|steps?|workflows?)) (?:has |have )?(?:failed|went wrong|gone wrong)(?: lately| recently| today)?$/i,
  /^(?:list |show )?(?:me )?(?:all |the |my )*(?:failed (?:steps|runs|workflows)|failures|dead letters)$/i,
];

/** The wish a message is as a whole; null for anything else. */
export function seeingWishOf(text: string): SeeingWish | null {
  if (text.length > 200 || text.includes('\n')) return null;
  const said = asSaid(text)
    .replace(POLITE, '')
    .replace(/,? please$/i, '');
  const first = (patterns: RegExp[]) => firstIn(patterns, said);
  if (first(FAILED)) return { kind: 'failed' };
  const limits = first(LIMITS);
  if (limits) return { kind: 'limits', name: nameIn(limits) };
  const trouble = first(TROUBLE);
  if (trouble) return { kind: 'trouble', name: nameIn(trouble) };
  const stats = first(STATS);
  const name = stats && nameIn(stats);
  return stats && name ? { kind: 'stats', name, days: daysOf(stats.groups?.days) } : null;
}

function nameIn(match: RegExpExecArray): string | null {
  const name = match.groups?.name
    ?.trim()
    .replace(/^(?:the |my )/i, '')
    .replace(/^["“'](.*)["”']$/, '$1');
  return name === undefined || /^(?:it|this|that|i|we|all|everything|all (?:of )?(?:them|it|my workflows))$/i.test(name)
    ? null
    : name;
}

function daysOf(words: string | undefined): number {
  const days = Number(/^\d+/.exec(words ?? '')?.[0] ?? 0);
  if (days > 0) return Math.min(days, 90);
  return { month: 30, fortnight: 14, day: 1, today: 1 }[(words ?? '').toLowerCase()] ?? 7;
}
