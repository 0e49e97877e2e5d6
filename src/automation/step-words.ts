import type { z } from 'zod';
import type { ActionSpec } from '../connectors/define.ts';
import { paramMeta } from '../connectors/params.ts';
import type { Actions } from './checks/context.ts';
import { conditionInWords, type Wording } from './condition-words.ts';
import { cronInWords, onceInWords } from './cron-words.ts';
import type { Definition, Json, Step, Trigger } from './definition.ts';
import { bodyOf, isGate, isLoop, needsOf } from './graph.ts';
import { grouped } from './money.ts';
import { wholeExpression } from './templates.ts';
import { listInWords, sentence, whose } from './words.ts';

/** What starts it and what it does, in words made from the declarations of its actions. */

/** "IntaSend confirms a payment"-like words for one trigger, without a subject: "every Monday at 09:00". */
export function triggerInWords(trigger: Trigger, catalogue: Actions, timeZone: string): string {
  switch (trigger.type) {
    case 'manual':
      return 'when you run it';
    case 'schedule':
      if (trigger.schedule_at !== undefined)
        return onceInWords(trigger.schedule_at, trigger.schedule_timezone, timeZone);
      return cronInWords(trigger.schedule_cron ?? '* * * * *', trigger.schedule_timezone, timeZone);
    case 'webhook': {
      const service = catalogue.service(trigger.service);
      const event = catalogue.event(trigger.service, trigger.event);
      const title =
        event && event.event !== '*'
          ? event.title
          : `${trigger.event === '*' ? 'something' : `“${trigger.event}”`} arrives at its address`;
      const from = service?.events.some((one) => one.event !== '*') ? ` (${service.title})` : '';
      return `when ${title}${from}`;
    }
  }
}

/** "Starts when … and every Monday at 09:00". */
export function startsInWords(definition: Definition, catalogue: Actions, timeZone: string): string {
  const starts = definition.triggers.filter((trigger) => trigger.type !== 'manual');
  if (starts.length === 0) return 'Starts when you run it';
  return `Starts ${listInWords(starts.map((trigger) => triggerInWords(trigger, catalogue, timeZone)))}`;
}

/** Words for conditions of a definition. */
export function wordingOf(definition: Definition, catalogue: Actions, currency: string): Wording {
  const schemaAt = (path: string[]): z.ZodType | null => {
    const [root = '', field = ''] = path;
    if (path.length !== 2) return null;
    if (root === 'trigger') {
      for (const trigger of definition.triggers) {
        if (trigger.type !== 'webhook') continue;
        const shape = catalogue.event(trigger.service, trigger.event)?.data.shape as
          | Record<string, z.ZodType>
          | undefined;
        if (shape && Object.hasOwn(shape, field)) return shape[field] ?? null;
      }
      return null;
    }
    const step = definition.steps.find((one) => one.id === root);
    const result = step && catalogue.action(step.service, step.action)?.result.shape;
    return result && Object.hasOwn(result, field) ? ((result as Record<string, z.ZodType>)[field] ?? null) : null;
  };
  const metaAt = (path: string[]) => {
    const schema = schemaAt(path);
    return schema ? paramMeta(schema) : null;
  };
  const code = definition.policy.currency ?? currency;
  return {
    currency: code,
    currencyOf: (path) =>
      metaAt(path)?.kind === 'money' && metaAt([path[0] ?? '', 'currency'])?.kind !== 'currency' ? code : null,
    isMoney: (path) =>
      metaAt(path)?.kind === 'money' || (path.length > 1 && /(^|_)(amount|total|price)$/.test(path.at(-1) ?? '')),
    label: (path) => {
      const [root = '', field = '', ...within] = path;
      if (root === 'item' && path.length === 1) return 'each of them';
      const whole =
        metaAt([root, field])?.label ?? (root === 'trigger' && field ? `the ${field.replace(/_/g, ' ')}` : null);
      if (whole === null || within.length === 0) return whole;
      return `${within
        .toReversed()
        .map((name) => `the ${name.replace(/_/g, ' ')} of `)
        .join('')}${whole}`;
    },
    step: (id) => {
      const index = definition.steps.findIndex((one) => one.id === id);
      return index < 0 ? null : `step ${index + 1}`;
    },
    isGate: (id) => definition.steps.some((one) => one.id === id && isGate(one)),
  };
}

/** One step: "Create an invoice for {{ trigger.name }}, KES 500, if the amount is over KES 10,000". */
export function stepInWords(step: Step, definition: Definition, catalogue: Actions, currency: string): string {
  const spec = catalogue.action(step.service, step.action);
  const wording = wordingOf(definition, catalogue, currency);
  const loop = isLoop(step);
  const parts = [loop ? loopWords(step, definition, wording) : describe(step, spec, wording)];
  if (step.for_each !== undefined && !loop) parts.push(`for each of ${listWords(step.for_each, wording)}`);
  if (step.max_parallel !== undefined)
    parts.push(step.max_parallel === 1 ? 'one by one' : `${step.max_parallel} at a time`);
  if (step.condition !== undefined) parts.push(`if ${conditionInWords(step.condition, wording)}`);
  if (step.background) parts.push('without waiting for it');
  else if (step.on_error === 'continue') parts.push(loop ? 'and goes on where one fails' : 'and goes on if it fails');
  const order = orderWords(step, definition);
  return sentence(`${step.inside === undefined ? '' : 'each time: '}${order}${parts.join(', ')}`);
}

/** "For each of the orders: steps 2 and 3". */
function loopWords(step: Step, definition: Definition, wording: Wording): string {
  const numbers = bodyOf(definition, step.id).map((one) => String(definition.steps.indexOf(one) + 1));
  const steps = numbers.length === 1 ? `step ${numbers[0]}` : `steps ${spans(numbers)}`;
  return `for each of ${step.for_each === undefined ? 'a list' : listWords(step.for_each, wording)}: ${steps}`;
}

/** "2 to 5" where they follow each other, else "2, 4 and 5". */
function spans(numbers: string[]): string {
  const [first, last] = [Number(numbers[0]), Number(numbers.at(-1))];
  return numbers.length > 2 && last - first === numbers.length - 1 ? `${first} to ${last}` : listInWords(numbers);
}

/** What takes a step back, by the definition's own words: "refund KES 4,000 of payment 7". */
export function undoInWords(step: Step, definition: Definition, catalogue: Actions, currency: string): string {
  if (!step.undo) return '';
  const { service, action } = step.undo;
  const words = describe(
    { ...step, ...step.undo },
    catalogue.action(service, action),
    wordingOf(definition, catalogue, currency),
  );
  return words.charAt(0).toLowerCase() + words.slice(1);
}

function describe(step: Step, spec: ActionSpec | null, wording: Wording): string {
  if (!spec) return `${step.service} ${step.action}`;
  try {
    return spec.describe(readableParams(step, spec, wording));
  } catch {
    return spec.title;
  }
}

/**
 * Parameters as a person reads them: a template that is a declared thing by its name ("the payer's email"), one inside a text
 * with its name between the braces, and a bare amount with the currency that holds.
 */
function readableParams(step: Step, spec: ActionSpec, wording: Wording): Record<string, Json> {
  const params: Record<string, Json> = {};
  for (const [key, value] of Object.entries(step.params)) {
    const said = typeof value === 'string' ? readable(value, wording) : value;
    params[key] = typeof said === 'string' && isAddress(spec, key) ? whose(said) : said;
  }
  // A gate speaks of the step it shows by its number.
  if (spec.service === 'flow' && typeof params.guards === 'string')
    params.guards = wording.step(params.guards) ?? params.guards;
  const { amount, currency } = step.params;
  if (!Object.hasOwn(spec.params.shape, 'currency') || amount === undefined) return params;
  if (typeof amount === 'string' && amount.includes('{{')) {
    delete params.currency;
    if (typeof currency === 'string')
      params.amount = `${String(params.amount)} in ${currency.includes('{{') ? 'its currency' : currency}`;
  } else if (currency === undefined) params.currency = wording.currency;
  return params;
}

function isAddress(spec: ActionSpec, key: string): boolean {
  const schema = (spec.params.shape as Record<string, z.ZodType>)[key];
  return ['email', 'phone'].includes((schema && paramMeta(schema)?.kind) ?? '');
}

const SIMPLE = /\{\{\s*([A-Za-z_][\w.]*)\s*\}\}/g;

function readable(text: string, wording: Wording): string {
  const only = text.trim().replace(SIMPLE, (_template, path: string) => wording.label(path.split('.')) ?? '\0');
  const whole = safely(() => wholeExpression(text));
  if (whole !== null) return only.includes('\0') || only === text.trim() ? text : only;
  return text.replace(SIMPLE, (template, path: string) => {
    const label = wording.label(path.split('.'));
    return label ? `{{ ${label.replace(/^the /, '')} }}` : template;
  });
}

function listWords(forEach: string, wording: Wording): string {
  const whole = safely(() => wholeExpression(forEach));
  if (whole === null) return forEach;
  // A list of words that stands in the definition itself.
  const written = /^\[\s*"/.test(whole) ? safely(() => JSON.parse(whole) as string[]) : null;
  if (written) return listInWords(written);
  return /^[A-Za-z_][\w.]*$/.test(whole) ? (wording.label(whole.split('.')) ?? whole) : `\`${whole}\``;
}

const safely = <T>(read: () => T): T | null => {
  try {
    return read();
  } catch {
    return null;
  }
};

/** "After step 1 and 3: ", where it is not simply the step above. */
function orderWords(step: Step, definition: Definition): string {
  if (step.needs === undefined) return '';
  const needs = needsOf(definition).get(step.id) ?? [];
  const beside = definition.steps.filter((one) => one.inside === step.inside);
  const place = beside.indexOf(step);
  const previous = beside[place - 1]?.id;
  if (place === 0 ? needs.length === 0 : needs.length === 1 && needs[0] === previous) return '';
  if (needs.length === 0) return 'at the same time: ';
  const numbers = needs.map((id) => definition.steps.findIndex((one) => one.id === id) + 1).sort((a, b) => a - b);
  return `after step ${listInWords(numbers.map(String))}: `;
}

/** Parameters the step's sentence does not show, in full: nobody approves what they cannot read. Undefined where it shows all. */
export function stepDetail(
  step: Step,
  definition: Definition,
  catalogue: Actions,
  currency: string,
): string | undefined {
  const spec = catalogue.action(step.service, step.action);
  if (!spec) return undefined;
  const words = stepInWords(step, definition, catalogue, currency);
  const params = readableParams(step, spec, wordingOf(definition, catalogue, currency));
  const parts: string[] = [];
  for (const key of Object.keys(step.params)) {
    const value = params[key];
    if (value === undefined || value === null || value === '') continue;
    const shown = typeof value === 'string' ? value.trim() : JSON.stringify(value);
    if (words.includes(shown) || (typeof value === 'number' && words.includes(grouped(value)))) continue;
    const schema = (spec.params.shape as Record<string, z.ZodType>)[key];
    const label = (schema && paramMeta(schema)?.label) ?? key;
    parts.push(`${sentence(label.replace(/^the /, ''))}: ${shown}`);
  }
  if (step.timeout !== undefined) parts.push(`at most ${step.timeout}`);
  if (step.profile !== undefined) parts.push(`limits of “${step.profile}”`);
  if (step.retry !== undefined) parts.push(retryWords(step.retry));
  return parts.length > 0 ? parts.join(' · ') : undefined;
}

function retryWords(retry: NonNullable<Step['retry']>): string {
  const { attempts, initial, backoff, max } = retry;
  const waits = [
    initial === undefined ? '' : `the first wait ${initial}`,
    backoff === undefined ? '' : `each ${grouped(backoff)} times the one before`,
    max === undefined ? '' : `none over ${max}`,
  ].filter(Boolean);
  return `up to ${attempts} attempts${waits.length > 0 ? ` (${waits.join(', ')})` : ''}`;
}
