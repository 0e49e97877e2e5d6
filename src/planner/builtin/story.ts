import { eventIn } from './events.ts';
import type { Lexicon } from './lexicon.ts';
import { blot, GONE } from './mask.ts';

/** What people tell before they ask: who they are, what goes wrong. It starts nothing and orders nothing. */

/** A sentence, or what is told before "so please …". */
const SENTENCE =
  /(?:[^.!?\n\uE001-\uE010]{8,}?[, ]so (?=(?:please|could|can|i'd like|every|each|at|on|when|just|text|email|post|send|remind|whatsapp|message|sms|tell|let)\b))|[^.!?\n]*(?:[.!?\n](?!\s|$)[^.!?\n]*)*(?:[.!?\n]+|$)/g;
const OPENER =
  /^[\s,]*(?:(?:so|ok|okay|well|right|look|listen|honestly|basically|anyway|hi|hey|hello|sasa|habari|mambo|jambo|niaje|team|all|everyone|there|good (?:morning|afternoon|evening)|and|but|see|you see|you know|to be honest|long story short|quick one|background|context|fyi|btw|here's the thing|the thing is)\b[\s,:!-]*)*/;
/** Who a story is about. */
const SUBJECT =
  /^(?:i|i'm|i've|i'd|we|we're|we've|he|she|they|they're|it's|it is|there's|there are|there is|my|our|his|her|their|this is|these are|not sure|no idea|hope|hopefully|bear with me|first time|nobody|no one|everyone|everybody|people|some of (?:us|my|our)|half (?:the|of|my|our)|a (?:friend|colleague|lot)|the (?:team|staff|guys|girls|boys|crew|kids|boss|clients|customers|problem|issue|situation|idea|trouble|thing)|(?:the|every|each|some|most|many) [a-z]+ (?:[a-z]+ )?(?:is|are|was|keeps?|closes?|opens?|forgets?|always|never|starts?|ends?|leaves?|comes?)|[a-z]+s (?:are|were|have|keep|always|never|often|usually)|(?:[a-z]+ ){1,3}here *[.!,])\b/;
/** Words with which something is asked for or narrowed after all. */
const ASKS =
  /\b(?:want|wants|need|needs|needed|like|should|must|please|pls|remind|have to|has to|make sure|can you|could you|would you|can we|let me|help|when|whenever|if|unless|except|only|until|(?<!the )till|every time|each time|once|as soon as|instead|without|max|maximum|limit|no more than|at most|at least|closed?|closing|open|opens|off|holidays?|available|time ?zone|based in|live in|lives in|sits? in|time|web ?hooks?)\b|[\uE001-\uE010]|[$€£]\d|\b(?:kes|ksh) ?\d|(?<![\w-])\d+(?::\d| ?(?:am|pm|%|k\b|kes|ksh|bob|usd|st\b|nd\b|rd\b|th\b))|\d{4}/;

/** In "the shop opens late, so please …" they are the reason. */
const HOURS = /\b(?:closed?s?|closing|opens?|off)\b/g;

/** "All our calls get booked in Calendly, you see." */
const YOU_SEE = /,? (?:you see|you know|mind you|as you know|by the way)[\s.!]*$/;

/** Blots the sentences before the request that only tell. Nothing is taken where no request is left. */
export function withoutStory(masked: string, lexicon: Lexicon): string {
  let rest = masked;
  const event = eventIn(lexicon, masked);
  for (const found of masked.matchAll(SENTENCE)) {
    const words = found[0];
    if (words.trim() === '') continue;
    const plain = words.slice(OPENER.exec(words)?.[0].length ?? 0);
    const greeting = plain.replace(/[\s,.!?]+/g, '') === '';
    const starts = event?.trigger && event.start < found.index + words.length && event.end > found.index;
    if (
      !greeting &&
      !(YOU_SEE.test(plain) && !ASKS.test(plain)) &&
      (!SUBJECT.test(plain) ||
        ASKS.test(plain.replace(/ so $/, '') === plain ? plain : plain.replace(HOURS, ' ')) ||
        starts)
    )
      break;
    rest = blot(rest, found.index, found.index + words.length, GONE);
  }
  return /[^\s\uE000]/.test(rest) ? rest : masked;
}
