import type { Source } from './mask.ts';
import type { Way } from './plain-trust.ts';
import { reworded } from './plain-ways.ts';

/** Requests in the conditional, "what would save me is if you listed …", and what is said of them in passing. */

const PAST: Record<string, string> = {
  had: 'have',
  sent: 'send',
  made: 'make',
  wrote: 'write',
  told: 'tell',
  got: 'get',
  took: 'take',
  gave: 'give',
  paid: 'pay',
  posted: 'post',
  texted: 'text',
  added: 'add',
  checked: 'check',
  emailed: 'email',
  mailed: 'mail',
  messaged: 'message',
  whatsapped: 'whatsapp',
  reminded: 'remind',
  listed: 'list',
  looked: 'look',
  searched: 'search',
  fetched: 'fetch',
  called: 'call',
  pulled: 'pull',
  created: 'create',
  logged: 'log',
  summarised: 'summarise',
  summarized: 'summarize',
  asked: 'ask',
  opened: 'open',
  drafted: 'draft',
  turned: 'turn',
  collected: 'collect',
  shared: 'share',
  forwarded: 'forward',
};
const DONE = Object.keys(PAST).join('|');
const GOOD =
  '(?:great|nice|good|lovely|wonderful|perfect|ideal|helpful|useful|handy|amazing|awesome|brilliant|fantastic|a (?:great |big |huge )?(?:help|relief|lifesaver|dream)|so much easier)';
const VERY = '(?:(?:really|honestly|truly|actually|just|so|very|most|absolutely|simply) )*';
const IF = `(?:what (?:would|'d) ${VERY}(?:save|help|make (?:my|our) (?:day|life|week)(?: easier)?|be ${VERY}${GOOD})(?: (?:me|us|the most|a lot|my life|for me|for us))* (?:is|would be|'d be) if|it(?: would|'d) (?:${VERY}(?:be ${VERY}${GOOD}|help(?: me| us)?(?: a lot)?|save me)(?: (?:for|to) (?:me|us))?) if|(?:i|we)(?:'d| would) ${VERY}(?:love it|like it|be ${VERY}(?:grateful|happy|glad|thankful|delighted)|appreciate it) if)`;

/** "listed …, had the AI …, and then emailed": as orders. */
const ordered = (wish = ''): string =>
  wish
    .replace(
      new RegExp(`((?:^|[,;] ?|\\b(?:and|then|also|you)) ?)(${DONE})\\b(?! by\\b)`, 'gi'),
      (_all, before: string, done: string) => `${before}${PAST[done.toLowerCase()] ?? done}`,
    )
    .replace(/\b(?:you|it|something|somebody|someone) (?:(?:could|would|can|also|then|just) )*(?=[a-z]+ )/i, '');

const DONE_TO = '(?:emailed|mailed|texted|smsed|whatsapped|messaged)';
/** Nothing in these narrows or turns. */
const WORD =
  "(?!(?:only|not|no|never|if|unless|except|when|whenever|every|each|until|till|without|instead|over|under|above|below)\\b)[a-z'-]+";
const PLAIN = `${WORD}(?:[ ,]+${WORD}){0,11}`;

const WAYS: Way[] = [
  [new RegExp(`\\b${IF},? ([^.!?\\n]+)`, 'g'), ordered],
  // "… where the total is over 2,000, and about no others".
  [
    /(\b(?:where|over|above|more than|below|under|less than|at least|if|only|whose|with)\b[^.;\n]*?),? (?:and |but )?(?:(?:about|for|on) )?(?:no others?(?: ones?)?|nothing else|no-?one else|none (?:else|of the others?))(?= *(?:[.;!\n]|$))/g,
    '$1',
  ],
  [
    /(\b(?:orders?|payments?|amounts?|total|ones|invoices|bookings)\b[^.;\n]*?\d[\d,.]*k?) only(?= *(?:[.;!\n]|$))/g,
    '$1',
  ],
  // "Email ann@… about orders where the total is over 2,000", of what comes in.
  [
    new RegExp(
      `(?<=\\bweb ?hooks?\\b[^\\n]*[.;\\n] ?)((?:(?:i|we)(?:'d| would)? (?:need|want|like)(?: to have)? )?(?:[\\uE003\\uE004]+ (?:to be |to get )?${DONE_TO}|(?:please )?(?:e-?mail|mail|text|sms|whatsapp) (?:[\\uE003\\uE004]+|me|us))) (?:about|for|of|on) (?:all |any |every |each |the |only )*(?:new )?[a-z]+s? (?:where|in which|whose|if|when) ([^.;\\n]+)(?=[.;\\n]|$)`,
      'g',
    ),
    'if $2, $1',
  ],
  [
    /\b(?:have|let|get|ask)(?: the| an)? (?:ai|claude|gpt|chatgpt)(?: to)? (?:turn|make|boil|condense|sum up) (?:it|them|(?:that|the|this|those)(?: [a-z]+)?)(?: up| down)? (?:in|to|into) an? (?:[a-z]+ ){0,3}?(?:overview|summary|digest|recap|round-?up|synopsis|tl;?dr)\b([^.\n]*)/g,
    (rest = '') =>
      `summarise it${rest.replace(/\b(the|that|this) (?:overview|digest|recap|round-?up|synopsis)\b/gi, '$1 summary')}`,
  ],
  // "an SMS that starts with their name and tells them …": what it says is asked for.
  [
    /\b(sms|text(?: message)?|e-?mail|whatsapp(?: message)?|message) (?:that|which) (?:starts|begins|opens) (?:with|by) (?:using |saying |naming )?(?:the|their|his|her)(?: (?:first|full))? names?\b[^.;\n\uE001-\uE010]*/g,
    '$1',
  ],
  // "We use it in our AI safety class."
  [
    new RegExp(
      `(?<=[.!?\\uE001] ?)(?:we|i|they|people|the team|my team)(?: just| only| always| mostly)? (?:use|need|do|like|want|love|read|share|show|print|discuss) (?:it|this|that|them|these|those) (?:in|for|as|at|during|with|on) ${PLAIN}[.!]*(?=\\s*$)`,
      'g',
    ),
    '',
  ],
  [
    /(?<=[.!?\uE001-\uE010] ?)(?:(?:and |but )?nothing (?:fancier|more complicated|more|fancy|else|special)(?: than (?:that|this))?(?: (?:needed|required|please))?|(?:god |and )?bless you(?: all)?|you're (?:a star|the best|a lifesaver|amazing)|much (?:obliged|appreciated)|that(?:'s| is| would be) (?:all there is to it|really all|all i (?:need|want)|it, really))[.!]*(?=\s|$)/g,
    '',
  ],
];

/** The text with its wishes as orders. */
export const withWishes = (source: Source): string => reworded(source, WAYS);
