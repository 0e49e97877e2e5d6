import { z } from 'zod';
import type { EventSpec, ServiceSpec } from '../define.ts';
import { currency, email, id, money, person, phone, text } from '../params.ts';
import { intasendInbound } from './inbound.ts';

const who = [
  'payer',
  'customer',
  'client',
  'buyer',
  'guest',
  'person',
  'them',
  'donor',
  'sender',
  'who paid',
  'student',
  'tenant',
  'member',
  'patient',
];

const paid = z.object({
  amount: money('the amount', {
    spoken: [
      'amount',
      'total',
      'payment amount',
      'amount paid',
      'how much',
      'sum',
      'value',
      'price',
      'what they paid',
      'payment',
    ],
    main: true,
  }),
  currency: currency('the currency', { spoken: ['currency'] }),
  email: email("the payer's email", { spoken: ['email', 'email address', ...who] }),
  phone: phone("the payer's phone", { spoken: ['phone', 'phone number', 'number', 'mobile', ...who] }),
  name: person("the payer's name", { spoken: ['name', 'full name', ...who] }),
  payment_id: id('the payment id', {
    spoken: ['payment id', 'transaction id', 'id', 'mpesa code', 'transaction code'],
  }),
  invoice_id: id("IntaSend's invoice id", { spoken: ['invoice id'] }),
  reference: text('the reference', { spoken: ['reference', 'api ref', 'order number', 'order id', 'account'] }),
  provider: text('how it was paid', { spoken: ['provider', 'payment method', 'method', 'channel'] }),
  state: text("the payment's state", { spoken: ['state', 'status', 'payment status'] }),
});

const sample = {
  amount: 15_000,
  currency: 'KES',
  email: 'accounts@acme.example',
  phone: '+254700000001',
  name: 'Acme',
  payment_id: 'PAY-SAMPLE',
  invoice_id: 'INV-SAMPLE',
  reference: 'ORDER-1',
  provider: 'M-PESA',
  state: 'COMPLETE',
};

const events: EventSpec[] = [
  {
    event: 'payment.confirmed',
    title: 'a payment is confirmed',
    phrases: [
      'get|receive|gets|receives … payment|money',
      'pays|paid|pay … me|us|through|via|with|by|on|for|using',
      'pays',
      'payment … confirmed|confirms|complete|completed|completes|received|succeeds|successful|succeeded|made|arrives|comes|lands|clears|goes|hits|in',
      'new|each|every|incoming|confirmed|successful payment',
      'payment|money … comes in',
      'confirmed|confirms … payment',
      'makes|completes|sends … payment',
      'money arrives|lands|hits',
      'is|am|are|get paid',
      'intasend|mpesa|m-pesa payment',
      'payment via|through|on|over|by|with|from|in intasend|mpesa|m-pesa|till',
      'money via|through|on|over|by|from mpesa|m-pesa|intasend',
      'sale … made',
      'deposit … made|received|arrives',
      'analipa|wanalipa|amelipa|ananilipa|nikilipwa|akilipa|wakilipa',
    ],
    data: paid,
    sample,
  },
  {
    event: 'payment.failed',
    title: 'a payment fails',
    phrases: [
      'payment … fails|failed|declined|bounces|unsuccessful',
      'failed|declined|unsuccessful payment',
      'fails to pay',
      "payment … doesn't go",
    ],
    data: paid.extend({ reason: text('why it failed', { spoken: ['reason', 'failure reason', 'error', 'why'] }) }),
    sample: { ...sample, state: 'FAILED', reason: 'Insufficient funds' },
  },
  {
    event: 'payment.pending',
    title: 'a payment is waiting',
    phrases: ['payment … pending|processing|started', 'pending payment'],
    data: paid,
    sample: { ...sample, state: 'PENDING' },
  },
  {
    event: 'payout.completed',
    title: 'a payout is completed',
    phrases: ['payout|withdrawal … completed|complete|succeeds|done|sent|goes', 'completed payout|withdrawal'],
    data: paid,
    sample: { ...sample, state: 'COMPLETED' },
  },
  {
    event: 'payout.failed',
    title: 'a payout fails',
    phrases: ['payout|withdrawal … fails|failed', 'failed payout|withdrawal'],
    data: paid.extend({ reason: text('why it failed', { spoken: ['reason', 'failure reason', 'error', 'why'] }) }),
    sample: { ...sample, state: 'FAILED', reason: 'Wrong number' },
  },
];

/** IntaSend as it sends events; what it does when asked is the service `payment`. */
export const intasend: ServiceSpec = {
  service: 'intasend',
  title: 'IntaSend',
  aliases: ['intersend'],
  nouns: ['intasend', 'intersend', 'inta send', 'mpesa', 'm-pesa', 'lipa na mpesa'],
  fields: [],
  accountOf: 'payment',
  actions: [],
  events,
  inbound: intasendInbound,
};
