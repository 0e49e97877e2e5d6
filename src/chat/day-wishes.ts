import { asSaid, firstIn } from './said.ts';

/** What a person asks of days and of what is theirs: what ran, what comes, what there is. In fixed words with some tolerance. */
export type DayWish =
  | { kind: 'ran'; days: Span }
  | { kind: 'coming'; days: Span | null }
  | { kind: 'reminders' }
  | { kind: 'mine' };

/** Whole days from today: `from` 0 is today, -1 yesterday; `to` is the last of them. */
export interface Span {
  from: number;
  to: number;
}

const POLITE =
  /^(?:please|hey|hi|ok|okay|nod|so|and|well|can you (?:tell|show) me|could you (?:tell|show) me|tell me|show me|do you know)[\s,]+/i;

const BACK: Record<string, Span> = {
  today: { from: 0, to: 0 },
  'so far': { from: 0, to: 0 },
  'this morning': { from: 0, to: 0 },
  yesterday: { from: -1, to: -1 },
  'last night': { from: -1, to: 0 },
  'this week': { from: -6, to: 0 },
  'last week': { from: -7, to: 0 },
  lately: { from: -6, to: 0 },
  recently: { from: -6, to: 0 },
};
const AHEAD: Record<string, Span> = {
  today: { from: 0, to: 0 },
  'later today': { from: 0, to: 0 },
  tonight: { from: 0, to: 0 },
  tomorrow: { from: 1, to: 1 },
  'this week': { from: 0, to: 6 },
  'the week': { from: 0, to: 6 },
  'next week': { from: 0, to: 13 },
  'this month': { from: 0, to: 30 },
  soon: { from: 0, to: 6 },
};
const spans = (all: Record<string, Span>): string => Object.keys(all).join('|');
const WORKFLOWS = '(?:runs?|workflows?|automations?|things?|ones?|jobs?)';

const RAN = [
  new RegExp(
    `^(?:what|which ${WORKFLOWS}|who)(?: all| of mine)? (?:has |have |was |were )?(?:ran|run|happened|fired|executed|gone out|went out)(?: (?<when>${spans(BACK)}))?$`,
    'i',
  ),
  new RegExp(
    `^(?:what|which ${WORKFLOWS}) (?:did|have) (?:you|we|nod) (?:do|done|run|send|sent)(?: for me)? (?<when>${spans(BACK)})$`,
    'i',
  ),
  new RegExp(`^(?:what|which) runs (?:were|are|have been) there(?: (?<when>${spans(BACK)}))?$`, 'i'),
  new RegExp(
    `^(?:did|has) (?:anything|something|any of (?:them|it)) (?:run|happen|happened|fire)(?: (?<when>${spans(BACK)}))?$`,
    'i',
  ),
  new RegExp(`^(?:(?:list|show)(?: me)? )?(?:all )?(?:the |my )?runs(?: of| from)? (?<when>${spans(BACK)})$`, 'i'),
  /^(?:what happened|how did (?:it|things|today|everything) go) (?<when>today|yesterday|this morning|last night)$/i,
];
const COMING = [
  /^(?:and )?(?:what|which one)(?:'s| is|s| comes| runs| happens)(?: up| coming)? next$/i,
  new RegExp(
    `^what(?:'s| is|s)? (?:coming up|coming|upcoming|up next|planned|scheduled|due|on the schedule|ahead)(?: (?:for |on )?(?<when>${spans(AHEAD)}))?$`,
    'i',
  ),
  new RegExp(
    `^(?:what|which ${WORKFLOWS}) (?:will |is going to |are going to |comes? |is |are )?(?:run|runs|running|happen|happens|start|starts|coming|due|planned|scheduled|be sent|go out|goes out|up)(?: next)? (?<when>${spans(AHEAD)})$`,
    'i',
  ),
  /^when(?:'s| is| does| will)(?: the)? next (?:run|one|workflow|automation)(?: (?:be|run|start))?$/i,
  new RegExp(
    `^(?:(?:list|show)(?: me)? )?(?:the |my )?(?:next|upcoming|coming|planned) (?:runs|ones|workflows|automations)(?: (?:for |of )?(?<when>${spans(AHEAD)}))?$`,
    'i',
  ),
  /^(?:my |the )?(?:schedule|agenda|calendar)(?: (?:for )?(?<when>today|tomorrow|this week|next week))?$/i,
];
const REMINDERS = [
  /^(?:what|which|how many)(?: of my)? reminders (?:do i have|have i(?: got)?|are (?:there|set|on|open)|did i (?:set|make))(?: (?:now|set|at the moment|right now))?$/i,
  /^(?:(?:list|show|see|what are)(?: me)? )?(?:all )?(?:of )?my reminders$/i,
  /^do i have (?:any )?reminders$/i,
];
const MINE = [
  /^what (?:do i have|have i got|have i|is mine)(?: here| now| right now| at the moment| with you| so far| in here)?$/i,
  /^what(?:'s| is) (?:all )?(?:here|there)$/i,
];

/** The wish a message is as a whole; null for anything else. */
export function dayWishOf(text: string): DayWish | null {
  if (text.length > 120 || text.includes('\n')) return null;
  const said = asSaid(text)
    .replace(POLITE, '')
    .replace(/,? (?:please|for me)$/i, '');
  const first = (patterns: RegExp[]) => firstIn(patterns, said);
  if (first(REMINDERS)) return { kind: 'reminders' };
  if (first(MINE)) return { kind: 'mine' };
  const coming = first(COMING);
  if (coming) return { kind: 'coming', days: AHEAD[coming.groups?.when?.toLowerCase() ?? ''] ?? null };
  const ran = first(RAN);
  return ran ? { kind: 'ran', days: BACK[ran.groups?.when?.toLowerCase() ?? ''] ?? { from: 0, to: 0 } } : null;
}
