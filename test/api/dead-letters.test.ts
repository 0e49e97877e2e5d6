import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Caller, type House, openHouse } from '../support/house.ts';

/** What failed for good stands on a list until somebody goes on with it or leaves it, with all it takes to try again. */
let house: House;
let ann: Caller;
let workflow = '';

beforeAll(async () => {
  house = await openHouse();
  ann = await house.person('Ann');
  const definition = {
    name: 'Call out',
    triggers: [{ type: 'manual' }],
    // No request may go to an address of this machine.
    steps: [
      {
        id: 'call',
        service: 'http',
        action: 'request',
        params: { url: 'http://127.0.0.1:9/', method: 'POST', body: { n: '{{ trigger.n }}' } },
      },
    ],
  };
  const draft = await ann.call<{ id: string; seal: string }>('POST', '/api/workflows/', { definition });
  expect(draft.status, JSON.stringify(draft.body)).toBe(201);
  const path = `/api/workflows/drafts/${draft.body.id}/approve`;
  const approved = await ann.call<{ workflow: { id: string } }>('POST', path, { seal: draft.body.seal });
  workflow = approved.body.workflow.id;
});
afterAll(() => house.close());

interface Letter {
  id: string;
  run: string;
  item: number | null;
  can: string[];
  workflow: { id: string; name: string };
  step: string;
  input: { body?: unknown };
  error: string;
  doubtful: boolean;
  why: string | null;
}

const letters = async (who = ann, query = '') => (await who.call<Letter[]>('GET', `/api/dead-letters${query}`)).body;
const fail = async (n: number): Promise<string> => {
  const path = `/api/workflows/${workflow}/run/?wait=30`;
  const { body } = await ann.call<{ execution_id: string; status: string }>('POST', path, { trigger_data: { n } });
  expect(body.status).toBe('failed');
  return body.execution_id;
};

it('lists what failed with what it was called with, to its owner alone', async () => {
  expect(await letters()).toEqual([]);
  const id = await fail(1);
  expect(await letters()).toMatchObject([
    {
      id: `${id}:call:0`,
      run: id,
      execution: id,
      workflow: { id: workflow, name: 'Call out' },
      version: 1,
      step: 'call',
      item: null,
      service: 'http',
      action: 'request',
      input: { body: { n: 1 } },
      attempts: 1,
      key: `${id}:call:0:0`,
      doubtful: false,
      can: ['retry', 'skip', 'dismiss'],
    },
  ]);
  expect((await letters())[0]?.error).not.toBe('');
  expect(await letters(ann, `?workflow=${workflow}`)).toHaveLength(1);
  const otieno = await house.person('Otieno');
  expect(await letters(otieno)).toEqual([]);
  expect((await otieno.call('POST', `/api/dead-letters/${id}/dismiss`)).status).toBe(403);
  expect((await otieno.call('POST', `/api/dead-letters/${id}/retry`)).status).toBe(403);
  expect((await ann.call('POST', '/api/dead-letters/run_nothing/retry')).status).toBe(404);
  expect(await letters()).toHaveLength(1);
});

const said = async (message: string) =>
  (await ann.call<{ response: string }>('POST', '/api/workflows/chat/', { message })).body.response;

it('tells it in chat', async () => {
  expect(await said('what failed?')).toMatch(/One run failed and waits for you[\s\S]*Call out/);
});

it('takes off what is tried again or left, and nothing else', async () => {
  const [first] = await letters();
  const second = await fail(2);
  const again = await ann.call<{ execution_id: string }>('POST', `/api/dead-letters/${first?.id}/retry`);
  expect(again.status).toBe(202);
  const open = async () => (await letters()).map((one) => one.run).sort();
  await expect.poll(open).toEqual([second, again.body.execution_id].sort());
  // A run's own id says the same as that of what failed in it.
  expect((await ann.call('POST', `/api/dead-letters/${second}/dismiss`)).status).toBe(200);
  expect(await open()).toEqual([again.body.execution_id]);
  expect((await ann.call('POST', `/api/dead-letters/${again.body.execution_id}:call:0/dismiss`)).status).toBe(200);
  expect(await open()).toEqual([]);
  expect(await said('what failed?')).toBe('Nothing that failed still waits for you.');
});

/** Approves a workflow of this person's and runs it to its end, or until it waits; not at all where it is to end in nothing. */
async function begun(name: string, more: object, ends: string | null = 'failed'): Promise<string> {
  const definition = { name, triggers: [{ type: 'manual' }], ...more };
  const draft = await ann.call<{ id: string; seal: string }>('POST', '/api/workflows/', { definition });
  expect(draft.status, JSON.stringify(draft.body)).toBe(201);
  const path = `/api/workflows/drafts/${draft.body.id}/approve`;
  const approved = await ann.call<{ workflow: { id: string } }>('POST', path, { seal: draft.body.seal });
  if (ends === null) return '';
  const run = `/api/workflows/${approved.body.workflow.id}/run/`;
  const { body } = await ann.call<{ execution_id: string }>('POST', run, { trigger_data: {} });
  const row = { _id: body.execution_id, workspace: ann.workspace };
  await expect
    .poll(
      async () => {
        const now = await house.store.executions.findOne(row).lean();
        return now?.asking?.decided === null ? 'asks' : now?.status;
      },
      { timeout: 20_000 },
    )
    .toBe(ends);
  return body.execution_id;
}
const call = (id: string, more: object = {}) => ({
  id,
  service: 'http',
  action: 'request',
  params: { url: 'http://127.0.0.1:9/', method: 'POST', body: {} },
  ...more,
});

it('lists every call that failed in a run, items of lists and what a run went on without among them', async () => {
  const items = {
    for_each: '{{ [7, 8] }}',
    on_error: 'continue',
    params: { ...call('x').params, body: { n: '{{ item }}' } },
  };
  const id = await begun(
    'Call many',
    {
      steps: [
        call('each', items),
        call('handled', { on_error: 'continue' }),
        {
          id: 'told',
          service: 'flow',
          action: 'set',
          params: { values: { a: 1 } },
          condition: "{{ handled.status == 'failed' }}",
        },
      ],
    },
    'completed',
  );
  const own = await letters();
  // A condition decided how it went: what trying this again by itself would do is not sure.
  expect(own.map((one) => [one.run, one.step, one.item, one.input.body, one.can])).toEqual([
    [id, 'each', 0, { n: 7 }, ['dismiss']],
    [id, 'each', 1, { n: 8 }, ['dismiss']],
  ]);
  expect(own[0]?.why).toContain('Run it from the start');
  const refused = await ann.call<{ error: { message: string } }>('POST', `/api/dead-letters/${own[0]?.id}/retry`);
  expect([refused.status, refused.body.error.message]).toEqual([409, own[0]?.why]);
  const pages = await letters(ann, '?limit=1');
  expect(pages).toHaveLength(1);
  expect((await letters(ann, `?limit=5&after=${own[0]?.id}`)).map((one) => one.item)).toEqual([1]);
  expect((await ann.call('POST', `/api/dead-letters/${own[0]?.id}/dismiss`)).status).toBe(200);
  expect((await letters()).map((one) => one.item)).toEqual([1]);
  // Once more changes nothing; and what is left cannot be tried again.
  expect((await ann.call('POST', `/api/dead-letters/${own[0]?.id}/dismiss`)).status).toBe(200);
  expect((await ann.call('POST', `/api/dead-letters/${own[0]?.id}/retry`)).status).toBe(409);
  expect((await ann.call('POST', `/api/dead-letters/${id}:handled:0/retry`)).status).toBe(409);
  expect((await ann.call('POST', `/api/dead-letters/${id}/dismiss`)).status).toBe(200);
  expect(await letters()).toEqual([]);
});

const many = { for_each: '{{ [7, 8] }}', on_error: 'continue' };

it('tries again what a run went on without where nothing can have been left out on purpose', async () => {
  const id = await begun('Call both', { steps: [call('each', many)] }, 'completed');
  const own = await letters();
  expect(own.map((one) => [one.run, one.item, one.can, one.why])).toEqual([
    [id, 0, ['retry', 'dismiss'], null],
    [id, 1, ['retry', 'dismiss'], null],
  ]);
  const again = await ann.call<{ execution_id: string }>('POST', `/api/dead-letters/${own[1]?.id}/retry`);
  expect(again.status).toBe(202);
  await expect
    .poll(async () => (await letters()).map((one) => [one.run, one.item]), { timeout: 20_000 })
    .toEqual([
      [again.body.execution_id, 0],
      [again.body.execution_id, 1],
    ]);
  // Nobody goes on from the same run twice.
  expect((await ann.call('POST', `/api/dead-letters/${own[1]?.id}/retry`)).status).toBe(409);
  await ann.call('POST', `/api/dead-letters/${again.body.execution_id}/dismiss`);
  expect(await letters()).toEqual([]);
});

it('keeps the items of a list that going on took as done, until they are left', async () => {
  const steps = [call('each', many), call('last', { condition: '{{ true }}' })];
  const id = await begun('Call and fail', { steps });
  expect((await letters()).map((one) => [one.step, one.can])).toEqual([
    ['each', ['dismiss']],
    ['each', ['dismiss']],
    ['last', ['retry', 'skip', 'dismiss']],
  ]);
  const again = await ann.call<{ execution_id: string }>('POST', `/api/dead-letters/${id}:last:0/retry`);
  expect(again.status).toBe(202);
  await expect
    .poll(async () => (await letters()).map((one) => [one.run, one.step]), { timeout: 20_000 })
    .toEqual([
      [again.body.execution_id, 'last'],
      [id, 'each'],
      [id, 'each'],
    ]);
  expect(await said('what failed?')).toMatch(/2 runs failed/);
  for (const run of [id, again.body.execution_id])
    expect((await ann.call('POST', `/api/dead-letters/${run}/dismiss`)).status).toBe(200);
  expect(await letters()).toEqual([]);
});

it('lists what failed in a list of several steps once, by the step, and not what was handled there', async () => {
  const steps = [
    { id: 'all', service: 'flow', action: 'loop', params: {}, for_each: '{{ [1, 2] }}', on_error: 'continue' },
    call('mail', { inside: 'all' }),
    call('more', { inside: 'all', condition: "{{ mail.status == 'failed' }}" }),
  ];
  const id = await begun('Call in a list', { steps }, 'completed');
  // Its items are done side by side: either may fail first.
  expect((await letters()).map((one) => [one.step, one.item]).sort()).toEqual([
    ['more', 0],
    ['more', 1],
  ]);
  await ann.call('POST', `/api/dead-letters/${id}/dismiss`);
});

it('lists what a run waits for a word about, which can be tried again, skipped or stopped', async () => {
  const steps = [call('call'), call('more')];
  const id = await begun('Call and ask', { on_failure: 'ask', steps }, 'asks');
  expect(await letters()).toMatchObject([{ run: id, step: 'call', can: ['retry', 'skip', 'stop'] }]);
  const [first] = await letters();
  expect(first?.id).toBe(`${id}:call:0@1`);
  expect((await ann.call('POST', `/api/dead-letters/${id}/skip`)).status).toBe(409);
  expect((await ann.call('POST', `/api/dead-letters/${first?.id}/skip`)).status).toBe(202);
  await expect.poll(async () => (await letters()).map((one) => one.step), { timeout: 20_000 }).toEqual(['more']);
  // A word about the first failure is none about the second.
  expect((await ann.call('POST', `/api/dead-letters/${first?.id}/stop`)).status).toBe(409);
  const [second] = await letters();
  expect((await ann.call('POST', `/api/dead-letters/${second?.id}/dismiss`)).status).toBe(409);
  expect((await ann.call('POST', `/api/dead-letters/${second?.id}/stop`)).status).toBe(202);
  await expect.poll(async () => await letters(), { timeout: 20_000 }).toEqual([]);
});

it('lists what a run of another workflow went on without, or asks about', async () => {
  await begun('Part of it', { steps: [call('each', many)] }, null);
  const sub = (name: string) => ({ id: 'sub', service: 'flow', action: 'run_workflow', params: { workflow: name } });
  await begun('Whole of it', { steps: [sub('Part of it')] }, 'completed');
  const own = await letters();
  expect(own.map((one) => [one.workflow.name, one.item, one.can])).toEqual([
    ['Part of it', 0, ['dismiss']],
    ['Part of it', 1, ['dismiss']],
  ]);
  expect(own[0]?.why).toMatch(/^Another workflow ran this one and went on/);
  expect((await ann.call('POST', `/api/dead-letters/${own[0]?.id}/retry`)).status).toBe(409);
  expect((await ann.call('POST', `/api/dead-letters/${own[0]?.id}/dismiss`)).status).toBeLessThan(300);
  expect((await letters()).map((one) => one.item)).toEqual([1]);
  await ann.call('POST', `/api/dead-letters/${own[0]?.run}/dismiss`);
  expect(await letters()).toEqual([]);

  await begun('Asks about it', { on_failure: 'ask', steps: [call('one', {})] }, null);
  const above = await begun('Waits for it', { steps: [sub('Asks about it')] }, 'running');
  await expect.poll(async () => (await letters()).length, { timeout: 20_000 }).toBe(1);
  const [asked] = await letters();
  expect(asked).toMatchObject({ step: 'one', workflow: { name: 'Asks about it' }, can: ['retry', 'skip', 'stop'] });
  expect(asked?.run).not.toBe(above);
  expect((await ann.call('POST', `/api/dead-letters/${asked?.id}/skip`)).status).toBe(202);
  await expect.poll(letters, { timeout: 20_000 }).toEqual([]);
});

it('finds what waits however much was dealt with since', async () => {
  const id = await fail(3);
  const row = await house.store.executions.findOne({ _id: id, workspace: ann.workspace }).lean();
  if (!row) throw new Error('no such run');
  const over = Array.from({ length: 450 }, (_, at) => {
    const _id = `${id}x${at}`;
    const completedAt = new Date(Date.now() + at);
    return { ...row, _id, rootExecution: _id, temporalWorkflowId: `run-${_id}`, completedAt };
  });
  const retries = over.map((one) => ({
    ...one,
    _id: `${one._id}r`,
    temporalWorkflowId: `${one.temporalWorkflowId}r`,
    retryOf: one._id,
    status: 'completed' as const,
  }));
  await house.store.executions.insertMany([...over, ...retries]);
  expect((await letters()).map((one) => one.run)).toEqual([id]);
  await house.store.executions.deleteMany({
    workspace: ann.workspace,
    _id: { $in: [...over, ...retries].map((one) => one._id) },
  });
});

it('hides no run behind a big one', async () => {
  for (const run of new Set((await letters()).map((one) => one.run)))
    await ann.call('POST', `/api/dead-letters/${run}/dismiss`);
  const small = await begun('Small', { steps: [call('call')] });
  const big = await begun('Big', { steps: [call('call')] });
  const row = await house.store.steps.findOne({ workspace: ann.workspace, execution: big }).lean();
  if (!row) throw new Error('no such step');
  const items = Array.from({ length: 6_000 }, (_, iteration) => ({
    ...row,
    _id: `${big}:call/each:${iteration}`,
    path: 'call/each',
    iteration,
    startedAt: new Date(0),
  }));
  await house.store.steps.insertMany(items);
  const listed = await letters(ann, '?limit=200');
  expect(listed.filter((one) => one.run === big).length).toBeGreaterThan(100);
  const { id } = listed.at(-1) as Letter;
  const next = await letters(ann, `?limit=200&after=${id}`);
  expect([...listed, ...next].some((one) => one.run === small)).toBe(true);
});
