import { startsAction } from './choose.ts';
import { eventIn } from './events.ts';
import { findPhrase, type Lexicon, tokensOf } from './lexicon.ts';

/** "mail accounts@… each Monday at 11: Please reconcile the float": what stands after the colon of an order to tell somebody is what it says. */

const SPEAKS =
  /\b(?:send|post|text|sms|e-?mail|mail|message|tell|write|notify|alert|remind|whatsapp|slack|ping|dm|msg|shout|nudge|drop|let|inform|warn|tuma|mtumie|nitumie|envoie|envoyer|poste)\b/g;
/** To whom: an address, or somebody of theirs. */
const WHOM =
  /[\uE003\uE004\uE006]|^ (?:an? (?:sms|text|e-?mail|mail|whatsapp|message|note) to )?(?:(?:my|our|the) (?!(?:following|text|message|subject|title|weather|news|report|sheet|rows?|details)\b)[a-z]+|me|us|everyone|everybody|all|each)\b/;
/** What a colon follows that introduces something else. */
const INTRODUCES =
  /\b(?:subject|title|titled|body|name|project|fields?|columns?|amount|due|board|list|base|table|sheet|things?|steps?|following|follows|this|these|order|orders|with|as|from|options?|step \d|details?|e\.g|case|on|in|to|for|that|then|when|if)["')]*\s*$/;
/** No text of its own: fields, what was found, or when it is done. */
const REFERS =
  /^(?:if|when|whenever|every|each|on|at|unless|then|once|daily|weekly|monthly|in \d|subject|title|body|who|whose|what time|how much|it|that|them|(?:its|their|his|her)\b(?!.*\b(?:is|are|was|has|have|will|must|needs?)\b)|the (?!.*\b(?:is|are|was|were|has|have|will|must|needs?|goes|go|starts?|closes?|opens?|ends?|comes?|leaves?)\b)|an? (?:summary|list|digest|reminder|forecast|report)\b)/;

/** Places where such a text begins. */
export function colonTexts(masked: string, lexicon: Lexicon): number[] {
  const places: number[] = [];
  for (const found of masked.matchAll(/ ?(?:: +| [–—-] )(?=[a-z0-9¡¿])/g)) {
    const from = found.index + found[0].length;
    const head = masked.slice(0, found.index).replace(/^[\s\S]*(?:[.!?](?=\s)|[;\n])/, '');
    if (/:/.test(found[0]) ? INTRODUCES.test(head) : !/[\uE003\uE004\uE006]\s*$/.test(head)) continue;
    if (/[\uE001\uE002]/.test(head)) continue;
    const verb = [...head.matchAll(SPEAKS)].find((one) => WHOM.test(head.slice(one.index + one[0].length)));
    if (!verb || REFERS.test(masked.slice(from))) continue;
    if (!gives(masked, from, lexicon)) places.push(from);
  }
  return places;
}

/** Whether what follows is an order or something to look up, and no text. */
function gives(masked: string, from: number, lexicon: Lexicon): boolean {
  const line = masked.slice(from).split('\n')[0] ?? '';
  const tokens = tokensOf(line);
  const order = startsAction(lexicon, tokens, 0, tokens.length);
  const goes = tokens.some((token) => /^[\uE003-\uE006]$/.test(token.word));
  if (order && order.at === 0 && goes && order.score > 12) return true;
  if (eventIn(lexicon, line.slice(0, 60))?.start === 0) return true;
  const short = tokens.slice(0, 6);
  return (
    !/\b(?:is|are|was|be|will|needs?|take|bring|check|please|your|you)\b/.test(line) &&
    lexicon.actions.some(
      (words) =>
        words.action.effect === 'read' && words.action.service !== 'llm' && findPhrase(short, words.nouns) !== null,
    )
  );
}
