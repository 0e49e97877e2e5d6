import type { Json } from '../../automation/definition.ts';
import { blot, GONE } from './mask.ts';
import { COUNT, countFrom, durationText, minutesOf } from './numbers.ts';

/** What is said of a question to people besides whom it asks: how many must agree, until when, what silence means, reminders. */

/** Reminders a step may have. */
const MOST_REMINDERS = 10;

const SPAN = `(${COUNT}|next) ?(minute|min|hour|hr|day|week)s?`;
const AND = String.raw`[\s,.;(\uE000]*(?:(?:and|but|please|also|where|who|then) )*`;
const AGREE =
  '(?:must|have to|need to|needs to|has to|should|shall)(?: (?:both|all))? ?(?:agree|approve|say yes|confirm|sign off|ok|okay|be in favou?r)?(?: (?:it|this|that|to it|to this))?';
const MANY = [
  [`(?:they |the )?both(?: of (?:them|whom))? ${AGREE}`, 'all'],
  [`(?:they )?(?:must|have to|need to|should) both (?:agree|approve|say yes|confirm)`, 'all'],
  [`(?:they )?(?:must|have to|need to|should) all (?:agree|approve|say yes|confirm)`, 'all'],
  [`(?:they )?(?:all|everyone|every one|each)(?: of them| of whom)? ${AGREE}`, 'all'],
  [`i need (?:a )?yes from (?:both|all|each|everyone)(?: of them)?`, 'all'],
  [
    `(?:any one|either|any|one)(?: of them)?(?: of the two)? (?:is enough|can (?:approve|decide|say yes)|will do|may (?:approve|decide)|suffices)`,
    'one',
  ],
  [`(?:any |at least )?(${COUNT})(?: (?:of|out of)(?: the)? (?:them|${COUNT}|whom))? ${AGREE}`, 'count'],
  [
    `(?:any |at least )?(${COUNT})(?: (?:of|out of) (?:them|the ${COUNT}|${COUNT}))? (?:is|are) (?:enough|needed|required)`,
    'count',
  ],
  [`(?:i need |needs )(?:at least )?(${COUNT}) (?:yes(?:es)?|approvals|votes)`, 'count'],
] as const;
/** Only of nobody, and of someone with "not", is silence said: "if she answers" speaks of an answer, "if she does not approve" of a no. */
const NOBODY = '(?:nobody|no ?one|none of (?:them|those)|neither(?: of (?:them|the two))?)';
const SOMEONE = `(?!(?:nobody|no|noone|none|neither|not)\\b)[a-z]+(?: (?:and|or) [a-z]+)?`;
const ANSWERS = '(?:answers?|answered|repl(?:y|ies|ied)|responds?|responded)';
const SPEAKS = `(?:${ANSWERS}|reacts?|reacted|decides?|decided|says? anything|said anything)`;
const NOT = `(?:(?:does|do|did|has|have|had)(?:n't| not)|never)`;
const MUTE = `(?:${ANSWERS}|reacts?|reacted|says? anything|said anything)`;
/** What someone says is no silence: "unless she answers no". */
const PLAIN = '(?! (?:no|yes|otherwise|that|with|against|so|in favou?r)\\b)';
const SILENT = `(?:${[
  `(?:if|when|should) ${NOBODY} (?:has |have |had )?${SPEAKS}`,
  `(?:if|when) ${SOMEONE} ${NOT} ${MUTE}`,
  `unless ${SOMEONE} (?:has |have )?${ANSWERS}`,
  `(?:if|when) (?:there(?: is|'s| was) |(?:i|we|you) get )?no (?:answer|reply|response)(?: comes| arrives)?`,
].join('|')})(?: (?:to )?(?:it|this|that))?${PLAIN}`;
/** No yes in time is a no, whether they answered or not. */
const REFUSED = `(?:if|when|should) ${NOBODY} (?:has |have |had )?(?:approves?|approved)(?: (?:it|this|that))?`;
const WITHIN = `(?: (?:within|in|after|for|by) (?:the )?${SPAN})?`;
const OUTCOMES: [string, 'reject' | 'approve' | 'continue'][] = [
  [`(?:then )?(?:reject|decline|refuse|cancel|drop|forget) (?:it|this|that|them)`, 'reject'],
  [
    `(?:then )?(?:it (?:counts as|is|means)|that (?:counts as|means|is)|(?:take|treat|count|consider) (?:it|this|that)(?: as)?|silence means|no answer means) (?:a )?(?:no|rejected|refused|declined)`,
    'reject',
  ],
  [`(?:then )?(?:approve|accept) (?:it|this|that)(?: automatically)?`, 'approve'],
  [
    `(?:then )?(?:it (?:counts as|is|means)|that (?:counts as|means|is)|(?:take|treat|count|consider) (?:it|this|that)(?: as)?|silence means|no answer means) (?:a )?(?:yes|approved|accepted)`,
    'approve',
  ],
  [
    `(?:then )?(?:just )?(?:go on|continue|carry on|proceed|go ahead)(?: anyway| without (?:them|it|an answer|her|him)| all the same)?`,
    'continue',
  ],
];
const THEM = '(?:them|him|her|me|us|everyone|everybody|both|all of them|[a-z]+(?: and [a-z]+)?)';
const REMIND = `(?:send )?(?:remind|nudge|ping|chase) ${THEM}(?: again)?(?: about it)?`;

export interface Terms {
  params: Record<string, Json>;
  /** Whether it says that someone must agree: then it is a question for a yes. */
  agree: boolean;
  needed: 'all' | 'one' | number | null;
}

/** Reads terms that stand at or after a place, until none of them follows; returns the mask without them. */
export function termsAfter(masked: string, from: number): Terms & { rest: string; end: number } {
  const terms: Terms = { params: {}, agree: false, needed: null };
  let rest = masked;
  let end = from;
  for (let more = true; more; ) {
    more = false;
    for (const read of [many, silence, within, reminders]) {
      const found = read(rest.slice(end), terms);
      if (found === 0) continue;
      rest = blot(rest, end, end + found, GONE);
      end += found;
      more = true;
    }
  }
  const every = terms.params.every;
  if (typeof every === 'number') {
    delete terms.params.every;
    terms.params.reminders = each(every, terms.params.timeout);
  }
  return { ...terms, rest, end };
}

const at = (pattern: string, text: string): RegExpExecArray | null =>
  new RegExp(`^${AND}${pattern}(?![a-z0-9])\\)?`).exec(text);

function many(text: string, terms: Terms): number {
  for (const [pattern, how] of MANY) {
    const found = at(pattern, text);
    if (!found) continue;
    const count = how === 'count' ? countFrom(found[1] ?? '') : null;
    if (how === 'count' && (count === null || count < 1 || count % 1 !== 0)) continue;
    terms.agree = true;
    terms.needed = how === 'count' ? count : how;
    return found[0].length;
  }
  return 0;
}

function silence(text: string, terms: Terms): number {
  for (const [outcome, means] of OUTCOMES) {
    const silent = means === 'reject' ? `(?:${SILENT}|${REFUSED})` : SILENT;
    const before = at(`${silent}${WITHIN},? ?${outcome}`, text);
    const after = before ? null : at(`${outcome} ${silent}${WITHIN}${PLAIN}`, text);
    const short =
      before || after
        ? null
        : at(
            `(?:no answer|no reply|no response|silence)${WITHIN} ?(?:,|:|=|means?|is)? ?(?:a )?${means === 'reject' ? 'no' : means === 'approve' ? 'yes' : 'go on'}`,
            text,
          );
    const found = before ?? after ?? short;
    if (!found) continue;
    terms.params.on_silence = means;
    const span = spanOf(found[1], found[2]);
    if (span) terms.params.timeout = span;
    return found[0].length;
  }
  return 0;
}

function within(text: string, terms: Terms): number {
  const found =
    at(`(?:within|in) (?:the )?${SPAN}`, text) ??
    at(
      `(?:give (?:them|him|her|me|us) |they have |(?:she|he) has |i have |wait |waiting )?(?:for )?(?:at most|up to|no more than|no longer than|max(?:imum)?(?: of)?) ${SPAN}(?: (?:to (?:answer|decide|reply|respond)|for (?:an|the|their|her|his) answer))?`,
      text,
    ) ??
    at(
      `(?:give (?:them|him|her|me|us)|they have|(?:she|he) has|wait) ${SPAN}(?: (?:to (?:answer|decide|reply|respond)|for (?:an|the|their|her|his) answer))?`,
      text,
    );
  const span = found && spanOf(found[1], found[2]);
  if (!found || !span) return 0;
  terms.params.timeout = span;
  return found[0].length;
}

function reminders(text: string, terms: Terms): number {
  const often =
    at(
      `${REMIND} (?:every|each) (?:(${COUNT}) )?(minute|min|hour|hr|day|week)s?(?: until (?:they|she|he|i) (?:answers?|decides?|repl(?:y|ies)))?`,
      text,
    ) ?? at(`${REMIND} (daily|hourly|weekly)`, text);
  if (often) {
    const unit = { daily: 'day', hourly: 'hour', weekly: 'week' }[often[1] ?? ''] ?? often[2] ?? 'day';
    const count = often[2] === undefined ? '1' : (often[1] ?? '1');
    const minutes = minutesOf(count, unit);
    if (!minutes) return 0;
    terms.params.every = minutes;
    return often[0].length;
  }
  const once = at(`${REMIND} (?:after|in) ${SPAN}(?: and (?:again )?(?:after )?${SPAN})?`, text);
  const first = once && spanOf(once[1], once[2]);
  if (!once || !first) return 0;
  const second = once[3] ? spanOf(once[3], once[4]) : null;
  terms.params.reminders = [first, ...(second ? [second] : [])];
  return once[0].length;
}

function spanOf(count: string | undefined, unit: string | undefined): string | null {
  if (count === undefined || unit === undefined) return null;
  const minutes = minutesOf(count === 'next' ? '1' : count, unit);
  return minutes ? durationText(minutes) : null;
}

/** A reminder each so many minutes, as long as it is waited. */
function each(minutes: number, timeout: Json | undefined): string[] {
  const [, count = '7', unit = 'd'] = /^(\d+)([mhd])$/.exec(typeof timeout === 'string' ? timeout : '7d') ?? [];
  const whole = minutesOf(count, { m: 'min', h: 'hour', d: 'day' }[unit] ?? 'day') ?? 7 * 1440;
  const list: string[] = [];
  for (let next = minutes; next < whole && list.length < MOST_REMINDERS; next += minutes) list.push(durationText(next));
  return list;
}
