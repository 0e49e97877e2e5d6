import { z } from 'zod';
import { defineAction } from '../define.ts';
import { briefly, currency, id, money, said, saidMoney, text } from '../params.ts';
import { refunded, refund as runRefund, paymentStatus as runStatus } from './run.ts';
import { spendOf } from './spend.ts';

export const refund = defineAction({
  service: 'payment',
  action: 'refund',
  title: 'Refund a payment',
  description: 'Gives back an IntaSend payment, wholly or in part.',
  params: z.object({
    payment_id: id('the payment', {
      ask: 'Which payment should be refunded (its id)?',
      fromTrigger: ['invoice_id', 'payment id'],
      spoken: ['payment'],
    }),
    amount: money('the amount', { ask: 'How much should be refunded?', fromTrigger: ['amount'] }),
    currency: currency().optional(),
    reason: text('the reason', { spoken: ['because', 'reason'] }).optional(),
  }),
  result: z.object({
    refund_id: id('the refund id', { main: true, spoken: ['refund id'] }),
    amount: money('the amount'),
    state: text("the provider's state"),
  }),
  effect: 'money',
  idempotency: 'lookup',
  contract: 1,
  connection: 'account',
  words: {
    phrases: ['refund', 'give … money back', 'pay … back', 'issue|make a refund', 'reimburse'],
    nouns: ['refund'],
  },
  describe: (p) => `Refund ${saidMoney(p.amount, p.currency)} of payment ${briefly(p.payment_id)}`,
  report: (p) => `Payment ${said(p.payment_id)} refunded`,
  spend: (p) => spendOf(p.amount, p.currency, null),
  simulate: (p) => ({ refund_id: 'RFD-SAMPLE', amount: p.amount, state: 'PROCESSED' }),
  run: runRefund,
  lookup: refunded,
});

export const paymentStatus = defineAction({
  service: 'payment',
  action: 'payment_status',
  title: 'Look up a payment',
  description: 'Reads the state of an IntaSend payment.',
  params: z.object({
    payment_id: id('the payment', {
      ask: 'Which payment (its id)?',
      fromTrigger: ['invoice_id', 'payment id'],
      spoken: ['payment', 'for', 'of'],
    }),
  }),
  result: z.object({
    payment_id: id('the payment'),
    state: text("the payment's state", { main: true, spoken: ['state', 'status', 'payment status'] }),
    amount: money('the amount'),
    currency: currency(),
  }),
  effect: 'read',
  idempotency: 'natural',
  contract: 1,
  connection: 'account',
  short: true,
  words: {
    phrases: [
      'check|get|look up|fetch … payment status',
      'check|get … status of … payment',
      'payment status',
      'check … payment',
      'check … paid',
    ],
    nouns: ['payment status'],
  },
  describe: (p) => `Look up payment ${briefly(p.payment_id)}`,
  report: (p, r) => `Payment ${said(p.payment_id)} is ${said(r.state).toLowerCase()}`,
  simulate: (p, context) => ({
    payment_id: p.payment_id,
    state: 'COMPLETE',
    amount: 15_000,
    currency: context.currency,
  }),
  run: runStatus,
});
