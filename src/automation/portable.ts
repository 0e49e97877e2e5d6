import { AppError, type Finding } from '../errors.ts';
import type { Definition, Json } from './definition.ts';
import { isCredential, isReference, isSecretName, isSecretNumber, withoutSecrets } from './secret-parts.ts';

/** A workflow as a file: its definition under a mark, without ids, accounts or secrets. See docs/definition.md. */

export const FORMAT = 'nod.workflow';
export const FORMAT_VERSION = 1;
/** Characters a file may have. */
export const MAX_FILE = 256 * 1024;
const MAX_DEPTH = 30;

/** Stands where a secret stood. A file that holds it cannot be approved before something is written there. */
export const LEFT_OUT = '(left out)';

export interface Portable {
  format: typeof FORMAT;
  version: typeof FORMAT_VERSION;
  definition: Definition;
}

/** Keys of the definition and its parts in the order the docs write them; others follow by name. */
const ORDER = [
  ...['name', 'description', 'policy', 'triggers', 'steps'],
  ...['type', 'id', 'service', 'action', 'event', 'params', 'config'],
];

/**
 * A definition as a file: the same definition always gives the same text. `leftOut`: where secrets stood
 * (`steps[0].params.headers.Authorization`). `names`: workflows by id, which are written by name.
 */
export function toPortable(
  definition: Definition,
  names: ReadonlyMap<string, string>,
): { file: Portable; leftOut: string[] } {
  const leftOut: string[] = [];
  const copy = cleaned(definition as unknown as Json, '', '', { names, leftOut });
  return {
    file: { format: FORMAT, version: FORMAT_VERSION, definition: copy as unknown as Definition },
    leftOut,
  };
}

/** The text of a file. */
export const portableText = (file: Portable): string => JSON.stringify(file, null, 2);

interface Cleaning {
  names: ReadonlyMap<string, string>;
  leftOut: string[];
}

function cleaned(value: Json, key: string, path: string, state: Cleaning): Json {
  if (typeof value === 'string') return cleanText(value, key, path, state);
  if (typeof value === 'number' && isSecretNumber(key)) return leaveOut(path, state);
  if (Array.isArray(value)) return value.map((item, index) => cleaned(item, key, `${path}[${index}]`, state));
  if (value === null || typeof value !== 'object') return value;
  const inner = (name: string) => (path ? `${path}.${name}` : name);
  // Where keys are a person's own, they keep no order but the alphabet's.
  const own = /(?:params|config|headers|body|values|data)(?:\.|\[|$)/.test(path);
  return Object.fromEntries(
    Object.keys(value)
      .filter((name) => value[name] !== undefined)
      .sort((one, other) => (own ? 0 : rank(one) - rank(other)) || (one < other ? -1 : one > other ? 1 : 0))
      // What stands in a secret is one too, whatever it is called there.
      .map((name) => [name, cleaned(value[name] as Json, isSecretName(key) ? key : name, inner(name), state)]),
  );
}

const rank = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);

function cleanText(text: string, key: string, path: string, state: Cleaning): string {
  const named = state.names.get(text);
  if (named !== undefined) return named;
  const inHeader = /\.headers\./.test(path);
  if (text !== '' && !isReference(text) && (isSecretName(key) || (inHeader && isCredential(text))))
    return leaveOut(path, state);
  const without = withoutSecrets(text, LEFT_OUT);
  if (without !== text) state.leftOut.push(path);
  return without;
}

function leaveOut(path: string, { leftOut }: Cleaning): string {
  leftOut.push(path);
  return LEFT_OUT;
}

/** What may stand before a file in a message: "import this:", a fence. */
const BEFORE =
  /^\s*(?:(?:please )?(?:import|load|upload|read|use|take|here is|here's|this is)\b[^{}\n]{0,80}\n?\s*)?(?:```(?:json)?\s*)?(?=\{)/i;

const MARK = new RegExp(`"format"\\s*:\\s*"${FORMAT.replace('.', '\\.')}"`);

/** Whether a message is, or means to be, a file of ours, or a whole definition without its mark. */
export const looksPortable = (text: string): boolean =>
  BEFORE.test(text) && (MARK.test(text.slice(0, MAX_FILE * 2)) || isBareDefinition(text));

/** JSON that is spoken of in a message is none: nothing may follow it. */
function isBareDefinition(text: string): boolean {
  if (!/"steps"\s*:\s*\[/.test(text) || text.length > MAX_FILE) return false;
  try {
    const read = JSON.parse(bareText(text)) as Record<string, unknown>;
    return Array.isArray(read.steps) && ('triggers' in read || 'name' in read);
  } catch {
    return false;
  }
}

/** Without what stands before it, and its fence. */
const bareText = (text: string): string =>
  text
    .replace(BEFORE, '')
    .trim()
    .replace(/\s*```$/, '');

/** A definition that was written or pasted without what surrounds it in a file, as a file; anything else as it is. */
export function asFile(read: unknown): unknown {
  const bare = typeof read === 'object' && read !== null && !('format' in read) && 'steps' in read;
  return bare ? { format: FORMAT, version: FORMAT_VERSION, definition: read } : read;
}

/** Reads a file's text, fenced or not. Throws `invalid` or `too_large` with what is wrong, as a sentence. */
export function parsePortable(text: string): unknown {
  if (text.length > MAX_FILE) throw tooLarge();
  try {
    return JSON.parse(bareText(text)) as unknown;
  } catch {
    throw new AppError('invalid', 'That JSON is not complete. Send the whole file, from the first { to the last }.');
  }
}

/**
 * The definition in a file. What surrounds it is read strictly; the definition itself is for the check every definition
 * goes through. Throws `invalid`, `too_large`.
 */
export function fromPortable(file: unknown): unknown {
  if (file === null || typeof file !== 'object' || Array.isArray(file) || !('format' in file)) throw notOurs();
  const { format, version, definition, ...more } = file as Record<string, unknown>;
  if (format !== FORMAT) throw notOurs();
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1)
    throw refused('version', `The file has no version; write "version": ${FORMAT_VERSION}.`);
  if (version > FORMAT_VERSION)
    throw refused(
      'version',
      `This file has format ${version}, from a newer Nod. I read up to format ${FORMAT_VERSION}.`,
    );
  const [stranger] = Object.keys(more);
  if (stranger !== undefined)
    throw refused(stranger, `“${stranger.slice(0, 60)}” is not known here: a file has format, version and definition.`);
  if (definition === null || typeof definition !== 'object' || Array.isArray(definition))
    throw refused('definition', 'The file has no definition.');
  const left: Finding[] = [];
  look(definition as Json, 'definition', 0, left);
  if (left.length > 0)
    throw new AppError('invalid', 'Some secrets were left out when this was exported.', { findings: left });
  if (JSON.stringify(definition).length > MAX_FILE) throw tooLarge();
  return definition;
}

function look(value: Json, path: string, depth: number, left: Finding[]): void {
  if (depth > MAX_DEPTH) throw refused(path, `The file is nested more than ${MAX_DEPTH} levels deep.`);
  if (typeof value === 'string' && value.includes(LEFT_OUT) && left.length < 20)
    left.push({ path, code: 'left_out', message: `${path}: a secret stood here.`, hint: 'Write it in, then import.' });
  if (Array.isArray(value)) for (const [at, item] of value.entries()) look(item, `${path}[${at}]`, depth + 1, left);
  else if (value !== null && typeof value === 'object')
    for (const [key, item] of Object.entries(value)) look(item, `${path}.${key.slice(0, 60)}`, depth + 1, left);
}

const refused = (path: string, message: string): AppError =>
  new AppError('invalid', message, { findings: [{ path, code: 'file', message }] });

const notOurs = (): AppError => refused('format', `This is no workflow file: it does not say "format": "${FORMAT}".`);

const tooLarge = (): AppError => new AppError('too_large', `A workflow file may have at most ${MAX_FILE / 1024} KB.`);
