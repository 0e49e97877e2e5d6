import { z } from 'zod';
import type { Automation, Person } from '../../automation/service.ts';
import { AppError } from '../../errors.ts';
import { route } from '../route.ts';
import { executionShape, executionView } from '../run-views.ts';

const path = '/api/workflows/:id/executions/:execution';

/** What runs are asked from outside: to end at once, how Temporal sees them, how far they are (S1.53–55). */
export function controlRoutes({
  automation,
  ofWorkflow,
}: {
  automation: Automation;
  ofWorkflow(person: Person, workflow: string, execution: string): Promise<unknown>;
}) {
  const unknown = () => new AppError('not_found', 'The workflow engine does not know this run.');

  return [
    route({
      method: 'post',
      path: `${path}/terminate`,
      summary: 'End a run at once, whatever it is doing',
      scope: 'write',
      body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
      status: 202,
      answer: executionShape,
      async handle({ person, params, body }) {
        await ofWorkflow(person, params.id ?? '', params.execution ?? '');
        const ended = await automation.terminate?.(person, params.execution ?? '', body.reason);
        if (!ended) throw unknown();
        return executionView(ended);
      },
    }),
    route({
      method: 'get',
      path: `${path}/describe`,
      summary: 'A run as the workflow engine sees it',
      scope: 'read',
      status: 200,
      answer: z.object({
        status: z.string(),
        started_at: z.iso.datetime(),
        closed_at: z.iso.datetime().nullable(),
        execution_time_ms: z.number(),
        history_length: z.number(),
        queue: z.string(),
      }),
      async handle({ person, params }) {
        await ofWorkflow(person, params.id ?? '', params.execution ?? '');
        const found = await automation.describe?.(person, params.execution ?? '');
        if (!found) throw unknown();
        return {
          status: found.status,
          started_at: found.startedAt,
          closed_at: found.closedAt,
          execution_time_ms: found.executionTime,
          history_length: found.historyLength,
          queue: found.queue,
        };
      },
    }),
    route({
      method: 'get',
      path: `${path}/state`,
      summary: 'What a run says of itself: its steps, how far it is in percent, what waits',
      scope: 'read',
      status: 200,
      answer: z.looseObject({ paused: z.boolean(), progress: z.number() }),
      async handle({ person, params }) {
        await ofWorkflow(person, params.id ?? '', params.execution ?? '');
        const said = await automation.state?.(person, params.execution ?? '');
        if (!said) throw unknown();
        return said as { paused: boolean; progress: number };
      },
    }),
  ];
}
