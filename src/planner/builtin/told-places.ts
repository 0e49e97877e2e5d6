/** Where a request tells of the data that comes in, and how the names are listed there. */

const NAME = String.raw`(?:\uE001+|[a-z][a-z0-9]*(?:_[a-z0-9]+)+|[a-z][a-z0-9]+(?: [a-z][a-z0-9]+)?)`;
export const LEAD = `(?:(?:an?|the|its|their|his|her|some|two|three|four|five|each) )*(?:new )?(?:[a-z]+'s )?(?:(?:fields?|columns?|lists?|arrays?|values?|numbers?|keys?|flags?|things) ?(?:are |is )?(?:called |named |of )?[:,]? ?(?=[a-z\\uE001]))?`;
const ITEM = String.raw`${LEAD}${NAME}(?: (?:fields?|columns?|in (?:it|them)|values?|lists?))?(?: ?\([^()\n]{1,40}\))?`;
export const SEP = String.raw`(?:, and |, plus |, | and | plus | \+ | & )`;
const LIST = `(${ITEM}(?:${SEP}${ITEM})*)`;
const SOURCE = `(?:web ?hook|payload|json|form|body|request|sheet|spreadsheet|order|booking|ticket|portal|list|array|row|table)s?`;
const END = String.raw`(?=\)? *(?:[.;\n)]|$|→|->|=>))`;
/** Behind a comma a condition or an order may go on. */
const COMMA = '(?=, )';
export const GOES_ON = /^, (?:and |but |then )*(?:only|if|unless|when|then|you|please|(?:the |an? )?ai|have|let)\b/;
export const PLACES = [
  // In brackets, said to be fields.
  new RegExp(
    String.raw`\((?:(?:the |its |with |with the |it has |it sends |has |have )*(?:fields?|columns?|payload|body|keys?|headings?|headers?|data)(?: (?:are|is|called|named|has|have|contains?|in it))?:? ?)${LIST}(?:;[^()\n]*)?\)`,
    'g',
  ),
  // A list in brackets right after what bears it.
  new RegExp(String.raw`(?<=\b${SOURCE} )\((${ITEM}(?:${SEP}${ITEM})+)(?:;[^()\n]*)?\)`, 'g'),
  // "…, columns name and phone", "fields: name, email".
  new RegExp(
    `[,;:.–-] ?(?:(?:the |its |with |it has |it sends )*(?:fields|columns|headings|headers|keys)(?: (?:are|called|named))?:? )${LIST}${END}`,
    'g',
  ),
  // "… webhook with customer_phone and total."
  new RegExp(
    String.raw`(?<=\b(?:web ?hook|payload|json)\b[^.;:\n\uE003-\uE006]{0,50}?)(?:,? (?:with|as(?= an? (?:field|key|value|parameter)\b)|carrying|containing|including|that (?:has|have|sends|carries|contains)|it (?:has|sends|carries|contains)|has|have|comes with|brings|carries|contains|includes|holds|gives|passes|sends|and sends|sending|holding|where each (?:one )?has) |: ?)${LIST}(?:${END}|${COMMA}|(?=: ))`,
    'g',
  ),
];
export const EACH = new RegExp(
  `,? (?:and )?(?:each|every one|all)(?: of (?:them|which))? (?:with|has|have|having|holds?|carrying) ${LIST}${END}`,
  'g',
);
/** The place without brackets and without the word for fields. */
export const BARE = 3;

/** What is told of is what comes in, and no message that goes out. */
const BEARER = `(?:it|they|this|that|which|each|every one|(?:in |inside |of )?(?:the|every|each|an?|its|their|our) (?!message|e-?mail|sms|text|whatsapp|post|note|reply|subject|body of|row|card|invoice|page|record|link)[a-z]+)`;
const INSIDE =
  '(?:in(?:side)? (?:it|them|there|each(?: one)?|(?:the|its|each|every) [a-z]+)|inside|within(?: it)?|among (?:its|the|their) (?:fields|values))';
const STOP = String.raw`(?=\)? *(?:[.;\n)]|$|→|->|=>)|,? (?:and )?(?:if|when|whenever|then|unless|only|where) |, (?:each|every one|all)\b)`;
const BEGIN = String.raw`(?<=^|[.;,:\n–\uE000]|-) ?(?:and |where |so )?`;
/** Sentences of their own about a webhook, each of whose names has to look like one. */
export const SENTENCES = [
  // "each has total and country", "the order has a list called items".
  new RegExp(
    `${BEGIN}${BEARER} (?:also |always |then |just )*(?:has|have|had|holds?|contains?|includes?|carr(?:y|ies)|brings?|bears?|comes? with|arrives? with|sends?|gives?(?: us| you)?|tells?(?: us| you)?) (?:the |these |those )?(?:following )?${LIST}(?: ${INSIDE})?${STOP}`,
    'g',
  ),
  // "inside there is a list called items", "there's a field called status in it".
  new RegExp(
    `${BEGIN}(?:${INSIDE},? (?:there(?:'s|'re| is| are)|is|are|you(?:'ll| will| can)? (?:get|find|see|have)|we (?:have|get|put))|there(?:'s|'re| is| are)|you(?:'ll| will| can)? (?:get|find|see)) (?:also )?(?:the )?${LIST}(?: ${INSIDE})?${STOP}`,
    'g',
  ),
];
