import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import type { ActionContext } from '../../src/connectors/define.ts';
import { intasendInbound } from '../../src/connectors/intasend/inbound.ts';
import { createConnectorTools } from '../../src/connectors/tools.ts';
import { type FakeIntasend, startFakeIntasend } from '../fakes/intasend/intasend.ts';
import { openTestStore } from '../support/store.ts';
import { configOf, contextOf, standingClock } from './support.ts';

let opened: Awaited<ReturnType<typeof openTestStore>>;
let fake: FakeIntasend;
let tools: ReturnType<typeof createConnectorTools>;
const catalogue = createCatalogue();
const fields = { public_key: 'test-public', secret_key: 'test-secret', challenge: 'test-challenge' };

beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(async () => {
  await opened.drop();
});
beforeEach(async () => {
  fake = await startFakeIntasend({ public: 'test-public', secret: 'test-secret' });
  const config = configOf({ INTASEND_API_URL: `${fake.url}/` });
  tools = createConnectorTools({ config, store: opened.store, clock: standingClock() });
});
afterEach(async () => {
  await tools.close();
  await fake.close();
});

const context = (more: Partial<ActionContext> = {}) => contextOf(tools, { fields, ...more });

async function run(name: string, params: Record<string, unknown>, at = context()) {
  const action = catalogue.action('payment', name);
  if (!action?.run) throw new Error(`payment.${name} does not run`);
  const result = await action.run(action.params.parse(params) as never, at);
  return action.result.parse(result) as Record<string, unknown>;
}

const payout = { amount: 2000, phone: '+254712345678', name: 'Otieno' };

describe('a withdrawal', () => {
  it('pays out once and says how it stands', async () => {
    const result = await run('withdraw', payout);
    expect(result).toMatchObject({ amount: 2000, currency: 'KES', state: 'Processing' });
    expect(fake.moved).toMatchObject([{ account: '254712345678', amount: 2000 }]);
  });

  it('moves nothing a second time under the same key', async () => {
    const at = context();
    const first = await run('withdraw', payout, at);
    expect(await run('withdraw', payout, at)).toEqual(first);
    expect(await catalogue.action('payment', 'withdraw')?.lookup?.(payout, at)).toEqual(first);
    expect(fake.moved).toHaveLength(1);
  });

  it('goes on where it stopped: laid out and not approved', async () => {
    const at = context();
    fake.spoil('/send-money/approve/', { status: 503, headers: { 'retry-after': '7' } });
    await expect(run('withdraw', payout, at)).rejects.toMatchObject({
      outcome: 'not_done',
      retryable: true,
      retryAfterMs: 7000,
    });
    expect(fake.moved).toEqual([]);
    expect(await catalogue.action('payment', 'withdraw')?.lookup?.(payout, at)).toBeNull();
    await run('withdraw', payout, at);
    expect(fake.moved).toHaveLength(1);
    expect(fake.calls.filter((call) => call.includes('initiate'))).toHaveLength(1);
  });

  it.each([{ cut: true }, { status: 500 }])(
    'is not repeated when it happened and the answer was lost (%j)',
    async (how) => {
      const at = context();
      fake.spoil('/send-money/approve/', { ...how, after: true });
      expect(await run('withdraw', payout, at)).toMatchObject({ state: 'Processing' });
      expect(fake.moved).toHaveLength(1);
    },
  );

  it('is tried again when the answer was lost and nothing happened', async () => {
    const at = context();
    fake.spoil('/send-money/approve/', { cut: true });
    await expect(run('withdraw', payout, at)).rejects.toMatchObject({ outcome: 'not_done', retryable: true });
    await run('withdraw', payout, at);
    expect(fake.moved).toHaveLength(1);
  });

  it('says that it does not know when nobody can be asked', async () => {
    const at = context();
    fake.spoil('/send-money/approve/', { cut: true, after: true });
    fake.spoil('/send-money/status/', { status: 500 });
    await expect(run('withdraw', payout, at)).rejects.toMatchObject({ outcome: 'unknown' });
    expect(await run('withdraw', payout, at)).toMatchObject({ state: 'Processing' });
    expect(fake.moved).toHaveLength(1);
  });

  it('repeats the laying out, which moves nothing', async () => {
    const at = context();
    fake.spoil('/send-money/initiate/', { cut: true, after: true });
    await expect(run('withdraw', payout, at)).rejects.toMatchObject({ outcome: 'not_done', retryable: true });
    await run('withdraw', payout, at);
    expect(fake.moved).toHaveLength(1);
  });

  it('hands on what IntaSend says is wrong, as surely not done', async () => {
    await expect(run('withdraw', { ...payout, amount: 5 })).rejects.toMatchObject({
      message: 'IntaSend answered 400: amount: The minimum is 10.',
      outcome: 'not_done',
      retryable: false,
    });
    const wrong = contextOf(tools, { fields: { ...fields, secret_key: 'wrong' } });
    await expect(run('withdraw', payout, wrong)).rejects.toMatchObject({ outcome: 'not_done', retryable: false });
    expect(fake.moved).toEqual([]);
  });

  it('is not done when IntaSend cannot be reached', async () => {
    await fake.close();
    await expect(run('withdraw', payout)).rejects.toMatchObject({ outcome: 'not_done', retryable: true });
  });
});

describe('a refund', () => {
  beforeEach(() => fake.addPayment({ invoice_id: 'ABC123', state: 'COMPLETE', value: '1000.00', currency: 'KES' }));

  it('is asked for once, found again by its key among others', async () => {
    const at = context();
    const first = await run('refund', { payment_id: 'ABC123', amount: 100 }, at);
    for (let other = 0; other < 5; other += 1) await run('refund', { payment_id: 'ABC123', amount: 10 });
    expect(await run('refund', { payment_id: 'ABC123', amount: 100 }, at)).toEqual(first);
    expect(fake.chargebacks.filter((one) => one.amount === 100)).toHaveLength(1);
  });

  it('is not repeated when it happened and the answer was lost', async () => {
    const at = context();
    fake.spoil('/chargebacks/', { status: 200 });
    await expect(run('refund', { payment_id: 'ABC123', amount: 100 }, at)).resolves.toBeTruthy();
    const other = context();
    const lookup = catalogue.action('payment', 'refund')?.lookup;
    expect(await lookup?.({ payment_id: 'ABC123', amount: 100 } as never, other)).toBeNull();
    expect(await lookup?.({ payment_id: 'ABC123', amount: 100 } as never, at)).toMatchObject({ amount: 100 });
  });

  it('over the payment is refused', async () => {
    await expect(run('refund', { payment_id: 'ABC123', amount: 2000 })).rejects.toMatchObject({ outcome: 'not_done' });
  });
});

describe('what asks for money', () => {
  it('makes a payment link with our reference', async () => {
    const result = await run('create_payment_link', { amount: 1500, title: 'Order 12', email: 'amina@example.com' });
    expect(result.url).toContain(fake.url);
    expect(fake.checkouts).toMatchObject([{ amount: 1500, currency: 'KES', comment: 'Order 12' }]);
    expect(fake.checkouts[0]?.api_ref).toMatch(/^nod-[0-9a-f]{24}$/);
  });

  it('makes an invoice whose number comes back as the reference', async () => {
    const result = await run('create_invoice', {
      amount: 1500,
      client: 'Acme Ltd',
      due_date: 'in 14 days',
      currency: 'USD',
    });
    expect(result).toMatchObject({ due_date: '2026-12-04', amount: 1500 });
    expect(fake.checkouts[0]).toMatchObject({ api_ref: result.invoice_number, currency: 'USD' });
    expect(fake.checkouts[0]?.comment).toBe(`Invoice ${result.invoice_number} for Acme Ltd, due 2026-12-04`);
  });

  it('reads the state of a payment', async () => {
    fake.addPayment({ invoice_id: 'ABC123', state: 'PROCESSING', value: '12.50', currency: 'KES' });
    const result = await run('payment_status', { payment_id: 'ABC123' });
    expect(result).toEqual({ payment_id: 'ABC123', state: 'PROCESSING', amount: 12.5, currency: 'KES' });
    await expect(run('payment_status', { payment_id: 'NONE' })).rejects.toMatchObject({ retryable: false });
  });
});

describe('a payment that a webhook claims', () => {
  const claim = {
    invoice_id: 'ABC123',
    state: 'COMPLETE',
    value: '1000.00',
    currency: 'KES',
    challenge: 'test-challenge',
  };
  const confirm = (json: unknown) =>
    intasendInbound.confirm?.(json, { fields, tools, signal: AbortSignal.timeout(5000) });

  it('is read back before it counts', async () => {
    expect(await confirm(claim)).toBe(false);
    fake.addPayment({ invoice_id: 'ABC123', state: 'COMPLETE', value: '1000.00', currency: 'KES' });
    expect(await confirm(claim)).toBe(true);
    expect(await confirm({ event: 'payment.confirmed', data: claim })).toBe(true);
    expect(await confirm({ ...claim, value: '9000.00' })).toBe(false);
    expect(await confirm({ ...claim, currency: 'USD' })).toBe(false);
    fake.addPayment({ invoice_id: 'ABC123', state: 'FAILED', value: '1000.00', currency: 'KES' });
    expect(await confirm(claim)).toBe(false);
    expect(await confirm({})).toBe(false);
  });

  it('of a payout is read back too', async () => {
    const { tracking_id } = await run('withdraw', payout);
    expect(await confirm({ tracking_id, status: 'Completed', transactions: [] })).toBe(true);
    expect(await confirm({ tracking_id, status: 'Failed Processing', transactions: [] })).toBe(false);
    expect(await confirm({ tracking_id: 'made-up', status: 'Completed', transactions: [] })).toBe(false);
  });
});
