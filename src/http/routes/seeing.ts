import { z } from 'zod';
import type { Seeing } from '../../automation/seeing.ts';
import { route } from '../route.ts';
import { executionShape, executionView } from '../run-views.ts';

const use = z.object({ used: z.number(), limit: z.number().nullable() });
const workflowLimits = z.object({
  id: z.string(),
  name: z.string(),
  spend: use,
  spend_per_run: z.number().nullable(),
  runs: use.describe('Counted only where the policy limits them.'),
  actions: z.array(z.object({ action: z.string(), title: z.string(), ...use.shape })),
});
const limitsShape = z.object({
  day: z.string().describe('The calendar day of the owner.'),
  time_zone: z.string(),
  currency: z.string(),
  spend: use.describe('Over all workflows of the owner.'),
  workflows: z.array(workflowLimits),
});

const statsShape = z.object({
  workflow: z.string(),
  days: z.number(),
  runs: z.number(),
  completed: z.number(),
  failed: z.number(),
  cancelled: z.number(),
  running: z.number(),
  success_rate: z.number().nullable(),
  median_ms: z.number().nullable().describe('Of runs that never stood still for a person or a time.'),
  p95_ms: z.number().nullable(),
  timed: z.number().describe('How many runs these two are of.'),
  fails_most: z.object({ step: z.string(), failures: z.number(), cause: z.string() }).nullable(),
  last_failure: z
    .object({ execution: z.string(), at: z.string(), step: z.string().nullable(), error: z.string() })
    .nullable(),
  next_run: z.string().nullable(),
});

const troubleShape = z.object({
  reasons: z.array(z.string()),
  facts: z.array(z.string()),
  last_start: z.string().nullable(),
  next_run: z.string().nullable(),
});

const auditShape = z.object({
  ...executionShape.shape,
  approval: z
    .object({ version: z.number(), by: z.string(), at: z.string(), where: z.string(), seal: z.string() })
    .nullable(),
  decisions: z.array(
    z.object({
      step: z.string(),
      iteration: z.number(),
      asked: z.string(),
      decision: z.string(),
      by: z.string().nullable().describe('Null where silence decided.'),
      at: z.string().nullable(),
    }),
  ),
});

const page = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z.iso.datetime().optional(),
});

/** What can be seen of workflows: limits used today, figures, why nothing starts, the audit trail. */
export function seeingRoutes(seeing: Seeing) {
  async function limitsOf(person: Parameters<Seeing['limits']>[0], id?: string): Promise<z.infer<typeof limitsShape>> {
    const { timeZone, workflows, ...rest } = await seeing.limits(person, id);
    return {
      ...rest,
      time_zone: timeZone,
      workflows: workflows.map(({ spendPerRun, ...one }) => ({ ...one, spend_per_run: spendPerRun })),
    };
  }

  return [
    route({
      method: 'get',
      path: '/api/limits',
      summary: 'What is used of today’s limits',
      scope: 'read',
      status: 200,
      answer: limitsShape,
      handle: ({ person }) => limitsOf(person),
    }),
    route({
      method: 'get',
      path: '/api/workflows/:id/limits',
      summary: 'What one workflow has used of today’s limits',
      scope: 'read',
      status: 200,
      answer: limitsShape,
      handle: ({ person, params }) => limitsOf(person, params.id ?? ''),
    }),
    route({
      method: 'get',
      path: '/api/workflows/:id/stats',
      summary: 'How it is doing: runs, success rate, durations, the step that fails most',
      scope: 'read',
      query: z.object({ days: z.coerce.number().int().min(1).max(90).default(7) }),
      status: 200,
      answer: statsShape,
      async handle({ person, params, query }): Promise<z.infer<typeof statsShape>> {
        const found = await seeing.stats(person, params.id ?? '', query.days);
        const { successRate, medianMs, p95Ms, failsMost, lastFailure, nextRun, ...rest } = found;
        return {
          ...rest,
          success_rate: successRate,
          median_ms: medianMs,
          p95_ms: p95Ms,
          fails_most: failsMost,
          last_failure: lastFailure,
          next_run: nextRun,
        };
      },
    }),
    route({
      method: 'get',
      path: '/api/workflows/:id/trouble',
      summary: 'Why it does not start',
      scope: 'read',
      status: 200,
      answer: troubleShape,
      async handle({ person, params }): Promise<z.infer<typeof troubleShape>> {
        const { reasons, facts, lastStart, nextRun } = await seeing.trouble(person, params.id ?? '');
        return { reasons, facts, last_start: lastStart, next_run: nextRun };
      },
    }),
    route({
      method: 'get',
      path: '/api/workflows/:id/audit',
      summary: 'Runs with what started them, under whose approval, who decided what, and what came of it; newest first',
      scope: 'read',
      query: page,
      status: 200,
      answer: z.array(auditShape),
      async handle({ person, params, query }) {
        const { limit, before } = query;
        const rows = await seeing.audit(person, params.id ?? '', { limit, ...(before ? { before } : {}) });
        return rows.map(({ execution, ...rest }) => ({ ...executionView(execution), ...rest }));
      },
    }),
  ];
}
