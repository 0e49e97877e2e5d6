import { z } from 'zod';
import { defineAction, type ServiceSpec } from '../define.ts';
import { currency, date, email, id, money, person, phone, said, saidMoney, text } from '../params.ts';
import { dateIn } from '../sample.ts';

const createInvoice = defineAction({
  service: 'quickbooks',
  action: 'create_invoice',
  title: 'Create a QuickBooks invoice',
  description: 'Writes an invoice in QuickBooks for a customer.',
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
      spoken: ['due', 'payable', 'payment due', 'to be paid', 'payment terms', 'net'],
      suggest: 'in 14 days',
    }).optional(),
    currency: currency().optional(),
    email: email("the client's email", { fromTrigger: ['email'] }).optional(),
    description: text('the description', { spoken: ['described as', 'with the note', 'memo', 'line'] }).optional(),
  }),
  result: z.object({
    invoice_id: id('the invoice id'),
    invoice_number: id('the invoice number', {
      main: true,
      spoken: ['invoice number', 'number', 'invoice no', 'number of the invoice', 'invoice'],
    }),
    amount: money('the invoice amount'),
    due_date: date('the due date'),
    url: text('the link to the invoice', { spoken: ['invoice link', 'link to the invoice', 'link'] }),
  }),
  effect: 'write',
  undoable: 'Invoices can be voided.',
  undo: { report: (_p, r) => `Invoice ${said(r.invoice_number)} voided in QuickBooks` },
  idempotency: 'key',
  contract: 1,
  connection: 'account',
  words: {
    phrases: [
      'create|make|raise|issue|generate|send|prepare a quickbooks|qbo invoice',
      'create|make|raise|issue|generate|send|prepare an invoice … quickbooks',
      'invoice|bill|charge … in|on|with|through|via|using|from quickbooks',
      'invoice in|on|with|through|via|from quickbooks',
      'quickbooks invoice',
    ],
    nouns: ['quickbooks', 'quick books', 'qbo'],
  },
  describe: (p) => `Create a QuickBooks invoice for ${said(p.client)}, ${saidMoney(p.amount, p.currency)}`,
  report: (_p, r) => `Invoice ${said(r.invoice_number)} created in QuickBooks`,
  simulate: (p, context) => ({
    invoice_id: 'qb_sample',
    invoice_number: 'INV-SAMPLE',
    amount: p.amount,
    due_date: dateIn(p.due_date ?? 'in 14 days', context),
    url: 'https://quickbooks.example/invoice/sample',
  }),
});

const createCustomer = defineAction({
  service: 'quickbooks',
  action: 'create_customer',
  title: 'Create a QuickBooks customer',
  description: 'Writes a customer in QuickBooks.',
  params: z.object({
    name: person('the customer', {
      ask: "What is the customer's name?",
      spoken: ['called', 'named', 'for'],
      fromTrigger: ['name', "customer's name"],
    }),
    email: email("the customer's email", { fromTrigger: ['email'] }).optional(),
    phone: phone("the customer's phone", { fromTrigger: ['phone'] }).optional(),
  }),
  result: z.object({
    customer_id: id('the customer id', { main: true, spoken: ['customer id'] }),
    name: person('the customer'),
  }),
  effect: 'write',
  undoable: 'Customers can be made inactive.',
  undo: { report: (_p, r) => `Customer ${said(r.name)} made inactive in QuickBooks` },
  idempotency: 'key',
  contract: 1,
  connection: 'account',
  words: {
    phrases: [
      'create|add|make a quickbooks customer',
      'create|add|make|save … customer … quickbooks',
      'add … to quickbooks',
      'create|add|make|save|register|put … customer|client|contact … quickbooks',
      'create|add|make|save|put … quickbooks customer|client|contact',
    ],
    nouns: ['quickbooks', 'quick books', 'qbo'],
  },
  describe: (p) => `Add ${said(p.name)} to QuickBooks as a customer`,
  report: (_p, r) => `Customer ${said(r.name)} added to QuickBooks`,
  simulate: (p) => ({ customer_id: 'qb_customer_sample', name: p.name }),
});

export const quickbooks: ServiceSpec = {
  service: 'quickbooks',
  title: 'QuickBooks',
  aliases: ['quick_books', 'qbo'],
  nouns: ['quickbooks', 'quick books', 'qbo'],
  fields: [
    { name: 'realm_id', label: 'Company id', secret: false, required: true },
    { name: 'access_token', label: 'Access token', secret: true, required: true },
  ],
  actions: [createInvoice, createCustomer],
  events: [],
};
