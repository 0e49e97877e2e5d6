import type { Definition, Step } from '../../automation/definition.ts';

/** Taking back a part of what was changed: "put the time back how it was", "the old text was better". */

const LEAD =
  '^(?:(?:and|so|ok(?:ay)?|but|wait|hmm+|oh|no|nope|hey|please|sorry|actually|can you|could you|after all)[,:.!\\s]+)*';
const PART =
  '(time|times|hour|schedule|days?|date|start|timing|text|texts|wording|words|message|messages|body|subject|amount|price|sum|number|address|recipient|channel|limits?|name|title)';
const END = '(?: (?:please|now|again|after all|instead|then|before|too))*[\\s?.!]*$';
const WAS =
  '(?:(?:to )?(?:how|what|the way|as|where) (?:it|they) (?:was|were)|as before|like (?:it was )?before|to (?:the )?(?:old|original|previous|first)(?: one| time| text)?)';
const OLD = '(?:old|original|previous|first|former|earlier)';
const FORMS = [
  `(?:put|change|set|move|make|turn|take|switch|have|leave|bring) (?:the |its )?${PART} (?:back|again)(?: ${WAS})?`,
  `(?:put|change|set|move|make|turn|have|leave|keep) (?:the |its )?${PART} (?:back )?${WAS}`,
  `(?:go |back |switch |return )+to the ${OLD} ${PART}`,
  `(?:go |back |switch |return )+to the ${PART} (?:before|from before|it had|we had|it was)`,
  `(?:use|take|keep|restore|bring back|(?:keep|leave|have) it (?:at|on|with)|put back|i want|i prefer|i preferred|i liked|with)(?: back)? the ${OLD} ${PART}(?: back)?`,
  `(?:the )?${OLD} ${PART} (?:was|is) (?:better|fine|right|ok(?:ay)?|good|correct)`,
  `undo (?:the )?(?:change (?:of|to) the )?${PART}(?: change)?`,
].map((form) => new RegExp(`${LEAD}${form}${END}`, 'i'));

type Part = 'triggers' | 'steps' | 'policy' | 'name';

/** The part that is to be as it was; null where nothing of the kind is said. */
export function partTakenBack(text: string): Part | null {
  const word = FORMS.map((form) => form.exec(text)?.[1]?.toLowerCase()).find((found) => found !== undefined);
  if (!word) return null;
  if (/^(?:time|hour|schedule|day|date|start|timing)/.test(word)) return 'triggers';
  return /^limit/.test(word) ? 'policy' : /^(?:name|title)$/.test(word) ? 'name' : 'steps';
}

const of = (part: Part, definition: Definition): string => JSON.stringify(definition[part]);
const shape = (steps: Step[]): string => JSON.stringify(steps.map(({ id, service, action }) => [id, service, action]));

/** The card with that part as it was before it last became another; null where it never did, or the steps were others. */
export function withPart(now: Definition, past: Definition[], part: Part): Definition | null {
  const before = past.findLast((one) => of(part, one) !== of(part, now));
  if (!before || (part === 'steps' && shape(before.steps) !== shape(now.steps))) return null;
  return { ...now, [part]: before[part] };
}
