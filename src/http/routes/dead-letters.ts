import { z } from 'zod';
import type { DeadLetter } from '../../automation/dead-letters.ts';
import { letterDeeds } from '../../automation/letter-deeds.ts';
import type { Automation } from '../../automation/service.ts';
import { shownValue } from '../../automation/value-view.ts';
import { newId } from '../../ids.ts';
import { route } from '../route.ts';
import { valuesOf } from '../run-views.ts';

const letter = z.object({
  id: z
    .string()
    .describe(
      'Of this failure; what is done about it is done by this id, or, once the run has ended, by that of its run.',
    ),
  run: z.string().describe('The run that is tried again, or that waits for a word.'),
  execution: z.string().describe('The run whose step it is; another one where that run ran another workflow.'),
  workflow: z.object({ id: z.string(), name: z.string() }),
  version: z.number(),
  step: z.string().nullable(),
  item: z.number().nullable().describe('Which item of a list, from 0.'),
  service: z.string().nullable(),
  action: z.string().nullable(),
  input: z.unknown().describe('What the step was called with.'),
  attempts: z.number(),
  key: z.string().nullable().describe('The idempotency key it was called with.'),
  error: z.string(),
  doubtful: z.boolean().describe('It may have happened all the same; trying again needs repeat_doubtful.'),
  why: z.string().nullable().describe('Why it cannot be tried again by itself; null where it can.'),
  can: z.array(z.enum(['retry', 'skip', 'stop', 'dismiss'])).describe('What can be done about it now.'),
  failed_at: z.string(),
});

const viewOf = ({ failedAt, outer: _outer, done: _done, ...rest }: DeadLetter): z.infer<typeof letter> => ({
  ...rest,
  input: shownValue(rest.input, valuesOf({ _id: rest.run, workflow: rest.workflow.id })),
  failed_at: failedAt,
});

const bodyOfDeed = z.strictObject({ repeat_doubtful: z.boolean().default(false) }).default({ repeat_doubtful: false });

/** What failed for good and nobody went on with yet: listed, tried again, left (S4.31). */
export function deadLetterRoutes({ automation }: { automation: Automation }) {
  const { seeing } = automation;
  if (!seeing) return [];
  const deeds = letterDeeds({ automation });
  const goesOn = (what: 'retry' | 'skip', summary: string) =>
    route({
      method: 'post',
      path: `/api/dead-letters/:id/${what}`,
      summary,
      scope: 'write',
      body: bodyOfDeed,
      status: 202,
      answer: z.object({ execution_id: z.string(), status: z.literal('started') }),
      async handle({ person, params, body, key }) {
        const options = { repeatDoubtful: body.repeat_doubtful, key: key ?? newId('act') };
        const row = await deeds[what](person, params.id ?? '', options);
        return { execution_id: row._id, status: 'started' as const };
      },
    });
  return [
    route({
      method: 'get',
      path: '/api/dead-letters',
      summary: 'What failed for good and still waits for someone, newest first',
      scope: 'read',
      query: z.object({
        limit: z.coerce.number().int().min(1).max(200).default(50),
        before: z.iso.datetime().optional(),
        after: z.string().max(300).optional().describe('The id of the last one of the page before.'),
        workflow: z.string().max(100).optional(),
      }),
      status: 200,
      answer: z.array(letter),
      async handle({ person, query }) {
        const { limit, before, after, workflow } = query;
        const page = { limit, ...(before && { before }), ...(after && { after }), ...(workflow && { workflow }) };
        return (await seeing.deadLetters.list(person, page)).map(viewOf);
      },
    }),
    goesOn(
      'retry',
      'Go on where its run failed, with what was reached kept; what else failed in it is tried again too',
    ),
    goesOn('skip', 'Go on without the step that failed'),
    route({
      method: 'post',
      path: '/api/dead-letters/:id/stop',
      summary: 'End a run that waits for a word about what failed',
      scope: 'write',
      body: z.strictObject({}).default({}),
      status: 202,
      answer: z.object({ execution_id: z.string(), status: z.literal('stopped') }),
      async handle({ person, params, key }) {
        const row = await deeds.stop(person, params.id ?? '', { key: key ?? newId('act') });
        return { execution_id: row._id, status: 'stopped' as const };
      },
    }),
    route({
      method: 'post',
      path: '/api/dead-letters/:id/dismiss',
      summary: 'Leave it: it stands on the list no more',
      scope: 'write',
      body: z.strictObject({}).default({}),
      status: 200,
      answer: z.object({ id: z.string(), dismissed: z.literal(true) }),
      async handle({ person, params }) {
        const id = params.id ?? '';
        await seeing.deadLetters.dismiss(person, id);
        return { id, dismissed: true as const };
      },
    }),
  ];
}
