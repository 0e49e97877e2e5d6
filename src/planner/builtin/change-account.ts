import type { Policy } from '../../automation/definition.ts';
import { unplacedIn } from './accounted.ts';
import { gatesIn } from './asking-gates.ts';
import { saysAnother } from './change-another.ts';
import { daysLost } from './change-days.ts';
import { saysRows } from './change-rows.ts';
import { saysSomeDays } from './change-some-days.ts';
import { withoutUndone } from './change-spared.ts';
import { saysCutOff } from './change-steps.ts';
import { clocksIn } from './clock.ts';
import { ENDED } from './conditions.ts';
import { daysOff } from './days-off.ts';
import { byHand } from './events.ts';
import { type Lexicon, sameWord } from './lexicon.ts';
import { blot, type Entity, GONE, maskOf, type Source } from './mask.ts';
import { amountsIn } from './numbers.ts';
import { capsIn } from './policy.ts';
import type { Reading } from './read.ts';
import { reachableIn } from './recipients.ts';
import { recurrencesIn } from './recurrence.ts';
import { DAY, MONTH } from './recurrence-days.ts';
import { retriesIn } from './retries.ts';
import { scheduleIn } from './schedule.ts';
import type { Sketch } from './sketch.ts';
import { zoneIn } from './zones.ts';

/** What a change said that is nowhere in what became of it. */

const THINGS = ['email', 'phone', 'channel', 'url', 'quote'];
const NARROWS =
  /\b(?:unless|except|excluding|if|provided|as long as|until|till|only for|but not|apart from|other than)\b/;
/** Limits and consent: a draft whose policy, gates and open questions stayed as they were has lost them. */
const TRUSTS =
  /\b(?:max(?:imum)?|limit(?:ed)?|cap(?:ped)?|ceiling|at most|(?:no|not|never) more than|forbidden|ask me|my (?:ok|okay|yes|approval|permission)|approve)\b/;
/** Words changes are made with. */
const WORDS =
  `change changed changing switch move moved push pushed postpone postponed delay delayed whole bring forward update edit modify adjust replace swap use using instead rather than remove drop delete leave skip lose cut forget stop add added adding rename called call
  increase decrease raise lower reduce earlier later minute minutes hour hours before after first last second third fourth step steps part other another again but not no only if when without also once
  condition conditions limit max maximum min minimum cap amount price subject text message body title name channel number phone email address recipient schedule time zone timezone weekend weekends
  weekday weekdays morning evening afternoon night daily day days week weekly month monthly approval approve confirm ask me wait retry try twice wording same rest keep everything both actually sorry
  meant should would better enough mistake wrong typo correct correction more less over above under below at least most between payments payment orders regardless matter whatever any anything every everything each all
  one two three four five six seven eight nine ten couple half everywhere regards reads read start starts begin run runs running fine yes paying sending posting emailing texting money pays paid`.split(
    /\s+/,
  );

/** Words, addresses and numbers of a change with no place in the draft it led to; none when all have one. */
export function lostIn(text: string, before: Sketch, next: Sketch, lexicon: Lexicon, the: Reading): string[] {
  const source = maskOf(text, the.timeZone);
  const kept = JSON.stringify([next.steps, next.policy, next.triggers, next.name, next.when, next.extra]);
  const old = JSON.stringify([before.steps, before.policy, before.triggers]);
  const stands = (value: string) => kept.includes(value) || old.includes(value);
  const things = source.entities.filter(
    (one) => THINGS.includes(one.kind) && !stands(JSON.stringify(one.value.trim()).slice(1, -1)),
  );
  // Who is asked, and on which terms, stands in the gate that was added.
  const gates = (sketch: Sketch) => sketch.steps.filter((step) => step.action === 'approve').length;
  const conditions = (sketch: Sketch) => JSON.stringify(sketch.steps.map((step) => step.condition));
  if (conditions(before) !== conditions(next) && saysCutOff(text, the.timeZone)) return [];
  const held =
    conditions(before) === conditions(next)
      ? source.masked
      : withoutUndone(source.masked.trim()).padEnd(source.masked.length);
  // What is said in the whole of a change, or not at all.
  const each = (sketch: Sketch) => JSON.stringify(sketch.steps.map((step) => step.for_each));
  if (each(before) !== each(next) && saysRows(text, the.timeZone)) return [];
  if (JSON.stringify(before.triggers) !== JSON.stringify(next.triggers) && saysSomeDays(text, the.timeZone)) return [];
  if (next.steps.length > before.steps.length && saysAnother(text, the.timeZone)) return [];
  const gated = gates(next) > gates(before) ? gatesIn(source, held).rest : held;
  const retried = JSON.stringify(before.steps.map(tried)) !== JSON.stringify(next.steps.map(tried));
  const open = reached(source, retried ? retriesIn(gated).rest : gated, before, next);
  const capless = capped(open, next.policy, the.currency);
  const started = byHand(capless);
  // "only when I say yes" is a yes that is waited for.
  const hand = started && !/\bsay\b/.test(capless.slice(started.start, started.end)) ? started : null;
  const asked = hand ? blot(capless, hand.start, hand.end, GONE) : capless;
  const moved = JSON.stringify(before.triggers) !== JSON.stringify(next.triggers);
  const rest = moved ? scheduleIn({ ...source, masked: asked }, the).rest : timeless({ ...source, masked: asked });
  const amounts = amountsIn(rest, the.currency);
  const numbers = amounts.filter(
    (one) =>
      !new RegExp(`(?<![\\d.])${one.value}(?!\\d)`).test(`${kept}${old}`) && !/\bstep $/.test(rest.slice(0, one.start)),
  );
  const lost = [...things, ...numbers].map((one) => text.slice(one.start, one.end).trim());
  if (NARROWS.test(rest) && !narrowed(before, next)) lost.push(text.slice(rest.search(NARROWS)).trim());
  // "just before 6pm" is not 6pm.
  const near = moved
    ? /\b(?:(?:just|shortly|a (?:bit|little)|some time) )?(?:before|after|past|till|until) ?(?=\uE000)/.exec(rest)
    : null;
  // "make it 3,500 on the 25th": a day that was said and changed nothing.
  const dates = [...asked.matchAll(/\b(\d{1,2})(?:st|nd|rd|th)\b/g)].filter(
    (one) => !new RegExp(`(?<!\\d)${one[1]}(?!\\d)`).test(`${kept}${old}`),
  );
  lost.push(...dates.map((one) => one[0]));
  const off = daysOff(asked);
  if (!moved && off.off.length > 0 && facts(before) !== facts(next)) lost.push(taken(text, asked, off.rest));
  if (!moved && facts(before) !== facts(next))
    lost.push(...daysLost(asked, before, next).map((one) => text.slice(one.start, one.end).trim()));
  if (near) lost.push(text.slice(near.index, near.index + near[0].length).trim());
  if (hand && !next.triggers.some((one) => one.type === 'manual')) lost.push(text.slice(hand.start, hand.end));
  const trust = (sketch: Sketch) => JSON.stringify([sketch.policy, gates(sketch), sketch.extra]);
  if (TRUSTS.test(rest) && trust(before) === trust(next)) lost.push(text.slice(rest.search(TRUSTS)).trim());
  const plain = amounts.reduce((now, one) => blot(now, one.start, one.end, GONE), rest);
  const dated = moved ? [...rest.matchAll(new RegExp(`\\b(?:${DAY}|${MONTH})\\b`, 'g'))].map((found) => found[0]) : [];
  const known = [
    ...WORDS,
    ...dated,
    ...stepWords(before, lexicon),
    ...stepWords(next, lexicon),
    ...(moved ? startWords(next, lexicon) : []),
    ...`${kept} ${old}`.toLowerCase().split(/[^\p{L}\p{N}']+/u),
  ];
  const nameless = beside(
    text,
    plain,
    source.entities.filter(({ kind, value }) => /^(?:phone|email)$/.test(kind) && kept.includes(value)),
  );
  // "if that call fails": how a step ended stands in a condition now.
  const ends = conditions(before) !== conditions(next) && /step_\d+\.status/.test(conditions(next));
  const unended = ends
    ? nameless.replace(ENDED, ' ').replace(/\b(?:failure|error|success|ever|wrong|answers?|should)\b/g, ' ')
    : nameless;
  const words = unplacedIn(unended.replace(/\d[\d.,:]*[a-z]*/g, ' '), []).filter(
    (word) => !known.some((one) => sameWord(word.replace(/'s$/, ''), one)),
  );
  return [...new Set([...lost, ...words])];
}

const ROLE = '(?:(?:my|our|his|her|their|the) (?:[a-z]+ )?)?';
const NAME = "\\p{Lu}[\\p{L}'-]*(?: \\p{Lu}[\\p{L}'-]*){0,2}";
const NAME_BEFORE = new RegExp(
  `\\b(?:${ROLE}(?:${NAME})|(?:my|our|his|her|their) [a-z]+|(?<=\\b(?:sms|text|whatsapp|message|e-?mail|tell|to|and) )[a-z]{2,12}),? ?(?:\\(|(?:is )?(?:on|at) |[:–-] ?)?$`,
  'u',
);
const NAME_BEHIND = new RegExp(`^ ?\\((?:${ROLE}${NAME}|[a-z]{2,12}|${ROLE}[a-z]+)\\)`, 'u');

/** The mask without who somebody is, said beside their number: "sms Ann, +1312…". */
function beside(text: string, masked: string, people: Entity[]): string {
  let rest = masked;
  for (const { start, end } of people) {
    const before = NAME_BEFORE.exec(text.slice(0, start));
    const behind = NAME_BEHIND.exec(text.slice(end));
    if (before) rest = blot(rest, before.index, start, GONE);
    if (behind) rest = blot(rest, end, end + behind[0].length, GONE);
  }
  return rest;
}

const tried = (step: Sketch['steps'][number]) => step.retry?.attempts;

/** The mask without what says whom it may reach, where the lists became others. */
const reached = (source: Source, masked: string, { policy }: Sketch, { policy: now }: Sketch): string =>
  JSON.stringify([policy.allowed_recipients, policy.allowed_phone_numbers]) ===
  JSON.stringify([now.allowed_recipients, now.allowed_phone_numbers])
    ? masked
    : reachableIn(source, masked).rest;

/** "never more than", "at most": a limit; "never 8,000" alone is none. */
const BEYOND =
  /\b(?:more than|over|above|beyond|exceed(?:s|ing)?|up to|at most|max(?:imum)?|limit(?:ed)?|cap(?:ped)?|ceiling)\b/;

/** "8,000 a week": a time no limit can be kept to. */
const OTHER_TIME =
  /\d[^.;,\d]{0,12} (?:an?|per|each|every|(?:in|for|within) (?:an?|any|one|each)) (?:hour|week|fortnight|month|quarter|year)\b/;

/** The mask without the limits it says, where the policy holds them. */
function capped(masked: string, policy: Policy, home: string): string {
  if (OTHER_TIME.test(masked)) return masked;
  const { policy: said, rest } = capsIn(masked, true, home);
  const fields = Object.keys(said) as (keyof Policy)[];
  const words = [...masked].map((letter, at) => (rest[at] === GONE ? letter : ' ')).join('');
  const foreign = amountsIn(words, home).some(({ currency }) => currency !== null && currency !== home);
  return !foreign && BEYOND.test(words) && fields.every((one) => said[one] === policy[one]) ? rest : masked;
}

/** The mask without what is said about time. */
function timeless(source: Source): string {
  const zone = zoneIn(source.masked);
  const without = zone ? blot(source.masked, zone.start, zone.end, GONE) : source.masked;
  return clocksIn(recurrencesIn(without).rest).rest;
}

const facts = ({ steps, policy, triggers }: Sketch): string => JSON.stringify([steps, policy, triggers]);

/** The words that a reading took out of the mask. */
const taken = (text: string, masked: string, rest: string): string =>
  [...text]
    .filter((_letter, at) => masked[at] !== rest[at])
    .join('')
    .trim();

/** Whether a condition, the days, a limit or the steps themselves became others. */
const narrowed = (before: Sketch, next: Sketch): boolean => {
  const parts = (sketch: Sketch) =>
    JSON.stringify([
      sketch.steps.map((step) => step.condition),
      sketch.steps.length,
      sketch.policy,
      sketch.triggers,
      sketch.extra,
    ]);
  return parts(before) !== parts(next);
};

/** Words of the events that start it. */
const startWords = ({ triggers }: Sketch, { events }: Lexicon): string[] =>
  triggers.flatMap((trigger) =>
    trigger.type !== 'webhook'
      ? []
      : events
          .filter((one) => one.service.service === trigger.service && one.event.event === trigger.event)
          .flatMap((one) => [...one.phrases, ...one.nouns])
          .flatMap((phrase) => phrase.parts.flatMap((part) => (part.gap ? [] : part.any))),
  );

function stepWords(sketch: Sketch, lexicon: Lexicon): string[] {
  return sketch.steps.flatMap((step) => {
    const known = lexicon.actions.find(
      (one) => one.action.service === step.service && one.action.action === step.action,
    );
    const phrases = [...(known?.phrases ?? []), ...(known?.nouns ?? [])];
    return [
      ...phrases.flatMap((phrase) => phrase.parts.flatMap((part) => (part.gap ? [] : part.any))),
      step.service,
      ...step.action.split('_'),
    ];
  });
}
