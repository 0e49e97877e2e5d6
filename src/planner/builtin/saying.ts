import { startsAction } from './choose.ts';
import { colonTexts } from './colon-said.ts';
import { type Lexicon, tokensOf } from './lexicon.ts';
import { place, type Source } from './mask.ts';

const SAYING =
  /\b(?:saying|that says?|which says?|that reads|reading|to say(?! (?:yes|no|ok|okay|so)\b)|with (?:the |a )?(?:message|text|body|words)(?!,? (?:and|or|plus) (?:the |their |an? )?(?:e-?mail|phone|name|number|amount|total|subject|date|url|link|title|id)\b)|(?<!\b(?:brings|carries|contains|holds|has|receives|gets|with) (?:an? |the )?(?:new )?)message ?[:=]|text ?[:=]|body ?[:=]|says ?:|say ?:|(?:the )?(?:message|text) (?:is|should be|should say|reads)|telling (?:them|him|her|everyone|people|us)|to tell (?:them|him|her|everyone)|(?:reminding|informing|notifying|warning) (?:them|him|her|everyone|people|us|all)(?: that| to)?|ukisema|kusema)(?: that\b)?[:,]? +(?=[^\uE000-\uE010\s])/g;
/** "sms +254…: take the bread out": what follows the number is what it says. */
const AFTER_ADDRESS =
  /[\uE003\uE004\uE006](?: (?:on |via |by |in )?(?:slack|sms|text|whatsapp|e-?mail|mail|channel))?(?: ?: ?| - | – | — )(?=[a-z])(?!(?:if|when|whenever|every|each|on|at|unless|then)\b)/g;
/** "sms +254… that the truck leaves at 9": once it is said when, times behind "that" are part of the words. */
const THAT =
  /[\uE003\uE004\uE006] that (?=(?:the|we|our|my|it|there|you|they|all|everyone|this|your|a|an|[a-z]+ (?:is|are|leaves|starts|opens|closes))\b)/g;
const TIME_TAIL =
  /[\s,]+(?:(?:on )?(?:every|each|daily|weekly|tomorrow|tonight|next (?:mon|tue|wed|thu|fri|sat|sun)|at \d|in \d+ (?:min|hour|day)|on (?:mon|tue|wed|thu|fri|sat|sun|weekdays|weekends|the \d)|weekdays|mondays|fridays|when(?:ever)? (?:i|a|an|someone|somebody|the|we)\b).*)$/;
/** "…, every weekday at 5:15": a time of its own behind the last comma; one before that is part of the words. */
const COMMA_TAIL =
  /,\s+(?:on )?(?:every|each|daily|tomorrow|tonight|weekdays|weekends|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b[^,]*(?:\d|noon|midnight)[^,]*$/;
const TIMED =
  /\b(?:every|evry|each|daily|weekdays|tomorrow|tonight|when|whenever|after|once|kila|\w+days|in \d+|in an?|at \d+|on \d+|at noon|at midnight|cron|next)\b/;

/** Covers unquoted words to be said: "saying Parcel is at the gate", up to where the sentence turns to something else. */
export function saidIn(source: Source, lexicon: Lexicon): void {
  const places = [...source.masked.matchAll(SAYING), ...source.masked.matchAll(AFTER_ADDRESS)].map(
    (found) => [found.index, found.index + found[0].length] as const,
  );
  const that = [...source.masked.matchAll(THAT)].filter((found) => TIMED.test(source.masked.slice(0, found.index)));
  places.push(...that.map((found) => [found.index, found.index + found[0].length] as const));
  const texts = colonTexts(source.masked, lexicon).map((start) => [start, start] as const);
  for (const [at, start] of [...places, ...texts]) {
    if (/[\uE000-\uE010]/.test(source.masked.charAt(start))) continue;
    let end = source.masked.length;
    const stop =
      /[;\n]|[.!?](?= +[A-Z])|[.!?]\s*$|,? (?:and|but) (?:ask|check with) me\b|,? (?:and )?then |, (?:but )?only (?:if|when|above|over)\b|, (?:but )?not (?:on|in) |,? (?:and |but )?(?:otherwise|else)\b|,? if (?:the|it)\b|[,;]? ?(?:subject|titled)(?: is|:) ?|[,;] ?(?:with (?:the )?)?subject (?=[A-Za-z])/g;
    stop.lastIndex = start;
    const text = source.text;
    stop.lastIndex = start;
    const hit = stop.exec(text.slice(0, end));
    if (hit) end = hit.index;
    end = orderInside(source, lexicon, start, end);
    if (!TIMED.test(source.masked.slice(0, at))) {
      const said = source.masked.slice(start, end);
      const tail = COMMA_TAIL.exec(said) ?? TIME_TAIL.exec(said);
      if (tail && tail.index > 0) end = start + tail.index;
    }
    const value = text
      .slice(resaid(text, start, end), end)
      .trim()
      .replace(/[,]$/, '');
    const told = that.some((found) => found.index === at);
    if (value && !/[\uE001-\uE010]/.test(source.masked.slice(start, end).replace(/[\uE003-\uE006]/g, '')))
      place(source, {
        kind: 'said',
        value: told ? capital(value) : value,
        // With the "that", which would mean something else otherwise.
        start: told ? at + 2 : start,
        end: start + text.slice(start, end).trimEnd().length,
      });
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "saying bread, no wait, saying milk": where what is said at last begins. */
function resaid(text: string, start: number, end: number): number {
  const again = /^.{1,80}?[\s,]+(?:no,? wait|no,? sorry|scratch that|correction|i mean),? (?:saying )?(?=\w)/i.exec(
    text.slice(start, end),
  );
  return again ? start + again[0].length : start;
}

/** "saying hello and post it in #ops": an order with somewhere to go ends what is said. */
function orderInside(source: Source, lexicon: Lexicon, start: number, end: number): number {
  const tokens = tokensOf(source.masked, start, end);
  for (const [at, token] of tokens.entries()) {
    if (!/^(?:and|,|then|plus)$/.test(token.word) || at === 0) continue;
    const also = /^(?:also|please|just)$/.test(tokens[at + 1]?.word ?? '') ? 2 : 1;
    const next = startsAction(lexicon, tokens, at + also, tokens.length);
    const goes = tokens.slice(at + 1).some((one) => /[\uE003-\uE006]/.test(one.word));
    if (next && next.at === 0 && goes && next.score > 12) return token.start;
  }
  return end;
}
