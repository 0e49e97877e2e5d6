import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Caller, type House, openHouse } from '../support/house.ts';

/** Limits used today, figures, why nothing starts, the audit trail: by API and in chat. */
let house: House;
let ann: Caller;
let id = '';

beforeAll(async () => {
  house = await openHouse({ WORKFLOW_DAILY_SPEND_LIMIT: '500000' });
  ann = await house.person('Ann');
  id = await approve(definition(3));
});
afterAll(() => house.close());

const definition = (runs: number) => ({
  name: 'Pay Otieno',
  policy: { daily_spend_limit: 100_000, max_runs_per_day: runs },
  triggers: [{ type: 'manual' }],
  steps: [
    {
      id: 'pay',
      service: 'payment',
      action: 'withdraw',
      params: { amount: '{{ trigger.amount }}', phone: '+254712345678' },
    },
  ],
});

interface Draft {
  id: string;
  seal: string | null;
  status: string;
}

async function draft(given: object, workflow?: string): Promise<Draft> {
  const made = await ann.call<Draft>('POST', '/api/workflows/', {
    definition: given,
    ...(workflow ? { workflow_id: workflow } : {}),
  });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body.seal
    ? made.body
    : (await ann.call<Draft>('POST', `/api/workflows/drafts/${made.body.id}/sandbox`)).body;
}

async function approve(given: object, workflow?: string): Promise<string> {
  const { id: made, seal } = await draft(given, workflow);
  const done = await ann.call<{ workflow: { id: string } }>('POST', `/api/workflows/drafts/${made}/approve`, { seal });
  expect(done.status, JSON.stringify(done.body)).toBe(200);
  return done.body.workflow.id;
}

const run = (amount: unknown) =>
  ann.call<{ status: string; error?: { message: string } }>('POST', `/api/workflows/${id}/run/?wait=30`, {
    trigger_data: { amount },
  });
const say = async (message: string) =>
  (await ann.call<{ response: string }>('POST', '/api/workflows/chat/', { message, timezone: 'Africa/Nairobi' })).body
    .response;
const get = async <T = Record<string, unknown>>(path: string) => (await ann.call<T>('GET', path)).body;

it('says what is used of today, by API and when asked', async () => {
  expect((await run(42_000)).body.status).toBe('completed');
  const limits = await get('/api/limits/');
  expect(limits).toMatchObject({
    currency: 'KES',
    time_zone: 'Africa/Nairobi',
    spend: { used: 42_000, limit: 500_000 },
  });
  expect(await get(`/api/workflows/${id}/limits/`)).toMatchObject({
    workflows: [{ id, spend: { used: 42_000, limit: 100_000 }, runs: { used: 1, limit: 3 } }],
  });
  for (const question of ['how much is left today?', 'What did I spend today?']) {
    const answer = await say(question);
    expect(answer).toContain('KES 42,000 of 500,000');
    expect(answer).toContain('Left: KES 458,000');
  }
  const own = await say('how much has Pay Otieno spent today?');
  expect(own).toContain('KES 42,000 of 100,000 spent, KES 58,000 left · 1 of 3 runs');
  expect(await say('show me Pay Otieno')).toContain('Used today: KES 42,000 of 100,000.');
  // Nobody else's.
  const bob = await house.person('Bob');
  expect((await bob.call('GET', `/api/workflows/${id}/limits/`)).status).toBe(403);
  expect((await bob.call<{ spend: object }>('GET', '/api/limits/')).body).toMatchObject({
    spend: { used: 0 },
    workflows: [],
  });
});

it('says how a workflow is doing, honestly where there are few runs', async () => {
  expect((await run(60_000)).body.status).toBe('failed');
  expect(await get(`/api/workflows/${id}/stats/?days=30`)).toMatchObject({
    days: 30,
    runs: 2,
    completed: 1,
    failed: 1,
    success_rate: 0.5,
    timed: 1,
    fails_most: { step: 'pay', failures: 1, cause: expect.stringContaining('KES 42,000 of KES 100,000 is used') },
    next_run: null,
  });
  const answer = await say('How is Pay Otieno doing?');
  expect(answer).toContain('1 of 2, too few to say more');
  // What comes with the data is said in words, not as it is written.
  expect(answer).toMatch(/Fails most: step 1 \(Withdraw the amount to \+254712345678\), 1 time/);
  expect(await say('show me Pay Otieno')).toContain('Withdraw the amount to +254712345678');
});

it('refuses a run by hand beyond the runs of the day, and takes a raised limit only with a new approval', async () => {
  await run(1);
  const refused = await run(1);
  expect(refused.status).toBe(429);
  expect(refused.body.error?.message).toContain('has run 3 times today, as often as you allowed');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  const raised = await draft(definition(4), id);
  expect((await run(1)).status).toBe(429);
  await ann.call('POST', `/api/workflows/drafts/${raised.id}/approve`, { seal: raised.seal });
  const versions = await get<{ number: number; approved_by: string }[]>(`/api/workflows/${id}/versions/`);
  expect(versions.map((one) => one.number)).toEqual([2, 1]);
  expect((await run(1)).body.status).toBe('completed');
});

it('raises a limit said in a sentence as a new version, which counts once it is approved', async () => {
  const policy = async () => (await get<{ definition: { policy: object } }>(`/api/workflows/${id}/`)).definition.policy;
  const card = await say('raise the daily limit of Pay Otieno to KES 200,000');
  expect(card).toContain('Limits: at most KES ~~100,000~~ **200,000** a day.');
  expect(card).toMatch(/Used today: KES [\d,]+ of 200,000/);
  expect(await policy()).toMatchObject({ daily_spend_limit: 100_000 });
  const [drafted] = await house.store.drafts.find({ workspace: ann.workspace, status: 'awaiting_confirmation' }).lean();
  await ann.call('POST', `/api/workflows/drafts/${drafted?._id}/approve`, { seal: drafted?.seal });
  expect(await policy()).toEqual({ daily_spend_limit: 200_000, max_runs_per_day: 4 });
  expect(await get<unknown[]>(`/api/workflows/${id}/versions/`)).toHaveLength(3);
});

it('keeps an audit trail: what started a run, under whose approval, what came of it', async () => {
  const trail = await get<Record<string, unknown>[]>(`/api/workflows/${id}/audit/`);
  expect(trail).toHaveLength(4);
  expect(trail.at(-1)).toMatchObject({
    trigger_data: { amount: 42_000 },
    status: 'completed',
    result: { success: true },
    approval: { version: 1, by: 'Ann', where: 'api', seal: expect.any(String) },
    decisions: [],
    started_at: expect.any(String),
    completed_at: expect.any(String),
  });
  expect(trail[0]).toMatchObject({ approval: { version: 2 } });
  const latest = await get<{ executions: unknown[] }>(`/api/workflows/${id}/`);
  expect(latest.executions).toHaveLength(4);
});

it('says why a workflow does not start', async () => {
  await ann.call('POST', `/api/workflows/${id}/pause`);
  const answer = await say('why did Pay Otieno not run today?');
  expect(answer).toContain('It is paused');
  expect(answer).toContain('resume Pay Otieno');
  expect(await get(`/api/workflows/${id}/trouble/`)).toMatchObject({
    reasons: [expect.stringContaining('paused'), expect.stringContaining('runs when you say so')],
    last_start: expect.any(String),
    next_run: null,
  });
});
