import { z } from 'zod';
import type { Automation } from '../../automation/service.ts';
import { route } from '../route.ts';
import { draftShape, draftView, triggerShape, triggerView, workflowShape, workflowView } from '../views.ts';

/** Drafts: what stands between a sentence and a live workflow. */
export function draftRoutes({ automation }: { automation: Automation }) {
  return [
    route({
      method: 'get',
      path: '/api/workflows/drafts/:id',
      summary: 'A draft',
      scope: 'read',
      status: 200,
      answer: draftShape,
      handle: async ({ person, params }) => draftView(await automation.draft(person, params.id ?? '')),
    }),
    route({
      method: 'post',
      path: '/api/workflows/drafts/:id/approve',
      summary: 'Approve exactly what the seal stands for',
      scope: 'approve',
      body: z.strictObject({ seal: z.string().min(1).max(100) }),
      status: 200,
      answer: z.object({
        workflow: workflowShape,
        triggers: z.array(triggerShape),
        secret_page: z.string().nullable(),
        how_to_use: z.array(z.string()),
      }),
      async handle({ person, params, body }) {
        const approved = await automation.approve(person, params.id ?? '', body.seal, 'api');
        return {
          workflow: workflowView(approved.workflow),
          triggers: approved.triggers.map(triggerView),
          secret_page: approved.secretPage,
          how_to_use: approved.howToUse,
        };
      },
    }),
    route({
      method: 'post',
      path: '/api/workflows/drafts/:id/cancel',
      summary: 'Drop a draft',
      scope: 'write',
      status: 200,
      answer: draftShape,
      handle: async ({ person, params }) =>
        draftView(await automation.cancelDraft(person, params.id ?? '', 'cancelled')),
    }),
    route({
      method: 'post',
      path: '/api/workflows/drafts/:id/rehearse',
      summary: 'Say what every step would do; nothing leaves',
      scope: 'read',
      body: z.strictObject({ data: z.record(z.string(), z.unknown()).optional() }).default({}),
      status: 200,
      answer: z.object({ lines: z.array(z.string()) }),
      handle: async ({ person, params, body }) => ({
        lines: (await automation.rehearse(person, params.id ?? '', body.data)).lines,
      }),
    }),
    route({
      method: 'post',
      path: '/api/workflows/drafts/:id/sandbox',
      summary: 'Use sandboxes for what is not connected; makes a new seal',
      scope: 'write',
      status: 200,
      answer: draftShape,
      handle: async ({ person, params }) => draftView(await automation.useSandbox(person, params.id ?? '')),
    }),
  ];
}
