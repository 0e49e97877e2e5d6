import { PEOPLE } from './scope-words.ts';

/** Fields of what comes in that nobody has described. */

/** Words no field is called by: somebody does something. */
const NO_FIELD =
  /^(?:you|i|we|they|he|she|it|both|all|those|these|one|two|three|four|five|ones|please|and|then|if|when|send|post|summari[sz]e|must|should|will)$/;

/** A field of a webhook nobody has described: named after the phrase, as forms and shops usually name theirs. */
export function openField(plain: string, want: string | null): { path: string; label: string; step: number } | null {
  const named = (name: string, label = `the ${name.replaceAll('_', ' ')}`) => ({
    path: `trigger.${name}`,
    label,
    step: -1,
  });
  const words = plain.replace(/'s /g, ' ').replace(/ of /g, ' ').split(/\s+/);
  if (want === 'email' && (PEOPLE.test(plain) || /\b(?:email|address|mail)\b/.test(plain))) return named('email');
  if (want === 'phone' && (PEOPLE.test(plain) || /\b(?:phone|number|mobile|whatsapp|contact)\b/.test(plain)))
    return named('phone');
  if (want === 'email' || want === 'phone') return null;
  if (PEOPLE.test(plain)) return named('name');
  if (
    /^(?:immediately|instantly|directly|quickly|now|today|asap|soon|too|also|there|here|then|straight away|right away|[a-z]+ly)$/.test(
      plain,
    )
  )
    return null;
  if (words.some((word) => NO_FIELD.test(word))) return null;
  if (words.length > 3 || !words.every((word) => /^[a-z][a-z0-9_]*$/.test(word))) return null;
  const last = words.at(-1) ?? '';
  if (/^(?:name|email|phone|amount|total|price|date|message|status)$/.test(last)) return named(last);
  if (/^(?:it|that|this|everything|results?|details?|info|same|text|report|digest|update|them)$/.test(last))
    return null;
  return named(words.join('_'));
}
