import { z } from 'zod';
import type { Seeing } from '../../automation/seeing.ts';
import { route } from '../route.ts';

const days = z.object({ limit: z.coerce.number().int().min(1).max(400).default(30) });
const reportShape = z.object({
  id: z.string(),
  started_at: z.iso.datetime(),
  ended_at: z.iso.datetime().nullable(),
  counts: z.record(z.string(), z.number()).describe('What was done, by name.'),
  failed: z.array(z.object({ part: z.string(), error: z.string() })),
});
const dayShape = z.object({
  day: z.string().describe('UTC, by when a run began.'),
  runs: z.number(),
  completed: z.number(),
  failed: z.number(),
  cancelled: z.number(),
  mean_ms: z.number().nullable().describe('Of runs that never stood still for a person or a time.'),
});

/** The nightly upkeep: what it did, and the figures it keeps (S3.37). */
export function upkeepRoutes({ upkeep }: Pick<Seeing, 'upkeep'>) {
  return [
    route({
      method: 'get',
      path: '/api/maintenance',
      summary: 'What the nightly upkeep did, newest first; for admins',
      scope: 'read',
      query: days,
      status: 200,
      answer: z.array(reportShape),
      async handle({ person, query }): Promise<z.infer<typeof reportShape>[]> {
        return (await upkeep.reports(person, query.limit)).map((row) => ({
          id: row._id,
          started_at: row.startedAt.toISOString(),
          ended_at: row.endedAt?.toISOString() ?? null,
          counts: row.counts,
          failed: row.failed,
        }));
      },
    }),
    route({
      method: 'get',
      path: '/api/workflows/:id/daily',
      summary: 'How a workflow did day by day, as counted each night',
      scope: 'read',
      query: days,
      status: 200,
      answer: z.array(dayShape),
      async handle({ person, params, query }): Promise<z.infer<typeof dayShape>[]> {
        const rows = await upkeep.daily(person, params.id ?? '', query.limit);
        return rows.map(({ day, runs, completed, failed, cancelled, meanMs }) => ({
          day,
          runs,
          completed,
          failed,
          cancelled,
          mean_ms: meanMs,
        }));
      },
    }),
  ];
}
