import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { createTokens } from '../../src/tokens.ts';
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
  const name = `Made by call ${newId('n')}`;
  await live({ ...DEFINITION, name });
  const thread = (await say(`run ${name}`)).conversation_id;
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

/** Somebody else of Ann's workspace. */
async function colleague(name: string): Promise<Caller> {
  const owner = { workspace: ann.workspace, user: `usr_${name.toLowerCase()}` };
  const blank = { phone: null, timeZone: 'Africa/Nairobi', locale: null, admin: false, stoppedAt: null };
  const email = `${name.toLowerCase()}@example.com`;
  await house.store.users.create({
    _id: owner.user,
    workspace: owner.workspace,
    name,
    email,
    ...blank,
    createdAt: new Date(),
  });
  const token = await createTokens({ store: house.store, clock: { now: () => new Date() } }).create(owner, 'test');
  const call: Caller['call'] = (method, path, body, headers = {}) =>
    ann.call(method, path, body, { ...headers, authorization: `Bearer ${token}` });
  return { token, ...owner, call };
}

it('lets a named person of the workspace decide by call, also by the workflow alone, with a change', async () => {
  const amina = await colleague('Amina');
  const id = await live({
    name: 'Decided elsewhere',
    triggers: [{ type: 'manual' }],
    steps: [
      {
        id: 'ask',
        service: 'flow',
        action: 'approve',
        params: { who: 'amina@example.com', guards: 'tell', may_change: ['subject'] },
      },
      {
        id: 'tell',
        service: 'email',
        action: 'send_email',
        params: { to: 'ann@example.com', subject: 'One', body: 'x' },
      },
    ],
  });
  const run = (await ann.call<{ execution_id: string }>('POST', `/api/workflows/${id}/run/`, {})).body.execution_id;
  const path = `/api/workflows/${id}/executions/${run}/`;
  const steps = async () => (await ann.call<Run>('GET', path)).body.steps;
  await expect.poll(async () => (await steps())[0]?.gate?.seal, { timeout: 20_000 }).toBeTruthy();
  const decide = (who: Caller, body: object) =>
    who.call<{ result: string; text: string }>('POST', `/api/workflows/${id}/decisions/`, body);
  expect((await decide(ann, { decision: 'approve' })).status).toBe(404);
  expect((await decide(ben, { decision: 'approve' })).status).toBe(403);
  const seal = (await steps())[0]?.gate?.seal ?? '';
  const body = { step: 'ask', seal, decision: 'approve' };
  expect((await ann.call('POST', `${path}decisions/`, body)).body).toMatchObject({
    result: 'refused',
    text: 'Only Amina can decide this one.',
  });
  expect((await decide(amina, { decision: 'approve', changes: { to: 'eve@example.com' } })).body.result).toBe(
    'refused',
  );
  expect((await decide(amina, { decision: 'approve', changes: { subject: 'Two' } })).body).toMatchObject({
    result: 'accepted',
    step: 'ask',
  });
  await expect.poll(async () => (await ann.call<Run>('GET', path)).body.status, { timeout: 20_000 }).toBe('completed');
  expect((await steps())[1]).toMatchObject({ input: { subject: 'Two' } });
  const late = `/api/workflows/${id}/executions/run-${run}/decisions/`;
  expect((await amina.call('POST', late, body)).body).toMatchObject({
    result: 'already',
    text: expect.stringMatching(/^Already decided: Amina approved it at/),
  });
  expect((await amina.call('GET', `${path}decisions/`)).status).toBeGreaterThanOrEqual(400);
});

it('asks a question that a call answers, and says what does not fit', async () => {
  const id = await live({
    name: 'Asks',
    triggers: [{ type: 'manual' }],
    steps: [
      { id: 'count', service: 'flow', action: 'ask', params: { question: 'How many?', kind: 'number', max: 9 } },
      {
        id: 'tell',
        service: 'email',
        action: 'send_email',
        params: { to: 'ann@example.com', subject: '{{ count.answer }}', body: 'x' },
      },
    ],
  });
  const run = (await ann.call<{ execution_id: string }>('POST', `/api/workflows/${id}/run/`, {})).body.execution_id;
  const path = `/api/workflows/${id}/executions/${run}/`;
  const steps = async () =>
    (await ann.call<{ steps: { state: string; question: unknown; output: unknown }[] }>('GET', path)).body.steps;
  await expect
    .poll(async () => (await steps())[0]?.question, { timeout: 20_000 })
    .toMatchObject({ kind: 'number', who: 'Ann', answer: null });
  const answer = (who: Caller, value: unknown) =>
    who.call<{ result: string }>('POST', `${path}answers/`, { step: 'count', value });
  expect((await answer(ben, 3)).status).toBe(403);
  expect((await answer(ann, [3])).status).toBe(400);
  await expect
    .poll(async () => (await answer(ann, 30)).body, { timeout: 10_000 })
    .toEqual({ result: 'misfit', text: 'I need a number of at most 9.' });
  expect((await answer(ann, 3)).body.result).toBe('accepted');
  await expect.poll(async () => (await ann.call<Run>('GET', path)).body.status, { timeout: 20_000 }).toBe('completed');
  expect((await steps())[0]).toMatchObject({ output: { answer: 3 }, question: { answer: 3, answered_by: 'Ann' } });
});
