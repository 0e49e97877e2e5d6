import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Caller, type House, openHouse } from '../support/house.ts';

interface Run {
  status: string;
  phase: string | null;
  steps: { step: string; state: string; gate: { text: string; seal: string; decision: string | null } | null }[];
}

let house: House;
let ann: Caller;
let ben: Caller;

beforeAll(async () => {
  house = await openHouse();
  ann = await house.person('Ann');
  ben = await house.person('Ben');
});
afterAll(async () => {
  await house.close();
});

const DEFINITION = {
  name: 'Gated',
  triggers: [{ type: 'manual' }],
  steps: [
    { id: 'ask', service: 'flow', action: 'approve', params: { message: 'Go on?' } },
    {
      id: 'tell',
      service: 'email',
      action: 'send_email',
      params: { to: 'ann@example.com', subject: 'Going on', body: 'Yes' },
    },
  ],
};

it('shows the seal of what waits, and counts one decision by its owner alone', async () => {
  const draft = (await ann.call<{ id: string; seal: string }>('POST', '/api/workflows/', { definition: DEFINITION }))
    .body;
  const { workflow } = (
    await ann.call<{ workflow: { id: string } }>('POST', `/api/workflows/drafts/${draft.id}/approve/`, {
      seal: draft.seal,
    })
  ).body;
  const started = await ann.call<{ execution_id: string }>('POST', `/api/workflows/${workflow.id}/run/`, {});
  const path = `/api/workflows/${workflow.id}/executions/${started.body.execution_id}/`;
  const run = async () => (await ann.call<Run>('GET', path)).body;
  const asked = async () => (await run()).steps.find((step) => step.state === 'waiting')?.gate ?? null;
  await expect.poll(asked, { timeout: 15_000 }).toMatchObject({ text: 'Go on?', decision: null });
  const seal = (await asked())?.seal ?? '';
  const decide = (who: Caller, decision: string, shown = seal) =>
    who.call<{ result: string }>('POST', `${path}decisions/`, { step: 'ask', decision, seal: shown });
  expect((await decide(ben, 'approve')).status).toBe(403);
  expect((await decide(ann, 'approve', draft.seal)).body.result).toBe('refused');
  const both = await Promise.all([decide(ann, 'approve'), decide(ann, 'approve')]);
  expect(both.map((answer) => answer.body.result).sort()).toEqual(['accepted', 'already']);
  await expect.poll(async () => (await run()).status, { timeout: 15_000 }).toBe('completed');
  expect((await run()).steps[0]?.gate).toMatchObject({ decision: 'approved' });
});
