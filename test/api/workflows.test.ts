import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, type House, openHouse } from '../support/house.ts';
import { byHand, onPayment } from './definitions.ts';

interface Draft {
  id: string;
  seal: string;
  status: string;
}
interface Workflow {
  id: string;
  name: string;
  status: string;
  triggers: { webhook_url: string | null; type: string }[];
}
interface Run {
  id: string;
  status: string;
  phase: string | null;
  steps: { step: string; state: string; output: Record<string, unknown> }[];
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

async function live(caller: Caller, definition: unknown): Promise<Workflow> {
  const draft = await caller.call<Draft>('POST', '/api/workflows/', { definition });
  expect(draft.status, JSON.stringify(draft.body)).toBe(201);
  const approved = await caller.call<{ workflow: Workflow }>('POST', `/api/workflows/drafts/${draft.body.id}/approve`, {
    seal: draft.body.seal,
  });
  expect(approved.status, JSON.stringify(approved.body)).toBe(200);
  return (await caller.call<Workflow>('GET', `/api/workflows/${approved.body.workflow.id}/`)).body;
}

const finished = (caller: Caller, workflow: string, run: string) =>
  expect
    .poll(async () => (await caller.call<Run>('GET', `/api/workflows/${workflow}/executions/${run}/`)).body, {
      timeout: 15_000,
    })
    .toMatchObject({ status: expect.stringMatching(/completed|failed|cancelled/) });

async function runOf(caller: Caller, workflow: string, run: string): Promise<Run> {
  await finished(caller, workflow, run);
  return (await caller.call<Run>('GET', `/api/workflows/${workflow}/executions/${run}/`)).body;
}

async function send(workflow: Workflow, body: unknown, secret: string, signature?: string) {
  const raw = typeof body === 'string' ? body : JSON.stringify(body);
  const sign = signature ?? `sha256=${createHmac('sha256', secret).update(raw).digest('hex')}`;
  const answer = await fetch(`${house.address}/api/workflows/webhooks/${workflow.id}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(sign ? { 'x-signature': sign } : {}) },
    body: raw,
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, string> };
}

const secretOf = async (caller: Caller, workflow: Workflow) =>
  (await caller.call<{ webhook_secret: string }>('POST', `/api/workflows/${workflow.id}/webhook-secret`)).body
    .webhook_secret;

describe('a workflow by hand', () => {
  it('is a draft, then live, then run to its end, with its email in the sandbox', async () => {
    const workflow = await live(ann, byHand('By hand'));
    expect(workflow).toMatchObject({ name: 'By hand', status: 'active', execution_count: 0 });
    const started = await ann.call('POST', `/api/workflows/${workflow.id}/run/`, { trigger_data: { who: 'Acme' } });
    expect(started.status).toBe(202);
    expect(started.body).toMatchObject({ status: 'started', message: expect.stringContaining('/executions/') });
    const run = await runOf(ann, workflow.id, String(started.body.execution_id));
    expect(run.status).toBe('completed');
    const sent = await house.store.sandbox.find({ workspace: ann.workspace, execution: run.id }).lean();
    expect(sent).toHaveLength(1);
    expect(sent[0]?.params).toMatchObject({ subject: 'Hello Acme' });
  });

  it('answers 200 with the result when asked to wait, and counts the run', async () => {
    const workflow = await live(ann, byHand('Waited for'));
    const run = await ann.call('POST', `/api/workflows/${workflow.id}/execute?wait=30`, { inputs: { who: 'B' } });
    expect(run.status).toBe(200);
    expect(run.body).toMatchObject({ status: 'completed' });
    const after = await ann.call('GET', `/api/workflows/${workflow.id}/`);
    expect(after.body).toMatchObject({ execution_count: 1, executions: [{ status: 'completed' }] });
  });

  it('starts one run for a repeated Idempotency-Key, and refuses the key for another request', async () => {
    const workflow = await live(ann, byHand('Once'));
    const key = { 'idempotency-key': 'once-1' };
    const path = `/api/workflows/${workflow.id}/run/`;
    const first = await ann.call('POST', path, { trigger_data: { who: 'A' } }, key);
    const again = await ann.call('POST', path, { trigger_data: { who: 'A' } }, key);
    expect(again.body).toEqual(first.body);
    expect((await ann.call('POST', path, { trigger_data: { who: 'B' } }, key)).status).toBe(409);
    expect(await house.store.executions.countDocuments({ workspace: ann.workspace, workflow: workflow.id })).toBe(1);
  });

  it('approves a draft once and only with its own seal', async () => {
    const draft = (await ann.call<Draft>('POST', '/api/workflows/', { definition: byHand('Sealed') })).body;
    const approve = (seal: string) => ann.call('POST', `/api/workflows/drafts/${draft.id}/approve`, { seal });
    expect((await approve('0'.repeat(64))).status).toBe(409);
    const both = await Promise.all([approve(draft.seal), approve(draft.seal)]);
    expect(both.map((answer) => answer.status).sort()).toEqual([200, 409]);
    const got = await ann.call('GET', `/api/workflows/drafts/${draft.id}/approve`);
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe('who may do what', () => {
  it('tells 401, 403 and 404 apart', async () => {
    const workflow = await live(ann, byHand('Private'));
    expect((await fetch(`${house.address}/api/workflows/`)).status).toBe(401);
    expect((await ben.call('GET', `/api/workflows/${workflow.id}/`)).status).toBe(403);
    expect((await ben.call('POST', `/api/workflows/${workflow.id}/run/`, {})).status).toBe(403);
    expect((await ben.call('DELETE', `/api/workflows/${workflow.id}/`)).status).toBe(403);
    expect((await ben.call('GET', '/api/workflows/wf_nothing/')).status).toBe(404);
    const list = await ben.call<Workflow[]>('GET', '/api/workflows/');
    expect(list.body.map((row) => row.name)).not.toContain('Private');
  });

  it('revokes a token at once', async () => {
    const { token } = (await ann.call<{ token: string }>('POST', '/api/tokens', { name: 'short', scopes: ['read'] }))
      .body;
    const as = (method: string, path: string) =>
      fetch(`${house.address}${path}`, { method, headers: { authorization: `Bearer ${token}` } });
    expect((await as('GET', '/api/workflows/')).status).toBe(200);
    expect((await as('POST', '/api/workflows/')).status).toBe(403);
    const id = token.split('_')[1];
    expect((await ann.call('DELETE', `/api/tokens/${id}`)).status).toBe(200);
    expect((await as('GET', '/api/workflows/')).status).toBe(401);
  });
});

describe('requests that cannot be', () => {
  it.each([
    ['not JSON', '{"definition": ', 400],
    ['an unknown field', { definition: {}, sneaky: 1 }, 400],
    ['a forbidden key', '{"definition": {"__proto__": {"polluted": true}}}', 400],
    ['a million brackets', `{"definition": ${'['.repeat(200_000)}`, 400],
    ['no steps', { definition: { name: 'x', steps: [] } }, 422],
    ['an unknown action', { definition: { name: 'x', steps: [{ id: 'a', service: 'email', action: 'fax' }] } }, 422],
    [
      'a bad time',
      { definition: { ...byHand('x'), triggers: [{ type: 'schedule', schedule_cron: '99 * * * *' }] } },
      422,
    ],
  ])('refuses %s', async (_, body, status) => {
    const answer = await ann.call<{ error: { message: string; findings?: unknown[] } }>(
      'POST',
      '/api/workflows/',
      body,
    );
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toMatch(/\w/);
    if (status === 422) expect(answer.body.error.findings?.length).toBeGreaterThan(0);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('refuses a body over 1 MB, a wrong content type, and a name that is taken', async () => {
    const large = await ann.call('POST', '/api/workflows/', { definition: 'x'.repeat(1_100_000) });
    expect(large.status).toBe(413);
    const typed = await ann.call('POST', '/api/workflows/', 'a=b', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(typed.status).toBe(400);
    await live(ann, byHand('Taken'));
    expect((await ann.call('POST', '/api/workflows/', { definition: byHand('Taken') })).status).toBe(409);
  });
});

describe('webhooks', () => {
  it('starts one run for a signed event however often it comes, with its data', async () => {
    const workflow = await live(ann, onPayment('Paid'));
    expect(workflow.triggers[0]?.webhook_url).toContain(`/api/workflows/webhooks/${workflow.id}/`);
    const secret = await secretOf(ann, workflow);
    const event = { event: 'payment.confirmed', id: 'evt-1', data: { amount: 15000, email: 'c@example.com' } };
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(workflow, event, secret)));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([202]));
    expect(answers[0]?.body).toMatchObject({ status: 'queued' });
    expect(new Set(answers.map((answer) => answer.body.execution_id)).size).toBe(1);
    const run = await runOf(ann, workflow.id, String(answers[0]?.body.execution_id));
    expect(run.steps.map((step) => [step.step, step.state])).toEqual([
      ['invoice', 'success'],
      ['tell', 'success'],
    ]);
    expect(await house.store.executions.countDocuments({ workspace: ann.workspace, workflow: workflow.id })).toBe(1);
  });

  it('skips what the condition leaves out', async () => {
    const workflow = await live(ann, onPayment('Small payments'));
    const secret = await secretOf(ann, workflow);
    const answer = await send(workflow, { event: 'payment.confirmed', id: 'evt-2', data: { amount: 1000 } }, secret);
    const run = await runOf(ann, workflow.id, String(answer.body.execution_id));
    expect(run.status).toBe('completed');
    expect(run.steps.map((step) => step.state)).toEqual(['skipped', 'skipped']);
  });

  it('refuses a missing, short, wrong or foreign signature and an old secret', async () => {
    const workflow = await live(ann, onPayment('Signed'));
    const secret = await secretOf(ann, workflow);
    const event = { event: 'payment.confirmed', id: 'evt-3', data: { amount: 1 } };
    for (const bad of ['', 'sha256=', 'sha256=abcd', `sha256=${'0'.repeat(64)}`]) {
      expect((await send(workflow, event, secret, bad)).status).toBe(401);
    }
    const renewed = await secretOf(ann, workflow);
    expect((await send(workflow, event, secret)).status).toBe(401);
    expect((await send(workflow, event, renewed)).status).toBe(202);
  });

  it('keeps what it does not run: paused, another event; and says gone when deleted', async () => {
    const workflow = await live(ann, onPayment('On and off'));
    const secret = await secretOf(ann, workflow);
    const other = await send(workflow, { event: 'payment.failed', id: 'evt-4', data: {} }, secret);
    expect(other).toMatchObject({ status: 202, body: { status: 'ignored', reason: expect.any(String) } });
    expect((await ann.call('POST', `/api/workflows/${workflow.id}/pause/`)).body).toMatchObject({ status: 'paused' });
    const paused = await send(workflow, { event: 'payment.confirmed', id: 'evt-5', data: { amount: 5 } }, secret);
    expect(paused).toMatchObject({ status: 202, body: { status: 'ignored', reason: 'paused' } });
    expect((await ann.call('POST', `/api/workflows/${workflow.id}/run/`, {})).status).toBe(409);
    expect((await ann.call('POST', `/api/workflows/${workflow.id}/resume/`)).body).toMatchObject({ status: 'active' });
    const deliveries = await ann.call<{ state: string }[]>('GET', `/api/workflows/${workflow.id}/deliveries`);
    expect(deliveries.body.map((row) => row.state)).toEqual(['ignored', 'ignored']);
    expect((await ann.call('DELETE', `/api/workflows/${workflow.id}/`)).body).toMatchObject({ status: 'deleted' });
    expect((await send(workflow, { event: 'payment.confirmed', id: 'evt-6', data: {} }, secret)).status).toBe(410);
    expect((await send({ ...workflow, id: 'wf_none' }, {}, secret)).status).toBe(404);
  });

  it('takes only the events its trigger is narrowed to', async () => {
    const definition = {
      ...byHand('Issues of one repository'),
      triggers: [{ type: 'webhook', service: 'github', event: 'issues.opened', config: { repository: 'acme/api' } }],
    };
    definition.steps = [
      { ...definition.steps[0], params: { to: 'a@example.com', subject: '{{ trigger.title }}', body: 'New' } },
    ] as never;
    const workflow = await live(ann, definition);
    const secret = await secretOf(ann, workflow);
    const issue = (repository: string, id: string) =>
      send(workflow, { event: 'issues.opened', id, data: { repository, title: 'Bug' } }, secret);
    expect((await issue('acme/web', 'i-1')).body).toMatchObject({ status: 'ignored', reason: 'another repository' });
    expect((await issue('Acme/API', 'i-2')).body).toMatchObject({ status: 'queued' });
  });

  it('refuses a body that is no JSON object', async () => {
    const workflow = await live(ann, onPayment('Odd bodies'));
    const secret = await secretOf(ann, workflow);
    for (const body of ['', 'hello', '[1]', '{"a": {"__proto__": 1}}']) {
      expect((await send(workflow, body, secret)).status).toBe(400);
    }
  });
});

it('describes itself: every route, as OpenAPI 3.1', async () => {
  const document = (await (await fetch(`${house.address}/api/openapi.json`)).json()) as {
    openapi: string;
    paths: object;
  };
  expect(document.openapi).toMatch(/^3\.1/);
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining([
      '/api/workflows/',
      '/api/workflows/chat/',
      '/api/workflows/{id}/run/',
      '/api/workflows/webhooks/{workflow_id}/',
    ]),
  );
});

it('tells the truth about its services', async () => {
  const health = await fetch(`${house.address}/health`);
  expect(health.status).toBe(200);
  expect(await health.json()).toMatchObject({
    status: 'ok',
    services: { mongodb: { ok: true }, redis: { ok: true }, temporal: { ok: true } },
  });
  await expect.poll(async () => (await fetch(`${house.address}/health/worker`)).status).toBe(200);
});
