import { isHeavy } from './accounted.ts';
import { distance } from './lexicon.ts';
import { GONE } from './mask.ts';

/** What a command says besides its deed, the workflow's name, politeness and reasons: a deed is done only where nothing of weight is left. */

/** `no`: it says not to. `if`: on a condition. `deed`: a second deed. `more`: an order of another kind, or something else in the sentence. */
export type Left = 'no' | 'if' | 'deed' | 'more';

const gone = (words: string): string => GONE.repeat(words.length);
const NAME = `${GONE}+(?:'s\\b)?`;
const IT = `(?:(?:the |my |our )?${NAME}|it|this|that|them|am)`;

/** Words in which an if, a no or a number changes nothing. */
const IDLE =
  /\b(?:(?:when(?:ever)?|if|as soon as|once) (?:you(?:'re| are)? (?:can|could|get (?:a|the) (?:chance|moment|minute)|have (?:time|a (?:moment|minute|chance))|like|want|wish|please|ready|free|don't mind)|possible|that(?:'s| is) (?:ok|okay|fine|possible|alright))|(?:would|do) you mind|at once|right (?:now|away)|straight away|(?:once|one) (?:more )?time|once (?:more|again)|once$|for (?:me|us|now|good|ever|once|the (?:moment|time being)|testing|a test)|as (?:well|a test)|in the meantime|at the moment|from now on|from my (?:list|workflows|automations)|for (?:today|(?:this|the|last|next) (?:week|month|quarter|year|day))|(?:my|the|our|its) (?:last|latest|most recent|previous|newest) (?:run|one|execution|workflow|time)|to (?:test|try|check) (?:it|this|that)|to see (?:if|whether|that|how) it works|no (?:rush|hurry|worries)|not (?:before|earlier|sooner)(?: (?:that|then))?\W*$|(?:is|are) (?:back )?on|(?:from |as of )?today(?=\W*$)|with immediate effect|(?:change|set|make) the name of|kwa muda)\b/g;
/** "don't wait until Friday": now. Whom it should not wait for, or an if behind it, is of weight. */
const NO_WAIT =
  /\b(?:and )?(?:don't|do not|no need to|without|rather than|instead of) wait(?:ing)?(?: (?:any longer|any ?more|around|longer|for it))?(?: (?:until|till|for)(?: (?:the|next|this|end|of|on|at|\d+(?:st|nd|rd|th)?|[\d:.]+ ?(?:am|pm)?|(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|tonight|later|noon|week|month|year|weekend|morning|evening|afternoon|day|then))+)?(?=\W*$|[,;.!?])/g;
/** How long a pause holds from now on. */
const HOLDS =
  /\b(?:(?:until|till)\b[^,;.!?\uE000]*|(?:for|over|during) (?:(?:a|an|the|this|next|my|our|\d+|[a-z]+) )*(?:minutes?|hours?|days?|weeks?|months?|while|bit|rest|weekend|holidays?|summer|christmas|easter|break)(?: of (?:the |this )?(?:day|week|month|year))?|this (?:week|month|year)|for now|any ?more)\b/g;
/** "I don't need it any more, delete it". */
const UNWANTED = new RegExp(
  `(?:^|\\b)(?:(?:(?:don'?t|do not|no longer|not) (?:really )?(?:need|want|use)|no need) ${IT}(?: (?:any ?more|again|at all|now|really))*|(?:not|no longer) (?:need(?:ed)?|want(?:ed)?|used|useful|required|necessary)(?: any ?more| now)*)(?!\uE000| \uE000| (?:to|the|my|our|it|that|this|paused|deleted|stopped|removed|run|gone|off|on)\\b)`,
  'g',
);
/** "don't run it (until I say so)": a pause. */
const NOT_RUN = new RegExp(
  `^[\\s,.!]*(?:(?:please|ok|and|so)[\\s,]+)*(?:don'?t|do not|never) (?:(?:run|start|send(?: out)?|post) ${IT}|(?:pay )?${NAME})`,
);

/** "stop it from being paused". */
const KEPT_ON = new RegExp(`\\b(?:stop|keep) ${IT} from being (?:paused|stopped|off)\\b`, 'g');

const PARTS =
  /(?:[,;.!?–—]+(?=\s|$|[\uE000])|\p{Extended_Pictographic}+|\s-\s|\b(?:and )?(?:so|therefore)\b|\b(?=(?:because|since|as (?:we|i|they|it|he|she|the|my|our|there|nobody))\b))/gu;
const SUBJECT = `(?:because |since |as |cause )?(?:(?:we|i|they|he|she|it|there|that|this|nobody|everybody|everyone|someone)(?:'\\w+)?|(?:the|my|our|his|her|their|all) [a-z]+)\\b`;
const REASON = new RegExp(
  `^\\W*(?:(?:ok|okay|hey|hi|hello|yes|and|well|sorry|thanks)[\\s,]+)*(?:${SUBJECT}|[\\w${GONE}]+(?: \\w+)? (?:is|are|was|were|has|have|had|isn't|aren't|wasn't|keeps?)\\b|back (?:from|home|at|in)\\b|because of\\b|due to\\b)`,
);
const WISHES =
  /\b(?:want|wants|wish|should|must|shall|prefer|let|need to|needs to|have to|has to|like it|then|if|whether|when|whenever|unless|once|after|before|only|please|wait|no wait)\b|\d ?(?:am|pm)\b|\d[:.]\d\d|\b(?:noon|midnight)\b/;
/** A deed in it: no mere reason. */
export const ORDERS =
  /\b(?:run|execute|trigger|kick off|start|resume|unpause|pause|suspend|disable|mute|stop|turn|switch|delete|remove|erase|get rid|rename|put)\b/;
export const DAYS =
  /\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|tomorrow|tonight|(?:this|in the) (?:evening|afternoon|morning)|(?:the )?end of (?:the |this )?(?:day|week|month)|next (?:week|month|year|quarter)|noon|midnight)\b/;
export const DATES =
  /\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|tonight|later|next|(?:week|month)end|morning|evening|noon)s?\b|\d/;

/** The mask without what tells why, where that asks for nothing and tells of no clock. */
function reasonsGone(masked: string, command: string): string {
  let rest = '';
  let at = 0;
  const ends = [...masked.matchAll(PARTS)].map((found) => found.index + found[0].length);
  for (const end of [...ends, masked.length]) {
    const part = masked.slice(at, end);
    const untold = part.replace(command === 'delete' || command === 'pause' ? UNWANTED : /$^/, gone);
    const of = /\b(?:it|this|that|the)\b/.test(part.slice(0, 14)) && command === 'run' && DATES.test(part);
    const isReason = REASON.test(untold) && !WISHES.test(untold) && !of && !ORDERS.test(untold);
    rest += isReason ? gone(part) : part;
    at = end;
  }
  return rest;
}

const DEEDS: [string, RegExp][] = [
  [
    'go',
    /^(?:run|execute|trigger|fire|launch|kick off|start|set off|endesha|resume|unpause|restart|reactivate|enable|activate|continue|turn on|switch on)\b/,
  ],
  ['halt', /^(?:pause|suspend|hold|freeze|disable|deactivate|mute|halt|stop|turn off|switch off|simamisha|zima)\b/],
  ['delete', /^(?:delete|remove|erase|trash|get rid of|bin|discard|scrap|archive|throw away|destroy|drop|futa)\b/],
  ['rename', /^(?:rename|re-name)\b/],
];
const KIND: Record<string, string> = { run: 'go', resume: 'go', pause: 'halt' };

/** Kinds of deeds that are ordered: at the beginning of a part, or behind an and. */
const deedsIn = (masked: string): string[] =>
  masked
    .split(/[,;.!?–—]+(?=\s|$)|\s-\s|\b(?:and|then|so|but|or)\b/)
    .map((part) =>
      part.replace(
        /^\W*(?:(?:please|also|now|just|ok|okay|then|kindly|can you|could you|you can|i want you to|i want to)\s+)*/,
        '',
      ),
    )
    .flatMap((part) => DEEDS.filter(([, verb]) => verb.test(part)).map(([kind]) => kind));

/** "no, pause it": of what was said before. */
const CORRECTS =
  /^\W*(?:(?:no|nope|sorry|oh|wait|hmm+)[,.!\s]+)+(?=(?:please |just )?(?:pause|stop|run|start|resume|delete|remove|rename)\b)/;

/** What is left of a command, masked; its length is that of the mask. */
export function leftOf(masked: string, command: string): string {
  let rest = reasonsGone(masked.replace(CORRECTS, gone), command).replace(NO_WAIT, gone).replace(IDLE, gone);
  if (command === 'resume') rest = rest.replace(KEPT_ON, gone);
  if (command === 'pause') rest = rest.replace(NOT_RUN, gone).replace(HOLDS, gone);
  if (command === 'pause' || command === 'delete') rest = rest.replace(UNWANTED, gone);
  return rest;
}

const NO = /\b(?:no|not|never|nobody|none|nope|cannot|[a-z]+n't|dont|wont|no one|no longer|rather than|instead of)\b/;
const IF =
  /\b(?:if|when(?:ever)?|unless|until|till|once|while|as soon as|as long as|provided|in case|after|before|(?:each|every|any) ?time|the moment|without|except|but|depending|what(?:so)?ever|whichever|no matter)\b/;
const LATER = /\b(?:later|afterwards?|eventually|some ?day|one day|then)\b/;

export const saysLater = (left: string): boolean => LATER.test(left) || DAYS.test(left);

const FREE = new Set(
  `please pls plz kindly thanks thank thx you u your hey hi hello dear ok okay yes right now straight away immediately instantly again asap already just quickly early today tonight me us my mine our the this
  that these those a an one ones it its them am workflow workflows automation automations flow job task thing things stuff bot can could would will may might i i'm i'd i'll we want wants need needs like love let
  lets let's go going ahead and also so back off up down on hold live running working run action of to do make set put get give take turn turned switch switched have be being been is are here there nod sasa
  tafadhali stp bitte really actually instead too well any more anymore longer execution history quick little bit completely permanently entirely altogether fully manually whole entire new old message email post
  payment payments report reports reminder reminders text start stop pause resume delete remove rename call called named from name`.split(
    /\s+/,
  ),
);
const JOINS = /^(?:and|then|plus|with|for|to|in|at|on|via|by|about|from|through|into|as|of)$/;
const SENDS =
  /\b(?:post|email|e-mail|mail|text|sms|whatsapp|message|notify|tell|send|ping|inform|write|ask|check|wait|confirm|skip|change|add|update|approve|create|book|warn|alert) (?:me|us|him|her|them|it|the|that|my|our|to|in|on|an?|ann|[a-z]+)\b/;
/** What else may be named: what a workflow does, or where things stand. */
const THINGS =
  /\b(?:rows?|(?:spread)?sheets?|columns?|calendars?|steps?|contacts?|events?|documents?|files?|folders?|database|board|conditions?|limits?|(?:the|its|a|an) trigger|recipients?|address(?:es)?|numbers?|channels?|amounts?|subject)\b/;
const PARTS_OF_IT = /\b(?:emails?|messages?|texts?|sms|posts?|payments?|times?|schedule|report)\b/;

/** What of weight is left; null where it is the deed alone. */
export function weightOf(left: string, command: string): Left | null {
  if (NO.test(left)) return 'no';
  if (IF.test(left)) return 'if';
  const kind = KIND[command] ?? command;
  if (deedsIn(left).some((one) => one !== kind)) return 'deed';
  const [before = '', ...behind] = left.split(new RegExp(`${GONE}+|\\b(?:it|this|that)\\b`));
  if (/[\uE001-\uE010]|\d/.test(left) || THINGS.test(left)) return 'more';
  if (command === 'delete' && PARTS_OF_IT.test(left)) return 'more';
  if (SENDS.test(left)) return 'more';
  const words = (text: string) => text.match(/[\p{L}]+(?:'[\p{L}]+)*/gu) ?? [];
  if (
    [...words(before), ...words(behind.join(' '))].some(
      (word) => isHeavy(word) && !FREE.has(word) && !/^holidays?$/.test(word),
    )
  )
    return 'more';
  const after = words(behind.join(' '));
  return after.some((word, at) => !isFree(word) && JOINS.test(after[at - 1] ?? '')) ? 'more' : null;
}

/** A light word, a slip of the finger allowed. */
const isFree = (word: string): boolean =>
  FREE.has(word) || (word.length > 3 && [...FREE].some((one) => one.length > 3 && distance(word, one, 1) <= 1));
