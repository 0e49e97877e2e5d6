import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CountingServer, startCountingServer } from '../support/counting-server.ts';
import { type Caller, type House, openHouse } from '../support/house.ts';

/** Each type of node of S1, written as nodes and edges, approved by API and run on Temporal. */
let house: House;
let ann: Caller;
let server: CountingServer;

beforeAll(async () => {
  server = await startCountingServer();
  house = await openHouse({ HTTP_ALLOW_PRIVATE: server.pair });
  ann = await house.person('Ann');
});
afterAll(async () => {
  await house.close();
  await server.close();
});

interface Run {
  status: string;
  error_message: string | null;
  steps: { step: string; iteration: number; state: string; output: Record<string, unknown> | null }[];
}

async function ran(name: string, nodes: object[], edges: object[], data: object = {}): Promise<Run> {
  const made = await ann.call<{ id: string; seal: string | null }>('POST', '/api/workflows/', {
    definition: { name, nodes, edges },
  });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  const path = `/api/workflows/drafts/${made.body.id}`;
  const draft = made.body.seal ? made : await ann.call<{ seal: string }>('POST', `${path}/sandbox`);
  const approved = await ann.call<{ workflow: { id: string } }>('POST', `${path}/approve`, { seal: draft.body.seal });
  expect(approved.status, JSON.stringify(approved.body)).toBe(200);
  const base = `/api/workflows/${approved.body.workflow.id}`;
  const run = await ann.call<{ execution_id: string }>('POST', `${base}/run?wait=60`, { inputs: data });
  const { body } = await ann.call<Run>('GET', `${base}/executions/${run.body.execution_id}`);
  expect(body.status, JSON.stringify(body)).toBe('completed');
  return body;
}

const edge = (source: string, target: string, sourceHandle?: string) => ({
  source,
  target,
  ...(sourceHandle && { sourceHandle }),
});
const step = (run: Run, id: string) => run.steps.find((one) => one.step === id);

it('llm, http, transform, conditional and agent, in the order of the edges', async () => {
  server.answer('/rates', 200, [{ code: 'KES' }, { code: 'USD' }]);
  const run = await ran(
    'Research',
    [
      { id: 'start', type: 'input' },
      { id: 'write', type: 'llm', data: { prompt: 'One line about {{ trigger.topic }}' } },
      { id: 'call', type: 'http', data: { url: `${server.url}/rates`, method: 'GET', timeout: 30000 } },
      { id: 'count', type: 'transform', data: { input: '{{ httpResponse }}', operation: 'count' } },
      { id: 'many', type: 'conditional', data: { condition: '{{ count.output > 1 }}' } },
      { id: 'dig', type: 'agent', data: { prompt: 'More about {{ llmOutput }}' } },
      { id: 'few', type: 'flow.stop' },
      { id: 'end', type: 'output' },
    ],
    [
      edge('start', 'write'),
      edge('start', 'call'),
      edge('call', 'count'),
      edge('count', 'many'),
      edge('many', 'dig', 'true'),
      edge('many', 'few', 'false'),
      edge('write', 'dig'),
      edge('dig', 'end'),
    ],
    { topic: 'rates' },
  );
  expect(step(run, 'write')?.output).toMatchObject({ text: expect.any(String), status: 'success' });
  expect(step(run, 'call')?.output).toMatchObject({ status_code: 200 });
  expect(step(run, 'count')?.output).toMatchObject({ output: 2 });
  expect(step(run, 'dig')?.output).toMatchObject({ text: expect.any(String) });
  expect(step(run, 'few')?.state).toBe('skipped');
});

it('loop: its body once for each item, in order, and what comes after it reads them all', async () => {
  const run = await ran(
    'Tell each',
    [
      { id: 'each', type: 'loop', data: { items: '{{ trigger.items }}', maxParallel: 1 } },
      { id: 'post', type: 'http', data: { url: `${server.url}/item`, method: 'POST', body: { n: '{{ item }}' } } },
      { id: 'big', type: 'conditional', data: { condition: '{{ item > 1 }}' } },
      { id: 'again', type: 'http', data: { url: `${server.url}/big`, method: 'POST', body: { n: '{{ item }}' } } },
      { id: 'total', type: 'transform', data: { input: '{{ each.results }}', operation: 'count' } },
    ],
    [
      edge('each', 'post', 'body'),
      edge('post', 'big'),
      edge('big', 'again', 'true'),
      edge('again', 'each'),
      edge('each', 'total', 'done'),
    ],
    { items: [1, 2, 3] },
  );
  const sent = server.seen.filter((one) => one.startsWith('POST'));
  expect(sent).toEqual([
    'POST /item {"n":1}',
    'POST /item {"n":2}',
    'POST /big {"n":2}',
    'POST /item {"n":3}',
    'POST /big {"n":3}',
  ]);
  expect(step(run, 'each')?.output).toMatchObject({ count: 3, failed: 0 });
  expect(step(run, 'total')?.output).toMatchObject({ output: 3 });
});

it('a branch to its end: what it leaves out stays so, a loop with an agent in it too, and after it all goes on', async () => {
  const call = (id: string) => ({ id, type: 'http', data: { url: `${server.url}/${id}`, method: 'POST' } });
  const nodes = [
    { id: 'big', type: 'conditional', data: { condition: '{{ trigger.amount > 1000 }}' } },
    call('ask'),
    call('told'),
    { id: 'each', type: 'loop', data: { items: '{{ trigger.items }}' } },
    { id: 'dig', type: 'agent', data: { prompt: 'More about {{ item }}' } },
    call('pay'),
    { id: 'end', type: 'output' },
  ];
  const edges = [
    edge('big', 'ask', 'true'),
    edge('ask', 'told'),
    edge('told', 'each'),
    edge('each', 'dig', 'body'),
    edge('each', 'pay', 'done'),
    edge('big', 'pay', 'false'),
    edge('pay', 'end'),
  ];
  for (const [amount, way] of [
    [500, ['/pay']],
    [5000, ['/ask', '/told', '/pay']],
  ] as const) {
    server.seen.length = 0;
    const run = await ran(`Ask above ${amount}`, nodes, edges, { amount, items: ['one', 'two'] });
    expect(server.seen.map((one) => one.split(' ')[1])).toEqual(way);
    const dug = run.steps.filter((one) => one.step.startsWith('each/each/dig') && one.state === 'success');
    expect(dug).toHaveLength(amount > 1000 ? 2 : 0);
  }
});
