import type { Source } from './mask.ts';
import { BRANCHES } from './plain-branches.ts';
import { CONSENT, LIMITS, type Way } from './plain-trust.ts';
import { SMALL } from './plain-words.ts';

/** Families of wordings brought into the ones that are read: consent, limits, the passive, what an own form sends, doing nothing. */

const VERB: Record<string, string> = {
  emailed: 'email',
  mailed: 'email',
  texted: 'text',
  smsed: 'text',
  sent: 'send',
  posted: 'post',
  whatsapped: 'whatsapp',
  messaged: 'message',
};
const DONE = `(${Object.keys(VERB).join('|')})`;
const KEPT: Record<string, string> = {
  ...VERB,
  logged: 'log',
  added: 'add',
  recorded: 'record',
  saved: 'save',
  created: 'create',
  opened: 'create',
  raised: 'create',
  filed: 'create',
  copied: 'copy',
  mirrored: 'mirror',
  duplicated: 'copy',
};
const verb = (done = ''): string => KEPT[done.toLowerCase()] ?? done;

const PASSIVE: Way[] = [
  // "I need ann@b.co emailed about …".
  [
    /\b(?:(?:i|we)(?:'d| would|'ll)? (?:need|want|like|love|have|prefer)(?: to (?:have|get|see))?|(?:please )?(?:have|get)) ([\uE003\uE004]+|me|us|(?:the|my|our) [a-z]+) (?:to (?:be|get) )?(emailed|mailed|texted|smsed|whatsapped|messaged)\b/g,
    (whom, done) => `${verb(done)} ${whom}`,
  ],
  [
    new RegExp(
      `,? ?\\b(?:and |then )*(?:it|the (?:text|draft|result|summary|note)) (?:then )?(?:is|gets|should be|must be|will be|shall be) (?:then )?${DONE}\\b`,
      'g',
    ),
    (done) => `, then ${verb(done)} it`,
  ],
  [
    /,? ?\b(?:and |then )*it (?:then )?(?:goes|should go|is to go) (?:out )?(to [^.,;\n]+?) by (e-?mail|sms|text|whatsapp)\b/g,
    (to, by) => `, then ${/^e?-?mail/i.test(by ?? '') ? 'email' : by} it ${to}`,
  ],
  [
    /,? ?\b(?:and |then )*it (?:then )?(?:goes|should go|is to go) (?:out )?by (e-?mail|sms|text|whatsapp) (?=to\b)/g,
    (by) => `, then ${/^e?-?mail/i.test(by ?? '') ? 'email' : by} it `,
  ],
  [
    new RegExp(
      `,? ?\\b(?:and then|then|and) (the (?!\\w+ (?:is|are)\\b)[a-z]+(?: [a-z]+)?) ${DONE} (?=to |in |on )`,
      'g',
    ),
    (what, done) => `, then ${verb(done)} ${what} `,
  ],
  [
    /\bi(?:'d| would) like (an? (?:[a-z]+ )?(?:invoice|payment link|row|card|contact|ticket|page|record|quote)) (?:made out|made|created|raised|drawn up|issued|added)\b/g,
    'create $1',
  ],
  [
    /((?:^|[.:;\n]) *(?:every|each|all|any|new) [^.;:,\n\uE001\uE002]{3,60}?),? (?:should|must|shall|is to|are to|has to|have to|needs to|need to)(?: also| then| automatically)* be (emailed|mailed|texted|sent|posted|whatsapped|logged|added|recorded|saved|created|opened|raised|filed|copied|mirrored|duplicated)\b/g,
    (what, done) => `${what}: ${verb(done)}`,
  ],
  [
    /((?:^|[.:;\n]) *(?:every |each |all |any )?(?:new )?[^.;:,\n\uE001\uE002]{3,60}?) should become (?=an? )/g,
    '$1: create ',
  ],
  [/\b(?:let) (\uE006+) know (?:about )?(?=the |their |its |who |how )/g, 'post in $1 with '],
  [/(\uE004+|\b(?:an? )(?:sms|text|e-?mail|whatsapp)) telling (?:me|us|them) (?=the |their |its )/g, '$1 with '],
];

const MAKE =
  "(?:(?:(?:can|could) you )?(?:please )?(?:set up|make|create|build|give|get) (?:me )?|(?:i|we)(?:'d| would)? (?:want|need|like|would like) )";
const SOME =
  '(?:an? |one |some |the )?(?:little |simple |new )?(?:automation|workflow|flow|bot|button|job|routine|something|one|thing)';
const WHEN_NEEDED =
  '(?:(?:when(?:ever)?|as and when|any ?time|if|each time) (?:(?:i|we) (?:need|want|like|feel like|have|choose|wish)(?: it| to| that| this| one)*|needed|required|necessary))';
const MYSELF = `(?:(?:by hand|myself|manually|on my own|when i like|when i want|whenever i like|whenever i want)(?:,? ${WHEN_NEEDED})?|${WHEN_NEEDED})`;
/** "a bot that posts …": what it is to do. */
const DOES =
  '(pay|send|text|email|post|create|add|call|run|withdraw|transfer|check|read|remind|tell|message|whatsapp|sms|write|log|refund|search|book|save|get|fetch)(?:e?s)?';

/** What an own form or shop sends. */
export const OWN_WEBHOOK: Way[] = [
  [
    /\b((?:our|my|the|a|their) [a-z]+(?:'s [a-z]+)?(?: [a-z]+)?) (?:will |can |is going to )?(?:post|send|submit|push|deliver|forward)(?:e?s)? ([a-z ]{0,40}?)to (?:you|(?:a|an|your|our|my|the|this) web ?hook)\b/g,
    '$1 posts to a webhook',
  ],
  [
    /\b((?:our|my|the|a|their) [a-z]+(?:'s)?(?: [a-z]+)?) will (call|post|hit|ping)\b(?=[^.;\n]{0,30}\bwebhook\b)/g,
    '$1 $2s',
  ],
];

const STARTS: Way[] = [
  [
    new RegExp(
      `\\b${MAKE}?${SOME} (?:that |which )?i (?:can |could )?(?:start|run|set off|kick off|trigger|launch|fire)(?: off)? ${MYSELF}(?: (?:that|which|to)(?: will| can)? ${DOES}\\b)?`,
      'g',
    ),
    (does) => `on demand${does ? `, ${does}` : ''}`,
  ],
  [
    new RegExp(`\\b${MAKE}${SOME}(?: for (?:me|us))? (?:that|which)(?: will| can| would| should|'ll)? ${DOES}\\b`, 'g'),
    '$1',
  ],
  [
    new RegExp(
      `\\b(?:i(?:'d| would|'ll| will)? (?:want|like|need|prefer)?(?: to)? ?(?:be able to )?)(?:trigger|start|run|launch|set off|kick off|fire|press) (?:this|it|that)(?: off)?(?: myself| by hand| manually)?,? ${WHEN_NEEDED}`,
      'g',
    ),
    'on demand',
  ],
  [
    new RegExp(`\\b(?:an?|one) button (?:for me )?to (?:press|push|tap|click|hit)(?: ${WHEN_NEEDED})?`, 'g'),
    'on demand',
  ],
  [
    /\b(?:not on an?y?|no|without an?y?) (?:schedule|timer|set time|trigger)(?: please| needed)?[ ,;:–-]+(?:just )?(?:i|we)(?:'ll| will| want to| would like to)? (?:start|run|press|trigger|kick|push|launch|fire|tap)(?: (?:it|this|that))?(?: off)?(?: (?:run|start|go|the button|myself|by hand|manually))*/g,
    'on demand',
  ],
  [
    /(\b(?:payment )?link\b[^.;\n\uE001]{0,60}?),? (?:described(?: as)?|labell?ed(?: as)?|marked(?: as)?|with (?:the |an? )?(?:description|label|note|reference|memo)(?: of)?:?) (?=\uE001)/g,
    '$1 for ',
  ],
  [
    /\b(?:a|one|the) (?:workflow|automation|button|flow|job|one)? ?(?:that )?i (?:can |could )?(?:start|run|set off|kick off|trigger|launch|fire)(?: off)? (?:by hand|myself|manually|when i like|when i want)\b/g,
    'on demand',
  ],
  [
    /\b(?:whenever|when) i (?:run|start|launch|trigger|fire|set off) (?:it|this) (?:myself|by hand|manually)\b/g,
    'on demand',
  ],
  [
    /\b(?:i(?:'d)? (?:would )?(?:want|like|need|prefer) (?:to (?:be able to )?)?)?(?:trigger|start|run|launch|set off|kick off|fire) (?:this one|that one|this|it|that)(?: off)? (?:manually|by hand|myself)(?:,? (?:no|without(?: an?)?|there is no) (?:schedule|timer|set time|fixed time))?/g,
    'on demand',
  ],
  [/\b(\d{1,2}(?:st|nd|rd|th)|first|last day) of (?:the )?month\b/g, '$1 of every month'],
  [
    /\bwhen(?:ever)? (stripe|intasend|calendly|github|jira|hubspot) (?:tells (?:you|us|me)|says|reports|lets (?:you|us|me) know)(?: that| about)? ((?:[^,.;\n]|[,.](?=\d))+)/g,
    'when $2 on $1',
  ],
  [
    /\b(?:people|customers|clients|students|patients|guests|members|parents|folks) (book|pay|register|schedule)( [^.;\n\uE001\uE002]{3,50})\. (?:when|whenever|each time|every time|as soon as|once) (?:they|someone|anyone|somebody|one of them) (?:do|does)\b/g,
    'when someone $1s$2',
  ],
];

/** The text with these wordings in their plain form. */
export const inPlainWays = (source: Source): string =>
  reworded(source, [...SMALL, ...CONSENT, ...STARTS, ...OWN_WEBHOOK, ...PASSIVE, ...LIMITS, ...BRANCHES]);

/** The text with some wordings in others; whatever is covered stays as it is. */
export const reworded = (source: Source, ways: Way[]): string => rewordedFrom(source, ways).text;

/** The same with its mask, only what begins at `from` or behind it. */
export function rewordedFrom(
  source: Pick<Source, 'text' | 'masked'>,
  ways: Way[],
  from = 0,
): Pick<Source, 'text' | 'masked'> {
  let { text, masked } = source;
  for (const [pattern, plain] of ways) {
    for (const found of [...masked.matchAll(pattern)].reverse()) {
      if (found.index < from) break;
      const end = found.index + found[0].length;
      const whole = written(text, masked, found, pattern);
      const fill = (groups: string[]): string =>
        typeof plain === 'string'
          ? plain.replace(/\$(\d)/g, (_all, at: string) => groups[Number(at) - 1] ?? '')
          : plain(...groups);
      const signs = fill(found.slice(1).map((one) => one ?? ''));
      const words = fill(whole);
      if (signs.length !== words.length) continue;
      text = text.slice(0, found.index) + words + text.slice(end);
      masked = masked.slice(0, found.index) + signs.toLowerCase() + masked.slice(end);
    }
  }
  return { text, masked };
}

/** The groups of a match as they were written: the mask hides addresses and capitals. */
function written(text: string, masked: string, found: RegExpExecArray, pattern: RegExp): string[] {
  const placed = new RegExp(pattern.source, `${pattern.flags}d`);
  placed.lastIndex = found.index;
  const { indices } = placed.exec(masked) ?? {};
  return found.slice(1).map((_one, at) => {
    const place = indices?.[at + 1];
    return place ? text.slice(place[0], place[1]) : '';
  });
}
