import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Caller, type House, openHouse } from '../support/house.ts';

/** What is too large to be shown is shown by how it begins, and can be had whole; long runs are read page by page. */
let house: House;
let ann: Caller;
beforeAll(async () => {
  house = await openHouse();
  ann = await house.person('Ann');
});
afterAll(() => house.close());

interface Step {
  step: string;
  iteration: number;
  output: { values: unknown };
}
interface Run {
  status: string;
  steps: Step[];
  next_steps: string | null;
}

async function ran(name: string, steps: object[], data: object): Promise<string> {
  const definition = { name, triggers: [{ type: 'manual' }], steps };
  const draft = await ann.call<{ id: string; seal: string }>('POST', '/api/workflows/', { definition });
  expect(draft.status, JSON.stringify(draft.body)).toBe(201);
  const approve = `/api/workflows/drafts/${draft.body.id}/approve`;
  const { workflow } = (await ann.call<{ workflow: { id: string } }>('POST', approve, { seal: draft.body.seal })).body;
  const path = `/api/workflows/${workflow.id}/run/?wait=60`;
  const { body } = await ann.call<{ execution_id: string; status: string }>('POST', path, { trigger_data: data });
  expect(body.status).toBe('completed');
  return `/api/workflows/${workflow.id}/executions/${body.execution_id}`;
}

const set = (id: string, values: object, more: object = {}) => ({
  id,
  service: 'flow',
  action: 'set',
  params: { values },
  ...more,
});

it('shows how a large value begins, and streams the whole of it to its owner alone', async () => {
  const text = 'résumé '.repeat(20_000);
  const run = await ran('Large', [set('keep', { text: '{{ trigger.text }}' })], { text });
  const { body } = await ann.call<Run & { result: { outputs: { keep: { values: unknown } } } }>('GET', `${run}/`);
  const shown = body.steps[0]?.output.values as { url: string };
  expect(shown).toEqual({
    large: true,
    type: 'object',
    bytes: expect.any(Number),
    preview: 'text',
    url: expect.stringContaining(`${run}/values/kept_`),
  });
  expect(body.result.outputs.keep.values).toEqual(shown);
  expect(JSON.stringify(body.steps)).not.toContain('$ref');
  const whole = await ann.call<{ text: string }>('GET', shown.url);
  expect(whole.status).toBe(200);
  expect(whole.headers.get('content-type')).toMatch(/json/);
  expect(whole.body.text === text).toBe(true);
  const otieno = await house.person('Otieno');
  expect((await otieno.call('GET', shown.url)).status).toBe(403);
  expect((await fetch(`${house.address}${shown.url}`)).status).toBe(401);
  expect((await ann.call('GET', `${run}/values/kept_${'0'.repeat(32)}`)).status).toBe(404);
  expect((await ann.call('GET', `${run}/values/nothing`)).status).toBe(404);
  // Another run of the same person does not reach it.
  const other = await ran('Small', [set('keep', { a: 1 })], {});
  const value = shown.url.slice(shown.url.lastIndexOf('/') + 1);
  expect((await ann.call('GET', `${other}/values/${value}`)).status).toBe(404);
});

it('gives the steps of a long run page by page, and the same to the page', async () => {
  const items = Array.from({ length: 30 }, (_, at) => at);
  const run = await ran('Long', [set('each', { n: '{{ item }}' }, { for_each: '{{ trigger.items }}' })], { items });
  const seen: string[] = [];
  for (let after = '', pages = 0; pages < 20; pages += 1) {
    const { body } = await ann.call<Run>('GET', `${run}/?limit=7${after && `&after=${after}`}`);
    expect(body.steps.length).toBeLessThanOrEqual(7);
    seen.push(...body.steps.map((step) => `${step.step}:${step.iteration}`));
    if (body.next_steps === null) break;
    after = encodeURIComponent(body.next_steps);
  }
  expect(new Set(seen).size).toBe(31);
  expect(seen).toHaveLength(31);
  const all = await ann.call<Run>('GET', `${run}/`);
  expect(all.body.steps).toHaveLength(31);
  expect(all.body.next_steps).toBeNull();
  expect((await ann.call('GET', `${run}/?after=nonsense`)).status).toBe(400);
});
