import { createHmac } from 'node:crypto';
import type { Json } from '../../automation/definition.ts';
import type { InboundSpec } from '../define.ts';
import { isObject, numberOf, sameText, textOf } from '../inbound.ts';
import { isFresh, signatureParts } from '../signed.ts';

/** Currencies Stripe counts without minor units. */
const WHOLE = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF'.split(' '));

/** Stripe's webhooks: `Stripe-Signature: t=<seconds>,v1=<hex of HMAC-SHA256 over "t.body">`. */
export const stripeInbound: InboundSpec = {
  verify(request, fields) {
    const { t, v1 } = signatureParts(request.headers['stripe-signature']);
    const secret = fields.signing_secret ?? '';
    if (secret === '' || t === undefined || !isFresh(t, request.now)) return false;
    const wanted = createHmac('sha256', secret).update(`${t}.`).update(request.rawBody).digest('hex');
    return v1.some((signature) => sameText(signature.toLowerCase(), wanted));
  },

  eventId(json) {
    return isObject(json) && textOf(json.type) !== null ? textOf(json.id) : null;
  },

  normalise(json) {
    if (!isObject(json) || !isObject(json.data) || !isObject(json.data.object)) return null;
    const type = textOf(json.type);
    if (type === null) return null;
    return { event: type, data: payment(json.data.object) };
  },
};

function payment(object: { [key: string]: Json }): { [key: string]: Json } {
  const details = [object.customer_details, object.billing_details].find(isObject) ?? {};
  const currency = (textOf(object.currency) ?? '').toUpperCase();
  const minor =
    numberOf(object.amount_received) ??
    numberOf(object.amount_total) ??
    numberOf(object.amount_paid) ??
    numberOf(object.amount);
  const error = isObject(object.last_payment_error) ? object.last_payment_error : {};
  const metadata = isObject(object.metadata) ? object.metadata : {};
  return {
    ...object,
    amount: minor === null ? null : WHOLE.has(currency) ? minor : minor / 100,
    currency: currency || null,
    email:
      textOf(object.receipt_email) ?? textOf(object.customer_email) ?? textOf(details.email) ?? textOf(object.email),
    phone: textOf(details.phone) ?? textOf(object.customer_phone),
    name: textOf(object.customer_name) ?? textOf(details.name) ?? textOf(object.name),
    payment_id: textOf(object.payment_intent) ?? textOf(object.id),
    customer_id: isObject(object.customer) ? textOf(object.customer.id) : textOf(object.customer),
    description: textOf(object.description),
    reference: textOf(object.client_reference_id) ?? textOf(metadata.reference) ?? textOf(object.description),
    state: textOf(object.status),
    reason: textOf(error.message),
  };
}
