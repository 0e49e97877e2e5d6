import { partsWell } from './parting.ts';

/** Small talk and what is no request at all. */

export type Talk = 'hello' | 'help' | 'thanks' | 'question' | 'empty' | 'unreadable' | 'tooLong' | null;

const HELP =
  /^(?:(?:hey|hi|hello|yo|ok|so|jambo|habari|good (?:morning|afternoon|evening))\b[\s,!]*)*(?:what (?:can|do|could) you (?:do|help)\b.*|what are you(?: able to do| good (?:at|for))?|help(?: me)?|how (?:do|does|can) (?:you|this|it|i)(?: \w+)? ?(?:work|use|help|start|begin|get started|make|create|set up|build)?\b.*|who are you.*|what is this.*|what's this.*|how do i .*|show me (?:an )?examples?.*|examples?|get(?:ting)? started|instructions|menu|commands|start|\/help|what services.*|which (?:services|apps|tools|integrations).*|what (?:apps|tools|integrations) .*|can you help(?: me)?|unaweza kufanya nini|nisaidie)[?!. ]*$/iu;
const HELLO =
  /^(?:hey+|hi+|hello+|yo|good (?:morning|afternoon|evening|day)|hola|jambo|habari(?: yako| za .*)?|mambo|sasa|niaje|howdy|greetings|hey there|hi there|hello there|sup|what'?s up)[\s,!.]*(?:nod|bot|there|everyone|how are you.*)?[\s!.?]*$/iu;
const THANKS =
  /^(?:ok(?:ay)?[,\s]*)?(?:thanks?(?: you)?(?: so much| a lot| very much| again)?|thx|ty|cheers|great|perfect|awesome|nice|cool|good job|well done|asante(?: sana)?|bye|goodbye|see you|good night|lol|haha+|ok(?:ay)?|great,? thanks?|you'?re (?:great|welcome|the best))[\s!.]*$/iu;
const PARTING =
  /^(?:(?:thanks?(?: you)?|thx|cheers|asante(?: sana)?|ta)[\s,.!-]+)?(?:you(?:'re| are) (?:an? )?(?:\w+ )?(?:star|legend|gem|hero|angel|lifesaver|genius|best|great|good|kind|amazing|brilliant))[\s.!]*$|^(?:ok(?:ay)?[,\s]*)?(?:thanks?(?: you)?|thx|cheers|asante(?: sana)?)\b[\s,.!-]*(?:so much|a lot|very much)?[\s,.!-]*(?:(?:that(?:'?s| is| was| will be)|this (?:is|was)|it(?:'s| is| was)|you(?:'re| are| were)) (?:(?:so|very|really|just|super|exactly|all) )*(?:all|it|everything|great|perfect|fine|helpful|useful|brilliant|lovely|kind|amazing|awesome|good|nice|what i (?:needed|wanted))|(?:that|this|it) (?:(?:really|so) )?(?:works|worked|helps?|helped)|(?:see|talk to) you|bye|for (?:your|the|all) \w+|i'?m (?:done|good)|no more|nothing else)\b[\w\s,.!']{0,40}$/iu;
const QUESTION =
  /^(?:(?:hey|hi|hello|so|and|but|please|quick question)[\s,:!.]*)*(?:who|what|whats|what's|where|which|whose|why|how|is|are|was|were|does|did|do you|has|have you|tell me (?:a joke|about|something|who|what|why|how)|explain|define|translate|calculate|solve|write me code|sing|give me (?:a|the) (?:recipe|joke|answer)|do i need|should i|can (?:cats|dogs|people|humans|you (?:believe|see|feel|hear|think|love))|i (?:feel|love|hate|am (?:sad|happy|bored|tired)|'m (?:sad|happy|bored|tired)))\b/i;

/** Characters of a request beside what is quoted: reading takes longer than in proportion, and keeps others waiting meanwhile. */
const MOST_SAID = 2000;

/** Whether a request says more than can be read while others wait. An answer may be long: it may be a whole text. */
export const isLong = (text: string): boolean =>
  text.length > MOST_SAID && text.replace(/"[^"]*"|“[^”]*”|«[^»]*»/g, '').length > MOST_SAID;

export function talkIn(text: string): Talk {
  if (text.trim() === '') return 'empty';
  if (text.length > 8000) return 'tooLong';
  const controls = [...text].filter(
    (letter) => (letter < ' ' && !/[\n\r\t]/.test(letter)) || letter === '\uFFFD',
  ).length;
  if (controls > 3 || controls * 10 > text.length) return 'unreadable';
  if (!/[\p{L}\p{N}]/u.test(text)) return 'empty';
  const plain = text
    .replace(/\p{Extended_Pictographic}|\uFE0F/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (HELP.test(plain)) return 'help';
  if (HELLO.test(plain)) return 'hello';
  if (THANKS.test(plain) || PARTING.test(plain) || partsWell(plain)) return 'thanks';
  return QUESTION.test(plain) ? 'question' : null;
}

/** The draft, in whatever words; the wider ones may be the words of a message where such are asked for. */
const NARROW = '(?:it|that|this|(?:the|that|this) (?:draft|card))';
const WHOLE =
  '(?:(?:all (?:of )?)?(?:it|that|this)(?: all| (?:altogether|entirely|completely))?|(?:the|that|this)(?: whole| entire)? (?:draft|card|thing|lot|idea)|everything)';
const cancelOf = (whole: string): RegExp =>
  new RegExp(
    `^(?:(?:no thanks|no thank you|no|nope|nah|ok|actually|please|hmm|wait|never ?mind|forget it)[,\\s]+)*(?:cancel(?: (?:please|${WHOLE}))*|never ?mind(?: (?:that|about it|it))?|forget (?:about )?${whole}|(?:drop|scrap|bin|ditch|discard|bin off) ${whole}|discard|don'?t (?:do|create|make|set) (?:it|that|this)(?: up)?|no|nope|nah|no thanks?|no thank you|stop(?: (?:it|that|this))?|abort|throw ${whole} away|delete (?:the |this |that )?(?:draft|card)|leave it(?: (?:alone|be|at that))?|start (?:over|again|afresh)|begin again|(?:let'?s )?start from scratch|hapana|i changed my mind|changed my mind|not (?:now|anymore)|quit|exit)(?: please| thanks| thank you)?[\\s.!]*$`,
    'i',
  );
const CANCEL = cancelOf(WHOLE);
const SURELY = cancelOf(NARROW);
export const YES =
  /^(?:yes|yep|yeah|yup|sure|ok(?:ay)?|go(?: ahead)?|do it|approve|approved|confirm|create it|yes,? create it|looks good|perfect|sounds good|ndio|sawa)[\s.!]*$/i;
export const NEXT =
  /^(?:ok(?:ay)?[,\s]*|and |now |yes[,\s]*)*(?:next|the (?:next|other|second)(?: one| automation)?|go on|continue|do the (?:other|next|second)(?: one)?|set up the (?:other|next|second)(?: one)?|what about the (?:other|second)(?: one)?)(?: please)?[\s.!?]*$/i;

const ABOUT = [
  /\b(?:what|which|anything|how|things?|stuff)\b.*\b(?:can|could|do|does|would|will|are|may)\b.*\b(?:you|u|i|we|this|it|nod|here|trigger|webhooks?|workflows?|automations?|approvals?)\b.*\b(?:do|help|helps|automate|automated?|automations?|work|works|able|capable|good at|offer|handle|support|tasks?|services?|apps?|examples?|possible|use|used|for|mean)\b/i,
  /\b(?:explain|tell me|show me)\b.*\b(?:how|what)\b.*\b(?:you|this|it|nod|workflows?|automations?)\b.*\b(?:work|works|do|does|can|offer|are|is)\b/i,
  /\b(?:are you|is this|is nod) (?:an? )?(?:able|capable|bot|ai|robot|human|person|real|free)\b/i,
  /\b(?:what are|tell me|share|list)\b.*\byour (?:features|skills|abilities|powers|capabilities|limits|services|functions|integrations)\b/i,
  /\bwhat (?:all )?(?:is|are) (?:you|this|nod) (?:for|about|capable of)\b/i,
];

/** Whether somebody asks what this is good for, in whatever words: nothing is ordered, timed or addressed in it. */
export const asksAbout = (text: string): boolean =>
  text.length < 160 && !/[@#"“]|https?:|\d/.test(text) && ABOUT.some((one) => one.test(text.replace(/\s+/g, ' ')));

const HEDGE = /^(?:hmm+|oh|ok|okay|actually|sorry|please|thanks|well|you know what|on second thoughts?)$/i;
const HEDGED = /^(?:hmm+|oh|ok|okay|actually|well|you know what|on second thoughts?) /i;

/**
 * "hmm actually forget it, scrap that draft": each part of it drops what is open.
 *
 * @param asksWords Whether the words of a message are asked for: "drop everything!" may be such.
 */
export function cancels(text: string, asksWords = false): boolean {
  if (SURELY.test(text)) return true;
  const parts = text
    .split(/[,;.!]+|\band\b/)
    .map((part) => part.trim())
    .filter(Boolean);
  const plain = parts.filter((part) => !HEDGE.test(part)).map((part) => part.replace(HEDGED, ''));
  if (asksWords && !plain.some((part) => SURELY.test(part))) return false;
  return CANCEL.test(text) || (plain.length > 0 && parts.length < 6 && plain.every((part) => CANCEL.test(part)));
}

const GOES_OFF =
  /^(?:(?:no|nope|actually|please|sorry|ok|okay|wait|and|so|because|as) )*(?:(?:i|we)(?:'ve| have)? (?:just )?changed (?:my|our) minds?(?: about (?:it|this|that))?|(?:i|we) (?:really )?(?:don't|do not|no longer) (?:need|want) (?:it|this|that|this one|that one)(?: any ?more| now| really| after all| at all)*|(?:it's|it is|that's) (?:no longer|not) (?:needed|wanted|necessary)(?: any ?more| after all| now)*|not needed(?: any ?more| after all| now)*|don't(?: bother| do it| set it up)?(?: after all)?|(?:it|that|this) (?:was|is) (?:a (?:mistake|bad idea)|not worth it))(?: please| thanks| thank you)?$/i;

/** "no, forget it, I've changed my mind": what is open is dropped, with its reason. Only where something is open. */
export function dropsIt(text: string, asksWords = false): boolean {
  const parts = text
    .replaceAll('’', "'")
    .split(/[,;.!–]+|\band\b|\bbecause\b/)
    .map((part) => part.trim())
    .filter((part) => part !== '' && !/^(?:hmm+|oh|ok|okay|actually|sorry|please|thanks|well|so|no|nope)$/i.test(part));
  return parts.length > 0 && parts.length < 5 && parts.every((part) => GOES_OFF.test(part) || cancels(part, asksWords));
}
