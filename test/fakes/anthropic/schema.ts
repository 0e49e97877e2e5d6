/** What the API's structured outputs take of JSON Schema; anything else is refused with a 400 before a token is made. */

type Schema = Record<string, unknown>;

const ALLOWED = new Set([
  'type',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'enum',
  'const',
  'anyOf',
  'allOf',
  '$ref',
  '$defs',
  'definitions',
  'description',
  'title',
  'default',
  'format',
  'minItems',
]);
const TYPES = new Set(['object', 'array', 'string', 'integer', 'number', 'boolean', 'null']);
const FORMATS = new Set(['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'uri', 'ipv4', 'ipv6', 'uuid']);

export interface SchemaCount {
  optional: number;
  unions: number;
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Checks a strict schema and counts what is limited over a whole request. Throws with the reason. */
export function checkStrictSchema(root: unknown, at: string): SchemaCount {
  const count: SchemaCount = { optional: 0, unions: 0 };
  const fail = (path: string, why: string): never => {
    throw new Error(`${at}: ${path}${path ? ': ' : ''}${why}`);
  };
  if (!isSchema(root)) return fail('', 'schema must be an object');
  const defs = { ...(root.$defs as Schema | undefined), ...(root.definitions as Schema | undefined) };

  const visit = (schema: unknown, path: string, open: readonly string[]): void => {
    if (!isSchema(schema)) throw new Error(`${at}: ${path}: schema must be an object`);
    for (const key of Object.keys(schema)) if (!ALLOWED.has(key)) fail(path, `'${key}' is not supported`);
    if (typeof schema.$ref === 'string') {
      reference(schema.$ref, path, open);
      return;
    }
    const types = Array.isArray(schema.type) ? schema.type : schema.type === undefined ? [] : [schema.type];
    for (const type of types) if (!TYPES.has(String(type))) fail(path, `unknown type ${String(type)}`);
    if (types.length > 1) count.unions += 1;
    if (types.length === 0 && !schema.anyOf && !schema.allOf && !schema.enum && !('const' in schema)) {
      fail(path, 'schema without a type is not supported');
    }
    if (schema.format !== undefined && !FORMATS.has(String(schema.format)))
      fail(path, `format ${String(schema.format)} is not supported`);
    if (schema.minItems !== undefined && schema.minItems !== 0 && schema.minItems !== 1)
      fail(path, "'minItems' may be 0 or 1");
    if (schema.anyOf) {
      count.unions += 1;
      for (const [index, each] of (schema.anyOf as unknown[]).entries()) visit(each, `${path}.anyOf.${index}`, open);
    }
    for (const [index, each] of ((schema.allOf ?? []) as unknown[]).entries())
      visit(each, `${path}.allOf.${index}`, open);
    if (types.includes('object')) object(schema, path, open);
    if (types.includes('array')) visit(schema.items ?? fail(path, "an array needs 'items'"), `${path}.items`, open);
  };
  const object = (schema: Schema, path: string, open: readonly string[]) => {
    if (schema.additionalProperties !== false) {
      fail(path, "For 'object' type, 'additionalProperties' must be explicitly set to false");
    }
    const required = (schema.required ?? []) as string[];
    for (const [name, each] of Object.entries((schema.properties ?? {}) as Schema)) {
      if (!required.includes(name)) count.optional += 1;
      visit(each, path ? `${path}.${name}` : name, open);
    }
  };
  const reference = (ref: string, path: string, open: readonly string[]) => {
    const name = /^#\/(?:\$defs|definitions)\/([^/]+)$/.exec(ref)?.[1];
    if (name === undefined || !(name in defs)) return fail(path, `reference ${ref} is not supported`);
    if (open.includes(ref)) return fail(path, `recursive schema ${ref} is not supported`);
    visit(defs[name], path, [...open, ref]);
  };
  visit(root, '', []);
  return count;
}
