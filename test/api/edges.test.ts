import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Caller, type House, openHouse } from '../support/house.ts';
import { byHand, onPayment } from './definitions.ts';

let house: House;
let ann: Caller;

beforeAll(async () => {
  house = await openHouse({ TRIGGERS_PER_MINUTE: '2' });
  ann = await house.person('Ann');
});
afterAll(async () => {
  await house.close();
});

async function live(definition: unknown): Promise<string> {
  const draft = (await ann.call<{ id: string; seal: string }>('POST', '/api/workflows/', { definition })).body;
  const approved = await ann.call<{ workflow: { id: string } }>('POST', `/api/workflows/drafts/${draft.id}/approve`, {
    seal: draft.seal,
  });
  expect(approved.status, JSON.stringify(approved.body)).toBe(200);
  return approved.body.workflow.id;
}

/** Sends a body without saying how long it is, and returns the whole answer as the sender gets it. */
function stream(path: string, chunk: Buffer, times: number): Promise<{ status: number; connection: string }> {
  return new Promise((resolve, reject) => {
    const sending = request(`${house.address}${path}`, { method: 'POST' }, (answer) => {
      answer.resume();
      answer.once('end', () =>
        resolve({ status: answer.statusCode ?? 0, connection: String(answer.headers.connection) }),
      );
      answer.once('error', reject);
    });
    sending.on('error', reject);
    for (let n = 0; n < times; n++) sending.write(chunk);
    sending.end();
  });
}

it('answers a body that is too large before it is all there, and closes that connection', async () => {
  const workflow = await live(onPayment('Large'));
  const answer = await stream(`/api/workflows/webhooks/${workflow}/`, Buffer.alloc(100_000, 'a'), 15);
  expect(answer).toEqual({ status: 413, connection: 'close' });
  const packed = await ann.call('POST', '/api/workflows/', '{}', { 'content-encoding': 'gzip' });
  expect(packed.status).toBe(400);
  expect((await ann.call('GET', '/api/workflows/')).status).toBe(200);
});

it('gives a new webhook secret again under its key, and keeps it only sealed', async () => {
  const workflow = await live(onPayment('Rotated'));
  const rotate = () =>
    ann.call<{ webhook_secret: string }>('POST', `/api/workflows/${workflow}/webhook-secret/`, undefined, {
      'idempotency-key': 'rotate-once',
    });
  const first = (await rotate()).body.webhook_secret;
  expect((await rotate()).body.webhook_secret).toBe(first);
  for (const { name } of (await house.store.connection.db?.listCollections().toArray()) ?? []) {
    const rows = await house.store.connection.collection(name).find({}).toArray();
    expect(JSON.stringify(rows), name).not.toContain(first);
  }
});

it('takes `user` with execute, and does not count going on after a failure as a run by hand', async () => {
  const workflow = await live(byHand('Fails'));
  const run = () =>
    ann.call<{ id: string; status: string }>('POST', `/api/workflows/${workflow}/execute/?wait=20`, {
      inputs: {},
      user: 'someone',
    });
  const failed = await run();
  expect(failed.body).toMatchObject({ status: 'failed' });
  expect((await run()).status).toBe(200);
  expect((await run()).status).toBe(429);
  const retry = (from: string) =>
    ann.call('POST', `/api/workflows/${workflow}/executions/${failed.body.id}/retry/`, { from });
  expect((await retry('failure')).status).toBe(202);
  expect((await retry('start')).status).toBe(429);
});

it('says in words that a message is too long', async () => {
  const answer = await ann.call<{ error: { message: string } }>('POST', '/api/workflows/chat/', {
    message: 'a'.repeat(100_000),
  });
  expect(answer.status).toBe(413);
  expect(answer.body.error.message).toContain('characters');
});

it('keeps no challenge that a delivery was proven with', async () => {
  const workflow = await live(onPayment('Challenged'));
  const secret = (await ann.call<{ webhook_secret: string }>('POST', `/api/workflows/${workflow}/webhook-secret/`)).body
    .webhook_secret;
  const payment = { invoice_id: 'INV-1', state: 'COMPLETE', value: '10', currency: 'KES', challenge: 'test-challenge' };
  for (const body of [payment, { event: 'payment.confirmed', data: { ...payment, invoice_id: 'INV-2' } }]) {
    const raw = JSON.stringify(body);
    const answer = await ann.call('POST', `/api/workflows/webhooks/${workflow}/`, raw, {
      'x-signature': createHmac('sha256', secret).update(raw).digest('hex'),
    });
    expect(answer.status).toBe(202);
  }
  const kept = await ann.call<unknown[]>('GET', `/api/workflows/${workflow}/deliveries/`);
  expect(kept.body).toHaveLength(2);
  const rows = await house.store.connection.collection('deliveries').find({}).toArray();
  expect(JSON.stringify([kept.body, rows])).not.toContain('test-challenge');
});
