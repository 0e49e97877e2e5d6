import type { z } from 'zod';
import type { Definition, Json } from '../definition.ts';
import { definitionSchema, policySchema, stepSchema, triggerSchema } from '../definition.ts';
import { type Findings, nearest } from './context.ts';

/** The shape of a definition: null with findings where it does not fit. */
export function shapeOf(input: Json, findings: Findings): Definition | null {
  const parsed = definitionSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) report(issue, input, findings);
  return null;
}

type Issue = z.core.$ZodIssue;

/** `['steps', 2, 'params', 'amount']` as `steps[2].params.amount`. */
export function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const part of path) text += typeof part === 'number' ? `[${part}]` : text ? `.${String(part)}` : String(part);
  return text;
}

export function valueAt(value: Json, path: readonly PropertyKey[]): Json | undefined {
  let at: Json | undefined = value;
  for (const part of path) {
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<string, Json>)[part as string];
  }
  return at;
}

function report(issue: Issue, input: Json, findings: Findings): void {
  const path = pathText(issue.path);
  const name = path === '' ? 'The definition' : `“${nameOf(issue.path)}”`;
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) unknownField(path, key, findings);
    return;
  }
  const { code, message, hint } = inWords(issue, name, valueAt(input, issue.path) === undefined);
  findings.add(path, code, message, hint);
}

/** The last part of a path; of a list's item the list too: `steps[0]`. */
function nameOf(path: readonly PropertyKey[]): string {
  return pathText(path.slice(typeof path.at(-1) === 'number' ? -2 : -1));
}

const KNOWN: [RegExp, string[]][] = [
  [/^$/, Object.keys(definitionSchema.shape)],
  [/^policy$/, Object.keys(policySchema.shape)],
  [/^triggers\[\d+\]$/, [...new Set(triggerSchema.options.flatMap((option) => Object.keys(option.shape)))]],
  [/^steps\[\d+\]$/, Object.keys(stepSchema.shape)],
];

/** How loops and branches with a body of their own are written elsewhere. */
const BODIES = new Set(['steps', 'body', 'do', 'loop', 'then', 'else', 'branches', 'parallel']);

function unknownField(path: string, key: string, findings: Findings): void {
  if (/^steps\[\d+\]$/.test(path) && BODIES.has(key)) {
    const hint = 'Repeat one step with for_each, or write the steps one after the other.';
    findings.add(`${path}.${key}`, 'not_available', 'Steps inside steps do not work yet.', hint);
    return;
  }
  const known = KNOWN.find(([pattern]) => pattern.test(path))?.[1] ?? [];
  const near = nearest(key, known);
  const hint = near ? `Did you mean “${near}”?` : known.length > 0 ? `Known here: ${known.join(', ')}.` : undefined;
  findings.add(path ? `${path}.${key}` : key, 'unknown_field', `“${key}” is not known here.`, hint);
}

const TYPES: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** A schema issue in plain words. */
export function inWords(issue: Issue, name: string, absent: boolean): { code: string; message: string; hint?: string } {
  switch (issue.code) {
    case 'invalid_type':
      if (absent) return { code: 'missing', message: `${name} is missing.` };
      return { code: 'wrong_type', message: `${name} must be ${TYPES[issue.expected] ?? issue.expected}.` };
    case 'too_big':
      return { code: 'too_large', message: `${name} may be at most ${String(issue.maximum)}${unit(issue.origin)}.` };
    case 'too_small':
      return tooSmall(name, issue.origin, Number(issue.minimum));
    case 'invalid_format':
      return { code: 'bad_format', message: `${name} is not written right.`, ...formatHint(issue) };
    case 'invalid_value':
      if (absent) return { code: 'missing', message: `${name} is missing.`, hint: oneOf(issue.values) };
      return { code: 'unknown_value', message: `${name} cannot be that.`, hint: oneOf(issue.values) };
    case 'invalid_union':
      if (absent) return { code: 'missing', message: `${name} is missing.` };
      return { code: 'wrong_type', message: `${name} is of the wrong kind.`, ...unionHint(issue) };
    default:
      return { code: 'wrong_type', message: `${name} cannot be that.` };
  }
}

const unit = (origin: string): string => (origin === 'string' ? ' characters long' : origin === 'array' ? ' long' : '');
const oneOf = (values: readonly unknown[]): string => `One of: ${values.map(String).slice(0, 20).join(', ')}.`;

function tooSmall(name: string, origin: string, minimum: number): { code: string; message: string } {
  if (origin === 'string' || origin === 'array') return { code: 'missing', message: `${name} must not be empty.` };
  return { code: 'too_small', message: `${name} must be ${minimum === 0 ? 'more than 0' : `at least ${minimum}`}.` };
}

function formatHint(issue: Issue): { hint?: string } {
  const at = String(issue.path.at(-1));
  const hints: Record<string, string> = {
    id: 'Use lower-case letters, digits and _, starting with a letter: step_1.',
    timeout: 'Write 30s, 2m, 1h or 1d.',
    schedule_at: 'Write a local date and time: 2026-12-01T09:00.',
    currency: 'Write three capital letters: KES.',
  };
  const hint = hints[at] ?? (/^Invalid/.test(issue.message) ? undefined : `Write ${issue.message}.`);
  return hint === undefined ? {} : { hint };
}

function unionHint(issue: Issue): { hint?: string } {
  return issue.path[0] === 'triggers' && issue.path.at(-1) === 'type'
    ? { hint: 'One of: webhook, schedule, manual.' }
    : {};
}
