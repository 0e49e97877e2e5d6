import { z } from 'zod';
import type { Route } from './route.ts';

type Json = Record<string, unknown>;

const errorShape = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    findings: z
      .array(z.object({ path: z.string(), code: z.string(), message: z.string(), hint: z.string().optional() }))
      .optional(),
  }),
});

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
  return rest;
};

const json = (schema: Json, description: string) => ({ description, content: { 'application/json': { schema } } });

function parametersOf(route: Route): Json[] {
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map((match) => ({
    name: match[1],
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const query = route.query
    ? (schemaOf(route.query, 'input').properties as Record<string, Json> | undefined)
    : undefined;
  const inQuery = Object.entries(query ?? {}).map(([name, schema]) => ({ name, in: 'query', required: false, schema }));
  const key = { name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', maxLength: 255 } };
  return [...inPath, ...inQuery, ...(route.method === 'post' ? [key] : [])];
}

function operation(route: Route): Json {
  return {
    summary: route.summary,
    operationId: `${route.method}${route.path.replace(/\/:?/g, '_')}`,
    parameters: parametersOf(route),
    ...(route.body
      ? { requestBody: { content: { 'application/json': { schema: schemaOf(route.body, 'input') } } } }
      : {}),
    responses: {
      [route.status]: json(schemaOf(route.answer, 'output'), 'Done'),
      default: json(
        { $ref: '#/components/schemas/Error' },
        'What went wrong, in words, with findings where a definition is at fault',
      ),
    },
    security: [{ bearer: [route.scope] }],
  };
}

/** The OpenAPI 3.1 document of exactly the routes that are served, made of the same zod schemas that check requests. */
export function openApi(routes: Route[], publicUrl: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    for (const path of [route.path, ...(route.aliases ?? [])]) {
      const key = `${path.replace(/:(\w+)/g, '{$1}')}/`;
      paths[key] = { ...paths[key], [route.method]: operation(route) };
    }
  }
  paths['/api/workflows/webhooks/{workflow_id}/'] = { post: webhookOperation() };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Nod',
      version: '1',
      description: 'Automations described in words, approved by a person, run durably.',
    },
    servers: [{ url: publicUrl }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Error: schemaOf(errorShape, 'output') },
    },
  };
}

function webhookOperation(): Json {
  const answer = z.object({
    execution_id: z.string(),
    status: z.enum(['queued', 'ignored']),
    reason: z.string().optional(),
  });
  return {
    summary: 'An event from outside, signed with the workflow’s secret',
    parameters: [
      { name: 'workflow_id', in: 'path', required: true, schema: { type: 'string' } },
      {
        name: 'X-Signature',
        in: 'header',
        required: false,
        description: '`sha256=` and the hex HMAC-SHA256 of the raw body under the webhook secret',
        schema: { type: 'string' },
      },
    ],
    requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
    responses: {
      202: json(schemaOf(answer, 'output'), 'Stored'),
      default: json({ $ref: '#/components/schemas/Error' }, 'Refused'),
    },
    security: [],
  };
}
