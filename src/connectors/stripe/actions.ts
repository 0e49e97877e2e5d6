import { z } from 'zod';
import { defineAction, type ServiceSpec } from '../define.ts';
import { currency, id, money, said, saidMoney, text, title, url } from '../params.ts';
import { stripeEvents } from './events.ts';
import { stripeInbound } from './inbound.ts';

const createPaymentLink = defineAction({
  service: 'stripe',
  action: 'create_payment_link',
  title: 'Create a Stripe payment link',
  description: 'Makes a Stripe link with which someone can pay an amount.',
  params: z.object({
    amount: money('the amount', {
      ask: 'How much should the payment link ask for?',
      spoken: ['for', 'of'],
      fromTrigger: ['amount', 'total'],
    }),
    currency: currency().optional(),
    title: title('the product', { spoken: ['titled', 'called'] }).optional(),
  }),
  result: z.object({
    url: url('the payment link', { main: true, spoken: ['link', 'payment link'] }),
    link_id: id('the id of the link'),
  }),
  effect: 'write',
  undoable: 'Payment links can be deactivated.',
  undo: { report: (p) => `Payment link for ${saidMoney(p.amount, p.currency)} deactivated` },
  idempotency: 'key',
  contract: 1,
  connection: 'account',
  words: {
    phrases: [
      'create|make|generate|send a stripe link|payment link',
      'stripe payment link',
      'create|make|generate … payment link … stripe',
    ],
    nouns: ['stripe'],
  },
  describe: (p) => `Create a Stripe payment link for ${saidMoney(p.amount, p.currency)}`,
  report: (p) => `Payment link for ${saidMoney(p.amount, p.currency)} created`,
  simulate: () => ({ url: 'https://stripe.example/pay/sample', link_id: 'plink_sample' }),
});

const refund = defineAction({
  service: 'stripe',
  action: 'refund',
  title: 'Refund a Stripe payment',
  description: 'Gives back a Stripe payment, wholly or in part.',
  params: z.object({
    payment_id: id('the payment', {
      ask: 'Which Stripe payment should be refunded (its id)?',
      fromTrigger: ['payment_id', 'payment id'],
      spoken: ['payment', 'charge'],
    }),
    amount: money('the amount', { ask: 'How much should be refunded?', fromTrigger: ['amount'] }),
    currency: currency().optional(),
    reason: text('the reason', { spoken: ['because', 'reason'] }).optional(),
  }),
  result: z.object({
    refund_id: id('the refund id', { main: true, spoken: ['refund id', 'refund'] }),
    amount: money('the amount'),
    state: text("the provider's state"),
  }),
  effect: 'money',
  idempotency: 'key',
  contract: 1,
  connection: 'account',
  words: { phrases: ['refund … stripe', 'stripe refund', 'issue|make … refund … stripe'], nouns: ['stripe'] },
  describe: (p) => `Refund ${saidMoney(p.amount, p.currency)} of Stripe payment ${said(p.payment_id)}`,
  report: (p) => `Stripe payment ${said(p.payment_id)} refunded`,
  spend: (p) => {
    const amount = Number(p.amount);
    if (!Number.isFinite(amount) || amount <= 0) return null;
    return { amount, currency: typeof p.currency === 'string' ? p.currency : '', payee: null };
  },
  simulate: (p) => ({ refund_id: 're_sample', amount: p.amount, state: 'succeeded' }),
});

export const stripe: ServiceSpec = {
  service: 'stripe',
  title: 'Stripe',
  nouns: ['stripe'],
  fields: [
    { name: 'secret_key', label: 'Secret key', secret: true, required: true },
    { name: 'signing_secret', label: 'Webhook signing secret', secret: true, required: false },
  ],
  actions: [createPaymentLink, refund],
  events: stripeEvents,
  inbound: stripeInbound,
};
