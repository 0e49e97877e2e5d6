import { z } from 'zod';
import type { Automation, Person } from '../../automation/service.ts';
import { AppError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import type { StepRow } from '../../store/runs.ts';
import { route } from '../route.ts';

const where = {
  step: z.string().max(200),
  iteration: z.int().min(0).default(0),
  action_id: z.string().min(1).max(200).optional().describe('The same one counts once.'),
};
const decision = {
  decision: z.enum(['approve', 'reject']),
  changes: z
    .record(z.string().max(100), z.union([z.string().max(4000), z.number(), z.boolean()]))
    .optional()
    .describe('Parameters of the guarded step as they shall be instead; its gate.may_change says which.'),
};
const decided = z.object({ result: z.enum(['accepted', 'already', 'refused']), text: z.string() });

/** Temporal's own id of a run stands for the run (S4.21). */
const runOf = (params: Record<string, string | undefined>) => ({
  workflow: params.id ?? '',
  execution: (params.execution ?? '').replace(/^run-(?=run_)/, ''),
});

/** Decisions and answers by whoever is asked, the owner or another: S0.144–145, S4.12, S4.21. A GET decides nothing. */
export function decisionRoutes({ automation }: { automation: Automation }) {
  type Decision = { decision: 'approve' | 'reject'; seal: string; changes?: Record<string, string | number | boolean> };

  async function decide(
    person: Person,
    run: { workflow: string; execution: string },
    at: { step: string; iteration: number; action_id?: string | undefined },
    { decision: said, seal, changes }: Decision,
  ) {
    const { result, text } = await automation.decide(person, run.execution, {
      workflow: run.workflow,
      step: at.step,
      iteration: at.iteration,
      decision: said,
      seal,
      ...(changes && { changes }),
      actionId: at.action_id ?? newId('act'),
      where: 'api',
    });
    return { result, text };
  }

  /** The one gate of a workflow's runs that waits for this person. */
  async function onlyGate(person: Person, workflow: string): Promise<StepRow> {
    const waiting = (await automation.gatesFor?.(person, workflow)) ?? [];
    const [one, ...more] = waiting;
    if (!one) throw new AppError('not_found', 'No run of this workflow waits for your decision.');
    if (more.length > 0) throw new AppError('conflict', `${waiting.length} gates wait. Name the run and the step.`);
    return one;
  }

  return [
    route({
      method: 'post',
      path: '/api/workflows/:id/executions/:execution/decisions',
      summary: 'Decide a gate, by whoever may',
      scope: 'approve',
      body: z.strictObject({
        ...where,
        ...decision,
        seal: z.string().max(100).describe('Of the step that waits: its gate.seal.'),
      }),
      status: 200,
      answer: decided,
      handle: async ({ person, params, body }) => decide(person, runOf(params), body, withoutGaps(body)),
    }),
    route({
      method: 'post',
      path: '/api/workflows/:id/decisions',
      summary: 'Decide the one gate of a workflow that waits for you',
      scope: 'approve',
      body: z.strictObject({ action_id: where.action_id, ...decision }),
      status: 200,
      answer: z.object({ ...decided.shape, execution_id: z.string(), step: z.string() }),
      async handle({ person, params, body }) {
        const row = await onlyGate(person, params.id ?? '');
        const at = { step: row.path, iteration: row.iteration, action_id: body.action_id };
        const said = await decide(
          person,
          { workflow: params.id ?? '', execution: row.execution },
          at,
          withoutGaps({ ...body, seal: row.gate?.seal ?? '' }),
        );
        return { ...said, execution_id: row.execution, step: row.path };
      },
    }),
    route({
      method: 'post',
      path: '/api/workflows/:id/executions/:execution/answers',
      summary: 'Answer a question of a run',
      scope: 'approve',
      body: z.strictObject({
        ...where,
        value: z
          .union([
            z.string().max(4000),
            z.number(),
            z.strictObject({
              name: z.string().min(1).max(300),
              mediaType: z.string().min(1).max(100),
              size: z.number().min(0),
            }),
          ])
          .describe('A text, a number, a date as 2026-12-01, one of the options, or a file by its name.'),
      }),
      status: 200,
      answer: z.object({ result: z.enum(['accepted', 'already', 'refused', 'misfit']), text: z.string() }),
      async handle({ person, params, body }) {
        const { action_id: actionId, ...said } = body;
        const { workflow, execution } = runOf(params);
        return automation.answer(person, execution, {
          workflow,
          ...said,
          actionId: actionId ?? newId('act'),
          where: 'api',
        });
      },
    }),
  ];
}

const withoutGaps = ({
  decision: said,
  seal,
  changes,
}: {
  decision: 'approve' | 'reject';
  seal: string;
  changes?: Record<string, string | number | boolean> | undefined;
}) => ({
  decision: said,
  seal,
  ...(changes && { changes }),
});
