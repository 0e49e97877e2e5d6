import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { AutomationDeps } from '../../src/automation/deps.ts';
import { newExecution, startOf } from '../../src/automation/execution.ts';
import { createLostRuns } from '../../src/automation/lost-runs.ts';
import { createReservations } from '../../src/automation/reservations.ts';
import { createRunning } from '../../src/automation/running.ts';
import { AppError } from '../../src/errors.ts';
import type { ExecutionRow } from '../../src/store/runs.ts';
import type { Runs } from '../../src/temporal/types.ts';
import { gateOf, refused } from './support/actions.ts';
import { type Harness, openHarness, PERSON } from './support/harness.ts';

let h: Harness;
let now = new Date();
let look: () => Promise<void>;
const told: string[] = [];
beforeAll(async () => {
  h = await openHarness();
});
afterAll(() => h.close());
beforeEach(() => {
  now = new Date(Date.now() + 60_000);
  look = createLostRuns(deps()).look;
  told.length = 0;
});

const mine = { workspace: PERSON.workspace };
const deps = (runs: Runs = h.runs) =>
  ({
    store: h.store,
    runs,
    clock: { now: () => now },
    wake: { run: (id: string) => void told.push(id) },
    log: h.log,
  }) as unknown as AutomationDeps;
const later = () => {
  now = new Date(now.getTime() + 60_000);
};

const REST = { id: 'rest', service: 'flow', action: 'wait', params: { duration: '1h' } };

async function resting(more: Parameters<Harness['approve']>[0]['steps'] = []): Promise<string> {
  const id = await h.start(await h.approve({ steps: [...more, REST] }));
  await vi.waitFor(async () => expect((await h.steps(id)).rest?.state).toBe('waiting'), { timeout: 15_000 });
  return id;
}

it('ends a run that was terminated behind its back, and tells its thread', async () => {
  const id = await resting([{ id: 'one' }]);
  await look();
  await h.handle(id).terminate('by hand');
  await look();
  expect(await h.execution(id)).toMatchObject({ status: 'running' });
  later();
  await look();
  expect(await h.execution(id)).toMatchObject({
    status: 'failed',
    phase: null,
    failedStep: 'rest',
    errorMessage: 'It was ended in the workflow engine, from outside.',
  });
  expect(await h.steps(id)).toMatchObject({ one: { state: 'success' }, rest: { state: 'failed' } });
  expect(told).toEqual([id]);
  const { dirty, rendered } = await h.execution(id);
  expect(dirty).toBeGreaterThan(rendered);
});

it('ends what ran under it too, and one that Temporal knows no more', async () => {
  const child = await h.approve({ steps: [REST] });
  const step = { service: 'flow', action: 'run_workflow', params: { workflow: child.workflow.name } };
  const parent = await h.start(await h.approve({ steps: [{ id: 'child', ...step }] }));
  await vi.waitFor(async () => expect((await h.steps(`${parent}-child`)).rest?.state).toBe('waiting'), {
    timeout: 15_000,
  });
  const gone = await resting();
  await h.handle(parent).terminate();
  await h.temporal.client.workflowService.deleteWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: `run-${gone}` },
  });
  await vi.waitFor(async () => expect(await h.runs.describe(`run-${gone}`)).toBeNull(), { timeout: 20_000 });
  await look();
  later();
  await look();
  expect(await h.execution(parent)).toMatchObject({ status: 'failed' });
  expect(await h.execution(`${parent}-child`)).toMatchObject({ status: 'failed' });
  expect(await h.execution(gone)).toMatchObject({
    status: 'failed',
    errorMessage: 'The workflow engine does not know this run any more, so it ended here.',
  });
});

it('ends one that was ended before it began, and one that nobody will start any more', async () => {
  const approved = await h.approve({ steps: [REST] });
  const made = (more: Partial<ExecutionRow>): ExecutionRow => ({
    ...newExecution(approved.workflow, approved.version, {
      triggerType: 'manual',
      trigger: null,
      triggerData: {},
      now: new Date(),
    }),
    ...more,
  });
  const over = await resting();
  const under = (execution: string) => made({ parent: { execution, root: execution, path: 'sub', iteration: 0 } });
  const [waits, early, orphan, child] = [made({}), made({}), under('run_gone'), under(over)];
  await h.store.executions.insertMany([waits, early, orphan, child]);
  // Its start was heard, its first word never came.
  const elsewhere = { workflowId: `run-${early._id}`, taskQueue: 'nobody', args: [] };
  await (await h.temporal.client.workflow.start('early', elsewhere)).terminate();
  await look();
  later();
  await look();
  expect((await h.execution(early._id)).status).toBe('failed');
  expect((await h.execution(orphan._id)).status).toBe('failed');
  for (const id of [waits._id, child._id, over]) expect((await h.execution(id)).status).toBe('running');
  await h.store.executions.deleteMany({ ...mine, _id: { $in: [waits._id, child._id] } });
  await h.runs.signal(`run-${over}`, 'cancel', 'over');
  await h.ended(over);
});

const keep = (id: string) => ({ id, action: 'keep', params: { data: id } });
const counted = async (id: string) =>
  h.store.workflows.findOne({ ...mine, _id: (await h.execution(id)).workflow }).lean();
const lose = async (id: string) => {
  await h.handle(id).terminate('by hand');
  await look();
  later();
  await look();
};

it('counts it as any other that failed: the fifth in a row stops its workflow', async () => {
  const approved = await h.approve({ steps: [REST] });
  await h.store.workflows.updateOne({ ...mine, _id: approved.workflow._id }, { $set: { failuresInARow: 3 } });
  const begin = async () => {
    const id = await h.start(approved);
    await vi.waitFor(async () => expect((await h.steps(id)).rest?.state).toBe('waiting'), { timeout: 15_000 });
    return id;
  };
  const first = await begin();
  await lose(first);
  expect(await counted(first)).toMatchObject({ status: 'active', executionCount: 1, failuresInARow: 4 });
  await lose(await begin());
  expect(await counted(first)).toMatchObject({ status: 'failed', executionCount: 2, failuresInARow: 5 });
  expect(await h.store.notices.findOne({ ...mine, text: /failed 5 times in a row/ }).lean()).not.toBeNull();
});

it('takes back what it did where its definition says so, with what ran under it', async () => {
  h.world.calls.length = 0;
  const child = await h.approve({ steps: [keep('inner'), REST] });
  const sub = { id: 'sub', service: 'flow', action: 'run_workflow', params: { workflow: child.workflow.name } };
  const id = await h.start(await h.approve({ on_failure: 'undo', steps: [keep('outer'), sub] }));
  const below = `${id}-sub`;
  await vi.waitFor(async () => expect((await h.steps(below)).rest?.state).toBe('waiting'), { timeout: 15_000 });
  await lose(id);
  await h.temporal.client.workflow.getHandle(`undo-${id}`).result();
  expect(await h.execution(id)).toMatchObject({ status: 'failed', undone: { state: 'over', by: null } });
  expect(await h.execution(below)).toMatchObject({ status: 'failed', undone: { state: 'over', within: id } });
  expect(h.world.called('drop').map((call) => call.params.data)).toEqual(['inner', 'outer']);
  expect(await counted(below)).toMatchObject({ executionCount: 1, failuresInARow: 1 });
});

it('goes on with taking back that was under way, and takes back what only ran under it', async () => {
  h.world.calls.length = 0;
  const inside = gateOf();
  const leave = gateOf();
  h.world.on('once', () => {
    throw refused('Full.');
  });
  h.world.on('drop', async (_params, context) => {
    inside.open();
    await Promise.race([leave.opened, new Promise((done) => context.signal.addEventListener('abort', done))]);
    return {};
  });
  const bad = { id: 'bad', action: 'once' };
  const id = await h.start(await h.approve({ on_failure: 'undo', steps: [keep('a'), keep('b'), bad] }));
  await inside.opened;
  await h.handle(id).terminate('while it takes back');
  leave.open();
  await look();
  later();
  await look();
  await h.temporal.client.workflow.getHandle(`undo-${id}`).result();
  expect(await h.execution(id)).toMatchObject({ status: 'failed', undone: { state: 'over', request: 1 } });
  expect(h.world.called('drop').map((call) => call.params.data)).toEqual(['b', 'a']);
  h.world.on('drop', () => undefined);
  h.world.calls.length = 0;
  const child = await h.approve({ on_failure: 'undo', steps: [keep('inner'), REST] });
  const sub = { id: 'sub', service: 'flow', action: 'run_workflow', params: { workflow: child.workflow.name } };
  const parent = await h.start(await h.approve({ steps: [keep('outer'), sub] }));
  await vi.waitFor(async () => expect((await h.steps(`${parent}-sub`)).rest?.state).toBe('waiting'), {
    timeout: 15_000,
  });
  await lose(parent);
  await h.temporal.client.workflow.getHandle(`undo-${parent}-sub`).result();
  expect(h.world.called('drop').map((call) => call.params.data)).toEqual(['inner']);
  expect((await h.execution(parent)).undone ?? null).toBeNull();
});

it('ends one that was being cancelled as cancelled, and takes back what its definition says of that', async () => {
  const { signal } = createRunning(deps());
  const leave = gateOf();
  const begun = async (more: Partial<Parameters<Harness['approve']>[0]>) => {
    const inside = gateOf();
    h.world.on('look', () => {
      inside.open();
      return leave.opened.then(() => ({}));
    });
    const child = await h.approve({ steps: [keep('inner'), REST], ...more });
    const sub = {
      id: 'sub',
      service: 'flow',
      action: 'run_workflow',
      needs: ['a'],
      params: { workflow: child.workflow.name },
    };
    const steps = [keep('a'), { id: 'busy', action: 'look', needs: ['a'] }, sub];
    const id = await h.start(await h.approve({ ...more, steps }));
    await inside.opened;
    await vi.waitFor(async () => expect((await h.steps(`${id}-sub`)).rest?.state).toBe('waiting'), { timeout: 15_000 });
    return id;
  };
  for (const [more, dropped] of [
    [{ on_cancel: 'undo' }, ['inner', 'a']],
    [{ on_failure: 'undo' }, []],
  ] as const) {
    h.world.calls.length = 0;
    const id = await begun(more);
    // It has heard it, and is lost before it could act on it.
    await signal(PERSON as never, id, 'cancel', 'wrong customer');
    expect((await h.execution(id)).asked).toBeNull();
    if ((await h.execution(id)).status === 'running') await lose(id);
    if (dropped.length > 0) await h.temporal.client.workflow.getHandle(`undo-${id}`).result();
    const ended = { status: 'cancelled', errorMessage: 'wrong customer', failedStep: null };
    expect(await h.execution(id)).toMatchObject(ended);
    expect((await h.execution(`${id}-sub`)).status).toBe('cancelled');
    expect(h.world.called('drop').map((call) => call.params.data)).toEqual(dropped);
  }
  leave.open();
  h.world.on('look', () => undefined);
});

it('says when its time was over', async () => {
  const approved = await h.approve({ steps: [REST] });
  const row = newExecution(approved.workflow, approved.version, {
    triggerType: 'manual',
    trigger: null,
    triggerData: {},
    now: new Date(),
  });
  await h.store.executions.create(row);
  const { executionId, ...run } = startOf(row);
  await h.temporal.client.workflow.start('timed', {
    workflowId: `run-${executionId}`,
    taskQueue: h.queue,
    args: [{ ...run, executionId }],
    workflowExecutionTimeout: '2s',
  });
  await vi.waitFor(async () => expect(await h.runs.describe(`run-${row._id}`)).toMatchObject({ status: 'TIMED_OUT' }), {
    timeout: 20_000,
  });
  await look();
  later();
  await look();
  expect((await h.execution(row._id)).errorMessage).toMatch(/Its time was over/);
});

it('keeps counted what may have been paid, and gives back what surely was not', async () => {
  const inside = gateOf();
  h.world.on('pay', (_params, context) => {
    inside.open();
    return new Promise((_, reject) => context.signal.addEventListener('abort', () => reject(new Error('aborted'))));
  });
  const id = await h.start(await h.approve({ steps: [{ id: 'pay', action: 'pay', params: { amount: 7 } }] }));
  await inside.opened;
  await vi.waitFor(async () => expect((await h.steps(id)).pay?.state).toBe('running'), { timeout: 15_000 });
  const reserved = async () => (await h.store.spend.findOne(mine).lean())?.open ?? {};
  expect(Object.keys(await reserved())).toEqual([`${id}:pay:0:0`]);
  await h.handle(id).terminate();
  await look();
  later();
  await look();
  expect(await h.execution(id)).toMatchObject({ status: 'failed', failedStep: 'pay' });
  const reservations = createReservations(deps());
  now = new Date(now.getTime() + 600_000);
  await reservations();
  expect(Object.keys(await reserved())).toEqual([`${id}:pay:0:0`]);
  // Had the call never begun, nothing would be held back.
  await h.store.effects.deleteMany({ ...mine, execution: id });
  await reservations();
  expect(await reserved()).toEqual({});
  h.world.on('pay', () => undefined);
});

it('leaves alone what goes on, and everything while Temporal does not answer', async () => {
  const id = await resting();
  const { look: away } = createLostRuns(
    deps({ ...h.runs, describe: () => Promise.reject(new AppError('unavailable', 'away')) }),
  );
  for (const one of [away, look, away, look]) {
    await one();
    later();
  }
  expect(await h.execution(id)).toMatchObject({ status: 'running' });
  await h.runs.signal(`run-${id}`, 'cancel', 'over');
  await h.ended(id);
});

it('ends nothing where this is not the Temporal the runs began on, and says what to do', async () => {
  const ids = [await resting(), await resting()];
  const blind = { describe: async () => null, engine: async () => 'another' };
  const other = createLostRuns(deps({ ...h.runs, ...blind }));
  for (let round = 0; round < 3; round += 1) {
    await other.look();
    later();
  }
  for (const id of ids) expect((await h.execution(id)).status).toBe('running');
  const began = await h.runs.engine();
  expect(other.trouble()).toMatch(/^2 runs under way began on another Temporal/);
  expect(other.trouble()).toMatch(new RegExp(`namespace id ${began}.*than this one \\(another\\).*TEMPORAL_HOST`));
  // Once it is put right, nothing is held against anybody.
  const right = createLostRuns(deps());
  await right.look();
  expect(right.trouble()).toBeNull();
  for (const id of ids) {
    await h.runs.signal(`run-${id}`, 'cancel', 'over');
    await h.ended(id);
  }
  await other.look();
  expect(other.trouble()).toBeNull();
});

it('ends nothing where most of what is under way is unknown, as on an empty Temporal', async () => {
  const ids = [await resting(), await resting(), await resting()];
  const empty = createLostRuns(deps({ ...h.runs, describe: async () => null }));
  for (let round = 0; round < 3; round += 1) {
    await empty.look();
    later();
  }
  for (const id of ids) expect((await h.execution(id)).status).toBe('running');
  expect(empty.trouble()).toMatch(/does not know 3 of 3 runs under way.*I end none of them/);
  await look();
  expect(told).toEqual([]);
  for (const id of ids) {
    await h.runs.signal(`run-${id}`, 'cancel', 'over');
    await h.ended(id);
  }
});

it('does nothing more for a run that was ended here while Temporal still carries it out', async () => {
  const inside = gateOf();
  const leave = gateOf();
  h.world.on('write', async (params) => {
    if ((params as { to?: string }).to !== 'first') return undefined;
    inside.open();
    await leave.opened;
    return undefined;
  });
  const steps = [
    { id: 'one', params: { to: 'first' } },
    { id: 'two', params: { to: 'second' } },
  ];
  const long = { startedAt: new Date(Date.now() - 60_000) };
  const id = await h.start(await h.approve({ steps }), {}, long);
  await inside.opened;
  await h.store.executions.updateOne({ _id: id, ...mine }, { $set: { status: 'failed', completedAt: new Date() } });
  leave.open();
  await h.handle(id).result();
  h.world.on('write', () => undefined);
  expect(h.world.calls.filter((call) => call.execution === id)).toHaveLength(1);
  expect((await h.steps(id)).two).toMatchObject({ state: 'failed', error: expect.stringMatching(/has ended/) });
  const effects = await h.store.effects
    .find({ ...mine, execution: id })
    .sort({ _id: 1 })
    .lean();
  expect(effects.map((one) => one.state)).toEqual(['done', 'not_done']);
});
