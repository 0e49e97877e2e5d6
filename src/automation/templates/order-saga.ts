import type { Template } from './template.ts';

export const orderSaga: Template = {
  id: 'order-saga',
  title: 'Order fulfilment',
  summary:
    'When a paid order arrives: reserves the stock, checks the payment, hands the order to shipping and tells the buyer. Where a part fails, or you cancel, the payment is refunded and the stock released: only what was done, the last thing first.',
  parameters: [
    { name: 'base', label: 'Airtable base of the stock', kind: 'text', example: 'Shop' },
    { name: 'board', label: 'Trello board of shipping', kind: 'text', example: 'Shipping' },
    { name: 'most', label: 'Most one refund may give back', kind: 'amount', example: '20,000', value: '20000' },
  ],
  sample: {
    order_id: 'ORD-1',
    item: 'Kettle',
    quantity: 2,
    amount: 4000,
    payment_id: 'PAY-1',
    email: 'buyer@acme.example',
  },
  definition: {
    name: 'Order fulfilment',
    description: 'Reserve, charge, ship; undone in reverse where a part fails.',
    policy: { max_withdraw_amount: '[[most]]' },
    on_failure: 'undo',
    on_cancel: 'undo',
    triggers: [{ type: 'webhook', service: 'custom', event: 'order.placed' }],
    steps: [
      {
        id: 'reserve',
        service: 'airtable',
        action: 'create_record',
        params: {
          base: '[[base]]',
          table: 'Reservations',
          values: {
            order: '{{ trigger.order_id }}',
            item: '{{ trigger.item }}',
            quantity: '{{ trigger.quantity }}',
            state: 'reserved',
          },
        },
        timeout: '10s',
        retry: { attempts: 3 },
      },
      {
        id: 'charge',
        service: 'payment',
        action: 'payment_status',
        params: { payment_id: '{{ trigger.payment_id }}' },
        timeout: '30s',
        retry: { attempts: 3 },
        undo: {
          service: 'payment',
          action: 'refund',
          params: {
            payment_id: '{{ charge.payment_id }}',
            amount: '{{ trigger.amount }}',
            reason: 'Order {{ trigger.order_id }} cannot be fulfilled',
          },
        },
      },
      {
        id: 'ship',
        service: 'trello',
        action: 'create_card',
        params: {
          board: '[[board]]',
          list: 'To ship',
          title: 'Order {{ trigger.order_id }}: {{ trigger.quantity }} × {{ trigger.item }}',
        },
        timeout: '5m',
        retry: { attempts: 3 },
      },
      {
        id: 'tell',
        service: 'email',
        action: 'send_email',
        params: {
          to: '{{ trigger.email }}',
          subject: 'Your order {{ trigger.order_id }}',
          body: 'It is on its way: {{ trigger.quantity }} × {{ trigger.item }}.',
        },
      },
    ],
  },
};
