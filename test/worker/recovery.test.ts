import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createRunning } from '../../src/automation/running.ts';
import type { FailureChoice } from '../../src/temporal/types.ts';
import { gateOf, lost, refused } from './support/actions.ts';
import { type Harness, openHarness, PERSON } from './support/harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await openHarness();
});
afterAll(() => h.close());
beforeEach(() => {
  for (const action of ['write', 'put', 'once', 'notify', 'pay']) h.world.on(action, () => undefined);
  h.world.calls.length = 0;
});

type Steps = Parameters<Harness['approve']>[0]['steps'];
const asking = async (steps: Steps, more: object = {}) =>
  h.start(await h.approve({ on_failure: 'ask', steps, ...more }));

const asked = (id: string, round = 1) =>
  vi.waitFor(
    async () => {
      const row = await h.execution(id);
      expect(row).toMatchObject({ phase: 'waiting', asking: { round, decided: null } });
      return row;
    },
    { timeout: 15_000 },
  );

const choose = (id: string, choice: FailureChoice['choice'], more: Partial<FailureChoice> = {}) =>
  h.runs.choose(`run-${id}`, {
    round: 1,
    choice,
    user: PERSON.user,
    name: PERSON.name,
    actionId: `tap-${Math.random()}`,
    ...more,
  });

const FAIL = () => {
  throw refused('The address has no domain.');
};

it('waits for a word after a failure, and goes on from there with what was reached', async () => {
  h.world.on('once', FAIL);
  const id = await asking([
    { id: 'one' },
    { id: 'two', action: 'once' },
    { id: 'three', action: 'put', params: { to: '{{ two.id }}' } },
  ]);
  const row = await asked(id);
  expect(row).toMatchObject({
    status: 'running',
    asking: { step: 'two', error: 'The address has no domain.', doubtful: false },
  });
  expect(Date.parse(row.asking?.deadline ?? '') - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
  h.world.on('once', () => ({ id: 'fine' }));
  expect(await choose(id, 'retry')).toMatchObject({
    result: 'accepted',
    text: expect.stringMatching(/^Wanjiru chose to try again at \d\d:\d\d\.$/),
  });
  const { execution, steps } = await h.ended(id);
  expect(execution).toMatchObject({ status: 'completed', asking: { decided: { choice: 'retry', by: 'Wanjiru' } } });
  expect(steps).toMatchObject({
    one: { state: 'success' },
    two: { state: 'success', error: null },
    three: { state: 'success', input: { to: 'fine' } },
  });
  expect(h.world.called('write')).toHaveLength(1);
});

it('asks again where it fails again; the first answer to each question counts', async () => {
  h.world.on('put', FAIL);
  const id = await asking([{ id: 'one', action: 'put', retry: { attempts: 2 } }, { id: 'two' }]);
  await asked(id);
  expect(await choose(id, 'retry', { user: 'usr_2' })).toMatchObject({
    result: 'refused',
    text: 'Only Wanjiru can decide this one.',
  });
  expect(await choose(id, 'retry', { round: 2 })).toMatchObject({ result: 'refused' });
  const [first, second] = await Promise.all([
    choose(id, 'retry', { actionId: 'a' }),
    choose(id, 'stop', { actionId: 'b' }),
  ]);
  expect([first.result, second.result].sort()).not.toEqual(['accepted', 'accepted']);
  await vi.waitFor(
    async () =>
      expect((await h.execution(id)).asking?.round === 2 || (await h.execution(id)).status !== 'running').toBe(true),
    { timeout: 15_000 },
  );
  if ((await h.execution(id)).status === 'running') {
    await asked(id, 2);
    expect(await choose(id, 'stop')).toMatchObject({ result: 'already' });
    expect(await choose(id, 'stop', { round: 2 })).toMatchObject({ result: 'accepted' });
  }
  const { execution, steps } = await h.ended(id);
  expect(execution).toMatchObject({ status: 'failed', failedStep: 'one', errorMessage: 'The address has no domain.' });
  expect(steps.two).toMatchObject({ state: 'skipped' });
  expect(await choose(id, 'retry', { round: 2 })).toMatchObject({ result: 'refused' });
});

it('tries a run of another workflow again, from where that failed', async () => {
  h.world.on('once', FAIL);
  const child = await h.approve({
    name: `Child ${Math.random().toString(36).slice(2, 8)}`,
    steps: [{ id: 'one' }, { id: 'two', action: 'once' }],
  });
  const params = { workflow: child.workflow.name };
  const id = await asking([
    { id: 'child', service: 'flow', action: 'run_workflow', params } as unknown as Steps[number],
    { id: 'after', action: 'put', params: { to: '{{ child.result.id }}' } },
  ]);
  await asked(id);
  await choose(id, 'retry');
  await asked(id, 2);
  h.world.on('once', () => ({ id: 'fine' }));
  expect(await choose(id, 'retry', { round: 2 })).toMatchObject({ result: 'accepted' });
  const { execution, steps } = await h.ended(id);
  expect(execution.status).toBe('completed');
  expect(steps.after).toMatchObject({ state: 'success', input: { to: 'fine' } });
  expect(h.world.called('write')).toHaveLength(1);
  expect(h.world.called('once')).toHaveLength(3);
});

it('skips the step: its outputs are null, and conditions that read it are judged anew', async () => {
  h.world.on('once', FAIL);
  const id = await asking([
    { id: 'one', action: 'once' },
    { id: 'glad', condition: "{{ one.status == 'success' }}" },
    { id: 'sad', action: 'put', condition: "{{ one.status == 'skipped' }}", params: { data: '{{ one.id }}' } },
  ]);
  await asked(id);
  await choose(id, 'skip');
  const { execution, steps } = await h.ended(id);
  expect(execution).toMatchObject({ status: 'completed', amended: { one: { what: 'skip', by: 'Wanjiru' } } });
  expect(steps).toMatchObject({
    one: { state: 'skipped' },
    glad: { state: 'skipped' },
    sad: { state: 'success', input: { data: null } },
  });
});

it('tries again with other parameters, for this run alone, within what was approved', async () => {
  h.world.on('notify', (params) => {
    if (params.to !== 'ann@example.com') throw refused('No such address.');
    return { id: 'sent' };
  });
  const free = await asking([
    { id: 'tell', action: 'notify', params: { to: '{{ "ann@" }}' } },
    { id: 'end', action: 'put', params: { to: '{{ tell.id }}' } },
  ]);
  await asked(free);
  await choose(free, 'change', { params: { to: 'ann@example.com', data: '{{ run.id }}' } });
  const { execution, steps } = await h.ended(free);
  expect(execution).toMatchObject({
    status: 'completed',
    amended: { tell: { what: 'change', by: 'Wanjiru', params: { to: 'ann@example.com' } } },
  });
  expect(steps.tell).toMatchObject({ input: { to: 'ann@example.com', data: '{{ run.id }}' } });
  expect(
    (await h.store.versions.findOne({ workspace: 'w1', workflow: execution.workflow }).lean())?.definition.steps[0]
      ?.params,
  ).toEqual({ to: '{{ "ann@" }}' });

  for (const policy of [{ allowed_recipients: ['*@nod.example'] }, {}]) {
    const bound = await asking([{ id: 'tell', action: 'notify', params: { to: 'bob@nod.example' } }], { policy });
    await asked(bound);
    await choose(bound, 'change', { params: { to: 'ann@example.com' } });
    expect((await asked(bound, 2)).asking?.error).toMatch(/ann@example.com is not (among those|whom you approved)/);
    await choose(bound, 'stop', { round: 2 });
    await h.ended(bound);
  }
  h.world.on('pay', FAIL);
  const paying = await asking([{ id: 'pay', action: 'pay', params: { amount: 5, to: '+254712345678' } }]);
  await asked(paying);
  await choose(paying, 'change', { params: { amount: 5, to: '+254799999999' } });
  expect((await asked(paying, 2)).asking?.error).toMatch(/Only \+254712345678 was approved to be paid/);
  await choose(paying, 'stop', { round: 2 });
  await h.ended(paying);
  expect(h.world.called('pay')).toHaveLength(1);
});

it('repeats what may have happened only on a word for it, as another effect', async () => {
  h.world.on('once', () => {
    throw lost('No answer came.');
  });
  const id = await asking([{ id: 'one', action: 'once' }]);
  expect((await asked(id)).asking).toMatchObject({ doubtful: true });
  expect(await choose(id, 'retry')).toMatchObject({
    result: 'refused',
    text: expect.stringMatching(/may have happened/),
  });
  h.world.on('once', () => ({ id: 'again' }));
  expect(await choose(id, 'retry', { repeat: true })).toMatchObject({ result: 'accepted' });
  const { execution } = await h.ended(id);
  expect(execution.status).toBe('completed');
  expect(h.world.called('once').map((call) => call.key.slice(-2))).toEqual([':0', ':1']);
});

it('asks about each of two failures side by side, and loses none of what else was reached', async () => {
  h.world.on('put', FAIL);
  h.world.on('once', FAIL);
  const id = await asking([
    { id: 'left', action: 'put', needs: [], retry: { attempts: 1 } },
    { id: 'right', action: 'once', needs: [] },
    { id: 'join', needs: ['left', 'right'] },
  ]);
  const first = (await asked(id)).asking?.step ?? '';
  h.world.on('put', () => ({ id: 'l' }));
  h.world.on('once', () => ({ id: 'r' }));
  await choose(id, 'retry');
  expect((await asked(id, 2)).asking?.step).not.toBe(first);
  await choose(id, 'retry', { round: 2 });
  const { execution, steps } = await h.ended(id);
  expect(execution.status).toBe('completed');
  expect(steps).toMatchObject({ left: { state: 'success' }, right: { state: 'success' }, join: { state: 'success' } });
});

it('hears a cancellation while it waits', async () => {
  h.world.on('once', FAIL);
  const id = await asking([{ id: 'one', action: 'once' }, { id: 'two' }]);
  await asked(id);
  await h.runs.signal(`run-${id}`, 'cancel', 'enough');
  const { execution, steps } = await h.ended(id);
  expect(execution).toMatchObject({ status: 'cancelled' });
  expect(steps.two).toMatchObject({ state: 'skipped' });
});

it('asks nothing where the failure is handled', async () => {
  h.world.on('book', FAIL);
  const { execution, steps } = await h.run({
    on_failure: 'ask',
    steps: [
      { id: 'book', action: 'book' },
      { id: 'glad', condition: "{{ book.status == 'confirmed' }}" },
      { id: 'sad', action: 'notify', condition: "{{ book.status == 'failed' }}" },
    ],
  });
  expect(execution).toMatchObject({ status: 'completed' });
  expect(execution.asking ?? null).toBeNull();
  // Nothing of it waits for anyone.
  expect(execution.lapses ?? false).toBe(false);
  expect(steps).toMatchObject({ glad: { state: 'skipped' }, sad: { state: 'success' } });
  h.world.on('book', () => undefined);
});

const running = () =>
  createRunning({
    store: h.store,
    runs: h.runs,
    catalogue: { action: () => null },
    clock: { now: () => new Date() },
    wake: { run() {}, conversation() {}, outbox() {}, deliveries() {} },
    log: h.log,
    takeTrigger: async () => {},
  } as unknown as Parameters<typeof createRunning>[0]);

it('does not do again what failed and another step stood in for, and goes on once', async () => {
  const broken = { book: true, put: true };
  h.world.on('book', () => {
    if (broken.book) throw refused('Full.');
  });
  h.world.on('put', () => {
    if (broken.put) throw refused('Not now.');
  });
  const first = await h.run({
    steps: [
      { id: 'book', action: 'book' },
      {
        id: 'elsewhere',
        action: 'pay',
        params: { amount: 5, to: '+254712345678' },
        condition: "{{ book.status == 'failed' }}",
      },
      { id: 'later', action: 'put', needs: ['elsewhere'] },
      { id: 'tell', action: 'notify', needs: ['later'], params: { to: 'a@acme.example', data: '{{ book.error }}' } },
    ],
  });
  expect(first.execution).toMatchObject({ status: 'failed', failedStep: 'later' });
  Object.assign(broken, { book: false, put: false });
  const key = `again ${first.execution._id}`;
  const again = await running().retry(PERSON, first.execution._id, 'failure', { key });
  const { execution, steps } = await h.ended(again._id);
  expect(execution.status).toBe('completed');
  expect(steps).toMatchObject({ book: { state: 'failed' }, tell: { state: 'success', input: { data: 'Full.' } } });
  expect(h.world.called('book')).toHaveLength(1);
  expect(h.world.called('pay')).toHaveLength(1);
  // The same key is the same going on; another is one too many.
  expect((await running().retry(PERSON, first.execution._id, 'failure', { key }))._id).toBe(again._id);
  await expect(running().retry(PERSON, first.execution._id, 'failure', { key: 'b' })).rejects.toThrow('already');
  h.world.on('book', () => undefined);
});

it('goes on from a run that completed only where nothing of it can have been left out on purpose', async () => {
  let broken = true;
  h.world.on('notify', () => {
    if (broken) throw refused('The address has no domain.');
  });
  const mail = { id: 'mail', action: 'notify', params: { to: 'a@acme.example' }, on_error: 'continue' } as const;
  const stopped = await h.run({
    steps: [
      mail,
      { id: 'stop', service: 'flow', action: 'stop', params: { reason: 'Enough.' } },
      { id: 'pays', action: 'put' },
    ],
  });
  const plain = await h.run({ steps: [mail, { id: 'more' }] });
  expect([stopped.execution, plain.execution]).toMatchObject([
    { status: 'completed', lapses: true },
    { status: 'completed', lapses: true },
  ]);
  broken = false;
  await expect(running().retry(PERSON, stopped.execution._id, 'failure')).rejects.toThrow('Run it from the start');
  expect(h.world.called('put')).toHaveLength(0);
  const again = await running().retry(PERSON, plain.execution._id, 'failure');
  expect((await h.ended(again._id)).steps).toMatchObject({ mail: { state: 'success' }, more: { state: 'success' } });
  expect(h.world.called('write')).toHaveLength(1);
});

it('leaves out no approval that nobody could be asked for: what comes after it would go on without one', async () => {
  const gate = { id: 'ok', service: 'flow', action: 'approve', params: { who: '{{ trigger.who }}', guards: 'pay' } };
  const steps = [gate, { id: 'pay', action: 'pay', params: { amount: 5, to: '+254712345678' } }] as Steps;
  const id = await h.start(await h.approve({ on_failure: 'ask', steps }), { who: 'Nobody at all' });
  await asked(id);
  expect(await choose(id, 'skip')).toMatchObject({
    result: 'refused',
    text: expect.stringMatching(/^An approval cannot be skipped/),
  });
  await choose(id, 'stop');
  expect((await h.ended(id)).execution).toMatchObject({ status: 'failed', failedStep: 'ok' });
  await expect(running().retry(PERSON, id, 'failure', { skip: true })).rejects.toThrow('cannot be skipped');
  expect(h.world.called('pay')).toHaveLength(0);
});

it('says how far it is: of a list what is done counts, and what a word may still open again is not over', async () => {
  const [third, done] = [gateOf(), gateOf()];
  h.world.on('write', async ({ to }) => {
    if (to === '3') await third.opened;
  });
  h.world.on('once', FAIL);
  const id = await asking([
    {
      id: 'each',
      for_each: '{{ [1, 2, 3, 4] }}',
      max_parallel: 1,
      params: { to: '{{ string(item) }}' },
    },
    { id: 'risky', action: 'once' },
    { id: 'rest', action: 'put' },
  ]);
  const far = async () => {
    const { progress, steps } = (await h.runs.query(`run-${id}`)) as { progress: number; steps: object };
    return { progress, steps };
  };
  await vi.waitFor(async () => expect(await far()).toMatchObject({ progress: 16 }), { timeout: 15_000 });
  third.open();
  await asked(id);
  expect(await far()).toEqual({ progress: 33, steps: { each: 'success', risky: 'failed', rest: 'pending' } });
  h.world.on('once', async () => {
    await done.opened;
  });
  await choose(id, 'retry');
  await vi.waitFor(async () => expect(await far()).toMatchObject({ progress: 33, steps: { risky: 'running' } }));
  done.open();
  await h.ended(id);
  expect(await far()).toMatchObject({ progress: 100, steps: { rest: 'success' } });
});
