import { z } from 'zod';
import type { Recovering } from '../../automation/recovering.ts';
import type { Person } from '../../automation/service.ts';
import { newId } from '../../ids.ts';
import { route } from '../route.ts';
import { executionShape, executionView } from '../run-views.ts';

const path = '/api/workflows/:id/executions/:execution';

/** What can be done about a run that failed, or waits because something did. */
export function recoveryRoutes(
  recovery: Recovering | undefined,
  ofWorkflow: (person: Person, workflow: string, execution: string) => Promise<unknown>,
) {
  if (!recovery) return [];
  return [
    route({
      method: 'get',
      path: `${path}/undo`,
      summary: 'What would be taken back, in this order, and what would stay',
      scope: 'read',
      status: 200,
      answer: z.object({ back: z.array(z.string()), stays: z.array(z.string()) }),
      async handle({ person, params }) {
        await ofWorkflow(person, params.id ?? '', params.execution ?? '');
        return (await recovery.ways(person, params.execution ?? '')).undo;
      },
    }),
    route({
      method: 'post',
      path: `${path}/undo`,
      summary: 'Take back what a run that has ended did',
      scope: 'approve',
      body: z.strictObject({}).default({}),
      status: 202,
      answer: executionShape,
      async handle({ person, params }) {
        await ofWorkflow(person, params.id ?? '', params.execution ?? '');
        return executionView(await recovery.undo(person, params.execution ?? ''));
      },
    }),
    route({
      method: 'post',
      path: `${path}/choices`,
      summary: 'Say what happens after a failure, to a run that waits for it',
      scope: 'approve',
      body: z.strictObject({
        round: z.int().min(1).describe('Which question is answered: asking.round of the run.'),
        choice: z.enum(['retry', 'skip', 'change', 'undo', 'stop']),
        change: z.record(z.string(), z.unknown()).optional().describe('With `change`: parameters, for this run alone.'),
        repeat_doubtful: z.boolean().default(false),
        action_id: z.string().min(1).max(200).optional(),
      }),
      status: 200,
      answer: z.object({ result: z.enum(['accepted', 'already', 'refused']), text: z.string() }),
      async handle({ person, params, body }) {
        await ofWorkflow(person, params.id ?? '', params.execution ?? '');
        const { round, choice, change, repeat_doubtful: repeat } = body;
        return recovery.choose(person, params.execution ?? '', {
          round,
          choice,
          repeat,
          actionId: body.action_id ?? newId('act'),
          ...(change && { values: change }),
        });
      },
    }),
  ];
}
