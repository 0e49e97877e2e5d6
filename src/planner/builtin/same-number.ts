import type { Source } from './mask.ts';

/** "…, then whatsapp me on that same number": the phone number said before, where there is one only. */

const SAME =
  /\b(?:(sms|text|whatsapp|message|call|ping|tell|notify)((?: me| us| them| him| her)?) (?:on |to |at )?|(to|on|at) )(?:(?:that|this|the) (?:very )?same|that) (?:phone |mobile |cell )?number\b/g;
/** "only to that number" is a limit and stays one; of a column or a field it is the one there. */
const LIMITS =
  /\b(?:only|never|nowhere|no|not|nobody|other|others|but|limit(?:ed)?|restrict(?:ed)?|allowed|column|row|rows|sheet|field)\b[^.;\n]*$/;

export function withSameNumber({ text, masked, entities }: Source): string {
  let out = text;
  for (const found of [...masked.matchAll(SAME)].reverse()) {
    const before = entities.filter((one) => one.kind === 'phone' && one.end <= found.index);
    const numbers = [...new Set(before.map((one) => one.value))];
    const clause = masked.slice(0, found.index).replace(/^[\s\S]*[.;\n]/, '');
    const limits =
      LIMITS.test(clause) || /^ ?(?:only|and (?:no|nobody)|alone)\b/.test(masked.slice(found.index + found[0].length));
    if (numbers.length !== 1 || limits) continue;
    const [, verb, whom = '', to] = found;
    const head = verb ? `${text.slice(found.index, found.index + verb.length)}${whom ? `${whom} on` : ''}` : to;
    out = `${out.slice(0, found.index)}${head} ${numbers[0]}${out.slice(found.index + found[0].length)}`;
  }
  return out;
}
