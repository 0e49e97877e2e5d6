import type { Json, Step } from '../../automation/definition.ts';
import { weighty } from './accounted.ts';
import { EDGES, ITSELF } from './content-words.ts';
import { escaped } from './fill.ts';
import type { Scope } from './scope.ts';
import { plainPhrase } from './scope-words.ts';
import { CONSENT } from './unheard.ts';

/** What a message says by what stands before it: the same words, a thing that was written, "it" with a reason behind. */

const SAME =
  /^(?:(?:also|exactly|just) )*(?:the |this |that )?(?:(?:very )?same(?: (?:text|message|words?|wording|thing|content|note|line|sentence|reminder|sms|e-?mail|post))?|identical (?:text|message|words))(?: (?:too|again|as well))?$/;

/** The words of the last message before, for "the same"; null where none was said. */
export function sameWords(phrase: string, steps: Step[]): Json | null {
  if (!SAME.test(phrase)) return null;
  return said(steps) ?? null;
}

/** What the last message before says. */
export const said = (steps: Step[]): Json | undefined =>
  [...steps].reverse().flatMap(({ service, params }) => {
    const words = service === 'email' ? params.body : (params.message ?? params.text);
    return typeof words === 'string' && service !== 'llm' ? [words] : [];
  })[0];

/** "the invitation", of a step that was told to write a short invitation. */
export function written(phrase: string, steps: Step[]): string | null {
  const thing = /^(?:the|that|this) /.test(phrase)
    ? /^(?:[a-z-]+ ){0,2}([a-z-]+)$/.exec(plainPhrase(phrase))?.[1]
    : undefined;
  if (!thing || thing.length < 4) return null;
  const asked = new RegExp(`\\b(?:an?|one|the|some)(?: [a-z-]+){0,4} ${escaped(thing)}\\b`, 'i');
  const found = [...steps]
    .reverse()
    .find((step) => step.service === 'llm' && step.action === 'generate' && asked.test(firstLine(step.params.prompt)));
  return found ? `${found.id}.text` : null;
}

/** What was attached to an instruction is none of it. */
const firstLine = (prompt: Json | undefined): string =>
  typeof prompt === 'string' ? (prompt.split('\n')[0] ?? '') : '';

const REASON =
  /^(.*?)(?:[\s,]+(?:because|since|as|cause|so(?: that)?)|,| -| –)[\s,]+((?:we|i|they|he|she|it's|it is|our|my|the|everyone|people|there|this|that)\b.*)$/;

/** The phrase without the reason told behind it; as it was where that may change something. */
export function withoutReason(phrase: string): string {
  const found = REASON.exec(phrase);
  const head = (found?.[1] ?? '').replace(EDGES, '').trim();
  if (!found || !ITSELF.test(head) || weighty(found[2] ?? '') || CONSENT.test(found[2] ?? '')) return phrase;
  return head;
}

/** Whether something is told: "that reply to the sender" is a thing that was made, and a place. */
export function isTold(words: string, scope: Scope): boolean {
  const plain = words.replace(EDGES, '').trim();
  const last = plain.split(' ').at(-1) ?? '';
  const made =
    plain.split(' ').length < 4 && scope.fields.some((field) => field.step >= 0 && field.spoken.includes(last));
  return plain.includes(' ') && !made;
}

/** "the text" of a webhook that was said to send one. */
export const toldAs = (scope: Scope, phrase: string): boolean =>
  scope.open &&
  /^the /.test(phrase) &&
  scope.fields.some((field) => field.step < 0 && field.spoken.includes(phrase.slice(4)));
