import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerJson, type FakeServer, listen } from '../server.ts';

/**
 * IntaSend as its documentation describes it: two keys for two kinds of calls, Django-style errors, payouts that wait for
 * approval, refunds that cannot exceed the payment. Money only moves where the real one moves it.
 */

export interface FakeIntasend extends FakeServer {
  /** Payouts that were approved: money that left. */
  moved: { account: string; amount: number; key: string | null }[];
  checkouts: { id: string; amount: number; currency: string; api_ref: string; comment: string }[];
  chargebacks: { id: number; invoice: string; amount: number; reason_details: string }[];
  /** Every call: method and path. */
  calls: string[];
  /** Puts a payment there, as if a customer had paid. */
  addPayment(payment: { invoice_id: string; state: string; value: string; currency: string }): void;
  /**
   * Spoils the next call of a path: answers `status`, cuts the connection, or never answers; `after` says whether the deed
   * was done first.
   */
  spoil(
    path: string,
    how: { status?: number; headers?: Record<string, string>; cut?: boolean; hang?: boolean; after?: boolean },
  ): void;
}

type Body = Record<string, unknown>;
interface Batch {
  tracking_id: string;
  nonce: string;
  status: string;
  status_code: string;
  currency: string;
  transactions: Body[];
}

class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly attr: string | null;
  constructor(status: number, code: string, detail: string, attr: string | null = null) {
    super(detail);
    this.status = status;
    this.code = code;
    this.attr = attr;
  }
}

export async function startFakeIntasend(keys: { public: string; secret: string }): Promise<FakeIntasend> {
  const payments = new Map<string, { invoice_id: string; state: string; value: string; currency: string }>();
  const batches = new Map<string, Batch>();
  const fake = { moved: [], checkouts: [], chargebacks: [], calls: [] } as unknown as FakeIntasend;
  const spoiled: { path: string; how: Parameters<FakeIntasend['spoil']>[1] }[] = [];

  function needs(request: IncomingMessage, body: Body, which: 'public' | 'secret'): void {
    if (which === 'secret') {
      if (request.headers.authorization === `Bearer ${keys.secret}`) return;
      throw new Refusal(401, 'authentication_failed', 'Invalid api token');
    }
    if (body.public_key === keys.public || request.headers['x-intasend-public-api-key'] === keys.public) return;
    throw new Refusal(403, 'authentication_failed', 'Invalid public key');
  }

  function need(body: Body, name: string, kind: 'string' | 'number' = 'string'): never | string | number {
    const value = body[name];
    if (typeof value !== kind || value === '') throw new Refusal(400, 'required', 'This field is required.', name);
    return value as string | number;
  }

  const handlers: Record<
    string,
    (request: IncomingMessage, body: Body, url: URL) => { status: number; body: unknown }
  > = {
    'POST /api/v1/checkout/': (request, body) => {
      needs(request, body, 'public');
      if (typeof body.email === 'string' && !body.email.includes('@')) {
        throw new Refusal(400, 'invalid', 'Enter a valid email address.', 'email');
      }
      const checkout = {
        id: randomUUID(),
        amount: need(body, 'amount', 'number') as number,
        currency: need(body, 'currency') as string,
        api_ref: String(body.api_ref ?? ''),
        comment: String(body.comment ?? ''),
      };
      fake.checkouts.push(checkout);
      return { status: 201, body: { ...checkout, url: `${fake.url}/checkout/${checkout.id}/express/`, paid: false } };
    },
    'POST /api/v1/payment/status/': (request, body) => {
      needs(request, body, 'public');
      const payment = payments.get(need(body, 'invoice_id') as string);
      if (!payment) throw new Refusal(404, 'not_found', 'Not found.');
      return { status: 200, body: { invoice: { ...payment, id: payment.invoice_id }, meta: {} } };
    },
    'POST /api/v1/send-money/initiate/': (request, body) => {
      needs(request, body, 'secret');
      if (need(body, 'provider') !== 'MPESA-B2C')
        throw new Refusal(400, 'invalid_choice', 'not a valid choice.', 'provider');
      const list = Array.isArray(body.transactions) ? (body.transactions as Body[]) : [];
      if (list.length === 0) throw new Refusal(400, 'required', 'This field is required.', 'transactions');
      for (const one of list) {
        if (!/^254\d{9}$/.test(String(one.account)))
          throw new Refusal(400, 'invalid', 'Invalid phone number.', 'account');
        if (!(Number(one.amount) >= 10)) throw new Refusal(400, 'min_value', 'The minimum is 10.', 'amount');
      }
      const batch: Batch = {
        tracking_id: randomUUID(),
        nonce: randomUUID().slice(0, 6),
        status: 'Preview and approve',
        status_code: 'BP101',
        currency: String(body.currency),
        transactions: list.map((one) => ({ ...one, status: 'Pending', request_reference_id: randomUUID() })),
      };
      batches.set(batch.tracking_id, batch);
      if (body.requires_approval === 'NO') release(batch);
      return { status: 201, body: batch };
    },
    'POST /api/v1/send-money/approve/': (request, body) => {
      needs(request, body, 'secret');
      const batch = batches.get(need(body, 'tracking_id') as string);
      if (!batch) throw new Refusal(404, 'not_found', 'Not found.');
      if (body.nonce !== batch.nonce) throw new Refusal(400, 'invalid', 'Invalid nonce.', 'nonce');
      if (batch.status_code !== 'BP101') throw new Refusal(400, 'invalid', 'This batch is not pending approval.');
      release(batch);
      return { status: 200, body: batch };
    },
    'POST /api/v1/send-money/status/': (request, body) => {
      needs(request, body, 'secret');
      const batch = batches.get(need(body, 'tracking_id') as string);
      if (!batch) throw new Refusal(404, 'not_found', 'Not found.');
      return { status: 200, body: batch };
    },
    'POST /api/v1/chargebacks/': (request, body) => {
      needs(request, body, 'secret');
      const invoice = need(body, 'invoice') as string;
      const amount = need(body, 'amount', 'number') as number;
      const payment = payments.get(invoice);
      if (!payment) throw new Refusal(400, 'does_not_exist', `Invoice ${invoice} does not exist.`, 'invoice');
      const given = fake.chargebacks.filter((one) => one.invoice === invoice).reduce((sum, one) => sum + one.amount, 0);
      if (given + amount > Number(payment.value)) {
        throw new Refusal(400, 'invalid', 'Amount is more than the billed amount.', 'amount');
      }
      need(body, 'reason');
      const made = {
        id: fake.chargebacks.length + 1,
        invoice,
        amount,
        reason: body.reason,
        reason_details: String(body.reason_details ?? ''),
        status: 'PENDING',
      };
      fake.chargebacks.push(made);
      return { status: 201, body: made };
    },
    'GET /api/v1/chargebacks/': (request, body, url) => {
      needs(request, body, 'secret');
      const page = Number(url.searchParams.get('page') ?? 1);
      const newest = [...fake.chargebacks].reverse();
      const results = newest.slice((page - 1) * 2, page * 2);
      const next = newest.length > page * 2 ? `${fake.url}/api/v1/chargebacks/?page=${page + 1}` : null;
      return { status: 200, body: { count: newest.length, next, previous: null, results } };
    },
  };

  function release(batch: Batch): void {
    batch.status = 'Processing payment';
    batch.status_code = 'BP109';
    for (const one of batch.transactions) {
      one.status = 'Processing';
      const key = typeof one.idempotency_key === 'string' ? one.idempotency_key : null;
      fake.moved.push({ account: String(one.account), amount: Number(one.amount), key });
    }
  }

  function handle(request: IncomingMessage, response: ServerResponse, raw: Buffer): void {
    const url = new URL(request.url ?? '/', fake.url);
    const name = `${request.method} ${url.pathname}`;
    fake.calls.push(name);
    const at = spoiled.findIndex((one) => url.pathname.endsWith(one.path));
    const how = at < 0 ? undefined : spoiled.splice(at, 1)[0]?.how;
    try {
      if (how && !how.after) {
        spoilAnswer(response, how);
        return;
      }
      const handler = handlers[name];
      if (!handler) throw new Refusal(404, 'not_found', 'Not found.');
      const body = raw.length === 0 ? {} : (JSON.parse(String(raw)) as Body);
      const answer = handler(request, body, url);
      if (how) spoilAnswer(response, how);
      else answerJson(response, answer.status, answer.body);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const errors = [{ code: error.code, detail: error.message, attr: error.attr }];
      answerJson(response, error.status, { type: 'client_error', errors });
    }
  }

  Object.assign(fake, await listen(handle), {
    addPayment: (payment: { invoice_id: string; state: string; value: string; currency: string }) => {
      payments.set(payment.invoice_id, payment);
    },
    spoil: (path: string, how: Parameters<FakeIntasend['spoil']>[1]) => {
      spoiled.push({ path, how });
    },
  });
  return fake;
}

function spoilAnswer(
  response: ServerResponse,
  how: { status?: number; headers?: Record<string, string>; cut?: boolean; hang?: boolean },
): void {
  if (how.hang) return;
  if (how.cut) response.destroy();
  else answerJson(response, how.status ?? 500, { type: 'server_error', errors: [] }, how.headers ?? {});
}
