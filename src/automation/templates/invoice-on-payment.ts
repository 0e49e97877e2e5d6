import type { Template } from './template.ts';

export const invoiceOnPayment: Template = {
  id: 'invoice-on-payment',
  title: 'Invoice on payment',
  summary: 'When IntaSend confirms a payment over an amount, makes a QuickBooks invoice and emails it to the payer.',
  parameters: [
    { name: 'threshold', label: 'Invoice payments over', kind: 'amount', example: '10,000', value: '1000' },
    { name: 'due', label: 'Days until it is due', kind: 'number', example: '14', value: '14' },
    { name: 'subject', label: 'Subject of the email', kind: 'text', example: 'Your invoice', value: 'Your invoice' },
  ],
  sample: { amount: 15_000, currency: 'KES', name: 'Acme', email: 'accounts@acme.example', invoice_id: 'PAY-1' },
  definition: {
    name: 'Invoice on payment',
    description: 'Invoices payers and tells them.',
    triggers: [{ type: 'webhook', service: 'intasend', event: 'payment.confirmed' }],
    steps: [
      {
        id: 'invoice',
        service: 'quickbooks',
        action: 'create_invoice',
        params: {
          amount: '{{ trigger.amount }}',
          currency: '{{ trigger.currency }}',
          client: '{{ trigger.name }}',
          due_date: 'in [[due]] days',
        },
        condition: '{{ trigger.amount > [[threshold]] }}',
      },
      {
        id: 'mail',
        service: 'email',
        action: 'send_email',
        params: {
          to: '{{ trigger.email }}',
          subject: '[[subject]] {{ invoice.invoice_number }}',
          body: 'Thank you for your payment. Invoice {{ invoice.invoice_number }} is yours.',
        },
        condition: '{{ invoice.status == "success" }}',
      },
    ],
  },
};
