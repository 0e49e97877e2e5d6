import { type Lexicon, matchAt, phraseOf, sameWord, tokensOf } from './lexicon.ts';

/** Telling what people say around a request from requests that cannot be met. */

/** Well-known services; those the catalogue has are taken off when it is read. */
const WELL_KNOWN =
  'telegram discord twitter tweet instagram facebook linkedin tiktok snapchat pinterest youtube teams zoom dropbox salesforce asana clickup monday.com xero mailchimp zendesk intercom freshdesk shopify woocommerce wordpress messenger signal viber wechat skype paypal square mpesa airbnb uber spotify alexa siri fax xero sage zoho pipedrive basecamp linear evernote onenote todoist outlook gitlab bitbucket sendgrid twilio'.split(
    ' ',
  );
const NOISE =
  /^(?:[\s,.;:!?()-]|\b(?:so|and|but|well|honestly|basically|also|hi|hey|hello|dear|thanks|thank you|thank|cheers|asante|please|pls|ok|okay)\b)*(?:$|(?:it|it's|its|that|that's|thats|this|there|these|those|we|we're|we've|i|i'm|i've|they|he|she|you|you're|my|our|the|here|because|since|so that|no need|nothing|thanks|thank|cheers|hi|hello|hey|hope|sorry|in case|as|for|what|which|who|not|yes|two|three|both|with|sounds|appreciate|great|cool|much|lots|many|kind|best|regards|now|today|just|a|an|to|of|on|in|at|by|from|per|via|asap|urgent|important|background|context|fyi|btw|note|example|e\.g|etc|am|is|are|do nothing|love|good|morning|afternoon|evening|something|anything|everything|one|same|like|is it|would|could|can|hopefully|ideally|asante|tafadhali|jambo|habari|mambo|sasa|first|second|third|separately|things|workflow|automation|bot|nod)\b)/;

/** Words around a request: greetings, reasons, thanks; a service named as a heading ("github:"). */
export function isNoise(masked: string): boolean {
  if (/^[\s\uE000]*[a-z-]+(?: [a-z-]+)? ?:?[\s\uE000]*$/.test(masked) && /:\s*$/.test(masked)) return true;
  if (
    /^[\s\uE000]*(?:please |can you |could you )?(?:run|start|trigger|do|schedule|fire|execute|repeat|use)?(?: it| this| that| something| a thing)?(?: on| at| with| using| the| a| cron| quartz)*[\s\uE000:,.]*(?:and|to)?[\s\uE000:,.]*$/.test(
      masked,
    )
  )
    return true;
  const plain = masked
    .replace(/[\uE000-\uE010]+/g, ' ')
    .replace(/[^\p{L}\p{N}\s'.,-]/gu, ' ')
    .trim();
  return NOISE.test(plain) || plain.replace(/[^\p{L}]/gu, '').length < 3;
}

/** A service people know and this catalogue does not have; null for none. */
export function strangerIn(masked: string, lexicon: Lexicon): string | null {
  const own = new Set(
    lexicon.catalogue.services.flatMap((service) => [service.service, ...service.nouns, ...(service.aliases ?? [])]),
  );
  const ours = lexicon.actions.flatMap((words) => words.action.words.nouns ?? []);
  for (const name of WELL_KNOWN) {
    if (own.has(name) || ours.includes(name)) continue;
    if (
      new RegExp(
        `(?:\\b(?:on|in|to|via|with|by|through|from|my|our|a|an|the|post|send) |^ ?)${name.replace('.', '\\.')}(?![\\w-])`,
      ).test(masked)
    )
      return name;
  }
  return null;
}

/** What is left of a clause and reads like another order: "and feed my cat". */
export function unknownPart(rest: string, lexicon: Lexicon): string | null {
  const plain = rest
    .replace(/[\uE000-\uE010]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const found =
    /(?:^|[ ,])(?:and|then|also|plus)(?: then| also)? ([a-z]+ (?:my|me|the|a|an|us|our|it|them|him|her|all|every|some)\b.*)$/.exec(
      plain,
    );
  if (!found?.[1]) return null;
  const verb = found[1].split(' ')[0] ?? '';
  if (
    /^(?:for|with|to|in|on|at|by|from|of|as|is|are|was|that|their|the|who|what|about|include|add|including|use|using|make|keep|attach|mention|say|cc|copy|be|not|or|if|when|sent|call|name)$/.test(
      verb,
    )
  )
    return null;
  return lexicon.actions.some((words) =>
    words.nouns.some((noun) => noun.parts.some((part) => !part.gap && part.any.some((word) => sameWord(verb, word)))),
  )
    ? null
    : found[1];
}

/** Services the person names as the source of an event that this catalogue gets no events from. */
export function sourceNamed(lexicon: Lexicon, words: string): string | null {
  const tokens = tokensOf(words);
  const own = new Set(lexicon.catalogue.services.filter((one) => one.events.length > 0).flatMap((one) => one.nouns));
  const services = lexicon.catalogue.services.filter(
    (service) => service.events.length === 0 && service.service !== 'flow',
  );
  const found = services.find((service) =>
    service.nouns.some((noun) =>
      tokens.some((_, at) => !own.has(tokens[at]?.word ?? '') && matchAt(tokens, at, phraseOf(noun)) !== null),
    ),
  );
  return found?.title ?? null;
}
