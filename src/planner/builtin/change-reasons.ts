import { DATES, ORDERS } from './command-left.ts';
import { maskOf } from './mask.ts';
import { MONTH } from './recurrence-days.ts';

/** What a change says around itself: how somebody comes to it, and why. Neither changes anything. */

/** "hmm,", "oh ok", "you know what": what people think aloud before they say it. */
const HEDGES =
  /^(?:(?:(?:hmm+|um+|uh+|erm?|oh|ah|ok(?:ay)?|alright|sorry|actually|you know what|thinking about it|on (?:second|2nd) thoughts?|please|pls|kindly|i think|i guess)(?:[,.:!…–-]+\s*|\s+)|(?:right|well|wait|hold on|one sec|thanks|thank you|great|good|nice|perfect)[,.:!…–]+\s*)(?=\S))+/i;
/** "you can drop it", "could you drop it?": the order. */
const MAY =
  /^(?:(?:you|we) (?:can|could|may|might as well|should) (?:just |also )?|(?:can|could|would|will) you (?:please |just |kindly )?|(?:i'd|i would) like you to |(?:i want|i need) you to |let's (?:just )?|let us )(?=(?:drop|skip|remove|leave|take|lose|cut|forget|not|make|move|push|change|use|set|switch|add|put|scrap|delete)\b)/i;

/** The change without what is only thought aloud before it. */
export const plainOrder = (text: string): string => text.trim().replace(HEDGES, '').replace(MAY, '');

/** What only tells something of its own: of people, of a thing that is so. */
const PEOPLE =
  "(?:she|he|they|we|i|nobody|no one|none of (?:us|them)|everyone|everybody|people|most of (?:us|them)|(?:my|our|his|her|their|the) (?:wife|husband|mother|father|mum|mom|dad|boss|team|staff|kids|children|clients?|customers?|members?|tenants?|landlord|landlady|manager|treasurer|guys|girls|boys|crew|bank|school|church|office|shop|market|council|government|supplier|driver|cleaner))(?:'\\w+)?";
const IS_SO = "(?:is|are|was|were|has|have|had|went|goes|got|gets?|costs?|keeps?|never|always|isn't|aren't)";
const REASON = new RegExp(
  `^(?:and |but |as |for |well |so )*(?:(?:because|since|cause|coz|cos|given that|seeing that)\\b|${PEOPLE} [a-z']|(?:it|that|this)(?:'s| is| was|'ll be) (?:too|so|just|really|only|quite|a bit|getting|becoming|not worth|a waste|annoying|noisy|nois|silly|overkill|spam)|(?:it|that|this) (?:costs?|annoys?|takes? too|gets? too|only|never|makes? no|bothers?)\\b|(?:my|our|his|her|their|the) [a-z]+ ${IS_SO}\\b|[a-z]+ (?:is|are|has|have|went|gets?|got|was|were)(?: [a-z]+){1,4}$)`,
);
/** What asks for something after all, or says of something that it is so from now on. */
const ASKS = new RegExp(
  `\\b(?:wants?|wish(?:es)?|should|must|shall|prefers?|let|needs? to|ha(?:s|ve) to|gotta|would|i'd|we'd|like|likes|rather|if|whether|when|whenever|unless|once|after|before|until|till|only if|please|instead|too(?! (?:much|many|late|early|often|expensive|long|far|small|big|high|low|loud|noisy)\\b)|also|both|as well|other|others|rest|remaining|else|stays?|remains?|keep|same|off|excluded|out|unchanged|default|better|best|goes to|go to|gets? (?:an? |the |it )?(?:by )?(?:sms|text|e-?mail|mail|call|whatsapp|message|post|letter)|half|double|twice|every|each|noon|midnight|everything|${MONTH})\\b|\\d|[\\uE001-\\uE010]`,
);
const REPLACES =
  /\b(?:use|make|change|set|switch|move|push|send (?!me\b|us\b)|email (?:it|them)|text (?:it|them)|post (?:it|them)|whatsapp (?:it|them)|add|drop|skip|leave)\b/;
const CUTS =
  /[,;]+ |[.!?…]+(?: |$)| [-–—]+ |— ?| (?=(?:because|since|coz|cos|given that|seeing that) )|\p{Extended_Pictographic}+/gu;
/** Words that are to be said, whatever they look like. */
const SPEAKS =
  /[:"]|\b(?:say|says|saying|(?:should|must|make it|let it|to) read|tell|remind|let (?!me\b|us\b|it\b|them\b)[\w ]+ know|call it|name|rename|title|subject|wording|words|content|body|caption|write)\b|\b(?:text|message) (?:to|should|must)\b/;
/** An address, and nothing of its own behind it. */
const LED = /[\uE003-\uE006](?!$|[\uE003-\uE006]|[\s.!]*(?:(?:instead|please|too|also|as well|not \S+)[\s.!]*)*$)/;
/** "Tuesdays are jammed": of a day, and no order for it. */
const DAY_IS = /^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?) (?:is|are) (?=[a-z]+(?: [a-z]+){0,2}$)/;

/** The change without the reasons before and behind it; as it was where nothing else is said. */
export function withoutReasons(text: string, timeZone: string): string {
  const { masked } = maskOf(text, timeZone);
  if (SPEAKS.test(masked)) return text;
  const parts = partsIn(masked);
  if (parts.length < 2 || parts.length > 6) return text;
  const kept = parts.filter(({ start, end }) => !tells(masked.slice(start, end)));
  if (kept.length === parts.length || kept.length === 0 || kept.some((one) => LED.test(bare(masked, one)))) return text;
  return kept.map(({ start, end }) => text.slice(start, end).trim()).join(', ');
}

const bare = (masked: string, { start, end }: { start: number; end: number }): string =>
  masked.slice(start, end).trim();

function partsIn(masked: string): { start: number; end: number }[] {
  const parts: { start: number; end: number }[] = [];
  let from = 0;
  for (const cut of [...masked.matchAll(CUTS), null]) {
    const end = cut ? cut.index : masked.length;
    if (masked.slice(from, end).trim() !== '') parts.push({ start: from, end });
    from = cut ? cut.index + cut[0].length : end;
  }
  return parts;
}

/** Whether a part only tells why. */
function tells(part: string): boolean {
  const words = part.trim().toLowerCase().replaceAll('’', "'");
  if (DAY_IS.test(words)) return !ASKS.test(words.replace(DAY_IS, ''));
  return REASON.test(words) && !ASKS.test(words) && !REPLACES.test(words) && !ORDERS.test(words) && !DATES.test(words);
}
