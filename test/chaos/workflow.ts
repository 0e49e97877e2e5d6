import type { Product } from '../faults/support/product.ts';
import { asking, effect, waiting } from '../faults/support/workflows.ts';

/** What one run does to the world, to be counted afterwards. */
export const EXPECTED = { effects: 10, items: 10, payments: 2, emails: 1, gates: 2 } as const;
/** Of twenty steps two are the body of the loop. */
export const STEPS = 18;

/**
 * Twenty steps: effects one after another and side by side, two gates, two payments, a loop over five items with a body of
 * two steps, a wait, an email. An item names itself in what it sends, so that each can be told apart.
 */
export function everything(product: Product) {
  const step = (id: string, needs: string[]) => effect(product, id, { needs });
  const inside = (id: string, needs: string[]) => {
    const made = effect(product, `items/each/${id}`, { needs });
    const body = { ...made.params.body, index: '{{ index }}' };
    return { ...made, id, inside: 'items', params: { ...made.params, body } };
  };
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
    { id: 'items', service: 'flow', action: 'loop', for_each: '{{ [1, 2, 3, 4, 5] }}', needs: ['joined'] },
    inside('ordered', []),
    inside('packed', ['ordered']),
    waiting('pause', '1s', ['items']),
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
    ...['one', 'two'].map((id) => step(`end_${id}`, ['after'])),
    step('last', ['end_one', 'end_two']),
  ];
}
