import { z } from 'zod';
import type { EventSpec } from '../define.ts';
import { currency, email, id, money, person, text } from '../params.ts';

const who = ['payer', 'customer', 'client', 'buyer', 'guest', 'person', 'them', 'donor', 'subscriber', 'member'];

const paid = z.object({
  amount: money('the amount', {
    spoken: ['amount', 'total', 'payment amount', 'amount paid', 'how much', 'sum', 'value', 'price', 'what they paid'],
    main: true,
  }),
  currency: currency('the currency', { spoken: ['currency'] }),
  email: email("the customer's email", { spoken: ['email', 'email address', ...who] }),
  name: person("the customer's name", { spoken: ['name', 'full name', ...who] }),
  description: text('the description', { spoken: ['description', 'product', 'item', 'what they bought'] }),
  payment_id: id('the payment id', { spoken: ['payment id', 'payment intent', 'charge', 'id', 'transaction id'] }),
  customer_id: id('the customer id', { spoken: ['customer id'] }),
});

const sample = {
  amount: 120,
  currency: 'USD',
  email: 'customer@example.com',
  name: 'Sam Sample',
  description: 'Sample product',
  payment_id: 'pi_sample',
  customer_id: 'cus_sample',
};

const failed = paid.extend({ reason: text('why it failed', { spoken: ['reason', 'failure reason', 'error', 'why'] }) });

/** What Stripe sends, by its own event names. */
export const stripeEvents: EventSpec[] = [
  {
    event: 'payment_intent.succeeded',
    title: 'a payment succeeds',
    phrases: [
      'get|receive|gets|receives … payment|money|charge',
      'pays|paid|pay … me|us|through|via|with|by|on|for|using',
      'pays',
      'payment|charge|sale … succeeds|succeeded|successful|confirmed|complete|completed|completes|received|made|arrives|comes|lands|clears|goes|in',
      'new|each|every|incoming|successful payment|charge|sale',
      'makes|completes … payment|purchase',
      'stripe payment|charge|sale',
      'payment|charge|sale via|through|on|over|by|with|from|in stripe',
      'successful … payment|charge',
      'buys',
    ],
    data: paid,
    sample,
  },
  {
    event: 'payment_intent.payment_failed',
    title: 'a payment fails',
    phrases: [
      'payment|charge|card … fails|failed|declined|bounces|bounced',
      'failed|declined payment|charge|card',
      'stripe payment|charge … fails|failed',
    ],
    data: failed,
    sample: { ...sample, reason: 'Card declined' },
  },
  {
    event: 'checkout.session.completed',
    title: 'a checkout is completed',
    phrases: ['checkout … completed|complete|completes|finished|done', 'completes … checkout', 'completed checkout'],
    data: paid,
    sample,
  },
  {
    event: 'charge.refunded',
    title: 'a charge is refunded',
    phrases: ['refund … made|issued|created', 'charge|payment … refunded', 'new refund'],
    data: paid,
    sample,
  },
  {
    event: 'charge.dispute.created',
    title: 'a charge is disputed',
    phrases: [
      'dispute|chargeback … opened|created|comes',
      'disputes … charge|payment',
      'new dispute|chargeback',
      'charge|payment … disputed',
    ],
    data: failed,
    sample: { ...sample, reason: 'fraudulent' },
  },
  {
    event: 'invoice.paid',
    title: 'an invoice is paid',
    phrases: ['invoice … paid', 'pays … invoice'],
    data: paid,
    sample,
  },
  {
    event: 'invoice.payment_failed',
    title: 'an invoice could not be paid',
    phrases: ['invoice … fails|failed', 'invoice payment … fails|failed'],
    data: failed,
    sample: { ...sample, reason: 'Card declined' },
  },
  {
    event: 'customer.subscription.created',
    title: 'a subscription starts',
    phrases: ['subscription … created|started|starts', 'new … subscription|subscriber', 'subscribes'],
    data: paid,
    sample,
  },
  {
    event: 'customer.subscription.deleted',
    title: 'a subscription ends',
    phrases: [
      'subscription … cancelled|canceled|deleted|ends|ended',
      'cancels … subscription',
      'unsubscribes',
      'churns',
    ],
    data: paid,
    sample,
  },
  {
    event: 'customer.created',
    title: 'a customer is created',
    phrases: ['customer … created|added', 'new … customer'],
    data: paid,
    sample,
  },
];
