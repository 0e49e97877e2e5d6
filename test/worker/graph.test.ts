import { afterAll, beforeAll, expect, it } from 'vitest';
import { refused } from './support/actions.ts';
import { type Harness, openHarness } from './support/harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await openHarness();
});
afterAll(() => h.close());

it('runs steps in the order written and hands results on', async () => {
  const { execution, steps } = await h.run(
    {
      steps: [
        { id: 'first', params: { data: '{{ trigger.amount }}' } },
        { id: 'second', action: 'peek', params: { to: 'after {{ first.id }}', data: '{{ trigger }}' } },
        { id: 'third', action: 'put', params: { to: '{{ owner.name }} {{ second.status }}', data: '{{ run.id }}' } },
      ],
    },
    { amount: 12 },
  );
  expect(execution).toMatchObject({ status: 'completed', phase: null, errorMessage: null });
  expect(steps.first).toMatchObject({ state: 'success', input: { data: 12 }, attempt: 1 });
  expect(steps.second?.input).toMatchObject({ to: expect.stringMatching(/^after write-\d+$/) });
  expect(steps.third).toMatchObject({ input: { to: 'Wanjiru success', data: execution._id }, status: 'success' });
  expect(steps.third?.report).toMatch(/^put gave put-/);
  expect(execution.result).toMatchObject({ success: true, outputs: { third: { status: 'success', error: null } } });
  expect(execution.completedAt).not.toBeNull();
  expect(h.wakes).toContain(execution._id);
});

it('takes exactly one of two branches: S0.106', async () => {
  const steps = [
    { id: 'book', action: 'book', params: { data: '{{ trigger.hotel }}' } },
    {
      id: 'tell_admin',
      action: 'notify',
      condition: "{{ book.status == 'failed' }}",
      params: { to: 'admin', data: '{{ book.error }}' },
    },
    { id: 'tell_guest', action: 'notify', condition: "{{ book.status == 'confirmed' }}", params: { to: 'guest' } },
  ];
  h.world.on('book', (params) => {
    if (params.data === 'full') throw refused('No rooms left.');
    return { id: 'b1', confirmation: 'C-1' };
  });
  const good = await h.run({ steps }, { hotel: 'free' });
  expect(good.execution.status).toBe('completed');
  expect(good.steps).toMatchObject({ tell_admin: { state: 'skipped' }, tell_guest: { state: 'success' } });
  const bad = await h.run({ steps }, { hotel: 'full' });
  expect(bad.execution.status).toBe('completed');
  expect(bad.steps).toMatchObject({
    book: { state: 'failed', error: 'No rooms left.' },
    tell_admin: { state: 'success', input: { to: 'admin', data: 'No rooms left.' } },
    tell_guest: { state: 'skipped' },
  });
});
