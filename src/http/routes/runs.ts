import { z } from 'zod';
import { durationMs } from '../../automation/checks/flow.ts';
import type { Automation, Person } from '../../automation/service.ts';
import { AppError } from '../../errors.ts';
import type { ExecutionRow } from '../../store/runs.ts';
import { answer, route } from '../route.ts';

import { executionShape, executionView, stepShape, stepView, valuesOf } from '../run-views.ts';
import { recoveryRoutes } from './recovery.ts';
import { controlRoutes } from './run-control.ts';

const POLL_MS = 50;
const LONGEST_DELAY_MS = 30 * 86_400_000;

type StepPageOf = Parameters<Automation['execution']>[2];

const started = z.object({ execution_id: z.string(), status: z.literal('started'), message: z.string() });
const page = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z.iso.datetime().optional(),
});

/** Runs: S0.93–94, S1.39, D12, and steering them. */
export function runRoutes({ automation, pause }: { automation: Automation; pause: (ms: number) => Promise<void> }) {
  function accepted(row: ExecutionRow) {
    const url = `/api/workflows/${row.workflow}/executions/${row._id}/`;
    return { execution_id: row._id, status: 'started' as const, message: `Started. Its state is at ${url}` };
  }

  /** D12: the result where the run ends within `seconds`, else the same 202 as at once. */
  async function waitFor(person: Person, row: ExecutionRow, seconds: number) {
    const until = Date.now() + seconds * 1000;
    while (Date.now() < until) {
      const { execution } = await automation.execution(person, row._id, { limit: 1 });
      if (execution.status !== 'running') return answer(200, { execution_id: row._id, ...executionView(execution) });
      await pause(POLL_MS);
    }
    return accepted(row);
  }

  async function ofWorkflow(person: Person, workflow: string, execution: string, steps: StepPageOf = { limit: 1 }) {
    const found = await automation.execution(person, execution, steps);
    if (found.execution.workflow !== workflow) throw new AppError('not_found', 'This workflow has no such run.');
    return found;
  }

  const steer = (what: 'pause' | 'resume' | 'cancel', summary: string) =>
    route({
      method: 'post',
      path: `/api/workflows/:id/executions/:execution/${what}`,
      summary,
      scope: 'write',
      body: z.strictObject({ reason: z.string().max(500).default('') }).default({ reason: '' }),
      status: 202,
      answer: executionShape,
      async handle({ person, params, body }) {
        await ofWorkflow(person, params.id ?? '', params.execution ?? '');
        return executionView(await automation.signal(person, params.execution ?? '', what, body.reason));
      },
    });

  return [
    route({
      method: 'post',
      path: '/api/workflows/:id/run',
      aliases: ['/api/workflows/:id/execute'],
      summary: 'Start a run',
      scope: 'write',
      body: z
        .strictObject({
          trigger_data: z.record(z.string(), z.unknown()).optional(),
          inputs: z.record(z.string(), z.unknown()).optional(),
          start_delay: z
            .string()
            .max(20)
            .optional()
            .describe('Begins so much later: 30s, 10m, 2h, 3d; at most 30 days.'),
          user: z.unknown().optional().describe('Taken and left aside: the token says who starts the run.'),
        })
        .default({}),
      query: z.object({ wait: z.coerce.number().min(0).max(60).default(0) }),
      status: 202,
      answer: started,
      async handle({ person, params, body, query, key }) {
        const data = body.trigger_data ?? body.inputs ?? {};
        const delayMs = body.start_delay === undefined ? undefined : delayOf(body.start_delay);
        const options = { ...(key && { key }), ...(delayMs !== undefined && { delayMs }) };
        const row = await automation.run(person, params.id ?? '', data, options);
        return query.wait > 0 ? waitFor(person, row, query.wait) : accepted(row);
      },
    }),
    route({
      method: 'get',
      path: '/api/workflows/:id/executions',
      summary: 'Runs, newest first',
      scope: 'read',
      query: page,
      status: 200,
      answer: z.array(executionShape),
      handle: async ({ person, params, query }) =>
        (
          await automation.executions(person, params.id ?? '', {
            limit: query.limit,
            ...(query.before ? { before: query.before } : {}),
          })
        ).map(executionView),
    }),
    route({
      method: 'get',
      path: '/api/workflows/:id/executions/:execution',
      summary: 'One run with its steps, in the order they began',
      scope: 'read',
      query: z.object({
        limit: z.coerce.number().int().min(1).max(2000).default(2000),
        after: z.string().max(500).optional().describe('`next_steps` of the page before.'),
      }),
      status: 200,
      answer: z.object({
        ...executionShape.shape,
        steps: z.array(stepShape),
        next_steps: z
          .string()
          .nullable()
          .describe('Give it as `after` for the steps that follow; null when these are all.'),
      }),
      async handle({ person, params, query }) {
        const found = await ofWorkflow(person, params.id ?? '', params.execution ?? '', query);
        const { execution, steps, next } = found;
        const values = valuesOf(execution);
        return {
          ...executionView(execution),
          steps: steps.map((step) => stepView(step, values)),
          next_steps: next ?? null,
        };
      },
    }),
    route({
      method: 'get',
      path: '/api/workflows/:id/executions/:execution/values/:value',
      summary: 'The whole of a large value, as JSON',
      scope: 'read',
      query: z.object({ item: z.coerce.number().int().min(0).max(1_000_000).optional() }),
      status: 200,
      answer: z.unknown(),
      async handle({ person, params, query }) {
        await ofWorkflow(person, params.id ?? '', params.execution ?? '');
        const stream = await automation.value?.(person, params.execution ?? '', params.value ?? '', query.item);
        if (!stream) throw new AppError('not_found', 'There is no such value.');
        return answer(200, stream, 'application/json');
      },
    }),
    route({
      method: 'post',
      path: '/api/workflows/:id/executions/:execution/retry',
      summary: 'Try again from the failure, or from the start',
      scope: 'write',
      body: z
        .strictObject({
          from: z.enum(['failure', 'start']).default('failure'),
          repeat_doubtful: z.boolean().default(false),
          skip: z.boolean().default(false).describe('Go on as if the step that failed had been skipped.'),
          change: z
            .record(z.string(), z.unknown())
            .optional()
            .describe('Parameters of the step that failed, for this run alone.'),
        })
        .default({ from: 'failure', repeat_doubtful: false, skip: false }),
      status: 202,
      answer: started,
      async handle({ person, params, body, key }) {
        const { execution } = await ofWorkflow(person, params.id ?? '', params.execution ?? '');
        const { repeat_doubtful: repeatDoubtful, skip, change } = body;
        const options = { repeatDoubtful, skip, ...(change && { change }), ...(key ? { key } : {}) };
        const again = await automation.retry(person, params.execution ?? '', body.from, options);
        await automation.seeing?.deadLetters.follow(execution);
        return accepted(again);
      },
    }),
    ...recoveryRoutes(automation.recovery, ofWorkflow),
    ...controlRoutes({ automation, ofWorkflow }),
    steer('pause', 'Pause a run'),
    steer('resume', 'Let a paused run go on'),
    steer('cancel', 'Cancel a run'),
  ];
}

/** Milliseconds of "10m". */
function delayOf(text: string): number {
  const ms = durationMs(text);
  if (ms === null || ms <= 0 || ms > LONGEST_DELAY_MS)
    throw new AppError('bad_request', 'start_delay is a length of time up to 30 days, as 30s, 10m, 2h or 3d.');
  return ms;
}
