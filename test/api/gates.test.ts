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

async function live(definition: object): Promise<string> {
  const draft = (await ann.call<{ id: string; seal: string }>('POST', '/api/workflows/', { definition })).body;
  const approved = await ann.call<{ workflow: { id: string } }>('POST', `/api/workflows/drafts/${draft.id}/approve/`, {
    seal: draft.seal,
  });
  return approved.body.workflow.id;
}

interface Said {
  id: string;
  text: string;
  content: { choices?: { name: string; value: string }[] } | null;
}

const said = async (conversation: string) =>
  (await ann.call<{ messages: Said[] }>('GET', `/api/workflows/chat/${conversation}/messages/?after=0`)).body.messages;

const say = async (message: string, conversation_id: string | null = null) =>
  (
    await ann.call<{ conversation_id: string; response: string }>('POST', '/api/workflows/chat/', {
      message,
      conversation_id,
    })
  ).body;

it('asks where a run was started when its workflow was made in no conversation', async () => {
  await live({ ...DEFINITION, name: 'Made by call' });
  const thread = (await say('run Made by call')).conversation_id;
  const asked = async () =>
    (await said(thread)).some((one) => one.content?.choices?.some((choice) => choice.name === 'gate.approve'));
  await expect.poll(asked, { timeout: 15_000 }).toBe(true);
  await say('yes', thread);
  await expect
    .poll(async () => (await said(thread)).map((one) => one.text).join('\n'), { timeout: 15_000 })
    .toMatch(/Emailed ann@example.com/);
});

it('never calls an approval that is still under way a cancelled one', async () => {
  const proposed = await ann.call<{ conversation_id: string; workflow_draft: { id: string; seal: string } }>(
    'POST',
    '/api/workflows/chat/',
    { message: 'Every Tuesday at 8am email bob@example.com with subject "Raced" and body "Hello"' },
  );
  const { conversation_id: thread, workflow_draft: draft } = proposed.body;
  const card = (await said(thread)).find((one) => one.content?.choices?.some(({ name }) => name === 'draft.approve'));
  const choice = { name: 'draft.approve', value: `${draft.id}:${draft.seal}` };
  const tap = () =>
    ann.call<{ response: string }>('POST', `/api/workflows/chat/${thread}/actions/`, { message_id: card?.id, choice });
  const byCall = ann.call('POST', `/api/workflows/drafts/${draft.id}/approve/`, { seal: draft.seal });
  const [first, second] = await Promise.all([tap(), tap(), byCall]);
  expect(`${first.body.response} ${second.body.response}`).not.toMatch(/cancelled/i);
  const all = (await ann.call<{ name: string }[]>('GET', '/api/workflows/')).body;
  expect(all.filter(({ name }) => name === 'Raced')).toHaveLength(1);
});

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
  expect((await decide(ann, 'approve', 'another seal')).body.result).toBe('refused');
  const both = await Promise.all([decide(ann, 'approve'), decide(ann, 'approve')]);
  expect(both.map((answer) => answer.body.result).sort()).toEqual(['accepted', 'already']);
  await expect.poll(async () => (await run()).status, { timeout: 15_000 }).toBe('completed');
  expect((await run()).steps[0]?.gate).toMatchObject({ decision: 'approved' });
});
