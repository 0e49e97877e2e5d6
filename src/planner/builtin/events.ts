import type { Trigger } from '../../automation/definition.ts';
import { startsAction } from './choose.ts';
import { clauseEnd } from './clause-end.ts';
import { findPhrase, type Lexicon, type Phrase, type Token, tokensOf } from './lexicon.ts';
import { GONE } from './mask.ts';

/** "when a customer pays me through IntaSend": the clause that starts it. */

export interface Heard {
  trigger: Trigger | null;
  /** The clause; conditions such as "over 1,000" are inside it. */
  start: number;
  end: number;
  /** Something starts it, and it is none we know; in the person's words. */
  unknown: string | null;
  /** The service was not named and the likeliest was taken. */
  assumed: string | null;
  /** Others that tell of the same. */
  rivals?: string[];
}

const MARK =
  /\b(?:when(?:ever)?|wen|whn|wheneva|as soon as|each time|every time|any ?time|the moment|once|after|upon|on|if|following|(?<=^[\s\uE000]*(?:please )?)wait(?:ing)? for|wakati|for (?:every|each)(?= (?:new|incoming|successful|confirmed|[a-z]+ (?:payment|booking|order|issue)|(?:payment|booking|sale|donation) (?:(?:that )?(?:i|we) (?:get|receive|take)|(?:that|which) (?:comes|arrives)|(?:coming|arriving) in|(?:made |received )?(?:through|via|by|on|from|over) (?:stripe|intasend|calendly|m-?pesa))\b))|every(?= (?:new|incoming|stripe|intasend|calendly|github|confirmed|successful))|with every new)\b/g;
const BY_HAND =
  /\b(?:when(?:ever)?|only when|any ?time|if|as soon as) (?:i|we) (?:ask|say|tell you|want|need|request|call|type|press|run it|trigger it|click)(?: (?:you|so|it|for it|to|go|the button|run))*\b|\bon demand\b|\b(?:(?:i want|i'd like|i need|make|give me|add) )?(?:me )?a button (?:that|to|which)(?: will| can)?\b|\b(?:at|with|on) (?:the|a|one) (?:press|push|click|tap)(?: of a button)?\b|\bmanually\b|\bby hand\b|\bon request\b|\bwhen asked\b/;
const FILLED = new RegExp(`${GONE}+`, 'g');

/** Where it is started by hand: the stretch of words. */
export function byHand(masked: string): { start: number; end: number } | null {
  const found = BY_HAND.exec(masked);
  return found ? { start: found.index, end: found.index + found[0].length } : null;
}

/** "… should trigger an email": as good as an arrow. */
const CAUSES =
  /\b(?:(?:should|must|shall|will|has to|have to|needs? to|ought to|is to|are to) (?:trigger|cause|kick off|start|lead to|result in|prompt|fire off|set off|mean|create|generate|produce|get me)|(?:triggers?|kicks? off|leads? to|results? in|sets? off|fires? off|means)(?= (?:an?|the|my|our) (?:new |quick |short )?(?:e-?mail|sms|text|message|slack|whatsapp|post|invoice|row|card|call|ticket|page|record|issue|reminder|payout|refund)))/g;

/** The mask with an arrow where one thing is said to bring about another. */
export const withArrows = (masked: string): string =>
  masked
    .replace(CAUSES, (words) => `→${GONE.repeat(words.length - 1)}`)
    .replace(/(?<=^|[\s:])\(?(?:\d|[abc])\)(?=\s)/g, (mark) => `${GONE.repeat(mark.length - 1)};`);

/** "everyone who books on Calendly": whom an order is for says what starts it. */
const WHOEVER =
  /\b(?:(?:all|any|every|each|the|those|new) )?(?:people|anyone|everyone|everybody|clients?|customers?|guests?|folks|those|someone|somebody|persons?|leads?|users?|patients?|students?|buyers?|tenants?|members?|donors?)(?: (?:who|that)(?='|[a-z ])|(?= (?:paying|booking|buying|signing)\b))/g;

function whoever(lexicon: Lexicon, masked: string): Heard | null {
  for (const found of masked.matchAll(WHOEVER)) {
    const from = found.index + found[0].length;
    const end = clauseEnd(lexicon, masked, from, null);
    const tokens = tokensOf(masked, from, end);
    const heard = match(lexicon, tokens, masked, true);
    if (!heard?.named || heard.at > 2) continue;
    const service = lexicon.events.find(
      (one) => one.service.service === (heard.trigger as { service?: string }).service,
    );
    const noun = findPhrase(tokens, service?.nouns ?? []);
    const reach = noun && noun.at <= 8 ? Math.max(heard.end, tokens[noun.end - 1]?.end ?? 0) : heard.end;
    return { trigger: heard.trigger, start: from, end: reach, unknown: null, assumed: null };
  }
  return null;
}

const LATER = /\b(?:when|whenever|every time|each time|as soon as)\b/;
/** "on slack after a booking", "on WhatsApp for every new payment". */
const LATER_ON =
  /\b(?:when|whenever|every time|each time|as soon as|after|once|upon|for (?:every|each))\b|\bevery(?= (?:new|incoming|stripe|intasend|calendly|github|confirmed|successful))/;

/** Places looked at: each takes reading what stands behind it. */
const MOST_MARKS = 40;

/** The first clause that names an event; null when nothing of the kind is said. `whole`: with the story before it, which may name the service. */
export function eventIn(lexicon: Lexicon, masked: string, everything = masked): Heard | null {
  let unknown: Heard | null = null;
  let plain: Heard | null | undefined;
  for (const mark of [...masked.matchAll(MARK)].slice(0, MOST_MARKS)) {
    const weak = /^(?:once|after|upon|on|if|following|wait(?:ing)? for)$/.test(mark[0]);
    const from = mark.index + mark[0].length;
    const near = clauseEnd(lexicon, masked, from);
    const end = clauseEnd(lexicon, masked, from, null);
    const whole = match(lexicon, tokensOf(masked, from, end), everything, true);
    const before = match(lexicon, tokensOf(masked, from, near), everything, true);
    // What stands before the first order starts it: "on each booking create a payment link".
    const other = before && JSON.stringify(before.trigger) !== JSON.stringify(whole?.trigger);
    const nearer = before !== null && !other && before.words >= (whole?.words ?? 0);
    const heard =
      nearer || (other && before.strong && (before.named || before.words >= (whole?.words ?? 0))) ? before : whole;
    if (weak && mark.index > 0 && plain === undefined) plain = unmarked(lexicon, masked);
    const first = weak && mark.index > 0 ? plain : null;
    if (first && first.start < mark.index) return first;
    // "on WhatsApp when a payment fails": the clause begins later.
    const later = weak && heard && (mark[0] === 'on' ? LATER_ON : LATER).test(masked.slice(from, heard.end));
    if (later) continue;
    if (heard && (!weak || heard.strong))
      return {
        trigger: heard.trigger,
        start: mark.index,
        end: Math.max(heard.end, clauseEnd(lexicon, masked, from, heard.end)),
        unknown: null,
        assumed: heard.assumed,
        rivals: heard.rivals,
      };
    const stop = clauseEnd(lexicon, masked, from);
    const words = masked
      .slice(from, stop)
      .replace(FILLED, ' ')
      .replace(/[\uE000-\uE010]+/g, ' ')
      .trim();
    if (!weak && !unknown && words.split(/\s+/).length > 1)
      unknown = { trigger: null, start: mark.index, end: stop, unknown: words, assumed: null };
  }
  return (plain === undefined ? unmarked(lexicon, masked) : plain) ?? whoever(lexicon, masked) ?? unknown;
}

/** "Stripe payment succeeds → …", "New Calendly meeting: …", "somebody pays through intasend, then …": a clause without "when". */
function unmarked(lexicon: Lexicon, masked: string): Heard | null {
  const places = [
    ...masked.matchAll(/(?:^[\s\uE000]*|[.!?:;\n]|\b(?:love|want|like|need|is)[:,]?|\d[.)]) *(?=[a-z])/g),
  ];
  for (const found of places.slice(0, MOST_MARKS)) {
    const from = found.index + found[0].length;
    const end = clauseEnd(lexicon, masked, from);
    const tokens = tokensOf(masked, from, end);
    // Behind a story or a time that was read, only what tells of an own webhook stands alone.
    if (found[0].includes(GONE) && !ownWebhook(lexicon, tokens, masked)) continue;
    const joined =
      ((ownWebhook(lexicon, tokens, masked) || (start(masked, from) && tokens.length < 6)) &&
        /^ *\.(?= )/.test(masked.slice(end))) ||
      /^ *(?:,|:|;|\?|->|=>|→|then\b|-)/.test(masked.slice(end)) ||
      /^\s*(?:new|incoming)\b/.test(masked.slice(from));
    const heard = match(lexicon, tokens, masked, false);
    // "get https://… after a booking": what has an address before the event is an order.
    if (heard && /[\uE003-\uE008]/.test(masked.slice(from, tokens[heard.at]?.start))) continue;
    const tells = !startsAction(lexicon, tokens, 0, tokens.length)?.score;
    if (heard?.strong && joined && (tells || (heard.words > 1 && heard.at < 3)))
      return { trigger: heard.trigger, start: from, end, unknown: null, assumed: heard.assumed, rivals: heard.rivals };
  }
  return null;
}

const start = (masked: string, from: number): boolean => /^[\s\uE000]*$/.test(masked.slice(0, from));

/** A sentence of its own that tells of an own webhook: "Our form posts to a webhook." */
const ownWebhook = (lexicon: Lexicon, tokens: Token[], masked: string): boolean => {
  const heard = match(lexicon, tokens, masked, false);
  return (
    heard?.trigger.type === 'webhook' &&
    heard.trigger.service === 'custom' &&
    tokens.some((token) => token.word === 'webhook')
  );
};

interface Match {
  trigger: Trigger;
  end: number;
  at: number;
  words: number;
  strong: boolean;
  /** Its service is named. */
  named: boolean;
  assumed: string | null;
  rivals: string[];
}

function match(lexicon: Lexicon, tokens: Token[], masked: string, marked: boolean): Match | null {
  let best: (Match & { score: number; reach: number }) | null = null;
  const guesses: { title: string; score: number }[] = [];
  const everywhere = namedIn(lexicon, masked);
  const openNamed = lexicon.events.some(
    (one) => Object.keys(one.event.data.shape).length === 0 && findPhrase(tokens, one.nouns) !== null,
  );
  for (const one of lexicon.events) {
    const open = Object.keys(one.event.data.shape).length === 0;
    const noun = findPhrase(tokens, one.nouns);
    const phrase =
      findPhrase(tokens, one.phrases) ??
      (noun && !open && (marked || tokens.length < 8) ? partly(tokens, one.phrases) : null);
    if (!phrase) continue;
    const near = noun !== null;
    const far = !near && !open && everywhere.has(one);
    const score =
      phrase.words * 10 +
      (near ? (open ? 8 : 30) : 0) +
      (far ? 4 : 0) -
      (open ? 8 : 0) -
      (openNamed && !near && !open ? 20 : 0);
    if (!near && !far && !open) guesses.push({ title: one.service.title, score });
    if (best && (best.score > score || (best.score === score && best.reach >= phrase.end))) continue;
    const repository = tokens
      .map((token) => token.word)
      .join(' ')
      .match(/(?:repo(?:sitory)?|in|to|on|at|of|for|github) /)
      ? /\b([\w.-]+\/[\w.-]+)\b/.exec(masked.slice(tokens[0]?.start ?? 0, tokens.at(-1)?.end))?.[1]
      : undefined;
    best = {
      score,
      reach: phrase.end,
      words: phrase.words,
      at: phrase.at,
      trigger: {
        type: 'webhook',
        service: one.service.service,
        event: one.event.event,
        config: repository && one.service.service === 'github' ? { repository } : {},
      },
      end: tokens[Math.min(phrase.end, tokens.length) - 1]?.end ?? 0,
      named: near,
      strong: near || (marked && phrase.words > 1),
      assumed: near || far || open ? null : one.service.title,
      rivals: [],
    };
  }
  if (best?.assumed) best.rivals = rivalsOf(best.assumed, best.score, guesses);
  return best;
}

type Known = Lexicon['events'][number];
const NAMED = new WeakMap<Lexicon, { masked: string; named: Set<Known> }>();

/** Events whose service is named anywhere in a message, which is asked about at each of its clauses. */
function namedIn(lexicon: Lexicon, masked: string): Set<Known> {
  const before = NAMED.get(lexicon);
  if (before?.masked === masked) return before.named;
  const tokens = tokensOf(masked);
  const named = new Set(lexicon.events.filter((one) => findPhrase(tokens, one.nouns) !== null));
  NAMED.set(lexicon, { masked, named });
  return named;
}

/** Services whose events are told of in the same words: "when I get a payment". */
const rivalsOf = (assumed: string, score: number, guesses: { title: string; score: number }[]): string[] => [
  ...new Set(guesses.filter((one) => one.title !== assumed && one.score >= score - 10).map((one) => one.title)),
];

/** The verb of a phrase where the service itself is named: "books on Calendly", "books a tasting through Calendly". */
function partly(tokens: Token[], phrases: Phrase[]): { at: number; end: number; words: number } | null {
  const verbs = phrases.flatMap((phrase) => {
    const first = phrase.parts[0];
    return phrase.parts.length > 2 && phrase.parts[1]?.gap && first && !first.gap
      ? [{ parts: [first], words: 1, initials: phrase.initials }]
      : [];
  });
  return findPhrase(
    tokens.filter((token) => !/^(?:new|get|gets|receive|receives|payment|meeting|call|issue|order)$/.test(token.word)),
    verbs,
  );
}
