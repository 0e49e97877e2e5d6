import type { Source } from './mask.ts';
import type { Way } from './plain-trust.ts';
import { reworded } from './plain-ways.ts';

/** The language of chats: greetings, asides and laughter go, "n", "u" and pictures become words and signs. */

const HI =
  'abeg|biko|jamani|aki|sawa|haya|please|oops|whoops|oh|ah|argh|hmm|yo|hiya|heya|oi|ey|aye|bro|bruv|dude|mate|fam|hun|howdy|gm|hey|hi|hello|ok so|okay so|ok|okay|so|alright|right|well|good day (?:sir|madam|sir or madam|sir and madam|sirs|all)|dear (?:sir|madam|sir or madam|team|friend|nod)|(?:so )?sorry for my (?:bad |poor )?english|excuse my (?:bad |poor )?english|kindly|real quick|quick one|quick q|quick question|quick favou?r|small favou?r|favou?r|one more|one more thing|new one|another one|next one|me again|hi again|hello again|good day|good (?:morning|afternoon|evening)|niaje|sasa|mambo|habari|jambo|bonjour|salut|hola|buenas|ciao|hallo|moin|ola|oi pessoal';
const BYE =
  "ta|ta very much|cheers|cheers mate|lol|lmao|haha+|hehe+|xx*|thx|thnx|tks|tysm|ty|thank u|thank you|thanks|thanks (?:mate|a lot|a bunch|so much|in advance)|many thanks|much obliged|pretty please|please and thanks|merci(?: beaucoup)?|danke|gracias|obrigad[oa]|grazie|asante(?: sana)?|(?:and )?nothing (?:fancier|more|else|fancy|complicated|special)(?: than (?:that|this))?|(?:and )?(?:that|this)(?:'?s| is) (?:it|all|everything|the (?:whole|entire) (?:thing|idea))(?: really| for now| folks)?|simple as that|easy(?: right)?|no biggie|(?:and )?(?:all the best|good (?:health|luck)|best (?:wishes|regards)|greetings|regards|blessings|god bless(?: you)?)(?: (?:to|for|from) (?:you|your|the|my|our) ?[a-z]*| you)?(?: and your family)?|(?:have an?|and an?) (?:good|nice|great|lovely|blessed) (?:day|evening|week|weekend)|thanks a (?:million|lot|ton|bunch)(?: friends?| team)?|you rock|you(?:'re| are) the best|(?:i'd |would )?(?:really )?appreciate (?:it|that)|(?:that )?would be (?:great|nice|lovely|awesome|amazing|perfect)|(?:that )?should be (?:it|all)|no (?:rush|hurry|stress|pressure)(?: at all)?|thanks a (?:million|ton|bunch)|(?:it |that |this )?(?:would|will|'d) (?:be such|be so|be a|help|make my|save me|mean) [a-z ']{3,40}|honestly|honest|is that (?:ok|okay|possible|doable|something you can do)|can you do that|possible";
/** Said of oneself before the request: "surf school here", "Mary from the bakery here". */
const HERE =
  /^(?:(?:we are|we're|i am|i'm|this is|it's|its) )?(?!(?:put|post|send|drop|leave|add|come|go|text|write|share|keep|from|over|right|paste|attach)\b)(?:an? |the |our |your )?[a-z'-]+(?: (?!(?:put|post|send|drop|leave|add|text|share|it|that|them)\b)[a-z'-]+){0,4} here(?: again)?[\s,.!:–-]+(?=\S)/g;
/** What is told before "what I want:" or "anyway:". Nothing in it may be an address, a number or a quote. */
const TOLD =
  /^[^\uE001-\uE010\d]{0,400}?(?:^|[\s,.!])(?:so )?(?:here(?:'s| is) )?(?:what (?:i|we|i'd|we'd)(?: really| just| would)? (?:want|need|like|am after|are after|'m after)(?: is| from you)?|the ask|my ask|tl;?dr|long story short|bottom line|in short|any ?ways?|point is|point being|what should happen|the request|request|(?:my|our) (?:wish|idea|dream|plan)(?: is)?(?: like)?(?: this| so)?|(?:dream|ideal) scenario)\s*(?::|,|–|—| - )\s*(?=\S)/g;

const WORDS: Record<string, string> = Object.fromEntries(
  `thru through|txt text|txts texts|rigth right|abt about|bcs because|bcoz because|cuz because|coz because|ppl people|wanna want to|gonna going to|gotta have to|lemme let me|gimme give me|dont don't|doesnt doesn't|isnt isn't|wont won't|cant can't|didnt didn't|hasnt hasn't|arent aren't|wasnt wasn't|thats that's|theres there's|heres here's|whats what's|im i'm|ive i've|tonite tonight|nite night|evryday everyday|evning evening|mornin morning|mrng morning|wk week|wks weeks|mth month|mths months|mnth month|2moro tomorrow|2morrow tomorrow|2nite tonight|b4 before|wether weather|wheather weather|weahter weather|wkdays weekdays|wkday weekday|wknd weekend|wkend weekend|everytime every time|anytime any time|shld should|cld could|wld would|asnwer answer|evrything everything|evryone everyone|sb somebody|smb somebody|sth something|smth something|acct account|accs accounts|lmk let me know|fwd forward|bday birthday|xmas christmas|addr address|adress address|adresses addresses|mins minutes|secs seconds|pls please|notif notification|notifs notifications|sched schedule`
    .split('|')
    .map((pair) => [pair.slice(0, pair.indexOf(' ')), pair.slice(pair.indexOf(' ') + 1)]),
);

const WAYS: Way[] = [
  [TOLD, ''],
  [new RegExp(`^(?:(?:${HI})(?:,|!|:|\\.+| -| –)+ *)+(?=[a-z0-9\\uE001-\\uE010])`, 'g'), ''],
  [
    /^(?:yo|oi|hey|hiya|heya|bro|dude|mate|howdy)(?: nod| bot| there| man| guys)? (?=(?:can|could|would|will|please|plz|pls|when|every|each|at|on|if)\b)/g,
    '',
  ],
  [HERE, ''],
  // Before what is posted it is no time zone.
  [/\bpst (?=(?:this |it )?(?:to |in |on )?[\uE001\uE006])/g, 'post '],
  // "Ijumaa saa 3 asubuhi (9am Friday, weekly)": the same time in two languages.
  [
    /\b(?:kila )?(?:(?:juma[a-z]+|ijumaa|alhamisi|siku),? )?saa [a-z0-9]+(?: na [a-z]+)?(?: [a-z]+)? ?\(((?=[^()]*\d ?(?:am|pm|:\d))[^()]{3,40})\)/g,
    '$1',
  ],
  [/\btarehe (\d{1,2})\b(?: ya)?(?: kila mwezi| ya mwezi)?/g, 'the $1th'],
  [/ \b(?:lol|lmao|haha+|hehe+|tbh|imo|imho|smh|innit|obvs)\b(?=[\s.,;:!?]|$)/g, ''],
  [new RegExp(`(?<!\\b(?:with|saying|says?|an?|ya))(?:[\\s,.!;:–-]+(?:${BYE}))+[\\s.!?)]*$`, 'g'), ''],
  [/(?<=[a-z0-9\uE001-\uE010)]) '?n'? (?=[a-z\uE001-\uE010])/g, ' and '],
  [/^(?:just )?(?:got|get|received?) (an? |another |new )([^?.!:;\n\uE001-\uE010]{3,50})\?\s*/g, 'when i get $1$2, '],
  [/^((?:an? |any )?(?:new|incoming|another) [^?.!:;\n\uE001-\uE010]{3,50})\?\s*(?=\S)/g, '$1: '],
  // "calendly booking = calendar event": one thing brings about another.
  [
    /^((?!(?:if|where|when|whose|status|field)\b)[a-z]+(?: [a-z]+){1,5}) (?:=|==|equals|means) (?=(?:an? |new )?[a-z]+ [a-z\uE001-\uE006])/g,
    '$1 → ',
  ],
  [/\bw\/o ?(?=[a-z])/g, 'without '],
  [/\b(?:shout|yell|scream|holler|squawk) (?=(?:in|at|to|on|into) (?:our |the |my )?\uE006)/g, 'post '],
];

/** The text in ordinary words. */
export function inOrdinaryWords(source: Source): string {
  return reworded(source, WAYS);
}

/** Short forms, "&" between small words, and pictures: one that ends a thought is a full stop, an arrow an arrow. */
export function spelledOut({ text, masked }: Source): string {
  let out = '';
  let last = 0;
  const pattern =
    /\s*(?:➡\uFE0F?|(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F|\u200D)+)\s*|(?<![\w'./@#-])[a-z0-9]+(?![\w'/@-]|\.\w)|(?<=[a-z\uE001-\uE010)]) ?& ?(?=[a-z\uE001-\uE010(])/gu;
  for (const found of masked.matchAll(pattern)) {
    const start = found.index;
    const end = start + found[0].length;
    const next = wordFor(found[0], text, start, end);
    if (next === null) continue;
    out += text.slice(last, start) + next;
    last = end;
  }
  return out + text.slice(last);
}

function wordFor(found: string, text: string, start: number, end: number): string | null {
  if (/[a-z0-9]/.test(found))
    return Object.hasOwn(WORDS, found) && !/^[A-Z]/.test(text.slice(start)) ? (WORDS[found] ?? null) : null;
  if (found.includes('&'))
    return /[A-Z]\S*\s*$/.test(text.slice(0, start)) && /^[A-Z]/.test(text.slice(end)) ? null : ' and ';
  if (found.includes('➡')) return ' → ';
  if (found.trim() === '') return null;
  if (start === 0 || end === text.length) return start === 0 ? '' : '';
  const before = text.charAt(start - 1);
  if (/[.,;:!?…]/.test(before)) return ' ';
  return /^[A-Z“"']/.test(text.slice(end)) ? '. ' : ' ';
}
