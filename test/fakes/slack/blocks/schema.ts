import { isObject } from '../args.ts';
import type { Json } from '../model.ts';

export type Surface = 'message' | 'modal' | 'home';

/** One check of one payload: what was found wrong, each with its JSON pointer, as Slack words it. */
export interface Context {
  surface: Surface;
  errors: string[];
  /** Whether the file may be shown in an image, by id or address. */
  isImage(file: { id?: string; url?: string }): boolean;
}

export type Check = (value: unknown, at: string, context: Context) => void;

export function wrong(context: Context, at: string, message: string): void {
  context.errors.push(`${message} [json-pointer:${at}]`);
}

export function text(least: number, most: number): Check {
  return (value, at, context) => {
    if (typeof value !== 'string') return wrong(context, at, 'must provide a string');
    if (value.length < least) wrong(context, at, `must be more than ${least - 1} characters`);
    if (value.length > most) wrong(context, at, `must be less than ${most + 1} characters`);
  };
}

export function pattern(form: RegExp, says: string): Check {
  return (value, at, context) => {
    if (typeof value !== 'string') return wrong(context, at, 'must provide a string');
    if (!form.test(value)) wrong(context, at, says);
  };
}

export function oneOf(...values: unknown[]): Check {
  return (value, at, context) => {
    if (!values.includes(value)) wrong(context, at, `must be a valid enum value: ${values.join(', ')}`);
  };
}

export const yesNo: Check = (value, at, context) => {
  if (typeof value !== 'boolean') wrong(context, at, 'must provide a boolean');
};

export function whole(least: number, most: number): Check {
  return (value, at, context) => {
    if (!Number.isInteger(value)) return wrong(context, at, 'must provide an integer');
    if ((value as number) < least) wrong(context, at, `must be greater than ${least - 1}`);
    if ((value as number) > most) wrong(context, at, `must be less than ${most + 1}`);
  };
}

export const anyNumber: Check = (value, at, context) => {
  if (typeof value !== 'number') wrong(context, at, 'must provide a number');
};

export function list(each: Check, least: number, most: number): Check {
  return (value, at, context) => {
    if (!Array.isArray(value)) return wrong(context, at, 'must provide an array');
    if (value.length < least) wrong(context, at, `no fewer than ${least} items allowed`);
    if (value.length > most) wrong(context, at, `no more than ${most} items allowed`);
    value.forEach((one, index) => {
      each(one, `${at}/${index}`, context);
    });
  };
}

export interface Shape {
  required?: Record<string, Check>;
  optional?: Record<string, Check>;
  /** What must also hold between its fields. */
  also?: (value: Json, at: string, context: Context) => void;
}

/** An object with these fields and no other. */
export function object({ required = {}, optional = {}, also }: Shape): Check {
  return (value, at, context) => {
    if (!isObject(value)) return wrong(context, at, 'must provide an object');
    for (const name of Object.keys(required)) {
      if (value[name] === undefined) wrong(context, at, `missing required field: ${name}`);
    }
    for (const [name, field] of Object.entries(value)) {
      const check = required[name] ?? optional[name];
      if (!check) wrong(context, at, `invalid additional property: ${name}`);
      else if (field !== undefined) check(field, `${at}/${name}`, context);
    }
    also?.(value, at, context);
  };
}

/** One of several kinds, told apart by `type`. */
export function kinds(all: Record<string, Shape>): Check {
  const checks = new Map(
    Object.entries(all).map(([type, { required, ...shape }]) => [
      type,
      object({ ...shape, required: { type: oneOf(type), ...required } }),
    ]),
  );
  return (value, at, context) => {
    if (!isObject(value)) return wrong(context, at, 'must provide an object');
    if (value.type === undefined) return wrong(context, at, 'missing required field: type');
    const check = checks.get(String(value.type));
    if (!check) return wrong(context, at, `unsupported type: ${String(value.type)}`);
    check(value, at, context);
  };
}

/** Exactly one of these fields must be there. */
export function exactlyOne(...names: string[]): NonNullable<Shape['also']> {
  return (value, at, context) => {
    const there = names.filter((name) => value[name] !== undefined);
    if (there.length === 0) wrong(context, at, `must define either ${names.map((name) => `\`${name}\``).join(' or ')}`);
    if (there.length > 1) wrong(context, at, `only one of ${names.join(', ')} may be given`);
  };
}

export function atLeastOne(...names: string[]): NonNullable<Shape['also']> {
  return (value, at, context) => {
    if (names.some((name) => value[name] !== undefined)) return;
    wrong(context, at, `must define either ${names.map((name) => `\`${name}\``).join(' or ')}`);
  };
}
