import type { Source } from './mask.ts';
import { amountsIn } from './numbers.ts';
import { MONEY } from './plain-trust.ts';

/** "Below 1,000 ignore. From 1,000 up to 10,000 sms …": amounts in bands, each with its order, brought to "if the amount is …". */

const AMOUNT = `${MONEY}(?! ?(?:am|pm|o'?clock|:\\d|hours?|minutes?|days?|weeks?|months?|times|people|%|degrees)\\b)`;
const SIGN = 'below|under|less than|above|over|more than|at least|at most|up to|from';
const BAND = `(?:(?:(?:from|between) )?(?<low>${AMOUNT}) ?(?:and up to|up to|and|to|-|–|till|until)(?: and including)? (?<high>${AMOUNT})(?: inclusive)?|(?<sign>${SIGN})(?: and including)? (?<signed>${AMOUNT})(?: and (?:up|above|over))?|(?<end>${AMOUNT}) (?:or|and) (?<side>more|up|above|over|higher|less|below|under|lower))`;
const ORDER =
  '(?:ignore|skip|do nothing|nothing|no message|e-?mail|sms|text|whatsapp|message|post|send|tell|notify|alert|slack|call|create|add|log|ping|write|remind)';
const BANDS = new RegExp(
  `((?:^|[.;:\\n]|, ?(?:and |but )?|(?<=[a-z0-9\\uE001-\\uE010]) and ) *)(?:(?:and|but) )?(?:if |when |for |with )?(?:(?:it(?:'s| is)|(?:any|every)thing|all|those|ones|payments?|amounts?|orders?|the amount is|that(?:'s| is)) )*${BAND},? (?:(?:please|just|then|you|can|simply) )*(?=${ORDER}\\b)`,
  'g',
);
const PAID = /\b(?:payments?|pays?|paid|amounts?|sales?)\b/;
/** Numbers of something else: which of them is compared is not told by "below 5". */
const OTHER =
  /\b(?:web ?hooks?|quantity|qty|stock|scores?|ratings?|levels?|temperature|degrees|count|guests|people|units?|items?)\b/;

/** The text with its bands as conditions; as it was where there is one only, or where an amount lies in two of them. */
export function withBands({ text, masked }: Source): string {
  const found = [...masked.matchAll(BANDS)];
  if (found.length < 2 || !PAID.test(masked) || OTHER.test(masked)) return text;
  const within = found.flatMap(({ groups }) => {
    const { low, high, sign = '', signed, end } = groups ?? {};
    return low ? [low, high] : end ? [end] : /^(?:from|at|up)/.test(sign) ? [signed] : [];
  });
  const values = within.map((amount) => amountsIn(amount ?? '', '')[0]?.value);
  if (new Set(values).size < values.length) return text;
  let out = '';
  let last = 0;
  for (const match of found) {
    const before = match[1] ?? '';
    out += `${text.slice(last, match.index + before.length)}if the amount is ${compared(match)}, `;
    last = match.index + match[0].length;
  }
  return out + text.slice(last);
}

function compared({ groups }: RegExpExecArray): string {
  const { low, high, sign, signed, end, side } = groups ?? {};
  if (low) return `at least ${low} and at most ${high}`;
  if (end) return `${/less|below|under|lower/.test(side ?? '') ? 'at most' : 'at least'} ${end}`;
  return `${sign === 'from' ? 'at least' : sign} ${signed}`;
}
