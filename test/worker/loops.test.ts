import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { gateOf, refused } from './support/actions.ts';
import { type Harness, openHarness, PERSON } from './support/harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await openHarness();
});
afterAll(() => h.close());

const loop = { id: 'each', service: 'flow', action: 'loop', for_each: '{{ trigger.items }}' };

it('goes through a body for each item, and gives what its steps gave, in order', async () => {
  h.world.on('look', async (params) => ({ id: `got ${String(params.to)}`, data: params.data }));
  const { execution, steps } = await h.run(
    {
      steps: [
        { id: 'first', action: 'put', params: { to: 'before' } },
        loop,
        { id: 'get', action: 'look', inside: 'each', params: { to: '{{ item.name }}', data: '{{ first.id }}' } },
        {
          id: 'even',
          action: 'put',
          inside: 'each',
          condition: '{{ index % 2 == 0 }}',
          params: { to: '{{ get.id }}' },
        },
        {
          id: 'both',
          action: 'put',
          inside: 'each',
          needs: ['get', 'even'],
          params: { data: ['{{ get.id }}', '{{ even.status }}', '{{ item.name }}', '{{ index }}'] },
        },
        {
          id: 'after',
          action: 'put',
          params: {
            to: '{{ each.results[4].get.id }}',
            data: '{{ [each.count, each.failed, size(each.results), each.results.map(r, r.even.status)] }}',
          },
        },
      ],
    },
    { items: ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name })) },
  );
  expect(execution).toMatchObject({ status: 'completed' });
  expect(steps['each/each/both:3']).toMatchObject({ state: 'success', input: { data: ['got d', 'skipped', 'd', 3] } });
  expect(steps.after?.input).toEqual({
    to: 'got e',
    data: [5, 0, 5, ['success', 'skipped', 'success', 'skipped', 'success']],
  });
  expect(steps.each).toMatchObject({ state: 'success', report: '5 done' });
});

it('ends at the first item that fails and says where, or keeps failures by item', async () => {
  h.world.on('write', (params) => {
    if (params.data === 'bad') throw refused('Not this one.');
    return { id: `w ${String(params.data)}` };
  });
  const body = [
    { id: 'note', action: 'peek', inside: 'each' },
    { id: 'save', inside: 'each', params: { data: '{{ item }}' } },
    { id: 'then', action: 'put', inside: 'each', params: { to: '{{ save.id }}' } },
  ];
  const items = { items: ['a', 'bad', 'c'] };
  const ends = await h.run({ steps: [{ ...loop, max_parallel: 1 }, ...body, { id: 'last', action: 'peek' }] }, items);
  expect(ends.execution).toMatchObject({
    status: 'failed',
    failedStep: 'each',
    errorMessage: 'One of 3 items failed at “save”: Not this one.',
  });
  expect(ends.steps['each/each/then:0']).toMatchObject({ state: 'success' });
  expect(ends.steps['each/each/note:2']).toBeUndefined();
  expect(ends.steps.last).toMatchObject({ state: 'skipped' });

  const goesOn = await h.run(
    {
      steps: [
        { ...loop, on_error: 'continue' },
        ...body,
        {
          id: 'last',
          action: 'put',
          params: { data: '{{ [each.results[1], each.failures, each.results[2].then.id, each.failed] }}' },
        },
      ],
    },
    items,
  );
  expect(goesOn.execution.status).toBe('completed');
  expect(goesOn.steps.last?.input).toEqual({
    data: [null, [{ index: 1, error: 'Not this one.' }], expect.stringMatching(/^put-/), 1],
  });
  expect(goesOn.steps['each/each:1']).toMatchObject({ state: 'failed', error: 'Not this one.' });

  const handled = await h.run(
    {
      steps: [
        loop,
        ...body.slice(0, 2),
        { id: 'tell', action: 'put', inside: 'each', condition: "{{ save.status == 'failed' }}" },
        { id: 'last', action: 'put', params: { data: '{{ each.results.map(r, r.tell.status) }}' } },
      ],
    },
    items,
  );
  expect(handled.execution.status).toBe('completed');
  expect(handled.steps.last?.input).toEqual({ data: ['skipped', 'success', 'skipped'] });
  h.world.on('write', () => undefined);
});

it('takes as many items at once as it may, and money one by one', async () => {
  let under = 0;
  let most = 0;
  let calls = 0;
  let wanted = 0;
  let met = gateOf();
  /** The first ones wait until as many are there as may be; whoever else were let in would come while the database is asked. */
  const meeting = async () => {
    under += 1;
    calls += 1;
    most = Math.max(most, under);
    if (calls < wanted) await met.opened;
    await h.store.executions.countDocuments({ workspace: 'w1' });
    met.open();
    under -= 1;
    return { id: 'x' };
  };
  const expectTogether = async (count: number, run: () => Promise<unknown>) => {
    [most, calls, wanted, met] = [0, 0, count, gateOf()];
    await run();
    expect(most).toBe(count);
  };
  h.world.on('peek', meeting);
  h.world.on('pay', meeting);
  const items = { items: Array.from({ length: 12 }, (_, at) => at) };
  const one = { id: 'one', action: 'peek', for_each: '{{ trigger.items }}' };
  await expectTogether(3, () => h.run({ steps: [{ ...one, max_parallel: 3 }] }, items));
  await expectTogether(2, () =>
    h.run(
      {
        steps: [
          { ...loop, max_parallel: 2 },
          { id: 'see', action: 'peek', inside: 'each' },
        ],
      },
      items,
    ),
  );
  const pay = { id: 'pay', action: 'pay', inside: 'each', params: { amount: 1, to: '+254712345678' } };
  await expectTogether(1, async () => {
    const paid = await h.run({ steps: [loop, pay] }, { items: [1, 2, 3] });
    expect(paid.execution.status).toBe('completed');
  });
  h.world.on('peek', () => undefined);
  h.world.on('pay', () => undefined);
});

it('keeps a no to the item it was said of', async () => {
  const id = await h.start(
    await h.approve({
      steps: [
        { ...loop, max_parallel: 1 },
        { id: 'ask', service: 'flow', action: 'approve', inside: 'each', params: { message: 'Send {{ item }}?' } },
        { id: 'send', action: 'put', inside: 'each', params: { to: '{{ item }}' } },
        { id: 'last', action: 'put', params: { data: '{{ each.results.map(r, r.send.status) }}' } },
      ],
    }),
    { items: ['a', 'b'] },
  );
  for (const [iteration, decide] of (['reject', 'approve'] as const).entries()) {
    const row = await vi.waitFor(
      async () => {
        expect(await h.runs.query(`run-${id}`)).toMatchObject({ gates: [{ iteration }] });
        return (await h.steps(id))[`each/each/ask:${iteration}`];
      },
      { timeout: 20_000 },
    );
    expect(await h.execution(id)).toMatchObject({ phase: 'waiting' });
    await h.runs.decide(`run-${id}`, {
      step: 'each/each/ask',
      iteration,
      decision: decide,
      user: PERSON.user,
      name: PERSON.name,
      actionId: `tap-${iteration}`,
      seal: row?.gate?.seal ?? '',
    });
  }
  const { execution, steps } = await h.ended(id);
  expect(execution.status).toBe('completed');
  expect(steps.last?.input).toEqual({ data: ['skipped', 'success'] });
});

it('does not wait for a background step, and never fails because of it', async () => {
  const held = gateOf();
  h.world.on('notify', async () => {
    await held.opened;
    throw refused('Nobody there.');
  });
  const id = await h.start(
    await h.approve({
      steps: [
        { id: 'tell', action: 'notify', background: true, params: { to: 'ann' } },
        { id: 'next', action: 'put' },
      ],
    }),
  );
  await vi.waitFor(async () => expect((await h.steps(id)).next).toMatchObject({ state: 'success' }), {
    timeout: 15_000,
  });
  expect(await h.execution(id)).toMatchObject({ status: 'running' });
  held.open();
  const { execution, steps } = await h.ended(id);
  expect(execution).toMatchObject({ status: 'completed', errorMessage: null });
  expect(steps.tell).toMatchObject({ state: 'failed', error: 'Nobody there.' });
  h.world.on('notify', () => undefined);
});

it('stops what a loop has under way when the run is cancelled', async () => {
  let aborted = 0;
  h.world.on(
    'look',
    (_params, context) =>
      new Promise((_, reject) =>
        context.signal.addEventListener('abort', () => {
          aborted += 1;
          reject(new Error('aborted'));
        }),
      ),
  );
  const id = await h.start(await h.approve({ steps: [loop, { id: 'get', action: 'look', inside: 'each' }] }), {
    items: Array.from({ length: 30 }, (_, at) => at),
  });
  await vi.waitFor(() => expect(h.world.called('look').filter((call) => call.execution === id)).toHaveLength(5), {
    timeout: 15_000,
  });
  await h.runs.signal(`run-${id}`, 'cancel', 'enough');
  const { execution, steps } = await h.ended(id);
  expect(execution).toMatchObject({ status: 'cancelled' });
  expect(aborted).toBe(5);
  expect(steps['each/each/get:5']).toBeUndefined();
  expect(steps.each).toMatchObject({ state: 'failed' });
  h.world.on('look', () => undefined);
});
