/** The words with which people speak of what came in: whose it is, where it comes from. */

const ARTICLES =
  /^(?:(?:the|a|an|their|his|her|its|my|our|your|this|that|these|those|just|only|also|both|all|each|of|full|new|whole) )+/;
const SOURCE =
  /[, ]*\b(?:(?:that|which|who) (?:comes?|came|is|are|was|were|made|paid|booked) |(?:given |sent |provided |included )?(?:on|in|from|of|with|inside|by|for) (?:the |their |that |this )?(?:incoming )?)(?:with |in |on )?(?:the |their |that |this )?(?:payments?|requests?|bookings?|events?|orders?|forms?|webhooks?|meetings?|issues?|invite|invitee|payload|submission|transaction|data|sheet|row|call|trigger|message|delivery|purchase|charge|checkout)(?:'s)?(?: (?:data|details|body|itself|payload))?$/;
export const PEOPLE =
  /^(?:customer|client|payer|buyer|guest|passenger|traveller|traveler|invitee|attendee|person|people|them|him|her|they|user|donor|subscriber|member|student|tenant|patient|sender|lead|applicant|booker|owner of the order|whoever .*|who (?:paid|booked).*|someone|the one who.*|contact|recipient|visitor|author|reporter|everyone|everybody|anyone|anybody|folk|all (?:of )?(?:them|customers|clients|guests)|(?:every|each|all|any) (?:customer|client|guest|buyer|payer|invitee|person)|purchaser|caller|volunteer|candidate|mentee|requester|renter|hirer|sponsor|backer|supporter|parent|tourist|participant|player|learner|trainee|pupil|shopper|diner|camper|hiker|lodger|enquirer|signup|new (?:customer|client|member|user|subscriber|lead))s?$/;

/** Words as they are compared: no articles, no "that comes with the payment", "X's Y" and "Y of X" alike. */
export function plainPhrase(phrase: string): string {
  let text = phrase
    .toLowerCase()
    .replace(/[’]/g, "'")
    .replace(/[<>"“”]/g, '')
    .replace(/[.,;:!?]+$/, '')
    .trim();
  text = text
    .replace(/^(?:use |it's |it is |send it to |to |please use |take |with |from )+/, '')
    .replace(ARTICLES, '');
  text = text.replace(/^(?:whoever|the one who|who) (?:just )?(?:paid|booked|ordered|bought|signed up).*$/, 'customer');
  text = text.replace(
    /(?<=\w) (?:that |which |what )?(?:they|he|she|the (?:client|customer|guest|buyer)) (?:have |has )?(?:just )?(?:typed|wrote|written|sent|left|entered|gave|given|filled|put)(?: in)?$/,
    '',
  );
  const shorter = text
    .replace(SOURCE, '')
    .replace(/(?<=\w) (?:to|at|by|via|onto|into)$/, '')
    .trim();
  if (shorter) text = shorter;
  return text
    .replace(/ (?:of|for) (?:the |a |each |every |this |that |their )?/g, ' of ')
    .replace(ARTICLES, '')
    .trim();
}

/** What a step gave, in words that name no field. */
export const RETURNED =
  /^(?:what(?:ever)? (?:it|that|this|(?:the )?(?:call|api|request|page|site|url|link|address|step|ai)) (?:returns?|returned|gives?(?: back| me)?|gave(?: back| me)?|answers?|answered|says?|said|sends?(?: back)?|sent(?: back)?|responds?(?: with)?|found|finds|wrote|writes|comes back with)|(?:result|response|answer|reply|output|returned (?:value|data|text)|returned)(?: of (?:it|that|call|request|api|page))?)$/;

/** Each of what comes in: names no field. */
export const EACH_ONE =
  /^(?:(?:each|every|all|any)(?: (?:of )?(?:them|one|these|message|the messages?|new one))?|it|them|these|those|one)$/;

/** The text it is done to: "… from the message". */
export const sourceOf = (words: string): string =>
  /\b(?:from|out of) (.+)$/.exec(words)?.[1] ?? words.replace(/\b(?:in|into|as|to)$/, '');

/** A label as the head of a line: “Amount”. */
export const capital = (label: string): string => {
  const plain = label.replace(/^the /, '');
  return plain.charAt(0).toUpperCase() + plain.slice(1);
};

/** "the title of the item". */
export const OF_ITEM = / of (?:item|entry|post|article|story|line)$/;

/** The column of the row a loop is at. */
export function column(plain: string, written: string): { path: string; label: string; step: number } | null {
  const small = plain
    .replace(/^.*?\b(?:in|from|under) (?:the |their )?(?=[a-z]\w* column$)/, '')
    .replace(/\b(?:columns?|field|cell|in row|of row|row)\b/g, '')
    .replace(/^ *(?:item|row|entry|person|line)'s |'s? of *$|^ *of (?=\w)/g, '')
    .replace(OF_ITEM, '')
    .trim();
  const name = new RegExp(`\\b${small.replace(/\W/g, '\\$&')}\\b`, 'i').exec(written)?.[0] ?? small;
  if (!name || name.split(' ').length > 3 || !/^[\w ]+$/.test(name)) return null;
  return { path: /^\w+$/.test(name) && !/^\d/.test(name) ? `item.${name}` : `item["${name}"]`, label: name, step: -1 };
}
