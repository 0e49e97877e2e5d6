import { z } from 'zod';
import type { CheckContext } from '../../src/automation/checks/context.ts';
import { createCatalogue } from '../../src/connectors/catalogue.ts';
import { defineAction, type ServiceSpec } from '../../src/connectors/define.ts';
import { flow } from '../../src/connectors/flow/actions.ts';
import { currency, email, id, list, money, phone, recipientsOf, said, text } from '../../src/connectors/params.ts';

/** A small catalogue of its own, so that these tests do not follow every word of the real one. */
const pay: ServiceSpec = {
  service: 'payment',
  title: 'Payments',
  nouns: [],
  fields: [],
  events: [],
  actions: [
    defineAction({
      service: 'payment',
      action: 'withdraw',
      title: 'Withdraw money',
      description: '',
      params: z.object({
        amount: money('the amount', { ask: 'How much?' }),
        phone: phone('the phone'),
        currency: currency().optional(),
      }),
      result: z.object({ tracking_id: id('the tracking id'), amount: money('the amount') }),
      effect: 'money',
      idempotency: 'lookup',
      contract: 1,
      connection: 'account',
      words: { phrases: [] },
      describe: (p) => `Withdraw ${said(p.amount)} to ${said(p.phone)}`,
      report: () => 'Paid',
      spend: (p) =>
        typeof p.amount === 'number'
          ? { amount: p.amount, currency: '', payee: typeof p.phone === 'string' ? p.phone : null }
          : null,
      simulate: (p) => ({ tracking_id: 'TRK', amount: p.amount }),
    }),
    defineAction({
      service: 'payment',
      action: 'create_invoice',
      title: 'Create an invoice',
      description: '',
      params: z.object({
        amount: money('the amount', { ask: 'What amount?' }),
        client: text('the client'),
        due_date: text('the due date').optional(),
      }),
      result: z.object({ invoice_number: id('the invoice number'), rows: list('the rows') }),
      effect: 'write',
      undoable: 'Invoices can be voided.',
      idempotency: 'key',
      contract: 2,
      connection: 'account',
      words: { phrases: [] },
      describe: (p) => `Create an invoice for ${said(p.client)}, ${said(p.amount)}`,
      report: (_p, r) => `Invoice ${said(r.invoice_number)} created`,
      simulate: () => ({ invoice_number: 'INV-SAMPLE', rows: [] }),
    }),
  ],
};

const mail: ServiceSpec = {
  service: 'email',
  title: 'Email',
  aliases: ['mailgun'],
  nouns: [],
  fields: [],
  events: [],
  actions: [
    defineAction({
      service: 'email',
      action: 'send_email',
      title: 'Send an email',
      description: '',
      params: z.object({
        to: email('the address', { ask: 'To whom?' }),
        subject: text('the subject'),
        body: text('the text').optional(),
      }),
      result: z.object({ message_id: id('the message id') }),
      effect: 'message',
      idempotency: 'none',
      contract: 1,
      connection: 'account',
      words: { phrases: [] },
      describe: (p) => `Email ${said(p.to)}: “${said(p.subject)}”`,
      report: (p) => `Emailed ${said(p.to)}`,
      recipients: (p) => recipientsOf(p.to),
      simulate: () => ({ message_id: 'sample' }),
    }),
  ],
};

const intasend: ServiceSpec = {
  service: 'intasend',
  title: 'IntaSend',
  aliases: ['intersend'],
  nouns: [],
  fields: [],
  actions: [],
  events: [
    {
      event: 'payment.confirmed',
      title: 'a payment is confirmed',
      phrases: [],
      data: z.object({
        amount: money('the amount'),
        email: email("the payer's email"),
        name: text('the name'),
        phone: phone('the phone'),
        items: list('the items'),
      }),
      sample: {
        amount: 15_000,
        email: 'accounts@acme.example',
        name: 'Acme',
        phone: '+254700000001',
        items: [{ n: 1 }, { n: 2 }],
      },
    },
  ],
};

const custom: ServiceSpec = {
  service: 'custom',
  title: 'Your own webhook',
  nouns: [],
  fields: [],
  actions: [],
  events: [{ event: '*', title: 'anything arrives', phrases: [], data: z.object({}), sample: { total: 5000 } }],
};

export const catalogue = createCatalogue([pay, mail, intasend, custom, flow]);

export const context: CheckContext = {
  now: '2026-11-20T07:00:00Z',
  timeZone: 'Africa/Nairobi',
  withdrawMax: 100_000,
  dailySpendLimit: 500_000,
  currency: 'KES',
  catalogue,
  workflows: [],
};

/** The running example of the project, with parts replaced. */
export const invoiceOnPayment = (change: Record<string, unknown> = {}) => ({
  name: 'Invoice on payment',
  triggers: [{ type: 'webhook', service: 'intasend', event: 'payment.confirmed' }],
  steps: [
    {
      id: 'invoice',
      service: 'payment',
      action: 'create_invoice',
      params: { amount: '{{ trigger.amount }}', client: '{{ trigger.name }}' },
      condition: '{{ trigger.amount > 10000 }}',
    },
    {
      id: 'mail',
      service: 'email',
      action: 'send_email',
      params: { to: '{{ trigger.email }}', subject: 'Invoice {{ invoice.invoice_number }}' },
    },
  ],
  ...change,
});
