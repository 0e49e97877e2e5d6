import type { Json } from '../../automation/definition.ts';
import type { InboundRequest, InboundSpec } from '../define.ts';
import { isObject, numberOf, sameText, textOf } from '../inbound.ts';
import { readPayment, readPayout } from '../payment/intasend-api.ts';
import type { ConnectorTools } from '../tools.ts';

/** States of a collection that are an event of ours; the others are steps on the way. */
const PAYMENT_EVENTS: Record<string, string> = {
  COMPLETE: 'payment.confirmed',
  FAILED: 'payment.failed',
  PENDING: 'payment.pending',
  PROCESSING: 'payment.pending',
};

const PAYOUT_EVENTS: Record<string, string> = { BC100: 'payout.completed', BF100: 'payout.failed' };

/**
 * IntaSend's events, sent to the address set in its dashboard, with the challenge set there in the body. A challenge only
 * shows that the sender knows it, so a payment is read back before the run starts.
 */
export const intasendInbound: InboundSpec = {
  verify(request: InboundRequest, fields) {
    const sent = isObject(request.json) ? textOf(request.json.challenge) : null;
    return sent !== null && Boolean(fields.challenge) && sameText(sent, fields.challenge ?? '');
  },

  proofs: ['challenge'],

  eventId(json) {
    if (!isObject(json)) return null;
    const id = textOf(json.invoice_id) ?? textOf(json.file_id) ?? textOf(json.tracking_id);
    const state = textOf(json.state) ?? textOf(json.status);
    return id !== null && state !== null ? `${id}:${state.toUpperCase()}` : null;
  },

  normalise(json) {
    if (!isObject(json)) return null;
    if (textOf(json.invoice_id) !== null && textOf(json.state) !== null && json.value !== undefined)
      return payment(json);
    if (textOf(json.tracking_id) !== null && Array.isArray(json.transactions)) return payout(json);
    return null;
  },

  async confirm(json, context) {
    const body = isObject(json) && isObject(json.data) && json.invoice_id === undefined ? json.data : json;
    if (!isObject(body) || !context.tools) return false;
    const id = textOf(body.invoice_id);
    if (id === null) return confirmPayout(body, { ...context, tools: context.tools });
    const real = await readPayment(id, context.fields, context.tools, context.signal);
    return (
      real !== null &&
      real.state.toUpperCase() === textOf(body.state)?.toUpperCase() &&
      real.amount === numberOf(body.value) &&
      real.currency === (textOf(body.currency) ?? real.currency)
    );
  },
};

type Body = { [key: string]: Json };

/** True when IntaSend knows this payout and agrees on whether it failed. */
async function confirmPayout(
  body: Body,
  context: { fields: Record<string, string>; signal: AbortSignal; tools: ConnectorTools },
): Promise<boolean> {
  const id = textOf(body.tracking_id);
  const claimed = payout(body);
  if (id === null || claimed === null) return false;
  const real = await readPayout(id, context.fields, context.tools, context.signal);
  return real !== null && real.failed === (claimed.event === 'payout.failed');
}

function payment(json: Body) {
  const state = textOf(json.state)?.toUpperCase() ?? '';
  const event = PAYMENT_EVENTS[state];
  const amount = numberOf(json.value);
  if (event === undefined || amount === null) return null;
  const customer = isObject(json.customer) ? json.customer : {};
  const account = textOf(json.account);
  const email = textOf(json.email) ?? textOf(customer.email) ?? (account?.includes('@') ? account : null);
  const phone = textOf(json.phone_number) ?? textOf(customer.phone_number) ?? (isPhone(account) ? account : null);
  const name =
    textOf(json.name) ?? ([customer.first_name, customer.last_name].map(textOf).filter(Boolean).join(' ') || null);
  const data: Body = {
    ...without(json, 'challenge'),
    amount,
    currency: textOf(json.currency) ?? 'KES',
    email,
    phone: phone === null ? null : international(phone),
    name: name ?? email ?? phone,
    customer: name ?? email ?? phone,
    payment_id: textOf(json.mpesa_reference) ?? textOf(json.invoice_id),
    invoice_id: textOf(json.invoice_id),
    reference: textOf(json.api_ref),
    provider: textOf(json.provider),
    state,
    fee: numberOf(json.charges),
    net_amount: numberOf(json.net_amount),
    reason: textOf(json.failed_reason),
  };
  return { event, data };
}

function payout(json: Body) {
  const first = Array.isArray(json.transactions) ? json.transactions[0] : undefined;
  const transaction = isObject(first) ? first : {};
  const failed = textOf(transaction.status)?.toLowerCase() === 'failed';
  const status = textOf(json.status)?.toLowerCase() ?? '';
  const event = failed
    ? 'payout.failed'
    : (PAYOUT_EVENTS[textOf(json.status_code) ?? ''] ??
      (status === 'completed' ? 'payout.completed' : status.startsWith('failed') ? 'payout.failed' : undefined));
  if (event === undefined) return null;
  const account = textOf(transaction.account);
  const name = textOf(transaction.name);
  const data: Body = {
    ...without(json, 'challenge'),
    amount: numberOf(transaction.amount) ?? numberOf(json.total_amount),
    currency: textOf(transaction.currency) ?? textOf(json.currency) ?? 'KES',
    email: null,
    phone: isPhone(account) ? international(account ?? '') : null,
    name,
    customer: name,
    payment_id: textOf(transaction.transaction_id),
    invoice_id: textOf(json.file_id),
    reference: textOf(transaction.idempotency_key) ?? textOf(json.batch_reference),
    provider: textOf(transaction.provider),
    state: textOf(transaction.status) ?? textOf(json.status),
    reason: textOf(transaction.status_description),
  };
  return { event, data };
}

function isPhone(text: string | null): boolean {
  return text !== null && /^\+?\d{9,15}$/.test(text);
}

/** IntaSend writes 2547…; everywhere else here it is +2547…. */
function international(phone: string): string {
  return /^0\d{9}$/.test(phone) ? `+254${phone.slice(1)}` : `+${phone.replace(/^\+/, '')}`;
}

function without(json: Body, name: string): Body {
  return Object.fromEntries(Object.entries(json).filter(([key]) => key !== name));
}
