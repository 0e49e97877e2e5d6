import type { Product } from '../faults/support/product.ts';
import { asking, effect, waiting } from '../faults/support/workflows.ts';

/** What one run does to the world, to be counted afterwards. */
export const EXPECTED = { effects: 12, items: 5, payments: 2, emails: 1, gates: 2 } as const;
export const STEPS = 20;

/**
 * Twenty steps: effects one after another and side by side, two gates, two payments, a list, a wait, an email. A list item
 * names itself in what it sends, so that each can be told apart.
 */
export function everything(product: Product) {
  const step = (id: string, needs: string[]) => effect(product, id, { needs });
  const item = effect(product, 'each/each', { needs: ['joined'] });
  const pay = (id: string, amount: number, needs: string[]) => ({
    id,
    service: 'payment',
    action: 'withdraw',
    params: { amount, phone: '+254712345678', currency: 'KES' },
    needs,
  });
  return [
    step('first', []),
    step('second', ['first']),
    asking('gate_one', ['second']),
    pay('pay_one', 300, ['gate_one']),
    ...['left', 'middle', 'right'].map((id) => step(id, ['pay_one'])),
    step('joined', ['left', 'middle', 'right']),
    {
      ...item,
      id: 'each',
      for_each: '{{ [1, 2, 3, 4, 5] }}',
      params: { ...item.params, body: { ...item.params.body, index: '{{ index }}' } },
    },
    waiting('pause', '1s', ['each']),
    {
      id: 'mail',
      service: 'email',
      action: 'send_email',
      params: { to: 'ann@example.com', subject: 'Done', body: 'All of it is done.' },
      needs: ['pause'],
    },
    asking('gate_two', ['mail']),
    pay('pay_two', 200, ['gate_two']),
    { id: 'kept', service: 'flow', action: 'set', params: { values: { paid: 500 } }, needs: ['pay_two'] },
    step('after', ['kept']),
    ...['one', 'two', 'three', 'four'].map((id) => step(`end_${id}`, ['after'])),
    step('last', ['end_one', 'end_two', 'end_three', 'end_four']),
  ];
}
