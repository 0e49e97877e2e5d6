import type { z } from 'zod';
import type { Form, Input } from '../chat/types.ts';
import { paramMeta } from '../connectors/params.ts';
import { AppError, type Finding } from '../errors.ts';
import type { Actions } from './checks/context.ts';
import type { Definition, Json, Step, Trigger } from './definition.ts';
import { limitFields } from './limit-fields.ts';
import { writtenNumber } from './money.ts';
import { stepInWords } from './step-words.ts';
import { sentence } from './words.ts';

/** What of a definition can be changed by filling something in; everything else is changed in words. */

const MAX_INPUTS = 30;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^([01]?\d|2[0-3]):([0-5]\d)$/;
/** A cron of one plain time a day, whatever its days. */
const PLAIN_TIME = /^(\d{1,2}) (\d{1,2}) (\S+ \S+ \S+)$/;

/** One thing to fill in and how what was filled in is put back. Throws the reason, as a sentence. */
export interface Editable {
  input: Input;
  write(definition: Definition, value: string): void;
}

/** The form of a draft: name, times, the literal values of its steps and its limits, with their present values. */
export function draftForm(definition: Definition, catalogue: Actions, currency: string): Form {
  const inputs = editables(definition, catalogue, currency).map((one) => one.input);
  return { title: `Change ${definition.name}`, inputs, submit: 'Show the new card' };
}

/**
 * The definition with what was filled in; inputs that were left out or left alone change nothing. Throws `invalid` with a
 * finding for each value that cannot be used.
 */
export function changedByForm(
  definition: Definition,
  catalogue: Actions,
  currency: string,
  values: Record<string, string>,
): Definition {
  const after = structuredClone(definition);
  const findings: Finding[] = [];
  for (const { input, write } of editables(definition, catalogue, currency)) {
    const value = values[input.name]?.trim();
    if (value === undefined || value === ('value' in input ? (input.value ?? '') : '')) continue;
    try {
      write(after, value);
    } catch (error) {
      findings.push({ path: input.name, code: 'value', message: `${input.label}: ${(error as Error).message}` });
    }
  }
  if (findings.length > 0) throw new AppError('invalid', 'Some of this cannot be used yet.', { findings });
  return after;
}

function editables(definition: Definition, catalogue: Actions, currency: string): Editable[] {
  const all: Editable[] = [
    {
      input: { kind: 'text', name: 'name', label: 'Name', value: definition.name },
      write: (after, value) => {
        if (value === '' || value.length > 80) throw new Error('between 1 and 80 characters.');
        after.name = value;
      },
    },
    ...definition.triggers.flatMap(timesOf),
    ...definition.steps.flatMap((step, at) => paramsOf(definition, step, at, catalogue, currency)),
    ...limitFields(definition, catalogue, currency),
  ];
  return all.slice(0, MAX_INPUTS);
}

function timesOf(trigger: Trigger, at: number): Editable[] {
  if (trigger.type !== 'schedule') return [];
  const name = `trigger.${at}`;
  const plain = PLAIN_TIME.exec(trigger.schedule_cron ?? '');
  if (plain) {
    const [, minute = '0', hour = '0', days = ''] = plain;
    const write = (after: Definition, value: string) => {
      const [hours, minutes] = timeOf(value);
      edit(after, at, { schedule_cron: `${minutes} ${hours} ${days}` });
    };
    return [{ input: { kind: 'text', name: `${name}.time`, label: 'Time of day', value: clock(hour, minute) }, write }];
  }
  const [day, time = ''] = (trigger.schedule_at ?? '').split('T');
  if (!day) return [];
  return [
    {
      input: { kind: 'date', name: `${name}.date`, label: 'Day', value: day },
      write(after, value) {
        if (!DAY.test(value)) throw new Error('a day, as 2026-12-01.');
        edit(after, at, { schedule_at: `${value}T${whenOf(after, at)[1]}` });
      },
    },
    {
      input: { kind: 'text', name: `${name}.time`, label: 'Time of day', value: time.slice(0, 5) },
      write(after, value) {
        const [hours, minutes] = timeOf(value);
        edit(after, at, { schedule_at: `${whenOf(after, at)[0]}T${clock(hours, minutes)}` });
      },
    },
  ];
}

const clock = (hour: number | string, minute: number | string): string =>
  `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;

function timeOf(value: string): [number, number] {
  const match = TIME.exec(value);
  if (!match) throw new Error('a time, as 09:00 or 14:30.');
  return [Number(match[1]), Number(match[2])];
}

function whenOf(definition: Definition, at: number): [string, string] {
  const trigger = definition.triggers[at];
  const [day = '', time = ''] = (trigger?.type === 'schedule' ? (trigger.schedule_at ?? '') : '').split('T');
  return [day, time];
}

function edit(definition: Definition, at: number, change: { schedule_cron?: string; schedule_at?: string }): void {
  const trigger = definition.triggers[at];
  if (trigger?.type === 'schedule') Object.assign(trigger, change);
}

function paramsOf(definition: Definition, step: Step, at: number, catalogue: Actions, currency: string): Editable[] {
  const spec = catalogue.action(step.service, step.action);
  if (!spec) return [];
  const several = definition.steps.filter((other) => other.service === step.service).length > 1;
  return Object.entries(step.params).flatMap(([param, value]) => {
    const schema = spec.params.shape[param] as z.ZodType | undefined;
    const meta = schema && paramMeta(schema);
    if (!schema || !meta || !isLiteral(value)) return [];
    const label = sentence(meta.label.replace(/^the /, ''));
    const where = several ? ` (step ${at + 1}: ${stepInWords(step, definition, catalogue, currency)})` : '';
    const name = `step.${step.id}.${param}`;
    return [
      {
        input: {
          ...inputOf(name, `${label}${where}`.slice(0, 200), String(value), meta.kind, schema),
          ...(schema.safeParse(undefined).success ? { optional: true } : {}),
        },
        write(after: Definition, given: string) {
          const target = after.steps[at];
          if (!target) return;
          if (given === '' && schema.safeParse(undefined).success) delete target.params[param];
          else target.params[param] = parsed(given, value, schema, meta.kind);
        },
      },
    ];
  });
}

/** Words and numbers as they were written; what comes from elsewhere at run time is changed in words. */
const isLiteral = (value: Json): value is string | number | boolean =>
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  (typeof value === 'string' && !/^\s*\{\{[^{}]*\}\}\s*$/.test(value));

function inputOf(name: string, label: string, value: string, kind: string, schema: z.ZodType): Input {
  const options = optionsOf(schema);
  if (options.length > 0) {
    return { kind: 'select', name, label, value, options: options.map((one) => ({ label: one, value: one })) };
  }
  if (kind === 'money' || kind === 'number') return { kind: 'number', name, label, value };
  if (kind === 'date' && DAY.test(value)) return { kind: 'date', name, label, value };
  return { kind: 'text', name, label, value, ...(kind === 'text' ? { multiline: true } : {}) };
}

function optionsOf(schema: z.ZodType): string[] {
  const def = schema.def as { entries?: Record<string, string>; innerType?: z.ZodType };
  if (def.entries) return Object.values(def.entries).slice(0, 100);
  return def.innerType ? optionsOf(def.innerType) : [];
}

/** What was filled in, in the kind it had before, or is to have; templates are left to the check of the definition. */
function parsed(given: string, before: string | number | boolean, schema: z.ZodType, kind: string): Json {
  if (given.includes('{{')) return given;
  const isNumber = kind === 'money' || kind === 'number';
  const number = isNumber || typeof before === 'number' ? signedNumber(given) : null;
  if (isNumber && number === null) throw new Error('a number, as 1500 or 1,500.50.');
  const value: Json = number ?? given;
  const result = schema.safeParse(value);
  if (!result.success) throw new Error(`${result.error.issues[0]?.message ?? 'that cannot be used'}.`);
  return typeof before === 'boolean' ? given === 'true' : value;
}

/** Below nothing too, as a number of a table may be. */
function signedNumber(given: string): number | null {
  const [, minus, rest = ''] = /^([-\u2212+]?)\s*(.*)$/s.exec(given) ?? [];
  const number = writtenNumber(rest);
  return number !== null && minus !== '' && minus !== '+' ? -number : number;
}
