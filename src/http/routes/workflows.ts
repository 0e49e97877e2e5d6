import { z } from 'zod';
import type { Automation } from '../../automation/service.ts';
import { route } from '../route.ts';
import { executionView } from '../run-views.ts';
import {
  deliveryShape,
  deliveryView,
  draftShape,
  draftView,
  triggerShape,
  triggerView,
  versionShape,
  versionView,
  workflowShape,
  workflowView,
} from '../views.ts';
import { libraryRoutes } from './library.ts';

const LATEST_EXECUTIONS = 10;
const page = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z.iso.datetime().optional(),
});
const shortExecution = z.object({
  id: z.string(),
  status: z.string(),
  started_at: z.string().nullable(),
  completed_at: z.string().nullable(),
  result: z.unknown(),
});

/** Page parameters as the automation takes them. */
export function pageOf(query: z.infer<typeof page>): { limit: number; before?: string } {
  return { limit: query.limit, ...(query.before ? { before: query.before } : {}) };
}

/** Workflows and their life: S0.91–92, S0.95–97, versions, deliveries, drafts. */
export function workflowRoutes({ automation }: { automation: Automation }) {
  return [
    ...libraryRoutes(automation.library),
    route({
      method: 'get',
      path: '/api/workflows',
      summary: 'Your workflows',
      scope: 'read',
      status: 200,
      answer: z.array(workflowShape),
      handle: async ({ person }) => (await automation.workflows(person)).map(workflowView),
    }),
    route({
      method: 'post',
      path: '/api/workflows',
      summary: 'Make a draft of a definition; approve it to make it live',
      scope: 'write',
      body: z.strictObject({
        definition: z.unknown(),
        assumptions: z.array(z.string().max(500)).max(20).default([]),
        workflow_id: z.string().max(60).optional(),
      }),
      status: 201,
      answer: draftShape,
      async handle({ person, body }) {
        const live = body.workflow_id ? (await automation.workflow(person, body.workflow_id)).workflow : null;
        const draft = await automation.propose(person, {
          definition: body.definition,
          assumptions: body.assumptions,
          thread: null,
          context: [],
          ...(live ? { workflow: { id: live._id, baseVersion: live.version } } : {}),
        });
        return draftView(draft);
      },
    }),
    route({
      method: 'get',
      path: '/api/workflows/:id',
      summary: 'One workflow with its definition, triggers and latest runs',
      scope: 'read',
      status: 200,
      answer: z.object({
        ...workflowShape.shape,
        definition: z.unknown(),
        executions: z.array(shortExecution),
        triggers: z.array(triggerShape),
      }),
      async handle({ person, params }) {
        const id = params.id ?? '';
        const { workflow, triggers } = await automation.workflow(person, id);
        const executions = await automation.executions(person, id, { limit: LATEST_EXECUTIONS });
        return {
          ...workflowView(workflow),
          definition: workflow.definition,
          executions: executions.map((row) => {
            const { id: execution, status, started_at, completed_at, result } = executionView(row);
            return { id: execution, status, started_at, completed_at, result };
          }),
          triggers: triggers.map(triggerView),
        };
      },
    }),
    route({
      method: 'patch',
      path: '/api/workflows/:id',
      summary: 'Rename it, or choose how its runs are told',
      scope: 'write',
      body: z.strictObject({
        name: z.string().min(1).max(80).optional(),
        report: z.enum(['every', 'failures', 'daily']).optional(),
      }),
      status: 200,
      answer: workflowShape,
      async handle({ person, params, body }) {
        const id = params.id ?? '';
        let row = (await automation.workflow(person, id)).workflow;
        if (body.name !== undefined) row = await automation.rename(person, id, body.name);
        if (body.report !== undefined) row = await automation.setReport(person, id, body.report);
        return workflowView(row);
      },
    }),
    route({
      method: 'post',
      path: '/api/workflows/:id/pause',
      summary: 'Stop receiving triggers',
      scope: 'write',
      status: 200,
      answer: workflowShape,
      handle: async ({ person, params }) => workflowView(await automation.pause(person, params.id ?? '')),
    }),
    route({
      method: 'post',
      path: '/api/workflows/:id/resume',
      summary: 'Receive triggers again',
      scope: 'write',
      body: z.strictObject({ late: z.enum(['run', 'leave']).optional() }).default({}),
      status: 200,
      answer: workflowShape,
      handle: async ({ person, params, body }) =>
        workflowView(await automation.resume(person, params.id ?? '', body.late ? { late: body.late } : {})),
    }),
    route({
      method: 'delete',
      path: '/api/workflows/:id',
      summary: 'Archive it; runs that are going finish',
      scope: 'write',
      status: 200,
      answer: z.object({ ...workflowShape.shape, running: z.number() }),
      async handle({ person, params }) {
        const { workflow, running } = await automation.remove(person, params.id ?? '');
        return { ...workflowView(workflow), running };
      },
    }),
    route({
      method: 'post',
      path: '/api/workflows/:id/webhook-secret',
      summary: 'Make a new webhook secret and return it once; the old one stops working',
      scope: 'approve',
      status: 200,
      answer: z.object({ webhook_secret: z.string() }),
      handle: async ({ person, params }) => ({
        webhook_secret: await automation.rotateSecret(person, params.id ?? ''),
      }),
    }),
    route({
      method: 'post',
      path: '/api/workflows/:id/skip-next',
      summary: 'Leave out the next scheduled time',
      scope: 'write',
      status: 200,
      answer: z.object({ skipped: z.string().nullable() }),
      handle: async ({ person, params }) => ({ skipped: await automation.skipNext(person, params.id ?? '') }),
    }),
    route({
      method: 'get',
      path: '/api/workflows/:id/versions',
      summary: 'Every approved version, newest first',
      scope: 'read',
      status: 200,
      answer: z.array(versionShape),
      handle: async ({ person, params }) => (await automation.versions(person, params.id ?? '')).map(versionView),
    }),
    route({
      method: 'get',
      path: '/api/workflows/:id/deliveries',
      summary: 'Webhook deliveries, newest first, ignored ones with their reason',
      scope: 'read',
      query: page,
      status: 200,
      answer: z.array(deliveryShape),
      handle: async ({ person, params, query }) =>
        (await automation.deliveries(person, params.id ?? '', pageOf(query))).map(deliveryView),
    }),
  ];
}
