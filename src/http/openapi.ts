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

type SchemaOf = (schema: z.ZodType, io: 'input' | 'output') => Json;

/** Makes JSON Schemas whose shared parts stand in `components`: a reference is read from the document's root. */
function schemas(components: Record<string, unknown>): SchemaOf {
  const names = new Map<string, string>();
  return (schema, io) => {
    const { $schema: _dialect, $defs = {}, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
    let text = JSON.stringify(rest);
    for (const [name, part] of Object.entries($defs as Record<string, unknown>)) {
      const own = JSON.stringify(part);
      const known = names.get(own) ?? `Shared${names.size + 1}`;
      const moved = (json: string) => json.replaceAll(`"#/$defs/${name}"`, `"#/components/schemas/${known}"`);
      names.set(own, known);
      components[known] = JSON.parse(moved(own));
      text = moved(text);
    }
    return JSON.parse(text) as Json;
  };
}

const json = (schema: Json, description: string) => ({ description, content: { 'application/json': { schema } } });

function parametersOf(route: Route, schemaOf: SchemaOf): Json[] {
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

function operation(route: Route, path: string, schemaOf: SchemaOf): Json {
  return {
    summary: route.summary,
    operationId: `${route.method}${path.replace(/\/:?/g, '_')}`,
    parameters: parametersOf(route, schemaOf),
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
  const components: Record<string, unknown> = {};
  const schemaOf = schemas(components);
  for (const route of routes) {
    for (const path of [route.path, ...(route.aliases ?? [])]) {
      const key = `${path.replace(/:(\w+)/g, '{$1}')}/`;
      paths[key] = { ...paths[key], [route.method]: operation(route, path, schemaOf) };
    }
  }
  paths['/api/workflows/chat/{id}/events/'] = { get: eventsOperation() };
  paths['/api/workflows/webhooks/{workflow_id}/'] = { post: webhookOperation('webhook', schemaOf) };
  paths['/webhooks/workflows/{workflow_id}/'] = { post: webhookOperation('webhook_short', schemaOf) };
  paths['/health/'] = { get: healthOperation('health', 'Whether the gateway and each service it needs answer') };
  paths['/health/worker/'] = { get: healthOperation('health_worker', 'Whether a worker is there') };
  components.Error = schemaOf(errorShape, 'output');
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
      schemas: components,
    },
  };
}

function healthOperation(operationId: string, summary: string): Json {
  const state = { type: 'object', properties: { status: { type: 'string' } }, required: ['status'] };
  return {
    summary,
    operationId,
    parameters: [],
    responses: { 200: json(state, 'All is well'), 503: json(state, 'Something is down; the answer says what') },
    security: [],
  };
}

/** The event stream of chat-stream.ts, which is no JSON answer and so no declared route. */
function eventsOperation(): Json {
  return {
    summary: 'What is said and changed in a conversation, as server-sent events; ends after ten minutes',
    operationId: 'get_api_workflows_chat_id_events',
    parameters: [
      { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
      { name: 'after', in: 'query', required: false, schema: { type: 'integer', minimum: 0 } },
      { name: 'Last-Event-ID', in: 'header', required: false, schema: { type: 'string' } },
    ],
    responses: {
      200: { description: 'Events named `message`', content: { 'text/event-stream': { schema: { type: 'string' } } } },
      default: json({ $ref: '#/components/schemas/Error' }, 'Refused'),
    },
    security: [{ bearer: ['read'] }],
  };
}

function webhookOperation(operationId: string, schemaOf: SchemaOf): Json {
  const answer = z.object({
    execution_id: z.string(),
    status: z.enum(['queued', 'ignored']),
    reason: z.string().optional(),
  });
  return {
    summary: 'An event from outside, signed with the workflow’s secret',
    operationId,
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
