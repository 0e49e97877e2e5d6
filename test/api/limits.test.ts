import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Caller, type House, openHouse } from '../support/house.ts';
import { byHand } from './definitions.ts';

let house: House;
let ann: Caller;

beforeAll(async () => {
  house = await openHouse({ PUBLIC_URL: 'https://nod.example', TRIGGERS_PER_MINUTE: '10' });
  ann = await house.person('Ann');
});
afterAll(async () => {
  await house.close();
});

it.each([
  ['the page', '/', 404],
  ['the page’s calls', '/app/threads', 404],
  ['the API without a token', '/api/workflows/', 401],
  ['the API’s description without a token', '/api/openapi.json', 401],
  ['health', '/health', 200],
  ['a one-time page that is none', '/once/aaaaaaaaaaaaaaaaaaaaaa', 404],
])('with a public address, answers a stranger for %s', async (_, path, status) => {
  expect((await fetch(`${house.address}${path}`)).status).toBe(status);
});

it('takes webhooks and calls with a token there all the same', async () => {
  expect((await ann.call('GET', '/api/workflows/')).status).toBe(200);
  const answer = await fetch(`${house.address}/api/workflows/webhooks/wf_none/`, { method: 'POST', body: '{}' });
  expect(((await answer.json()) as { error: { message: string } }).error.message).toContain('workflow');
});

it('starts ten runs in a minute by hand, and says when the eleventh can go', async () => {
  const draft = (
    await ann.call<{ id: string; seal: string }>('POST', '/api/workflows/', { definition: byHand('Often') })
  ).body;
  const approved = await ann.call<{ workflow: { id: string } }>('POST', `/api/workflows/drafts/${draft.id}/approve`, {
    seal: draft.seal,
  });
  const run = () =>
    ann.call<{ error?: { message: string } }>('POST', `/api/workflows/${approved.body.workflow.id}/run/`, {
      trigger_data: { who: 'Acme' },
    });
  for (let n = 0; n < 10; n++) expect((await run()).status).toBe(202);
  const refused = await run();
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused.body.error?.message).toContain('10 runs in a minute');
});
