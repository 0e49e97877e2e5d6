import type { Step, Trigger } from '../../automation/definition.ts';
import type { Catalogue } from '../../connectors/catalogue.ts';
import type { ParamKind } from '../../connectors/define.ts';
import { paramMeta } from '../../connectors/params.ts';
import { toldField } from './data-hints.ts';
import { sortedBy } from './judged.ts';
import { sameWord } from './lexicon.ts';
import { openField } from './open-fields.ts';
import { column, OF_ITEM, PEOPLE, plainPhrase, RETURNED } from './scope-words.ts';
import { thingAsked } from './things-asked.ts';

/** What a sentence may refer to: fields of what started it and results of the steps before. */

export interface Field {
  /** `step_1.text`. */
  path: string;
  label: string;
  kind: ParamKind | string;
  spoken: string[];
  main: boolean;
  /** Index of the step it comes from; -1 for the trigger. */
  step: number;
  /** Made to be passed on: what a step read or wrote up, not the trace of something done. */
  given: boolean;
}

export interface Scope {
  fields: Field[];
  /** A webhook whose fields are not known beforehand: any name may be one of them. */
  open: boolean;
  webhook: boolean;
  /** Inside a loop: the row. */
  item: boolean;
  owner: { email: string | null; phone: string | null };
}

export function scopeOf(
  catalogue: Catalogue,
  triggers: Trigger[],
  steps: Step[],
  owner: Scope['owner'],
  item = false,
  told: string[] = [],
): Scope {
  const fields: Field[] = [];
  const webhooks = triggers.filter((trigger) => trigger.type === 'webhook');
  if (webhooks.length > 0 && !item) fields.push(...told.map(toldField));
  for (const trigger of webhooks) {
    const event = catalogue.event(trigger.service, trigger.event);
    for (const [name, schema] of Object.entries(event?.data.shape ?? {})) {
      const meta = paramMeta(schema);
      fields.push({
        path: `trigger.${name}`,
        label: meta?.label ?? name,
        kind: meta?.kind ?? 'text',
        spoken: [name.replaceAll('_', ' '), ...(meta?.spoken ?? [])],
        main: meta?.main ?? false,
        step: -1,
        given: true,
      });
    }
  }
  for (const [index, step] of steps.entries()) {
    const action = catalogue.action(step.service, step.action);
    if (step.service === 'flow') {
      if (step.action === 'ask') fields.push(answerOf(step, index));
      continue;
    }
    for (const [name, schema] of Object.entries(action?.result.shape ?? {})) {
      const meta = paramMeta(schema);
      fields.push({
        path: `${step.id}.${name}`,
        label: meta?.label ?? name,
        kind: meta?.kind ?? 'text',
        spoken: [name.replaceAll('_', ' '), ...(meta?.spoken ?? [])],
        main: meta?.main ?? false,
        step: index,
        given: action?.effect === 'read',
      });
    }
    fields.push(...sortedBy(step, index));
  }
  const shapeOf = ({ service, event }: (typeof webhooks)[number]) => catalogue.event(service, event)?.data.shape ?? {};
  const open = webhooks.some((trigger) => Object.keys(shapeOf(trigger)).length === 0);
  return { fields, open, webhook: webhooks.length > 0, item, owner };
}

/** What somebody answered, by the name of what was asked for where it has one. */
function answerOf(step: Step, index: number): Field {
  const thing = thingAsked(step.params);
  const counted = thing ? thing.kinds.includes('money') : step.params.kind === 'number';
  const dated = thing ? thing.kinds.includes('date') : step.params.kind === 'date';
  return {
    path: `${step.id}.answer`,
    label: thing ? `the ${thing.name}` : 'the answer',
    kind: counted ? 'number' : dated ? 'date' : 'text',
    spoken: [...(thing ? [thing.name] : []), 'answer', 'reply'],
    main: true,
    step: index,
    given: true,
  };
}

const fits = (kind: string, want: string | null): boolean =>
  want === null ||
  kind === want ||
  (want === 'person' && kind === 'name') ||
  (want === 'name' && kind === 'person') ||
  (want === 'money' && kind === 'number') ||
  (want === 'number' && kind === 'money') ||
  (want === 'id' && kind === 'text') ||
  ['text', 'title'].includes(want) ||
  (want === 'date' && kind === 'datetime') ||
  (want === 'url' && kind === 'text');

/** The expression a phrase refers to, fitting the kind wanted; null when it refers to nothing known. */
export function resolve(
  scope: Scope,
  phrase: string,
  want: string | null = null,
): { path: string; label: string; step: number } | null {
  const said = plainPhrase(phrase);
  const plain = scope.item ? said : said.replaceAll('_', ' ').replace(/(?<=\w) (?:field|parameter|key)$/, '');
  if (!plain || plain.length > 80) return null;
  if (
    /^(?:today'?s? date|date|time|now|today|timestamp|current (?:date|time)|date and time)$/.test(plain) &&
    want !== 'email' &&
    want !== 'phone'
  ) {
    const known = bestField(scope, plain, want);
    return known ?? { path: 'run.started_at', label: 'the date', step: -1 };
  }
  if (scope.item && OF_ITEM.test(plain)) return column(plain, phrase);
  const found = bestField(scope, plain, want) ?? personOf(scope, plain, want);
  if (found && !(scope.item && ofEach(scope, found, plain))) return found;
  if (RETURNED.test(plain)) {
    const output = mainOutput(scope);
    if (output) return output;
  }
  if (scope.item && (want === 'phone' || want === 'email') && !NAMED_COLUMN.test(plain)) return null;
  if (scope.item) return column(plain, phrase);
  if (scope.open && !(told(scope) && (want === 'email' || want === 'phone'))) return openField(said, want);
  return null;
}

/** "for each item post the title": its own, not the one of what was read. */
const ofEach = ({ fields }: Scope, { path, step }: { path: string; step: number }, plain: string): boolean =>
  /^step_\d+\.(?:title|url|name)$/.test(path) &&
  fields.some((field) => field.step === step && field.kind === 'list') &&
  !/\b(?:feed|sheet|page|site|list)\b/.test(plain);

/** Whether it was said what comes in: an address that is none of it does not. */
const told = (scope: Scope): boolean => scope.fields.some((field) => field.step < 0);

function bestField(
  scope: Scope,
  plain: string,
  want: string | null,
): { path: string; label: string; step: number } | null {
  const possessive = plain.replace(/'s /g, ' ').replace(/s' /g, 's ');
  const [what, whose] = possessive.includes(' of ') ? possessive.split(' of ') : [possessive, ''];
  const words = `${whose ?? ''} ${what ?? ''}`.trim().split(/\s+/);
  const person = ['email', 'phone', 'person'].includes(want ?? '');
  const head = words.at(-1) ?? '';
  let best: { score: number; field: Field } | null = null;
  for (const field of scope.fields) {
    if (person && !fits(field.kind, want) && !(want === 'phone' && field.spoken.includes('phone'))) continue;
    for (const spoken of field.spoken) {
      const wanted = spoken.split(' ');
      // "number of the invoice" is nobody's phone.
      if (spoken === 'number' && field.path !== 'trigger.number' && NUMBERED.test(possessive)) continue;
      const score = covers(words, wanted, scope);
      if (score === 0) continue;
      const total =
        score * 10 +
        (fits(field.kind, want) ? 3 : 0) +
        (field.main ? 1 : 0) +
        field.step * 0.1 -
        // The number it was sent to is a trace of it: the one that came in is meant; "customer email": what it is comes last.
        (field.given || field.main ? 0 : 0.5) +
        (wanted.length === words.length ? 5 : 0) +
        (sameWord(head, wanted.at(-1) ?? '') ? 2 : 0) -
        (isRealPerson(wanted) && want === null && field.kind !== 'person' ? 4 : 0);
      if (!best || total > best.score) best = { score: total, field };
    }
  }
  return best ? { path: best.field.path, label: best.field.label, step: best.field.step } : null;
}

const NUMBERED = /\b(?:invoice|order|ticket|booking|issue|receipt|reference|account|card)s?\b/;
/** Which column holds it must be said: "each member" is none. */
const NAMED_COLUMN = /\b(?:phone|number|mobile|tel|cell|whatsapp|email|mail|address|contact|column|field|cell)s?\b/;

/** Whoever it is about, where what starts it knows one address or number. */
function personOf(
  scope: Scope,
  plain: string,
  want: string | null,
): { path: string; label: string; step: number } | null {
  if ((want !== 'email' && want !== 'phone') || scope.item) return null;
  const all = scope.fields.filter((field) => field.step < 0 && (field.kind === want || field.spoken.includes(want)));
  // "the driver", of a webhook that sends `driver_phone`.
  const own = all.filter((field) => field.path.startsWith(`trigger.${plain.replaceAll(' ', '_')}_`));
  const known = own.length > 0 || !PEOPLE.test(plain) ? own : all;
  const [only] = known;
  return only && known.length === 1 ? { path: only.path, label: only.label, step: only.step } : null;
}

const isRealPerson = (words: string[]): boolean => words.length === 1 && PEOPLE.test(words[0] ?? '');

/** How many words of the phrase a spoken name covers; all that it does not cover must be people or sources. */
function covers(words: string[], wanted: string[], scope: Scope): number {
  const at = words.findIndex((_, start) => wanted.every((word, offset) => sameWord(words[start + offset] ?? '', word)));
  if (at < 0) return 0;
  const left = words.filter((_, index) => index < at || index >= at + wanted.length);
  const known = left.every(
    (word) =>
      PEOPLE.test(word) ||
      /^(?:payment|meeting|booking|issue|order|invoice|stripe|intasend|calendly|github|mpesa|m-pesa|total|exact|full|paid|event|call|details|info|web|search|top|latest|weather|of|in|and|number|new|actual|ai|generated|short|image|picture|draft|received|they|was|is|quickbooks|five|three|bullets?|points|above|back|customer's|rss|feed|up|hotel|flight|it|failed|why|for|said|says)$/.test(
        word,
      ) ||
      scope.fields.some((field) => field.spoken.includes(word)),
  );
  return known ? wanted.length : 0;
}

/** The main output of the nearest step before that has words or a thing to pass on. */
export function mainOutput(
  scope: Scope,
  before = Number.POSITIVE_INFINITY,
  given = false,
): { path: string; label: string; step: number } | null {
  const found = scope.fields
    .filter((field) => field.main && field.step >= 0 && field.step < before && (!given || field.given))
    .at(-1);
  return found ? { path: found.path, label: found.label, step: found.step } : null;
}

/** The rows or items that a step before has read. */
export const listRead = ({ fields }: Scope): string | null =>
  fields.filter((field) => field.kind === 'list' && field.step >= 0 && field.given).at(-1)?.path ?? null;

/** The path of what the nearest step gave itself: what it sorted is none of it. */
export const ownOutput = (scope: Scope): string | null =>
  scope.fields
    .filter((field) => field.main && field.step >= 0 && field.path.startsWith(`${stepId(field.step)}.`))
    .at(-1)?.path ?? null;

export const template = (path: string): string => `{{ ${path} }}`;
export const stepId = (index: number): string => `step_${index + 1}`;
