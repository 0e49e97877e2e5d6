import { createHmac } from 'node:crypto';
import getPort from 'get-port';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { byHand, onPayment } from '../api/definitions.ts';
import { type Caller, type House, openHouse } from '../support/house.ts';
import { samplesOf, sumOf } from './read.ts';

let house: House;
let ann: Caller;
let workerAddress: string;

beforeAll(async () => {
  const port = await getPort();
  workerAddress = `http://127.0.0.1:${port}`;
  house = await openHouse({ METRICS_PORT: String(port), PUBLIC_URL: 'https://nod.example.com' });
  ann = await house.person('Ann');
});
afterAll(async () => {
  await house.close();
});

async function scrape(address: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${address}/metrics`, { headers });
  const text = await answer.text();
  return { status: answer.status, text, samples: samplesOf(text), type: answer.headers.get('content-type') ?? '' };
}

async function live(definition: unknown): Promise<string> {
  const draft = await ann.call<{ id: string; seal: string }>('POST', '/api/workflows/', { definition });
  const { seal } = draft.body;
  const path = `/api/workflows/drafts/${draft.body.id}/approve`;
  const approved = await ann.call<{ workflow: { id: string } }>('POST', path, { seal });
  expect(approved.status, JSON.stringify(approved.body)).toBe(200);
  return approved.body.workflow.id;
}

it('answers this machine and tokens, and nobody who comes from outside', async () => {
  const here = await scrape(house.address);
  expect(here.status).toBe(200);
  expect(here.type).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(here.text).toMatch(/^nod_database_up 1$/m);
  expect(here.text).toMatch(/^process_resident_memory_bytes \d/m);
  expect(
    (await scrape(house.address, { authorization: `Bearer ${ann.token}`, 'x-forwarded-for': '1.2.3.4' })).status,
  ).toBe(200);
  // A tunnel's client connects from this machine too; what it adds gives it away.
  for (const header of ['x-forwarded-for', 'cf-connecting-ip', 'forwarded']) {
    const outside = await scrape(house.address, { [header]: '203.0.113.9' });
    expect(outside.status).toBe(404);
    expect(outside.text).not.toContain('nod_');
  }
  const wrong = await scrape(house.address, { authorization: 'Bearer nod_wrong_token' });
  expect(wrong.status).toBe(401);
  expect(wrong.text).not.toContain('nod_');
});

it('counts a run from the call that starts it to its end, in the gateway and in the worker', async () => {
  const workflow = await live(byHand('Measured'));
  const started = await ann.call('POST', `/api/workflows/${workflow}/run/`, { trigger_data: { who: 'Acme' } });
  expect(started.status).toBe(202);
  await expect
    .poll(async () =>
      sumOf((await scrape(workerAddress)).samples, 'nod_executions_ended_total', { status: 'completed' }),
    )
    .toBe(1);
  const { samples } = await scrape(workerAddress);
  expect(sumOf(samples, 'nod_executions_started_total', { trigger: 'manual' })).toBe(1);
  expect(sumOf(samples, 'nod_execution_duration_seconds_count', { status: 'completed', waited: 'no' })).toBe(1);
  const step = { service: 'email', action: 'send_email' };
  expect(sumOf(samples, 'nod_step_calls_total', step)).toBe(1);
  expect(sumOf(samples, 'nod_step_duration_seconds_count', { ...step, state: 'success' })).toBe(1);
  expect(sumOf(samples, 'nod_step_attempts_sum', step)).toBe(1);

  const gateway = await scrape(house.address);
  const route = { method: 'POST', route: '/api/workflows/:id/run', status: '202' };
  expect(sumOf(gateway.samples, 'nod_http_request_duration_seconds_count', route), gateway.text).toBe(1);
  expect(sumOf(gateway.samples, 'nod_sweep_duration_seconds_count')).toBeGreaterThan(0);
  expect(gateway.text).not.toContain(workflow);
  for (const secret of [ann.token, ann.user, ann.workspace, 'Acme', 'ann@example.com', 'Measured']) {
    expect(gateway.text).not.toContain(secret);
  }
});

it('counts webhooks by what was answered, and what became of them', async () => {
  const workflow = await live(onPayment('By webhook'));
  const made = await ann.call<{ webhook_secret: string }>('POST', `/api/workflows/${workflow}/webhook-secret`);
  const raw = JSON.stringify({ event: 'payment.confirmed', data: { amount: 5_000, reference: 'test-1' } });
  const sign = `sha256=${createHmac('sha256', made.body.webhook_secret).update(raw).digest('hex')}`;
  const send = (signature: string) =>
    fetch(`${house.address}/api/workflows/webhooks/${workflow}/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-signature': signature },
      body: raw,
    });
  expect((await send(sign)).status).toBe(202);
  expect((await send('sha256=00')).status).toBe(401);
  await expect
    .poll(async () =>
      sumOf((await scrape(house.address)).samples, 'nod_webhook_deliveries_total', { outcome: 'started' }),
    )
    .toBe(1);
  const { samples } = await scrape(house.address);
  expect(sumOf(samples, 'nod_webhooks_total', { answer: 'queued' })).toBe(1);
  expect(sumOf(samples, 'nod_webhooks_total', { answer: 'unauthenticated' })).toBe(1);
});

it('names routes by their template, whatever is asked for', async () => {
  for (const path of ['/nowhere/1', '/nowhere/2', '/api/workflows/wf_secret1/', '/api/workflows/wf_secret2/']) {
    await ann.call('GET', path);
  }
  const { samples, text } = await scrape(house.address);
  expect(text).not.toMatch(/wf_secret|nowhere/);
  expect(
    sumOf(samples, 'nod_http_request_duration_seconds_count', { route: 'none', status: '404' }),
  ).toBeGreaterThanOrEqual(2);
});

it('a worker gives out nothing but its metrics', async () => {
  expect((await fetch(`${workerAddress}/`)).status).toBe(404);
  expect((await fetch(`${workerAddress}/metrics`, { method: 'POST' })).status).toBe(405);
  const { text } = await scrape(workerAddress);
  expect(text).not.toContain(ann.user);
  expect(text).not.toMatch(/^nod_(database_up|gates_waiting)/m);
});

it('counts what is said: taken in, thought about, answered, sent', async () => {
  const said = await ann.call('POST', '/api/workflows/chat/', {
    message: 'Every Monday at 9 email me the weather in Nairobi',
  });
  expect(said.status, JSON.stringify(said.body)).toBeLessThan(300);
  const value = async (name: string, labels: Record<string, string>) =>
    sumOf((await scrape(house.address)).samples, name, labels);
  await expect.poll(() => value('nod_outbox_messages_total', { platform: 'web', outcome: 'sent' })).toBeGreaterThan(0);
  expect(await value('nod_inbox_rows_total', { platform: 'web', kind: 'message' })).toBe(1);
  expect(await value('nod_planner_duration_seconds_count', { planner: 'builtin', outcome: 'answered' })).toBe(1);
  await expect.poll(() => value('nod_turn_duration_seconds_count', { outcome: 'propose' })).toBe(1);
  expect(await value('nod_planner_failures_total', {})).toBe(0);
});
