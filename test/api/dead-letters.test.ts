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
  workflow: { id: string; name: string };
  step: string;
  input: { body?: unknown };
  error: string;
  doubtful: boolean;
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
    { id, workflow: { id: workflow, name: 'Call out' }, step: 'call', input: { body: { n: 1 } }, doubtful: false },
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

it('tells it in chat', async () => {
  const said = async (message: string) =>
    (await ann.call<{ response: string }>('POST', '/api/workflows/chat/', { message })).body.response;
  expect(await said('what failed?')).toMatch(/One run failed and waits for you[\s\S]*Call out/);
});

it('takes off what is tried again or left, and nothing else', async () => {
  const [first] = await letters();
  const second = await fail(2);
  const again = await ann.call<{ execution_id: string }>('POST', `/api/dead-letters/${first?.id}/retry`);
  expect(again.status).toBe(202);
  const open = async () => (await letters()).map((one) => one.id).sort();
  await expect.poll(open).toEqual([second, again.body.execution_id].sort());
  expect((await ann.call('POST', `/api/dead-letters/${second}/dismiss`)).status).toBe(200);
  expect(await open()).toEqual([again.body.execution_id]);
  expect((await ann.call('POST', `/api/dead-letters/${again.body.execution_id}/dismiss`)).status).toBe(200);
  expect(await open()).toEqual([]);
  const response = await ann.call<{ response: string }>('POST', '/api/workflows/chat/', { message: 'what failed?' });
  expect(response.body.response).toBe('Nothing that failed still waits for you.');
});
