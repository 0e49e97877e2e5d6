import { randomBytes } from 'node:crypto';
import { Client } from '@temporalio/client';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { localText } from '../../src/automation/zone.ts';
import { createPayloadCodec } from '../../src/temporal/codec.ts';
import type { Missed } from '../../src/temporal/missed.ts';
import { createSchedules } from '../../src/temporal/schedules.ts';
import type { Schedules } from '../../src/temporal/types.ts';
import { type Harness, openHarness, PERSON } from '../worker/support/harness.ts';

let h: Harness;
let schedules: Schedules;
const missed: Missed[] = [];
let now: Date | null = null;
const clock = { now: () => now ?? new Date() };

beforeAll(async () => {
  h = await openHarness();
  schedules = createSchedules({
    temporal: h.temporal,
    store: h.store,
    clock,
    log: h.log,
    queue: h.queue,
    onMissed: async (one) => void missed.push(one),
  });
});
afterAll(async () => {
  for (const row of await h.store.triggers.find({ workspace: PERSON.workspace }).lean())
    await schedules.remove(row._id);
  await h.close();
});

const STEPS = [{ id: 'only', action: 'peek', params: { data: '{{ trigger.date }}' } }];
const handle = (id: string) => h.temporal.client.schedule.getHandle(`schedule-${id}`);
const executions = (workflow: string) =>
  h.store.executions.find({ workspace: PERSON.workspace, workflow }).sort({ startedAt: 1 }).lean();

it('keeps what the trigger says: times, zone, policies, pause, skips', async () => {
  const approved = await h.approve({ steps: STEPS });
  const trigger = await h.trigger(approved, { scheduleCron: '0 9 * * 1', scheduleTimezone: 'Africa/Nairobi' });
  await schedules.sync(trigger, approved.workflow);
  const seen = await handle(trigger._id).describe();
  expect(seen.policies).toMatchObject({ overlap: 'BUFFER_ONE', catchupWindow: 60_000 });
  expect(seen.spec.timezone).toBe('Africa/Nairobi');
  const next = await schedules.next(trigger._id);
  expect(next.length).toBeGreaterThan(2);
  for (const time of next) expect(localText(new Date(time), 'Africa/Nairobi')).toMatch(/T09:00$/);
  expect(new Date(next[0] ?? '').getUTCDay()).toBe(1);

  const skipping = { ...trigger, skip: [next[0] ?? ''] };
  await schedules.sync(skipping, approved.workflow);
  expect((await schedules.next(trigger._id))[0]).toBe(next[1]);

  await schedules.sync(skipping, { ...approved.workflow, status: 'paused' });
  expect((await handle(trigger._id).describe()).state.paused).toBe(true);
  expect(await schedules.next(trigger._id)).toEqual([]);
  await schedules.sync(skipping, approved.workflow);
  expect((await handle(trigger._id).describe()).state.paused).toBe(false);

  await schedules.sync(trigger, { ...approved.workflow, status: 'deleted' });
  await expect(handle(trigger._id).describe()).rejects.toThrow(/not found/i);
  await schedules.remove(trigger._id);
});

it('makes one execution of each start, with its nominal time', async () => {
  const approved = await h.approve({ steps: STEPS });
  const trigger = await h.trigger(approved, { scheduleCron: '* * * * *', scheduleTimezone: 'Africa/Nairobi' });
  await schedules.sync(trigger, approved.workflow);
  const from = new Date(Date.now() - 90_000);
  await handle(trigger._id).backfill({ start: from, end: new Date(from.getTime() + 60_000), overlap: 'ALLOW_ALL' });
  await vi.waitFor(
    async () => expect((await executions(approved.workflow._id)).every((row) => row.status === 'completed')).toBe(true),
    { timeout: 15_000 },
  );
  const rows = await vi.waitFor(
    async () => {
      const found = await executions(approved.workflow._id);
      expect(found.length).toBeGreaterThan(0);
      expect(found[0]?.status).toBe('completed');
      return found;
    },
    { timeout: 15_000 },
  );
  const [row] = rows;
  const data = row?.triggerData as { scheduled_at: string; date: string };
  expect(row).toMatchObject({ triggerType: 'schedule', trigger: trigger._id, version: 1, thread: 'web:thread' });
  expect(row?.temporalWorkflowId).toContain(`schedule-${trigger._id}-`);
  expect(new Date(data.scheduled_at).getUTCSeconds()).toBe(0);
  expect(data.date).toBe(localText(new Date(data.scheduled_at), 'Africa/Nairobi').slice(0, 10));
  const counted = await h.store.triggers.findOne({ _id: trigger._id, workspace: PERSON.workspace }).lean();
  expect(counted?.triggerCount).toBe((await executions(approved.workflow._id)).length);
  await schedules.remove(trigger._id);
});

it('fires a one-time schedule once, late when it must, and shows it finished', async () => {
  const approved = await h.approve({ steps: STEPS });
  const at = new Date(Date.now() - 3 * 3_600_000);
  const trigger = await h.trigger(approved, {
    scheduleAt: localText(at, 'Africa/Nairobi'),
    scheduleTimezone: 'Africa/Nairobi',
  });
  await schedules.sync(trigger, approved.workflow);
  await vi.waitFor(async () => expect((await executions(approved.workflow._id))[0]?.status).toBe('completed'), {
    timeout: 15_000,
  });
  const [row] = await executions(approved.workflow._id);
  const data = row?.triggerData as { late_seconds?: number } | undefined;
  expect(data?.late_seconds).toBeGreaterThan(2 * 3600);
  const finished = await h.store.triggers.findOne({ _id: trigger._id, workspace: PERSON.workspace }).lean();
  expect(finished?.finishedAt).toBeInstanceOf(Date);

  await handle(trigger._id).trigger();
  await schedules.sync(finished ?? trigger, approved.workflow);
  await expect(handle(trigger._id).describe()).rejects.toThrow(/not found/i);
  const again = await h.trigger(approved, { ...trigger, _id: `${trigger._id}x`, finishedAt: null });
  await schedules.sync(again, { ...approved.workflow, status: 'paused' });
  expect(await executions(approved.workflow._id)).toHaveLength(1);
});

it('waits with a one-time schedule to come', async () => {
  const approved = await h.approve({ steps: STEPS });
  const at = new Date(Math.ceil(Date.now() / 60_000) * 60_000 + 3_600_000);
  const trigger = await h.trigger(approved, { scheduleAt: localText(at, 'UTC'), scheduleTimezone: 'UTC' });
  await schedules.sync(trigger, approved.workflow);
  const seen = await handle(trigger._id).describe();
  expect(seen.info.nextActionTimes).toEqual([at]);
  expect(seen.policies.catchupWindow).toBeGreaterThan(365 * 86_400_000);
});

it('starts nothing on days the calendars could not leave out, nor at skipped times', async () => {
  const approved = await h.approve({ steps: STEPS });
  const tomorrow = new Date(Date.now() + 86_400_000);
  const never = await h.trigger(approved, { scheduleCron: `* * ${tomorrow.getUTCDate()} * *` });
  const input = { workspace: PERSON.workspace, workflow: approved.workflow._id, user: PERSON.user };
  const run = (id: string, trigger: string) =>
    h.temporal.client.workflow.execute('guarded', {
      workflowId: id,
      taskQueue: h.queue,
      args: [{ ...input, executionId: null, version: null, seal: null, trigger }],
    });
  expect(await run(`schedule-${never._id}-a`, never._id)).toMatchObject({
    success: false,
    error: 'The schedule does not mean this day.',
  });
  expect(await run(`schedule-none-${never._id}`, 'trg_none')).toMatchObject({ success: false });
  expect(await executions(approved.workflow._id)).toHaveLength(0);
});

it('repairs both directions: lost schedules come back, orphans go, others of the namespace stay', async () => {
  const approved = await h.approve({ steps: STEPS });
  const kept = await h.trigger(approved, { scheduleCron: '0 9 * * *' });
  const orphan = await h.trigger(approved, { scheduleCron: '0 9 * * *' });
  await schedules.sync(orphan, approved.workflow);
  const foreign = createSchedules({
    temporal: h.temporal,
    store: h.store,
    clock,
    log: h.log,
    queue: `${h.queue}-other`,
  });
  const other = await h.trigger(approved, { scheduleCron: '0 9 * * *' });
  await foreign.sync(other, approved.workflow);
  // One of another installation, whose memo only its own key can read.
  const sealed = `sealed-${other._id}`;
  const strange = new Client({
    connection: h.temporal.client.connection,
    dataConverter: { payloadCodecs: [createPayloadCodec({ keys: [randomBytes(32)] })] },
  });
  await strange.schedule.create({
    scheduleId: sealed,
    spec: { calendars: [{ year: 2099 }] },
    memo: { nodQueue: 'another' },
    action: { type: 'startWorkflow', workflowType: 'none', taskQueue: 'another', args: [] },
  });
  await h.store.triggers.deleteMany({ workspace: PERSON.workspace, _id: { $in: [orphan._id, other._id] } });
  // Temporal lists what it indexed; that takes a moment.
  await vi.waitFor(
    async () => {
      await schedules.reconcile();
      await expect(handle(orphan._id).describe()).rejects.toThrow(/not found/i);
    },
    { timeout: 50_000, interval: 250 },
  );
  expect((await handle(kept._id).describe()).state.paused).toBe(false);
  expect((await handle(other._id).describe()).scheduleId).toBe(`schedule-${other._id}`);
  await foreign.remove(other._id);
  await strange.schedule.getHandle(sealed).delete();

  await h.store.workflows.updateOne(
    { _id: approved.workflow._id, workspace: PERSON.workspace },
    { $set: { status: 'paused' } },
  );
  await schedules.reconcile();
  expect((await handle(kept._id).describe()).state.paused).toBe(true);
});

it('tells of times that passed without a run, once, and of none while it was paused', async () => {
  const approved = await h.approve({ steps: STEPS });
  const trigger = await h.trigger(approved, {
    scheduleCron: '0 * * * *',
    createdAt: new Date('2026-11-20T06:30:00Z'),
    skip: ['2026-11-20T08:00:00.000Z'],
  });
  await h.store.executions.create({
    _id: `run_${trigger._id}`,
    workspace: PERSON.workspace,
    workflow: approved.workflow._id,
    user: PERSON.user,
    temporalWorkflowId: `x-${trigger._id}`,
    trigger: trigger._id,
    triggerType: 'schedule',
    triggerData: { scheduled_at: '2026-11-20T07:00:00.000Z' },
    startedAt: new Date('2026-11-20T07:00:01Z'),
  });
  now = new Date('2026-11-20T10:30:00Z');
  await schedules.reconcile();
  const mine = () => missed.filter((one) => one.trigger._id === trigger._id);
  expect(mine().map((one) => one.times)).toEqual([['2026-11-20T09:00:00.000Z', '2026-11-20T10:00:00.000Z']]);
  await schedules.reconcile();
  expect(mine()).toHaveLength(1);
  await h.store.workflows.updateOne(
    { _id: approved.workflow._id, workspace: PERSON.workspace },
    { $set: { status: 'paused' } },
  );
  now = new Date('2026-11-20T12:30:00Z');
  await schedules.reconcile();
  await h.store.workflows.updateOne(
    { _id: approved.workflow._id, workspace: PERSON.workspace },
    { $set: { status: 'active' } },
  );
  now = new Date('2026-11-20T12:40:00Z');
  await schedules.reconcile();
  now = null;
  expect(mine()).toHaveLength(1);
  await schedules.remove(trigger._id);
});
