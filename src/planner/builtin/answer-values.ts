import type { Json } from '../../automation/definition.ts';
import { ITSELF } from './content-words.ts';
import { maskOf } from './mask.ts';
import { amountsIn } from './numbers.ts';
import { phoneFrom } from './phones.ts';
import { fieldsAsked } from './plain-words.ts';
import type { Reading } from './read.ts';
import { mainOutput, resolve, type Scope, template } from './scope.ts';
import { capital, RETURNED } from './scope-words.ts';

/** An answer as a value of the kind a parameter wants. */

/** "the amount in the request": where what starts it has it. */
const COMES_IN =
  / (?:(?:that|which) (?:is|comes|came) )?(?:in|from|of|inside|with) (?:the|that|its|their|each|every) (?:request|payload|web ?hook|hook|body|data|event|form|submission|call|json|notification|order|booking|message)(?:'s)?(?: (?:data|body|payload|itself))?[.!\s]*$/i;

/** What is said to come in does, whatever else was said of that. */
function comesIn(text: string, scope: Scope): string | null {
  if (!scope.open || !COMES_IN.test(text)) return null;
  const name = text.replace(COMES_IN, '').replace(/^(?:use |it's |it is |take )*(?:the |their |its )?/i, '');
  return /^[a-z]\w*(?: [a-z]\w*){0,2}$/i.test(name)
    ? template(`trigger.${name.toLowerCase().replaceAll(' ', '_')}`)
    : null;
}

/** An answer as a value of the kind wanted; null when it is none. */
export function valueFrom(kind: string, param: string, value: string, scope: Scope, the: Reading): Json | null {
  const text = value.trim().replace(/^["“'‘]([\s\S]*)["”'’]$/, '$1');
  const source = maskOf(text, the.timeZone);
  const of = (wanted: string) =>
    source.entities.filter((entity) => entity.kind === wanted).map((entity) => entity.value);
  const reference = (want: string | null) => {
    const found = resolve(scope, text, want) ?? resolve(scope, text.replace(COMES_IN, ''), want);
    return found ? template(found.path) : comesIn(text, scope);
  };
  switch (kind) {
    case 'email':
      return of('email').length > 0
        ? of('email').join(', ')
        : /^(?:me|my (?:email|address)|myself)\.?$/i.test(text) && scope.owner.email
          ? template('owner.email')
          : reference('email');
    case 'phone':
      return (
        of('phone')[0] ??
        phoneFrom(text, the.timeZone) ??
        (/^(?:me|my (?:phone|number))\.?$/i.test(text) && scope.owner.phone
          ? template('owner.phone')
          : reference('phone'))
      );
    case 'channel':
      return of('channel')[0] ?? (/^[\w-]{2,80}$/.test(text) ? `#${text}` : null);
    case 'url':
      return of('url')[0] ?? (/^[\w-]+(\.[\w-]+)+(\/\S*)?$/.test(text) ? `https://${text}` : reference('url'));
    case 'money':
    case 'number': {
      const found = amountsIn(source.masked, the.currency)[0];
      return found ? found.value : reference('money');
    }
    case 'list':
    case 'object':
      return listed(kind, text, scope);
    case 'date':
    case 'datetime':
      return reference('date') && /^(?:the|their|its) /i.test(text) ? reference('date') : dates(param, text, scope);
    case 'person':
    case 'name':
    case 'id':
    case 'place':
      return (/^(?:the|their|his|her|its|that) /i.test(text) ? reference(kind === 'id' ? null : kind) : null) ?? text;
    default:
      return words(text, scope);
  }
}

function dates(param: string, text: string, scope: Scope): string {
  if (scope.open && /^(?:the|their) (?:dates?|days)\b/i.test(text)) return template(`trigger.${param}`);
  const both = /^(?:from )?(.+?) (?:to|until|till|-|–) (.+)$/i.exec(text);
  if (both && /_in$|^start/.test(param)) return both[1] ?? text;
  if (both && /_out$|^end/.test(param)) return both[2] ?? text;
  return text;
}

function listed(kind: string, text: string, scope: Scope): Json {
  const parts = text
    .split(/\s*[,;]\s*(?:and\s+)?|\s+and\s+/)
    .map((part) => part.trim())
    .filter(Boolean);
  const values = parts.map(
    (part) => [part, resolve(scope, fieldsAsked(part.replace(/^.*?[:=]\s*/, '')), null)] as const,
  );
  if (kind === 'list') return values.map(([part, found]) => (found ? template(found.path) : part));
  return Object.fromEntries(
    values.map(([part, found]) => [
      found && !/[:=]/.test(part) ? capital(found.label) : (part.split(/[:=]/)[0]?.trim() ?? part),
      found ? template(found.path) : (part.split(/[:=]/)[1]?.trim() ?? part),
    ]),
  );
}

const OF_ITEM = / (?:of|in|from) (?:the|each|every|that) \w+$/i;

/** "just the forecast, please". */
const LEAD = /^(?:(?:just|only|simply|use|send|put|please|it should (?:be|say)|with|well|ok|okay)[,\s]+)+(?=\S)/i;
const TAIL = /[,\s]*(?:(?:please|only|itself|as it is|as is|thanks|thank you|that's (?:all|it))[.!\s]*)*[.!\s]*$/i;

/** "the weather and the search results": each on a labelled line; null where a part is nothing known. */
function listOf(text: string, scope: Scope): string | null {
  const parts = fieldsAsked(text).split(/,? and |, |; /);
  const things = parts.map((part) =>
    /^(?:the|their|its|his|her) [\w' ]{3,60}$/i.test(part.trim())
      ? resolve({ ...scope, open: false, item: false }, part.trim(), null)
      : null,
  );
  const known = things.flatMap((thing) => (thing ? [thing] : []));
  if (parts.length < 2 || known.length < parts.length || new Set(known.map(({ path }) => path)).size < parts.length)
    return null;
  return known.map(({ label, path }) => `${capital(label)}: ${template(path)}`).join('\n');
}

/** Words as they are; `<name>`, "{name}", "{{ name }}" and "[the name]" stand for fields where they name one. */
function words(text: string, scope: Scope): string {
  const filled = text.replace(
    /<([a-z][\w ]{0,40})>|(?<!\{)\{([a-z][\w ]{0,40})\}(?!\})|\{\{ *([a-z][\w ]{0,40}?) *\}\}|\[(the [a-z][\w ]{0,40})\]/gi,
    (whole, ...names: (string | undefined)[]) => {
      const found = resolve(scope, names.slice(0, 4).find(Boolean) ?? '', null);
      return found ? template(found.path) : whole;
    },
  );
  if (filled !== text) return filled;
  // "New invoice: the invoice number": what an earlier step gave, named at the end.
  const named = /^([\s\S]+?[:,–-] ?)((?:the|their|its) [a-z][a-z' ]{2,40})$/i.exec(text);
  const given = named ? resolve({ ...scope, open: false, item: false }, named[2] ?? '', null) : null;
  if (named && given && !given.path.startsWith('run.')) return `${named[1]}${template(given.path)}`;
  // "Payment received, with the amount": fields behind the words.
  const after =
    /^([\s\S]{3,}?)[,;:–-] ?(?:with|plus|including|followed by) ((?:the|their|its|his|her) [a-z' ]+(?:(?:, | and |, and )(?:the |their |its )?[a-z' ]+)*)[.!\s]*$/i.exec(
      text,
    );
  const lines = (after?.[2] ?? '').split(/, and | and |, /).map((part) => {
    const field = part ? resolve({ ...scope, open: false, item: false }, part, null) : null;
    return field && !field.path.startsWith('run.') ? `${capital(field.label)}: ${template(field.path)}` : null;
  });
  if (after && lines.every((line) => line !== null)) return [after[1], ...lines].join('\n');
  // "the title and the link of the item", of each of a list; said so, its fields need no article.
  const parts = text.replace(OF_ITEM, '').split(/,? and |, /);
  const column = OF_ITEM.test(text) ? /^(?:the |its |their )?([a-z]\w*)$/i : /^(?:the |its |their )([a-z]\w*)$/i;
  const columns = parts.map((part) => column.exec(part)?.[1]?.toLowerCase());
  if (scope.item && columns.every(Boolean)) return columns.map((name) => template(`item.${name}`)).join('\n');
  const plain = text.replace(LEAD, '').replace(TAIL, '');
  const asked = ITSELF.test(plain.toLowerCase()) || RETURNED.test(plain.toLowerCase()) ? mainOutput(scope) : null;
  if (asked) return template(asked.path);
  const listed = listOf(plain, scope);
  if (listed) return listed;
  const found = /^(?:the|their|its|his|her) [\w' ]{3,60}$/i.test(plain) ? resolve(scope, plain, null) : null;
  // What comes in may have any name: only what a step gave is sure.
  const whole = scope.open && (found?.step ?? -1) < 0 ? null : found;
  return whole && !whole.path.startsWith('run.') ? template(whole.path) : text;
}
