import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { startOf } from '../../src/automation/execution.ts';
import type { StepRow } from '../../src/store/runs.ts';
import { busy, gateOf, lost, refused } from './support/actions.ts';
import { type Harness, openHarness, PERSON } from './support/harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await openHarness();
});
afterAll(() => h.close());
beforeEach(() => {
  for (const action of ['write', 'once', 'keep', 'drop', 'lend', 'fetch', 'pay', 'asked', 'notify'])
    h.world.on(action, () => undefined);
  h.world.onLookup('asked', () => null);
  h.world.calls.length = 0;
});

const FAIL = () => {
  throw refused('Full.');
};
const keep = (id: string, more: object = {}) => ({ id, action: 'keep', params: { data: id }, ...more });
const named = <S extends { id: string }>(step: S): S => ({ ...step, id: step.id.replace(' ', '_') });
const drops = () => h.world.called('drop').map((call) => call.params.data);
const undone = (steps: Record<string, StepRow>) =>
  Object.fromEntries(Object.entries(steps).map(([id, row]) => [id, row.undone?.state]));

/** As the API and a tap ask for it. */
async function askUndo(id: string) {
  const row = await h.execution(id);
  const request = (row.undone?.request ?? 0) + 1;
  await h.store.executions.updateOne(
    { _id: id, workspace: PERSON.workspace },
    { $set: { undone: { state: 'running', request, by: PERSON.name, at: new Date() } } },
  );
  await h.runs.start({ ...startOf(row), name: 'Undo', mode: 'undo' });
  await h.temporal.client.workflow.getHandle(`undo-${id}`).result();
  return { execution: await h.execution(id), steps: await h.steps(id) };
}

it('takes back what was done in reverse order of completion when a later step fails', async () => {
  h.world.on('once', FAIL);
  const { execution, steps } = await h.run({
    on_failure: 'undo',
    steps: [
      keep('a'),
      keep('b'),
      { id: 'told', action: 'notify' },
      keep('c'),
      { id: 'bad', action: 'once' },
      keep('never'),
    ],
  });
  expect(drops()).toEqual(['c', 'b', 'a']);
  expect(execution).toMatchObject({ status: 'failed', failedStep: 'bad', undone: { state: 'over', by: null } });
  expect(undone(steps)).toEqual({
    a: 'undone',
    b: 'undone',
    c: 'undone',
    told: 'cannot',
    bad: undefined,
    never: undefined,
  });
  expect(steps.c).toMatchObject({ state: 'success', undone: { text: 'c dropped', error: null } });
});

it('goes on where one cannot be taken back, tries each five times, and says which', async () => {
  h.world.on('once', FAIL);
  h.world.on('drop', (params, _context, call) => {
    if (params.data === 'b') throw call < 3 ? busy('Later.') : refused('It is locked.');
    return {};
  });
  const { steps } = await h.run({ on_failure: 'undo', steps: [keep('a'), keep('b'), { id: 'bad', action: 'once' }] });
  expect(undone(steps)).toMatchObject({ a: 'undone', b: 'failed' });
  expect(steps.b?.undone).toMatchObject({ error: 'It is locked.' });
  h.world.calls.length = 0;
  h.world.on('drop', () => {
    throw busy('Later.');
  });
  const tired = await h.run({ on_failure: 'undo', steps: [keep('a'), { id: 'bad', action: 'once' }] });
  expect(tired.steps.a?.undone).toMatchObject({ state: 'failed', error: 'Later.' });
  expect(drops()).toHaveLength(5);
});

it('does so on cancel where the definition says so, and what was on the way counts', async () => {
  const begun = gateOf();
  h.world.on('lend', (_params, context) => {
    begun.open();
    return new Promise((_, reject) => context.signal.addEventListener('abort', () => reject(new Error('aborted'))));
  });
  const id = await h.start(
    await h.approve({
      on_cancel: 'undo',
      steps: [
        keep('a'),
        { id: 'b', action: 'lend', undo: { service: 'world', action: 'write', params: { data: 'b' } } },
        keep('c'),
      ],
    }),
  );
  await begun.opened;
  await h.runs.signal(`run-${id}`, 'cancel', 'enough');
  const { execution, steps } = await h.ended(id);
  expect(execution).toMatchObject({ status: 'cancelled', undone: { state: 'over' } });
  expect(undone(steps)).toMatchObject({ a: 'undone', b: 'undone', c: undefined });
  expect(h.world.called('write').map((call) => call.params.data)).toEqual(['b']);
});

it('leaves everything where nobody wants it undone, until it is asked for; a second time does nothing twice', async () => {
  h.world.on('once', FAIL);
  const { execution } = await h.run({ steps: [keep('a'), keep('b'), { id: 'bad', action: 'once' }] });
  expect(drops()).toEqual([]);
  const first = await askUndo(execution._id);
  expect(first.execution).toMatchObject({ status: 'failed', undone: { state: 'over', by: 'Wanjiru', request: 1 } });
  expect(drops()).toEqual(['b', 'a']);
  const second = await askUndo(execution._id);
  expect(drops()).toHaveLength(2);
  expect(undone(second.steps)).toMatchObject({ a: 'undone', b: 'undone' });
});

it('tries once more what could not be taken back, when asked again', async () => {
  h.world.on('once', FAIL);
  h.world.on('drop', FAIL);
  const { execution, steps } = await h.run({ on_failure: 'undo', steps: [keep('a'), { id: 'bad', action: 'once' }] });
  expect(undone(steps)).toMatchObject({ a: 'failed' });
  h.world.on('drop', () => ({}));
  const again = await askUndo(execution._id);
  expect(undone(again.steps)).toMatchObject({ a: 'undone' });
});

it('uses the definition’s own way, with the outputs of the step and of those before it; a read may have one too', async () => {
  h.world.on('once', FAIL);
  h.world.on('look', () => ({ id: 'paid-7' }));
  const { steps } = await h.run(
    {
      on_failure: 'undo',
      steps: [
        {
          id: 'one',
          params: { data: 1 },
          undo: { service: 'world', action: 'write', params: { to: '{{ one.id }}', data: 'take one' } },
        },
        {
          id: 'paid',
          action: 'look',
          undo: {
            service: 'world',
            action: 'write',
            params: { to: '{{ paid.id }}', data: '{{ one.id }} {{ trigger.why }}' },
          },
        },
        { id: 'wrong', undo: { service: 'world', action: 'write', params: { to: '{{ one.nothing }}' } } },
        { id: 'bad', action: 'once' },
      ],
    },
    { why: 'late' },
  );
  h.world.on('look', () => undefined);
  const one = String((steps.one?.output as { id?: string } | undefined)?.id);
  expect(
    h.world
      .called('write')
      .slice(2)
      .map((call) => call.params),
  ).toEqual([
    { to: 'paid-7', data: `${one} late` },
    { to: one, data: 'take one' },
  ]);
  expect(undone(steps)).toMatchObject({ one: 'undone', paid: 'undone', wrong: 'failed' });
  expect(steps.wrong?.undone?.error).toMatch(/could not be worked out: .*nothing/);
});

it('counts what may have happened, and looks it up first where that is possible', async () => {
  h.world.on('asked', () => {
    throw lost('No answer came.');
  });
  const way = { service: 'world', action: 'write', params: { data: 'undo' } };
  const step = { id: 'maybe', action: 'asked', retry: { attempts: 1 }, undo: way };
  // Nobody can say: it counts as done.
  h.world.onLookup('asked', () => {
    throw lost('Nor here.');
  });
  const unclear = await h.run({ on_failure: 'undo', steps: [step] });
  expect(undone(unclear.steps)).toEqual({ maybe: 'undone' });
  // The provider knows of nothing.
  h.world.onLookup('asked', () => null);
  const nothing = await h.run({ on_failure: 'undo', steps: [step] });
  expect(undone(nothing.steps)).toEqual({ maybe: 'nothing' });
  expect(h.world.called('write')).toHaveLength(1);
  // What an action takes back by itself it must know of.
  h.world.on('lend', () => {
    throw lost('No answer came.');
  });
  const lent = await h.run({ on_failure: 'undo', steps: [{ id: 'lent', action: 'lend' }] });
  expect(lent.steps.lent?.undone).toMatchObject({ state: 'failed', error: expect.stringMatching(/not certain/) });
});

it('takes back each pass of a list, the last first', async () => {
  h.world.on('once', FAIL);
  const { steps } = await h.run(
    {
      on_failure: 'undo',
      steps: [
        {
          id: 'each',
          action: 'pay',
          for_each: '{{ trigger.items }}',
          params: { amount: 1 },
          undo: { service: 'world', action: 'write', params: { data: '{{ item }}' } },
        },
        { id: 'bad', action: 'once' },
      ],
    },
    { items: Array.from({ length: 45 }, (_, at) => at) },
  );
  expect(h.world.called('write').map((call) => call.params.data)).toEqual(
    Array.from({ length: 45 }, (_, at) => 44 - at),
  );
  expect(steps['each/each:0']?.undone).toMatchObject({ state: 'undone' });
});

it('holds money that is given back to the limits of money', async () => {
  h.world.on('once', FAIL);
  const { steps } = await h.run({
    on_failure: 'undo',
    policy: { max_withdraw_amount: 50 },
    steps: [
      { id: 'small', undo: { service: 'world', action: 'pay', params: { amount: 40 } } },
      { id: 'large', undo: { service: 'world', action: 'pay', params: { amount: 60 } } },
      { id: 'bad', action: 'once' },
    ],
  });
  expect(undone(steps)).toMatchObject({ small: 'undone', large: 'failed' });
  expect(steps.large?.undone?.error).toMatch(/more than KES 50/);
  const spent = await h.store.spend.findOne({ workspace: PERSON.workspace }).lean();
  expect(spent).toMatchObject({ reserved: 0 });
  expect(h.world.called('pay')).toHaveLength(1);
});

const sub = (workflow: string, more: object = {}) => ({
  id: 'sub',
  service: 'flow',
  action: 'run_workflow',
  params: { workflow },
  ...more,
});

it('reaches what other workflows did for it, at their place among its own, through levels, and names each', async () => {
  h.world.on('once', FAIL);
  const inner = await h.approve({ steps: [keep('inner 1'), keep('inner 2')].map(named) });
  const middle = await h.approve({
    steps: [named(keep('middle 1')), sub(inner.workflow.name), named(keep('middle 2'))],
  });
  const { execution, steps } = await h.run({
    on_failure: 'undo',
    steps: [
      named(keep('first')),
      sub(middle.workflow.name),
      { id: 'told', action: 'notify' },
      named(keep('last')),
      { id: 'bad', action: 'once' },
    ],
  });
  expect(drops()).toEqual(['last', 'middle 2', 'inner 2', 'inner 1', 'middle 1', 'first']);
  expect(execution).toMatchObject({ status: 'failed', undone: { state: 'over' } });
  expect(undone(steps)).toMatchObject({ first: 'undone', sub: 'undone', told: 'cannot', last: 'undone' });
  expect(steps.sub?.undone?.text).toBe('middle 2 dropped; inner 2 dropped; inner 1 dropped; middle 1 dropped');
  const below = `${execution._id}-sub`;
  expect(await h.execution(below)).toMatchObject({
    status: 'completed',
    undone: { state: 'over', within: execution._id },
  });
  expect(undone(await h.steps(below))).toMatchObject({ middle_1: 'undone', sub: 'undone', middle_2: 'undone' });
  // Asked for once more, nothing happens twice.
  await askUndo(execution._id);
  expect(drops()).toHaveLength(6);
});

it('says which step of another workflow could not be taken back, and tries that one when asked again', async () => {
  h.world.on('once', FAIL);
  h.world.on('drop', (params) => {
    if (params.data === 'b') throw refused('It is locked.');
    return {};
  });
  const inner = await h.approve({ steps: [keep('a'), keep('b')] });
  const { execution, steps } = await h.run({ steps: [sub(inner.workflow.name), { id: 'bad', action: 'once' }] });
  expect(undone(steps)).toMatchObject({ sub: undefined });
  const first = await askUndo(execution._id);
  expect(first.steps.sub?.undone).toMatchObject({
    state: 'failed',
    text: 'a dropped',
    error: expect.stringMatching(/keep gave .*: It is locked\./),
  });
  h.world.calls.length = 0;
  h.world.on('drop', () => ({}));
  const again = await askUndo(execution._id);
  expect(drops()).toEqual(['b']);
  expect(again.steps.sub?.undone).toMatchObject({ state: 'undone', text: expect.stringMatching(/b dropped/) });
});

it('takes back each run of a list of them, and a try before that failed half-way', async () => {
  h.world.on('once', FAIL);
  const inner = await h.approve({ steps: [{ id: 'kept', action: 'keep', params: { data: '{{ trigger.n }}' } }] });
  await h.run({
    on_failure: 'undo',
    steps: [
      sub(inner.workflow.name, {
        for_each: '{{ [1, 2, 3] }}',
        params: { workflow: inner.workflow.name, data: { n: '{{ item }}' } },
      }),
      { id: 'bad', action: 'once' },
    ],
  });
  expect(drops().toSorted()).toEqual([1, 2, 3]);
  const half = await h.approve({ steps: [keep('done'), { id: 'not', action: 'once' }] });
  h.world.calls.length = 0;
  const failed = await h.run({ on_failure: 'undo', steps: [sub(half.workflow.name)] });
  expect(drops()).toEqual(['done']);
  expect(undone(failed.steps)).toEqual({ sub: 'undone' });
});

it('undoes when the person says so while the run waits', async () => {
  h.world.on('once', FAIL);
  const id = await h.start(await h.approve({ on_failure: 'ask', steps: [keep('a'), { id: 'bad', action: 'once' }] }));
  await vi.waitFor(async () => expect((await h.execution(id)).asking?.round).toBe(1), { timeout: 15_000 });
  await h.runs.choose(`run-${id}`, { round: 1, choice: 'undo', user: PERSON.user, name: PERSON.name, actionId: 'u' });
  const { execution, steps } = await h.ended(id);
  expect(execution).toMatchObject({ status: 'failed', undone: { state: 'over', by: 'Wanjiru' } });
  expect(undone(steps)).toMatchObject({ a: 'undone' });
});
