import type { Compared } from './conditions.ts';
import { blot, GONE, type Source, within } from './mask.ts';
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
const WITH = /^(?:with|having) /;
RULES.push([
  new RegExp(`\\b(?:with|having) (?:the |an? |their )?(?!(?:the|an?|their) )([a-z]+) (?:of |set to )?${VALUE}`),
  'equals',
]);
const LABELLED = new RegExp(`(?:labell?ed|tagged)(?: as| with)? ${VALUE}|with (?:the )?(?:label|tag) ${VALUE}`);
/** A further value of the same comparison. */
const OR_ALSO = new RegExp(`^,? ?(?:or|nor) (?:the |in |from |is )?${VALUE}`);
const NOT_VALUES =
  /^(?:\d[\w.,]*|no|none|at|a|an|the|over|above|under|below|more|less|at|than|paid|confirmed|made|received|scheduled|created|opened|there|it|booked|new|not|down|up|between|exactly|equal|greater|bigger|larger|higher|lower|smaller|working|works|worked|successful|possible|ok|okay|done|fine)\b/;

/** "the webhook says status is failed": what bears it is no part of the comparison. */
const BEARER =
  /\b(?:(?:our|the|my|a|its|this) )*(?:[a-z]+ )?(?:webhook|payload|request|body|message|it) (?:says?|shows?|reports?|tells us|comes with|arrives with|has)(?: that)?(?: the)? (?=[a-z]+ (?:is|isn't|equals|=|was|contains)\b)/g;

/** Conditions on words in a stretch, first to last; each with the place of its words. */
export function textConditions(
  source: Source,
  masked: string,
  from: number,
  to: number,
  scope: Scope,
  event = false,
): Compared[] {
  const all: Compared[] = [];
  let left = masked.replace(BEARER, (words) => GONE.repeat(words.length));
  for (let turn = 0; turn < 4; turn += 1) {
    const found = labelled(source, left, from, to, scope) ?? oneOf(source, left, from, to, scope, event);
    if (!found) break;
    all.push(found);
    left = blot(left, found.start, found.end, GONE);
  }
  const domain = all.length === 0 ? fromDomain(source, masked, from, to, scope) : null;
  return domain ? [domain] : all.sort((one, other) => one.start - other.start);
}

function labelled(source: Source, masked: string, from: number, to: number, scope: Scope): Compared | null {
  const found = LABELLED.exec(masked.slice(from, to));
  const field = found ? resolve(scope, 'labels', null) : null;
  const value = found ? wordsOf(source, from, found, found[1] ? 1 : 2) : null;
  if (!found || !field || !value) return null;
  const start = from + found.index;
  return {
    expression: `${field.path}.exists(l, string(l) == ${JSON.stringify(value.text)})`,
    start,
    end: value.end,
  };
}

/** The first rule that names something known; "Uganda or Rwanda" is either of them. */
function oneOf(
  source: Source,
  masked: string,
  from: number,
  to: number,
  scope: Scope,
  event: boolean,
): Compared | null {
  const stretch = masked.slice(from, to);
  for (const [pattern, how] of RULES) {
    const found = pattern.exec(stretch);
    const state = /\b(?:status|state)$/.test(found?.[1] ?? '');
    if (!found?.[1] || !found[2] || (!state && NOT_VALUES.test(found[2]))) continue;
    if (event && (how === 'equals' || how === 'not') && !/^[\uE001-\uE003]/.test(found[2]) && !WITH.test(found[0]))
      continue;
    if (WITH.test(found[0]) && !named(source, from, found)) continue;
    const field = subject(scope, found[1]);
    const first = wordsOf(source, from, found, 2);
    if (!field || !first || (numeric(scope, field.path) && !/^-?\d/.test(first.text))) continue;
    const path = scope.item || field.path.startsWith('item') ? `string(${field.path})` : field.path;
    const values = [first];
    for (let more = OR_ALSO.exec(masked.slice(first.end, to)); more; more = null) {
      const at = (values.at(-1)?.end ?? 0) + more[0].length - (more[1]?.length ?? 0);
      const next = valueAt(source, at, more[1] ?? '');
      if (next && !NOT_VALUES.test(more[1] ?? '')) values.push(next);
    }
    const negative = how === 'not' || how === 'notContains';
    const each = values.map((value) => expression(path, how, value.text));
    return {
      expression: each.length > 1 ? each.map((one) => `(${one})`).join(negative ? ' && ' : ' || ') : (each[0] ?? ''),
      start: from + found.index,
      end: values.at(-1)?.end ?? first.end,
    };
  }
  return null;
}

/** A number is never compared with words. */
const numeric = (scope: Scope, path: string): boolean =>
  scope.fields.some((field) => field.path === path && ['number', 'money'].includes(field.kind));

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

/** "with country Uganda": a value that is a name of its own or quoted. */
function named(source: Source, from: number, found: RegExpExecArray): boolean {
  const value = found[2] ?? '';
  const at = from + found.index + found[0].length - value.length;
  return /^[\uE001-\uE003]/.test(value) || /[A-Z]/.test(source.text.charAt(at));
}

interface Words {
  text: string;
  end: number;
}

function wordsOf(source: Source, from: number, found: RegExpExecArray, group: number): Words | null {
  const words = found[group];
  return words ? valueAt(source, from + found.index + found[0].lastIndexOf(words), words) : null;
}

function valueAt(source: Source, at: number, words: string): Words | null {
  if (/[\uE001-\uE003]/.test(words)) {
    const entity = within(source, at, at + words.length)[0];
    return entity ? { text: entity.value, end: at + words.length } : null;
  }
  const text = source.text
    .slice(at, at + words.length)
    .replace(
      /\s+(?:then|and|or|you|i|we|please|only|it|they|whatsapp|sms|text|email|mail|post|send|slack|message|tell|call|ping|notify|alert|add|create|make|put|pay|remind|save|log|drop|share)$/i,
      '',
    )
    .trim();
  return text ? { text, end: at + text.length } : null;
}

/** "from someone at acme.com". */
function fromDomain(source: Source, masked: string, from: number, to: number, scope: Scope): Compared | null {
  const found =
    /\b(?:from|at|by|with) (?:someone at |anyone at |an? )?@?((?:[a-z0-9-]+\.)+(?:com|co\.ke|org|net|io|africa|co|ke|ng|dev|app))\b/.exec(
      masked.slice(from, to),
    );
  const email = found ? scope.fields.find((field) => field.path === 'trigger.email') : undefined;
  if (!found?.[1] || !email) return null;
  const end = from + found.index + found[0].length;
  const domain = source.text.slice(end - found[1].length, end);
  return { expression: `${email.path}.endsWith(${JSON.stringify(`@${domain}`)})`, start: from + found.index, end };
}
