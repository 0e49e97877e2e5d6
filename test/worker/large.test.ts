import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { isRef } from '../../src/automation/reference.ts';
import { createRunning } from '../../src/automation/running.ts';
import { gateOf, refused } from './support/actions.ts';
import { type Harness, openHarness, PERSON } from './support/harness.ts';
import { decide, waiting } from './support/people.ts';

let h: Harness;
beforeAll(async () => {
  h = await openHarness();
});
afterAll(() => h.close());

const MB = 1024 * 1024;

it('hands 20 MB from step to step, whatever worker goes on', { timeout: 180_000 }, async () => {
  const text = 'résumé '.repeat((20 * MB) / 9);
  const held = gateOf();
  h.world.on('look', () => ({ id: 'big', data: text }));
  h.world.on('peek', async () => {
    await held.opened;
    return { id: 'p' };
  });
  let got = '';
  h.world.on('once', (params) => {
    got = String(params.data);
    return { id: 'once', data: params.data };
  });
  const id = await h.start(
    await h.approve({
      steps: [
        { id: 'get', action: 'look' },
        { id: 'hold', action: 'peek', params: { to: '{{ get.id }}' } },
        { id: 'send', action: 'once', params: { data: '{{ get.data }}', to: 'x' } },
        {
          id: 'last',
          action: 'put',
          condition: '{{ size(send.data) > 1000000 }}',
          params: { to: '{{ send.status }}' },
        },
      ],
    }),
  );
  await vi.waitFor(async () => expect((await h.steps(id)).hold).toMatchObject({ state: 'running' }), {
    timeout: 60_000,
  });
  held.open();
  await h.restart();
  const { execution, steps } = await h.ended(id);
  expect(execution).toMatchObject({ status: 'completed' });
  expect(got === text).toBe(true);
  expect(isRef((steps.get?.output as { data: unknown } | undefined)?.data)).toBe(true);
  expect(steps.send?.input).toMatchObject({
    to: 'x',
    data: { bytes: expect.any(Number), preview: text.slice(0, 200) },
  });
  expect(steps.last).toMatchObject({ state: 'success', input: { to: 'success' } });
  const description = await h.handle(id).describe();
  expect(description.historyLength).toBeLessThanOrEqual(6 * 4 + 12);
  expect(description.historySize).toBeLessThan(100_000);
  const kept = await h.store.kept.find({ workspace: 'w1', execution: id }).lean();
  // The same value is kept once, however many steps hand it on; a while after the run it is gone.
  expect(kept.filter((row) => !row._id.includes(':'))).toHaveLength(1);
  const days = (kept[0]?.expiresAt.getTime() ?? 0) / 86_400_000 - Date.now() / 86_400_000;
  expect(days).toBeGreaterThan(89);
  expect(days).toBeLessThan(91);
  h.world.on('peek', () => undefined);
  h.world.on('look', () => undefined);
  h.world.on('once', () => undefined);
});

it('takes large data of a trigger, in conditions, lists and texts', async () => {
  const rows = Array.from({ length: 400 }, (_, at) => ({ name: `n${at}`, note: 'x'.repeat(200), due: at % 100 === 0 }));
  const { execution, steps } = await h.run(
    {
      steps: [
        { id: 'never', action: 'put', condition: '{{ size(trigger.rows) > 1000 }}' },
        {
          id: 'some',
          action: 'put',
          condition: '{{ trigger.rows.exists(r, r.name == "n399") }}',
          params: { to: '{{ trigger.rows[7].name }}' },
        },
        {
          id: 'due',
          action: 'put',
          for_each: '{{ trigger.rows.filter(r, r.due) }}',
          params: { to: '{{ item.name }}' },
        },
        { id: 'all', service: 'flow', action: 'loop', for_each: '{{ trigger.rows }}', max_parallel: 10 },
        { id: 'one', action: 'put', inside: 'all', params: { to: '{{ item.name }}', data: '{{ index }}' } },
        {
          id: 'end',
          action: 'put',
          params: { data: '{{ [all.count, size(all.results), all.results[399].one.status] }}' },
        },
        { id: 'keep', service: 'flow', action: 'set', params: { values: { rows: '{{ trigger.rows }}' } } },
        {
          id: 'kept',
          action: 'put',
          params: { data: '{{ size(keep.values.rows) }}', to: 'rows: {{ keep.values.rows[3].name }}' },
        },
        { id: 'wrong', action: 'put', on_error: 'continue', params: { to: '{{ trigger.rows[3].missing }}' } },
      ],
    },
    { rows, small: 1 },
  );
  expect(execution).toMatchObject({ status: 'completed' });
  expect(steps).toMatchObject({
    never: { state: 'skipped' },
    some: { state: 'success', input: { to: 'n7' } },
    'due/each:3': { input: { to: 'n300' } },
    'all/each/one:399': { input: { to: 'n399', data: 399 } },
    end: { input: { data: [400, 400, 'success'] } },
    kept: { input: { data: 400, to: 'rows: n3' } },
    wrong: { state: 'failed', error: expect.stringContaining('missing') },
  });
});

it('hands on large items and large results of a loop', async () => {
  h.world.on('look', (params) => ({ id: 'l', data: `${String(params.to)} `.repeat(20_000) }));
  const items = Array.from({ length: 6 }, (_, at) => ({ name: `n${at}`, text: `${at}`.repeat(20_000) }));
  const { execution, steps } = await h.run(
    {
      steps: [
        { id: 'all', service: 'flow', action: 'loop', for_each: '{{ trigger.items }}' },
        { id: 'get', action: 'look', inside: 'all', params: { to: '{{ item.name }}', data: '{{ item.text }}' } },
        {
          id: 'end',
          action: 'put',
          params: { data: '{{ all.results.map(r, size(r.get.data)) }}', to: '{{ all.results[5].get.data }}' },
        },
      ],
    },
    { items },
  );
  expect(execution).toMatchObject({ status: 'completed' });
  expect(steps['all/each/get:5']?.input).toEqual({ to: 'n5', data: items[5]?.text });
  expect(steps.end?.input).toMatchObject({ data: Array.from({ length: 6 }, () => 60_000), to: { bytes: 60_002 } });
  h.world.on('look', () => undefined);
});

it('takes what a run of another workflow gave, however large, through two levels', async () => {
  const text = 'ab '.repeat(50_000);
  h.world.on('look', () => ({ id: 'l', data: text }));
  const run = (workflow: string) => ({ id: 'sub', service: 'flow', action: 'run_workflow', params: { workflow } });
  const inner = await h.approve({ steps: [{ id: 'get', action: 'look' }] });
  const middle = await h.approve({ steps: [run(inner.workflow.name)] });
  const { execution, steps } = await h.run({
    steps: [
      run(middle.workflow.name),
      { id: 'end', action: 'put', params: { data: '{{ size(sub.result.result.data) }}' } },
    ],
  });
  expect(execution).toMatchObject({ status: 'completed' });
  expect(isRef((steps.sub?.output as { result: unknown } | undefined)?.result)).toBe(true);
  expect(steps.end?.input).toMatchObject({ data: text.length });
  h.world.on('look', () => undefined);
});

const asks = { id: 'ask', service: 'flow', action: 'approve', params: { guards: 'send' } };

it('shows all that a gate lets through, and does exactly that', async () => {
  const text = `${'Dear all, '.repeat(500)}bye`;
  h.world.on('look', () => ({ id: 'l', data: `${text}${'x'.repeat(50_000)}` }));
  h.world.calls.length = 0;
  const id = await h.start(
    await h.approve({
      steps: [
        { id: 'get', action: 'look' },
        asks,
        { id: 'send', params: { data: `{{ get.data.substring(0, ${text.length}) }}`, to: 'everyone' } },
      ],
    }),
  );
  const row = await waiting(h, id, 'ask');
  expect(row.gate?.what).toContain(text);
  await decide(h, id, row, PERSON);
  expect((await h.ended(id)).steps.send?.state).toBe('success');
  expect(h.world.called('write').map((call) => call.params.data)).toEqual([text]);
  h.world.on('look', () => undefined);
});

it.each([
  ['kept elsewhere', { data: '{{ get.data }}' }, 50_000],
  ['longer together than goes from step to step', { data: '{{ get.data }}', to: '{{ more.data }}' }, 20_000],
  ['longer than a person reads', { data: '{{ get.data }}' }, 9000],
])('asks nobody about what is %s, and says why', async (_what, params, length) => {
  for (const action of ['look', 'peek']) h.world.on(action, () => ({ id: action, data: action.repeat(length / 4) }));
  h.world.calls.length = 0;
  const steps = [{ id: 'get', action: 'look' }, { id: 'more', action: 'peek' }, asks, { id: 'send', params }];
  const { execution, steps: rows } = await h.run({ steps });
  expect(execution).toMatchObject({ status: 'failed', failedStep: 'ask' });
  expect(execution.errorMessage).toContain(
    'What “send” would do is too long to be read before it is approved: I show up to 8,000 characters.',
  );
  expect(rows.ask?.gate ?? null).toBeNull();
  expect(h.world.called('write')).toEqual([]);
  for (const action of ['look', 'peek']) h.world.on(action, () => undefined);
});

it('holds a step to what was approved when much else is handed on with it', async () => {
  h.world.on('look', () => ({ id: 'l', data: 'ab '.repeat(10_000) }));
  let broken = true;
  h.world.on('write', () => {
    if (broken) throw refused('Not now.');
  });
  const looks = Array.from({ length: 10 }, (_, at) => ({ id: `look${at}`, action: 'look' }));
  const id = await h.start(
    await h.approve({ steps: [...looks, asks, { id: 'send', params: { data: 'Hello. '.repeat(700) } }] }),
  );
  await decide(h, id, await waiting(h, id, 'ask'), PERSON);
  expect((await h.ended(id)).execution).toMatchObject({ status: 'failed', errorMessage: 'Not now.' });
  broken = false;
  const again = await createRunning({
    store: h.store,
    runs: h.runs,
    clock: { now: () => new Date() },
    wake: { run() {}, conversation() {}, outbox() {}, deliveries() {} },
    log: h.log,
    takeTrigger: async () => {},
  } as unknown as Parameters<typeof createRunning>[0]).retry(PERSON, id, 'failure');
  const { execution } = await h.ended(again._id);
  expect(execution).toMatchObject({ status: 'completed', errorMessage: null });
  for (const action of ['look', 'write']) h.world.on(action, () => undefined);
});

it('says plainly when a value is beyond what it keeps', { timeout: 120_000 }, async () => {
  h.world.on('look', () => ({ id: 'l', data: 'x'.repeat(33 * MB) }));
  h.world.on('write', () => ({ id: 'w', data: 'x'.repeat(33 * MB) }));
  const read = await h.run({ steps: [{ id: 'only', action: 'look' }] });
  expect(read.execution.errorMessage).toMatch(/too large to keep: 34 MB, and I keep up to 32 MB/);
  const wrote = await h.run({ steps: [{ id: 'only', action: 'write' }] });
  expect(wrote.execution.errorMessage).toMatch(/It was done, but .* 34 MB/);
  h.world.on('look', () => undefined);
  h.world.on('write', () => undefined);
});
