import { describe, expect, it } from 'vitest';
import { type RunWish, runWishOf } from '../../src/chat/run-wishes.ts';
import type { ExecutionRow, StepRow } from '../../src/store/runs.ts';
import type { WorkflowRow } from '../../src/store/workflows.ts';
import { executionRow, stepRow } from './fake-automation.ts';
import { type Room, roomForEach, WANJIRU } from './support.ts';

/** What is asked of one run, in words: read, bound to a run, asked back where it is not clear which. */

describe('words', () => {
  const run = (more: Partial<Extract<RunWish['target'], { kind: 'run' }>> = {}) => ({
    kind: 'run' as const,
    name: null,
    latest: false,
    ...more,
  });
  it.each<[string, string, RunWish['target'], string]>([
    ['cancel that run', 'cancel_run', run(), ''],
    ['Please cancel that run because the client changed his mind', 'cancel_run', run(), 'the client changed his mind'],
    ['cancel this run (because the client changed his mind)', 'cancel_run', run(), 'the client changed his mind'],
    ['cancel the run: wrong amount', 'cancel_run', run(), 'wrong amount'],
    [
      'cancel the run of Supplier payout, since it was paid by hand',
      'cancel_run',
      run({ name: 'Supplier payout' }),
      'it was paid by hand',
    ],
    ['stop this run', 'cancel_run', run(), ''],
    ['stop that run now', 'end_run', run(), ''],
    ['terminate the run', 'end_run', run(), ''],
    [
      'stop the latest run of my weekly report at once because it is stuck',
      'end_run',
      run({ name: 'weekly report', latest: true }),
      'it is stuck',
    ],
    ['pause this run', 'pause_run', run(), ''],
    ['pause the weekly report run', 'pause_run', run({ name: 'weekly report' }), ''],
    ['resume it', 'resume_run', { kind: 'it' }, ''],
    ['let it go on', 'resume_run', { kind: 'it' }, ''],
    ['continue the paused run', 'resume_run', run(), ''],
    ['how far is it?', 'run_progress', { kind: 'it' }, ''],
    ['How far along is the run by now?', 'run_progress', run(), ''],
    ['how far is Invoice on payment?', 'run_progress', { kind: 'named', name: 'Invoice on payment' }, ''],
    ['what is it waiting for?', 'run_progress', { kind: 'it' }, ''],
    ["what's the run doing right now?", 'run_progress', run(), ''],
    ['progress', 'run_progress', { kind: 'it' }, ''],
    ['is that run done yet?', 'run_progress', run(), ''],
  ])('%s', (text, command, target, reason) => {
    expect(runWishOf(text)).toEqual({ command, target, reason });
  });

  it.each([
    'cancel',
    'pause the weekly report',
    'stop everything',
    'run it now',
    'cancel my subscription every month and email me',
    'every Monday at 9 email me what is running',
    'when a payment comes, hold the order for a day',
    'resume the weekly report',
    'how is Invoice on payment doing?',
  ])('not %s', (text) => {
    expect(runWishOf(text)).toBeNull();
  });
});

let room: Room;
roomForEach(
  (one) => {
    room = one;
  },
  { limits: { update: false, quotes: true } },
);

async function run(workflow: WorkflowRow, more: Partial<ExecutionRow> = {}): Promise<ExecutionRow> {
  const row = executionRow(workflow, { startedAt: room.clock.now(), ...more });
  await room.store.executions.create(row);
  return row;
}

/** A run whose card stands there. */
async function told(workflow: WorkflowRow, more: Partial<ExecutionRow> = {}) {
  const row = await run(workflow, { triggerType: 'webhook', ...more });
  room.clock.advance(40_000);
  await room.engine.renderRun(row._id);
  await room.settle();
  const card = room.platform.shown(room.thread).at(-1)?.id;
  return { row, card: card ?? '' };
}

const signals = () => room.automation.signalled;
const ask = async (text: string, replyTo?: string) => {
  const id = await room.send(text, WANJIRU, room.thread, replyTo ? { replyTo } : {});
  await room.settle();
  return ((await room.outcome(id))?.outcome as { text: string } | null)?.text ?? '';
};

describe('in a conversation', () => {
  it('means the only run under way in it, and keeps the reason', async () => {
    const weekly = await room.workflow();
    const one = await run(weekly);
    await run(await room.workflow('Elsewhere', { createdFromRoom: room.open() }));
    expect(await ask('cancel that run because the client changed his mind')).toBe(
      'The run of “Weekly report” is being cancelled: the client changed his mind.',
    );
    expect(signals()).toEqual([{ id: one._id, what: 'cancel', reason: 'the client changed his mind' }]);
    expect(room.planner.texts).toEqual([]);
  });

  it('means the run whose card is quoted, however many are under way, also by "it"', async () => {
    await ask('hello');
    const first = await told(await room.workflow('First'));
    await told(await room.workflow('Second'));
    expect(await ask('pause it', first.card)).toMatch(/^The run of “First” is paused/);
    expect(await ask('cancel that run: wrong client', first.card)).toMatch(/wrong client/);
    expect(signals().map(({ id, what }) => [id, what])).toEqual([
      [first.row._id, 'pause'],
      [first.row._id, 'cancel'],
    ]);
  });

  it('asks which where several can be meant, and does it to the one that is chosen', async () => {
    const weekly = await room.workflow();
    const acme = await run(weekly, { triggerData: { name: 'Acme' } });
    await run(weekly, { triggerData: { name: 'Zenith' } });
    expect(await ask('cancel that run because it is wrong')).toMatch(/^Which run do you want to cancel\?/);
    expect(signals()).toEqual([]);
    const card = room.card('Which run');
    expect(card.choices?.map((one) => one.label)).toEqual([
      expect.stringMatching(/^Zenith, since Friday 20 November/),
      expect.stringMatching(/^Acme, since /),
      'None of them',
    ]);
    await ask('2');
    expect(signals()).toEqual([{ id: acme._id, what: 'cancel', reason: 'it is wrong' }]);
    expect(room.card('Which run').choices).toBeUndefined();
  });

  it('takes the newest where the latest is meant; leaves all alone on a no', async () => {
    const weekly = await room.workflow();
    await run(weekly);
    const newest = await run(weekly);
    await ask('pause the latest run of the weekly report');
    expect(signals()).toEqual([{ id: newest._id, what: 'pause', reason: '' }]);
    await run(weekly);
    await ask('cancel the run');
    await ask('no');
    expect(signals()).toHaveLength(1);
  });

  it('means the same run when it is handled again after a stop in the middle', async () => {
    const weekly = await room.workflow();
    const other = await run(weekly);
    const newest = await run(weekly, { startedAt: new Date(room.clock.now().getTime() + 1000) });
    const { signal } = room.automation;
    let broken = true;
    room.automation.signal = async (person, id, ...rest) => {
      const done = await signal.call(room.automation, person, id, ...rest);
      await room.store.executions.updateOne(
        { _id: id, workspace: weekly.workspace },
        { $set: { status: 'cancelled', completedAt: room.clock.now() } },
      );
      if (broken) {
        broken = false;
        throw new Error('the process ended here');
      }
      return done;
    };
    const id = await room.send('cancel the latest run of the weekly report', WANJIRU, room.thread);
    await expect
      .poll(async () => {
        room.clock.advance(60_000);
        await room.settle();
        return (await room.outcome(id))?.state;
      })
      .toBe('done');
    expect(signals().map((one) => one.id)).toEqual([newest._id]);
    expect(await room.store.executions.findOne({ _id: other._id, workspace: weekly.workspace }).lean()).toMatchObject({
      status: 'running',
    });
  });

  it('asks before it takes a run that nothing said here points to', async () => {
    const weekly = await room.workflow();
    const elsewhere = await run(await room.workflow('Elsewhere', { createdFromRoom: room.open() }), {
      thread: room.open(),
    });
    await run(weekly);
    await ask('pause the run of the weekly report');
    expect(signals()).toHaveLength(1);
    await room.store.executions.updateMany(
      { workspace: weekly.workspace, workflow: weekly._id },
      { $set: { status: 'completed' } },
    );
    expect(await ask('cancel the run')).toMatch(/^Which run do you want to cancel\?/);
    expect(signals()).toHaveLength(1);
    await ask('1');
    expect(signals()[1]).toMatchObject({ id: elsewhere._id, what: 'cancel' });
  });

  it('"resume it" is the run that is paused; the workflow where that is', async () => {
    const weekly = await room.workflow();
    const paused = await run(weekly, { phase: 'waiting', paused: true });
    await run(weekly);
    expect(await ask('resume it')).toBe('The run of “Weekly report” goes on.');
    expect(signals()).toEqual([{ id: paused._id, what: 'resume', reason: '' }]);
    await room.store.executions.updateMany({ workspace: weekly.workspace }, { $set: { paused: false } });
    await ask('resume it');
    expect(room.planner.texts).toEqual(['resume it']);
    expect(await ask('resume that run')).toBe('No run is paused.');
  });

  it('stops at once only after a yes', async () => {
    const one = await run(await room.workflow());
    expect(await ask('stop that run now')).toMatch(/^Stop this run of “Weekly report” at once\?/);
    expect(room.automation.count('terminate')).toBe(0);
    await ask('yes');
    expect(room.automation.terminated).toEqual([{ id: one._id, reason: 'stopped at once by Wanjiru' }]);
    expect(room.texts().at(-1)).toMatch(/was stopped at once/);
  });

  it('does what Claude read, in the same way', async () => {
    const weekly = await room.workflow();
    const one = await run(weekly);
    const workflow = { id: weekly._id, name: weekly.name };
    room.planner.will({ kind: 'act', command: 'cancel_run', workflow, reason: 'too late', needsConfirmation: false });
    await ask('this one has become pointless, it is too late');
    expect(signals()).toEqual([{ id: one._id, what: 'cancel', reason: 'too late' }]);
    room.planner.will({ kind: 'act', command: 'end_run', workflow: null, needsConfirmation: false });
    await ask('make an end of it this second');
    expect(room.automation.count('terminate')).toBe(0);
    await room.tap('Yes');
    expect(room.automation.terminated.map((each) => each.id)).toEqual([one._id]);
  });

  it("leaves other people's runs alone, and says where there is none", async () => {
    const weekly = await room.workflow();
    await run(weekly, { user: 'someone-else' });
    expect(await ask('cancel that run')).toBe('No run is under way.');
    expect(await ask('how far is the weekly report?')).toBe('No run of “Weekly report” is under way.');
    await run(weekly, { status: 'completed', phase: null, completedAt: room.clock.now() });
    expect(await ask('how far is it?')).toMatch(
      /^No run is under way\. The last run of “Weekly report” ended Friday .*: done\.$/,
    );
    expect(signals()).toEqual([]);
  });
});

describe('how far it is', () => {
  it('in percent, what is going on since when, what comes next', async () => {
    const step = (id: string) => ({ id, service: 'email', action: 'send_email', params: { to: `${id}@example.com` } });
    const weekly = await room.workflow();
    await room.store.versions.create({
      _id: `${weekly._id}:1`,
      workspace: weekly.workspace,
      workflow: weekly._id,
      number: 1,
      definition: { ...weekly.definition, steps: ['a', 'b', 'c', 'd'].map(step) },
      connections: {},
      contracts: {},
      seal: 's',
      approval: {
        user: weekly.user,
        name: 'Wanjiru',
        at: room.clock.now(),
        where: 'memory',
        seal: 's',
        revokedAt: null,
      },
      createdAt: room.clock.now(),
    });
    const weeklyRun = await run(weekly);
    const row = (path: string, more: Partial<StepRow>) =>
      stepRow(weeklyRun, path, { service: 'email', action: 'send_email', startedAt: room.clock.now(), ...more });
    await room.store.steps.create(row('a', {}));
    expect(await ask('how far is it?')).toMatch(/25 %: 1 of 4 steps are over\.\nNext: /);
    await room.store.steps.create(row('b', { state: 'running', output: { done: 30, count: 60 } }));
    room.clock.advance(180_000);
    expect(await ask('how far is that run?')).toMatch(
      /37 %: .*\nNow: .*, since Friday 20 November, 07:42 \(3 minutes\)\./,
    );
    const gate = { names: 'Anna', text: 'Pay KES 500?' };
    await room.store.steps.updateOne(
      { _id: `${weeklyRun._id}:b:0`, workspace: weeklyRun.workspace },
      { $set: { state: 'waiting', gate, output: null } },
    );
    expect(await ask('what is it waiting for?')).toMatch(/Waits for Anna: Pay KES 500\?, since/);
    // What failed and is asked about may still be tried again.
    await room.store.steps.updateOne(
      { _id: `${weeklyRun._id}:b:0`, workspace: weeklyRun.workspace },
      { $set: { state: 'failed', gate: null, error: 'Full.' } },
    );
    const asking = { round: 1, step: 'b', error: 'Full.', doubtful: false, decided: null };
    await room.store.executions.updateOne(
      { _id: weeklyRun._id, workspace: weeklyRun.workspace },
      { $set: { phase: 'waiting', asking: { ...asking, deadline: '2030-01-08T07:00:00.000Z' } } },
    );
    expect(await ask('how far is it?')).toMatch(/25 %: 1 of 4 steps are over\.\n.*Full\./);
    // What a run brought in is no planner's business.
    room.planner.will({ kind: 'say', text: 'ok' });
    await ask('thanks for that');
    expect(JSON.stringify(room.planner.asked.at(-1)?.history)).not.toContain('Pay KES 500');
  });
});
