/** Definitions the API's tests use: everything in them runs on sandboxes. */
export const byHand = (name: string) => ({
  name,
  triggers: [{ type: 'manual' }],
  steps: [
    {
      id: 'tell',
      service: 'email',
      action: 'send_email',
      params: { to: 'ann@example.com', subject: 'Hello {{ trigger.who }}', body: 'Hi' },
    },
  ],
});

export const onPayment = (name: string) => ({
  name,
  triggers: [{ type: 'webhook', service: 'intasend', event: 'payment.confirmed' }],
  steps: [
    {
      id: 'invoice',
      service: 'quickbooks',
      action: 'create_invoice',
      params: { client: 'Acme', amount: '{{ trigger.amount }}', due_date: '2026-12-31' },
      condition: '{{ trigger.amount > 1000 }}',
    },
    {
      id: 'tell',
      service: 'email',
      action: 'send_email',
      params: { to: 'ann@example.com', subject: 'Invoice {{ invoice.invoice_number }}', body: 'Thank you' },
      condition: "{{ invoice.status == 'success' }}",
    },
  ],
});
