import { expect, it } from 'vitest';
import { type Definition, definitionSchema } from '../../src/automation/definition.ts';
import { whyNotAgain } from '../../src/automation/lapse-retry.ts';

/** Whether what a run went on without may be tried again by itself. */

const call = { service: 'http', action: 'request', params: { url: 'https://example.com/{{ item }}' } };
const fetched = { id: 'fetch', for_each: '{{ trigger.orders }}', on_error: 'continue', ...call };
const of = (...steps: object[]): Definition =>
  definitionSchema.parse({ name: 'Orders', steps, triggers: [{ type: 'manual' }] });

it('may where every list keeps its places', () => {
  for (const list of ['{{ fetch.results }}', '{{ trigger.orders.filter(o, o.paid) }}'])
    expect(whyNotAgain(of(fetched, { id: 'send', for_each: list, on_error: 'continue', ...call })), list).toBeNull();
});

it('may not where a list is chosen from what the run went on without: done once more, it could be another one', () => {
  const chosen = "{{ fetch.results.filter(r, r.status == 'success') }}";
  expect(whyNotAgain(of(fetched, { id: 'send', for_each: chosen, on_error: 'continue', ...call }))).toMatch(
    /could be another list/,
  );
  // What ends the run by failing was never gone on without.
  const { on_error: _, ...strict } = fetched;
  expect(whyNotAgain(of(strict, { id: 'send', for_each: chosen, on_error: 'continue', ...call }))).toBeNull();
});
