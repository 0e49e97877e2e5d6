/** Wordings of consent and of limits, in the ones that are read. */

export type Way = [RegExp, string | ((...groups: string[]) => string)];

export const MONEY = String.raw`(?:(?:[$€£]|(?:kes|ksh|usd|ngn) ?)\d(?:[\d,.]*\d)?k?|\d(?:[\d,.]*\d)?(?: ?k\b)?(?: ?(?:kes|ksh|bob|shillings|usd|dollars|naira))?)`;
const OUT = '(?:withdrawal|payment|payout|transfer|transaction|pay-?out)';

/** "before each one leaves", "before any of them go out". */
const GOES = `before (?:(?:each|every|any|all)(?: single)?(?: one)?(?: of (?:them|these|those))?|each|it|they|that|the money|anything)(?: ${OUT}s?| money)? (?:leaves?|go(?:es)?|runs?|moves?|is (?:sent|paid|made|posted)|are (?:sent|paid|made|posted)|gets? (?:sent|paid|posted))(?: out)?`;
const SAYS =
  '(?:say yes|say ok(?:ay)?|(?:give|say) (?:you )?(?:my|the|a) (?:nod|ok|okay|yes|go-?ahead|approval|green light|thumbs up|blessing|permission)|approve|ok|okay|confirm|authori[sz]e|agree|sign off(?: on)?)';

export const CONSENT: Way[] = [
  [
    new RegExp(
      `\\b(?:(?:i|we)(?:'d| would|'ll| will| want| need| have| must| should)*(?: (?:like|love|want|prefer|need|have|rather|wish|to|also|always|personally))*|(?:let|have) me|get me to) ${SAYS}(?: to)?(?: (?:it|this|that|them|each(?: one)?|every(?: one)?|all)(?: of them)?)?(?: myself| personally| first)?(?: (?:each|every)(?: single)? time)? ${GOES}`,
      'g',
    ),
    'ask me first before it goes out',
  ],
  [
    new RegExp(
      `\\b(?:get|wait for|ask for|have|needs?) my (?:nod|ok|okay|yes|go-?ahead|approval|green light|permission|blessing) before (?:each|every|any)(?: single)? (?:one|${OUT})(?: (?:leaves|goes out|goes))?(?=[.,;! ]*$)`,
      'g',
    ),
    'ask me first',
  ],
  [/\b(?:ask|check with) me before(?:hand)?(?=[\s.,;!]*$)/g, 'ask me first'],
  // "but before it goes please to ask me".
  [
    /,? ?(?:and |but )?before (?:it|they|that|the (?:money|message|post|e-?mail)|anything) (?:goes?|leaves?|is sent|is paid|moves|is posted)(?: out)?,? (?:please )?(?:you )?(?:must |should )?(?:to )?(?:ask|check with|confirm with) me(?: first)?\b/g,
    ', ask me first before it goes out',
  ],
  [
    /\bi(?:'d)? (?:want|like|need|have|wish) to (?:check|review|read|see|look)(?: (?:it|that))?(?: and|,| or) (?:approve|confirm|ok|okay|agree)(?: (?:it|that))?(?: (?:before(?:hand)?|first))?/g,
    'ask me first',
  ],
  [
    /,? ?(?:and )?(?:only )?(?:after|with|once i gave|when i gave) my (?:yes|ok|okay|approval|go-ahead),? (?:then )?(?:it|that|this) (?:goes|is posted|should go|can go|will go) (?=(?:to|in|into|on) )/g,
    ', after my yes post it ',
  ],
  [
    /\b(my (?:ok|okay|yes|approval|go-ahead|permission|confirmation|nod|consent)),? (?:each|every)(?: single)? time,? (?=before\b)/g,
    '$1 ',
  ],
  [
    /\bshow (?:it|that|this|the (?:text|draft|tip|post|note|result)) to me(?: first)? for (?:an? |my )?(?:approval|approving|confirmation|sign-?off|review|an? ok)/g,
    'show it to me first',
  ],
  [
    /([,;.]|\band|\bthen|^) ?(?:then )?(?:i|we)(?:'ll| will| must| need to| have to| want to| should|'d like to| would like to|'d love to|'d rather|'d prefer to)? (?:check|review|read|look (?:at|over)|see|go over|proofread|vet) (?:it|that|them|the (?:text|draft|post|note|message|wording))(?: over)? (?:first|beforehand|before(?: it goes(?: out)?)?)(?=,|;|\.| and\b| then\b| only\b|$)/g,
    '$1 ask me first',
  ],
  [
    /(ask me first[,;]? (?:and )?)(?:only|and only) then,? (?:does )?(?:it|that|this) (?:goes|is (?:posted|sent)|should go|go|gets (?:posted|sent)) (?=(?:to|in|into|out to) )/g,
    '$1then post it ',
  ],
  [
    /\bonly then,? (?:it|that|this) (?:goes|should go|gets posted|is posted) (?=(?:to|in|into) \uE006)/g,
    'then post it ',
  ],
  [/\b(?:only )?then (?:it|that|this) goes (?=(?:to|in|into) \uE006)/g, 'then post it '],
  [
    /\bi(?:'d| would)? (?:want|need|have|like) to (?:ok|okay|approve|confirm|authori[sz]e|agree to|say yes to|sign off(?: on)?) (?:(?:the|its) (?:text|draft|post|note|message|wording|intro|newsletter|summary|result|content|tip|email)|it|this|that|them|each(?: one| payment| payout)?|every(?: one| payment| payout| single (?:one|payment|payout)))(?: (?:each|every)(?: single)? time)?(?: (?:first|beforehand|before (?:it|they|anything|any money|the money) (?:goes|go|leaves|leave|moves|is sent|is paid)(?: out)?))?/g,
    'ask me first',
  ],
  [
    /\b(?:check with|ask|confirm with) me (?:first )?(?:(?:each|every)(?: single)? time )?before (?:any |the |a )?(?:money|cash|payment|payout|shilling|cent) (?:leaves|goes|moves|is sent|is paid)(?: out| anywhere)?/g,
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

const ONE = '(?:(?:one|a|an|each|every|any|the|single|this|that)(?: single)? )';
/** What can be counted beside money. */
const COUNTED =
  '(?:times?|e-?mails?|mails?|messages?|sms(?:es)?|texts?|posts?|numbers?|people|persons?|payments?|payouts?|transfers?|withdrawals?|runs?|rows?|%|per ?cent|minutes?|hours?|days?)';
const NEVER =
  "(?:never(?: ever)?|(?:do not|don'?t)(?: ever)?|under no circumstances|on no account|(?:it |that |this )?(?:(?:must|should|may|can|shall)(?:n'?t| not| never)|can'?t|cannot)(?: ever)?)";
const LETS = `(?:be (?:able|allowed) to |let (?:it|this|that|them|the (?:workflow|automation)|${ONE}?${OUT}s?) (?:ever )?|allow (?:it|this|that|${ONE}?${OUT}s?) to (?:ever )?)`;
const PAYS =
  '(?:pay|send|withdraw|transfer|spend|move|give|be|go|exceed|be for|come to)(?:s|es)?(?: out)?(?: (?:anyone|anybody|them|him|her|that number|this number|money))?';

export const LIMITS: Way[] = [
  // "a single payout must never be above 4k".
  [
    new RegExp(
      `(?:^|[.,;:] ?|\\band )(?:and |but )?${ONE}?${OUT}s? (?:(?:must|should|may|can|shall|is to|are to|has to)(?:n'?t| not| never)(?: ever)?|can't|cannot|(?:is |are )?never(?: ever)?) (?:to )?(?:(?:be|go|come to) )?(?:above|over|more than|bigger than|larger than|beyond|exceed(?:s|ing)?) (${MONEY})(?! (?:a|per|each|in a) (?:day|week|month))`,
      'g',
    ),
    ', at most $1 per payment',
  ],
  [
    new RegExp(
      `(?:it|this|that) (?:must|should|may|can)(?:n'?t| not| never)(?: ever)? (?:spend|pay(?: out)?|send|move) more than (${MONEY}) (?:in|on|within) (?:a|one|any)(?: single)? day`,
      'g',
    ),
    'never more than $1 a day',
  ],
  // "never let it send more than 8,000 at a time", "under no circumstances pay anyone more than 8k".
  [
    new RegExp(
      `\\b(?:make sure (?:that )?(?:it |they )?)?${NEVER} ${LETS}?(?:${PAYS} )?(?:more than|over|above|exceeding|beyond) (?=${MONEY})(?![^\\d]{0,4}\\d[\\d,.]* ${COUNTED}\\b)`,
      'g',
    ),
    'never more than ',
  ],
  [new RegExp(`\\b${NEVER} ${LETS}run (?:it )?more(?: often)? than `, 'g'), 'never run more than '],
  // "limit for one payment must be 9000, more is forbidden", "max for one payment put also 6500".
  [
    new RegExp(
      `(?:^|[.,;:]|\\band\\b|\\bbut\\b) ?(?:and |but )?(?:put |set |with )?(?:(?:the|my|a) )?(?:limit|max(?:imum)?|cap|ceiling)(?: amount)? (?:for|of|on|per|in) ${ONE}?${OUT}s?,? (?:(?:is|must|should|shall|be|put|set|at|also|to|has to)[ :]+)*(${MONEY})`,
      'g',
    ),
    ', at most $1 per payment',
  ],
  [
    /,? (?:and )?(?:anything )?(?:more|above|over|over that|above that|more than that|higher) (?:is|are) (?:forbidden|not allowed|never allowed|prohibited|a no-?go|never ok(?:ay)?|not ok(?:ay)?)\b/g,
    '',
  ],
  [
    new RegExp(
      `(?:^|[.,;:] |\\band )(?:(?:one |a )?(?:hard |strict |important )?rule:? )?no ${ONE}?${OUT}s? (?:above|over|bigger than|larger than|(?:of )?more than|exceeding|beyond) (${MONEY})(?:,? ever)?`,
      'g',
    ),
    ', at most $1 per payment',
  ],
  [
    new RegExp(`([.,;] ?|^)(?:and |but )?(?:please )?(?:cap|limit) ${ONE}?${OUT}s? (?:at|to) (${MONEY})`, 'g'),
    '$1at most $2 per payment',
  ],
  [
    new RegExp(
      `(?:please )?(?:also )?(?:cap|limits?) ?(?:it|this|that|them)? ?:? (${MONEY}) (per|a|each) (${OUT}|go|time|day)\\b`,
      'g',
    ),
    'at most $1 $2 $3',
  ],
  [
    new RegExp(
      `\\bnot (?:one|a) (?:single )?(?:shilling|cent|bob|dollar|euro|naira|penny)s? (?:more|over|above)(?: than)? (?=${MONEY})`,
      'g',
    ),
    'never more than ',
  ],
  [
    /[.,;]? ?(?:and |but )?never to (?:(?:an |any |some )?other|another) (?:numbers?|phones?|accounts?|persons?|people|ones?)\b/g,
    ', only to that number',
  ],
  [
    /[.,;]? ?(?:and |but )?(?:let it |it (?:may|can|should|must) )?(?:only )?(?:pay|send to|go to|use) (?:only )?(?:that|this) number only\b/g,
    ', only to that number',
  ],
  [
    /(?:^|[.,;:]| and| but)(?: and| but)? ?(?:payouts?|payments?|withdrawals?|transfers?|money|it|this|the money|funds)? ?(?:(?:may|can|should|must|is|are)(?: only)?(?: ever)?|only ever|ever)? ?(?:only )?(?:be )?(?:go(?:es)?|paid|sent|allowed) (?:out )?to (\uE004+)(?: (?:only|and (?:nobody|no one) else|alone))?(?=[.,;]|$)/g,
    ', only to $1,',
  ],
  [
    /[.,;]? ?(?:and |but )?(?:do not|don't|never) (?:let|allow) (?:any(?:one| other)?(?: number| phone)?|other numbers?|another number)(?: else)? (?:be paid|to be paid|get paid|to get paid|get (?:the |any )?money|receive (?:any |the )?money|to receive (?:any |the )?money)/g,
    ', only to that number',
  ],
  [
    /[.,;]? ?(?:and |but )?only (?:(?:the number |my number )?)(\uE004+) (?:is allowed to (?:receive|get)(?: any| the)? (?:money|payments?|it)|may (?:receive|get|be paid)(?: any| the)?(?: money)?|can (?:receive|get|be paid)(?: any| the)?(?: money)?|is allowed)(?:, (?:and )?(?:nobody|no ?one|no other number)(?: else)?)?/g,
    ', only to $1',
  ],
  [
    new RegExp(
      `[.,;] ?(?:and |but )?(?:please )?(?:cap|limit) (?:it|this|that|them|each one) (?:at|to) (${MONEY})(?= (?:and|but)\\b| *[.;](?!\\d)| *,(?!\\d)| *$)`,
      'g',
    ),
    ', at most $1 per payment,',
  ],
  [
    new RegExp(
      `[.,;] ?(?:and |but )?(?:please )?(?:cap|limit) (?:it|this|that) (?:at|to) (${MONEY}) (per|a|each) (go|time|${OUT}|day)\\b`,
      'g',
    ),
    (most, per, what) => `, at most ${most} ${per} ${what}`,
  ],
  [
    new RegExp(
      `(at most ${MONEY} (?:per|a|each) (?:go|time|${OUT}))(?:,| and|, and|,? or) (?:at most )?(${MONEY}) (?:a|per|each) day\\b`,
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
