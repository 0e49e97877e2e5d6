import { z } from 'zod';
import { definitionSchema } from '../../automation/definition.ts';
import type { Library } from '../../automation/library.ts';
import { FORMAT, FORMAT_VERSION } from '../../automation/portable.ts';
import { AppError } from '../../errors.ts';
import { parseShape, route } from '../route.ts';
import { draftShape, draftView, versionShape, versionView } from '../views.ts';

const number = z.coerce.number().int().min(1).max(1_000_000);
/** What is made through the API belongs to no thread. */
const NOWHERE = { thread: null, context: [] };

const fileShape = z.object({
  format: z.literal(FORMAT),
  version: z.literal(FORMAT_VERSION),
  definition: definitionSchema,
});

const templateShape = z.object({
  id: z.string(),
  title: z.string(),
  summary: z.string(),
  parameters: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      kind: z.string(),
      example: z.string(),
      value: z.string().nullable().describe('Taken where nothing is given; null: it must be given.'),
    }),
  ),
  sample: z.record(z.string(), z.unknown()).describe('Believable data of a run.'),
});

/** Versions, copies, files and templates. What they make are drafts: approve them to make them live. */
export function libraryRoutes(library: Library | undefined) {
  if (!library) return [];
  return [
    route({
      method: 'get',
      path: '/api/workflows/templates',
      summary: 'Workflows to begin with, and what they need filled in',
      scope: 'read',
      status: 200,
      answer: z.array(templateShape),
      handle: async () =>
        library.templates.map(({ id, title, summary, parameters, sample }) => ({
          id,
          title,
          summary,
          parameters: parameters.map((one) => ({ ...one, value: one.value ?? null })),
          sample,
        })),
    }),
    route({
      method: 'post',
      path: '/api/workflows/templates/:id/draft',
      summary: 'Make a draft of a template',
      scope: 'write',
      body: z
        .strictObject({
          values: z
            .record(z.string().max(60), z.union([z.string().max(2000), z.number(), z.boolean()]))
            .default({})
            .describe('By parameter name.'),
        })
        .default({ values: {} }),
      status: 201,
      answer: draftShape,
      async handle({ person, params, body }) {
        const values = Object.fromEntries(Object.entries(body.values).map(([name, value]) => [name, String(value)]));
        return draftView(await library.fromTemplate(person, params.id ?? '', values, NOWHERE));
      },
    }),
    route({
      method: 'post',
      path: '/api/workflows/import',
      summary: 'Make a draft of an exported workflow',
      scope: 'write',
      body: z.looseObject({
        format: z.string().describe(FORMAT),
        version: z.number().describe(String(FORMAT_VERSION)),
        definition: z.unknown(),
      }),
      status: 201,
      answer: draftShape,
      handle: async ({ person, body }) => draftView(await library.imported(person, body, NOWHERE)),
    }),
    route({
      method: 'get',
      path: '/api/workflows/:id/export',
      summary: 'The workflow as a file: no ids, accounts or secrets; the same every time',
      scope: 'read',
      status: 200,
      answer: fileShape,
      handle: async ({ person, params }) => (await library.exported(person, params.id ?? '')).file,
    }),
    route({
      method: 'post',
      path: '/api/workflows/:id/duplicate',
      summary: 'Make a draft of a new workflow that does the same',
      scope: 'write',
      body: z.strictObject({ name: z.string().min(1).max(80).optional() }).default({}),
      status: 201,
      answer: draftShape,
      handle: async ({ person, params, body }) =>
        draftView(await library.duplicate(person, params.id ?? '', body.name ?? null, NOWHERE)),
    }),
    route({
      method: 'get',
      path: '/api/workflows/:id/versions/compare',
      summary: 'What one version differs in from another, in words',
      scope: 'read',
      query: z.object({ from: number, to: number }),
      status: 200,
      answer: z.object({
        from: z.number(),
        to: z.number(),
        words: z.string().describe('One change a line; ~~old~~ and **new** are marked.'),
      }),
      async handle({ person, params, query }) {
        const words = await library.compare(person, params.id ?? '', query.from, query.to);
        return { from: query.from, to: query.to, words };
      },
    }),
    route({
      method: 'get',
      path: '/api/workflows/:id/versions/:number',
      summary: 'One version: what was approved, by whom, when and where',
      scope: 'read',
      status: 200,
      answer: versionShape,
      handle: async ({ person, params }) =>
        versionView(await library.version(person, params.id ?? '', numberIn(params.number))),
    }),
    route({
      method: 'post',
      path: '/api/workflows/:id/versions/:number/rollback',
      summary:
        'Make a draft of an earlier version; nothing changes before it is approved, and running runs keep theirs',
      scope: 'write',
      status: 201,
      answer: draftShape,
      handle: async ({ person, params }) =>
        draftView(await library.rollback(person, params.id ?? '', numberIn(params.number), NOWHERE)),
    }),
  ];
}

function numberIn(text: string | undefined): number {
  if (text !== undefined && /^\d{1,7}$/.test(text)) return parseShape(number, text, 'path');
  throw new AppError('not_found', 'There is no such version: versions are numbered 1, 2, 3.');
}
