import { type Phrase, phraseOf } from './lexicon.ts';

/** Words an order begins with. */

/** Verbs that need more than themselves: an address, a number, a noun of the service. */
export const COMMON = new Set(
  'get call check hit open fetch ping trigger delete request poll pay transfer text mail write label tag search google research slack refund bill draw agent lookup notify message charge invoice whatsapp email'.split(
    ' ',
  ),
);
export const WEAK = new Set(
  'get call check hit open fetch ping trigger delete request poll label tag post put send'.split(' '),
);
export const SPEAK: Phrase[] = [
  'send',
  'post',
  'message',
  'tell',
  'notify',
  'alert',
  'ping',
  'inform',
  'let',
  'thank',
  'share',
  'drop',
  'forward',
  'update',
  'shout',
  'announce',
  'publish',
  'write',
  'say',
  'put',
  'deliver',
  'tuma',
  'dm',
  'remind',
  'congratulate',
  'ask',
  'wish',
  'welcome',
  'warn',
  'nudge',
  'invite',
  'reply',
  'respond',
  'make a post|message|note',
  'leave a post|message|note|comment',
  'put up a post|message|note',
].map(phraseOf);
/** What may stand before the verb of an order. */
export const BEFORE = new Set(
  "and then also please kindly can could would will you i we want need like to would'd you'd i'd we'd have make sure finally next after that afterwards first second lastly plus nod hey hi hello so just should it the bot system ok okay , : ( now immediately automatically separately afterward -> => → must let's lets go ahead help me us be able i'm im basically either too again later else otherwise instead set up create build an a automation workflow that which where ai claude chatgpt gpt".split(
    ' ',
  ),
);
