import { negated } from './conditions.ts';
import { escaped } from './fill.ts';

/** "If it isn't critical, …" after "its severity is critical": the same comparison said once more, as it was or the other way. */

const IT = "(?:it|that|this|they)(?:'s|'re| is| was| are| were)?";

/** `last`: the comparison before; `several`: there were more, so that what is none of them is for others to say. */
export function saidAgain(words: string, last: string | undefined, several: boolean): string | null {
  const [, sign, value = ''] = /^\S+ (==|!=) "([^"\\]+)"$/.exec(last ?? '') ?? [];
  if (!last || !sign) return null;
  const said = words
    .replace(/[’‘]/g, "'")
    .replace(/["“”]|(?<![a-z])'|'(?![a-z])/gi, '')
    .toLowerCase()
    .trim()
    .replace(/[\s,]+$/, '');
  if (!several && new RegExp(`^${IT} (?:any|some)thing (?:else|other than that)$`).test(said)) return negated(last);
  const plain = escaped(value.toLowerCase());
  const found = new RegExp(`^${IT}( not|n't| anything but| anything other than)? ${plain}$`).exec(said);
  if (!found) return null;
  return (found[1] === undefined) === (sign === '==') ? last : negated(last);
}
