import { z } from 'zod';
import type { Json } from '../../automation/definition.ts';
import { defineAction, type ServiceSpec } from '../define.ts';
import {
  briefly,
  currency,
  date,
  email,
  id,
  money,
  person,
  phone,
  said,
  saidMoney,
  steady,
  text,
  title,
  url,
} from '../params.ts';
import { dateIn } from '../sample.ts';
import { paymentStatus, refund } from './refunds.ts';
import {
  createInvoice as runInvoice,
  createPaymentLink as runLink,
  withdraw as runWithdraw,
  withdrawn,
} from './run.ts';
import { spendOf } from './spend.ts';

const description = (more = {}) =>
  text('the description', {
    ask: 'What is it for?',
    spoken: ['for', 'described as', 'with the note', 'memo', 'reason'],
    ...more,
  });

const createPaymentLink = defineAction({
  service: 'payment',
  action: 'create_payment_link',
  title: 'Create a payment link',
  description: 'Makes an IntaSend link with which someone can pay an amount.',
  params: z.object({
    amount: money('the amount', {
      ask: 'How much should the payment link ask for?',
      spoken: ['for', 'of'],
      fromTrigger: ['amount', 'total'],
    }),
    currency: currency().optional(),
    title: title('the title', { spoken: ['titled', 'called'] }).optional(),
    email: email("the payer's email", { fromTrigger: ['email'] }).optional(),
  }),
  result: z.object({
    url: url('the payment link', { main: true, spoken: ['link', 'payment link'] }),
    link_id: id('the id of the link'),
  }),
  effect: 'write',
  undoable: 'Payment links can be closed.',
  undo: { report: (p) => `Payment link for ${saidMoney(p.amount, p.currency)} closed` },
  idempotency: 'natural',
  contract: 1,
  connection: 'account',
  words: {
    phrases: [
      'create|make|generate|send a payment link',
      'payment link',
      'link to pay',
      'intasend link',
      'create|make|generate a checkout link',
      'create|make|generate a link … pay',
    ],
    nouns: ['payment link'],
  },
  describe: (p) => `Create a payment link for ${saidMoney(p.amount, p.currency)}`,
  report: (p) => `Payment link for ${saidMoney(p.amount, p.currency)} created`,
  simulate: (p) => ({ url: `https://pay.example/sample-${steady(String(p.amount))}`, link_id: 'LINK-SAMPLE' }),
  run: runLink,
});

/** "+254712345678 (Otieno)": people know a payee by name. */
const payeeOf = ({ phone: number, name }: Record<string, Json>): string =>
  `${said(number)}${typeof name === 'string' && name !== '' ? ` (${briefly(name)})` : ''}`;

const withdraw = defineAction({
  service: 'payment',
  action: 'withdraw',
  title: 'Withdraw money',
  description: 'Pays out from the IntaSend wallet to a phone number (M-Pesa).',
  params: z.object({
    amount: money('the amount', {
      ask: 'How much should be paid out?',
      spoken: ['of'],
      fromTrigger: ['amount', 'total'],
    }),
    phone: phone('the phone number', {
      ask: 'Which phone number should the money go to?',
      spoken: ['to', 'for'],
      fromTrigger: ['phone', "customer's phone"],
    }),
    currency: currency().optional(),
    name: person('the name of the payee').optional(),
    description: description().optional(),
  }),
  result: z.object({
    tracking_id: id('the tracking id', { main: true, spoken: ['tracking id', 'transaction id', 'reference'] }),
    amount: money('the amount'),
    currency: currency(),
    state: text("the provider's state"),
  }),
  effect: 'money',
  idempotency: 'lookup',
  contract: 1,
  connection: 'account',
  words: {
    phrases: [
      'withdraw',
      'make a withdrawal',
      'pay out',
      'payout',
      'send money',
      'transfer money',
      'transfer',
      'cash out',
      'disburse',
      'pay',
      'move money',
      'lipa',
      'tuma pesa',
      'send … mpesa|m-pesa|shillings|kes|bob',
    ],
    nouns: ['withdrawal', 'payout', 'mpesa', 'm-pesa'],
  },
  describe: (p) => `Withdraw ${saidMoney(p.amount, p.currency)} to ${payeeOf(p)}`,
  report: (p) => `${saidMoney(p.amount, p.currency)} paid out to ${payeeOf(p)}`,
  spend: (p) => spendOf(p.amount, p.currency, p.phone),
  simulate: (p, context) => ({
    tracking_id: 'TRK-SAMPLE',
    amount: p.amount,
    currency: p.currency ?? context.currency,
    state: 'COMPLETED',
  }),
  run: runWithdraw,
  lookup: withdrawn,
});

const createInvoice = defineAction({
  service: 'payment',
  action: 'create_invoice',
  title: 'Create an invoice',
  description: 'Makes an IntaSend invoice for a client.',
  params: z.object({
    amount: money('the amount', {
      ask: 'What amount should the invoice be for?',
      spoken: ['for', 'of'],
      fromTrigger: ['amount', 'total'],
    }),
    client: person('the client', {
      ask: 'Who is the invoice for?',
      spoken: ['for', 'to', 'client'],
      fromTrigger: ['name', "customer's name"],
    }),
    due_date: date('the due date', {
      ask: 'When is it due?',
      spoken: ['due', 'payable', 'payment due', 'to be paid', 'payment terms', 'net'],
      suggest: 'in 14 days',
    }),
    currency: currency().optional(),
    email: email("the client's email", { fromTrigger: ['email'] }).optional(),
    description: description().optional(),
  }),
  result: z.object({
    invoice_id: id('the invoice id'),
    invoice_number: id('the invoice number', {
      main: true,
      spoken: ['invoice number', 'number', 'invoice no', 'number of the invoice', 'invoice'],
    }),
    url: url('the link to the invoice', { spoken: ['invoice link', 'link to the invoice', 'link'] }),
    amount: money('the invoice amount'),
    due_date: date('the due date'),
  }),
  effect: 'write',
  undoable: 'Invoices can be voided.',
  undo: { report: (_p, r) => `Invoice ${said(r.invoice_number)} voided` },
  idempotency: 'natural',
  contract: 1,
  connection: 'account',
  words: {
    phrases: [
      'create|make|raise|issue|generate|send|prepare|draft|do an invoice',
      'invoice',
      'bill',
      'tengeneza invoice',
    ],
    nouns: ['invoice', 'bill'],
  },
  describe: (p) => `Create an invoice for ${said(p.client)}, ${saidMoney(p.amount, p.currency)}`,
  report: (_p, r) => `Invoice ${said(r.invoice_number)} created`,
  simulate: (p, context) => ({
    invoice_id: 'inv_sample',
    invoice_number: 'INV-SAMPLE',
    url: 'https://pay.example/invoice/sample',
    amount: p.amount,
    due_date: dateIn(p.due_date, context),
  }),
  run: runInvoice,
});

export const payment: ServiceSpec = {
  service: 'payment',
  title: 'IntaSend payments',
  aliases: ['payments', 'mpesa'],
  nouns: ['intasend', 'payment', 'mpesa', 'm-pesa'],
  fields: [
    { name: 'public_key', label: 'IntaSend public key', secret: false, required: true, env: 'INTASEND_PUBLIC_KEY' },
    { name: 'secret_key', label: 'IntaSend secret key', secret: true, required: true, env: 'INTASEND_SECRET_KEY' },
    {
      name: 'challenge',
      label: 'Webhook challenge',
      secret: true,
      required: false,
      help: 'The word set with the webhook in the IntaSend dashboard',
    },
  ],
  actions: [createPaymentLink, withdraw, createInvoice, refund, paymentStatus],
  events: [],
};
