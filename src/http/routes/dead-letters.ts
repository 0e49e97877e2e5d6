import { z } from 'zod';
import type { DeadLetter } from '../../automation/dead-letters.ts';
import type { Automation } from '../../automation/service.ts';
import { shownValue } from '../../automation/value-view.ts';
import { route } from '../route.ts';
import { valuesOf } from '../views.ts';

const letter = z.object({
  id: z.string().describe('The run that failed.'),
  workflow: z.object({ id: z.string(), name: z.string() }),
  step: z.string().nullable(),
  service: z.string().nullable(),
  action: z.string().nullable(),
  input: z.unknown().describe('What the step was called with.'),
  attempts: z.number(),
  error: z.string(),
  doubtful: z.boolean().describe('It may have happened all the same; trying again needs repeat_doubtful.'),
  failed_at: z.string(),
});

const viewOf = ({ execution, failedAt, ...rest }: DeadLetter): z.infer<typeof letter> => ({
  id: execution,
  ...rest,
  input: shownValue(rest.input, valuesOf({ _id: execution, workflow: rest.workflow.id })),
  failed_at: failedAt,
});

/** What failed for good and nobody went on with yet: listed, tried again, left (S4.31). */
export function deadLetterRoutes({ automation }: { automation: Automation }) {
  const { seeing } = automation;
  if (!seeing) return [];
  return [
    route({
      method: 'get',
      path: '/api/dead-letters',
      summary: 'What failed for good and still waits for someone, newest first',
      scope: 'read',
      query: z.object({
        limit: z.coerce.number().int().min(1).max(200).default(50),
        before: z.iso.datetime().optional(),
        workflow: z.string().max(100).optional(),
      }),
      status: 200,
      answer: z.array(letter),
      async handle({ person, query }) {
        const { limit, before, workflow } = query;
        const page = { limit, ...(before && { before }), ...(workflow && { workflow }) };
        return (await seeing.deadLetters.list(person, page)).map(viewOf);
      },
    }),
    route({
      method: 'post',
      path: '/api/dead-letters/:execution/retry',
      summary: 'Go on where it failed, with what was reached kept',
      scope: 'write',
      body: z.strictObject({ repeat_doubtful: z.boolean().default(false) }).default({ repeat_doubtful: false }),
      status: 202,
      answer: z.object({ execution_id: z.string(), status: z.literal('started') }),
      async handle({ person, params, body, key }) {
        const options = { repeatDoubtful: body.repeat_doubtful, ...(key ? { key } : {}) };
        const row = await automation.retry(person, params.execution ?? '', 'failure', options);
        return { execution_id: row._id, status: 'started' as const };
      },
    }),
    route({
      method: 'post',
      path: '/api/dead-letters/:execution/dismiss',
      summary: 'Leave it: it stands on the list no more',
      scope: 'write',
      body: z.strictObject({}).default({}),
      status: 200,
      answer: z.object({ id: z.string(), dismissed: z.literal(true) }),
      async handle({ person, params }) {
        const id = params.execution ?? '';
        await seeing.deadLetters.dismiss(person, id);
        return { id, dismissed: true as const };
      },
    }),
  ];
}
