import { clocksIn } from './clock.ts';
import type { Source } from './mask.ts';
import { amountsIn, sharesIn } from './numbers.ts';
import { recurrencesIn } from './recurrence.ts';

/** Ways of speaking brought into the ones that are read: a slip taken back while speaking, "they get an SMS". */

const TAKEN_BACK =
  /(?:\.{2,}|…|[,;(–—-]| )*\s*(?:\bno,? (?:wait|sorry|actually|make (?:it|that)|i mean|rather)|\bwait,? no|\bsorry,? (?:i mean(?:t)?|make that|no)|\boops,?|\bscratch that|\bi mean(?:t)?|\bcorrection|\bmake that|\bor rather|\bno,? no|\bactually,? (?:no|make (?:it|that))|(?<=[.…,–—-] ?)(?:actually|sorry|rather|no))\b[\s,:.…–—-]*(?:to |it's |it is |make (?:it|that) |just |let's say |let's do |better )*/g;

type Span = { start: number; end: number };
const KINDS: ((masked: string, source: Source, from: number) => Span[])[] = [
  (_masked, source) => source.entities.filter((one) => one.kind === 'email'),
  (_masked, source) => source.entities.filter((one) => one.kind === 'phone'),
  (_masked, source) => source.entities.filter((one) => one.kind === 'channel'),
  (_masked, source) => source.entities.filter((one) => one.kind === 'url'),
  (masked) => clocksIn(masked).clocks,
  (masked) => recurrencesIn(masked).found,
  (masked) => [...amountsIn(masked), ...sharesIn(masked)].sort((one, other) => one.start - other.start),
];

/** "at 8, no wait, at 9": what was taken back goes, with the words that took it back. */
export function withoutSlips(source: Source): string {
  for (const found of [...source.masked.matchAll(TAKEN_BACK)].reverse()) {
    if (found.index === 0) continue;
    const from = found.index + found[0].length;
    const sentence = Math.max(0, source.masked.slice(0, found.index).search(/[^.!?\n]*$/));
    for (const spans of KINDS) {
      const all = spans(source.masked, source, from);
      const right = all.find((one) => one.start >= from - 4 && one.start <= from + 3);
      const wrong = all.filter((one) => one.end <= found.index + 1 && one.start >= sentence).at(-1);
      if (!right || !wrong || found.index - wrong.end > 24) continue;
      return `${source.text.slice(0, wrong.start)}${source.text.slice(Math.max(from, Math.min(right.start, from)))}`;
    }
    // "ogni giorno… I mean every day": what was begun in other words.
    const begun = source.masked.slice(0, found.index);
    if (
      /^[^\d\uE001-\uE010]{3,40}$/.test(begun) &&
      begun.trim().split(' ').length < 5 &&
      [...recurrencesIn(source.masked.slice(from)).found, ...clocksIn(source.masked.slice(from)).clocks].some(
        (one) => one.start < 3,
      )
    )
      return source.text.slice(from);
    const cut = /\b(?:every|each|on|at) (?:other|second)?\s*$/.exec(source.masked.slice(0, found.index));
    if (cut && recurrencesIn(source.masked.slice(from)).found.some((one) => one.start < 3))
      return source.text.slice(0, cut.index) + source.text.slice(from);
  }
  return source.text;
}

const AGAIN =
  /\b(withdraw|pay(?: out)?|send|transfer|disburse)\b([^.;\n]*?\uE004+)(,? (?:and|plus|&) |, )(?=(?:(?:kes|ksh|usd|\$) ?)?\d[\d,.]*k?(?: (?:kes|ksh|bob|shillings|usd|dollars))? to \uE004)/g;

const CALLS =
  /\b(call|hit|ping|get|fetch|check|request)\b([^.;\n]*?\uE005(?:\uE005|rss|feed)*)(,? (?:and then |and |then )|, )(?=\uE005)/g;

/** "pay 4,000 to … and 3,000 to …": the verb holds for both. */
export function withVerbs(source: Source): string {
  let { text, masked } = source;
  for (const [pattern, joint] of [
    [AGAIN, 'and'],
    [CALLS, 'then'],
  ] as const) {
    pattern.lastIndex = 0;
    for (let found = pattern.exec(masked); found; found = pattern.exec(masked)) {
      const at = found.index + found[0].length;
      const verb = ` ${joint} ${found[1]} `;
      const from = at - (found[3]?.length ?? 0);
      text = text.slice(0, from) + verb + text.slice(at);
      masked = masked.slice(0, from) + verb + masked.slice(at);
      pattern.lastIndex = from;
    }
  }
  return text;
}

const SORT = '(?:sms|text(?: message)?|e-?mail|mail|whatsapp(?: message)?|message)';
const GETS = new RegExp(
  String.raw`,? ?\b(?:(?:should|must|shall|will|has to|have to|needs? to|is to|are to) (?:get|receive|be sent)|gets?|receives?|(?:is|are) (?:to be )?sent) ((?:an?|the|our|my) (?:[a-z]+ )?${SORT})\b`,
  'g',
);
const WHO =
  /\b(?:who|whoever|everyone|everybody|anyone|customers?|clients?|payers?|buyers?|guests?|invitees?|people|they|he or she|she|he|members?|donors?|tenants?|students?|patients?)\b[^.;\n]{0,60}$/;

/** "whoever pays gets an SMS": an order in disguise. */
export function asOrders(source: Source): string {
  let out = '';
  let last = 0;
  for (const found of source.masked.matchAll(GETS)) {
    if (!WHO.test(source.masked.slice(0, found.index))) continue;
    out += `${source.text.slice(last, found.index)}, send them ${source.text.slice(found.index + found[0].length - (found[1]?.length ?? 0), found.index + found[0].length)}`;
    last = found.index + found[0].length;
  }
  return out + source.text.slice(last);
}
