import type { Source } from './mask.ts';

/** "rating 2 or lower -> …. 3 and up -> …": cases of a branch in short, each brought to "if the rating is at most 2, …". */

const NUMBER = String.raw`(?:[$€£]|(?:kes|ksh|usd) ?)?\d[\d,.]*k?(?: ?(?:kes|ksh|bob|shillings|dollars|stars?|points?|%))?`;
const MORE = 'more|higher|above|over|up|greater|bigger|upwards|better';
const LESS = 'less|lower|below|under|fewer|smaller|down|worse';
const CASE = new RegExp(
  String.raw`(?<=^|[.;,\n→:]|->|=>) *(?:and |but |or )?(?:if |when |for |with |on )?(?:(?:an? |the |its |their )?([a-z]+(?: [a-z]+)?)(?: of| is| =)? )??(?:(over|above|more than|under|below|less than|at least|at most|from|exactly|>=?|<=?) )?(${NUMBER})(?: (?:or|and) (${MORE}|${LESS})|(\+))?(?: (?:stars?|points?))? *(?:->|=>|→|=|:) *(?=\S)`,
  'g',
);
/** "Anything above 50,000": names nothing. */
const ANY = /^(?:anything|everything|whatever|all|those|ones|payments?|amounts?|any payments?|all payments?)$/;
/** No names of what is compared. */
const NO_FIELD =
  /^(?:and|or|but|at|by|in|on|every|each|for|to|post|send|pay|withdraw|wait|then|after|before|step|max|limit|only)\b/;

export function withBranches(source: Source): string {
  const { text, masked } = source;
  let out = '';
  let last = 0;
  let field: string | null = null;
  for (const found of masked.matchAll(CASE)) {
    const [whole, named, before, number = '', after, plus] = found;
    if (!before && !after && !plus) continue;
    if (named && NO_FIELD.test(named)) continue;
    field = (named && ANY.test(named) ? undefined : named) ?? field ?? 'amount';
    const value = number.replace(/ ?(?:stars?|points?)$/, '');
    const compared = before
      ? `${before === 'from' ? 'at least' : before} ${value}`
      : new RegExp(`^(?:${LESS})$`).test(after ?? '')
        ? `at most ${value}`
        : `at least ${value}`;
    const lead = /^ */.exec(whole)?.[0] ?? '';
    out += `${text.slice(last, found.index)}${lead || (found.index > 0 ? ' ' : '')}if the ${field} is ${compared}, `;
    last = found.index + whole.length;
  }
  return out + text.slice(last);
}
