import type { Form, Input } from '../../chat/types.ts';
import { AppError, type Finding } from '../../errors.ts';
import { durationMs } from '../checks/flow.ts';
import type { Json } from '../definition.ts';
import { writtenNumber } from '../money.ts';

/** A workflow to begin with: its definition with `[[name]]` where something is filled in. */
export interface Template {
  /** `expense-approval`. */
  id: string;
  title: string;
  /** A sentence or two: what it does, and what it does not where that matters. */
  summary: string;
  parameters: readonly Parameter[];
  /** A definition as docs/definition.md describes it. `[[time_zone]]` is the person's zone. */
  definition: Json;
  /** Believable data of a run, for trying it. */
  sample: Record<string, Json>;
}

export interface Parameter {
  name: string;
  label: string;
  /** `time` stands in a cron as its minute and hour; `phones` and `emails` are lists where they stand alone. */
  kind: 'text' | 'email' | 'emails' | 'phone' | 'phones' | 'amount' | 'number' | 'time' | 'duration';
  example: string;
  /** Taken, and said on the card, where nothing is filled in. */
  value?: string;
}

const MAX_VALUE = 1000;
const EMAIL = /^[^\s@<>(),;]+@[^\s@<>(),;]+\.[^\s@<>(),;]+$/;
const PHONE = /^\+[1-9]\d{6,14}$/;
const TIME = /^([01]?\d|2[0-3])[:.]([0-5]\d)$/;
const PLACE = /\[\[(\w+)\]\]/g;

/** What each kind holds, from what a person wrote; throws the reason, as the end of a sentence. */
const READ: Record<Parameter['kind'], (text: string, currency: string) => Json> = {
  text: (text) => text,
  email: (text) => (EMAIL.test(text) ? text : fail('is an email address')),
  emails: (text) => each(text, (one) => (EMAIL.test(one) ? one : fail('holds email addresses with commas between'))),
  phone: (text) => phoneOf(text),
  phones: (text) =>
    each(text, (one) => phoneIn(one) ?? fail('holds phone numbers with their country code and commas between')),
  amount: (text, currency) => amountOf(text, currency),
  number: (text) => numberOf(text),
  time: (text) => {
    const [, hour, minute] = TIME.exec(text) ?? fail('is a time');
    return `${Number(minute)} ${Number(hour)}`;
  },
  duration: (text) => {
    const ms = durationMs(text.toLowerCase());
    return ms !== null && ms > 0 ? text.toLowerCase() : fail('is a length of time');
  },
};

function fail(what: string): never {
  throw new Error(what);
}

const phoneOf = (text: string): string => phoneIn(text) ?? fail('is a phone number with its country code');

function phoneIn(text: string): string | null {
  const bare = text.replace(/[\s().-]/g, '');
  return PHONE.test(bare) ? bare : null;
}

const numberOf = (text: string): number => writtenNumber(text) ?? fail('is a number');

/** With or without its currency; an amount of another one is no amount of this. */
function amountOf(text: string, currency: string): number {
  const [, before, amount = text, after] = /^([A-Za-z]{2,4})?\s*(\d.*?)\s*([A-Za-z]{2,4})?$/.exec(text) ?? [];
  const other = [before, after].some((code) => code && !isCurrency(code, currency));
  return other ? fail(`is in ${currency}`) : numberOf(amount);
}

/** Its code, or what people say for shillings. */
const isCurrency = (code: string, currency: string): boolean =>
  code.toUpperCase() === currency || (/^k?shs?$/i.test(code) && currency === 'KES');

function each(text: string, read: (one: string) => string): Json {
  const parts = text
    .split(/[,;\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
  // Commas alone are a value that cannot be used, not nobody.
  return (parts.length > 0 ? parts : [text]).map(read);
}

/** The form that fills a template in. */
export function templateForm(template: Template): Form {
  const inputs = template.parameters.map((one): Input => {
    const number = one.kind === 'amount' || one.kind === 'number';
    const label = one.value === undefined ? `${one.label} (as ${one.example})` : one.label;
    const value = one.value === undefined ? {} : { value: one.value, optional: true };
    return { kind: number ? 'number' : 'text', name: one.name, label, ...value };
  });
  return { title: template.title, inputs, submit: 'Show the card' };
}

/** What is wrong with a value, as a sentence; null where it can be used. */
export function unfit(parameter: Parameter, value: string, currency: string): string | null {
  try {
    read(parameter, value, currency);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

function read(parameter: Parameter, given: string, currency: string): Json {
  const text = given.trim();
  const as = `, as ${parameter.example}.`;
  if (text === '') throw new Error(`${parameter.label} is missing${as}`);
  if (text.length > MAX_VALUE) throw new Error(`${parameter.label} may have at most ${MAX_VALUE} characters.`);
  if (/\{\{|\}\}|\[\[|\]\]/.test(text)) throw new Error(`${parameter.label} is plain words, without {{ }} or [[ ]].`);
  try {
    return READ[parameter.kind](text, currency);
  } catch (error) {
    throw new Error(`${parameter.label} ${(error as Error).message}${as}`);
  }
}

/**
 * A template's definition with its values in place; what was not given and has a value of its own is named as assumed.
 * Throws `invalid` with a finding for each value that is missing, unknown or unfit.
 */
export function filledIn(
  template: Template,
  values: Record<string, string>,
  context: { timeZone: string; currency: string },
): { definition: Json; assumptions: string[] } {
  const findings: Finding[] = [];
  const filled = new Map<string, Json>([['time_zone', context.timeZone]]);
  const assumptions: string[] = [];
  for (const parameter of template.parameters) {
    const given = values[parameter.name]?.trim() || undefined;
    if (given === undefined && parameter.value !== undefined)
      assumptions.push(`${parameter.label.toLowerCase()}: ${parameter.value}`);
    const problem = unfit(parameter, given ?? parameter.value ?? '', context.currency);
    if (problem) findings.push({ path: parameter.name, code: 'value', message: problem });
    else filled.set(parameter.name, read(parameter, given ?? parameter.value ?? '', context.currency));
  }
  for (const name of Object.keys(values))
    if (!template.parameters.some((parameter) => parameter.name === name))
      findings.push({
        path: name.slice(0, 60),
        code: 'value',
        message: `“${name.slice(0, 60)}” is not asked for here.`,
      });
  if (findings.length > 0)
    throw new AppError('invalid', `“${template.title}” needs something more before I can show its card.`, {
      findings: findings.slice(0, 50),
    });
  return { definition: put(template.definition, filled), assumptions };
}

function put(value: Json, filled: ReadonlyMap<string, Json>): Json {
  if (typeof value === 'string') return putText(value, filled);
  if (Array.isArray(value)) return value.map((item) => put(item, filled));
  if (value === null || typeof value !== 'object') return value;
  return inTime(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, put(item, filled)])));
}

/** Reminders that a shorter time to answer leaves no room for go. */
function inTime(params: Record<string, Json>): Json {
  const { timeout, reminders } = params;
  const ends = typeof timeout === 'string' ? durationMs(timeout) : null;
  if (ends === null || !Array.isArray(reminders)) return params;
  return { ...params, reminders: reminders.filter((one) => (durationMs(String(one)) ?? 0) < ends) };
}

function putText(text: string, filled: ReadonlyMap<string, Json>): Json {
  const [whole] = /^\[\[\w+\]\]$/.exec(text) ?? [];
  if (whole) return filled.get(whole.slice(2, -2)) ?? text;
  return text.replace(PLACE, (all, name: string) => {
    const value = filled.get(name);
    return value === undefined ? all : Array.isArray(value) ? value.join(', ') : String(value);
  });
}
