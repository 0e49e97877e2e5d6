import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { AutomationDeps } from '../../src/automation/deps.ts';
import { createRecovering } from '../../src/automation/recovering.ts';
import { createRunning } from '../../src/automation/running.ts';
import { stepPage } from '../../src/automation/step-rows.ts';
import { createUpkeepReports } from '../../src/automation/upkeep-reports.ts';
import { createUpkeepSchedule } from '../../src/temporal/upkeep.ts';
import { createArchiveRuns } from '../../worker/activities/upkeep/archive-runs.ts';
import { type Harness, openHarness, PERSON } from './support/harness.ts';

let h: Harness;
let schedule: ReturnType<typeof createUpkeepSchedule>;
beforeAll(async () => {
  h = await openHarness();
  schedule = scheduled('0 2 * * *');
});
afterAll(async () => {
  await schedule.remove();
  await h.close();
});
beforeEach(async () => {
  await h.store.upkeep.deleteMany({ workspace: '-' });
});

const scheduled = (cron: string) =>
  createUpkeepSchedule({ temporal: h.temporal, base: h.queue, queue: h.queue, cron, timeZone: 'Africa/Nairobi' });
const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
const mine = { workspace: PERSON.workspace };

/** One night, begun by hand through its schedule. */
async function night() {
  await schedule.sync();
  const before = await h.store.upkeep.countDocuments({ workspace: '-' });
  await schedule.run();
  return vi.waitFor(
    async () => {
      const rows = await h.store.upkeep
        .find({ workspace: '-', endedAt: { $ne: null } })
        .sort({ startedAt: -1 })
        .lean();
      expect(rows.length).toBeGreaterThan(before);
      return rows[0];
    },
    { timeout: 30_000, interval: 50 },
  );
}

/** A run that ended so many days ago. */
async function ended(days: number, steps: Parameters<Harness['approve']>[0]['steps'] = [{ id: 'one' }, { id: 'two' }]) {
  const { execution } = await h.run({ steps });
  const at = ago(days);
  await h.store.executions.updateOne({ _id: execution._id, ...mine }, { $set: { startedAt: at, completedAt: at } });
  return execution._id;
}

it('has a schedule of its own that follows the settings', async () => {
  await schedule.sync();
  const handle = h.temporal.client.schedule.getHandle(schedule.id);
  const seen = await handle.describe();
  expect(seen.policies).toMatchObject({ overlap: 'SKIP', catchupWindow: 86_400_000 });
  expect(seen.info.nextActionTimes[0]?.toISOString()).toMatch(/T23:00:00/);
  await scheduled('30 3 * * *').sync();
  expect((await handle.describe()).info.nextActionTimes[0]?.toISOString()).toMatch(/T00:30:00/);
  await scheduled('off').sync();
  await expect(handle.describe()).rejects.toThrow(/not found/i);
});

it('packs the steps of runs that ended long ago, and they are still read, page by page', async () => {
  const items = { id: 'each', action: 'put', for_each: '{{ [1, 2, 3, 4] }}', params: { data: '{{ item }}' } };
  const [old, fresh] = [await ended(91, [{ id: 'one' }, items]), await ended(89)];
  const before = await h.store.steps
    .find({ ...mine, execution: old })
    .sort({ startedAt: 1, _id: 1 })
    .lean();
  const report = await night();
  expect(report).toMatchObject({ counts: { runs: 1, steps: before.length }, failed: [] });
  expect(await h.store.steps.countDocuments({ ...mine, execution: old })).toBe(0);
  expect(await h.store.steps.countDocuments({ ...mine, execution: fresh })).toBe(2);
  const row = await h.execution(old);
  expect(row.archived).toMatchObject({ parts: 1, open: false });
  const read = [];
  for (let after: string | undefined, pages = 0; pages < 10; pages += 1) {
    const page = await stepPage(h.store, row, { limit: 2, ...(after && { after }) });
    read.push(...page.steps);
    if (page.next === null) break;
    after = page.next;
  }
  expect(read).toEqual(before);
  // The next night has nothing to do.
  expect(await night()).toMatchObject({ counts: { runs: 0, steps: 0 } });
});

it('goes on where an archive was cut off before its rows were gone', async () => {
  const id = await ended(100);
  await night();
  const { steps } = await stepPage(h.store, await h.execution(id), { limit: 10 });
  await h.store.steps.insertMany(steps.slice(0, 1));
  await h.store.executions.updateOne({ _id: id, ...mine }, { $set: { 'archived.open': true } });
  expect(await night()).toMatchObject({ counts: { runs: 0 } });
  expect(await h.store.steps.countDocuments({ ...mine, execution: id })).toBe(0);
  expect((await stepPage(h.store, await h.execution(id), { limit: 10 })).steps).toEqual(steps);
});

it('leaves what a later try or a run above it may still read', async () => {
  const [tried, child] = [await ended(120), await ended(120)];
  const later = await h.run({ steps: [{ id: 'one' }] });
  const above = await h.run({ steps: [{ id: 'one' }] });
  await h.store.executions.updateOne({ _id: later.execution._id, ...mine }, { $set: { rootExecution: tried } });
  await h.store.executions.updateOne({ _id: child, ...mine }, { $set: { top: above.execution._id } });
  expect(await night()).toMatchObject({ counts: { runs: 0 } });
  expect(await h.store.steps.countDocuments({ ...mine, execution: tried })).toBe(2);
});

it('says that nothing can go on from a run whose steps are packed away', async () => {
  const { execution } = await h.run({ steps: [{ id: 'one' }, { id: 'bad', params: { to: '{{ one.nothing }}' } }] });
  await h.store.executions.updateOne({ _id: execution._id, ...mine }, { $set: { completedAt: ago(91) } });
  await night();
  const deps = { ...h, catalogue: h.world.catalogue, clock: { now: () => new Date() }, wake: { run() {} } };
  const parts = { ...deps, takeTrigger: async () => {} } as unknown as AutomationDeps;
  await expect(createRunning(parts).retry(PERSON, execution._id, 'failure')).rejects.toThrow(
    /too long ago.*from the start/,
  );
  await expect(createRecovering(parts).undo(PERSON, execution._id)).rejects.toThrow(/too long ago/);
});

it('takes away what is temporary and over, and nothing else', async () => {
  const { execution } = await h.run({ steps: [{ id: 'one' }] });
  const id = execution._id;
  const going = await h.start(
    await h.approve({ steps: [{ id: 'wait', service: 'flow', action: 'wait', params: { duration: '1h' } }] }),
  );
  const value = (name: string, days: number) => ({
    _id: name,
    ...mine,
    execution: id,
    parts: 1,
    nested: false,
    data: Buffer.from('x'),
    expiresAt: ago(days),
  });
  const sent = (name: string, of: string, days: number) => ({
    _id: name,
    ...mine,
    user: 'u',
    execution: of,
    workflowName: 'w',
    service: 's',
    action: 'a',
    effect: 'write',
    title: 't',
    params: {},
    result: {},
    at: ago(days),
  });
  const told = (name: string, sentAt: Date | null) => ({
    _id: name,
    ...mine,
    user: 'u',
    thread: 't',
    text: 'x',
    dueAt: ago(200),
    sentAt,
  });
  const draft = (name: string, status: 'draft' | 'confirmed', days: number) => ({
    _id: name,
    ...mine,
    user: 'u',
    status,
    createdAt: ago(days),
    updatedAt: ago(days),
  });
  await h.store.kept.insertMany([value('old-value', 1), value('value', -1)]);
  await h.store.sandbox.insertMany([sent('old', id, 91), sent('new', id, 1), sent('held', going, 91)]);
  await h.store.notices.insertMany([told('told', ago(91)), told('untold', null)]);
  await h.store.drafts.insertMany([
    draft('stale', 'draft', 91),
    draft('done', 'confirmed', 91),
    draft('open', 'draft', 2),
  ]);
  const report = await night();
  expect(report?.counts).toMatchObject({ values: 1, sandbox: 1, notices: 1, drafts: 1 });
  const left = async (rows: { find(filter: object): { lean(): PromiseLike<unknown> } }) =>
    ((await rows.find(mine).lean()) as { _id: string }[]).map((row) => row._id).sort();
  expect(await left(h.store.kept)).toEqual(['value']);
  expect(await left(h.store.sandbox)).toEqual(['held', 'new']);
  expect(await left(h.store.notices)).toEqual(['untold']);
  expect(await h.store.drafts.findOne({ _id: 'stale', ...mine }).lean()).toMatchObject({
    status: 'cancelled',
    outcome: 'expired',
  });
  expect(await h.store.drafts.findOne({ _id: 'open', ...mine }).lean()).toMatchObject({ status: 'draft' });
  await h.runs.signal(`run-${going}`, 'cancel', 'over');
  await h.ended(going);
});

it('counts each workflow day by day, the same however often it counts', async () => {
  const approved = await h.approve({ steps: [{ id: 'one' }] });
  for (const status of ['completed', 'completed', 'failed'] as const) {
    const id = await h.start(approved);
    await h.ended(id);
    const at = ago(2);
    await h.store.executions.updateOne(
      { _id: id, ...mine },
      { $set: { status, startedAt: at, completedAt: new Date(at.getTime() + 3000) } },
    );
  }
  await night();
  await night();
  const rows = await createUpkeepReports(h).daily(PERSON, approved.workflow._id, 10);
  expect(rows).toMatchObject([
    { day: ago(2).toISOString().slice(0, 10), runs: 3, completed: 2, failed: 1, cancelled: 0, meanMs: 3000 },
  ]);
});

it('does the rest where one part does not work, says which, and shows it to admins alone', async () => {
  const { daily } = h.store;
  const broken = vi.spyOn(daily, 'updateOne').mockImplementation(() => {
    throw new Error('The disk is full.');
  });
  const approved = await h.approve({ steps: [{ id: 'one' }] });
  const id = await h.start(approved);
  await h.ended(id);
  await h.store.executions.updateOne({ _id: id, ...mine }, { $set: { startedAt: ago(1) } });
  const report = await night();
  broken.mockRestore();
  expect(report).toMatchObject({ failed: [{ part: 'daily figures', error: 'The disk is full.' }] });
  const seen = createUpkeepReports(h);
  await expect(seen.reports(PERSON, 5)).rejects.toThrow(/Only an admin/);
  expect(await seen.reports({ ...PERSON, admin: true }, 5)).toHaveLength(1);
});

/** The packing by itself; `stopped` tells it that another call took its place. */
const packing = (stopped = () => false, store = h.store) =>
  createArchiveRuns({ store, clock: { now: () => new Date() }, days: 90, alive: () => {}, stopped });

it('overwrites nothing where a call that was given up wakes late', async () => {
  const id = await ended(95);
  const before = await h.store.steps
    .find({ ...mine, execution: id })
    .sort({ startedAt: 1, _id: 1 })
    .lean();
  const find = h.store.steps.find.bind(h.store.steps);
  // The late call has read one row when another packs the run and drops its rows.
  const late = vi.spyOn(h.store.steps, 'find').mockImplementationOnce(((filter: object) => {
    const half = {
      sort: () => half,
      lean: () => half,
      async *cursor() {
        yield before[0];
        await packing()();
      },
    };
    return filter ? half : find(filter);
  }) as never);
  await packing()();
  late.mockRestore();
  const row = await h.execution(id);
  expect(row.archived).toMatchObject({ parts: 1, open: false });
  expect((await stepPage(h.store, row, { limit: 10 })).steps).toEqual(before);
});

it('leaves a run that is being taken back, and what stands above or below it', async () => {
  const [back, child] = [await ended(95), await ended(95)];
  const undone = { state: 'running' as const, request: 1, by: null, at: new Date() };
  await h.store.executions.updateOne({ _id: back, ...mine }, { $set: { undone } });
  await h.store.executions.updateOne({ _id: child, ...mine }, { $set: { top: back } });
  expect(await packing()()).toMatchObject({ counts: { runs: 0 } });
  await h.store.executions.updateOne({ _id: back, ...mine }, { $set: { 'undone.state': 'over' } });
  expect(await packing()()).toMatchObject({ counts: { runs: 2 } });
});

it('gets to the others where very many cannot be packed yet', async () => {
  const [base, old] = [await h.execution(await ended(120)), await ended(99)];
  const going = {
    ...base,
    _id: 'top',
    temporalWorkflowId: 'run-top',
    rootExecution: 'top',
    status: 'running' as const,
  };
  const held = Array.from({ length: 230 }, (_, at) => {
    const _id = `held-${at}`;
    return { ...base, _id, temporalWorkflowId: `run-${_id}`, rootExecution: _id, top: 'top' };
  });
  await h.store.executions.insertMany([{ ...going, completedAt: null }, ...held]);
  await packing()();
  expect((await h.execution(old)).archived).toMatchObject({ open: false });
  await h.store.executions.deleteMany({ ...mine, _id: { $in: ['top', ...held.map((row) => row._id)] } });
});
