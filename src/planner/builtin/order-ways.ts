import type { Source } from './mask.ts';
import type { Way } from './plain-trust.ts';
import { reworded } from './plain-ways.ts';

/** Orders in disguise brought into orders: where things go, what somebody gets, what is still so after some tries. */

const SORT = '(?:sms|text(?: message)?|e-?mail|mail|whatsapp(?: message)?|slack(?: message)?|message)';
const STARTS = String.raw`((?:^|[.;:,!?\n(]|→|->|=>|\b(?:and|then|but|otherwise|so)\b) *)`;
const STORE = '(?:sheet|spreadsheet|airtable|notion|hubspot|table|database|board|list|base)';

const MONEY = String.raw`(?:\d+(?:\.\d+)? ?(?:%|percent)|half|(?:[$€£]|(?:kes|ksh|usd) ?)?\d[\d,.]*k?(?: ?(?:kes|ksh|bob|shillings|dollars))?)`;
const FORM = '(?:form|survey|request|order|message|webhook|application|booking|ticket|enquiry|inquiry|us|it|thing)';

const PAY = String.raw`(?:[$€£]|(?:kes|ksh|usd) ?)?\d[\d,.]*k?(?: ?(?:kes|kshs?|bob|shillings|dollars|usd|euros?))?`;
/** What goes somewhere: "the amount", "their name and the total". */
const NOUN =
  "(?!(?:[a-z]+er(?= ones| payments| amounts| orders)|small|little|big|rest|others?|remaining|should|must|shall|has|is|to|also|then|just|will|can)\\b)[a-z']+";
const PASSED = `((?:the|their|its|his|her) ${NOUN}(?: ${NOUN})?(?:(?:,| and|, and) (?:(?:the|their|its|his|her) )?${NOUN}(?: ${NOUN})?)*|it)`;
const GOES =
  '(?:(?:should|must|also|then|just|shall|has to|is to) )*(?:goes|go|lands?|ends? up|shows? up|appears?|is posted|gets posted|be posted)(?: out)? (?:to|in|into|on|over to)';

const RAIN = '(?:rain|showers|a storm|storms|thunderstorms|snow)';
const DAYS =
  '(?: (?:today|tomorrow|tonight|later|that day|the next day|in the (?:morning|afternoon|evening)|overnight|this (?:morning|afternoon|evening)))*';

const WAYS: Way[] = [
  // "my cleaner gets 3,500 shillings on M-Pesa (0733 456 789)".
  [
    new RegExp(
      `((?:^|[.;:,\\n]|\\b(?:then|and)\\b) *)((?:my|our|the|his|her|their) [a-z]+(?: [a-z]+)?|(?<=^)(?!(?:everyone|everybody|someone|somebody|anyone|whoever|who|each|every|all|it|they|he|she|we|you|i)\\b)[a-z]+(?: [a-z]+)?) (?:should |must |always )*(?:gets?|receives?|is (?:paid|owed)|earns?|is to get|has to get|needs to get) (${PAY})((?:,? (?!on (?:m-?pesa|mobile|her|his|their|the)\\b)(?:every|each|on|at) [^.;:\\n\\uE001-\\uE010]{2,40}?)?),? ?(?:(?:on|by|via|through|over|to|in|into|at) )?(?:(?:her|his|their|the) )?(?:m-?pesa|mobile money|phone|number|line|wallet)?(?: number| line)?(?: ?(?:on|at|to|:|,))? ?\\(?(\\uE004+)\\)?`,
      'g',
    ),
    (before = '', whom = '', amount = '', when = '', number = '') =>
      `${before}pay ${whom.replace(/^(?:My|Our|The|His|Her|Their)\b/, (one) => one.toLowerCase())} ${amount} to ${number}${when}`,
  ],
  [/\blet me (?=(?:send|pay|withdraw|transfer|move) )/g, ''],
  // "…, my number is +49…": where what goes to me goes.
  [
    /(\b(?:text|sms|whatsapp|message|send|tell|email|mail|ping|remind|let) me\b[^.;\n\uE001\uE002]*?)[.,;]? ?(?:and |at )?(?:my|the) (?:own )?(?:number|phone|whatsapp|mobile|cell|e-?mail|address|line)(?: number| address)?(?: is|'s|:) (?=[\uE003\uE004])/g,
    '$1 on ',
  ],
  // "sms +61… 3 hours from now: …": the time before the order.
  [
    /^((?:please )?(?:sms|text|whatsapp|message|email|post|slack|send|tell)(?: (?:in|to|on))? )([\uE003\uE004\uE006]+) ((?:in |at |on |every |each |tomorrow|tonight|daily|weekly|weekdays|\d)[^:\uE001\uE003-\uE010.;\n]{2,50}(?:\d:\d\d[^:\uE001\uE003-\uE010.;\n]{0,20})?): (?=\S)/g,
    '$3 $1$2: ',
  ],
  [/\b((?:if|should|when|in case) [^.;\n]{3,50}, [^.;\n]+?),? instead(?=[.;!\n]|$)/g, '$1'],
  [
    /\bshow (?:it|that|this|them|the [a-z]+) to (?:me|us) for (?:approval|review|a check|checking|sign-?off|confirmation|feedback)\b/g,
    'show it to me first',
  ],
  // "On the 25th at 7am … for each row": rent, wages and rows of a sheet come round every month.
  [
    /\b(on the \d{1,2}(?:st|nd|rd|th))(?! ?(?:of|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|floor|every|each|and|,? ?(?:every|each|monthly)))(?=,? (?:at |@ ?)?\d{1,2}(?::\d\d)? ?(?:am|pm|:)?\b[\s\S]*\b(?:each|every) (?:row|member|tenant|person|client|customer|student|employee|one|line)s?\b)/g,
    '$1 of every month',
  ],
  [
    new RegExp(
      `\\b(?:only )?(if|when|unless) (?:(?:there(?:'s| is| will be|'ll be)|we(?:'re| are) (?:getting|expecting)|they (?:expect|predict|forecast|say)) (?:any |some |heavy )?${RAIN}|(?:any |heavy )?${RAIN} (?:is|are|'s|looks?) (?:expected|forecast(?:ed)?|likely|predicted|coming|on the way|due|possible|in the forecast)|it(?:'s| is)? ?(?:going to|gonna|supposed to|likely to|expected to|will|'ll|looks like) (?:be )?(?:rain(?:y|ing)?|wet)|it(?:'ll|'s)? rain(?:s|ing|y)?|(?:the )?(?:forecast|weather)(?: says| shows| mentions| has|:|'s| is)? (?:rain(?:y)?|showers|wet|bad))${DAYS}(?=[,:]| (?:then|send|text|sms|post|email|whatsapp|tell|slack|message|remind|alert|notify|let)\\b|[.!?]|$)`,
      'g',
    ),
    '$1 the chance of rain is at least 50',
  ],
  [
    /\b(?:ask|check with|let|have|get) (?:the )?(?:ai|claude|gpt|chatgpt)(?: to)? (?:check |decide |judge |tell (?:me|us) |see |say )?(?:if|whether) (the [a-z]+|it|this|that|they) (?:is|are|sounds?|seems?|looks?) ([a-z]+)(?: or not)?/g,
    'classify $1 as $2 or not $2',
  ],
  [
    /\b(pay|send|withdraw|transfer)(?: out)? (?:each|both|all)(?: one)? of (?:my|our|the|these|those|them) ?(?:(?:two|three|four|five|six|\d) )?[a-z]* (?=(?:kes|ksh|usd|[$€£])? ?\d)/g,
    '$1 each ',
  ],
  [
    /\b(?:get|have|let|ask|use|tell)(?: the| an?| our)? (?:ai|claude|gpt|chatgpt|model|llm|bot)(?: to)? (?=(?:classif|categori|summari|triage|tag|label|extract|sort)[a-z]*\b)/g,
    '',
  ],
  [
    /\bask (?:me|us) (?:first )?(?:if|whether) (?:(?:it|this|that|everything|all)(?:'s| is)|i'm|i am|we're|we are) (?:fine|ok|okay|good|alright|all right|happy|cool)(?: (?:to (?:go (?:ahead|on|out)|proceed|continue|send(?: it| them)?|do it|post(?: it)?)|with (?:it|that|this)))?/g,
    'ask me first',
  ],
  [
    /\bask (?:me|us) (?:first )?(?:if|whether) (?:you|we|it|they) (?:can|should|may|could) (?:go (?:ahead|on|out)|proceed|continue|send (?:it|them)|do it|do that|be sent)/g,
    'ask me first',
  ],
  [
    new RegExp(
      `\\bto (?:the (?:person|one|customer|client|visitor|guest|parent|lead|user)|whoever|the people|people) (?:who|that)(?:'s| has| have| just)? (?:filled|submitted|completed|sent|wrote|made|placed|asked|requested|contacted|enquired)(?: (?:in|out|up))?(?: (?:the|their|our|an?|that|this))?(?: ${FORM})?\\b`,
      'g',
    ),
    'to the sender',
  ],
  [
    new RegExp(
      `\\b(?:put|move|send|stash|shift|transfer|pay|take|withdraw) (${MONEY}) of (?:it|that|this|the amount|the payment|every payment|each payment|the total)(?: out| aside)? (?:in|into|to|onto|on|over to) (?:my |our |the )?(?:[a-z]+ )?(?:m-?pesa|wallet|account|savings|number|phone)?(?: (?:number|account|line))?[ (:]*(?=\\uE004)`,
      'g',
    ),
    'withdraw $1 of it to ',
  ],
  [
    /,? ?\b(?:with )?(?:no|without(?: any)?) waiting (?:on|for) (?:each other|one another|the others?)(?= *[-–:,.])/g,
    '',
  ],
  [
    /[.,;]? ?\b(?:and )?(?:once|when|after) (?:both|all|these|they|the two|all three|everything|all of (?:them|these|that))(?: (?:three|two|of them))?(?: (?:are|is|have been|has been)|'re)(?: all| both)? (?:done|finished|completed?|through|ready)\b,?/g,
    ', finally',
  ],
  [
    /\b(get|fetch|check|read|look up|pull) (?:the )?(weather|forecast|weather forecast) (?:for|in|of) ([a-z]+) (?:and|&) (?:(?:for|in|of) )?(?!(?:if|when|only|unless|provided|but|in|should|then|send|post|email|text|sms|whatsapp|tell|put|add|share|drop|message|slack|remind|check|ask|let|save|log|the|it)\b)([a-z]+)\b(?! (?:send|post|email|text|sms|whatsapp|tell|put|it|the|me|to)\b)/g,
    '$1 the $2 for $3 and $1 the $2 for $4',
  ],
  [
    /,? ?\b(?:it |and |which )*(?:goes|go|to go|going|is sent|should go|to be sent|gets sent|sent) out,? (?=(?:at |on |every |each |by )?(?:\d{1,2}(?::\d\d|\.\d\d)? ?(?:am|pm)|\d|the \d|first|last|mon|tue|wed|thu|fri|sat|sun|daily|weekly|monthly|every))/g,
    ' ',
  ],
  [/((?:^|[.;:,] ?)(?:an? |new )?(?:quickbooks |qbo |intasend )?invoice)(?:,? please)?: (?=\S)/g, 'create $1 for '],
  // "our ranger gets a whatsapp on +263…": whoever it is, the number says where it goes.
  [
    new RegExp(
      `${STARTS}(?:(?:our|my|the|his|her|their) (?:[a-z]+ ){1,2}|[a-z]+ )(?:should |must |also |then )*(?:gets?|receives?) (an? (?:[a-z]+ )?${SORT}) (?:on|at|to|via) (?=\\uE004|\\uE003)`,
      'g',
    ),
    '$1send $2 to ',
  ],
  // "their name and amount go in the “Guests” sheet".
  [
    new RegExp(
      `${STARTS}((?:the|their|his|her|its|all|each) [^.;:\\n\\uE003-\\uE010→]{2,60}?) (?:should |must |also |then )*(?:go|goes|get|gets|is|are|be|lands?)(?: (?:also|then|then also))?(?: (?:added|written|logged|put|saved|recorded|entered|stored|copied|noted|dropped))?(?: down)? (?:in|into|to|onto|on) (?=(?:the|my|our|a) [^.;:\\n→]{0,40}?\\b${STORE}\\b)`,
      'g',
    ),
    '$1add $2 to ',
  ],
  // "'Rent' should show up in #property at 10".
  [
    /(\uE001+),? (?:(?:should|must|shall|has to|have to|needs? to|is to|ought to|will|can|then|also) )*(?:goes|go|lands?|ends? up|shows? up|appears?|pops? up|turns? up|be (?:posted|sent|shown|put|shared|up)|(?:is|gets) (?:posted|sent|shown|put|shared)|gets?|comes? up)(?: out)? (?:to|in|into|on|over to) (?=(?:the |our |my )?\uE006)/g,
    'post $1 in ',
  ],
  // "above 50,000 the amount goes in #big, the rest goes in #small".
  [
    new RegExp(
      `((?:^|[.;:,\\n]) *)(?:if |when |for )?(?:(?:it|that|this)(?:'s| is) )?((?:over|above|under|below|more than|less than|at least|at most|up to|from) ${MONEY}|${MONEY} (?:and|or) (?:up|more|above|over|less|below|under)),? ${PASSED} ${GOES} (?=(?:the |our |my )?\\uE006)`,
      'g',
    ),
    (before = '', compared = '', what = '') =>
      `${before}if the amount is ${compared.replace(/^from /i, 'at least ')}, post ${what} in `,
  ],
  [
    new RegExp(
      `((?:[.;,\\n]) *)(?:and |but )?(?:the (?:rest|others)|(?:the |all |any )?(?:smaller|lower|lesser|small|little|other|remaining) (?:ones|payments|amounts|orders)|(?:all |any )?others|everything else|anything else|all the rest) (?:just |simply )?${GOES} (?=(?:the |our |my )?\\uE006)`,
      'g',
    ),
    '$1otherwise post it in ',
  ],
  [
    new RegExp(`${STARTS}((?:otherwise|else),? )?${PASSED} ${GOES} (?=(?:the |our |my )?\\uE006)`, 'g'),
    '$1$2post $3 in ',
  ],
  // "every payment should be noted in #sales".
  [
    /((?:^|[.;\n] ?)(?:every|each|all|any) [^.;:,\n\uE001-\uE010]{4,60}?) (?:should|must|shall|has to|have to|is to|are to|needs? to) (?:also )?be (?:noted|announced|mentioned|reported|shown|listed|shared) (?:in|on|to) (?=(?:the |our |my )?\uE006)/g,
    '$1: post in ',
  ],
  // "anything less just goes to #small".
  [
    /\b(?:just |simply |only |also |then )*(?:goes|go|lands?|ends? up|is to go|should go|gets posted|get posted|shows? up|appears?|pops? up|turns? up) (?:straight |directly |out )?(?:to|in|into|on|over to) (?=(?:the |our |my )?\uE006)/g,
    'post in ',
  ],
  // "only send to people at …" says whom it may reach, "only post “…” in #small" orders.
  [
    /\b(?:just |simply |only )+(?=(?:post|send|email|text|sms|whatsapp|slack|message|ping|drop|log|add|tell)\b)(?!(?:just |only )*[a-z]+(?: (?:to|in|at|on))?(?: (?:people|addresses|anyone|those|that|this|them))?(?: (?:at|from|in|with|on|ending))* (?:@|[\uE003\uE004\uE006]+ ?(?:[.,;]|$)|(?:that|this|those|these) |(?:[a-z0-9-]+\.)+[a-z]{2,}\b))/g,
    '',
  ],
  // What is still so after some tries.
  [
    /\b((?:if|when|in case) (?:it|that|this|the [a-z]+))(?:'s| is)? still (?:(?:not|isn't|n't) (?:working|up|responding|ok|back|answering)|fail(?:s|ing|ed)?|down|broken|dead|erroring|unreachable|(?:doesn't|does not|won't) (?:work|answer|respond|load))(?:,? (?:even )?(?:after|by) (?:(?:all )?(?:that|then|this|those)|(?:the |all |those |these )?(?:[a-z]+|\d+) ?(?:tries|attempts|times|retries|tries)))?/g,
    '$1 fails',
  ],
  [
    /\b((?:if|when|in case) (?:it|that|this|the [a-z]+)) fails (?:after|even after) (?:all )?(?:that|those|the)(?: tries| attempts| retries)?(?=[,:\s])/g,
    '$1 fails',
  ],
  [
    /,? (?:and )?(?<!(?:fails?|failing|down|failed|broken|seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?) )after (?:that|this|which),? (?=[a-z])/g,
    ', then ',
  ],
  // Corrections.
  [
    /^(?:sorry,? |oops,? |wait,? )*(?:i meant(?: to say)?|i mean|it should (?:be|have been)|should(?:'ve| have) been|correction:?) (?=(?:kes |ksh |usd |[$€£])?\d[\d,.]*k?(?: ?(?:kes|ksh|bob|shillings|usd|dollars))?[.! ]*$)/g,
    'make it ',
  ],
  [
    /(\btime(?:zone| zone)?), (?:because |as |since )?(?:the |my |our )?[a-z]+(?: [a-z]+)? (?:are|is|sit|sits|live|lives|work|works)(?: all| based)? in [a-z ]+[.!]*$/g,
    '$1',
  ],
  [
    /\bonly (?:ever )?(?:allow|pay|use|send (?:it )?to)(?: payments? to)? (?:that|this|the same) (?:one |phone )?(?:number|one)\b/g,
    'only to that number',
  ],
  // "→ new record in airtable": the thing that comes to be.
  [
    /(→|->|=>|[:,;]|\bthen) (?:an? |one )?new (record|row|card|page|contact|issue|event|entry|line) (?=(?:in|on|to) )/g,
    '$1 create a $2 ',
  ],
  [
    /\b((?:if|when|in case) (?:it|that|this|the [a-z]+)) (?:falls over|goes quiet|dies|craps out|breaks|stops (?:answering|responding|working)|goes dark|conks out|chokes|blows up|gives up|doesn't come back|(?:is|returns|gives)(?: anything)? (?:not|other than|but)(?: an?)? (?:200|ok))\b/g,
    '$1 fails',
  ],
  [/\b(ask|check with) me (?:first )?(?:every single (?:one|time)|each and every time)/g, 'ask me first'],
  [/\bask me first,? (?:every|each)(?: single)? time\b/g, 'ask me first'],
  [/ \((?:not mine|not ours|theirs|their time|not my time|local time there)[!. ]*\)/g, ''],
  [
    /,? ?\b(?:until|till) (?:i|we) (?:say (?:stop|so|otherwise)|stop it|tell you (?:to stop|otherwise)|cancel(?: it)?|pause it|turn it off|say enough)\b/g,
    '',
  ],
  [
    /[.;,] ?(?:the )?(?:smaller|bigger|larger|lower|higher|other|all other) (?:ones|payments|amounts|orders),? (?:i|we) (?:don't|do not) (?:care(?: about)?|mind|need|want|bother with)(?: (?:them|those|to know|about))*(?=[.!\n]|$)/g,
    ', otherwise do nothing',
  ],
];

/** The text with its orders in plain form. */
export const withOrders = (source: Source): string => reworded(source, WAYS);
