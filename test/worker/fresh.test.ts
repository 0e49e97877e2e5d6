import type { History } from '@temporalio/common/lib/proto-utils.js';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Harness, openHarness, PERSON } from './support/harness.ts';

/** Histories so short that every run here goes on in several. */
const HISTORY = { events: 60, bytes: 1_000_000 };

let h: Harness;
beforeAll(async () => {
  h = await openHarness({}, { history: HISTORY });
});
afterAll(() => h.close());

/** Every history of a run, newest first: how long each is. */
async function histories(id: string): Promise<number[]> {
  const lengths: number[] = [];
  let runId: string | undefined = (await h.handle(id).describe()).runId;
  while (runId !== undefined) {
    const handle: { fetchHistory(): Promise<History> } = h.temporal.client.workflow.getHandle(`run-${id}`, runId);
    const events: NonNullable<History['events']> = (await handle.fetchHistory()).events ?? [];
    lengths.push(events.length);
    runId = events[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
  }
  return lengths;
}

const BODY = [
  { id: 'all', service: 'flow', action: 'loop', for_each: '{{ trigger.items }}', max_parallel: 10 },
  { id: 'see', action: 'peek', inside: 'all', params: { data: '{{ item }}' } },
  { id: 'put', action: 'put', inside: 'all', params: { data: '{{ [index, item] }}', to: '{{ see.id }}' } },
];

it('goes on in fresh histories in the middle of a loop, and does every item once', { timeout: 240_000 }, async () => {
  const count = Number(process.env.NOD_LOOP ?? 300);
  let calls = 0;
  h.world.on('peek', () => {
    calls += 1;
    return { id: 'seen' };
  });
  const id = await h.start(
    await h.approve({
      steps: [
        { id: 'first', action: 'put', params: { to: 'one' } },
        ...BODY,
        {
          id: 'last',
          action: 'put',
          params: { data: '{{ [all.count, size(all.results), all.results[17].put.status] }}', to: '{{ first.id }}' },
        },
      ],
    }),
    { items: Array.from({ length: count }, (_, at) => at * 2) },
  );
  await vi.waitFor(() => expect(calls).toBeGreaterThan(count / 3), { timeout: 120_000 });
  await h.restart();
  const { execution, steps } = await h.ended(id);
  expect(execution).toMatchObject({ status: 'completed' });
  const of = h.world.called('put').filter((call) => call.execution === id && Array.isArray(call.params.data));
  expect(of).toHaveLength(count + 1);
  expect(new Set(of.map((call) => call.key)).size).toBe(count + 1);
  expect(steps.last?.input).toMatchObject({ data: [count, count, 'success'] });
  const lengths = await histories(id);
  expect(lengths.length).toBeGreaterThan(3);
  expect(Math.max(...lengths)).toBeLessThan(HISTORY.events + 60);
  h.world.on('peek', () => undefined);
});

it('takes open gates and waits along: seal, deadline and decision hold', { timeout: 120_000 }, async () => {
  const id = await h.start(
    await h.approve({
      steps: [
        { id: 'ask', service: 'flow', action: 'approve', needs: [], params: { message: 'Go on?' } },
        { id: 'rest', service: 'flow', action: 'wait', needs: [], params: { duration: '4s' } },
        { ...BODY[0], needs: [] },
        ...BODY.slice(1),
        { id: 'yes', action: 'put', needs: ['ask', 'rest', 'all'], params: { data: '{{ ask.by }}' } },
      ],
    }),
    { items: Array.from({ length: 200 }, (_, at) => at) },
  );
  const first = await vi.waitFor(
    async () => {
      const row = (await h.steps(id)).ask;
      if (row?.state !== 'waiting') throw new Error('not open yet');
      return row;
    },
    { timeout: 20_000 },
  );
  await vi.waitFor(async () => expect((await h.steps(id)).all).toMatchObject({ state: 'success' }), {
    timeout: 60_000,
  });
  expect((await histories(id)).length).toBeGreaterThan(2);
  const now = (await h.steps(id)).ask;
  expect(now?.gate).toMatchObject({ seal: first.gate?.seal, deadline: first.gate?.deadline, decision: null });
  const decided = await h.runs.decide(`run-${id}`, {
    step: 'ask',
    iteration: 0,
    decision: 'approve',
    user: PERSON.user,
    name: PERSON.name,
    actionId: 'tap-1',
    seal: first.gate?.seal ?? '',
  });
  expect(decided).toMatchObject({ result: 'accepted' });
  const { execution, steps } = await h.ended(id);
  expect(execution).toMatchObject({ status: 'completed' });
  expect(steps.yes?.input).toEqual({ data: PERSON.name });
  const rested = (steps.rest?.endedAt?.getTime() ?? 0) - (steps.ask?.startedAt.getTime() ?? 0);
  expect(steps.rest).toMatchObject({ state: 'success' });
  expect(rested).toBeLessThan(60_000);
});

it('carries large outputs over by reference', { timeout: 120_000 }, async () => {
  h.world.on('look', () => ({ id: 'l', data: 'y'.repeat(30_000) }));
  const looks = Array.from({ length: 14 }, (_, at) => ({ id: `l${at}`, action: 'look', needs: [] }));
  const { execution, steps } = await h.run(
    {
      steps: [
        ...looks,
        { ...BODY[0], needs: looks.map((step) => step.id) },
        ...BODY.slice(1),
        { id: 'last', action: 'put', needs: ['all'], params: { data: '{{ size(l3.data) + size(l13.data) }}' } },
      ],
    },
    { items: Array.from({ length: 60 }, (_, at) => at) },
  );
  expect(execution).toMatchObject({ status: 'completed' });
  expect(steps.last?.input).toEqual({ data: 60_000 });
  h.world.on('look', () => undefined);
});
