import { both } from './conditions.ts';
import { type Source, within } from './mask.ts';
import { resolve, type Scope } from './scope.ts';

/** Comparisons with words: "from Nairobi", "the title contains 'urgent'", "is not paid", "labelled bug". */

const VALUE = String.raw`([\uE001\uE002]+|\uE003+|@?[a-z0-9][\w.@-]*(?: [a-z0-9][\w.-]*)?)`;
const SUBJECT = `((?:the |their |its |his |her )?[a-z]+(?:'s)?(?: [a-z]+)?)`;
const RULES: [RegExp, 'contains' | 'equals' | 'not' | 'notContains' | 'ends' | 'starts'][] = [
  [
    new RegExp(`${SUBJECT} (?:does not|doesn't) (?:contain|mention|include|have) (?:the words? )?${VALUE}`),
    'notContains',
  ],
  [
    new RegExp(`${SUBJECT} (?:contains?|mentions?|includes?|has|says|containing|mentioning) (?:the words? )?${VALUE}`),
    'contains',
  ],
  [new RegExp(`${SUBJECT} ends? (?:with|in) ${VALUE}`), 'ends'],
  [new RegExp(`${SUBJECT} (?:starts?|begins?) with ${VALUE}`), 'starts'],
  [new RegExp(`${SUBJECT} (?:is not|isn't|!=|is different from|is anything but) (?:in |from )?${VALUE}`), 'not'],
  [new RegExp(`${SUBJECT} (?:is|equals|==|=|was|are) (?:exactly |equal to |set to )?(?:in |from )?${VALUE}`), 'equals'],
];
const LABELLED = new RegExp(`(?:labell?ed|tagged)(?: as| with)? ${VALUE}|with (?:the )?(?:label|tag) ${VALUE}`);
const NOT_VALUES =
  /^(?:\d[\w.,]*|no|none|at|a|an|the|over|above|under|below|more|less|at|than|paid|confirmed|made|received|scheduled|created|opened|there|it|booked|new|not|down|up)\b/;

/** A condition on words in a stretch; null when there is none that names something known. */
export function textConditions(
  source: Source,
  masked: string,
  from: number,
  to: number,
  scope: Scope,
  event = false,
): string | null {
  const stretch = masked.slice(from, to);
  let all: string | undefined;
  const labelled = LABELLED.exec(stretch);
  if (labelled) {
    const field = resolve(scope, 'labels', null);
    const value = wordsOf(source, from, labelled, labelled[1] ? 1 : 2);
    if (field && value) all = `${field.path}.exists(l, string(l) == ${JSON.stringify(value)})`;
  }
  for (const [pattern, how] of RULES) {
    const found = pattern.exec(stretch);
    if (!found?.[1] || !found[2] || NOT_VALUES.test(found[2])) continue;
    if (event && (how === 'equals' || how === 'not') && !/^[\uE001-\uE003]/.test(found[2])) continue;
    const field = subject(scope, found[1]);
    const value = wordsOf(source, from, found, 2);
    if (!field || !value) continue;
    const path = scope.item || field.path.startsWith('item') ? `string(${field.path})` : field.path;
    all = both(all, expression(path, how, value));
    break;
  }
  return all ?? fromDomain(source, masked, from, to, scope);
}

function subject(scope: Scope, words: string): { path: string } | null {
  const tail = words.split(' ').slice(-2);
  return resolve(scope, tail.join(' '), null) ?? resolve(scope, tail.at(-1) ?? '', null);
}

function expression(path: string, how: string, value: string): string {
  const text = JSON.stringify(value);
  if (how === 'contains') return `${path}.contains(${text})`;
  if (how === 'notContains') return `!${path}.contains(${text})`;
  if (how === 'ends') return `${path}.endsWith(${text})`;
  if (how === 'starts') return `${path}.startsWith(${text})`;
  return `${path} ${how === 'not' ? '!=' : '=='} ${text}`;
}

function wordsOf(source: Source, from: number, found: RegExpExecArray, group: number): string | null {
  const words = found[group];
  if (!words) return null;
  const at = from + found.index + found[0].lastIndexOf(words);
  if (/[\uE001-\uE003]/.test(words)) return within(source, at, at + words.length)[0]?.value ?? null;
  return source.text
    .slice(at, at + words.length)
    .replace(/\b(?: then| and| or)$/i, '')
    .trim();
}

/** "from someone at acme.com". */
function fromDomain(source: Source, masked: string, from: number, to: number, scope: Scope): string | null {
  const found =
    /\b(?:from|at|by|with) (?:someone at |anyone at |an? )?@?((?:[a-z0-9-]+\.)+(?:com|co\.ke|org|net|io|africa|co|ke|ng|dev|app))\b/.exec(
      masked.slice(from, to),
    );
  const email = found ? scope.fields.find((field) => field.path === 'trigger.email') : undefined;
  return found?.[1] && email
    ? `${email.path}.endsWith(${JSON.stringify(`@${source.text.slice(from + found.index + found[0].indexOf(found[1]), from + found.index + found[0].indexOf(found[1]) + found[1].length)}`)})`
    : null;
}
