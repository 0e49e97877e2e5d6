import type { Source } from './mask.ts';

/** Families of wordings brought into the ones that are read: consent, limits, the passive, what an own form sends, doing nothing. */

export type Way = [RegExp, string | ((...groups: string[]) => string)];

const MONEY = String.raw`(?:(?:[$€£]|(?:kes|ksh|usd|ngn) ?)\d(?:[\d,.]*\d)?k?|\d(?:[\d,.]*\d)?(?: ?k\b)?(?: ?(?:kes|ksh|bob|shillings|usd|dollars|naira))?)`;
const OUT = '(?:withdrawal|payment|payout|transfer|transaction|pay-?out)';
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
const KEPT: Record<string, string> = { ...VERB, logged: 'log', added: 'add', recorded: 'record', saved: 'save' };
const verb = (done = ''): string => KEPT[done.toLowerCase()] ?? done;

const CONSENT: Way[] = [
  [
    /\bi(?:'d| would)? (?:want|need|have|like) to (?:ok|okay|approve|confirm|authori[sz]e|agree to|say yes to|sign off(?: on)?) (?:it|this|that|them|each(?: one| payment| payout)?|every(?: one| payment| payout| single (?:one|payment|payout)))(?: (?:each|every)(?: single)? time)?(?: (?:first|beforehand|before (?:it|they|anything|any money|the money) (?:goes|go|leaves|leave|moves|is sent|is paid)(?: out)?))?/g,
    'ask me first',
  ],
  [
    /\b(?:check with|ask|confirm with) me before (?:any |the |a )?(?:money|cash|payment|payout|shilling|cent) (?:leaves|goes|moves|is sent|is paid)(?: out| anywhere)?/g,
    'ask me first',
  ],
  [
    /\bshow (?:it|that|this|the (?:text|draft|tip|post|note|result)) to me for (?:an? |my )(?:yes|ok|okay|approval|go-ahead|nod|thumbs up)/g,
    'show it to me first',
  ],
  [
    /([,;.]|\band|\bthen) (?:then )?i (?:approve|ok|okay|confirm|sign off(?: on)?) (?:it|that|them|the (?:text|draft|post|note|message|wording))(?=,|;|\.| and\b| then\b)/g,
    '$1 after i approve it',
  ],
];

const PASSIVE: Way[] = [
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
    /((?:^|[.:;\n]) *(?:every|each|all|any|new) [^.;:,\n\uE001\uE002]{3,60}?),? (?:should|must|shall|is to|are to|has to|have to|needs to|need to) be (emailed|mailed|texted|sent|posted|whatsapped|logged|added|recorded|saved)\b/g,
    (what, done) => `${what}: ${verb(done)}`,
  ],
  [
    /((?:^|[.:;\n]) *(?:every |each |all |any )?(?:new )?[^.;:,\n\uE001\uE002]{3,60}?) should become (?=an? )/g,
    '$1: create ',
  ],
  [/\b(?:let) (\uE006+) know (?:about )?(?=the |their |its |who |how )/g, 'post in $1 with '],
  [/(\uE004+|\b(?:an? )(?:sms|text|e-?mail|whatsapp)) telling (?:me|us|them) (?=the |their |its )/g, '$1 with '],
];

const LIMITS: Way[] = [
  [
    new RegExp(
      `[.,;] ?(?:and |but )?(?:please )?(?:cap|limit) (?:it|this|that) (?:at|to) (${MONEY}) (per|a|each) (go|time|${OUT}|day)\\b`,
      'g',
    ),
    (most, per, what) => `, at most ${most} ${per} ${what}`,
  ],
  [
    new RegExp(
      `(at most ${MONEY} (?:per|a|each) (?:go|time|${OUT})),? (?:and|or) (?:at most )?(${MONEY}) (?:a|per|each) day\\b`,
      'g',
    ),
    '$1, at most $2 a day',
  ],
  [
    new RegExp(
      `,? ?(?:(?:important|note|please)[:,]? )?(?:and |but )?no (?:single |one )?${OUT} (?:may|can|should|must|is to|shall)(?: ever)? (?:be (?:above|over|more than|bigger than|larger than)|exceed|go (?:above|over)) (${MONEY})`,
      'g',
    ),
    ', at most $1 per payment',
  ],
  [
    new RegExp(
      `,? ?(?:and |but )?(${MONEY}) is the most (?:it|you|this) (?:may|can|should|must)(?: ever)? (?:pay|send|withdraw|move|spend)(?: out)?(?: at (?:a time|once))?`,
      'g',
    ),
    ', at most $1 per payment',
  ],
  [
    new RegExp(
      `(?:the )?total (?:for|of|in|per|over) (?:a|one|any|the|each|every)? ?day (?:must|should|may|can|is to|has to)(?: (?:stay|remain|be|not|never|exceed|go))* (?:within|under|below|at most|up to|over|above|more than|exceed)? ?(${MONEY})`,
      'g',
    ),
    ', at most $1 a day',
  ],
  [
    /,? ?(?:and |but )?(?:no other number|no one else|nobody else|no other phone|no(?:body| one) other than (?:that|this) number) (?:may|can|should|must|is to)(?: ever)? (?:be paid|get (?:any |the )?money|receive (?:any |the )?money)/g,
    ', only to that number',
  ],
  [/([.,;]) ?(?:and |to )?(?:that|this) number only\b/g, '$1 only to that number'],
  [
    /((?:^|[:.;,] |\bon demand:? ?)(?: |$)?)((?:kes|ksh) ?\d[\d,.]*|\d[\d,.]*k? ?(?:kes|ksh|bob|shillings)) (?:from (?:my|our|the) (?:intasend )?wallet )?to (?:m-?pesa )?(?=\uE004)/g,
    '$1withdraw $2 to ',
  ],
  [/ from (?:my|our|the) (?:intasend )?wallet(?= to\b)/g, ''],
  [
    /,? ?(?:and |with )*(?:(?:they|he|she|the client|the customer|customers|clients) (?:get|gets|have|has) |give (?:them|him|her) |with |gives? )?(\d+ (?:days|weeks)) to (?:pay|settle)(?: it| up)?\b/g,
    ', due in $1',
  ],
];

const STARTS: Way[] = [
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
    /\bwhen(?:ever)? (stripe|intasend|calendly|github|jira|hubspot) (?:tells (?:you|us|me)|says|reports|lets (?:you|us|me) know)(?: that| about)? ([^,.;\n]+)/g,
    'when $2 on $1',
  ],
  [
    /\b(?:people|customers|clients|students|patients|guests|members|parents|folks) (book|pay|register|schedule)( [^.;\n\uE001\uE002]{3,50})\. (?:when|whenever|each time|every time|as soon as|once) (?:they|someone|anyone|somebody|one of them) (?:do|does)\b/g,
    'when someone $1s$2',
  ],
  [
    /\b((?:our|my|the|a|their) [a-z]+(?: [a-z]+)?) (?:will )?(?:post|send|submit|push)s? ([a-z ]{0,30}?)to you\b/g,
    '$1 posts to a webhook',
  ],
  [/\b((?:our|my|the|a|their) [a-z]+(?: [a-z]+)?) will (call|post|hit|ping)\b(?=[^.;\n]{0,30}\bwebhook\b)/g, '$1 $2s'],
  [
    /(\bwebhook\b[^.,;\n]{0,20}?) with (?:an? |the )?(?:(?:list|array|field|value|number)s? (?:called |named |of )?(?:\uE001+|[a-z]+)|[a-z]+ fields?|[a-z]+(?:(?:, | and |, and )(?:an? |the )?[a-z]+)*(?: fields?)?)(?: in it)?(?= *[.\n])/g,
    '$1',
  ],
];

const BRANCHES: Way[] = [
  [
    new RegExp(
      `((?:^|[.;\\n]) *)((?:over |above |under |below |more than |less than |at least |from )?${MONEY}(?: (?:and|or) (?:up|more|above|over|higher|less|below|under))?) ?:(?= )`,
      'g',
    ),
    (before, compared) =>
      /\b(?:and|or) |^(?:over|above|under|below|more|less|at least|from)/i.test(compared ?? '')
        ? `${before}if the amount is ${(compared ?? '').replace(/^(.*) (?:and|or) (?:up|more|above|over|higher)$/i, 'at least $1').replace(/^(.*) (?:and|or) (?:less|below|under)$/i, 'at most $1')},`
        : `${before}${compared}:`,
  ],
  [/((?:^|[.;\n]) *)(less|more) than that ?:(?= )/g, "$1if it's $2,"],
  [/((?:^|[.;\n]) *)(?:anything )?(below|under|above|over) (?:that|this) ?:(?= )/g, "$1if it's $2,"],
  [/\b(if [^,.;\n]{3,60}?),? (?:just )?(?:then )?(?:stay|keep|remain) (?:quiet|silent|still)\b/g, '$1, do nothing'],
  [/\b(if [^,.;\n]{3,60}?),? just (ignore|skip|drop|leave) it\b/g, '$1, ignore it'],
  [
    /\b(?:post|send|share|put) (?:each|every) (item|entry|article|post|row|story|headline|one)(?: of (?:them|it))? (?:(?:as|in) (?:its|an?) (?:own|separate) (?:message|post|slack message)|separately|individually|on its own|one by one)/g,
    'for each $1 post',
  ],
];

const SMALL: Way[] = [
  [/\bw\/ ?(?=[a-z])/g, 'with '],
  [
    /\bto (?:the (?:person|one|customer|client|buyer)|whoever) (?:who|that) (?:paid|has paid|made the payment)\b/g,
    'to the payer',
  ],
  [
    /\bto (?:the (?:person|one|customer|client)|whoever) (?:who|that) (?:booked|scheduled)(?: it| the (?:meeting|call))?\b/g,
    'to the invitee',
  ],
  [/\b(?:iseme|useme|ikisema|uiseme)\b/g, 'saying'],
];

/** The text with these wordings in their plain form. */
export const inPlainWays = (source: Source): string =>
  reworded(source, [...SMALL, ...CONSENT, ...STARTS, ...PASSIVE, ...LIMITS, ...BRANCHES]);

/** The text with some wordings in others; whatever is covered stays as it is. */
export function reworded(source: Source, ways: Way[]): string {
  let { text, masked } = source;
  for (const [pattern, plain] of ways) {
    for (const found of [...masked.matchAll(pattern)].reverse()) {
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
  return text;
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
