import { z } from 'zod';
import { SCOPES, type Tokens } from '../../tokens.ts';
import { route } from '../route.ts';

const tokenShape = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  created_at: z.string(),
  last_used_at: z.string().nullable(),
});

/** A person's bearer tokens; a new one is shown in its answer and never again. */
export function tokenRoutes({ tokens }: { tokens: Tokens }) {
  return [
    route({
      method: 'get',
      path: '/api/tokens',
      summary: 'Your tokens, without their secrets',
      scope: 'read',
      status: 200,
      answer: z.array(tokenShape),
      handle: async ({ person }) =>
        (await tokens.list(person)).map((row) => ({
          id: row._id,
          name: row.name,
          scopes: row.scopes,
          created_at: row.createdAt.toISOString(),
          last_used_at: row.lastUsedAt?.toISOString() ?? null,
        })),
    }),
    route({
      method: 'post',
      path: '/api/tokens',
      summary: 'Make a token; shown once',
      scope: 'approve',
      body: z.strictObject({
        name: z.string().trim().min(1).max(80),
        scopes: z
          .array(z.enum(SCOPES))
          .min(1)
          .default([...SCOPES]),
      }),
      status: 201,
      answer: z.object({ token: z.string() }),
      handle: async ({ person, body }) => ({ token: await tokens.create(person, body.name, body.scopes) }),
    }),
    route({
      method: 'delete',
      path: '/api/tokens/:id',
      summary: 'Revoke a token at once',
      scope: 'approve',
      status: 200,
      answer: z.object({ revoked: z.literal(true) }),
      async handle({ person, params }) {
        await tokens.revoke(person, params.id ?? '');
        return { revoked: true as const };
      },
    }),
  ];
}
