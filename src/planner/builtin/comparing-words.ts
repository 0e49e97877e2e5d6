/** Words before and after a number that say how it is compared, with the sign they stand for. */

/** "isn't more than", "does not exceed", "it's not under". */
const NOT = "\\b(?:(?:is|are|was|were|does|do|did|goes)(?:n't| not)|not|no)(?: go| be)?";
const MORE = '(?:over|above|more than|greater than|bigger than|larger than|higher than|exceeds?|exceeding|beyond)';
const LESS = '(?:under|below|less than|smaller than|lower than|fewer than|cheaper than|beneath)';
export const BEFORE: [RegExp, string][] = [
  [new RegExp(`${NOT} ${LESS} ?$`), '>='],
  [new RegExp(`${NOT} ${MORE} ?$`), '<='],
  [
    /(?:is |are |was |were |of )?(?:at least|a minimum of|minimum|>=|≥|from|starting at|starts at|is or exceeds) ?$/,
    '>=',
  ],
  [/(?:is |are |was |were |of )?(?:at most|up to|a maximum of|maximum|<=|≤) ?$/, '<='],
  [
    /(?:is |are |was |were |goes |go |of |its |it's |that's )?(?:over|above|more than|greater than|bigger than|larger than|higher than|exceeds|exceed|exceeding|beyond|north of|in excess of|upwards of|beats|>|zaidi ya) ?$/,
    '>',
  ],
  [
    /(?:is |are |was |were |goes |of )?(?:under|below|less than|smaller than|lower than|cheaper than|beneath|<|chini ya) ?$/,
    '<',
  ],
  [/(?:is exactly|exactly|equals|is equal to|equal to|==|=) ?$/, '=='],
  [/(?:is not|isn't|not equal to|!=) ?$/, '!='],
];
export const AFTER: [RegExp, string][] = [
  [
    /^ ?(?:shillings |bob |kes |usd |dollars )?(?:or more|or above|and above|and up|or over|or higher|and over|and more|\+|upwards|or greater|minimum|or bigger)(?! ?[\d$€£])/,
    '>=',
  ],
  [
    /^ ?(?:shillings |bob |kes |usd |dollars )?(?:or less|or under|or below|and below|and under|or lower|max|or fewer|or cheaper)(?! ?[\d$€£])/,
    '<=',
  ],
];
