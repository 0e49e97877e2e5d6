import type { PlannerReply } from '../types.ts';
import { type Dialog, NOTHING } from './dialog.ts';
import { maskOf } from './mask.ts';
import { question } from './questions.ts';
import type { Hole } from './sketch.ts';
import { talkIn } from './talk.ts';
import { say } from './words.ts';

/** What is said beside the point while something is asked or a card waits: about the bot and its plans, to nobody else. */

export type Aside =
  | 'who'
  | 'cost'
  | 'later'
  | 'begins'
  | 'safe'
  | 'meaning'
  | 'suggest'
  | 'bot'
  | 'hello'
  | 'thanks'
  | 'pause'
  | 'yes';

const START = '^(?:(?:and|so|but|wait|hmm+|um+|ok(?:ay)?|oh|well|hey|sorry|quick question)[,:.!…\\s]+)*';
const IT = "(?:it|this|that|these|those|they|he|she|the \\w+)(?:'s)?";
const about = (source: string): RegExp => new RegExp(`${START}(?:${source})[\\s?!.]*$`, 'iu');

const YES_FORM = about(
  `(?:(?:yes|yep|yeah|yup|sure|ok(?:ay)?|alright|right|fine|please|ndio|sawa|oui)[,\\s]*)*(?:(?:please )?(?:go ahead|just do it|do it|(?:please )?(?:create|make|set up|build|approve|start|confirm|save) (?:it|this|that)(?: up)?(?: (?:now|please))*|let'?s (?:go|do it)|proceed|approve|approved|confirm|confirmed)|yes|yep|yeah|yup|sure|ok(?:ay)?|alright|ndio|sawa|oui)(?: please| thanks| thank you)?`,
);

const ASIDES: [Aside, RegExp][] = [
  [
    'who',
    about(
      `(?:who|which (?:people|person|clients?|customers?))(?:'s| is| are| all)? ?(?:(?:will|would|'ll|does|going to|gonna)[\\w\\s']{0,24} (?:get|receive|see|read|be told)|gets?|receives?|sees?)(?: ${IT})?|who(?: all)? (?:will|would|does) (?:it|this|that) (?:go|be sent|message|email|text) ?(?:to)?|who(?:'s| is) (?:it|this|that) (?:going |sent )?(?:to|for)`,
    ),
  ],
  [
    'cost',
    about(
      `(?:what|how much)(?:'s| does| do| will| would| is)? ?(?:${IT}|you|nod)? ?(?:going to )?(?:costs?|charges?)(?: me| us)?|(?:is|are) (?:it|this|that|you) (?:really |all )?(?:free|paid|expensive)(?: of charge)?|do (?:i|we) (?:have to |need to )?pay(?: (?:for|anything|something).{0,20})?|(?:is there|are there) (?:a |any )?(?:fees?|charges?|costs?|catch).{0,20}|(?:what(?:'s| is|s)|how much is) the (?:price|cost|fee)(?: of (?:it|this|that))?|how much`,
    ),
  ],
  [
    'later',
    about(
      `(?:can|could|may|will) (?:i|we) (?:still |also |always )?(?:change|edit|undo|stop|cancel|delete|pause|modify|update|remove|turn off|switch off) (?:it|this|that|them|things?|everything)(?: (?:later|afterwards?|again|any ?time|at any time|if i want|too).{0,20})?|(?:is|are) (?:it|this|that) (?:final|permanent|forever)|what if i change my mind`,
    ),
  ],
  [
    'begins',
    about(
      `when (?:will|would|does|is) (?:it|this|that|the first one) ?(?:going to )?(?:run|start|begin|go out|be sent|happen|go live|send)?(?: for the first time| first| next)?|what happens (?:now|next|then|after (?:that|this)|if i (?:approve|say yes|tap .{1,12}|agree))|(?:is|has) (?:it|this|that) (?:been )?(?:on|live|running|sent|started|active)(?: (?:now|yet|already))?|did (?:it|you) (?:already )?(?:send|run|start)(?: it)?(?: already)?|now or later`,
    ),
  ],
  [
    'safe',
    about(
      `(?:is|are) (?:it|this|that|my (?:data|money|information|clients?)) (?:really )?(?:safe|secure|private|legit|legal|ok|okay)(?: (?:with you|here))?|(?:is it|are you) a scam|(?:can|should) i trust (?:you|this|it)|will (?:it|you|this) (?:send|pay|do) (?:it|this|that|anything|something)? ?without (?:me|asking|my).{0,30}`,
    ),
  ],
  [
    'meaning',
    about(
      `what(?: do| did|'d) you mean.{0,30}|what does (?:that|this|it) (?:mean|do)|what(?:'s| is|s) (?:that|this|it)(?: for| about)?|why(?: (?:do|are|would) you (?:ask|need|want|asking).{0,30})?|(?:i )?(?:don'?t|do not) (?:understand|get it|know what (?:you mean|that is)).{0,20}|i'?m (?:confused|lost)|huh|pardon|come again|say (?:that )?again|what|sorry|como|sijaelewa|unamaanisha nini`,
    ),
  ],
  [
    'suggest',
    about(
      `what (?:do|would|should|can) (?:you|i|we) (?:suggest|recommend|propose|advise|say|write|put|choose|pick|use)(?: (?:here|there|then))?|any (?:suggestions?|ideas?|advice|examples?)|(?:like|such as) what|(?:for )?example|e\\.?g\\.?|give me (?:an |some )?(?:examples?|ideas?|options?|suggestions?)|what are (?:the|my) (?:options|choices|possibilities)|which (?:one )?(?:is|would be) (?:better|best|good)|what (?:else )?(?:options|choices) (?:are there|do i have)`,
    ),
  ],
  [
    'bot',
    about(
      `(?:are|r) (?:you|u) (?:a |an |really |even |just )*(?:bot|robot|human|person|ai|machine|real|there|alive|chat ?gpt|sure)(?: or .{1,20})?|is (?:this|anyone|anybody|someone) (?:a |an |there|here)*(?:bot|robot|human|person|ai|real)?|who are you|what(?:'s| is|s) your name|do you have a name|can you hear me`,
    ),
  ],
  [
    'thanks',
    about(
      `(?:many )?(?:thanks?(?: you)?|thx|ty|cheers|asante(?: sana)?|merci(?: beaucoup)?|great|cool|nice|awesome|lovely|good (?:question|job|bot)|lol|ha(?:ha)+|you(?:'re| are) (?:great|fast|good|the best))(?: (?:so much|a lot|very much))?`,
    ),
  ],
  [
    'pause',
    about(
      `(?:hold on|hang on|wait|one (?:sec|second|moment|minute)|just a (?:sec|second|moment|minute)|give me (?:a|one) (?:sec|second|moment|minute)|let me (?:check|think|see|look|ask)(?: .{0,30})?|brb|(?:i'?ll )?be right back|(?:i'?m )?thinking|hmm+|um+|uh+|subiri)`,
    ),
  ],
  ['yes', YES_FORM],
];

const TITLES = new Set(['title', 'subject']);

/**
 * What a message is that answers nothing that was asked: a question to the bot, thanks, a word to gain time, a yes where nothing
 * was suggested. Null for all that may be an answer: quoted words, a number, an address, a name before a colon.
 */
export function asideIn(text: string, asked: Hole[], timeZone: string): Aside | null {
  const plain = plainOf(text);
  if (plain.length > 120 || /["“”«»:=\d]/.test(plain)) return null;
  if (maskOf(plain, timeZone).entities.length > 0) return null;
  // “Hello” is a subject as good as any.
  if (talkIn(plain) === 'hello')
    return asked.length > 0 && asked.every(({ kind }) => TITLES.has(kind)) ? null : 'hello';
  const found = ASIDES.find(([, form]) => form.test(plain))?.[0] ?? null;
  // A yes or thanks takes what was suggested, and a yes answers what is asked with yes or no.
  const open = (hole: Hole) => hole.suggest || hole.options || hole.kind === 'late' || hole.kind === 'when';
  return (found === 'yes' || found === 'thanks') && asked.some(open) ? null : found;
}

/** Asides that are answered while a card waits, and where nothing does. */
const WITH_CARD = new Set<Aside>(['who', 'cost', 'later', 'begins', 'safe', 'meaning', 'bot', 'pause']);
const ALONE = new Set<Aside>(['cost', 'safe', 'bot']);

/** What was said beside the point is answered, and what is open asked again; null where it is for others to answer. */
export function answerAside(aside: Aside, dialog: Dialog, hasCard: boolean): PlannerReply | null {
  const text = say.aside[aside];
  if (dialog.asked.length > 0 && dialog.sketch) {
    const again = question(dialog.asked, dialog, NOTHING);
    // Said once more, it is the text that is asked for.
    const kept: Dialog = { ...dialog, greeted: aside === 'hello' };
    return { ...again, text: `${text}\n\n${again.text}`, dialog: kept };
  }
  if (hasCard && WITH_CARD.has(aside)) return { kind: 'say', text: `${text} ${say.tapApprove}`, dialog };
  return ALONE.has(aside) ? { kind: 'say', text, dialog } : null;
}

/** "ok create it": a yes in many words, which takes what was suggested. */
export const consents = (text: string): boolean => YES_FORM.test(plainOf(text));

const plainOf = (text: string): string =>
  text
    .replace(/\p{Extended_Pictographic}|\uFE0F/gu, ' ')
    .replace(/’/g, "'")
    .replace(/\s+/g, ' ')
    .trim();
