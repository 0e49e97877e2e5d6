import type { IncomingMessage } from 'node:http';
import type { Json } from './model.ts';
import { invalid, Refused } from './refused.ts';

/** The arguments of a call, whatever encoding they came in. */
export interface Args {
  values: Json;
  /** Said in the answer: `missing_charset`, `superfluous_charset`. */
  warning: string | null;
  json: boolean;
}

/** Reads query, form, multipart or JSON as Slack does. `takesJson`: methods that only take forms overlook a JSON body. */
export async function readArgs(request: IncomingMessage, url: URL, body: Buffer, takesJson: boolean): Promise<Args> {
  const values: Json = Object.fromEntries(url.searchParams);
  const type = request.headers['content-type'] ?? '';
  const [media = '', ...parameters] = type.split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.some((part) => part.startsWith('charset='));
  if (body.length === 0) return { values, warning: null, json: false };
  if (media === 'application/json') {
    const parsed = parseObject(body.toString('utf8'));
    if (takesJson) Object.assign(values, parsed);
    return { values, warning: charset ? null : 'missing_charset', json: true };
  }
  if (media === 'application/x-www-form-urlencoded') {
    Object.assign(values, Object.fromEntries(new URLSearchParams(body.toString('utf8'))));
    return { values, warning: charset ? 'superfluous_charset' : null, json: false };
  }
  if (media === 'multipart/form-data') {
    for (const [name, value] of (await formOf(body, type)).entries()) {
      values[name] = typeof value === 'string' ? value : Buffer.from(await value.arrayBuffer());
    }
    return { values, warning: null, json: false };
  }
  throw new Refused(media ? 'invalid_post_type' : 'missing_post_type');
}

async function formOf(body: Buffer, type: string): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  } catch {
    throw new Refused('invalid_form_data');
  }
}

function parseObject(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    throw new Refused('invalid_json');
  }
  throw new Refused('json_not_object');
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An argument as text; '' and absent are the same to Slack. */
export function optional(values: Json, name: string): string | undefined {
  const value = values[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

export function required(values: Json, name: string): string {
  const value = optional(values, name);
  if (value === undefined) throw invalid(`missing required field: ${name}`);
  return value;
}

export function flag(values: Json, name: string, otherwise: boolean): boolean {
  const value = optional(values, name);
  if (value === undefined) return otherwise;
  return value === 'true' || value === '1';
}

export function integer(values: Json, name: string, otherwise: number, least: number, most: number): number {
  const value = optional(values, name);
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (!Number.isInteger(number)) throw invalid(`${name} must be an integer`);
  if (number < least || number > most) throw new Refused('invalid_limit');
  return number;
}

/** A structure, which forms carry as JSON text. `code`: what Slack answers when it is not that. */
export function structure(values: Json, name: string, code: string): unknown {
  const value = values[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    throw new Refused(code);
  }
}

export function listOf(values: Json, name: string, code: string): unknown[] | undefined {
  const value = structure(values, name, code);
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw new Refused(code);
  return value;
}
