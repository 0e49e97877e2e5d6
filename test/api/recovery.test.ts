import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type CountingServer, startCountingServer } from '../support/counting-server.ts';
import { type Caller, type House, openHouse } from '../support/house.ts';

/** What is done about a failure, over HTTP: from here, without the step, with other parameters, taken back, stopped. */
let house: House;
let ann: Caller;
let server: CountingServer;
let made = 0;

beforeAll(async () => {
  server = await startCountingServer();
  house = await openHouse({ HTTP_ALLOW_PRIVATE: server.pair });
  ann = await house.person('Ann');
});
afterAll(async () => {
  await house.close();
  await server.close();
});
beforeEach(() => {
  server.seen.length = 0;
  server.answer('/two', 404, { error: 'no such thing' });
});

interface Run {
  id: string;
  status: string;
  phase: string | null;
  retry_of: string | null;
  asking: { round: number; step: string } | null;
  steps: { step: string; state: string; undone: { state: string } | null }[];
}

/** Three calls, of which the second fails; the first can be taken back. */
async function live(more: object = {}): Promise<string> {
  const call = (id: string, method: string, extra: object = {}) => ({
    id,
    service: 'http',
    action: 'request',
    params: { url: `${server.url}/${id}`, method, body: { n: 1 } },
    ...extra,
  });
  made += 1;
  const definition = {
    name: `Three calls ${made}`,
    triggers: [{ type: 'manual' }],
    steps: [
      call('one', 'POST', {
        undo: { service: 'http', action: 'request', params: { url: `${server.url}/one/back`, method: 'POST' } },
      }),
      call('two', 'POST'),
      call('three', 'POST'),
    ],
    ...more,
  };
  const draft = await ann.call<{ id: string; seal: string }>('POST', '/api/workflows/', { definition });
  expect(draft.status, JSON.stringify(draft.body)).toBe(201);
  const path = `/api/workflows/drafts/${draft.body.id}/approve`;
  return (await ann.call<{ workflow: { id: string } }>('POST', path, { seal: draft.body.seal })).body.workflow.id;
}

async function failed(more: object = {}): Promise<string> {
  const workflow = await live(more);
  const { body } = await ann.call<{ execution_id: string }>('POST', `/api/workflows/${workflow}/run?wait=30`);
  return `/api/workflows/${workflow}/executions/${body.execution_id}`;
}

const look = async (path: string) => (await ann.call<Run>('GET', path)).body;
const ended = (path: string) =>
  vi.waitFor(
    async () => {
      const run = await look(path);
      expect(run.status).not.toBe('running');
      return run;
    },
    { timeout: 30_000 },
  );
const hits = () => server.seen.map((one) => one.split(' ')[1]);

/** Tries again as told; the new run once it is over. */
async function again(path: string, body: object): Promise<Run> {
  const answer = await ann.call<{ execution_id: string }>('POST', `${path}/retry`, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return ended(path.replace(/[^/]+$/, answer.body.execution_id));
}

it('goes on from the failure, keeping what was reached', async () => {
  const path = await failed();
  const before = await look(path);
  expect(before).toMatchObject({ status: 'failed' });
  server.answer('/two', 200);
  const run = await again(path, {});
  expect(run).toMatchObject({ status: 'completed', retry_of: before.id });
  expect(hits()).toEqual(['/one', '/two', '/two', '/three']);
  expect((await again(path, { from: 'start' })).status).toBe('completed');
  expect(hits().slice(4)).toEqual(['/one', '/two', '/three']);
});

it('is gone on with once, whoever asks for it at the same moment', async () => {
  const path = await failed();
  server.answer('/two', 200);
  const asked = Array.from({ length: 6 }, (_, at) =>
    ann.call<{ execution_id?: string; error?: { message: string } }>(
      'POST',
      `${path}/retry`,
      {},
      { 'Idempotency-Key': `at-once-${at}` },
    ),
  );
  const answers = await Promise.all(asked);
  const [one, ...more] = answers.filter((answer) => answer.status === 202);
  expect(more).toEqual([]);
  for (const other of answers.filter((answer) => answer !== one)) {
    expect(other.status).toBe(409);
    expect(other.body.error?.message).toBe('Somebody has gone on with this run already. Go on from the newest one.');
  }
  expect(await ended(path.replace(/[^/]+$/, one?.body.execution_id ?? ''))).toMatchObject({ status: 'completed' });
  expect(hits()).toEqual(['/one', '/two', '/two', '/three']);
});

it('goes on without the step', async () => {
  const run = await again(await failed(), { skip: true });
  expect(run.status).toBe('completed');
  expect(hits()).toEqual(['/one', '/two', '/three']);
});

it('goes on with other parameters, for that run alone; refuses what is none', async () => {
  const path = await failed();
  const wrong = await ann.call<{ error: { message: string } }>('POST', `${path}/retry`, { change: { nonsense: 1 } });
  expect(wrong.status).toBeGreaterThanOrEqual(400);
  server.answer('/two', 200);
  const run = await again(path, { change: { body: '{"n":2}' } });
  expect(run.status).toBe('completed');
  expect(server.seen.at(-2)).toContain('"n":2');
});

it('says what would be taken back, and takes it back once', async () => {
  const path = await failed();
  const { body } = await ann.call<{ back: string[]; stays: string[] }>('GET', `${path}/undo`);
  expect(body.back).toHaveLength(1);
  const undone = await ann.call('POST', `${path}/undo`, {});
  expect(undone.status, JSON.stringify(undone.body)).toBe(202);
  await vi.waitFor(
    async () => expect((await look(path)).steps.find((one) => one.step === 'one')?.undone?.state).toBe('undone'),
    { timeout: 30_000 },
  );
  expect(hits().filter((one) => one === '/one/back')).toHaveLength(1);
  // There is nothing to go on from any more.
  expect((await ann.call('POST', `${path}/retry`, {})).status).toBe(409);
});

it('takes nothing back under a run that goes on from it, but all of it with that run', async () => {
  const path = await failed();
  server.answer('/two', 200);
  const later = path.replace(/[^/]+$/, (await again(path, {})).id);
  const refused = await ann.call<{ error: { message: string } }>('POST', `${path}/undo`, {});
  expect(refused.status).toBe(409);
  expect(refused.body.error.message).toMatch(/gone on with this run already/);
  expect((await look(path)).status).toBe('failed');
  expect((await ann.call('POST', `${later}/undo`, {})).status).toBe(202);
  await vi.waitFor(async () => expect(hits().filter((one) => one === '/one/back')).toHaveLength(1), {
    timeout: 30_000,
  });
});

it('answers a run that waits for a word: the right question, once', async () => {
  const path = await failed({ on_failure: 'ask' });
  const asked = (round: number) =>
    vi.waitFor(
      async () =>
        expect(await look(path)).toMatchObject({ status: 'running', phase: 'waiting', asking: { round, step: 'two' } }),
      {
        timeout: 30_000,
      },
    );
  await asked(1);
  const choose = (body: object) => ann.call<{ result: string }>('POST', `${path}/choices`, body);
  expect((await choose({ round: 7, choice: 'stop' })).body.result).toBe('refused');
  expect((await choose({ round: 1, choice: 'dance' })).status).toBe(400);
  expect((await choose({ round: 1, choice: 'retry' })).body.result).toBe('accepted');
  expect((await choose({ round: 1, choice: 'stop' })).body.result).not.toBe('accepted');
  await asked(2);
  expect((await choose({ round: 2, choice: 'stop', action_id: 'tap-1' })).body.result).toBe('accepted');
  expect((await ended(path)).status).toBe('failed');
  expect(hits()).toEqual(['/one', '/two', '/two']);
});

it('is for the owner, of that workflow, about a run that is over', async () => {
  const path = await failed();
  const otieno = await house.person('Otieno');
  for (const [method, end] of [
    ['POST', 'retry'],
    ['GET', 'undo'],
    ['POST', 'undo'],
  ] as const)
    expect((await otieno.call(method, `${path}/${end}`, method === 'POST' ? {} : undefined)).status).toBe(403);
  expect((await otieno.call('POST', `${path}/choices`, { round: 1, choice: 'stop' })).status).toBe(403);
  const other = await live();
  const elsewhere = path.replace(/workflows\/[^/]+/, `workflows/${other}`);
  expect((await ann.call('POST', `${elsewhere}/retry`, {})).status).toBe(404);
  expect((await ann.call('POST', `${elsewhere}/undo`, {})).status).toBe(404);
  expect(hits()).toEqual(['/one', '/two']);
});
