import { MONEY, type Way } from './plain-trust.ts';

/** Wordings of a few words: fields asked for as questions, several at once, what is said in passing. */

/** "who booked and what time": fields, asked for as questions. */
const ASKED = `(?:(?:who|which (?:customer|client|person|guest)) (?:booked|paid|ordered|bought|signed up|registered|it (?:is|was)|they are|(?:is|was|'s)? ?(?:coming|booked in|it)|(?:it )?(?:is|was) from|sent it)(?: it| them| me| us)?|what time(?: (?:it|they|he|she)(?: is| was|'s| are|'re)?(?: (?:starts?|coming|booked|due|for))*)?(?: for)?|(?:for )?when (?:it|they|he|she|the [a-z]+)(?:'s| is| are|'re)?(?: (?:starts?|coming|booked(?: in| for)?|due|arriving|on))*|for when|how much(?: (?:it (?:is|was)|they paid|was paid|money|they owe))?|who|when)`;
export const fieldsAsked = (words: string): string =>
  words
    .replace(
      /\b(?:who|which (?:customer|client|person|guest))\b(?: (?:booked|paid|ordered|bought|signed up|registered|it (?:is|was)|they are|(?:is |was )?(?:coming|booked in)|(?:it )?(?:is|was) from|sent it)|'s (?:coming|it|booked in))?(?: it| them| me| us)?/g,
      'the name',
    )
    .replace(/\bhow much(?: (?:it (?:is|was)|they paid|was paid|money|they owe))?/g, 'the amount')
    .replace(
      /\b(?:for )?(?:what time|when)(?: (?:it|they|he|she|the [a-z]+)(?:'s| is| was| are|'re)?(?: (?:starts?|coming|booked(?: in| for)?|due|arriving|on|for))*)?(?: for)?/g,
      'the time',
    );

export const SMALL: Way[] = [
  [
    /,? (?:and |then |also )*(?:send|e?mail|forward|give) (?:it |them )?(?:an?|one|another) copy (?:of (?:it|that|this|the e?mail) )?(?:also )?to (?=\uE003)/g,
    ' with a copy to ',
  ],
  [/,? (?:and |also |please )+(?:cc|copy)(?: in)?:? (?=\uE003)/g, ' with a copy to '],
  [/(?<=\uE003),? and (\uE003+),? (?:too|as well|also)\b/g, ' and $1'],
  [
    /\bask me (?:first )?before (?:you )?(e?mail|text|send|post|pay|withdraw|transfer|call|refund|whatsapp)ing (?=(?:the|my|our|them|him|her)\b|[\uE003\uE004])/g,
    'ask me first, then $1 ',
  ],
  // "ping me on WhatsApp when somebody books. tell me who it is and when": what the message says, and no second one.
  [
    new RegExp(
      `(?<=\\b(?:ping|message|text|whatsapp|sms|e?mail|dm|notify|tell|alert|let) me\\b.*)[.;,] *(?:and )?(?:please )?(?:tell me|say|include|mention|show me|with) (${ASKED}(?:(?:,| and|, and) ${ASKED})*)(?=[\\s.!]*$)`,
      'g',
    ),
    (words) => `, with ${fieldsAsked(words ?? '')}`,
  ],
  // "email the buyer and ask how it was": one message that asks.
  [
    /(?<=\b(?:e?mail|text|sms|whatsapp|message|write to) (?:the |my |our )?[a-z\uE003\uE004]+(?: an? (?:e?mail|message|text|sms|note))?),? and ask (?:him |her |them |it )?(?=(?:how|whether|what|when|which|why|where)\b)/g,
    ' asking ',
  ],
  [/\basking if (?=(?:the|they|it|he|she|all|everything|that|this|our|your)\b)/g, 'asking whether '],
  // "2 500 bob": thousands set apart by a space, where a number or its money says so.
  [/(?<=\uE004,? |\b(?:kes|ksh|usd|eur|gbp) )(\d{1,3}) (\d{3})(?![\d.,:])/g, '$1$2'],
  [
    /(?<!\b(?:at|on|by) )(?<![\d.,:/]|\uE004 )\b(\d{1,3}) (\d{3})(?= (?:kes|ksh|bob|shillings|usd|dollars|euros?|gbp|pounds)\b)/g,
    '$1$2',
  ],
  [/\b(send|pay|transfer|wire) \$ ?(?=\d[\d.,]*k? (?:\w+ ){0,3}?to \uE004)/g, '$1 usd '],
  [/\b(send|pay|transfer|wire) € ?(?=\d[\d.,]*k? (?:\w+ ){0,3}?to \uE004)/g, '$1 eur '],
  [/\b(send|pay|transfer|wire) £ ?(?=\d[\d.,]*k? (?:\w+ ){0,3}?to \uE004)/g, '$1 gbp '],
  [
    /\b(?:do (?:these |the following |all )?(?:two|three|four|five)? ?(?:things|jobs|steps)? ?|(?:(?:these|the) )?(?:two|three|four|five|both|these) (?:things|jobs|steps) )(side by side|at the same time|in parallel|simultaneously|together) ?:? ?/g,
    ' $1, ',
  ],
  [
    / of (?:the |whichever )?(?:person|one|customer|client|buyer|guest|invitee|payer|somebody|whoever) (?:who|that) (?:[a-z]+(?:ed|id|ade|ght|ent)|books|pays) ?(?:it|them|us|me|the [a-z]+)?\b/g,
    ' of the customer',
  ],
  [
    /\bwith ((?:the|its|their) [a-z' ]{3,30}?) as (?:the |its )?(?:summary|title|headline|heading|subject|name)\b/g,
    'titled with $1',
  ],
  [/\b(only (?:if|when|for) [^.;\n]{3,60}?),? (?:should|must|can|may|do|will) (?:you|it|we) (?=[a-z])/g, '$1, '],
  [/\b(sms|text|e-?mail|whatsapp|message|tell|send|remind) that ([a-z]+) (?=(?:their|his|her|its) )/g, '$1 them '],
  [
    new RegExp(
      `([.,;]? ?)(?:and |but )?\\b(?:skip|ignore|leave out|leave|drop|forget|not for|don't (?:bother|do it|send|text|tell|post|include|run)(?: (?:it|me|us))?(?: for| about| with| on)?|no need for) (?:anything|any|payments?|amounts?|everything|those|the ones|orders?|ones|any (?:payment|order|amount)s?)(?: that(?:'s| is| are)?)? (below|under|less than|smaller than|lower than|above|over|more than|bigger than|higher than) (${MONEY})(?: (?:out|alone|please|though))*`,
      'g',
    ),
    (before, side, amount) =>
      `${before}only if the amount is ${/^(?:below|under|less|smaller|lower)/.test(side ?? '') ? 'at least' : 'at most'} ${amount}`,
  ],
  [
    new RegExp(
      `\\b(with|including|containing|saying|showing|stating|mentioning|telling (?:them|me|us|him|her)) (${ASKED}(?:(?:,| and|, and) ${ASKED})*)(?= *(?:[.,;)]|$))`,
      'g',
    ),
    (lead, words) => `${/^telling/.test(lead ?? '') ? 'with' : lead} ${fieldsAsked(words ?? '')}`,
  ],
  // "text me on +61… who it is and when they're coming".
  [
    new RegExp(
      `(?<=\\b(?:me|us|them|him|her|tell [a-z]+)|[\\uE003\\uE004\\uE006]),? (${ASKED}(?:(?:,| and|, and) ${ASKED})+)(?= *(?:[.,;)]|$))`,
      'g',
    ),
    (words) => ` with ${fieldsAsked(words ?? '')}`,
  ],
  [new RegExp(`\\((${ASKED}(?:(?:,| and|, and) ${ASKED})+)\\)`, 'g'), (words) => `with ${fieldsAsked(words ?? '')}`],
  [
    /\b(?:use|have|let|ask|get|tell) (?:the |an )?(?:ai|claude|gpt|chatgpt|llm) (?:to )?(?=(?:classify|categori[sz]e|extract|summari[sz]e|pull out|sort|triage|label)\b)/g,
    '',
  ],
  [
    /,? (?:and |but )?only (?:the )?([a-z]+?)s? (?:go|goes|are sent|get sent|should go|should be sent) (?:out )?(?:by|as an?|via) (e-?mail|mail|sms|text|whatsapp) to (?=[\uE003\uE004])/g,
    (what, by) => `, if the label is ${what}, ${/^e?-?mail/i.test(by ?? '') ? 'email' : by} `,
  ],
  [
    /\b(?:i(?:'d| would)? (?:like|want|need|love)(?: to have| to see)? )?(?:each|every|all|any)(?: single)? (?:new )?([^.;:,\n\uE001-\uE006]{4,60}?) to (?:post|send|share|show up|appear|pop up|land|be announced|be posted|be shown|go|end up|be sent|be shared) (?:in|on|to|into) (?=(?:the |our |my )?\uE006)/g,
    (what) => `every new ${what}: post in `,
  ],
  [
    new RegExp(
      `((?:^|[.;,\\n:]) *)for ([a-z]+s) (?:of |with |worth |that are )?((?:over|above|under|below|at least|at most|more than|less than) ${MONEY}|${MONEY} (?:or|and) (?:more|over|up|above|less|under|fewer|below))(?: people| guests)?,? (?=[a-z])`,
      'g',
    ),
    (before, what, compared) => `${before}if the ${what} are ${compared}, `,
  ],
  [
    /,? ?(?:and )?(?:then )?\b(?:once|when|after|as soon as) (?:both|they|all|all of them|the two|both of them|these|those|everything)(?: two)?(?: are| is| have| has)?(?: all| both)? (?:back|there|done|ready|in|finished|completed?|arrived|come back|come in|loaded|here),?(?= )/g,
    ', then',
  ],
  [
    / ?\((?:not (?:mine|my time|ours|our time|local|here|my own)[^()\n]{0,30}|that(?:'s| is) me|that one|please|thanks|lol|haha|sorry)[!.]*\)/g,
    '',
  ],
  [
    /\b(?:,? ?(?:and |just )?(?:until|till) (?:i|we) (?:say stop|tell you to stop|say so|stop (?:it|you)|pause it|cancel(?: it)?|change my mind|say otherwise|tell you otherwise))\b/g,
    '',
  ],
  [
    /(\bask me (?:first|beforehand)|\bmy (?:ok|okay|yes|approval|go-ahead)(?: first)?),? (?:each|every)(?: single)?(?: and every)? time\b/g,
    '$1',
  ],
  [
    /\b(?:have|let) me (?:approve|okay|ok|confirm|check|review) (?:each(?: one)?|every(?: one| single one)?|them all|it)(?: first)?,?(?: and)?,? (?:(?:only )?(?:once|when|after|if) i (?:do|have|did|approve|agree)(?: so)?),?/g,
    'ask me first, then',
  ],
  [
    /\b(?:check|confirm|clear it) with me before (?:it|they|that|anything|this) (?:goes|go|is sent|is posted|is paid|leaves|runs)(?: out)?/g,
    'ask me first',
  ],
  [
    /,? ?\b(?:all|both|everything|these|those|the (?:two|three|four))? ?(?:of (?:them|these|it) )?(?:(?:to )?(?:run|happen|go|done|do) )?(?:all )?at the same time(?: please)?,? (?:with )?(?:nothing|none of them|no one|neither) (?:waiting|waits?) (?:for|on) (?:anything|each other|another|the others?|the other)(?: else)?/g,
    ' at the same time',
  ],
  // "send +254… a text “Hi”".
  [
    /\b(?:send|give|drop|shoot) (\uE004+|them|him|her|me|us) an? (?:quick |short )?(sms|text|whatsapp)(?: message)?:? (?=\uE001)/g,
    '$2 $1 ',
  ],
  [/\ball at the same time(?: please)?/g, 'at the same time'],
  [
    new RegExp(
      `\\b(post|send|share|drop|put) (${ASKED}(?:(?:,| and|, and) ${ASKED})*) (?=(?:to|in|into|on) (?:the |our |my )?\\uE006)`,
      'g',
    ),
    (verb, words) => `${verb} ${fieldsAsked(words ?? '')} `,
  ],
  [
    /\b((?:mon|tues?|wed(?:nes)?|thurs?|thu|fri|sat(?:ur)?|sun)(?:days?)?) \+ (?=(?:mon|tue|wed|thu|fri|sat|sun))/g,
    '$1 and ',
  ],
  [/\bsay,? (?=(?:at )?\d{1,2}(?::\d{2}| ?(?:am|pm)\b))/g, ''],
  [
    /(?<=[a-z\uE001-\uE010])[,;:(–-]? (?:and )?(?:my|our|the|his|her|their) (?:whatsapp |phone |mobile |cell )?number is (?=\uE004)/g,
    ' on ',
  ],
  [
    /(?<=[a-z\uE001-\uE010])[,;:(–-]? (?:and )?(?:my|our|the|his|her|their) (?:e-?mail )?(?:address|email) is (?=\uE003)/g,
    ' at ',
  ],
  [/\b(every hour|hourly),? on the hour\b/g, '$1'],
  [/(?<!\b(?:every|each|hour|hourly),? )\bon the hour,? (?:every hour,? )?(?=(?:from |between )?\d)/g, 'every hour '],
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
