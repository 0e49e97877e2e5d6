import type { Config } from '../config.ts';
import type { Finding } from '../errors.ts';
import { hash } from '../ids.ts';
import type { ServiceSpec } from './define.ts';

const MAX_FIELD = 8192;

/** Checks what was entered on the connect page against what the service declares; values come back trimmed, empty ones left out. */
export function checkFields(
  spec: ServiceSpec,
  given: Record<string, unknown>,
): { fields: Record<string, string>; findings: Finding[] } {
  const findings: Finding[] = [];
  const fields: Record<string, string> = {};
  const known = new Map(spec.fields.map((field) => [field.name, field]));
  for (const [name, value] of Object.entries(given)) {
    const field = known.get(name);
    if (!field) {
      findings.push({ path: `fields.${name}`, code: 'unknown_field', message: `${spec.title} has no field ${name}.` });
    } else if (typeof value !== 'string') {
      findings.push({ path: `fields.${name}`, code: 'wrong_type', message: `${field.label} must be text.` });
    } else if (value.trim() !== '') {
      const problem = problemOf(value.trim());
      if (problem) findings.push({ path: `fields.${name}`, code: 'bad_value', message: `${field.label} ${problem}.` });
      else fields[name] = value.trim();
    }
  }
  for (const field of spec.fields) {
    if (
      field.required &&
      fields[field.name] === undefined &&
      !findings.some((one) => one.path === `fields.${field.name}`)
    ) {
      findings.push({ path: `fields.${field.name}`, code: 'missing', message: `${field.label} is needed.` });
    }
  }
  if (spec.fields.length === 0) {
    findings.push({ path: 'fields', code: 'nothing_to_connect', message: `${spec.title} needs no account.` });
  }
  const together = findings.length === 0 ? (spec.checkFields?.(fields) ?? null) : null;
  if (together !== null) findings.push({ path: 'fields', code: 'incomplete', message: together });
  return { fields, findings };
}

function problemOf(value: string): string | null {
  if (value.length > MAX_FIELD) return 'is too long';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return /[\u0000-\u001f\u007f]/.test(value) ? 'has a line break or another character that cannot be used' : null;
}

/**
 * What tells accounts of a service apart, and what a person recognises: the first field that is no secret. A service of
 * secrets only is named by a fingerprint.
 */
export function accountName(spec: ServiceSpec, fields: Record<string, string>): string {
  const open = spec.fields.filter((field) => !field.secret && fields[field.name] !== undefined);
  const named = open.find((field) => field.required) ?? open[0];
  const value = named ? fields[named.name] : undefined;
  if (value !== undefined) return value.length <= 60 ? value : `${value.slice(0, 47)}…${hash(value).slice(0, 12)}`;
  const secrets = spec.fields.map((field) => fields[field.name] ?? '').join('\u0000');
  return `account ${hash(secrets).slice(0, 6)}`;
}

/** A service's credentials as the environment holds them (D23); null when they are not all there. */
export function environmentFields(spec: ServiceSpec, config: Config): Record<string, string> | null {
  const values = config as unknown as Record<string, unknown>;
  const fields: Record<string, string> = {};
  for (const field of spec.fields) {
    const value = field.env === undefined ? undefined : values[field.env];
    if (typeof value === 'string' && value !== '') fields[field.name] = value;
  }
  if (Object.keys(fields).length === 0) return null;
  return checkFields(spec, fields).findings.length === 0 ? fields : null;
}
