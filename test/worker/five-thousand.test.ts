import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Harness, openHarness } from './support/harness.ts';

/**
 * A loop over 5,000 items with a body of two steps, in histories as long as they are in use. Minutes: told with NOD_LONG=1, and how
 * long it took.
 */
const ITEMS = 5000;

let h: Harness;
beforeAll(async () => {
  if (process.env.NOD_LONG) h = await openHarness();
});
afterAll(() => h?.close());

it.skipIf(!process.env.NOD_LONG)('goes through 5,000 items, each once', { timeout: 1_200_000, retry: 0 }, async () => {
  const approved = await h.approve({
    steps: [
      { id: 'all', service: 'flow', action: 'loop', for_each: '{{ trigger.items }}', max_parallel: 20 },
      { id: 'see', action: 'peek', inside: 'all', params: { data: '{{ item }}' } },
      { id: 'put', action: 'put', inside: 'all', params: { data: '{{ item }}', to: '{{ see.id }}' } },
      { id: 'last', action: 'put', params: { to: 'end', data: '{{ [all.count, all.failed, size(all.results)] }}' } },
    ],
  });
  const begun = Date.now();
  const id = await h.start(approved, { items: Array.from({ length: ITEMS }, (_, at) => at) });
  const { execution, steps } = await h.ended(id);
  const took = Date.now() - begun;
  expect(execution).toMatchObject({ status: 'completed', errorMessage: null });
  expect(steps.last?.input).toMatchObject({ data: [ITEMS, 0, ITEMS] });
  const items = h.world.called('put').flatMap(({ params }) => (params.to === 'end' ? [] : [params.data]));
  expect(items).toHaveLength(ITEMS);
  expect(new Set(items).size).toBe(ITEMS);
  let histories = 1;
  let runId: string | undefined = (await h.handle(id).describe()).runId;
  while (runId !== undefined) {
    const { events } = await h.temporal.client.workflow.getHandle(`run-${id}`, runId).fetchHistory();
    expect(events?.length).toBeLessThan(4000);
    runId = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
    if (runId !== undefined) histories += 1;
  }
  expect(histories).toBeGreaterThan(1);
  const each = `${(took / ITEMS).toFixed(1)} ms an item`;
  process.stdout.write(`${ITEMS} items of two steps: ${(took / 1000).toFixed(1)} s, ${each}, ${histories} histories\n`);
});
