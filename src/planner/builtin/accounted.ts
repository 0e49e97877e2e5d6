import { paramMeta } from '../../connectors/params.ts';
import type { Filled } from './fill.ts';
import { type ActionWords, distance, type Phrase, sameWord } from './lexicon.ts';
import type { Scope } from './scope.ts';
import { type Sketch, strings } from './sketch.ts';
import { wonder } from './unheard.ts';

/** Every word of a request has a place: read, written down in the draft, or of no weight. What has none is asked about. */

/** Words that change nothing by themselves. */
const LIGHT = new Set(
  `a an the this that these those it its it's i i'm i'd i've i'll me my mine myself we we're we'd we've us our ours you you'd you're your yours he him his she her hers they
  them their theirs someone somebody anyone everyone everybody people who whom whose which what where here there am is are was were be been being do does did done doing have has
  had having can could would will shall may might should must to of in on at by for from with via using through per into onto over about as and or so then than also too plus just
  please pls plz kindly thanks thank cheers asante tafadhali hi hey hello dear ok okay well lol maybe right yes like want wants wanted need needs needed love make makes let lets
  let's get gets give gives go goes going put use send sent out up off back set new some any all both each every one ones thing things way lot bit little short quick brief nice
  friendly polite simple small big automatically automatic always immediately instantly directly quickly soon asap now today simply basically honestly actually really very much sure
  whatever how why because since good great fine kind best regards day time time's following below above content contents saying says say called named titled text message words word
  note info details detail data line row entry item post update notice notification alert heads-up something account team guys folks them/
  know see show comes come came coming along given sent included provided right away own via kwa na ya wa ni kila whether down up online offline reachable alive responding available working works following below would mind niaje nitumie naomba nataka so mtu mteja analipa akilipa akinilipa kupitia report reports digest summary reminder newsletter weekly monthly
  reminding telling informing notifying letting saying today's tomorrow's tonight's week's day's month's full asked requested chosen selected ordered mentioned relevant respective corresponding exact exactly sentence sentences phrase wording verbatim literally precisely quote lines writing reading reads goes went gone greeting alright anyway btw fyi currently usually normally again's
  field fields payload parameter parameters body contents straight away asap person persons copy bunch couple while lunchtime figure wallet though tho oh ah hmm morning morning's evening afternoon tonight everyday prompt shout ping dm wishing wish`.split(
    /[\s/]+/,
  ),
);
/** Words that turn, narrow or time what they stand with, wherever they stand. */
const HEAVY =
  /^(?:not|never|no|none|n't|\w+n't|cannot|except|excluding|unless|only|without|but|until|till|before|after|if|when|whenever|while|during|instead|rather|otherwise|else|max|maximum|min|minimum|limit|cap|least|most|minus|plus|twice|thrice|double|half|again|first|second|third|last|next|other|others|another|once|holiday|holidays)$/;

export const isHeavy = (word: string): boolean => HEAVY.test(word);

const WORD = /[\p{L}\p{N}]+(?:['’.-][\p{L}\p{N}]+)*/gu;
const wordsOf = (text: string): string[] =>
  [
    ...text
      .toLowerCase()
      .replace(/[\uE000-\uE010]+/g, ' ')
      .matchAll(WORD),
  ].map((found) => found[0].replaceAll('’', "'"));

/** A light word, a slip of the finger in a long one allowed. */
const isLight = (word: string): boolean =>
  LIGHT.has(word) || (word.length > 6 && LONG.some((one) => distance(word, one, 1) <= 1));
const LONG = [...LIGHT].filter((word) => word.length > 6);

export interface Unplaced {
  /** Words that may turn the meaning: not, except, until, next. */
  heavy: string[];
  other: string[];
}

/** The words of what is left of an order that have no place. `kept`: what was made of the request; words that stand there were understood. */
export function unplaced(rest: string, words: ActionWords | null, kept: string): Unplaced {
  const own = words ? ownWords(words) : [];
  const written = new Set(wordsOf(kept));
  const out: Unplaced = { heavy: [], other: [] };
  for (const word of wordsOf(rest)) {
    const plain = word.replace(/'s$/, '');
    if (HEAVY.test(word)) out.heavy.push(word);
    else if (isLight(word) || isLight(plain) || written.has(word) || written.has(plain)) continue;
    else if (!own.some((one) => sameWord(plain, one))) out.other.push(word);
  }
  return out;
}

/** As a list of words: what neither has no weight nor is one of the words given. */
export function unplacedIn(text: string, known: string[]): string[] {
  const left = unplaced(text, null, '');
  return [...left.heavy, ...left.other].filter((word) => !known.some((one) => sameWord(word.replace(/'s$/, ''), one)));
}

function ownWords(words: ActionWords): string[] {
  const of = (phrase: Phrase) => phrase.parts.flatMap((part) => (part.gap ? [] : part.any));
  const spoken = Object.values(words.action.params.shape).flatMap((schema) => paramMeta(schema)?.spoken ?? []);
  return [...[...words.phrases, ...words.nouns].flatMap(of), ...spoken.flatMap((one) => one.split(' '))];
}

/** Whose address it is: "the boss on +254…", "my supplier 0721…", "Ann at …". */
const WHOSE =
  /^(?:to )?(?:(?:my|our|his|her|their|the) (?:[a-z][\w'-]*)(?: [a-z][\w'-]*)?(?: [A-Z][\w'-]*)?|[A-Z][\w'-]*(?: [A-Z][\w'-]*)?)(?=$|[ ,.(])/;

/** Asks about words of an order that went nowhere. Where what it says is asked for anyway, only those that turn the meaning. */
export function account(sketch: Sketch, words: ActionWords, filled: Filled, scope: Scope): void {
  const { params } = filled;
  const money = words.action.effect === 'money';
  const paths = strings(params).flatMap((value) => value.match(/\b(?:trigger|item|step_\d+)\.\w+/g) ?? []);
  const named = scope.fields
    .filter((field) => paths.includes(field.path))
    .flatMap((field) => [field.label, ...field.spoken]);
  const whose =
    (words.target !== null || money) && !HEAVY.test(filled.rest.split(' ')[0] ?? '')
      ? WHOSE.exec(filled.rest)?.[0]
      : '';
  // "pay the farmer 50 a litre, to that phone": whoever it is, the number comes with what starts it.
  const known = !whose?.startsWith('the') || /^\{\{ (?:trigger|item)\.\w+ \}\}$/.test(String(params.phone));
  const rest = filled.rest.slice(whose && (!money || known) ? whose.length : 0);
  const same = sketch.steps.filter(
    ({ service, action }) => service === words.action.service && action === words.action.action,
  );
  // What it says is asked for anyway: "sms each worker when they're on".
  const unsaid = Object.entries(words.action.params.shape).some(
    ([name, schema]) => params[name] === undefined && paramMeta(schema)?.main && !schema.safeParse(undefined).success,
  );
  const left = unplaced(
    (unsaid && words.speaks ? rest.replace(TOLD_TO_THEM, ' ') : rest)
      .replace(IDIOMS, ' ')
      .replace(same.length > 1 ? AGAIN : /$^/, ' '),
    words,
    [JSON.stringify(params), ...named, ...(paths.length > 0 ? [SOURCES] : [])].join(' '),
  );
  const asked = Object.entries(words.action.params.shape).flatMap(([name, schema]) =>
    schema.safeParse(undefined).success || params[name] !== undefined ? [] : [paramMeta(schema)],
  );
  // Words for something that is asked for anyway: "email bob …", "in Meeting notes".
  const open = asked.some((meta) => meta?.main) || (asked.length > 0 && left.other.length < 3);
  const found = open && !money ? left.heavy : [...left.heavy, ...left.other];
  if (found.length > 0) wonder(sketch, [stretch(rest, found)], left.heavy.length > 0 || money);
}

/** A question as what they are told: "when they're on", "how much they owe". */
const TOLD_TO_THEM =
  /\b(?:when|what time|where|how (?:much|many|long)|which (?:day|room|shift|table|number)|what)(?: [a-z]+)? (?:they|he|she|it|we|you)(?:'re|'s|'ll|'ve| are| is| was| were| will| have| has)?(?: (?:be|on|due|up|next|coming|booked|expected|working|work|owes?|paid|pay|ordered|bought|starts?|starting|arriv(?:e|es|ing)|meet(?:ing)?|need(?:s)?|in|off|to|for|now)){0,3}[\s.]*$/i;

/** "…, then email them again": what is done once more is there twice. */
const AGAIN = /^(?:(?:them|him|her|me|us|everyone|to) )?(?:once )?again\b/i;

/** What started it, where its fields are used: "the hotel in the request". */
const SOURCES =
  'request payment booking order event form webhook meeting issue invite submission purchase charge delivery paid pays pay came';

/** From the first to the last of the words, as they were written. */
function stretch(text: string, words: string[]): string {
  const small = text.toLowerCase().replaceAll('’', "'");
  const places = words.map((word) => small.indexOf(word)).filter((at) => at >= 0);
  const last = Math.max(...places);
  const end = last + Math.max(...words.filter((word) => small.startsWith(word, last)).map((word) => word.length));
  return text.slice(Math.min(...places), HEAVY.test(words[0] ?? '') ? text.length : end);
}

const IDIOMS =
  /(?:,? ?\bafter(?:wards| that)[\s,]*$)|\b(?:in parallel|at the same time|simultaneously|side by side|(?:all|both) at once|without fail|good (?:morning|afternoon|evening|day|night)|have an? \w+ (?:day|week|weekend|evening|morning)|on the hour|(?:is|are|am|'m|it's) not (?:very |so |really )?(?:happy|sure|good|great|easy|fun|ideal|nice|pleased)|no need(?: to \w+)?|nothing (?:more|else|fancy)\b[^,.]*|no (?:rush|hurry|problem|worries)|not urgent|don't (?:worry|mind)\b[^,.]*|if (?:possible|you can|that works|that's (?:ok|okay|fine|possible)|it's possible)|first of all|last but not least|at (?:last|first)|by the way|once again|(?:try|call|come|order|visit|shop|book|pay|see you|check) again|not sure how\b[^,.]*)/g;
/** Words of which a clause may be made that says nothing: "do these two side by side", "and only then". */
const BARE = new Set(
  `a an the this that these those it its it's i i'm i'd i've i'll me my myself we we're we've our us you your you're he she they they're they've them their there there's here is are was were be been am
  do does did doing have has had having can could would will shall may might should must to of in on at by for from with via as and or so then than also too plus just only please pls plz kindly thanks
  thank cheers asante hi hey hello ok okay well right alright like want wanted need needed all both each every one ones two three four five thing things following below above now next after
  before first second third finally lastly done that's what what's which how simple simply idea ideas basically anyway anyhow case order parallel simultaneously separately separate independent independently
  workflow workflows automation automations job jobs task tasks bot setup set up make create build made nothing else more other others another same time side once at go ahead let let's start
  started begin going habari sasa jambo mambo team everyone folks look listen honestly ideally actually really very much lot long story short`.split(
    /\s+/,
  ),
);
const PARTED = /^(?:\d|[abc])$/;

/** Whether a clause holds nothing but such words. */
export const isBare = (masked: string): boolean =>
  !/[\uE001-\uE010]/.test(masked) &&
  wordsOf(masked).every((word) => BARE.has(word) || PARTED.test(word)) &&
  !/\b(?:only once|not)\b|\b(?:i|we|you|they|he|she)(?:'ll)? (?:have|need|want|must|should|will)\b.*\b(?:first|before|after)\b/.test(
    masked,
  );

const DATED =
  /\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:january|february|march|april|june|july|august|september|october|november|december|weekends?|weekdays?|months?|weeks?|years?|hours?|minutes?|mornings?|evenings?|nights?|noon|midnight|tomorrow|yesterday)\b|[\uE003-\uE007]/;

/** A story before the request: "we keep missing bookings every month". */
const STORY =
  /^[\W_]*(?:(?:so|ok|okay|well|honestly|basically|also|and|because|look|listen|here's the thing)[\s,]+)*(?:my|our|we|i|he|she|they|there|it's|people|everyone|nobody)\b/;

/** Whether words around a request may change it after all: a no, an if, a number, a day, an address. `before`: nothing was ordered yet. */
export function weighty(masked: string, before = false): boolean {
  const plain = masked.replace(IDIOMS, ' ');
  const words = wordsOf(plain);
  if (before && STORY.test(plain)) return /\d|[\uE003-\uE007]/.test(plain) || words.some((word) => STRICT.test(word));
  return DATED.test(plain) || COMPARES.test(plain) || words.some((word) => HEAVY.test(word));
}
/** "for anything less": the other side of a comparison. */
const COMPARES =
  /\b(?:anything|everything|whatever|those|all|any|payments?|amounts?|orders?|ones) (?:that (?:is|are) )?(?:less|fewer|lower|smaller|more|bigger|larger|higher|else)\b/;
const STRICT =
  /^(?:not|never|no|don't|except|excluding|unless|only|without|until|till|if|instead|max|maximum|min|minimum|limit|cap|holidays?)$/;
