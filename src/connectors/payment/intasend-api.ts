import type { Json } from '../../automation/definition.ts';
import { ActionError } from '../define.ts';
import { isObject, numberOf, textOf } from '../inbound.ts';
import { callProvider } from '../provider.ts';
import type { ConnectorTools } from '../tools.ts';

/** The parts of IntaSend's API that are used, with its own names (developers.intasend.com). */

type Body = { [key: string]: Json };

export interface IntasendCall {
  fields: Record<string, string>;
  tools: ConnectorTools;
  signal: AbortSignal;
  /** ISO instant. */
  now: string;
}

/** A collection (a payment that comes in) as `payment/status` tells it. */
export interface Payment {
  invoiceId: string;
  /** PENDING, PROCESSING, COMPLETE or FAILED. */
  state: string;
  amount: number;
  currency: string;
}

/** A send-money batch of one transaction. */
export interface Payout {
  trackingId: string;
  /** What to send back to approve it. */
  approval: Body;
  /** Its words: "Preview and approve", "Processing", "Completed"… */
  status: string;
  /** `BP101` waits for approval, `BC100` is completed, `BF…` failed. */
  statusCode: string;
  /** The transaction's own words, once it has any. */
  transaction: string;
  failed: boolean;
}

const SERVICE = 'IntaSend';

/** One call. `key`: the public key is all it takes, as for what customers' browsers may do. */
async function call(
  path: string,
  body: Body | null,
  with_: IntasendCall,
  about: { effect: boolean; key: 'public' | 'secret' },
): Promise<Body> {
  const { fields, tools } = with_;
  const isPublic = about.key === 'public';
  return callProvider(
    tools.provider,
    {
      url: `${tools.settings.intasendUrl}/api/v1/${path}`,
      method: body === null ? 'GET' : 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(isPublic
          ? { 'x-intasend-public-api-key': fields.public_key ?? '' }
          : { authorization: `Bearer ${fields.secret_key ?? ''}` }),
      },
      ...(body === null
        ? {}
        : { body: JSON.stringify(isPublic ? { public_key: fields.public_key ?? '', ...body } : body) }),
      timeoutMs: 20_000,
      maxBytes: 2_000_000,
      signal: with_.signal,
    },
    { name: SERVICE, effect: about.effect, now: with_.now },
  );
}

/** Makes a checkout page someone can pay on. Repeating it makes another page; nothing is charged by it. */
export async function createCheckout(
  checkout: { amount: number; currency: string; apiRef: string; comment: string; email?: string; name?: string },
  with_: IntasendCall,
): Promise<{ id: string; url: string }> {
  const [first = '', ...rest] = (checkout.name ?? '').trim().split(/\s+/);
  const answer = await call(
    'checkout/',
    {
      amount: checkout.amount,
      currency: checkout.currency,
      api_ref: checkout.apiRef,
      comment: checkout.comment,
      ...(checkout.email === undefined ? {} : { email: checkout.email }),
      ...(first === '' ? {} : { first_name: first, last_name: rest.join(' ') }),
    },
    with_,
    { effect: false, key: 'public' },
  );
  return { id: need(answer, 'id'), url: need(answer, 'url') };
}

/** Asks for a payment by its invoice id; null when IntaSend does not know it. */
export async function paymentOf(invoiceId: string, with_: IntasendCall): Promise<Payment | null> {
  try {
    const answer = await call('payment/status/', { invoice_id: invoiceId }, with_, { effect: false, key: 'public' });
    const invoice = isObject(answer.invoice) ? answer.invoice : answer;
    return {
      invoiceId: need(invoice, 'invoice_id'),
      state: need(invoice, 'state'),
      amount: numberOf(invoice.value) ?? 0,
      currency: textOf(invoice.currency) ?? 'KES',
    };
  } catch (error) {
    return nullIfUnknown(error);
  }
}

/** The same for what a webhook claims, before its run starts. */
export async function readPayment(
  invoiceId: string,
  fields: Record<string, string>,
  tools: ConnectorTools,
  signal: AbortSignal,
): Promise<Payment | null> {
  return paymentOf(invoiceId, { fields, tools, signal, now: new Date().toISOString() });
}

/** Lays out a payout that waits for approval: nothing moves yet, so repeating it is harmless. */
export async function initiatePayout(
  payout: { amount: number; currency: string; phone: string; name: string; narrative: string; key: string },
  with_: IntasendCall,
): Promise<Payout> {
  const answer = await call(
    'send-money/initiate/',
    {
      provider: 'MPESA-B2C',
      currency: payout.currency,
      requires_approval: 'YES',
      transactions: [
        {
          name: payout.name,
          account: payout.phone.replace(/^\+/, ''),
          amount: payout.amount,
          narrative: payout.narrative,
          idempotency_key: payout.key,
        },
      ],
    },
    with_,
    { effect: false, key: 'secret' },
  );
  return payoutOf(answer);
}

/** Lets a payout go: from here on money moves. */
export async function approvePayout(payout: Payout, with_: IntasendCall): Promise<Payout> {
  return payoutOf(await call('send-money/approve/', payout.approval, with_, { effect: true, key: 'secret' }));
}

export async function payoutStatus(trackingId: string, with_: IntasendCall): Promise<Payout> {
  const about = { effect: false, key: 'secret' } as const;
  return payoutOf(await call('send-money/status/', { tracking_id: trackingId }, with_, about));
}

/** The same for what a webhook claims; null when IntaSend does not know it. */
export async function readPayout(
  trackingId: string,
  fields: Record<string, string>,
  tools: ConnectorTools,
  signal: AbortSignal,
): Promise<Payout | null> {
  const asked = payoutStatus(trackingId, { fields, tools, signal, now: new Date().toISOString() });
  return asked.catch(nullIfUnknown);
}

function nullIfUnknown(error: unknown): null {
  if (error instanceof ActionError && / answered 404/.test(error.message)) return null;
  throw error;
}

function payoutOf(answer: Body): Payout {
  const list = Array.isArray(answer.transactions) ? answer.transactions.filter(isObject) : [];
  const status = textOf(answer.status) ?? '';
  const code = textOf(answer.status_code) ?? '';
  const transaction = textOf(list[0]?.status) ?? '';
  return {
    trackingId: need(answer, 'tracking_id'),
    approval: {
      tracking_id: answer.tracking_id ?? null,
      nonce: answer.nonce ?? null,
      batch_reference: answer.batch_reference ?? null,
      transactions: answer.transactions ?? [],
    },
    status,
    statusCode: code,
    transaction,
    failed: code.startsWith('BF') || /^failed/i.test(status) || /^(failed|cancell?ed|declined)/i.test(transaction),
  };
}

/** Asks for money to be given back. `details` carries our key, so that it can be found again. */
export async function createChargeback(
  chargeback: { invoice: string; amount: number; reason: string; details: string },
  with_: IntasendCall,
): Promise<{ id: string; state: string }> {
  const answer = await call(
    'chargebacks/',
    {
      invoice: chargeback.invoice,
      amount: chargeback.amount,
      reason: chargeback.reason,
      reason_details: chargeback.details,
    },
    with_,
    { effect: true, key: 'secret' },
  );
  return chargebackOf(answer);
}

const MAX_PAGES = 20;

/** The chargeback whose details carry this key; null when there surely is none. Throws when there are too many to look through. */
export async function findChargeback(
  key: string,
  with_: IntasendCall,
): Promise<{ id: string; state: string; amount: number } | null> {
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const answer = await call(`chargebacks/?page=${page}`, null, with_, { effect: false, key: 'secret' });
    const results = Array.isArray(answer.results) ? answer.results.filter(isObject) : [];
    const found = results.find((one) => textOf(one.reason_details)?.includes(key));
    if (found) return { ...chargebackOf(found), amount: numberOf(found.amount) ?? 0 };
    if (!answer.next) return null;
  }
  throw new ActionError('IntaSend holds too many refunds to look through.', { outcome: 'unknown', retryable: false });
}

function chargebackOf(answer: Body): { id: string; state: string } {
  const id = textOf(answer.chargeback_id) ?? textOf(answer.id);
  if (id === null) throw unreadable();
  return { id, state: textOf(answer.status) ?? 'PENDING' };
}

function need(answer: Body, name: string): string {
  const value = textOf(answer[name]);
  if (value === null) throw unreadable();
  return value;
}

function unreadable(): ActionError {
  return new ActionError('IntaSend answered something that cannot be read.', { outcome: 'unknown', retryable: false });
}
