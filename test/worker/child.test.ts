import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createRunning } from '../../src/automation/running.ts';
import type { ExecutionRow } from '../../src/store/runs.ts';
import { gateOf, lost, refused } from './support/actions.ts';
import { type Harness, openHarness, PERSON } from './support/harness.ts';

let h: Harness;
beforeAll(async () => {
  h = await openHarness();
});
afterAll(() => h.close());
afterEach(() => {
  for (const action of ['write', 'look', 'put', 'pay', 'once']) h.world.on(action, () => undefined);
});

type Steps = Parameters<Harness['approve']>[0]['steps'];

const run = (workflow: string, more: Record<string, unknown> = {}) => {
  const { data, queue, timeout, id = 'child', ...step } = more;
  const params = { workflow, ...(data ? { data } : {}), ...(queue ? { queue } : {}), ...(timeout ? { timeout } : {}) };
  return { id: String(id), service: 'flow', action: 'run_workflow', params, ...step } as unknown as Steps[number];
};

const approve = async (name: string, steps: Steps, more: Partial<Parameters<Harness['approve']>[0]> = {}) =>
  h.approve({ name: `${name} ${Math.random().toString(36).slice(2, 8)}`, ...more, steps });

const childrenOf = (id: string) =>
  h.store.executions
    .find({ workspace: PERSON.workspace, 'parent.execution': id })
    .sort({ 'parent.iteration': 1 })
    .lean<ExecutionRow[]>();

describe('a workflow runs another', () => {
  it('as a child of Temporal, of the version that was approved, and reads what its last step gave', async () => {
    const child = await approve('Child', [
      { id: 'note', params: { to: '{{ trigger.who }}' } },
      { id: 'last', action: 'look', params: { to: '{{ note.id }}' } },
    ]);
    const parent = await approve('Parent', [
      run(child.workflow.name, { data: { who: '{{ trigger.name }}' } }),
      { id: 'after', action: 'put', params: { to: '{{ child.result.id }} of {{ child.execution_id }}' } },
    ]);
    // Changed meanwhile, and paused: what was approved still runs.
    await h.store.workflows.updateOne(
      { _id: child.workflow._id, workspace: 'w1' },
      { $set: { version: 7, status: 'paused' } },
    );
    h.world.on('look', () => ({ id: 'gave-this' }));
    const { execution, steps } = await h.ended(await h.start(parent, { name: 'Amina' }));
    expect(execution.status).toBe('completed');
    const [row] = await childrenOf(execution._id);
    expect(row).toMatchObject({
      _id: `${execution._id}-child`,
      version: 1,
      status: 'completed',
      triggerType: 'workflow',
      triggerData: { who: 'Amina' },
      depth: 1,
      top: execution._id,
      parent: { execution: execution._id, path: 'child', iteration: 0 },
    });
    expect(h.world.called('write').at(-1)?.params.to).toBe('Amina');
    expect(h.world.called('put').at(-1)?.params.to).toBe(`gave-this of ${execution._id}-child`);
    expect(steps.child).toMatchObject({ state: 'success', report: `“${child.workflow.name}” ran` });
    const described = await h.handle(row?._id ?? '').describe();
    expect(described.parentExecution?.workflowId).toBe(`run-${execution._id}`);
    expect(described.type).toBe(child.workflow.name);
  });

  it('fails with its reason, and goes on where the step says so', async () => {
    const child = await approve('Child', [{ id: 'only', action: 'write' }]);
    h.world.on('write', () => {
      throw refused('Full.');
    });
    const parent = await approve('Parent', [run(child.workflow.name)]);
    const failed = await h.ended(await h.start(parent));
    expect(failed.execution).toMatchObject({
      status: 'failed',
      failedStep: 'child',
      errorMessage: `“${child.workflow.name}” failed: Full.`,
    });
    const tolerant = await approve('Parent', [
      run(child.workflow.name, { on_error: 'continue' }),
      { id: 'after', action: 'put', params: { to: '{{ child.error }}' } },
    ]);
    const { execution } = await h.ended(await h.start(tolerant));
    expect(execution.status).toBe('completed');
    expect(h.world.called('put').at(-1)?.params.to).toContain('Full.');
  });

  it('runs a batch with readable ids; what failed is null among the results', async () => {
    const child = await approve('Image', [{ id: 'make', params: { to: '{{ trigger.name }}' } }]);
    h.world.on('write', (params) => {
      if (params.to === 'two') throw refused('Too dark.');
      return { id: `image of ${String(params.to)}` };
    });
    const parent = await approve('Parent', [
      run(child.workflow.name, {
        id: 'images',
        for_each: '{{ trigger.names }}',
        data: { name: '{{ item }}' },
        on_error: 'continue',
      }),
      { id: 'after', action: 'put', params: { data: '{{ images.results }}' } },
    ]);
    const { execution } = await h.ended(await h.start(parent, { names: ['one', 'two', 'three'] }));
    expect(execution.status).toBe('completed');
    const rows = await childrenOf(execution._id);
    expect(rows.map((row) => row._id)).toEqual([1, 2, 3].map((number) => `${execution._id}-images-${number}`));
    const results = h.world.called('put').at(-1)?.params.data as {
      result: { id: string } | null;
      error: string | null;
    }[];
    expect(results.map((one) => one.result?.id ?? null)).toEqual(['image of one', null, 'image of three']);
    expect(results[1]?.error).toContain('Too dark.');
  });

  it('refuses what was deleted, taken back or put in its place, and says so', async () => {
    const child = await approve('Child', [{ id: 'only' }]);
    const parent = await approve('Parent', [run(child.workflow.name)]);
    const version = { _id: `${child.workflow._id}:1`, workspace: 'w1' };
    const workflow = { _id: child.workflow._id, workspace: 'w1' };
    const error = async () => (await h.ended(await h.start(parent))).execution.errorMessage;
    await h.store.versions.updateOne(version, { $set: { seal: 'other' } });
    expect(await error()).toContain('is not what was approved');
    await h.store.versions.updateOne(version, {
      $set: { seal: child.version.seal, 'approval.revokedAt': new Date() },
    });
    expect(await error()).toContain('was taken back');
    await h.store.versions.updateOne(version, { $set: { 'approval.revokedAt': null } });
    await h.store.workflows.updateOne(workflow, { $set: { status: 'deleted' } });
    expect(await error()).toContain('was deleted');
  });

  it('does not go deeper than five, whatever was stored', async () => {
    let inner = await approve('Level', [{ id: 'only' }]);
    for (let level = 0; level < 6; level += 1) inner = await approve('Level', [run(inner.workflow.name)]);
    const { execution } = await h.ended(await h.start(inner));
    expect(execution.errorMessage).toContain('5 levels deep');
    const deepest = await h.store.executions
      .find({ workspace: 'w1', top: execution._id })
      .sort({ depth: -1 })
      .lean<ExecutionRow[]>();
    expect(deepest[0]?.depth).toBe(5);
  });

  it('passes on pause, resume and cancellation with its reason', async () => {
    const inside = gateOf();
    const go = gateOf();
    const child = await approve('Child', [
      { id: 'one', action: 'look' },
      { id: 'two', action: 'put' },
      { id: 'rest', service: 'flow', action: 'wait', params: { duration: '1h' } },
    ]);
    h.world.on('look', async () => {
      inside.open();
      await go.opened;
      return { id: 'one' };
    });
    const parent = await approve('Parent', [run(child.workflow.name), { id: 'never' }]);
    const id = await h.start(parent);
    await inside.opened;
    await h.runs.signal(`run-${id}`, 'pause', 'lunch');
    await vi.waitFor(async () => expect(await h.runs.query(`run-${id}-child`)).toMatchObject({ paused: true }), 10_000);
    go.open();
    await vi.waitFor(async () => expect((await h.execution(`${id}-child`)).paused).toBe(true), 10_000);
    expect((await h.steps(`${id}-child`)).two).toBeUndefined();
    await h.runs.signal(`run-${id}`, 'resume', '');
    await vi.waitFor(async () => expect((await h.steps(`${id}-child`)).rest?.state).toBe('waiting'), 10_000);
    await h.runs.signal(`run-${id}`, 'cancel', 'not needed any more');
    const { execution } = await h.ended(id);
    expect(execution).toMatchObject({ status: 'cancelled', errorMessage: 'not needed any more' });
    expect(await h.execution(`${id}-child`)).toMatchObject({
      status: 'cancelled',
      errorMessage: 'not needed any more',
    });
  });

  it('ends one that takes longer than it may', async () => {
    const child = await approve('Child', [{ id: 'rest', service: 'flow', action: 'wait', params: { duration: '1h' } }]);
    const parent = await approve('Parent', [run(child.workflow.name, { timeout: '1s' })]);
    const { execution } = await h.ended(await h.start(parent));
    expect(execution.errorMessage).toContain('did not finish within its time');
    expect(await h.execution(`${execution._id}-child`)).toMatchObject({ status: 'failed', phase: null });
  });
});

describe('money of a child', () => {
  const pays = { id: 'pay', action: 'pay', params: { amount: '{{ number(trigger.amount) }}', to: '+254700000001' } };

  it('counts to its own workflow, to whoever runs it, and to the owner', async () => {
    const child = await approve('Payer', [pays], { policy: { daily_spend_limit: 1000 } });
    const parent = await approve('Parent', [run(child.workflow.name, { data: { amount: '{{ trigger.amount }}' } })], {
      policy: { daily_spend_limit: 150, max_withdraw_amount: 120 },
    });
    const go = async (amount: number) => (await h.ended(await h.start(parent, { amount }))).execution;
    expect((await go(130)).errorMessage).toContain('more than KES 120');
    expect((await go(100)).status).toBe('completed');
    expect((await go(60)).errorMessage).toContain('the workflow that runs this one');
    const [row] = await h.store.spend.find({ workspace: 'w1' }).lean();
    expect(row?.workflows[child.workflow._id]).toMatchObject({ settled: 10_000, reserved: 0 });
    expect(row?.workflows[parent.workflow._id]).toMatchObject({ settled: 10_000, reserved: 0 });
    expect(row).toMatchObject({ settled: 10_000, reserved: 0 });
  });

  it('is confirmed by a person where the one that runs it wants that', async () => {
    const child = await approve('Payer', [pays]);
    const parent = await approve('Parent', [run(child.workflow.name, { data: { amount: 5 } })], {
      policy: { requires_user_confirmation: true },
    });
    const id = await h.start(parent);
    await vi.waitFor(async () => expect((await h.steps(`${id}-child`)).pay?.gate?.kind).toBe('confirm'), 10_000);
    await h.runs.signal(`run-${id}`, 'cancel', 'enough');
    await h.ended(id);
  });
});

describe('a run that is tried again', () => {
  const running = () =>
    createRunning({
      store: h.store,
      runs: h.runs,
      clock: { now: () => new Date() },
      wake: { run() {}, conversation() {}, outbox() {}, deliveries() {} },
      log: h.log,
      takeTrigger: async () => {},
    } as unknown as Parameters<typeof createRunning>[0]);

  it('keeps children that succeeded, and goes on within those that did not', async () => {
    const child = await approve('Child', [
      { id: 'first', params: { to: '{{ trigger.name }}' } },
      { id: 'second', action: 'put', params: { to: '{{ trigger.name }}' } },
    ]);
    let broken = true;
    h.world.on('put', (params) => {
      if (broken && params.to === 'two') throw refused('Not now.');
      return { id: `put ${String(params.to)}` };
    });
    const parent = await approve('Parent', [
      run(child.workflow.name, { id: 'all', for_each: '{{ trigger.names }}', data: { name: '{{ item }}' } }),
    ]);
    const before = h.world.calls.length;
    const first = await h.ended(await h.start(parent, { names: ['one', 'two'] }));
    expect(first.execution.status).toBe('failed');
    broken = false;
    const again = await running().retry(PERSON, first.execution._id, 'failure');
    const { execution } = await h.ended(again._id);
    expect(execution.status).toBe('completed');
    const calls = h.world.calls.slice(before).map((call) => `${call.action} ${String(call.params.to)}`);
    expect(calls.sort()).toEqual(['put one', 'put two', 'put two', 'write one', 'write two']);
    const [child2] = await childrenOf(execution._id);
    expect(child2).toMatchObject({ retryOf: `${first.execution._id}-all-2`, status: 'completed' });
    await expect(running().retry(PERSON, `${first.execution._id}-all-2`, 'failure')).rejects.toThrow(
      'Another run started this one',
    );
  });

  const shop = () =>
    approve(
      'Shop',
      [
        { id: 'charge', action: 'keep', params: { data: 'charge' } },
        { id: 'ship', action: 'put', params: { to: 'ship' } },
      ],
      { on_failure: 'undo' },
    );
  const done = (from: number) =>
    h.world.calls.slice(from).map(({ action, params }) => `${action} ${params.data ?? params.to}`);

  it('begins a child anew that was taken back: what it did is not there any more', async () => {
    let broken = true;
    h.world.on('put', () => {
      if (broken) throw refused('Not now.');
    });
    const child = await shop();
    const parent = await approve('Parent', [run(child.workflow.name)]);
    const before = h.world.calls.length;
    const first = await h.ended(await h.start(parent));
    expect(first.execution.status).toBe('failed');
    expect(done(before).slice(0, 2)).toEqual(['keep charge', 'put ship']);
    const [taken] = await childrenOf(first.execution._id);
    expect(taken?.undone).toMatchObject({ state: 'over' });
    broken = false;
    const from = h.world.calls.length;
    const again = await running().retry(PERSON, first.execution._id, 'failure');
    expect((await h.ended(again._id)).execution.status).toBe('completed');
    expect(done(from)).toEqual(['keep charge', 'put ship']);
    const [anew] = await childrenOf(again._id);
    expect(anew).toMatchObject({ retryOf: taken?._id, rootExecution: anew?._id });
  });

  it('does not go on from a child that completed and was taken back afterwards', async () => {
    const child = await shop();
    const inner = await approve('Inner', [run(child.workflow.name), { id: 'bad', action: 'once' }]);
    const parent = await approve('Parent', [run(inner.workflow.name)]);
    h.world.on('once', () => {
      throw refused('Full.');
    });
    const { execution } = await h.ended(await h.start(parent));
    const [middle] = await childrenOf(execution._id);
    const [last] = await childrenOf(middle?._id ?? '');
    expect(last?.status).toBe('completed');
    const undone = (state: 'running' | 'over') =>
      h.store.executions.updateOne(
        { _id: last?._id ?? '', workspace: PERSON.workspace },
        { $set: { undone: { state, request: 1, by: null, at: new Date() } } },
      );
    await undone('running');
    await expect(running().retry(PERSON, execution._id, 'failure')).rejects.toThrow('is being taken back');
    await undone('over');
    await expect(running().retry(PERSON, execution._id, 'failure')).rejects.toThrow('Run it from the start');
  });

  it('asks first where a step of a child may have happened', async () => {
    const child = await approve('Child', [{ id: 'only', action: 'once' }]);
    h.world.on('once', () => {
      throw lost('The answer never came.');
    });
    const parent = await approve('Parent', [run(child.workflow.name)]);
    const { execution } = await h.ended(await h.start(parent));
    await expect(running().retry(PERSON, execution._id, 'failure')).rejects.toThrow('may have happened');
    h.world.on('once', () => ({ id: 'done' }));
    const again = await running().retry(PERSON, execution._id, 'failure', { repeatDoubtful: true });
    expect((await h.ended(again._id)).execution.status).toBe('completed');
  });
});
